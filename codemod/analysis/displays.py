"""What displays make: dicts, lists and the like, sums and unions."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import TYPE_CHECKING

from codemod.analysis import files
from codemod.analysis.containers import Key
from codemod.analysis.passing import Passed, argument
from codemod.vocabulary import operations
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.values import (
    Atom,
    Composed,
    Dictionary,
    Sequence,
    Text,
    Unknown,
    Value,
    Variable,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


def make_dict(link: Linker, path: str, base: int, op: operations.MakeDict) -> None:
    origin = (path, op.target)
    link.add(base + op.target, Dictionary(origin))
    link.container(origin)
    if op.filtered:
        link.filtered.add(origin)
    for index, each in enumerate(op.items):
        value = base + each.value
        if each.key_span is None:
            later = (item.constant for item in op.items[index + 1 :])
            spread_value(link, value, origin, frozenset(k for k in later if k is not None))
        elif each.constant is None:
            link.put(origin, None, value, None)
            keyed(link, base + each.key, origin, value)
        else:
            kind = "argument" if op.call else "item"
            key = Key(kind, path, op.span, each.key_span, each.value_span, value)
            link.put(origin, each.constant, value, key)
            link.container(origin).texts[each.constant] = base + each.key


def keyed(link: Linker, key: int, origin: tuple[str, int], value: int) -> None:
    """A computed key of a dict display: known when its value is."""

    def named(found: Value) -> None:
        if isinstance(found, Text):
            link.put(origin, found.text, value, None)
        else:
            link.open(origin)

    if key > 0:
        link.on(key, named)
        link.flow(key, link.cell(Dictionary(origin), "keys"))


def spread_value(
    link: Linker, source: int, origin: tuple[str, int], later: frozenset[str | int] = frozenset()
) -> None:
    """``**source`` inside the dict at ``origin``; ``later`` are the keys that stand behind it."""

    def spread(value: Value) -> None:
        if isinstance(value, Dictionary):
            link.spread(value.origin, origin, later)
        elif not isinstance(value, Atom):
            link.open(origin)

    link.carry(source, link.container(origin).rest)
    link.on(source, spread)


def make_sequence(link: Linker, path: str, base: int, op: operations.MakeSequence) -> None:
    origin = (path, op.target)
    target = base + op.target
    if op.kind == "union":
        for element in op.elements:
            if element != PLAIN:
                link.carry(base + element, target)
                link.on(base + element, lambda value: union(link, value, origin, target))
        return
    if op.kind == "path":
        left, right = (base + e if e != PLAIN else -1 for e in op.elements)
        for side in (left, right):
            if side > 0:
                link.carry(side, target)
        files.divided(link, left if left > 0 else link.new(), right, origin, target)
        return
    if op.kind == "sum":
        link.pieces[origin] = tuple(base + e if e != PLAIN else -1 for e in op.elements)
    model = {"sum": add_up, "slice": cut, "repeat": repeat}.get(op.kind)
    if model is not None:
        worded = any(is_text(v) for e in op.elements for v in link.values.get(base + e, ()))
        for element in op.elements:
            if element != PLAIN:
                if not worded:
                    link.carry(base + element, target)
                link.on(base + element, lambda value: model(link, value, origin, target))
        return
    link.add(target, Sequence(origin))
    link.container(origin).open = len(op.spans) < len(op.elements)
    for index, element in enumerate(op.elements):
        key = index if index < op.certain and op.kind != "set" else None
        link.put(origin, key, base + element if element != PLAIN else link.new(), None)


def is_text(value: Value) -> bool:
    return isinstance(value, (Text, Composed))


def make_text(link: Linker, path: str, base: int, op: operations.MakeText) -> None:
    origin = (path, op.target)
    link.pieces[origin] = tuple(
        each if isinstance(each, str) else base + each if each != PLAIN else -1
        for each in op.pieces
    )
    link.add(base + op.target, Composed(origin))


def format_text(link: Linker, receiver: Text, passed: Passed, target: int) -> None:
    """``"…".format(…)``: the literal pieces of the text, and the arguments between them."""
    origin = (passed.path, passed.op.target)
    pieces: list[str | int] = []
    for literal, field, place in fields(receiver.text):
        pieces.append(literal)
        if field is not None:
            name, dots = field
            pieces.append(-1 if dots else argument(passed, place, name))
    link.pieces[origin] = tuple(pieces)
    link.add(target, Composed(origin))


def fields(template: str) -> Iterator[tuple[str, tuple[str, str] | None, int]]:
    """Yield (literal, field, position) of a format: a field is its name and what is read of it.

    The name of a field that goes by position is "". A template that is none gives one literal.
    """
    count = 0
    try:
        rows = list(Formatter().parse(template))
    except ValueError:
        rows = [(template, None, None, None)]
    for literal, field, _, _ in rows:
        if field is None:
            yield literal, None, -1
            continue
        end = next((i for i, letter in enumerate(field) if letter in ".["), len(field))
        name, dots = field[:end], field[end:]
        place = int(name) if name.isdigit() else -1 if name else count
        count += not name
        yield literal, ("" if name.isdigit() else name, dots), place


def join_texts(link: Linker, passed: Passed, target: int) -> None:
    """``urljoin`` and the like: the pieces are the arguments."""
    origin = (passed.path, passed.op.target)
    pieces: list[str | int] = []
    for _, node, _, _ in passed.rows():
        pieces += (node, "/")
    link.pieces[origin] = tuple(pieces)
    link.add(target, Composed(origin))


def union(link: Linker, value: Value, origin: tuple[str, int], target: int) -> None:
    if isinstance(value, Dictionary):
        link.add(target, Dictionary(origin))
        link.spread(value.origin, origin)
    else:
        link.add(target, value)


def add_up(link: Linker, value: Value, origin: tuple[str, int], target: int) -> None:
    if isinstance(value, Sequence):
        repeat(link, value, origin, target)
    elif isinstance(value, (Text, Composed, Variable)):
        link.add(target, Composed(origin))
    else:
        link.add(target, Unknown("computed"))


def cut(link: Linker, value: Value, origin: tuple[str, int], target: int) -> None:
    """``x[1:]``: a sequence whose elements have other places, anything else as it is."""
    if isinstance(value, Sequence):
        repeat(link, value, origin, target)
    else:
        link.add(target, value)


def repeat(link: Linker, value: Value, origin: tuple[str, int], target: int) -> None:
    """``x * 2``: the elements of a sequence, each at some place."""
    if isinstance(value, Sequence):
        link.add(target, Sequence(origin))
        box = link.container(origin)
        box.open = True
        link.flow(link.container(value.origin).every, box.rest)
