"""Dicts and sequences: a cell for each key, where each key is given, what is spread into what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import field

from codemod.analysis.absence import Absence
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


@dataclass(frozen=True, slots=True)
class Key:
    """Where a dict gets a key: an item of a display, an argument, or an assignment."""

    kind: str
    path: str
    holder: Span
    key: Span
    value: Span
    node: int
    owner: Span | None = None
    """Of an assignment: the expression of the mapping."""


@dataclass(slots=True)
class Container:
    """What is known of one dict or sequence: a cell for each key, one for everything."""

    every: int
    rest: int
    """What is put in without a key that can be seen."""
    keys: dict[str | int, int] = field(default_factory=dict)
    given: dict[str | int, None] = field(default_factory=dict)
    """Keys that are put in; the others in ``keys`` are only read."""
    texts: dict[str | int, int] = field(default_factory=dict)
    """The nodes of the literals that spell the keys of a display."""
    readers: list[Callable[[str | int], None]] = field(default_factory=list)
    sites: dict[str | int, dict[Key, None]] = field(default_factory=lambda: defaultdict(dict))
    spreads: dict[Origin, frozenset[str | int]] = field(default_factory=dict)
    """Dicts into which this one is spread → keys that do not go there."""
    open: bool = False
    """Keys that cannot be seen may be in it."""


class Containers(Absence):
    """The cells of every dict and sequence, keyed by the place that made it."""

    def __init__(self) -> None:
        super().__init__()
        self.containers: dict[Origin, Container] = {}
        self.pieces: dict[Origin, tuple[str | int, ...]] = {}
        """What a text is put together of: literals, and nodes (-1 for what cannot matter)."""
        self.choices: dict[Origin, int] = {}
        """``Literal[…]`` types → the node of what stands in the brackets."""
        self.filtered: set[Origin] = set()
        """Copies of dicts without the items that a condition leaves out."""
        self.popped: set[tuple[Origin, str]] = set()
        """Keys that are taken out of a dict."""

    def container(self, origin: Origin) -> Container:
        found = self.containers.get(origin)
        if found is None:
            found = self.containers[origin] = Container(self.new(), self.new())
            self.flow(found.rest, found.every)
            self.opened(origin, found)
        return found

    def opened(self, origin: Origin, box: Container) -> None:
        """The first is known of a container."""

    def put(self, origin: Origin, key: str | int | None, source: int, site: Key | None) -> None:
        """Let ``source`` flow into a container under ``key`` (None: some key)."""
        pending = [origin]
        done: set[Origin] = set()
        while pending:
            here = pending.pop()
            if here in done:
                continue
            done.add(here)
            if self.put_here(here, key, source, site):
                spreads = self.container(here).spreads
                pending.extend(o for o, without in spreads.items() if key not in without)

    def put_here(
        self, origin: Origin, key: str | int | None, source: int, site: Key | None
    ) -> bool:
        """Put into one container; say whether that was new to it."""
        box = self.container(origin)
        target = box.rest if key is None else self.at(origin, key)
        new = target not in self.edges[source] and source != target
        self.flow(source, target)
        if key is None:
            return new
        if site is not None and site not in box.sites[key]:
            box.sites[key][site] = None
            new = True
        if key not in box.given:
            box.given[key] = None
            new = True
            for reader in list(box.readers):
                reader(key)
        return new

    def at(self, origin: Origin, key: str | int) -> int:
        """Return the cell of one key."""
        box = self.container(origin)
        cell = box.keys.get(key)
        if cell is None:
            cell = box.keys[key] = self.new()
            self.flow(cell, box.every)
            self.flow(box.rest, cell)
        return cell

    def each_key(self, origin: Origin, reader: Callable[[str | int], None]) -> None:
        """Call ``reader`` for each key that is put into a dict, now and later."""
        box = self.container(origin)
        box.readers.append(reader)
        for key in list(box.given):
            reader(key)

    def spread(
        self, source: Origin, target: Origin, without: frozenset[str | int] = frozenset()
    ) -> None:
        """Let all keys of one dict flow into another, but for those of ``without``."""
        if source == target:
            return
        box = self.container(source)
        known = box.spreads.get(target)
        if known is not None and known <= without:
            return
        without = without if known is None else known & without
        box.spreads[target] = without
        if box.open:
            self.open(target)
        for key in [key for key in box.given if key not in without]:
            self.put(target, key, box.keys[key], None)
            for site in box.sites.get(key, ()):
                self.put(target, key, box.keys[key], site)
        self.flow(box.rest, self.container(target).rest)

    def open(self, origin: Origin) -> None:
        pending = [origin]
        while pending:
            box = self.container(pending.pop())
            if not box.open:
                box.open = True
                pending.extend(box.spreads)
