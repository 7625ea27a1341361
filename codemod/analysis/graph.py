"""The graph that the solver climbs: nodes that hold values, edges along which values flow."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

from codemod.vocabulary.values import (
    Atom,
    Client,
    Composed,
    Dictionary,
    External,
    Inner,
    Instance,
    Product,
    Resource,
    Sequence,
    Text,
    Unknown,
    Value,
    Variable,
)

Watcher = Callable[[Value], None]
Content = TypeVar("Content")
DEEPEST = 60
LIMIT = 64
"""Values that one node may hold before it counts as unknown."""
MANY = 24
"""Values that one node may hold before another of a kind that is only data makes it unknown."""
DATA = frozenset((Text, Composed, Variable, Inner, Atom, Product, Dictionary, Sequence, External))
"""The kinds of values that a program computes with."""
OURS = frozenset((Client, Resource, Instance))
"""The kinds of values that a node is marked for, and holds beyond the limit."""
TELLING = frozenset((Text, Variable, External))
"""The kinds of data of which some may be looked for."""
MORE = Unknown("too many values")


class Sparse(dict[int, dict[Content, None]]):
    """What some nodes have, in the order in which they got it; the others have nothing."""

    def __missing__(self, node: int) -> dict[Content, None]:
        return {}


class Graph:
    """Nodes, numbered over all modules; what they hold flows along edges and wakes watchers."""

    def __init__(self) -> None:
        self.nodes = 0
        self.values: Sparse[Value] = Sparse()
        self.alike: dict[Value, Value] = {}
        """The first of the values that are equal stands for all: who looks for it finds it itself."""
        self.edges: Sparse[int] = Sparse()
        self.watchers: dict[int, list[Watcher]] = {}
        self.fresh: dict[int, list[Value]] = {}
        """What a node holds and has not passed on yet."""
        self.queue: deque[int] = deque()
        """The nodes of which this is true, once each."""
        self.cells: dict[tuple[object, str], int] = {}
        self.marked: set[int] = set()
        """Nodes that hold a client, a resource or a response."""
        self.told = 0
        self.depth = 0
        self.waiting_calls: list[tuple[Watcher, Value]] = []
        self.wrapped: set[tuple[int, int]] = set()
        """Calls of wrappers: (node of the result, where it goes)."""
        self.object_calls: set[tuple[str, int, Value, int]] = set()
        self.special_reads: set[tuple[Value, str, int]] = set()

    def new(self) -> int:
        return self.room(1)

    def room(self, count: int) -> int:
        """Make ``count`` nodes; return the number of the first."""
        first = self.nodes
        self.nodes += count
        return first

    def add(self, node: int, value: Value) -> None:
        held = self.values.get(node)
        if held is None:
            held = self.values[node] = {}
        elif value in held:
            return
        if len(held) >= MANY and self.exceeds(value, len(held)):
            value = MORE
            if value in held:
                return
        value = self.alike.setdefault(value, value)
        held[value] = None
        if value.__class__ in OURS:
            self.mark(node)
        fresh = self.fresh.get(node)
        if fresh is None:
            self.fresh[node] = [value]
            self.queue.append(node)
        else:
            fresh.append(value)

    def exceeds(self, value: Value, count: int) -> bool:
        """Say whether a value is one too many for a node that holds ``count``."""
        kind = value.__class__
        if kind in OURS:
            return False
        if count >= LIMIT:
            return True
        return kind in DATA and not (kind in TELLING and self.telling(value))

    def arrive(self, node: int, values: Iterable[Value]) -> None:
        """Add values that came along an edge."""
        held = self.values.get(node)
        if held is None:
            held, new = self.values.setdefault(node, {}), list(values)
        else:
            new = [value for value in values if value not in held]
        if len(held) + len(new) > MANY:
            new = self.admitted(held, new)
        if not new:
            return
        held.update(dict.fromkeys(new))
        for value in new:
            if value.__class__ in OURS:
                self.mark(node)
                break
        fresh = self.fresh.get(node)
        if fresh is None:
            self.fresh[node] = new
            self.queue.append(node)
        else:
            fresh += new

    def admitted(self, held: dict[Value, None], new: list[Value]) -> list[Value]:
        """Return those of new values that a node takes, with one for all the others."""
        found: list[Value] = []
        count, more = len(held), MORE in held
        for value in new:
            if count >= MANY and self.exceeds(value, count):
                if more:
                    continue
                more, value = True, MORE
            found.append(value)
            count += 1
        return found

    def telling(self, value: Value) -> bool:
        """Say whether a value that is only data may be looked for."""
        return True

    def mark(self, node: int) -> None:
        """A node holds a client, a resource or a response."""
        self.marked.add(node)

    def forget(self) -> None:
        """Let go of what nodes hold, once nothing more is asked: a second run needs the room."""
        for kept in (self.values, self.edges, self.watchers, self.fresh, self.cells):
            kept.clear()

    def tell(self, node: int, value: Value) -> None:
        """Add a value, and count it when it is new."""
        if value not in self.values[node]:
            self.told += 1
            self.add(node, value)

    def flow(self, source: int, target: int) -> None:
        """Let whatever ``source`` holds, now and later, reach ``target``."""
        edges = self.edges.get(source)
        if edges is None:
            edges = self.edges[source] = {}
        if source == target or target in edges:
            return
        edges[target] = None
        self.joined(source, target)
        held = self.values.get(source)
        if held:
            self.arrive(target, held)

    def joined(self, source: int, target: int) -> None:
        """Values flow from ``source`` to ``target`` from now on."""

    def passed(self, node: int, values: list[Value]) -> None:
        """A node passes on what is new to it."""

    def on(self, node: int, watcher: Watcher) -> None:
        """Call ``watcher`` for each value that ``node`` holds, now and later.

        A call of a call of a call would end at the recursion limit: deep ones wait in the queue.
        """
        self.watchers.setdefault(node, []).append(watcher)
        held = self.values.get(node)
        if held is None:
            return
        if self.depth > DEEPEST:
            self.waiting_calls.extend((watcher, value) for value in held)
            return
        self.depth += 1
        for value in list(held):
            watcher(value)
        self.depth -= 1

    def deliver(self) -> None:
        """Let the values arrive that one node has not passed on yet."""
        if self.waiting_calls:
            watcher, value = self.waiting_calls.pop()
            watcher(value)
            return
        node = self.queue.popleft()
        values = self.fresh.pop(node)
        self.passed(node, values)
        for target in self.edges.get(node, ()):
            self.arrive(target, values)
        for watcher in list(self.watchers.get(node, ())):
            for value in values:
                watcher(value)

    def cell(self, owner: object, name: str) -> int:
        """Return the node that joins all that ``owner`` (a class, an object) holds under ``name``."""
        key = (owner, name)
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = self.new()
        return found
