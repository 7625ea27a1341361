"""What is assigned to, while a module is scanned: names, members, items and their nests."""

from __future__ import annotations

import ast

from codemod.analysis.binding import NOWHERE, Binder
from codemod.vocabulary.operations import (
    PLAIN,
    Enter,
    GetIndex,
    GetMember,
    MakeSequence,
    Node,
    SetItem,
    SetMember,
)
from codemod.vocabulary.spans import Span


class TargetScanner(Binder):
    """Lets values flow into the targets of assignments, loops and ``with``."""

    def visit(self, node: ast.expr | None) -> Node:
        """Emit the operations of ``node`` and return the node of its value."""
        raise NotImplementedError

    def assign(self, target: ast.expr, value: Node, value_span: Span = NOWHERE) -> None:
        """Let ``value`` flow into an assignment target."""
        if isinstance(target, ast.Name):
            self.bind(target.id, value)
        elif isinstance(target, ast.Starred):
            sequence = self.new()
            self.emit(MakeSequence(sequence, "list", (value,), Span.of(target)))
            self.assign(target.value, sequence)
        elif isinstance(target, (ast.Tuple, ast.List)):
            starred = any(isinstance(e, ast.Starred) for e in target.elts)
            for index, element in enumerate(target.elts):
                part = self.new()
                self.emit(GetIndex(part, value, -1 if starred else index))
                self.assign(element, part)
        elif isinstance(target, ast.Attribute):
            self.store(target, value)
        elif isinstance(target, ast.Subscript):
            obj = self.visit(target.value)
            key = self.visit(target.slice)
            key_span = Span.of(target.slice)
            constant = literal_key(target.slice)
            self.emit(
                SetItem(
                    obj,
                    key,
                    constant,
                    value,
                    Span.of(target),
                    key_span,
                    self.statement,
                    value_span,
                    Span.of(target.value),
                )
            )

    def store(
        self,
        target: ast.Attribute,
        value: Node,
        statement: Span | None = None,
        value_span: Span | None = None,
        after: Node = PLAIN,
    ) -> None:
        """Let ``value`` flow into a member; see ``SetMember``."""
        obj = self.visit(target.value)
        span, obj_span = Span.of(target), Span.of(target.value)
        self.emit(GetMember(self.new(), obj, target.attr, span, obj_span, "store"))
        self.emit(SetMember(obj, target.attr, value, span, statement, value_span, after))

    def enter(self, item: ast.withitem, asynchronous: bool) -> None:
        source = self.visit(item.context_expr)
        target = self.new()
        self.emit(Enter(target, source, Span.of(item.context_expr), asynchronous))
        if item.optional_vars is not None:
            self.assign(item.optional_vars, target)


def literal_key(node: ast.expr) -> str | int | None:
    """Return the key that a subscript or dict display spells out, or None."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = literal_key(node.operand)
        return -inner if isinstance(inner, int) else None
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, int)):
        return None if isinstance(node.value, bool) else node.value
    return None
