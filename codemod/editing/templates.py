"""Templates: a Python expression with named holes, filled with nodes as already edited."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Mapping
from functools import cache

import libcst as cst

from codemod.editing.fstrings import requoted
from codemod.editing.precedence import Binding, binding, fitted, needed, parenthesized
from codemod.vocabulary.records import dataclass


class TemplateError(Exception):
    """A template cannot be filled; the message says why."""


@dataclass(frozen=True, slots=True)
class _Hole:
    name: str
    place: Binding


def render(
    template: str,
    holes: Mapping[str, cst.BaseExpression],
    *,
    place: Binding = Binding.TEST,
    quotes: tuple[str, ...] = (),
    newline: str = "\n",
) -> cst.BaseExpression:
    """Return the expression of ``template`` with each ``{name}`` replaced by its hole.

    A hole gets parentheses where the template's grammar needs them and loses a pair it no longer
    needs; ``place`` says so for a template that is only a hole. ``quotes`` are those of the
    f-strings around: strings of the template avoid them.
    TemplateError when the template is no expression, or names a hole that is not given.
    """
    code, names = _with_placeholders(template)
    for name in names.values():
        if name not in holes:
            raise TemplateError(f"the template names no known hole: {name}")
    if code in names:
        return _without_idle_parentheses(holes[names[code]], place)
    try:
        tree = ast.parse(code, mode="eval")
        node = cst.parse_expression(code, _config(newline))
    except (SyntaxError, ValueError, cst.ParserSyntaxError):
        raise TemplateError("the template is no expression") from None
    places = _places(tree, names)
    if len(places) != len(names):
        raise TemplateError("the template has a hole inside of a string, or as a name")
    if any(
        isinstance(inner, ast.Name) and inner.id in names
        for outer in ast.walk(tree)
        if isinstance(outer, ast.JoinedStr)
        for inner in ast.walk(outer)
    ):
        raise TemplateError("the template has a hole inside of a string")
    filled = node.visit(_Filler(holes, places, quotes))
    assert isinstance(filled, cst.BaseExpression)
    return filled


@cache
def _config(newline: str) -> cst.PartialParserConfig:
    return cst.PartialParserConfig(default_newline=newline)


def _with_placeholders(template: str) -> tuple[str, dict[str, str]]:
    """Return the template's code with a name for each hole, and the holes' names by these."""
    stem = "_hole"
    while stem in template:
        stem += "_"
    code: list[str] = []
    names: dict[str, str] = {}
    try:
        pieces = list(string.Formatter().parse(template.strip()))
    except ValueError as error:
        raise TemplateError(f"the template is malformed: {error}") from None
    for text, name, spec, conversion in pieces:
        code.append(text)
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise TemplateError(f"the template has a malformed hole: {name}")
        placeholder = f"{stem}{len(names)}_"
        names[placeholder] = name
        code.append(placeholder)
    return "".join(code), names


def _places(tree: ast.AST, names: Mapping[str, str]) -> dict[str, _Hole]:
    return {
        child.id: _Hole(names[child.id], needed(parent, child))
        for parent in ast.walk(tree)
        for child in ast.iter_child_nodes(parent)
        if isinstance(child, ast.Name) and child.id in names
    }


class _Filler(cst.CSTTransformer):
    """Puts the holes into a template's tree, and strings into quotes that may stand there."""

    def __init__(
        self,
        holes: Mapping[str, cst.BaseExpression],
        places: Mapping[str, _Hole],
        quotes: tuple[str, ...],
    ) -> None:
        super().__init__()
        self._holes = holes
        self._places = places
        self._quotes = quotes

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        if isinstance(updated_node, cst.Name) and updated_node.value in self._places:
            return self._filled(updated_node, self._places[updated_node.value])
        if isinstance(updated_node, cst.SimpleString):
            return self._requoted(updated_node)
        return updated_node

    def _filled(self, placeholder: cst.Name, hole: _Hole) -> cst.BaseExpression:
        node = _without_idle_parentheses(self._holes[hole.name], hole.place)
        if placeholder.lpar:
            return node if node.lpar else parenthesized(node)
        return fitted(node, hole.place)

    def _requoted(self, literal: cst.SimpleString) -> cst.SimpleString:
        text = requoted(literal.value, self._quotes)
        if text is None:
            raise TemplateError("no quote is left for a string inside of this f-string")
        return literal.with_changes(value=text)


def _without_idle_parentheses(node: cst.BaseExpression, place: Binding) -> cst.BaseExpression:
    """Return ``node`` without its one pair of parentheses, where nothing rests on it."""
    if len(node.lpar) != 1 or binding(node) < place:
        return node
    if re.search(r"[\r\n#]", cst.Module([]).code_for_node(node)):
        return node
    return node.with_changes(lpar=[], rpar=[])
