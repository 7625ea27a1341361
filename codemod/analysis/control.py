"""Control flow while a module is scanned: branches, loops, handlers and patterns join what reaches."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from codemod.analysis.functions import FunctionScanner
from codemod.analysis.scopes import own_nodes, survey
from codemod.vocabulary.operations import (
    PLAIN,
    ClassPattern,
    Compare,
    Copy,
    GetItem,
    GetMember,
    Handler,
    Iterate,
    Node,
    Use,
)
from codemod.vocabulary.spans import Span

Reaching = dict[str, Node]


class FlowScanner(FunctionScanner):
    """Walks compound statements, and joins what reaches each point."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.guards = 0
        self.checking = 0
        self.blocks = 0
        self.loops: list[tuple[list[Reaching], list[Reaching]]] = []
        self.doers: dict[type, Callable[[Any], bool]] = {}
        """What scans a statement of a kind, as far as one was met."""
        self.made: tuple[str, Node] | None = None
        """The name that the statement before binds to the result of a call, and that result."""

    def block(self, body: list[ast.stmt], *, cells: bool = False) -> bool:
        """Scan statements; return False when control never falls off the end.

        With ``cells``, what stands behind a statement that ends one is another cell's, and runs.
        """
        self.made = None
        for statement in body:
            outer, self.statement = self.statement, Span.of(statement)
            if not isinstance(statement, ast.Assign):
                self.made = None
            method = self.doers.get(statement.__class__)
            if method is None:
                name = "do_" + statement.__class__.__name__
                method = self.doers[statement.__class__] = getattr(self, name, _falls)
            falls = method(statement)
            self.statement = outer
            if falls is False:
                self.made = None
                if not cells:
                    return False
        self.made = None
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
        for name in sorted(survey(node.body).names):
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


def _extent(body: list[ast.stmt]) -> Span:
    first, last = Span.of(body[0]), Span.of(body[-1])
    return Span(first.line, first.column, last.end_line, last.end_column)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def _falls(statement: ast.stmt) -> bool:
    return True
