"""Which variables a value carries: itself, or in the dicts, sequences and texts that it holds."""

from __future__ import annotations

from codemod.analysis.traces import Traces
from codemod.vocabulary.values import Composed, Dictionary, Sequence, Value, Variable

Interesting = frozenset[str]
DEEP = 3
"""How far what a call is given is looked into: a mapping of arguments, headers, and their texts."""


class Carried:
    """The variables of ``names`` that nodes hold, and what the containers and texts among their values hold.

    Each node is looked into once for each depth: a dict that goes everywhere holds others that do.
    """

    def __init__(self, traces: Traces, names: Interesting) -> None:
        self.link = traces.link
        self.names = names
        self.known: dict[tuple[int, int], tuple[Variable, ...]] = {}

    def of(self, node: int, depth: int) -> tuple[Variable, ...]:
        """Return the variables at a node; containers and texts are looked into ``depth`` times."""
        known = self.known.get((node, depth))
        if known is None:
            found: dict[Variable, None] = {}
            for value in self.link.values[node]:
                if isinstance(value, Variable) and value.name in self.names:
                    found[value] = None
                elif depth:
                    for inner in self.inside(value):
                        found.update(dict.fromkeys(self.of(inner, depth - 1)))
            known = self.known[(node, depth)] = tuple(found)
        return known

    def inside(self, value: Value) -> list[int]:
        """Return the nodes of what a dict, a sequence, or a text that is put together, holds."""
        if isinstance(value, Dictionary) and value.origin in self.link.containers:
            box = self.link.containers[value.origin]
            return [box.rest, *box.keys.values()]
        if isinstance(value, Sequence) and value.origin in self.link.containers:
            return [self.link.containers[value.origin].every]
        if isinstance(value, Composed):
            pieces = self.link.pieces.get(value.origin, ())
            return [piece for piece in pieces if isinstance(piece, int) and piece >= 0]
        return []
