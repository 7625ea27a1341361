"""Clients that are made in a ``try`` whose clause would catch that there is no key for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codemod.analysis.broad_sites import BROAD
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.operations import Handler
from codemod.vocabulary.references import TriedSite
from codemod.vocabulary.sites import ClientSite, Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Atom, ErrorValue, External, Text, Variable

LOOKED_UP = frozenset({"builtins.KeyError", "builtins.LookupError"})


def tried(traces: Traces, clients: Iterable[ClientSite]) -> Iterator[TriedSite]:
    """Yield the clause, of the innermost ``try`` around a client, that catches what it raises."""
    handlers: dict[str, list[Handler]] = {}
    for path, op in traces.ops(Handler):
        assert isinstance(op, Handler)
        handlers.setdefault(path, []).append(op)
    for client in clients:
        if client.path not in handlers or not keyless(client):
            continue
        around = [
            op
            for op in handlers[client.path]
            if op.body.encloses(client.span) and runs(traces, client.path, op.body, client.span)
        ]
        inner = max((op.body.start for op in around), default=None)
        rows = sorted((o for o in around if o.body.start == inner), key=lambda o: o.order)
        for op in rows:
            found = clause(traces, client, op)
            if found is not None:
                yield found
                break


def keyless(client: ClientSite) -> bool:
    """Say whether the client may be made without a key."""
    given = [each for each in client.every() if each.name == "api_key"]
    if client.opaque or not client.supported:
        return False
    return all(map(absent, given))


def absent(key: Given) -> bool:
    """Say whether a key may be None; a text beside a variable is what stands in its place."""
    if any(isinstance(v, Text) for v in key.values):
        return any(isinstance(v, Atom) for v in key.values)
    return any(isinstance(v, Atom) or (isinstance(v, Variable) and not v.sure) for v in key.values)


def runs(traces: Traces, path: str, body: Span, span: Span) -> bool:
    """Say whether the statements at ``body`` run what stands at ``span``, and no function of theirs."""
    functions = traces.link.modules[path].facts.functions
    return not any(body.encloses(f.span) and f.span.encloses(span) for f in functions)


def clause(traces: Traces, client: ClientSite, op: Handler) -> TriedSite | None:
    """Return a clause that catches the error of a missing key, or None."""
    held = [v for node, _ in op.type_spans for v in traces.values(client.path, node)]
    names = {v.name for v in held if isinstance(v, External)}
    parents = traces.link.surface.exceptions
    own = {v.name for v in traces.values(client.path, op.target) if isinstance(v, ErrorValue)}
    if not names & BROAD and all(parents.get(name) for name in own):
        return None
    called = [
        each.span
        for path, each in traces.ops(operations.Call)
        if path == client.path and op.body.encloses(each.span)
    ]
    looked_up = any(
        path == client.path and op.body.encloses(each.span) and not client.span.encloses(each.span)
        for path, each in traces.ops(operations.GetItem)
    )
    asks = any(
        passed.path == client.path and op.body.encloses(passed.op.span)
        for passed, _ in traces.link.operations.values()
    )
    alone = all(client.span.encloses(span) for span in called) and not looked_up
    single = len(op.type_spans) == 1 and op.type_spans[0][1] == op.types_span
    covers = bool(names & (BROAD | LOOKED_UP))
    return TriedSite(client.path, op.types_span, client.origin, covers, asks, alone and single)
