"""Item edits: add and remove the items of one dict display, and the elements of a list or tuple."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import singledispatch

import libcst as cst

from codemod.editing.commas import NO_SPACE, CommaList, Space
from codemod.editing.errors import EditError
from codemod.editing.fstrings import requoted
from codemod.editing.scene import Scene
from codemod.vocabulary.edits import AddItem, Edit, RemoveElement, RemoveItem, SpreadElement
from codemod.vocabulary.spans import Span

ITEM_EDITS = (AddItem, RemoveItem)


def edit_items(display: cst.Dict, edits: Sequence[Edit], scene: Scene) -> cst.Dict:
    """Apply item edits to a dict display in the given order.

    EditError for an item that is not there (or gone), or a key that is there already.
    """
    items = CommaList.read(
        display.elements,
        [element.comma for element in display.elements],
        display.lbrace.whitespace_after,
        display.rbrace.whitespace_before,
    )
    for edit in edits:
        _change(edit, items, scene)
    edited = _written(display, items)
    if scene.explode_if_long(items, edited):
        edited = _written(display, items)
    return edited


def without_elements(
    display: cst.List, edits: Sequence[RemoveElement], scene: Scene
) -> cst.BaseExpression:
    """Remove elements from a list display. EditError for one that is not there."""
    elements = CommaList.read(
        display.elements,
        [element.comma for element in display.elements],
        *_edges(display),
    )
    original = scene.expression.node
    assert isinstance(original, ast.List)
    places = [Span.of(element) for element in original.elts]
    for edit in edits:
        here = [i for i, e in enumerate(elements.elements) if e.origin is not None]
        found = [i for i in here if places[elements.elements[i].origin or 0] == edit.element]
        if not found:
            raise EditError(edit.element, "no such element there")
        elements.remove(found[0])
    return _of_elements(display, elements)


def spread_elements(
    display: cst.Tuple | cst.List, edits: Sequence[SpreadElement], scene: Scene
) -> cst.Tuple | cst.List:
    """Put others in the place of elements of a tuple or a list. EditError for one that is not there."""
    original = scene.expression.node
    assert isinstance(original, (ast.Tuple, ast.List))
    elements = CommaList.read(
        display.elements,
        [element.comma for element in display.elements],
        *_edges(display),
    )
    places = [Span.of(element) for element in original.elts]
    for edit in edits:
        origins = [element.origin for element in elements.elements]
        if edit.element not in places or places.index(edit.element) not in origins:
            raise EditError(edit.element, "no such element there")
        index = origins.index(places.index(edit.element))
        nodes = [cst.Element(cst.parse_expression(text)) for text in edit.texts]
        if nodes:
            elements.replace(index, nodes)
        else:
            elements.remove(index)
    if isinstance(display, cst.Tuple) and len(elements.elements) < 2:
        raise EditError(edits[0].span, "one element is left, which needs no tuple")
    edited = _of_elements(display, elements)
    bracketed = isinstance(display, cst.List) or bool(display.lpar)
    if bracketed and scene.explode_if_long(elements, edited):
        edited = _of_elements(display, elements)
    return edited


def _edges(display: cst.Tuple | cst.List) -> tuple[Space, Space]:
    """Return the white space behind the opening and before the closing bracket."""
    if isinstance(display, cst.List):
        return display.lbracket.whitespace_after, display.rbracket.whitespace_before
    if not display.lpar:
        return NO_SPACE, NO_SPACE
    return display.lpar[-1].whitespace_after, display.rpar[0].whitespace_before


def _of_elements(display: cst.Tuple | cst.List, elements: CommaList) -> cst.Tuple | cst.List:
    nodes = [
        element.node.with_changes(comma=comma)
        for element, comma in zip(elements.elements, elements.commas(), strict=True)
    ]
    if isinstance(display, cst.List):
        return display.with_changes(
            elements=nodes,
            lbracket=display.lbracket.with_changes(whitespace_after=elements.gaps[0]),
            rbracket=display.rbracket.with_changes(
                whitespace_before=elements.closing if nodes else NO_SPACE
            ),
        )
    if not display.lpar:
        return display.with_changes(elements=nodes)
    opening = display.lpar[-1].with_changes(whitespace_after=elements.gaps[0])
    closing = display.rpar[0].with_changes(whitespace_before=elements.closing)
    return display.with_changes(
        elements=nodes,
        lpar=[*display.lpar[:-1], opening],
        rpar=[closing, *display.rpar[1:]],
    )


def broken_if_long(display: cst.Dict, scene: Scene) -> cst.Dict:
    """Return a new display with a line for each item, where it makes its line too long."""
    items = CommaList.read(
        display.elements,
        [element.comma for element in display.elements],
        display.lbrace.whitespace_after,
        display.rbrace.whitespace_before,
    )
    for element in items.elements:
        element.origin = None
    return _written(display, items) if scene.explode_if_long(items, display) else display


@singledispatch
def _change(edit: Edit, items: CommaList, scene: Scene) -> None:
    raise EditError(edit.span, f"{type(edit).__name__} is no edit of a dict")


@_change.register
def _add(edit: AddItem, items: CommaList, scene: Scene) -> None:
    keys = [
        element.node.key
        for element in items.elements
        if isinstance(element.node, cst.DictElement)
        and isinstance(element.node.key, cst.SimpleString)
    ]
    if any(key.evaluated_value == edit.key for key in keys):
        raise EditError(edit.span, f"the key {edit.key!r} is there already")
    quote = "'" if keys and keys[0].quote == "'" else '"'
    if any(c in edit.key for c in "\"'\\\r\n"):
        raise EditError(edit.span, f"the key {edit.key!r} needs escapes")
    text = requoted(f"{quote}{edit.key}{quote}", scene.quotes)
    if text is None:
        raise EditError(edit.span, "no quote is left for a key inside of this f-string")
    items.append(cst.DictElement(cst.SimpleString(text), scene.filled(edit)))


@_change.register
def _remove(edit: RemoveItem, items: CommaList, scene: Scene) -> None:
    display = scene.expression.node
    assert isinstance(display, ast.Dict)
    for origin, key in enumerate(display.keys):
        if key is not None and Span.of(key) == edit.key:
            for index, element in enumerate(items.elements):
                if element.origin == origin:
                    items.remove(index)
                    return
    raise EditError(edit.key, "no such key there")


def _written(display: cst.Dict, items: CommaList) -> cst.Dict:
    nodes = [
        element.node.with_changes(comma=comma)
        for element, comma in zip(items.elements, items.commas(), strict=True)
    ]
    return display.with_changes(
        elements=nodes,
        lbrace=display.lbrace.with_changes(whitespace_after=items.gaps[0]),
        rbrace=display.rbrace.with_changes(whitespace_before=items.closing if nodes else NO_SPACE),
    )
