"""Sites of what stands around the SDK: calls of other packages that ask its models by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from codemod.analysis.given import Arguments
from codemod.analysis.hosts import Hosts
from codemod.analysis.passing import Passed
from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import operations
from codemod.vocabulary.around import AroundSite, Wrapper
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.sites import ClientSite, Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Atom, Client, External, Origin, Product, Text, Value

KEY, ADDRESS = "api_key", "base_url"


class Around:
    """Finds the calls of the wrappers that the surface knows, and where else they are named."""

    def __init__(self, traces: Traces, hosts: Hosts, arguments: Arguments) -> None:
        self.traces = traces
        self.wrappers = traces.link.surface.around
        self.hosts = hosts
        self.arguments = arguments

    def sites(self) -> Iterator[AroundSite]:
        """Yield the calls in order of place, then the names of files that never call them."""
        if not self.wrappers:
            return
        called: set[tuple[str, str]] = set()
        for path, op in self.traces.ops(operations.Call):
            held = [v for v in self.traces.values(path, op.func) if not isinstance(v, Atom)]
            names = self.names(held)
            if names:
                called.update((path, name) for name in names)
                several = len({id(self.wrappers[name]) for name in names}) > 1
                yield self.site(path, op, names[0], several or len(names) < len(held))
        yield from self.named(called)

    def names(self, values: Iterable[Value]) -> list[str]:
        held = {v.name for v in values if isinstance(v, External)}
        return sorted(name for name in held if name in self.wrappers)

    def site(self, path: str, op: operations.Call, name: str, mixed: bool) -> AroundSite:
        wrapper = self.wrappers[name]
        origin = (path, op.target)
        passed = Passed(path, self.traces.link.modules[path].base, op)
        rows, opaque = self.arguments.given(passed, origin)
        given = tuple(canonical(each, wrapper) for each in rows)
        host, address = self.hosts.of(given)
        client = client_of(origin, path, op, name, given, opaque, host, address)
        values = [v for each in rows if each.name in wrapper.models for v in each.values]
        places = [a for a in op.arguments if not a.keyword and not a.star]
        said = any(each.name in wrapper.models for each in rows)
        if wrapper.position in range(len(places)):
            said = True
            values += self.traces.values(path, places[wrapper.position].node)
        known = bool(values) if said else not opaque
        unseen = not known or any(not isinstance(v, (Text, Atom, Product, Client)) for v in values)
        held = [v for a in op.arguments for v in self.traces.values(path, a.node)]
        literals = self.traces.literals(values)
        objects = any(isinstance(v, Product) for v in values)
        seen = not (mixed or opaque or unseen or objects or places)
        whose = self.whose(client, wrapper, literals, unseen, said)
        return AroundSite(client, wrapper, literals, whose, seen, held=origins_of(held))

    def whose(
        self,
        client: ClientSite,
        wrapper: Wrapper,
        models: Iterable[Literal],
        unseen: bool,
        said: bool,
    ) -> str:
        """Say whose models a call asks, by its address and by the names of its models."""
        if client.host == "foreign":
            return "foreign"
        names = [each.text for each in models]
        if not wrapper.marks:
            return "source"
        surface = self.traces.link.surface
        if any(name.startswith(wrapper.marks) or surface.is_model_name(name) for name in names):
            return "source"
        if unseen:
            return "unseen"
        return "source" if wrapper.unsaid and not said else "foreign"

    def named(self, called: set[tuple[str, str]]) -> Iterator[AroundSite]:
        """Yield, for each file and name, the first place that hands a wrapper on or derives from it."""
        functions = {(path, op.func) for path, op in self.traces.ops(operations.Call)}
        typed: dict[str, list[Span]] = {}
        for path, each in self.traces.ops(operations.Annotation):
            typed.setdefault(path, []).append(each.span)
        for path, op in self.traces.ops(operations.Load, operations.GetMember):
            names = self.names(self.traces.values(path, op.target))
            if not names or (path, names[0]) in called or (path, op.target) in functions:
                continue
            if any(span.encloses(op.span) for span in typed.get(path, ())):
                continue
            called.add((path, names[0]))
            client = client_at((path, op.target), path, op.span, names[0])
            wrapper = self.wrappers[names[0]]
            whose = "unseen" if wrapper.marks else "source"
            yield AroundSite(client, wrapper, (), whose, False, False)


def canonical(given: Given, wrapper: Wrapper) -> Given:
    """Give the key and the address of a wrapper the names that a client has for them."""
    if given.name in wrapper.addresses:
        return replace(given, name=ADDRESS)
    return replace(given, name=KEY) if given.name in wrapper.keys else given


def client_of(
    origin: Origin,
    path: str,
    op: operations.Call,
    name: str,
    given: tuple[Given, ...],
    opaque: bool,
    host: str,
    address: str,
) -> ClientSite:
    return ClientSite(
        origin,
        path,
        op.span,
        op.func_span,
        name,
        False,
        given,
        opaque,
        host,
        address,
        op.statement,
    )


def client_at(origin: Origin, path: str, span: Span, name: str) -> ClientSite:
    return ClientSite(origin, path, span, span, name, False, (), True, "source", "", span)
