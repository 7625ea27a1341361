"""Literals of one text that meet: what compares or looks up the one by the other moves with both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.values import Dictionary, Origin, Sequence, Text, Value


def meeting(traces: Traces, names: frozenset[str]) -> dict[Origin, frozenset[Origin]]:
    """Return, for each literal of one of ``names`` that meets others, all that it meets, itself too."""
    groups: dict[Origin, set[Origin]] = {}
    if not any(op.value in names for op in traces.constants.values()):
        return {}
    for left, right in pairs(Texts(traces, names)):
        both = groups.get(left, {left}) | groups.get(right, {right})
        for origin in both:
            groups[origin] = both
    return {origin: frozenset(held) for origin, held in groups.items()}


class Texts:
    """Finds the literals of ``names`` among values, and in the containers among them."""

    def __init__(self, traces: Traces, names: frozenset[str]) -> None:
        self.traces = traces
        self.names = names
        self.held: dict[Value, list[Text]] = {}

    def among(self, values: Iterable[Value]) -> list[Text]:
        """Return the literals among values, and among the elements and keys of containers."""
        found: list[Text] = []
        for value in values:
            if isinstance(value, Text):
                if value.text in self.names:
                    found.append(value)
            elif isinstance(value, (Sequence, Dictionary)):
                found += self.inside(value)
        return found

    def inside(self, value: Sequence | Dictionary) -> list[Text]:
        """Return the literals among the keys of a dict, the elements of a sequence and their keys."""
        known = self.held.get(value)
        if known is None:
            if isinstance(value, Dictionary):
                held = keys_of(self.traces, value)
            else:
                held = [element for _, element in self.traces.elements((value,))]
                for element in list(held):
                    if isinstance(element, Dictionary):
                        held += keys_of(self.traces, element)
            known = [v for v in held if isinstance(v, Text) and v.text in self.names]
            self.held[value] = known
        return known


def pairs(texts: Texts) -> Iterator[tuple[Origin, Origin]]:
    traces = texts.traces
    for path, op in traces.ops(operations.Compare):
        left = texts.among(traces.values(path, op.left))
        if left:
            yield from alike(left, texts.among(traces.values(path, op.right)))
    for path, item in traces.ops(operations.GetItem):
        keys = texts.among(traces.values(path, item.key))
        yield from looked_up(traces, keys, traces.values(path, item.obj))
    for path, call in traces.ops(operations.Call):
        if call.arguments:
            keys = texts.among(traces.values(path, call.arguments[0].node))
            receivers = (getattr(v, "receiver", None) for v in traces.values(path, call.func))
            yield from looked_up(traces, keys, (v for v in receivers if isinstance(v, Dictionary)))


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
