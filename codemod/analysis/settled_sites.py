"""Addresses of clients that stand in files of settings, where nothing but clients of ours reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from codemod.analysis.escape_sites import unreadable
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.sites import ClientSite
from codemod.vocabulary.values import (
    Composed,
    Dictionary,
    Inner,
    Object,
    Origin,
    Sequence,
    Text,
    Value,
)

DEEPEST = 4
"""How far containers are looked into that are handed on as a whole."""
_SAME = frozenset(("strip", "lstrip", "rstrip", "lower"))
_QUIET = frozenset("debug info warning warn error exception critical log".split())


def settled(traces: Traces, clients: Iterable[ClientSite]) -> list[ClientSite]:
    """Return the clients, each with the one text that is its address, if nothing else is made of it."""
    sites = list(clients)
    found = {site.origin: each for site in sites if (each := written(traces, site)) is not None}
    if not found:
        return sites
    told = {literal.origin for literal in found.values()}
    for site in sites:
        for given in site.every():
            if given.name == "base_url" and site.origin not in found:
                told -= {literal.origin for literal in given.literals}
    told -= set(Readers(traces, told).others())
    return [
        (
            replace(site, written=found[site.origin])
            if site.origin in found and found[site.origin].origin in told
            else site
        )
        for site in sites
    ]


def written(traces: Traces, site: ClientSite) -> Literal | None:
    """Return the one text of a file of settings that is the address of a client, None for others."""
    rows = [given for given in site.every() if given.name == "base_url"]
    if len(rows) != 1 or site.stores or not rows[0].direct or not site.direct:
        return None
    given = rows[0]
    if len(given.values) != 1 or len(given.literals) != 1 or not isinstance(given.values[0], Text):
        return None
    literal = given.literals[0]
    return literal if traces.link.modules[literal.path].facts.data else None


class Readers:
    """Finds what else is done with texts: compared, put together, put away or handed to other code."""

    def __init__(self, traces: Traces, texts: Iterable[Origin]) -> None:
        self.traces = traces
        self.texts = frozenset(texts)

    def others(self) -> Iterator[Origin]:
        """Yield the texts of which something else is made than the address of a client."""
        kept = (Dictionary, Sequence, Object)
        kinds = (operations.Call, operations.Compare, operations.SetItem, operations.SetMember)
        for path, op in self.traces.ops(*kinds):
            if isinstance(op, operations.Call):
                yield from self.call(path, op)
            elif isinstance(op, operations.Compare):
                yield from self.held(self.traces.values(path, op.left))
                yield from self.held(self.traces.values(path, op.right))
            elif isinstance(op, (operations.SetItem, operations.SetMember)):
                if not all(isinstance(v, kept) for v in self.traces.values(path, op.obj)):
                    yield from self.held(self.traces.values(path, op.source))
        link = self.traces.link
        for pieces in link.pieces.values():
            for piece in pieces:
                if isinstance(piece, int) and piece >= 0:
                    yield from self.held(link.values[piece])

    def call(self, path: str, op: operations.Call) -> Iterator[Origin]:
        if (path, op.target) in self.traces.link.constructed:
            return
        for value in self.traces.values(path, op.func):
            if isinstance(value, Inner) and isinstance(value.receiver, Text):
                if value.name not in _SAME:
                    yield from self.held([value.receiver])
            elif unreadable(value) and not (isinstance(value, Inner) and value.name in _QUIET):
                for argument in op.arguments:
                    yield from self.held(self.traces.values(path, argument.node))

    def held(self, values: Iterable[Value], depth: int = 0) -> Iterator[Origin]:
        """Yield the texts among values, and in containers and objects among them."""
        link = self.traces.link
        for value in list(values):
            if isinstance(value, Text) and value.origin in self.texts:
                yield value.origin
            elif depth == DEEPEST or isinstance(value, Composed):
                continue
            elif isinstance(value, (Dictionary, Sequence)) and value.origin in link.containers:
                box = link.containers[value.origin]
                yield from self.held(link.values[box.every], depth + 1)
            elif isinstance(value, Object):
                for klass in link.ancestors(value.klass):
                    for name in list(link.fields.get(klass, ())):
                        yield from self.held(link.values[link.field(klass, name)], depth + 1)
