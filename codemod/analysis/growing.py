"""Tuples and lists of exceptions: which may hold more of them than they do."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import cached_property

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import ClassValue, External, Origin, Sequence

PLACED = frozenset({"zip", "enumerate"})
"""Builtins for which the place of an element counts."""
PLACES = frozenset({"index", "insert", "pop"})
"""Methods that go by the place of an element."""
JOINED = frozenset({"sum", "slice", "repeat"})
"""Kinds of sequences that hold what others do, in its order."""
PLAIN = frozenset({"error", "timeout"})
"""Classes of the standard library that are written small."""


class Growing:
    """Says of a display whether one class in it may become several."""

    def __init__(
        self,
        traces: Traces,
        tree: Callable[[str, Span], ast.expr | None],
        parent: Callable[[str, ast.AST], ast.AST | None],
    ) -> None:
        self.traces, self.tree, self.parent = traces, tree, parent

    def may(self, path: str, span: Span) -> bool:
        """Say whether a display holds classes alone, is no row of another, and is read by no place."""
        display = self.tree(path, span)
        if not isinstance(display, (ast.Tuple, ast.List)):
            return False
        around = self.parent(path, display)
        if isinstance(around, (ast.Tuple, ast.List, ast.Set, ast.Subscript)):
            return False
        if isinstance(around, ast.Starred) and isinstance(self.parent(path, around), ast.Call):
            return False
        if isinstance(around, ast.Assign) and any(map(unpacks, around.targets)):
            return False
        origins = {(path, op.target) for op in self.made.get((path, span), ())}
        if self.placed & origins:
            return False
        return all(self.is_class(path, each) for each in display.elts)

    def is_class(self, path: str, element: ast.expr) -> bool:
        """Say whether an element is a class, or what another collection of them holds."""
        if isinstance(element, ast.Starred):
            return True
        name = element.attr if isinstance(element, ast.Attribute) else ""
        name = element.id if isinstance(element, ast.Name) else name
        values = list(self.traces.values(path, self.nodes.get((path, Span.of(element)), 0)))
        if not name or not all(isinstance(v, (ClassValue, External)) for v in values):
            return False
        return name in PLAIN or (name[0].isupper() and not name.isupper())

    @cached_property
    def nodes(self) -> dict[tuple[str, Span], int]:
        ops = self.traces.ops(operations.Load, operations.GetMember)
        return {(path, op.span): op.target for path, op in ops}

    @cached_property
    def made(self) -> dict[tuple[str, Span], list[operations.MakeSequence]]:
        found: dict[tuple[str, Span], list[operations.MakeSequence]] = {}
        for path, op in self.traces.ops(operations.MakeSequence):
            found.setdefault((path, op.span), []).append(op)
        return found

    @cached_property
    def placed(self) -> set[Origin]:
        """The sequences of which an element is read by its place."""
        found: set[Origin] = set()
        for path, unpacked in self.traces.ops(operations.GetIndex):
            found.update(self.held(path, [unpacked.source]))
        for path, item in self.traces.ops(operations.GetItem):
            found.update(self.held(path, [item.obj]))
        for path, member in self.traces.ops(operations.GetMember):
            if member.name in PLACES:
                found.update(self.held(path, [member.obj]))
        for path, call in self.traces.ops(operations.Call):
            if self.traces.last(path, call.func) in PLACED:
                found.update(self.held(path, [each.node for each in call.arguments]))
        joined = [
            ((path, op.target), {*self.held(path, op.elements)})
            for path, op in self.traces.ops(operations.MakeSequence)
            if op.kind in JOINED
        ]
        size = -1
        while size != len(found):
            size = len(found)
            for origin, held in joined:
                if origin in found:
                    found |= held
        return found

    def held(self, path: str, nodes: Iterable[int]) -> Iterable[Origin]:
        for node in nodes:
            for value in self.traces.values(path, node):
                if isinstance(value, Sequence):
                    yield value.origin


def unpacks(target: ast.expr) -> bool:
    return isinstance(target, (ast.Tuple, ast.List))
