"""Sites of operations that are taken from a client without being called there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.operations import GetMember
from codemod.vocabulary.sites import CallSite, HandleSite
from codemod.vocabulary.values import Origin, Resource


def handles(traces: Traces, calls: Sequence[CallSite]) -> Iterator[HandleSite]:
    """Yield the operations that are taken from clients and held, passed, wrapped or assigned.

    ``calls`` are those of the repository; one whose receiver is written at the call is no handle.
    """
    functions = {(path, op.func) for path, op in traces.ops(operations.Call)}
    whole = {(call.path, call.func_span) for call in calls if call.receiver_span is not None}
    held: dict[Resource, list[CallSite]] = {}
    for call in calls:
        if call.receiver_span is None:
            _, resources = traces.link.operations[call.origin]
            for value in resources:
                held.setdefault(value, []).append(call)
    for path, op in traces.ops(GetMember):
        found = taken(traces, path, op)
        if not found or ((path, op.target) in functions and (path, op.span) in whole):
            continue
        clients = tuple(sorted({value.origin for value in found}))
        reached: dict[Origin, CallSite] = {}
        for value in found:
            reached.update({call.origin: call for call in held.get(value, ())})
        operation = found[0].path
        same = {value.path for value in found} == {operation} and op.context == "load"
        receiver = traces.start(path, op.target, op.span, operation) if same else None
        yield HandleSite(path, op.span, operation, receiver, clients, tuple(reached.values()))


def taken(traces: Traces, path: str, op: GetMember) -> list[Resource]:
    """Return the operations that a member may be, or take the place of."""
    known = traces.link.surface.operations
    if op.context in ("store", "del"):
        return [
            Resource(f"{value.path}.{op.name}", value.klass, value.origin)
            for value in traces.values(path, op.obj)
            if isinstance(value, Resource) and f"{value.path}.{op.name}" in known
        ]
    return [
        value
        for value in traces.values(path, op.target)
        if isinstance(value, Resource) and value.path in known
    ]
