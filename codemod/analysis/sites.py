"""Sites of clients and calls: constructions, changed copies, and operations with their arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codemod.analysis.doubles import doubled, doubles
from codemod.analysis.given import Arguments
from codemod.analysis.hosts import Hosts
from codemod.analysis.members import inside
from codemod.analysis.passing import Passed
from codemod.analysis.repository import CALLER
from codemod.analysis.stores import stores
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.sites import CallSite, ClientSite, Given, OptionSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.values import (
    Atom,
    Client,
    External,
    Instance,
    Method,
    Origin,
    Partial,
    Resource,
)

HARMLESS = (Atom, Resource, Method, Partial)


class Collector:
    """Makes sites of constructions and calls out of a solved repository."""

    def __init__(
        self, traces: Traces, surface: Surface, hosts: Hosts, arguments: Arguments
    ) -> None:
        self.traces = traces
        self.link = traces.link
        self.surface = surface
        self.hosts = hosts
        self.arguments = arguments
        self.awaits = {
            (path, op.node): op.span for path, op in traces.ops(operations.Use) if op.how == "await"
        }
        self.bindings = {(path, op.source): op for path, op in traces.ops(operations.Assigned)}

    def clients(self) -> Iterator[ClientSite]:
        stored = stores(self.traces, self.surface, self.arguments)
        for origin, (path, op) in sorted(self.link.constructed.items()):
            held = [
                v
                for v in self.link.values[self.link.node(path, op.target)]
                if isinstance(v, Client) and v.origin == origin
            ]
            if not held:
                continue
            klass = self.surface.clients[held[0].klass]
            passed = Passed(path, self.link.modules[path].base, op)
            rows, opaque = self.arguments.given(passed, origin)
            given = tuple(self.hosts.plausible(each) for each in rows)
            later = stored.get(origin, [])
            host, address = self.hosts.of(given, later)
            binding = self.bindings.get((path, op.target))
            yield ClientSite(
                origin,
                path,
                op.span,
                op.func_span,
                klass.name,
                klass.asynchronous,
                given,
                opaque,
                host,
                address,
                op.statement,
                klass.supported,
                any(
                    isinstance(v, External) and v.name in klass.names
                    for v in self.traces.values(path, op.func)
                ),
                self.factory(path, op, klass.names),
                binding.text if binding is not None else "",
                tuple(later),
                self.arguments.spread(path, op),
                klass.deployed or self.hosts.deployed(given, later),
                outer=binding is not None and binding.outer,
            )

    def factory(self, path: str, op: operations.Call, names: Sequence[str]) -> Span | None:
        for argument in self.traces.calls[(path, op.target)].arguments:
            if argument.keyword in ("default_factory", "factory"):
                values = self.traces.values(path, argument.node)
                if any(isinstance(v, External) and v.name in names for v in values):
                    return argument.value_span
        return None

    def options(self) -> Iterator[OptionSite]:
        """Yield the calls that give a changed copy of a client."""
        for (path, node), passed in sorted(self.link.derived.items()):
            held = [v for v in self.traces.values(path, node) if isinstance(v, Client)]
            given, _ = self.arguments.given(passed, (path, node))
            asynchronous = any(self.surface.clients[v.klass].asynchronous for v in held)
            origins = tuple(sorted({v.origin for v in held}))
            if held:
                yield OptionSite(path, passed.op.span, given, origins, asynchronous)

    def calls(self) -> Iterator[CallSite]:
        for origin, (passed, resources) in sorted(self.link.operations.items()):
            by_path: dict[str, list[Resource]] = {}
            for resource in resources:
                by_path.setdefault(resource.path, []).append(resource)
            operation = min(by_path)
            op, path = passed.op, passed.path
            held = set(self.traces.values(path, op.func))
            receivers = {v for v in held if not doubled(path, v)}
            given, opaque, sometimes = self.arguments.variants(origin)
            clients = tuple(sorted({r.origin for r in resources}))
            flags = [each for each in given if each.name == "stream"]
            streams = self.streams(origin, flags if "stream" not in sometimes else [])
            yield CallSite(
                origin,
                path,
                op.span,
                op.func_span,
                operation,
                any(self.surface.clients[r.klass].asynchronous for r in resources),
                clients,
                CALLER in receivers or any(c in self.link.declared for c in clients),
                len(by_path) > 1
                or (
                    any(isinstance(v, Resource) for v in receivers)
                    and any(not isinstance(v, HARMLESS) and v != CALLER for v in receivers)
                ),
                given,
                opaque,
                streams,
                op.statement,
                *self.receiver(path, op, operation),
                declared=all(c in self.link.declared for c in clients),
                awaited=self.awaits.get(origin),
                mapping=written_mapping(op),
                sometimes=sometimes,
                doubles=doubles(self.traces, path, held),
            )

    def receiver(self, path: str, call: operations.Call, operation: str) -> tuple[str, Span | None]:
        """Return the client of a call as it is written (a dotted name, else ""), and where."""
        span = self.traces.start(path, call.func, call.func_span, operation)
        parts = operation.count(".") + 1
        names = self.traces.chain(path, call.func)[:-parts]
        return (".".join(names) if names and all(names) else "", span) if span else ("", None)

    def streams(self, origin: Origin, given: Sequence[Given]) -> bool | None:
        """Say whether a call streams; None where only the run of the program tells."""
        path, node = origin
        operation_types = {
            inside(v.type)[0] == "stream"
            for v in self.traces.values(path, node)
            if isinstance(v, Instance) and v.origin == origin
        }
        sure = len(given) == 1 and given[0].certain and not given[0].filtered
        said = sure and all(v == Atom(True) for v in given[0].values) and bool(given[0].values)
        if operation_types == {True} or (said and True in operation_types):
            return True
        return None if operation_types == {True, False} else False


def written_mapping(op: operations.Call) -> Span | None:
    """Return the place of the one ``**mapping`` of a call that takes no other star."""
    stars = [argument for argument in op.arguments if argument.star]
    return stars[0].value_span if len(stars) == 1 and stars[0].star == 2 else None
