"""Sites that name the SDK: references to its classes, caught errors, environment variables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from codemod.analysis.choices import Choices
from codemod.analysis.escape_sites import unreadable
from codemod.analysis.reach import Reach
from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import operations
from codemod.vocabulary.references import ErrorSite, HandlerSite, Reached, ReferenceSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    ErrorValue,
    External,
    Inner,
    Origin,
    Text,
)

SEARCHING = frozenset("startswith endswith find index rfind rindex count".split())
"""Methods of a text that look for another in it."""
MATCHING = frozenset("search match fullmatch findall finditer".split())
"""Functions and methods of ``re`` that look for a pattern in a text."""
DECIDING = frozenset({"in", "not in", "==", "!=", "match"})
ASKING = frozenset({"builtins.getattr", "builtins.hasattr"})
CODES = frozenset({"code", "type"})
"""Members of an error by which its server tells kinds of it apart."""
NAMES = frozenset({"__name__", "__qualname__"})
Interesting = frozenset[str]


def references(traces: Traces, interesting: Interesting) -> Iterator[ReferenceSite]:
    """Yield each expression that names something of the SDK; ``interesting`` are dotted names."""
    roles, reach, choices = Roles(traces), Reach(traces, making=True), Choices(traces)
    unknown = Unknown(traces, interesting)
    annotation: operations.Quoted | None = None
    for path, op in traces.ops(operations.GetMember, operations.Load, operations.Quoted):
        if not isinstance(op, (operations.GetMember, operations.Load, operations.Quoted)):
            continue
        annotation = op if isinstance(op, operations.Quoted) else annotation
        inner = isinstance(op, operations.GetMember) and op.context == "quoted"
        node = op.target
        held = (v.name for v in traces.values(path, node) if isinstance(v, External))
        names = {name for name in held if name in interesting or unknown(name)}
        if not names or (
            isinstance(op, operations.GetMember) and op.context not in ("load", "quoted")
        ):
            continue
        bound = op.name
        if isinstance(op, operations.GetMember):
            bound = traces.chain(path, node)[0] or roles.behind_cast(path, node)
        for dotted in sorted(names):
            if isinstance(op, (operations.Load, operations.Quoted)) and not roles.imported(
                path, op.name
            ):
                continue
            if isinstance(op, operations.GetMember) and not bound:
                continue
            span = annotation.span if inner and annotation is not None else op.span
            role, origins = roles.of(path, node, span)
            if role == "cast" and not origins:
                continue
            if role == "base" and traces.link.surface.client_named(dotted) is not None:
                origins = ((path, node),)
            spans, elements, within = roles.tuples.get((path, span), (None, (), "tuple"))
            written = inner or isinstance(op, operations.Quoted)
            quoted = annotation.text if written and annotation is not None else ""
            body = roles.bodies.get((path, span))
            reached = reach.of(path, body) if body is not None else None
            among = None if quoted else choices.of(path, span)
            asked = (path, span) in choices.asked
            if asked and role == "value" and dotted in traces.link.surface.type_names:
                origins = origins_of(choices.subjects(path, span))
            held_by = (spans, elements, within, quoted, among, reached, asked)
            yield ReferenceSite(path, span, dotted, bound, role, origins, *held_by)


class Unknown:
    """Tells the names of the SDK's modules of which the surface says nothing."""

    def __init__(self, traces: Traces, interesting: Interesting) -> None:
        self.surface, self.interesting = traces.link.surface, interesting

    @cached_property
    def known(self) -> set[str]:
        """All that the surface says something of, and what leads there; most programs ask for none."""
        client = self.surface.module_client
        older = (client.operations, client.asynchronous, client.refused, client.errors)
        below = {name for names in (self.surface.operations, *older) for name in names}
        paths = (f"{module}.{name}" for module in self.surface.modules for name in below)
        known: set[str] = set()
        for name in (*self.interesting, *paths):
            known.add(name)
            while "." in name:
                name = name.rpartition(".")[0]
                known.add(name)
        return known

    def __call__(self, dotted: str) -> bool:
        root, _, name = dotted.partition(".")
        return (
            root in self.surface.modules
            and bool(name)
            and dotted not in self.known
            and dotted.rpartition(".")[0] not in self.interesting
            and not self.surface.is_setting(root, name)
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
        self.tuples: dict[tuple[str, Span], tuple[Span, tuple[Span, ...], str]] = {}
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
                if (path, op.target) in traces.link.constructed:
                    for argument in op.arguments:
                        if argument.keyword in ("default_factory", "factory"):
                            self.called[(path, argument.value_span)] = (path, op.target)
                if len(op.arguments) == 2 and External("typing.cast") in traces.values(
                    path, op.func
                ):
                    self.casts[(path, op.arguments[0].value_span)] = op.target
            elif isinstance(op, operations.Annotation):
                self.annotations[(path, op.span)] = op.holder
            elif isinstance(op, operations.Handler):
                self.handlers.update((path, span) for _, span in op.type_spans)
                self.bodies.update(((path, span), op.body) for _, span in op.type_spans)
            elif isinstance(op, operations.MakeSequence) and op.kind in ("tuple", "list"):
                for span in op.spans:
                    self.tuples[(path, span)] = (op.span, op.spans, op.kind)
            elif isinstance(op, operations.Import):
                dotted = f"{op.module}.{op.name}" if op.name else op.module
                self.names.setdefault(path, set()).add((op.bound, dotted))

    def behind_cast(self, path: str, node: int) -> str:
        """Return the name that a dotted expression begins with as ``cast(type, name)``, or ""."""
        read = self.traces.members.get((path, node))
        while read is not None:
            node = read.obj
            read = self.traces.members.get((path, node))
        call = self.traces.calls.get((path, node))
        if call is None or node not in self.casts.values() or not call.arguments:
            return ""
        return self.traces.chain(path, call.arguments[-1].node)[0]

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
    tries = Tries(traces)
    for path, op in traces.ops(operations.GetMember, operations.Compare, operations.Call):
        if isinstance(op, operations.Call):
            if searched(traces, path, op):
                yield ErrorSite(path, op.span, op.span, "text")
            yield from asked(traces, path, op, tries)
        elif isinstance(op, operations.GetMember):
            held = {v.name for v in traces.values(path, op.obj) if isinstance(v, ErrorValue)}
            if held:
                tried = tries.of(path, op.span, op.obj, held)
                names = tuple(sorted(held))
                yield ErrorSite(path, op.span, op.obj_span, op.name, None, names, op.context, tried)
        elif isinstance(op, operations.Compare) and op.op in DECIDING:
            if any(is_error_text(traces, path, node) for node in (op.left, op.right)):
                yield ErrorSite(path, op.span, op.span, "text")
            elif coded(traces, path, op):
                yield ErrorSite(path, op.span, op.span, "coded")
            elif names := named(traces, path, op):
                yield ErrorSite(path, op.span, op.span, "named", None, names)


class Tries:
    """Finds what the ``try`` runs whose clause caught an exception."""

    def __init__(self, traces: Traces) -> None:
        self.traces, self.reach = traces, Reach(traces)
        self.handlers = list(traces.ops(operations.Handler))

    def of(self, path: str, span: Span, node: int, caught: set[str]) -> Reached | None:
        """Return what may have raised the exception at ``node``.

        Where it is not the one that a clause around has named: what any clause for it guards.
        """
        names = {load.name for load in self.traces.loads.get((path, node), ())}
        around = [
            op
            for where, op in self.handlers
            if where == path and op.name in names and op.span.encloses(span)
        ]
        if around:
            return self.reach.of(path, max(around, key=lambda op: op.span.start).body)
        rows = [
            self.reach.of(where, op.body)
            for where, op in self.handlers
            if any(
                isinstance(v, ErrorValue) and v.name in caught
                for v in self.traces.values(where, op.target)
            )
        ]
        if not rows:
            return None
        origins = sorted({origin for row in rows for origin in row.origins})
        awaited = any(row.awaited for row in rows)
        return Reached(tuple(origins), all(row.complete for row in rows), awaited)


def asked(traces: Traces, path: str, op: operations.Call, tries: Tries) -> Iterator[ErrorSite]:
    """Yield the members of a caught exception for which ``getattr`` or ``hasattr`` asks."""
    if len(op.arguments) < 2:
        return
    node = op.arguments[0].node
    caught = {v.name for v in traces.values(path, node) if isinstance(v, ErrorValue)}
    called = (v.name for v in traces.values(path, op.func) if isinstance(v, External))
    if caught and ASKING.intersection(called):
        tried = tries.of(path, op.span, node, caught)
        for literal in traces.literals(traces.values(path, op.arguments[1].node)):
            names = tuple(sorted(caught))
            yield ErrorSite(path, op.span, op.span, literal.text, None, names, "asked", tried)


def coded(traces: Traces, path: str, op: operations.Compare) -> bool:
    """Say whether a code that the server gave an error is compared with a text that is written here."""
    sides = [list(traces.values(path, node)) for node in (op.left, op.right)]
    codes = any(
        isinstance(v, Inner) and isinstance(v.receiver, ErrorValue) and v.name in CODES
        for values in sides
        for v in values
    )
    texts = [v for values in sides for v in values if isinstance(v, Text)]
    texts += [v for values in sides for _, v in traces.elements(values) if isinstance(v, Text)]
    return codes and bool(texts)


def named(traces: Traces, path: str, op: operations.Compare) -> tuple[str, ...]:
    """Return the exceptions of the source whose names, as texts, a class's name is compared with."""
    reads = (traces.members.get((path, node)) for node in (op.left, op.right))
    if not any(read is not None and read.name in NAMES for read in reads):
        return ()
    values = [v for node in (op.left, op.right) for v in traces.values(path, node)]
    values += [v for _, v in traces.elements(values)]
    texts = {v.text for v in values if isinstance(v, Text)}
    return tuple(sorted(texts & traces.link.surface.exceptions.keys()))


def is_error_text(traces: Traces, path: str, node: int) -> bool:
    return any(
        isinstance(v, Inner)
        and isinstance(v.receiver, ErrorValue)
        and v.name in ("message", "args", "user_message")
        for v in traces.values(path, node)
    )


def searched(traces: Traces, path: str, op: operations.Call) -> bool:
    """Say whether a call looks for something in the text of an error."""
    read = traces.members.get((path, op.func))
    if read is not None and read.name in SEARCHING and is_error_text(traces, path, read.obj):
        return True
    matching = read is not None and read.name in MATCHING
    outside = any(unreadable(value) for value in traces.values(path, op.func))
    return matching and outside and any(is_error_text(traces, path, a.node) for a in op.arguments)


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
