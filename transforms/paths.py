"""Where an operation stands below the target's client: the names on the way to it, and its await."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.provider import OperationMap
from codemod.vocabulary.sites import CallSite, HandleSite
from codemod.vocabulary.spans import Span


def led(call: CallSite, name: str, operation: OperationMap, *, functions: bool) -> Iterator[Result]:
    """Yield what leads a call to its place at the target, or why it cannot be led there.

    ``name`` is the operation's own, without what wraps it; ``functions`` says that its path is a
    function's, and no way from a client.
    """
    origins = (call.origin, *call.clients)
    if operation.lazy_stream and call.streams is not False:
        message = "the request of a stream is sent when it is first read, and fails there"
        yield Finding(call.path, call.span, "STREAM-LAZY", message, Severity.NOTE, origins)
    if not moves(name, operation) and operation.awaited_stream:
        return
    path = path_of(call, operation)
    if path is None:
        yield Blocker(
            call.path,
            call.span,
            "STREAM-RUNTIME",
            "whether this call streams is decided at run time, and the target has another method for "
            "streams",
            origins,
        )
        return
    if call.apart or name != call.operation:
        message = (
            f"the way to {call.operation} is held in parts here, and the target has another way"
        )
        yield Blocker(call.path, call.span, "OPERATION-HELD", message, origins)
    elif call.receiver_span is not None and path != name:
        receiver = None if functions else call.receiver_span
        yield way(call.path, call.func_span, receiver, path, call.operation, origins)
    if call.asynchronous and call.streams and not operation.awaited_stream:
        yield from unawaited(call)


def handled(site: HandleSite, operation: OperationMap, *, functions: bool) -> Iterator[Result]:
    """Lead an operation that is held to the place that all of its calls want."""
    origins = (*site.clients, *(call.origin for call in site.calls))
    if not moves(site.operation, operation):
        return
    paths = {path_of(call, operation) for call in site.calls}
    if site.receiver_span is None or len(paths) != 1 or None in paths:
        message = f"{site.operation} is held here, and the target has another way to it"
        yield Blocker(site.path, site.span, "OPERATION-HELD", message, origins)
        return
    (path,) = paths
    assert path is not None
    receiver = None if functions else site.receiver_span
    yield way(site.path, site.span, receiver, path, site.operation, origins)


def moves(name: str, operation: OperationMap) -> bool:
    """Say whether some call of the operation ``name`` has another path at the target."""
    choices = (False, True)
    paths = {operation.path_of(asynchronous=a, streams=s) for a in choices for s in choices}
    return paths != {name}


def path_of(call: CallSite, operation: OperationMap) -> str | None:
    """Return the path of a call at the target, None where only the run decides."""
    if call.streams is None and operation.parts_streams:
        return None
    return operation.path_of(asynchronous=call.asynchronous, streams=bool(call.streams))


def way(
    path: str,
    span: Span,
    receiver: Span | None,
    to: str,
    operation: str,
    origins: tuple[tuple[str, int], ...],
) -> Change:
    why = Why("OPERATION-MOVED", f"{operation} is {to} there")
    if receiver is None:
        return Change(path, Rewrite(span, why, to), origins, (to.partition(".")[0],))
    edit = Rewrite(span, why, "{client}." + to, (("client", receiver),))
    return Change(path, edit, origins)


def unawaited(call: CallSite) -> Iterator[Result]:
    """Take away the ``await`` of a stream that comes without."""
    origins = (call.origin, *call.clients)
    if call.awaited is None:
        message = "the stream is awaited out of sight, and the target's comes without await"
        yield Blocker(call.path, call.span, "STREAM-AWAITED", message, origins)
        return
    why = Why("STREAM-AWAITED", "the stream comes without await there")
    edit = Rewrite(call.awaited, why, "{stream}", (("stream", call.span),))
    yield Change(call.path, edit, origins)


def operation_of(name: str, migration: Migration) -> OperationMap | None:
    """Return the operation that a target has, None where it has none."""
    operation = migration.route.operations.get(name)
    return None if operation is None or operation.unsupported else operation
