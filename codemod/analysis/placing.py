"""Where a client can be made that takes the place of the SDK's module: after its settings are known."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from codemod.analysis.layout import Function, Layout, demanding, outer, portable, still
from codemod.analysis.module_uses import Assigned
from codemod.vocabulary.facts import ModuleFacts
from codemod.vocabulary.module_sites import ModuleUse, Placement, Problem
from codemod.vocabulary.spans import Span

Own = Sequence[Assigned]
LOADING = ("load_dotenv", "dotenv.load_dotenv")


class Placing:
    """Finds the place of one module's client.

    ``own`` are the settings that the module assigns itself, ``others`` those that it relies on;
    ``shared`` says that others may import the module, and may never call what it calls.
    """

    def __init__(
        self,
        path: str,
        facts: ModuleFacts,
        layout: Layout,
        uses: Sequence[ModuleUse],
        own: Own,
        others: Own,
        modules: Sequence[str],
        name: str,
        shared: bool,
    ) -> None:
        self.path, self.facts, self.layout = path, facts, layout
        self.uses, self.own, self.others = list(uses), list(own), list(others)
        self.modules = modules
        self.vendor = name
        within = all(self.within(use.span) for use in uses)
        self.optional = within and (shared or not any(map(running, layout.tree.body)))
        """The module asks nothing when it is imported, and is there for that: it needs no key then."""

    def place(self) -> Placement | Problem:
        first = self.uses[0].span
        if any(not portable(each.tree) for each in self.others):
            each = next(each for each in self.others if not portable(each.tree))
            where = f"{each.path}:{each.span.line}"
            return Problem(
                self.path,
                first,
                f"{each.name} is set at {where} to what is not known in this module",
            )
        if not self.own:
            return self.beside_imports()
        scopes = {tuple(id(n) for n in self.layout.around(each.span)) for each in self.own}
        if len(scopes) > 1:
            return Problem(self.path, self.own[0].span, "its settings are made in several places")
        for each in self.own:
            assert each.statement is not None
            standing = self.layout.statements.get(each.statement)
            straight = standing is not None and isinstance(
                standing.owner, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)
            )
            if not straight:
                return Problem(self.path, each.span, f"{each.name} is set under a condition")
        around = self.layout.around(self.own[-1].span)
        if any(not still(each.tree) for each in self.own[:-1]) and not self.adjacent():
            each = next(each for each in self.own if not still(each.tree))
            return Problem(self.path, each.span, f"{each.name} is set to what a call gives")
        if len({u.asynchronous for u in self.uses}) > 1 and any(
            not still(each.tree) for each in self.own
        ):
            each = next(each for each in self.own if not still(each.tree))
            return Problem(
                self.path, each.span, f"{each.name} is set to what a call gives, for two clients"
            )
        if not around:
            return self.at_top()
        return self.in_function(around)

    def within(self, span: Span) -> bool:
        """Say whether a place is in the body of a function."""
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        return any(isinstance(node, functions) for node in self.layout.around(span))

    def adjacent(self) -> bool:
        """Say whether nothing stands between the settings."""
        numbers = []
        for each in self.own:
            assert each.statement is not None
            numbers.append(self.layout.statements[each.statement].index)
        return numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    def last(self) -> Span:
        statement = self.own[-1].statement
        assert statement is not None
        return statement

    def at_top(self) -> Placement | Problem:
        last = self.layout.top(self.last())
        for use in self.uses:
            held = self.layout.around(use.span)
            if not held and self.layout.top(use.span) <= last:
                return Problem(self.path, use.span, "it is called before its settings are made")
        waits = all(portable(each.tree) and not demanding(each.tree) for each in self.own)
        return self.named("lazy" if self.optional and waits else "module", self.last())

    def in_function(self, around: list[ast.AST]) -> Placement | Problem:
        function = around[-1]
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return Problem(self.path, self.last(), "its settings are made in a class's body")
        later = [
            use
            for use in self.uses
            if function in self.layout.around(use.span) and use.span.start > self.last().end
        ]
        if len(later) == len(self.uses):
            return self.named("function", self.last())
        if function.name == "__init__" and len(around) > 1 and isinstance(around[-2], ast.ClassDef):
            found = self.of_object(function, around[-2])
            if found is not None:
                return found
        early = [u for u in self.uses if function in self.layout.around(u.span) and u not in later]
        if early or len(around) > 1:
            where = f"{self.path}:{self.last().line}"
            return Problem(
                self.path,
                self.uses[0].span,
                f"its settings are made at {where}, which may run before or after this",
            )
        return self.named("global", self.last())

    def of_object(self, init: Function, klass: ast.ClassDef) -> Placement | None:
        """Place the client in the object whose construction makes the settings."""
        receivers: list[tuple[Span, str]] = []
        for use in self.uses:
            held = self.layout.around(use.span)
            if klass not in held:
                return None
            method = held[held.index(klass) + 1] if len(held) > held.index(klass) + 1 else None
            if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return None
            plain = not any(
                ast.unparse(each) in ("staticmethod", "classmethod")
                for each in method.decorator_list
            )
            first = method.args.posonlyargs + method.args.args
            if not plain or not first or (method is init and use.span.start < self.last().end):
                return None
            receivers.append((use.span, first[0].arg))
        mine = init.args.posonlyargs + init.args.args
        if not mine:
            return None
        used = {node.attr for node in ast.walk(klass) if isinstance(node, ast.Attribute)} | {
            getattr(node, "name", "") for node in klass.body
        }
        used |= {
            target.id
            for node in klass.body
            for target in ast.walk(node)
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(target, ast.Name)
        }
        name = next((n for n in ("client", f"{self.vendor}_client") if n not in used), "")
        if not name or f"async_{name}" in used:
            return None
        owner = mine[0].arg
        names = (f"{owner}.{name}", f"{owner}.async_{name}")
        if not any(not use.asynchronous for use in self.uses):
            names = (names[0], names[0])
        return Placement("object", self.last(), names, tuple(receivers))

    def beside_imports(self) -> Placement | Problem:
        """No setting is made here: the client stands behind the imports, or in their function."""
        inner = [
            each
            for each in self.facts.imports
            if any(
                root_of(each.module, name, each.plain) in self.modules for name, _, _ in each.names
            )
        ]
        top = [each for each in inner if each.scope == -1 and not each.type_checking]
        if not top:
            return self.behind_inner(inner[0].span) if len(inner) == 1 else self.nowhere()
        first = min(
            index
            for index, node in enumerate(self.layout.tree.body)
            if any(outer(node).encloses(use.span) for use in self.uses)
        )
        anchor: ast.stmt | None = None
        for node in self.layout.tree.body[:first]:
            if importing(node) or (loading(node) and not self.others):
                anchor = node
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
                break
        if anchor is None:
            return self.nowhere()
        guarded = all(each.guarded for each in top)
        later = any(
            loading(node)
            for index, node in enumerate(ast.walk(self.layout.tree))
            if isinstance(node, ast.stmt) and node.lineno > anchor.lineno
        )
        kind = "lazy" if self.others or guarded or later or self.optional else "module"
        return self.named(kind, Span.of(anchor))

    def behind_inner(self, statement: Span) -> Placement | Problem:
        around = self.layout.around(statement)
        function = around[-1] if around else None
        standing = self.layout.statements.get(statement)
        if (
            function is None
            or standing is None
            or standing.owner is not function
            or any(function not in self.layout.around(use.span) for use in self.uses)
            or any(use.span.start < statement.end for use in self.uses)
        ):
            return self.nowhere()
        return self.named("function", statement)

    def nowhere(self) -> Problem:
        return Problem(
            self.path, self.uses[0].span, "the import of the SDK leaves no place for a client"
        )

    def named(self, kind: str, anchor: Span) -> Placement | Problem:
        both = len({use.asynchronous for use in self.uses}) > 1
        for name in ("client", f"{self.vendor}_client"):
            mine = f"get_{name}" if kind == "lazy" else name
            second = f"get_async_{name}" if kind == "lazy" else f"async_{name}"
            wanted = {mine, second} if both else {mine}
            taken = set(self.facts.bound) | self.facts.parameters | set(self.facts.reads)
            if not wanted & taken:
                return Placement(kind, anchor, (mine, second if both else mine))
        return Problem(self.path, anchor, "the names client and so on are taken in this module")


def root_of(module: str, name: str, plain: bool) -> str:
    return (name if plain else module).partition(".")[0]


def importing(node: ast.stmt) -> bool:
    """Say whether a statement does nothing but import, or fall back where it cannot."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, (ast.Try, ast.If)):
        return any(isinstance(n, (ast.Import, ast.ImportFrom)) for n in node.body)
    return False


def running(node: ast.stmt) -> bool:
    """Say whether a statement of a module does more than to define something: a script has some."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call) and not loading(node)
    return isinstance(node, (ast.If, ast.For, ast.While, ast.With)) and not importing(node)


def loading(node: ast.AST) -> bool:
    """Say whether a statement sets environment variables."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        text = ast.unparse(node.value.func)
        return text in LOADING or text in ("os.environ.update", "os.environ.setdefault")
    return isinstance(node, ast.Assign) and any(
        isinstance(t, ast.Subscript) and ast.unparse(t.value) == "os.environ" for t in node.targets
    )
