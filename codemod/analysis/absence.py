"""Modules that nothing has asked for: where what they hold may go, and what asks for them.

Most of what a program imports has nothing to do with the SDK. A module of the repository that does
not name it is left out until something may depend on it: what is imported from it stands for an
**absent** value, which flows like any other and is all that is known of what is made of it. The
module is wanted where an absent value meets what is marked, reaches what bears on a call, or is asked
for; whoever waits for it goes on then, and its absent values are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from codemod.analysis.graph import Graph


class Absence(Graph):
    """The nodes that absent values reach, and the modules that are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.absent: dict[int, dict[str, None]] = {}
        """Node → the absent modules whose values may arrive there."""
        self.carries: dict[int, list[int]] = {}
        """Node → the nodes that absent values reach from it, by a read or a call of them."""
        self.holding: dict[str, dict[int, None]] = {}
        """The absent modules, and the nodes that their values reach."""
        self.suspended: dict[str, list[Callable[[], object]]] = {}
        """Absent modules → who waits for them."""
        self.wanted: dict[str, None] = {}
        self.asking: set[int] = set()
        """Nodes of which any value is needed: decorators, bases."""
        self.bearing: set[int] = set()
        """Nodes from which values flow into arguments of the SDK."""

    def wait(self, path: str, node: int, again: Callable[[], object]) -> None:
        """Let ``node`` hold what is absent; ``again`` is called when the module at ``path`` is there."""
        self.suspended.setdefault(path, []).append(again)
        self.holding.setdefault(path, {})
        self.lack(node, (path,))

    def lack(self, node: int, paths: Iterable[str]) -> None:
        """Let absent values reach a node, and all that it leads to."""
        pending = [(node, tuple(paths))]
        while pending:
            here, new = pending.pop()
            held = self.absent.get(here)
            if held is None:
                held = self.absent[here] = {}
            else:
                new = tuple(path for path in new if path not in held)
                if not new:
                    continue
            held.update(dict.fromkeys(new))
            for path in new:
                self.holding[path][here] = None
            if here in self.bearing or here in self.marked or here in self.asking:
                self.wanted.update(dict.fromkeys(new))
            pending += [(after, new) for after in self.edges.get(here, ())]
            pending += [(after, new) for after in self.carries.get(here, ())]

    def joined(self, source: int, target: int) -> None:
        held = self.absent.get(source)
        if held:
            self.lack(target, held)

    def mark(self, node: int) -> None:
        if node not in self.marked:
            self.marked.add(node)
            self.want(node)

    def carry(self, source: int, target: int) -> None:
        """Let what is absent at ``source`` reach ``target``, which is read or made of it."""
        self.carries.setdefault(source, []).append(target)
        held = self.absent.get(source)
        if held:
            self.lack(target, held)

    def ask(self, node: int) -> None:
        """Want whatever is absent at a node, now and later."""
        self.asking.add(node)
        self.want(node)

    def want(self, node: int) -> None:
        held = self.absent.get(node)
        if held:
            self.wanted.update(held)

    def arrived(self, path: str) -> None:
        """A module is there, or can never be: nothing of it is absent, and who waits goes on."""
        for node in self.holding.pop(path, ()):
            held = self.absent[node]
            del held[path]
            if not held:
                del self.absent[node]
        for again in self.suspended.pop(path, ()):
            again()
