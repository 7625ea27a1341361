"""Groups: sites joined by value flow, which migrate together or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from codemod.vocabulary.results import Blocker
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


class Groups:
    """A union-find over origins, and what blocks each group."""

    def __init__(self) -> None:
        self.parents: dict[Origin, Origin] = {}
        self.blockers: dict[Origin, list[Blocker]] = {}

    def root(self, origin: Origin) -> Origin:
        parent = self.parents.setdefault(origin, origin)
        while parent != self.parents[parent]:
            self.parents[parent] = self.parents[self.parents[parent]]
            parent = self.parents[parent]
        self.parents[origin] = parent
        return parent

    def join(self, origins: Iterable[Origin]) -> None:
        """Put origins into one group."""
        roots = sorted({self.root(origin) for origin in origins})
        for other in roots[1:]:
            self.parents[other] = roots[0]
            if other in self.blockers:
                self.blockers.setdefault(roots[0], []).extend(self.blockers.pop(other))

    def block(self, blocker: Blocker) -> None:
        for origin in blocker.origins:
            self.blockers.setdefault(self.root(origin), []).append(blocker)

    def blocked_at(self, origin: Origin, path: str, span: Span) -> bool:
        """Say whether something at just this place blocks the group of ``origin``, and is told."""
        found = self.blockers.get(self.root(origin), ())
        return any((b.path, b.span, b.quiet) == (path, span, False) for b in found)

    def blocked(self, origins: Iterable[Origin]) -> Blocker | None:
        """Return what blocks any of the groups of ``origins``, the earliest place first."""
        found = [b for origin in origins for b in self.blockers.get(self.root(origin), ())]
        if not found:
            return None
        return min(found, key=lambda b: (b.quiet, b.path, b.span, b.code))
