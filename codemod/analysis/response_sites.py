"""Sites of responses: members that are read, and streams in use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from codemod.analysis.doubles import doubled
from codemod.analysis.members import inside
from codemod.analysis.repository import CALLER
from codemod.analysis.stores import settings
from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import operations
from codemod.vocabulary.sites import MemberSite
from codemod.vocabulary.streams import StreamSite
from codemod.vocabulary.values import (
    Atom,
    Client,
    External,
    Instance,
    Method,
    Text,
    Value,
)


def mixed(values: Iterable[Value], path: str) -> bool:
    """Say whether something beside responses of ours may stand in the module at ``path``."""
    return any(
        not isinstance(v, (Instance, Atom, Method, Client)) and v != CALLER and not doubled(path, v)
        for v in values
    )


def members(traces: Traces) -> Iterator[MemberSite]:
    """Yield every member and item of a response that is read or written."""
    stored = settings(traces.link.surface)
    firsts = {
        (path, op.obj_span): op.span
        for path, op in traces.ops(operations.GetItem)
        if op.constant in (0, -1) and op.context == "load"
    }
    for path, op in traces.ops(operations.GetMember, operations.GetItem, operations.Call):
        if isinstance(op, operations.GetMember):
            values = list(traces.values(path, op.obj))
            if op.context == "store" and op.name in stored and all_made(traces, values):
                continue
            for kind in kinds(values, op.name, traces.link.surface.client_members):
                yield MemberSite(
                    path,
                    op.span,
                    op.obj_span,
                    op.span,
                    kind,
                    op.name,
                    "attribute",
                    op.context,
                    origins_of(values),
                    mixed(values, path),
                    any(asynchronous(traces, v) for v in values),
                    firsts.get((path, op.span)),
                )
        elif isinstance(op, operations.GetItem) and isinstance(op.constant, str):
            values = list(traces.values(path, op.obj))
            for instance in instances(values):
                yield MemberSite(
                    path,
                    op.span,
                    op.obj_span,
                    op.key_span,
                    instance.type,
                    op.constant,
                    "item",
                    op.context,
                    origins_of(values),
                    mixed(values, path),
                )
        elif isinstance(op, operations.Call):
            yield from gets(traces, path, op)
            yield from named(traces, path, op)


def all_made(traces: Traces, values: list[Value]) -> bool:
    """Say whether the construction of each client is seen, which tells of its stores."""
    clients = [v for v in values if isinstance(v, Client)]
    return bool(clients) and all(v.origin in traces.link.constructed for v in clients)


def kinds(values: list[Value], name: str, members: Collection[str]) -> list[str]:
    """Return the types whose member ``name`` is meant, ``client`` for one of a client."""
    found = [instance.type for instance in instances(values)]
    if name in members and any(isinstance(v, Client) for v in values):
        found.append("client")
    return found


def asynchronous(traces: Traces, value: Value) -> bool:
    """Say whether a client is asynchronous, or a response comes from one that is."""
    clients = traces.link.surface.clients
    if isinstance(value, Client):
        return clients[value.klass].asynchronous
    if isinstance(value, Instance):
        known = traces.link.operations.get(value.origin)
        if known is not None:
            return any(clients[resource.klass].asynchronous for resource in known[1])
    return False


def named(traces: Traces, path: str, op: operations.Call) -> Iterator[MemberSite]:
    """Yield ``getattr(response, "name")`` and ``hasattr(response, "name")``."""
    names = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
    if not names & {"builtins.getattr", "builtins.hasattr"} or len(op.arguments) < 2:
        return
    first, second = op.arguments[0], op.arguments[1]
    values = list(traces.values(path, first.node))
    for literal in traces.literals(traces.values(path, second.node)):
        for instance in instances(values):
            if literal.span == second.value_span:
                yield MemberSite(
                    path,
                    op.span,
                    first.value_span,
                    second.value_span,
                    instance.type,
                    literal.text,
                    "default" if len(op.arguments) > 2 or "builtins.hasattr" in names else "name",
                    "load",
                    origins_of(values),
                    mixed(values, path),
                )


def gets(traces: Traces, path: str, op: operations.Call) -> Iterator[MemberSite]:
    """Yield ``dump.get("name")``."""
    read = traces.members.get((path, op.func))
    if read is None or not op.arguments:
        return
    first = op.arguments[0]
    texts = [v for v in traces.values(path, first.node) if isinstance(v, Text)]
    methods = [v for v in traces.values(path, op.func) if isinstance(v, Method)]
    dumped = {v.type for v in methods if inside(v.type)[0] == "dump" and v.name in ("get", "pop")}
    held = list(traces.values(path, read.obj))
    for kind in sorted(dumped) if len(texts) == 1 else ():
        yield MemberSite(
            path,
            op.span,
            op.func_span,
            first.value_span,
            kind,
            texts[0].text,
            "get",
            "load",
            origins_of(held),
            mixed(held, path),
        )


def instances(values: Iterable[Value]) -> list[Instance]:
    """Return one instance for each type, in a stable order."""
    by_type = {v.type: v for v in values if isinstance(v, Instance)}
    return [by_type[name] for name in sorted(by_type)]


def streams(traces: Traces) -> Iterator[StreamSite]:
    """Yield streams, and clients, used as context managers."""
    for path, op in traces.ops(operations.Enter):
        values = list(traces.values(path, op.source))
        if any(isinstance(value, Client) for value in values):
            yield StreamSite(
                path, op.span, "client", op.asynchronous, origins_of(values), mixed(values, path)
            )
        for instance in instances(values):
            if inside(instance.type)[0] == "stream":
                origins = origins_of(values)
                yield StreamSite(
                    path, op.span, "with", op.asynchronous, origins, mixed(values, path)
                )
