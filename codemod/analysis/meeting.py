"""Literals of one text that meet: what compares or looks up the one by the other moves with both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.values import Dictionary, Origin, Text, Value


def meeting(traces: Traces, names: frozenset[str]) -> dict[Origin, frozenset[Origin]]:
    """Return, for each literal of one of ``names`` that meets others, all that it meets, itself too."""
    groups: dict[Origin, set[Origin]] = {}
    for left, right in pairs(traces, names):
        both = groups.get(left, {left}) | groups.get(right, {right})
        for origin in both:
            groups[origin] = both
    return {origin: frozenset(held) for origin, held in groups.items()}


def pairs(traces: Traces, names: frozenset[str]) -> Iterator[tuple[Origin, Origin]]:
    for path, op in traces.ops(operations.Compare):
        left, right = (list(traces.values(path, node)) for node in (op.left, op.right))
        yield from alike(texts(traces, left, names), texts(traces, right, names))
    for path, item in traces.ops(operations.GetItem):
        keys = texts(traces, traces.values(path, item.key), names)
        yield from looked_up(traces, keys, traces.values(path, item.obj))
    for path, call in traces.ops(operations.Call):
        if call.arguments:
            keys = texts(traces, traces.values(path, call.arguments[0].node), names)
            receivers = (getattr(v, "receiver", None) for v in traces.values(path, call.func))
            yield from looked_up(traces, keys, (v for v in receivers if isinstance(v, Dictionary)))


def texts(traces: Traces, values: Iterable[Value], names: frozenset[str]) -> list[Text]:
    """Return the literals of ``names`` among values, and among the elements and keys of containers."""
    held = list(values)
    held += [element for _, element in traces.elements(held)]
    for value in list(held):
        if isinstance(value, Dictionary):
            held += keys_of(traces, value)
    return [v for v in held if isinstance(v, Text) and v.text in names]


def keys_of(traces: Traces, value: Dictionary) -> list[Value]:
    box = traces.link.containers.get(value.origin)
    return [v for node in box.texts.values() for v in traces.link.values[node]] if box else []


def looked_up(
    traces: Traces, keys: list[Text], objects: Iterable[Value]
) -> Iterator[tuple[Origin, Origin]]:
    for value in objects if keys else ():
        if isinstance(value, Dictionary):
            held = [v for v in keys_of(traces, value) if isinstance(v, Text)]
            yield from alike(keys, held)


def alike(left: list[Text], right: list[Text]) -> Iterator[tuple[Origin, Origin]]:
    for one in left:
        for other in right:
            if one.text == other.text and one.origin != other.origin:
                yield one.origin, other.origin
