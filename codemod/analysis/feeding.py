"""Feeding: the lists out of which messages are put together, and where each got its elements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from codemod.analysis.traces import Traces
from codemod.vocabulary.values import Instance, Origin


class Feeding:
    """Follows parts of responses back from the lists that reach calls, however those were made.

    ``types`` are the types of the parts, ``roots`` the lists that calls are given.
    """

    def __init__(self, traces: Traces, types: Collection[str], roots: Iterable[Origin]) -> None:
        self.link = traces.link
        self.lists: set[Origin] = set(roots)
        """The lists that calls are given, and those whose elements stand in them."""
        self.boxes = {
            node: origin
            for origin, box in self.link.containers.items()
            if origin not in traces.displays and not any(isinstance(k, str) for k in box.given)
            for node in (box.every, box.rest, *box.keys.values())
        }
        ends = {node for node, origin in self.boxes.items() if origin in self.lists}
        holding: dict[Instance, set[int]] = defaultdict(set)
        for node in self.link.marked if ends and types else ():
            for value in self.link.values[node]:
                if isinstance(value, Instance) and value.type in types:
                    holding[value].add(node)
        self.before: dict[Instance, dict[int, list[int]]] = {}
        """What hands a part on to a node, for each part that reaches a call."""
        for part, nodes in sorted(holding.items(), key=lambda row: (row[0].origin, row[0].type)):
            if not nodes.isdisjoint(ends):
                before = self.before[part] = {node: [] for node in nodes}
                for node in nodes:
                    for target in self.link.edges[node]:
                        if target in nodes:
                            before[target].append(node)
                back = self.back(part, nodes & ends, set())
                self.lists.update(self.boxes[node] for node in back if node in self.boxes)

    def back(self, part: Instance, starts: Iterable[int], walls: Collection[int]) -> set[int]:
        """Return the nodes by which a part comes to ``starts``, none of them through ``walls``."""
        found: set[int] = set()
        queue = [node for node in starts if node in self.before[part]]
        while queue:
            node = queue.pop()
            if node not in found and node not in walls:
                found.add(node)
                queue += self.before[part][node]
        return found

    def fed(self, path: str, node: int) -> bool:
        """Say whether the parts that a node holds come out of such a list."""
        place = self.link.node(path, node)
        parts = [part for part, before in self.before.items() if place in before]
        return bool(parts) and all(
            any(self.boxes.get(each) in self.lists for each in self.back(part, [place], ()))
            for part in parts
        )

    def missed(self, lists: Collection[Origin], walls: Collection[int]) -> list[Instance]:
        """Return the parts that come into ``lists`` by another way than through ``walls``."""
        ends = [node for node, origin in self.boxes.items() if origin in lists]
        return [
            part
            for part, before in self.before.items()
            if any(not before[node] for node in self.back(part, ends, walls))
        ]
