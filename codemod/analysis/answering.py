"""Which message of an answer a dict belongs to that is sent back with it, and how that is written there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from codemod.analysis.guards import LEAVING, block, lacks, reveals
from codemod.analysis.list_parts import repeatable
from codemod.analysis.surely import doubt, writings
from codemod.analysis.turns import reached
from codemod.vocabulary.spans import Span

Parent = Callable[[ast.AST], "ast.AST | None"]
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
DUMPS = ("model_dump", "to_dict", "dict")
AMBIGUOUS = "what is sent before it cannot be told"
NONE = "no message with the call is sent right before it"


class Answering:
    """Looks at what stands before a dict in its list, in one function of a module.

    ``answers`` are the places of expressions that are a message of an answer; ``told`` the dicts that
    stand for one, with the code of the message that they were made of ("" where it is not known). The
    ``member`` of a message says what is called.
    """

    def __init__(
        self, parent: Parent, answers: frozenset[Span], told: Mapping[Span, str], member: str
    ) -> None:
        self.parent = parent
        self.member = member
        self.answers = answers
        self.told = told
        self.answered: set[Span] = set()
        """The places of messages that some dict was found to answer."""

    def message(self, display: ast.Dict) -> tuple[str, str]:
        """Return the code of the message whose call a dict answers, and why there is none."""
        holder = self.parent(display)
        if isinstance(holder, (ast.List, ast.Tuple)):
            at = holder.elts.index(display)
            if at:
                return self.code(holder.elts[at - 1], display)
            display_in: ast.AST = holder
            holder = self.parent(holder)
        else:
            display_in = display
        if isinstance(holder, ast.Call):
            function = holder.func
            named = isinstance(function, ast.Attribute) and function.attr in ("append", "extend")
            if not named or holder.args != [display_in] or holder.keywords:
                return "", NONE
            assert isinstance(function, ast.Attribute)
            statement, owner = self.parent(holder), ast.unparse(function.value)
        elif isinstance(holder, ast.AugAssign):
            statement, owner = holder, ast.unparse(holder.target)
        else:
            return "", NONE
        if not isinstance(statement, (ast.Expr, ast.AugAssign)):
            return "", NONE
        return self.before(statement, owner, display)

    def before(self, statement: ast.stmt, owner: str, display: ast.Dict) -> tuple[str, str]:
        """Look for what is put into the list right before a statement does."""
        inner: ast.AST = statement
        outer = self.parent(statement)
        between: list[ast.stmt] = []
        while outer is not None:
            for each in reversed(block(inner, outer)[0]):
                put = last_put(each, owner)
                if put is not None:
                    code, lost = self.code(put, display)
                    if not lost:
                        scope = self.scope(statement)
                        texts = writings(code, self.member, statement, scope, self.bound)
                        lost = doubt(statement, outer, between, texts, self.parent)
                    return ("", lost) if lost else (code, "")
                if isinstance(each, ast.Assign) and [ast.unparse(t) for t in each.targets] == [
                    owner
                ]:
                    return "", NONE
                if self.touches(each, owner):
                    return "", AMBIGUOUS
                between.append(each)
            if isinstance(outer, (*LOOPS, *SCOPES)):
                return "", NONE
            if isinstance(outer, ast.Try) and inner not in outer.body:
                return "", AMBIGUOUS
            inner, outer = outer, self.parent(outer)
        return "", NONE

    def touches(self, statement: ast.stmt, owner: str) -> bool:
        """Say whether a statement may change a list, or bind its name anew."""
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return False
        named = any(
            isinstance(each, (ast.Name, ast.Attribute)) and ast.unparse(each) == owner
            for each in ast.walk(statement)
        )
        known = isinstance(statement, ast.Assign) and not stored(statement) & {owner.split(".")[0]}
        if named and not known:
            return True
        return reached(statement, owner.rpartition(".")[2], self.parent)

    def code(self, put: ast.expr, display: ast.Dict) -> tuple[str, str]:
        """Return the code of the message that an expression is, if it means the same at the dict."""
        if isinstance(put, ast.Dict):
            code = self.told.get(Span.of(put), "")
        else:
            plain = bare(put)
            known = Span.of(put) in self.answers or Span.of(plain) in self.answers
            code = ast.unparse(plain) if known and repeatable(plain) else ""
        if not code:
            return "", NONE
        root = code.partition(".")[0].partition("[")[0]
        if self.changed(root, Span.of(put), Span.of(display), display):
            return "", f"{root} is bound anew before it is sent"
        self.answered.add(Span.of(put))
        return code, ""

    def changed(self, root: str, first: Span, then: Span, node: ast.AST) -> bool:
        """Say whether a name is bound between two places of one function."""
        scope = self.scope(node)
        return any(
            isinstance(each, ast.Name)
            and each.id == root
            and not isinstance(each.ctx, ast.Load)
            and first.start < Span.of(each).start < then.start
            for each in ast.walk(scope)
        )

    def spoken(self, put: ast.expr) -> bool:
        """Say whether a message is sent back only where it holds no call, as the program asked before."""
        text = ast.unparse(bare(put))
        texts = frozenset({f"{text}.{self.member}", f"getattr({text}, {self.member!r}, None)"})
        inner: ast.AST = put
        outer = self.parent(put)
        while outer is not None and not isinstance(inner, SCOPES):
            if isinstance(outer, ast.If):
                if inner in outer.orelse and reveals(outer.test, texts):
                    return True
                if inner in outer.body and lacks(outer.test, texts):
                    return True
            for each in block(inner, outer)[0]:
                leaving = isinstance(each, ast.If) and isinstance(each.body[-1], LEAVING)
                if leaving and isinstance(each, ast.If) and reveals(each.test, texts):
                    return True
            inner, outer = outer, self.parent(outer)
        return False

    def scope(self, node: ast.AST) -> ast.AST:
        outer = self.parent(node)
        while outer is not None:
            node = outer
            if isinstance(node, SCOPES):
                break
            outer = self.parent(node)
        return node

    def origin(self, node: ast.expr, member: str, at: ast.expr | ast.stmt, deep: int = 3) -> str:
        """Return the code of the message whose ``member`` an expression is read of, or ""."""
        for each in ast.walk(node):
            if isinstance(each, ast.Attribute) and each.attr == member:
                return ast.unparse(each.value) if repeatable(each.value) else ""
        names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
        for name in names if deep else ():
            bound = self.bound(name, at)
            code = self.origin(bound.value, member, bound, deep - 1) if bound is not None else ""
            root = code.partition(".")[0].partition("[")[0]
            if bound is not None and code:
                kept = not self.changed(root, Span.of(bound.value), Span.of(at), at)
                return code if kept else ""
        return ""

    def bound(self, name: str, at: ast.AST) -> ast.Assign | None:
        """Return the statement that binds a name on every way to a place, the last before it."""
        inner, outer = at, self.parent(at)
        while outer is not None:
            for each in reversed(block(inner, outer)[0]):
                if isinstance(each, ast.Assign) and [ast.unparse(t) for t in each.targets] == [
                    name
                ]:
                    return each
                if name in stored(each):
                    return None
            if isinstance(outer, SCOPES):
                return None
            inner, outer = outer, self.parent(outer)
        return None


def bare(node: ast.expr) -> ast.expr:
    """Return what an expression is a dump of, else the expression itself."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr in DUMPS else node
    return node


def last_put(statement: ast.stmt, owner: str) -> ast.expr | None:
    """Return what a statement puts at the end of a list, or None."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        call = statement.value
        named = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == owner
        if named and len(call.args) == 1 and isinstance(call.func, ast.Attribute):
            if call.func.attr == "append":
                return call.args[0]
            if call.func.attr == "extend":
                return last_of(call.args[0])
    if isinstance(statement, ast.AugAssign) and ast.unparse(statement.target) == owner:
        return last_of(statement.value)
    return None


def last_of(node: ast.expr) -> ast.expr:
    return node.elts[-1] if isinstance(node, (ast.List, ast.Tuple)) and node.elts else node


def stored(node: ast.AST) -> set[str]:
    """Return the names that a statement binds or deletes, anywhere in it."""
    return {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
    }
