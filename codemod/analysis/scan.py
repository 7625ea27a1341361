"""Scan one module: statements in order, with the definition of each name that reaches each point."""

from __future__ import annotations

import ast

from codemod.analysis.expressions import ExpressionScanner
from codemod.analysis.scopes import (
    FunctionNode,
    Scope,
    bound_names,
    declared_outer,
    own_nodes,
    yields,
)
from codemod.vocabulary.facts import (
    PLAIN,
    Annotation,
    Assigned,
    ClassPattern,
    Compare,
    Copy,
    Function,
    GetItem,
    GetMember,
    Handler,
    Import,
    ImportStatement,
    Iterate,
    Klass,
    MakeClass,
    MakeFunction,
    ModuleFacts,
    Node,
    SetMember,
    Use,
)
from codemod.vocabulary.spans import Span

Reaching = dict[str, Node]
ROLES = {
    "staticmethod": "static",
    "classmethod": "class",
    "property": "property",
    "cached_property": "property",
    "hybrid_property": "property",
}


def scan(path: str, source: bytes | str) -> ModuleFacts:
    """Return the facts of one module.

    Raises SyntaxError (or ValueError for a NUL byte) when ``source`` is not Python that this
    interpreter parses, RecursionError when it is nested too deeply.
    """
    return Scanner(path).module_facts(ast.parse(source))


class Scanner(ExpressionScanner):
    """Walks the statements of a module."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.guards = 0
        self.checking = 0
        self.blocks = 0
        self.loops: list[tuple[list[Reaching], list[Reaching]]] = []

    def module_facts(self, tree: ast.Module) -> ModuleFacts:
        self.module.local = frozenset(bound_names(tree.body))
        self.note_head(tree)
        self.block(tree.body)
        return self.facts

    def note_head(self, tree: ast.Module) -> None:
        for index, statement in enumerate(tree.body):
            if index == 0 and isinstance(statement, ast.Expr):
                if isinstance(statement.value, ast.Constant):
                    continue
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                self.facts.future = True
                continue
            self.facts.body_start = Span.of(statement)
            return

    # -- control flow --------------------------------------------------------------------

    def block(self, body: list[ast.stmt]) -> bool:
        """Scan statements; return False when control never falls off the end."""
        for statement in body:
            outer, self.statement = self.statement, Span.of(statement)
            method = getattr(self, "do_" + type(statement).__name__, None)
            falls = True if method is None else method(statement)
            self.statement = outer
            if falls is False:
                return False
        return True

    def merge(self, *ways: Reaching) -> Reaching:
        """Join what reaches this point over the ways that lead to it."""
        if not ways:
            return {}
        first, rest = ways[0], ways[1:]
        if not rest:
            return first
        merged: Reaching = {}
        for name in dict.fromkeys(name for way in ways for name in way):
            nodes = [way[name] for way in ways if name in way]
            merged[name] = self.join(*nodes)
        return merged

    def do_If(self, node: ast.If) -> bool:
        checking = _is_type_checking(node.test)
        self.emit(Use(self.visit(node.test), "test", Span.of(node.test)))
        before = dict(self.scope.reaching)
        self.guards += 1
        self.checking += checking
        falls_body = self.block(node.body)
        self.checking -= checking
        after_body = self.scope.reaching
        self.scope.reaching = dict(before)
        falls_else = self.block(node.orelse)
        self.guards -= 1
        ways = [after_body] * falls_body + [self.scope.reaching] * falls_else
        self.scope.reaching = self.merge(*ways) if ways else before
        return falls_body or falls_else

    def loop(self, node: ast.For | ast.AsyncFor | ast.While, element: Node | None) -> bool:
        before = dict(self.scope.reaching)
        heads: Reaching = {}
        for name in sorted(bound_names(node.body)):
            if name in before:
                head = self.new()
                self.emit(Copy(head, before[name]))
                heads[name] = head
                self.scope.reaching[name] = head
        if isinstance(node, ast.While):
            self.emit(Use(self.visit(node.test), "test", Span.of(node.test)))
        elif element is not None:
            self.assign(node.target, element)
        entry = dict(self.scope.reaching)
        self.loops.append(([], []))
        falls = self.block(node.body)
        continued, broken = self.loops.pop()
        ends = continued + [self.scope.reaching] * falls
        for name, head in heads.items():
            for way in ends:
                if name in way:
                    self.emit(Copy(head, way[name]))
        self.scope.reaching = self.merge(entry, *ends)
        self.block(node.orelse)
        self.scope.reaching = self.merge(self.scope.reaching, *broken)
        endless = (
            isinstance(node, ast.While)
            and isinstance(node.test, ast.Constant)
            and bool(node.test.value)
            and not any(isinstance(child, ast.Break) for child in own_nodes(node.body))
        )
        return not endless

    def do_For(self, node: ast.For | ast.AsyncFor) -> bool:
        source = self.visit(node.iter)
        element = self.new()
        is_async = isinstance(node, ast.AsyncFor)
        self.emit(Iterate(element, source, Span.of(node.iter), is_async))
        return self.loop(node, element)

    do_AsyncFor = do_For

    def do_While(self, node: ast.While) -> bool:
        return self.loop(node, None)

    def do_Try(self, node: ast.Try) -> bool:
        before = dict(self.scope.reaching)
        self.guards += 1
        first = len(self.bindings)
        falls = self.block(node.body)
        after_body = self.scope.reaching
        in_handlers = dict(before)
        seen: dict[str, list[Node]] = {}
        for scope, name, bound in self.bindings[first:]:
            if scope is self.scope:
                seen.setdefault(name, [before[name]] if name in before else []).append(bound)
        for name, nodes in seen.items():
            in_handlers[name] = self.join(*nodes)
        self.scope.reaching = after_body
        if falls:
            falls = self.block(node.orelse)
        ways = [self.scope.reaching] * falls
        number = self.blocks
        self.blocks += 1
        for order, handler in enumerate(node.handlers):
            self.scope.reaching = dict(in_handlers)
            self.handler(handler, number, order, _extent(node.body))
            if self.block(handler.body):
                ways.append(self.scope.reaching)
        self.guards -= 1
        self.scope.reaching = self.merge(*ways) if ways else in_handlers
        return self.block(node.finalbody) and bool(ways)

    do_TryStar = do_Try

    def handler(self, node: ast.ExceptHandler, block: int, order: int, body: Span) -> None:
        if node.type is None:
            return
        types = self.visit(node.type)
        elements = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        spans = tuple((self.element_node(types, e), Span.of(e)) for e in elements)
        target = self.new()
        if node.name:
            self.bind(node.name, target)
        self.emit(
            Handler(
                types,
                spans,
                target,
                node.name or "",
                Span.of(node),
                Span.of(node.type),
                block,
                order,
                body,
            )
        )

    def element_node(self, types: Node, element: ast.expr) -> Node:
        """Return the node of one class of a handler's tuple, already emitted by the visit."""
        span = Span.of(element)
        for op in reversed(self.facts.ops):
            found = getattr(op, "span", None)
            if found == span and hasattr(op, "target"):
                target: Node = op.target
                return target
        return types

    def do_With(self, node: ast.With | ast.AsyncWith) -> bool:
        for item in node.items:
            self.enter(item, isinstance(node, ast.AsyncWith))
        return self.block(node.body)

    do_AsyncWith = do_With

    def do_Match(self, node: ast.Match) -> bool:
        subject = self.visit(node.subject)
        before = dict(self.scope.reaching)
        ways: list[Reaching] = []
        exhaustive = False
        for case in node.cases:
            self.scope.reaching = dict(before)
            self.pattern(case.pattern, subject, Span.of(node.subject))
            self.visit(case.guard)
            if self.block(case.body):
                ways.append(self.scope.reaching)
            if case.guard is None and isinstance(case.pattern, ast.MatchAs):
                exhaustive = exhaustive or case.pattern.pattern is None
        if not exhaustive:
            ways.append(before)
        self.scope.reaching = self.merge(*ways) if ways else before
        return bool(ways)

    def pattern(self, node: ast.pattern, subject: Node, subject_span: Span) -> None:
        if isinstance(node, ast.MatchValue):
            value = self.visit(node.value)
            span = Span.of(node.value)
            self.emit(Compare(subject, "match", value, subject_span, span, span))
        elif isinstance(node, ast.MatchAs):
            if node.pattern is not None:
                self.pattern(node.pattern, subject, subject_span)
            if node.name:
                self.bind(node.name, subject)
        elif isinstance(node, ast.MatchOr):
            for inner in node.patterns:
                self.pattern(inner, subject, subject_span)
        elif isinstance(node, ast.MatchClass):
            self.emit(ClassPattern(self.visit(node.cls), subject, Span.of(node.cls)))
            for name, inner in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
                part = self.new()
                span = Span.of(inner)
                self.emit(GetMember(part, subject, name, span, subject_span, "pattern"))
                self.pattern(inner, part, span)
            for inner in node.patterns:
                self.pattern(inner, PLAIN, subject_span)
        elif isinstance(node, ast.MatchSequence):
            for inner in node.patterns:
                part = self.new()
                self.emit(Iterate(part, subject, Span.of(inner)))
                self.pattern(inner, part, subject_span)
        elif isinstance(node, ast.MatchMapping):
            for key, inner in zip(node.keys, node.patterns, strict=True):
                part = self.new()
                constant = key.value if isinstance(key, ast.Constant) else None
                spans = Span.of(key), subject_span, Span.of(key)
                self.emit(
                    GetItem(
                        part,
                        subject,
                        self.visit(key),
                        constant if isinstance(constant, (str, int)) else None,
                        *spans,
                        "pattern",
                    )
                )
                self.pattern(inner, part, subject_span)

    # -- simple statements ---------------------------------------------------------------

    def do_Expr(self, node: ast.Expr) -> bool:
        self.visit(node.value)
        return True

    def do_Assign(self, node: ast.Assign) -> bool:
        value = self.visit(node.value)
        if len(node.targets) == 1 and isinstance(node.value, ast.Call):
            text = _dotted(node.targets[0])
            if text:
                self.emit(Assigned(value, text))
        for target in node.targets:
            self.assign(target, value, Span.of(node.value))
            if isinstance(target, ast.Name) and target.id == "__all__":
                self.note_all(node.value)
        return True

    def note_all(self, value: ast.expr) -> None:
        if isinstance(value, (ast.List, ast.Tuple)):
            self.facts.exported = tuple(
                e.value
                for e in value.elts
                if isinstance(e, ast.Constant) and isinstance(e.value, str)
            )

    def do_AnnAssign(self, node: ast.AnnAssign) -> bool:
        value = self.visit(node.value) if node.value is not None else self.new()
        annotated = self.annotation(node.annotation, value, node.value is None)
        if node.value is None:
            self.emit(Use(annotated, "declared", Span.of(node.target)))
        if isinstance(node.target, ast.Name) and self.scope.kind == "class":
            self.facts.classes[self.scope.klass].fields.append(node.target.id)
        if node.value is not None:
            self.assign(node.target, value, Span.of(node.value))
        elif isinstance(node.target, ast.Name) and self.scope.kind == "class":
            self.assign(node.target, value)
        return True

    def do_AugAssign(self, node: ast.AugAssign) -> bool:
        value = self.visit(node.value)
        target = node.target
        if isinstance(target, ast.Name):
            old = self.lookup(target.id)
            self.facts.reads[target.id] = self.facts.reads.get(target.id, 0) + 1
            self.bind(target.id, self.join(old, value))
        elif isinstance(target, ast.Attribute):
            obj = self.visit(target.value)
            span, obj_span = Span.of(target), Span.of(target.value)
            self.emit(GetMember(self.new(), obj, target.attr, span, obj_span, "store"))
            self.emit(SetMember(obj, target.attr, value, span))
        else:
            self.assign(target, value, Span.of(node.value))
        self.emit(Use(value, "format", Span.of(node.value)))
        return True

    def do_Return(self, node: ast.Return) -> bool:
        function = self.current_function()
        if node.value is not None:
            value = self.visit(node.value)
            if function is not None:
                self.emit(Copy(function.result, value))
                self.emit(Use(value, "return", Span.of(node.value)))
        return False

    def do_Raise(self, node: ast.Raise) -> bool:
        self.visit(node.exc)
        self.visit(node.cause)
        return False

    def do_Continue(self, node: ast.Continue) -> bool:
        if self.loops:
            self.loops[-1][0].append(dict(self.scope.reaching))
        return False

    def do_Break(self, node: ast.Break) -> bool:
        if self.loops:
            self.loops[-1][1].append(dict(self.scope.reaching))
        return False

    def do_Assert(self, node: ast.Assert) -> bool:
        self.emit(Use(self.visit(node.test), "test", Span.of(node.test)))
        self.visit(node.msg)
        return True

    def do_Delete(self, node: ast.Delete) -> bool:
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                obj = self.visit(target.value)
                span, obj_span = Span.of(target), Span.of(target.value)
                self.emit(GetMember(self.new(), obj, target.attr, span, obj_span, "del"))
            elif isinstance(target, ast.Subscript):
                self.subscript(target, "del")
        return True

    # -- imports and definitions ---------------------------------------------------------

    def do_Import(self, node: ast.Import | ast.ImportFrom) -> bool:
        plain = isinstance(node, ast.Import)
        module = "" if isinstance(node, ast.Import) else node.module or ""
        level = 0 if isinstance(node, ast.Import) else node.level
        statement = Span.of(node)
        names = tuple((a.name, a.asname or "", Span.of(a)) for a in node.names)
        self.facts.imports.append(
            ImportStatement(
                statement,
                module,
                level,
                names,
                plain,
                self.function_here(),
                self.guards > 0,
                self.checking > 0,
            )
        )
        for name, asname, span in names:
            if name == "*":
                self.facts.stars.append((module, level))
                continue
            target = self.new()
            if plain:
                bound = asname or name.partition(".")[0]
                whole = not asname and "." in name
                op = Import(target, name, "", 0, bound, span, statement, whole)
            else:
                bound = asname or name
                op = Import(target, module, name, level, bound, span, statement)
            self.emit(op)
            self.bind(bound, target)
        return True

    do_ImportFrom = do_Import

    def do_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        decorators = [self.visit(decorator) for decorator in node.decorator_list]
        function = self.declare(node, node.name)
        function.decorators = decorators
        function.asynchronous = isinstance(node, ast.AsyncFunctionDef)
        function.generator = yields(node.body)
        function.role = _role(node)
        self.annotation(node.returns, function.result)
        target = self.new()
        self.emit(MakeFunction(target, function.number))
        self.bind(node.name, target)
        outer, guards, loops = self.scope, self.guards, self.loops
        self.scope, self.guards, self.loops = self.function_scope(node, function), 0, []
        self.block(node.body)
        self.scope, self.guards, self.loops = outer, guards, loops
        return True

    do_AsyncFunctionDef = do_FunctionDef

    def function_scope(self, node: ast.AST, function: Function) -> Scope:
        assert isinstance(node, FunctionNode)
        body: list[ast.stmt] = node.body if not isinstance(node, ast.Lambda) else []
        if isinstance(node, ast.Lambda):
            body = [ast.Expr(node.body)]
        local = bound_names(body) | {p.name for p in function.parameters}
        scope = Scope(
            "function",
            self.scope,
            function.number,
            local=frozenset(local),
            outer=declared_outer(body),
        )
        for parameter in function.parameters:
            scope.reaching[parameter.name] = parameter.node
            cell = self.cell(scope, parameter.name)
            self.emit(Copy(cell, parameter.node))
        return scope

    def do_ClassDef(self, node: ast.ClassDef) -> bool:
        decorators = [self.visit(decorator) for decorator in node.decorator_list]
        bases = [self.visit(base) for base in node.bases]
        for keyword in node.keywords:
            self.visit(keyword.value)
        klass = Klass(
            len(self.facts.classes),
            node.name,
            node.name,
            Span.of(node),
            bases,
            decorators=decorators,
        )
        self.facts.classes.append(klass)
        target = self.new()
        self.emit(MakeClass(target, klass.number))
        self.bind(node.name, target)
        outer = self.scope
        self.scope = Scope(
            "class",
            outer,
            outer.function,
            klass.number,
            frozenset(bound_names(node.body)),
            declared_outer(node.body),
            klass.members,
        )
        self.block(node.body)
        self.scope = outer
        return True

    def annotation(self, node: ast.expr | None, holder: Node, vouches: bool = True) -> Node:
        """Evaluate an annotation; a string annotation is parsed, and its inner spans are not kept."""
        if node is None:
            return -1
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                inner = ast.parse(node.value.strip(), mode="eval").body
            except (SyntaxError, ValueError):
                return -1
            outer, self.quoted = self.quoted, (node.value, Span.of(node))
            type_node = self.visit(inner)
            self.quoted = outer
        else:
            type_node = self.visit(node)
        self.emit(Annotation(type_node, holder, Span.of(node), vouches))
        return type_node


def _role(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    if node.name in ("__new__", "__init_subclass__", "__class_getitem__"):
        return "class"
    for decorator in node.decorator_list:
        name = decorator.attr if isinstance(decorator, ast.Attribute) else ""
        name = decorator.id if isinstance(decorator, ast.Name) else name
        if name in ROLES:
            return ROLES[name]
    return ""


def _extent(body: list[ast.stmt]) -> Span:
    first, last = Span.of(body[0]), Span.of(body[-1])
    return Span(first.line, first.column, last.end_line, last.end_column)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


__all__ = ["Scanner", "scan"]
