"""Objects of the SDK's types that the program makes by hand, and the calls whose answers they meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from codemod.analysis.escape_sites import given_away, hidden
from codemod.analysis.traces import Traces
from codemod.vocabulary.places import is_test
from codemod.vocabulary.references import ReferenceSite
from codemod.vocabulary.values import (
    Dictionary,
    Instance,
    Origin,
    Product,
    Sequence,
    Value,
)


class Made:
    """Completes the references of a repository with what is known of such objects."""

    def __init__(self, traces: Traces, calls: Iterable[Origin], sites: list[ReferenceSite]) -> None:
        self.traces, self.sites = traces, sites
        self.calls = frozenset(calls)
        self.types = traces.link.surface.type_names

    def completed(self) -> Iterator[ReferenceSite]:
        """Yield the references: of a type that is made, whether, and where, it meets an answer."""
        making = [
            site
            for site in self.sites
            if site.role == "call" and site.dotted in self.types and not is_test(site.path)
        ]
        types = {self.types[site.dotted] for site in making}
        if not making:
            yield from self.sites
            return
        built = {origin for site in making for origin in site.origins if self.followed(origin)}
        seen = built - self.out_of_sight(making)
        beside = self.beside(seen)
        for site in self.sites:
            if self.types.get(site.dotted) not in types or is_test(site.path):
                yield site
            elif site not in making:
                yield replace(site, made=True)
            elif seen.issuperset(site.origins) and (met := self.met(site, beside)) is not None:
                yield replace(site, made=True, met=met)
            else:
                yield replace(site, made=True)

    def followed(self, origin: Origin) -> bool:
        """Say whether value flow knows an object."""
        values = self.traces.values(*origin)
        return any(isinstance(v, Product) and v.origin == origin for v in values)

    def out_of_sight(self, making: Iterable[ReferenceSite]) -> set[Origin]:
        """Return the objects that reach code which cannot be read, in containers too."""
        names = {site.dotted for site in making}
        link = self.traces.link
        found: set[Origin] = set()
        seen: set[Origin] = set()
        queue: list[Value] = []
        for ways in (given_away(self.traces, names), hidden(self.traces)):
            for path, node, _, _ in ways:
                queue.extend(self.traces.values(path, node))
        while queue:
            value = queue.pop()
            if isinstance(value, Product) and value.name in names:
                found.add(value.origin)
            elif isinstance(value, (Sequence, Dictionary)) and value.origin not in seen:
                seen.add(value.origin)
                box = link.containers.get(value.origin)
                queue.extend(link.values[box.every] if box is not None else ())
        return found

    def beside(self, objects: set[Origin]) -> dict[Origin, set[Origin]]:
        """Return, for each of the objects, the calls whose answers stand where it may stand."""
        found: dict[Origin, set[Origin]] = {each: set() for each in objects}
        for values in self.traces.link.values.values():
            for made in [v.origin for v in values if isinstance(v, Product)]:
                if made in found:
                    found[made].update(v.origin for v in values if isinstance(v, Instance))
        return found

    def met(
        self, site: ReferenceSite, beside: dict[Origin, set[Origin]]
    ) -> tuple[Origin, ...] | None:
        """Return the calls that must stay with an object.

        Those of its module, those whose answers stand where it may stand, and those whose answers
        stand where its type is named; None if an answer stands there of which no call is seen. (What
        only an annotation promises is one, but where the object itself keeps the promise.)
        """
        near = set().union(*(beside[origin] for origin in site.origins))
        named = {
            origin
            for other in self.sites
            if other.role != "call" and self.types.get(other.dotted) == self.types[site.dotted]
            for origin in other.origins
        }
        declared = self.traces.link.declared
        if not near | named <= self.calls | declared or not named & declared <= near:
            return None
        own = {origin for origin in self.calls if origin[0] == site.path}
        return tuple(sorted(own | ((near | named) - declared)))
