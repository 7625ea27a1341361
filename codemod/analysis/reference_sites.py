"""Sites that name the SDK: references to its classes, caught errors, environment variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from codemod.analysis.escape_sites import unreadable
from codemod.analysis.reach import Reach
from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import operations
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.references import ErrorSite, HandlerSite, ReferenceSite, VariableSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    ErrorValue,
    External,
    Inner,
    Origin,
    Text,
    Value,
    Variable,
)

ENVIRONMENT_CALLS = {
    "os.getenv": "read",
    "os.environ.get": "read",
    "os.environ.pop": "set",
    "os.environ.setdefault": "set",
    "os.putenv": "set",
    "os.unsetenv": "set",
    "decouple.config": "read",
}
Interesting = frozenset[str]


def references(traces: Traces, interesting: Interesting) -> Iterator[ReferenceSite]:
    """Yield each expression that names something of the SDK; ``interesting`` are dotted names."""
    roles, reach = Roles(traces), Reach(traces)
    for path, op in traces.ops(operations.GetMember, operations.Load, operations.Quoted):
        if isinstance(op, (operations.Load, operations.Quoted)):
            node, bound = op.target, op.name
        elif isinstance(op, operations.GetMember) and op.context == "load":
            node = op.target
            bound = traces.chain(path, node)[0]
        else:
            continue
        names = {v.name for v in traces.values(path, node) if isinstance(v, External)}
        for dotted in sorted(names & interesting):
            if isinstance(op, (operations.Load, operations.Quoted)) and not roles.imported(
                path, op.name
            ):
                continue
            if isinstance(op, operations.GetMember) and not bound:
                continue
            role, origins = roles.of(path, node, op.span)
            if role == "cast" and not origins:
                continue
            if role == "base" and traces.link.surface.client_named(dotted) is not None:
                origins = ((path, node),)
            spans, elements = roles.tuples.get((path, op.span), (None, ()))
            quoted = op.text if isinstance(op, operations.Quoted) else ""
            body = roles.bodies.get((path, op.span))
            reached = reach.of(path, body) if body is not None else None
            yield ReferenceSite(
                path, op.span, dotted, bound, role, origins, spans, elements, quoted, reached
            )


class Roles:
    """What a reference is for, by where its node or span turns up."""

    def __init__(self, traces: Traces) -> None:
        self.traces = traces
        self.called: dict[tuple[str, Span], Origin] = {}
        self.annotations: dict[tuple[str, Span], int] = {}
        self.handlers: set[tuple[str, Span]] = set()
        self.bases: set[tuple[str, Span]] = set()
        self.casts: dict[tuple[str, Span], int] = {}
        """The class of a ``cast`` → what the cast gives."""
        self.bodies: dict[tuple[str, Span], Span] = {}
        self.tuples: dict[tuple[str, Span], tuple[Span, tuple[Span, ...]]] = {}
        self.names: dict[str, set[tuple[str, str]]] = {}
        for path, module in traces.link.modules.items():
            for klass in module.facts.classes:
                self.bases.update((path, span) for span in klass.base_spans)
        for path, op in traces.ops(
            operations.Call,
            operations.Annotation,
            operations.Handler,
            operations.MakeSequence,
            operations.Import,
        ):
            if isinstance(op, operations.Call):
                self.called[(path, op.func_span)] = (path, op.target)
                if len(op.arguments) == 2 and External("typing.cast") in traces.values(
                    path, op.func
                ):
                    self.casts[(path, op.arguments[0].value_span)] = op.target
            elif isinstance(op, operations.Annotation):
                self.annotations[(path, op.span)] = op.holder
            elif isinstance(op, operations.Handler):
                self.handlers.update((path, span) for _, span in op.type_spans)
                self.bodies.update(((path, span), op.body) for _, span in op.type_spans)
            elif isinstance(op, operations.MakeSequence) and op.kind == "tuple":
                for span in op.spans:
                    self.tuples[(path, span)] = (op.span, op.spans)
            elif isinstance(op, operations.Import):
                dotted = f"{op.module}.{op.name}" if op.name else op.module
                self.names.setdefault(path, set()).add((op.bound, dotted))

    def imported(self, path: str, name: str) -> bool:
        """Say whether ``name`` is bound by an import in this module (and not a variable)."""
        if self.traces.link.modules[path].facts.stars:
            return True
        return any(bound == name for bound, _ in self.names.get(path, ()))

    def of(self, path: str, node: int, span: Span) -> tuple[str, tuple[Origin, ...]]:
        call = self.called.get((path, span))
        if call is not None:
            return "call", (call,)
        if (path, span) in self.handlers:
            return "handler", ()
        if (path, span) in self.bases:
            return "base", ()
        if (path, span) in self.casts:
            return "cast", origins_of(self.traces.values(path, self.casts[(path, span)]))
        for (where, outer), holder in self.annotations.items():
            if where == path and outer.encloses(span):
                return "annotation", origins_of(self.traces.values(path, holder))
        return "value", ()


def errors(traces: Traces) -> Iterator[ErrorSite]:
    """Yield members of caught exceptions that are read, and decisions by their text."""
    for path, op in traces.ops(operations.GetMember, operations.Compare):
        if isinstance(op, operations.GetMember):
            if any(isinstance(v, ErrorValue) for v in traces.values(path, op.obj)):
                yield ErrorSite(path, op.span, op.obj_span, op.name)
        elif op.op in ("in", "not in", "==", "!="):
            for node in (op.left, op.right):
                if any(
                    isinstance(v, Inner)
                    and isinstance(v.receiver, ErrorValue)
                    and v.name in ("message", "args", "user_message")
                    for v in traces.values(path, node)
                ):
                    yield ErrorSite(path, op.span, op.span, "text")
                    break


def handlers(traces: Traces) -> Iterator[HandlerSite]:
    """Yield the handlers of each ``try`` that catches an exception of the SDK."""
    blocks: dict[tuple[str, int], list[tuple[Span, tuple[str, ...]]]] = {}
    for path, op in traces.ops(operations.Handler):
        names = tuple(
            sorted(v.name for v in traces.values(path, op.target) if isinstance(v, ErrorValue))
        )
        blocks.setdefault((path, op.block), []).append((op.span, names))
    for (path, _), rows in sorted(blocks.items()):
        if any(names for _, names in rows):
            yield HandlerSite(path, tuple(rows))


def variables(
    traces: Traces, names: Interesting, reached: dict[Origin, set[Origin]]
) -> Iterator[VariableSite]:
    """Yield the literals that name an environment variable of the SDK.

    ``reached`` gives, for a literal's origin, the clients to which the variable's value flows.
    """
    uses = {origin: (use, span) for origin, use, span, _ in environment_uses(traces)}
    put = {origin: traces.literals(given) for origin, _, _, given in environment_uses(traces)}
    handed = handed_on(traces, names)
    pattern = re.compile("|".join(rf"\b{name}\b" for name in sorted(names)))
    for origin, constant in sorted(traces.constants.items()):
        if isinstance(constant.value, str) and constant.value not in names:
            found = pattern.search(constant.value) if "_" in constant.value else None
            if found is not None:
                yield VariableSite(origin[0], constant.span, found[0], "mention", (), None)
        elif isinstance(constant.value, str):
            use, call_span = uses.get(origin, ("", None))
            if use or origin in reached:
                yield VariableSite(
                    origin[0],
                    constant.span,
                    constant.value,
                    use or "read",
                    tuple(sorted(reached.get(origin, ()))),
                    call_span,
                    handed.get(origin, ""),
                    put.get(origin, ()),
                )


def handed_on(traces: Traces, names: Interesting) -> dict[Origin, str]:
    """Return, for a literal that names a variable, what outside the SDK receives its value."""
    found: dict[Origin, str] = {}
    clients = traces.link.surface.client_named
    for path, op in traces.ops(operations.Call):
        callees = [v for v in traces.values(path, op.func) if unreadable(v)]
        external = [v for v in callees if isinstance(v, External)]
        if not callees or any(clients(v.name) or v.name in ENVIRONMENT_CALLS for v in external):
            continue
        for argument in op.arguments:
            for value in traces.values(path, argument.node):
                if isinstance(value, Variable) and value.name in names:
                    called = ".".join(part or "…" for part in traces.chain(path, op.func))
                    found.setdefault(value.origin, called)
    return found


EnvironmentUse = tuple[Origin, str, "Span | None", Iterable[Value]]
"""The literal that names a variable, how it is used, the call if it is one, and what is put there."""


def environment_uses(traces: Traces) -> Iterator[EnvironmentUse]:
    """Yield literals that stand where the environment is read, checked or set."""
    for path, op in traces.ops(
        operations.Call, operations.GetItem, operations.SetItem, operations.Compare
    ):
        if isinstance(op, operations.Call):
            use = ""
            for value in traces.values(path, op.func):
                if isinstance(value, External):
                    use = ENVIRONMENT_CALLS.get(value.name, use)
            chain = traces.chain(path, op.func)
            if chain and chain[-1] in ("setenv", "delenv"):
                use = "set"
            if use and op.arguments:
                second = op.arguments[1].node if use == "set" and len(op.arguments) > 1 else PLAIN
                given = traces.values(path, second)
                yield from texts(traces, path, op.arguments[0].node, use, op.span, given)
        elif isinstance(op, (operations.GetItem, operations.SetItem)):
            if is_environment(traces, path, op.obj):
                setting = isinstance(op, operations.SetItem)
                given = traces.values(path, op.source) if isinstance(op, operations.SetItem) else ()
                use = "set" if setting else "read"
                yield from texts(traces, path, op.key, use, None, given)
        elif isinstance(op, operations.Compare) and op.op in ("in", "not in"):
            if is_environment(traces, path, op.right):
                yield from texts(traces, path, op.left, "check", None)


def texts(
    traces: Traces,
    path: str,
    node: int,
    use: str,
    span: Span | None,
    given: Iterable[Value] = (),
) -> Iterator[EnvironmentUse]:
    for value in traces.values(path, node):
        if isinstance(value, Text):
            yield value.origin, use, span, given


def is_environment(traces: Traces, path: str, node: int) -> bool:
    return any(
        isinstance(v, External) and v.name == "os.environ" for v in traces.values(path, node)
    )
