"""The expression of a list, taken apart: its elements, what is spread into it, what is added up."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from codemod.analysis.traces import Traces
from codemod.vocabulary.lists import ListPart
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Dictionary, Sequence, Text, Value

COPIES = ("list", "tuple", "deepcopy", "copy")
"""Callables of a copy: calling them twice changes nothing."""


class Parts:
    """Takes the expressions of lists of dicts apart; ``key`` tells dicts apart, ``content`` is said."""

    def __init__(self, traces: Traces, key: str, content: str) -> None:
        self.traces = traces
        self.key = key
        self.content = content
        self.at: dict[str, dict[Span, int]] = {}

    def held(self, value: Dictionary, key: str) -> Iterable[Value]:
        """Return what a dict is given under a key."""
        box = self.traces.link.containers.get(value.origin)
        return self.traces.link.values[box.keys[key]] if box and key in box.given else ()

    def values_at(self, path: str, node: ast.expr) -> list[Value]:
        """Return what an expression may hold, or any of the branches of one that chooses."""
        chosen = [node.body, node.orelse] if isinstance(node, ast.IfExp) else []
        chosen = node.values if isinstance(node, ast.BoolOp) else chosen
        if chosen:
            return [value for each in chosen for value in self.values_at(path, each)]
        if path not in self.at:
            places = self.at[path] = {}
            for each in self.traces.link.modules[path].facts.ops:
                span, target = getattr(each, "span", None), getattr(each, "target", 0)
                if isinstance(span, Span) and target:
                    places.setdefault(span, target)
        return list(self.traces.values(path, self.at[path].get(Span.of(node), 0)))

    def split(
        self,
        path: str,
        tree: ast.expr,
        values: Iterable[Value],
        parts: list[ListPart],
        sums: list[tuple[Span, Span, Span]],
    ) -> None:
        """Take the expression of a list apart."""
        if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add):
            sums.append((Span.of(tree), Span.of(tree.left), Span.of(tree.right)))
            for side in (tree.left, tree.right):
                self.split(path, side, self.values_at(path, side) or values, parts, sums)
        elif isinstance(tree, ast.List):
            parts.extend(self.element_part(path, tree, element) for element in tree.elts)
        else:
            elements = [element for _, element in self.traces.elements(values)]
            words, unsure, texts = self.told(elements)
            code = ast.unparse(tree) if repeatable(tree) else ""
            parts.append(ListPart("list", Span.of(tree), words, unsure, texts, code=code))

    def element_part(self, path: str, tree: ast.List, element: ast.expr) -> ListPart:
        holder = Span.of(tree)
        if isinstance(element, ast.Starred):
            inner = element.value
            held = self.values_at(path, inner)
            words, unsure, texts = self.told(each for _, each in self.traces.elements(held))
            unsure = unsure or not held
            code = ast.unparse(inner) if repeatable(inner) else ""
            return ListPart("spread", Span.of(inner), words, unsure, texts, holder, code=code)
        values = self.values_at(path, element)
        words, unsure, texts = self.told(values)
        unsure = unsure or not values
        content = word = None
        if isinstance(element, ast.Dict):
            for key, value in zip(element.keys, element.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == self.content:
                    content = Span.of(value)
                if isinstance(key, ast.Constant) and key.value == self.key:
                    word = Span.of(value) if isinstance(value, ast.Constant) else None
        code = ast.unparse(element) if repeatable(element) else ""
        return ListPart(
            "element", Span.of(element), words, unsure, texts, holder, content, word, code
        )

    def told(self, elements: Iterable[Value]) -> tuple[frozenset[str], bool, bool]:
        """Return the words that dicts have under the key, whether others may, and if texts follow."""
        words: set[str] = set()
        unsure, texts = False, True
        for element in elements:
            if not isinstance(element, Dictionary):
                continue
            held = list(self.held(element, self.key))
            words.update(value.text for value in held if isinstance(value, Text))
            unsure = unsure or not held or any(not isinstance(value, Text) for value in held)
            for value in self.held(element, self.content):
                texts = texts and not isinstance(value, (Sequence, Dictionary))
        return frozenset(words), unsure, texts


def repeatable(node: ast.expr) -> bool:
    """Say whether to write an expression twice changes nothing."""
    if isinstance(node, ast.Name):
        return True
    if isinstance(node, ast.Attribute):
        return repeatable(node.value)
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.UnaryOp):
        return repeatable(node.operand)
    if isinstance(node, ast.Subscript):
        return repeatable(node.value) and repeatable(node.slice)
    if isinstance(node, ast.Slice):
        return all(repeatable(n) for n in (node.lower, node.upper, node.step) if n is not None)
    if isinstance(node, ast.Call) and not node.keywords and len(node.args) < 2:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else name
        inner = node.args or ([node.func.value] if isinstance(node.func, ast.Attribute) else [])
        return name in COPIES and bool(inner) and all(repeatable(each) for each in inner)
    return False
