"""The graph that the solver climbs: nodes that hold values, edges along which values flow."""

from __future__ import annotations

from collections.abc import Callable

from codemod.vocabulary.values import Client, Instance, Resource, Unknown, Value

Watcher = Callable[[Value], None]
DEEPEST = 60
LIMIT = 200
"""Values that one node may hold before it counts as unknown."""


class Graph:
    """Nodes, numbered over all modules; what they hold flows along edges and wakes watchers."""

    def __init__(self) -> None:
        self.values: list[dict[Value, None]] = []
        self.edges: list[list[int]] = []
        self.watchers: list[list[Watcher]] = []
        self.queue: list[tuple[int, Value]] = []
        self.cells: dict[tuple[object, str], int] = {}
        self.marked: set[int] = set()
        """Nodes that hold a client, a resource or a response."""
        self.told = 0
        self.depth = 0
        self.waiting_calls: list[tuple[Watcher, Value]] = []
        self.wrapped: set[tuple[str, int, Value, int]] = set()
        self.special_reads: set[tuple[Value, str, int]] = set()

    def new(self) -> int:
        self.values.append({})
        self.edges.append([])
        self.watchers.append([])
        return len(self.values) - 1

    def room(self, count: int) -> int:
        """Make ``count`` nodes; return the number of the first."""
        first = len(self.values)
        self.values.extend({} for _ in range(count))
        self.edges.extend([] for _ in range(count))
        self.watchers.extend([] for _ in range(count))
        return first

    def add(self, node: int, value: Value) -> None:
        held = self.values[node]
        if value in held:
            return
        if len(held) >= LIMIT and not isinstance(value, (Client, Resource, Instance)):
            value = Unknown("too many values")
            if value in held:
                return
        held[value] = None
        if isinstance(value, (Client, Resource, Instance)):
            self.marked.add(node)
        self.queue.append((node, value))

    def tell(self, node: int, value: Value) -> None:
        """Add a value, and count it when it is new."""
        if value not in self.values[node]:
            self.told += 1
            self.add(node, value)

    def flow(self, source: int, target: int) -> None:
        """Let whatever ``source`` holds, now and later, reach ``target``."""
        if source == target or target in self.edges[source]:
            return
        self.edges[source].append(target)
        for value in list(self.values[source]):
            self.add(target, value)

    def on(self, node: int, watcher: Watcher) -> None:
        """Call ``watcher`` for each value that ``node`` holds, now and later.

        A call of a call of a call would end at the recursion limit: deep ones wait in the queue.
        """
        self.watchers[node].append(watcher)
        if self.depth > DEEPEST:
            self.waiting_calls.extend((watcher, value) for value in self.values[node])
            return
        self.depth += 1
        for value in list(self.values[node]):
            watcher(value)
        self.depth -= 1

    def deliver(self) -> None:
        """Let one of the values that are under way arrive."""
        if self.waiting_calls:
            watcher, value = self.waiting_calls.pop()
            watcher(value)
            return
        node, value = self.queue.pop()
        for target in self.edges[node]:
            self.add(target, value)
        for watcher in self.watchers[node]:
            watcher(value)

    def cell(self, owner: object, name: str) -> int:
        """Return the node that joins all that ``owner`` (a class, an object) holds under ``name``."""
        key = (owner, name)
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = self.new()
        return found
