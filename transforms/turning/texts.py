"""Which expressions are texts for sure, and what is read where a text was always there."""

from __future__ import annotations

import ast
from collections.abc import Collection

from codemod.vocabulary.uses import MemberPlace

METHODS = frozenset(
    "join format strip lower upper replace removeprefix removesuffix decode".split()
)


def textual(tree: ast.expr, texts: Collection[str]) -> bool:
    """Say whether an expression is a text for sure."""
    if isinstance(tree, ast.Constant):
        return isinstance(tree.value, str)
    if isinstance(tree, (ast.JoinedStr, ast.FormattedValue)):  # a piece has the place of the whole
        return True
    if isinstance(tree, ast.Name):
        return tree.id in texts
    if isinstance(tree, ast.IfExp):
        return textual(tree.body, texts) and textual(tree.orelse, texts)
    if isinstance(tree, ast.BoolOp):
        return all(textual(each, texts) for each in tree.values)
    if isinstance(tree, ast.BinOp):
        left, right = textual(tree.left, texts), textual(tree.right, texts)
        added = isinstance(tree.op, ast.Add) and (left or right)
        return added or (isinstance(tree.op, ast.Mod) and left)
    if isinstance(tree, ast.Call):
        function = tree.func
        if isinstance(function, ast.Attribute):
            return function.attr in METHODS and textual(function.value, texts)
        return isinstance(function, ast.Name) and function.id in ("input", "str", "repr")
    return False


def content(place: MemberPlace, way: str) -> str:
    """Return the template that reads a chat's text, over ``{self}``, in the place of a text.

    Where a reply has none the content of a message is None, and the text was "".
    """
    read = f"{{self}}.{way}"
    compared = place.comparison is not None and all(place.comparison.words)
    if place.tested or place.otherwise or compared:
        return read
    return f'{read} or ""'
