"""Expressions to operations: one method for each kind that values can flow through."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from codemod.analysis.scopes import Comprehension, Scope
from codemod.analysis.targets import TargetScanner, literal_key
from codemod.vocabulary.operations import (
    PLAIN,
    Argument,
    Call,
    Compare,
    Constant,
    Copy,
    GetItem,
    GetMember,
    Item,
    Iterate,
    Load,
    MakeDict,
    MakeSequence,
    MakeText,
    Node,
    Quoted,
    Spelled,
    Use,
)
from codemod.vocabulary.spans import Span

CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b")
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


class ExpressionScanner(TargetScanner):
    """Turns expressions of the current scope into operations on ``facts``."""

    def visit(self, node: ast.expr | None) -> Node:
        """Emit the operations of ``node`` and return the node of its value."""
        if node is None:
            return PLAIN
        method = self.visitors.get(node.__class__)
        if method is None:
            name = "visit_" + node.__class__.__name__
            method = self.visitors[node.__class__] = getattr(self, name, self.visit_other)
        return method(node)

    def visit_other(self, node: ast.expr) -> Node:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.visit(child)
        return PLAIN

    def visit_Constant(self, node: ast.Constant) -> Node:
        value = node.value
        if value is None or isinstance(value, (str, bool, int, float)):
            target = self.new()
            self.emit(Constant(target, value, Span.of(node)))
            return target
        return PLAIN

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Node:
        pieces: list[str | Node] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                inner = self.visit(part.value)
                pieces.append(inner)
                self.emit(Use(inner, "format", Span.of(part.value)))
                if part.format_spec is not None:
                    self.visit(part.format_spec)
            elif isinstance(part, ast.Constant):
                pieces.append(str(part.value))
                if CAPITALS.search(str(part.value)):
                    self.emit(Spelled(str(part.value), Span.of(node)))
        return self.text(pieces)

    def text(self, pieces: Sequence[str | Node]) -> Node:
        """Return the node of a text that is put together of ``pieces``."""
        target = self.new()
        self.emit(MakeText(target, tuple(pieces)))
        return target

    def visit_Name(self, node: ast.Name) -> Node:
        self.facts.reads[node.id] = self.facts.reads.get(node.id, 0) + 1
        target = self.lookup(node.id)
        if self.quoted is not None:
            self.emit(Quoted(target, node.id, *self.quoted))
        else:
            self.emit(Load(target, node.id, Span.of(node)))
        return target

    def visit_Attribute(self, node: ast.Attribute) -> Node:
        obj = self.visit(node.value)
        target = self.new()
        context = "load" if self.quoted is None else "quoted"
        self.emit(GetMember(target, obj, node.attr, Span.of(node), Span.of(node.value), context))
        return target

    def visit_Subscript(self, node: ast.Subscript) -> Node:
        return self.subscript(node, "load")

    def subscript(self, node: ast.Subscript, context: str) -> Node:
        obj = self.visit(node.value)
        key = self.visit(node.slice)
        target = self.new()
        constant = literal_key(node.slice)
        if isinstance(node.slice, ast.Slice):
            self.emit(MakeSequence(target, "slice", (obj,), Span.of(node)))
            return target
        spans = Span.of(node), Span.of(node.value), Span.of(node.slice)
        self.emit(GetItem(target, obj, key, constant, *spans, context))
        return target

    def visit_Call(self, node: ast.Call) -> Node:
        func = self.visit(node.func)
        arguments: list[Argument] = []
        for value in node.args:
            if isinstance(value, ast.Starred):
                span = Span.of(value.value)
                arguments.append(Argument("", self.visit(value.value), span, span, 1))
            else:
                span, given = Span.of(value), self.visit(value)
                if isinstance(value, ast.GeneratorExp) and isinstance(value.elt, ast.Tuple):
                    if isinstance(node.func, ast.Name) and node.func.id == "dict":
                        copy = self.copied(value, value.elt.elts)
                        given = given if copy is None else copy
                arguments.append(Argument("", given, span, span))
        for keyword in node.keywords:
            span = Span.of(keyword.value)
            whole = Span.of(keyword) if keyword.arg else span
            star = 0 if keyword.arg else 2
            arguments.append(
                Argument(keyword.arg or "", self.visit(keyword.value), whole, span, star)
            )
        target = self.new()
        self.emit(
            Call(
                target,
                func,
                tuple(arguments),
                Span.of(node),
                Span.of(node.func),
                self.function_here(),
                self.statement,
            )
        )
        return target

    def visit_Await(self, node: ast.Await) -> Node:
        value = self.visit(node.value)
        if isinstance(node.value, ast.Call):
            self.emit(Use(value, "await", Span.of(node)))
        return value

    def visit_NamedExpr(self, node: ast.NamedExpr) -> Node:
        value = self.visit(node.value)
        self.bind(node.target.id, value)
        return value

    def visit_IfExp(self, node: ast.IfExp) -> Node:
        self.emit(Use(self.visit(node.test), "test", Span.of(node.test)))
        return self.join(self.visit(node.body), self.visit(node.orelse))

    def visit_BoolOp(self, node: ast.BoolOp) -> Node:
        return self.join(*(self.visit(value) for value in node.values))

    def visit_BinOp(self, node: ast.BinOp) -> Node:
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, ast.BitOr):
            target = self.new()
            spans = Span.of(node.left), Span.of(node.right)
            self.emit(MakeSequence(target, "union", (left, right), Span.of(node), spans))
            return target
        if isinstance(node.op, ast.Add):
            target = self.new()
            spans = Span.of(node.left), Span.of(node.right)
            self.emit(MakeSequence(target, "sum", (left, right), Span.of(node), spans))
            return target
        self.emit(Use(left, "format", Span.of(node.left)))
        self.emit(Use(right, "format", Span.of(node.right)))
        if isinstance(node.op, ast.Div) and isinstance(node.right, ast.Constant):
            if isinstance(node.right.value, str):
                target = self.new()
                self.emit(MakeSequence(target, "path", (left, right), Span.of(node)))
                return target
        if isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
            return self.text(percent(str(node.left.value), right))
        if isinstance(node.op, ast.Mult) and (left != PLAIN or right != PLAIN):
            target = self.new()
            self.emit(MakeSequence(target, "repeat", (left, right), Span.of(node)))
            return target
        return PLAIN

    def visit_Compare(self, node: ast.Compare) -> Node:
        left, left_span = self.visit(node.left), Span.of(node.left)
        for op, comparator in zip(node.ops, node.comparators, strict=True):
            right, right_span = self.visit(comparator), Span.of(comparator)
            name = COMPARISONS.get(type(op), "<")
            self.emit(Compare(left, name, right, left_span, right_span, Span.of(node)))
            left, left_span = right, right_span
        return PLAIN

    def visit_Dict(self, node: ast.Dict) -> Node:
        items: list[Item] = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                items.append(Item(None, PLAIN, None, self.visit(value), Span.of(value)))
            else:
                keyed = self.visit(key)
                items.append(
                    Item(literal_key(key), keyed, Span.of(key), self.visit(value), Span.of(value))
                )
        target = self.new()
        self.emit(MakeDict(target, tuple(items), Span.of(node)))
        return target

    def sequence(self, node: ast.List | ast.Tuple | ast.Set, kind: str) -> Node:
        elements: list[Node] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                inner = self.new()
                source = self.visit(element.value)
                self.emit(Iterate(inner, source, Span.of(element.value)))
                elements.append(inner)
            else:
                elements.append(self.visit(element))
        target = self.new()
        spans = tuple(Span.of(element) for element in node.elts)
        stars = [i for i, element in enumerate(node.elts) if isinstance(element, ast.Starred)]
        certain = stars[0] if stars else len(elements)
        self.emit(MakeSequence(target, kind, tuple(elements), Span.of(node), spans, certain))
        return target

    def visit_List(self, node: ast.List) -> Node:
        return self.sequence(node, "list")

    def visit_Tuple(self, node: ast.Tuple) -> Node:
        return self.sequence(node, "tuple")

    def visit_Set(self, node: ast.Set) -> Node:
        return self.sequence(node, "set")

    def comprehension(self, node: Comprehension) -> Node:
        local: set[str] = set()
        for generator in node.generators:
            for child in ast.walk(generator.target):
                if isinstance(child, ast.Name):
                    local.add(child.id)
        outer = self.scope
        first = node.generators[0]
        source = self.visit(first.iter)
        self.scope = Scope("comprehension", outer, outer.function, local=frozenset(local))
        for generator in node.generators:
            if generator is not first:
                source = self.visit(generator.iter)
            element = self.new()
            self.emit(Iterate(element, source, Span.of(generator.iter), bool(generator.is_async)))
            self.assign(generator.target, element)
            for condition in generator.ifs:
                self.visit(condition)
        target = self.new()
        if isinstance(node, ast.DictComp):
            key, value = self.visit(node.key), self.visit(node.value)
            item = Item(None, key, Span.of(node.key), value, Span.of(node.value))
            copy = self.copied(node, (node.key, node.value))
            if copy is None:
                self.emit(MakeDict(target, (item,), Span.of(node)))
            else:
                target = copy
        else:
            kind = {"ListComp": "list", "SetComp": "set"}.get(type(node).__name__, "generator")
            self.emit(MakeSequence(target, kind, (self.visit(node.elt),), Span.of(node)))
        self.scope = outer
        return target

    def copied(self, node: Comprehension, pair: Sequence[ast.expr]) -> Node | None:
        """Copy ``x`` of ``{k: v for k, v in x.items() if …}`` to a new node; None for any other."""
        first, iterated = node.generators[0], node.generators[0].iter
        same = (
            len(node.generators) == 1
            and isinstance(first.target, ast.Tuple)
            and [ast.dump(e) for e in first.target.elts]
            == [ast.dump(e).replace("Load()", "Store()") for e in pair]
            and isinstance(iterated, ast.Call)
            and isinstance(iterated.func, ast.Attribute)
            and iterated.func.attr == "items"
        )
        if not same or not isinstance(iterated, ast.Call):
            return None
        place = Span.of(iterated.func)
        for op in reversed(self.facts.ops):
            if isinstance(op, GetMember) and op.span == place:
                target, span = self.new(), Span.of(node)
                item = Item(None, PLAIN, None, op.obj, span)
                self.emit(MakeDict(target, (item,), span, filtered=bool(first.ifs)))
                return target
        return None

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_Yield(self, node: ast.Yield) -> Node:
        function = self.current_function()
        if node.value is not None:
            value = self.visit(node.value)
            if function is not None:
                self.emit(Copy(function.element, value))
        return PLAIN

    def visit_YieldFrom(self, node: ast.YieldFrom) -> Node:
        value = self.visit(node.value)
        function = self.current_function()
        if function is not None:
            element = self.new()
            self.emit(Iterate(element, value, Span.of(node.value)))
            self.emit(Copy(function.element, element))
        return PLAIN


def percent(template: str, right: Node) -> list[str | Node]:
    """Return the pieces of ``template % right``; which of several values stands where is not told."""
    literals = re.split(r"%(?:\([^)]*\))?[-+ #0-9.*]*[a-zA-Z]", template)
    hole = right if len(literals) == 2 else PLAIN
    pieces: list[str | Node] = [literals[0]]
    for literal in literals[1:]:
        pieces += (hole, literal)
    return pieces
