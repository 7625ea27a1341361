"""Argument edits: add, rename and remove the arguments of one call."""

from __future__ import annotations

import ast
import keyword
from collections import Counter
from collections.abc import Sequence
from functools import singledispatch

import libcst as cst

from codemod.editing.commas import CommaList, Element
from codemod.editing.errors import EditError
from codemod.editing.precedence import parenthesized
from codemod.editing.scene import Scene
from codemod.vocabulary.edits import (
    AddArgument,
    Edit,
    RemoveArgument,
    RenameArgument,
    SpreadArgument,
)
from codemod.vocabulary.spans import Span

ARGUMENT_EDITS = (AddArgument, RenameArgument, RemoveArgument, SpreadArgument)


def edit_arguments(call: cst.Call, edits: Sequence[Edit], scene: Scene) -> cst.Call:
    """Apply argument edits to a call in the given order.

    EditError for an argument that is not there (or gone), or a keyword given twice.
    """
    arguments = CommaList.read(
        call.args,
        [argument.comma for argument in call.args],
        call.whitespace_before_args,
        call.args[-1].whitespace_after_arg if call.args else call.whitespace_before_args,
    )
    for edit in edits:
        _change(edit, arguments, scene)
    _refuse_duplicates(arguments, scene)
    edited = _written(call, arguments)
    if scene.explode_if_long(arguments, edited):
        edited = _written(call, arguments)
    return edited


@singledispatch
def _change(edit: Edit, arguments: CommaList, scene: Scene) -> None:
    raise EditError(edit.span, f"{type(edit).__name__} is no edit of a call")


@_change.register
def _add(edit: AddArgument, arguments: CommaList, scene: Scene) -> None:
    value = scene.filled(edit)
    if not edit.keyword:
        arguments.append(cst.Arg(value, star="**"))
        return
    _require_name(edit, edit.keyword)
    index = len(arguments.elements)
    while index and _argument(arguments.elements[index - 1]).star == "**":
        index -= 1
    arguments.insert(
        index,
        cst.Arg(
            value,
            keyword=cst.Name(edit.keyword),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        ),
    )


@_change.register
def _rename(edit: RenameArgument, arguments: CommaList, scene: Scene) -> None:
    element = arguments.elements[_index(edit, edit.argument, arguments, scene)]
    argument = _argument(element)
    if argument.keyword is None:
        raise EditError(edit.argument, "an argument without keyword cannot be renamed")
    _require_name(edit, edit.keyword)
    element.node = argument.with_changes(keyword=cst.Name(edit.keyword))


@_change.register
def _remove(edit: RemoveArgument, arguments: CommaList, scene: Scene) -> None:
    arguments.remove(_index(edit, edit.argument, arguments, scene))


@_change.register
def _spread(edit: SpreadArgument, arguments: CommaList, scene: Scene) -> None:
    index = _index(edit, edit.argument, arguments, scene)
    argument = _argument(arguments.elements[index])
    if argument.keyword is not None or argument.star:
        raise EditError(edit.argument, "an argument with a keyword or a star cannot be several")
    if edit.texts:
        nodes = [cst.Arg(cst.parse_expression(text)) for text in edit.texts]
        arguments.replace(index, nodes)
    else:
        arguments.remove(index)


def _index(edit: Edit, argument: Span, arguments: CommaList, scene: Scene) -> int:
    """Return where the argument of the source at that span stands now."""
    call = scene.expression.node
    assert isinstance(call, ast.Call)
    for origin, node in enumerate(in_source_order(call)):
        spans = {Span.of(node)}
        if isinstance(node, ast.keyword) and node.arg is None:
            spans.add(Span.of(node.value))
        if argument in spans:
            for index, element in enumerate(arguments.elements):
                if element.origin == origin:
                    return index
            raise EditError(edit.span, "its argument is removed by another edit")
    raise EditError(argument, "no argument there")


def in_source_order(call: ast.Call) -> list[ast.expr | ast.keyword]:
    """Return the arguments of a call as they stand in the text, as libcst has them."""
    given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    return sorted(given, key=lambda node: (node.lineno, node.col_offset))


def _written(call: cst.Call, arguments: CommaList) -> cst.Call:
    nodes = []
    for element, comma in zip(arguments.elements, arguments.commas(), strict=True):
        argument = _argument(element)
        value = argument.value
        if isinstance(value, cst.GeneratorExp) and not value.lpar and len(arguments.elements) > 1:
            value = parenthesized(value)
        nodes.append(
            argument.with_changes(
                value=value, comma=comma, whitespace_after_arg=cst.SimpleWhitespace("")
            )
        )
    if nodes:
        nodes[-1] = nodes[-1].with_changes(whitespace_after_arg=arguments.closing)
    return call.with_changes(args=nodes, whitespace_before_args=arguments.gaps[0])


def _argument(element: Element) -> cst.Arg:
    assert isinstance(element.node, cst.Arg)
    return element.node


def _require_name(edit: Edit, name: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name):
        raise EditError(edit.span, f"{name!r} is no name")


def _refuse_duplicates(arguments: CommaList, scene: Scene) -> None:
    names = Counter(
        argument.keyword.value
        for argument in map(_argument, arguments.elements)
        if argument.keyword is not None
    )
    for name, count in names.items():
        if count > 1:
            raise EditError(Span.of(scene.expression.node), f"the keyword {name} is given twice")
