"""What displays make: dicts, lists and the like, sums and unions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.analysis.containers import Key
from codemod.vocabulary import operations
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.values import Atom, Dictionary, Sequence, Text, Unknown, Value

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


def make_dict(link: Linker, path: str, base: int, op: operations.MakeDict) -> None:
    origin = (path, op.target)
    link.add(base + op.target, Dictionary(origin))
    link.container(origin)
    for each in op.items:
        value = base + each.value
        if each.key_span is None:
            spread_value(link, value, origin)
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


def spread_value(link: Linker, source: int, origin: tuple[str, int]) -> None:
    """``**source`` inside the dict at ``origin``."""

    def spread(value: Value) -> None:
        if isinstance(value, Dictionary):
            link.spread(value.origin, origin)
        elif not isinstance(value, Atom):
            link.open(origin)

    link.on(source, spread)


def make_sequence(link: Linker, path: str, base: int, op: operations.MakeSequence) -> None:
    origin = (path, op.target)
    target = base + op.target
    if op.kind == "union":
        for element in op.elements:
            if element != PLAIN:
                link.on(base + element, lambda value: union(link, value, origin, target))
        return
    if op.kind == "sum":
        for element in op.elements:
            if element != PLAIN:
                link.on(base + element, lambda value: add_up(link, value, origin, target))
        return
    link.add(target, Sequence(origin))
    for index, element in enumerate(op.elements):
        if element != PLAIN:
            key = index if op.kind in ("tuple", "list") else None
            link.put(origin, key, base + element, None)


def union(link: Linker, value: Value, origin: tuple[str, int], target: int) -> None:
    if isinstance(value, Dictionary):
        link.add(target, Dictionary(origin))
        link.spread(value.origin, origin)
    else:
        link.add(target, value)


def add_up(link: Linker, value: Value, origin: tuple[str, int], target: int) -> None:
    if isinstance(value, Sequence):
        link.add(target, Sequence(origin))
        link.flow(link.container(value.origin).every, link.container(origin).every)
    else:
        link.add(target, Unknown("computed"))
