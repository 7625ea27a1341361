"""Sites where a client is used otherwise than for its operations: what a target without one must see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import operations
from codemod.vocabulary.sites import CallSite, ClientSite, HandleSite, HoldSite
from codemod.vocabulary.values import Client


def holds(
    traces: Traces,
    clients: Sequence[ClientSite],
    used: Sequence[CallSite | HandleSite],
    taken: Mapping[str, frozenset[str]],
) -> Iterator[HoldSite]:
    """Yield the places that hold a client, but for receivers of ``used`` and plain constructions.

    ``taken`` are, by path, the names that other modules import, read or patch: a client that one of
    them names is held where it is made.
    """
    fine = {(each.path, each.receiver_span) for each in used}
    for client in clients:
        facts = traces.link.modules[client.path].facts
        others = {*taken.get(client.path, ()), *facts.exported}
        if client.bound and client.bound in others:
            yield HoldSite(client.path, client.span, (client.origin,))
        elif client.bound:
            fine.add((client.path, client.span))
    kinds = (operations.Load, operations.GetMember, operations.GetItem, operations.Call)
    for path, op in traces.ops(*kinds):
        assert isinstance(op, kinds)
        held = [v for v in traces.values(path, op.target) if isinstance(v, Client)]
        if held and (path, op.span) not in fine:
            yield HoldSite(path, op.span, origins_of(held))
