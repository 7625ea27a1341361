"""Collect the sites of a solved repository: constructions, calls, members, escapes, references."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from codemod.analysis.link import Key
from codemod.analysis.members import OUTSIDE, inside
from codemod.analysis.passing import Passed
from codemod.analysis.repository import CALLER
from codemod.analysis.traces import Traces
from codemod.vocabulary import facts
from codemod.vocabulary.sites import (
    CallSite,
    ClientSite,
    Given,
    OptionSite,
    Site,
    UnresolvedSite,
)
from codemod.vocabulary.spans import Span
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.values import (
    Atom,
    Client,
    Dictionary,
    External,
    Instance,
    Method,
    Origin,
    Partial,
    Product,
    Resource,
    Text,
    Unknown,
    Value,
    Variable,
)

HARMLESS = (Atom, Resource, Method, Partial)


class Mappings:
    """Who else uses the dicts whose keys reach a call."""

    def __init__(self, traces: Traces) -> None:
        self.holders: dict[Key, set[Origin]] = {}
        self.users: dict[Origin, set[Origin]] = {}
        self.outside: set[Origin] = set()
        self.read: set[tuple[Origin, str | int]] = set()
        link = traces.link
        for origin, box in link.containers.items():
            for sites in box.sites.values():
                for key in sites:
                    self.holders.setdefault(key, set()).add(origin)
        for path, op in traces.ops(facts.Call):
            assert isinstance(op, facts.Call)
            self.note_call(traces, path, op)
        for path, op in traces.ops(facts.GetItem):
            assert isinstance(op, facts.GetItem)
            if op.constant is not None:
                for value in traces.values(path, op.obj):
                    if isinstance(value, Dictionary):
                        self.read.add((value.origin, op.constant))

    def note_call(self, traces: Traces, path: str, op: facts.Call) -> None:
        callees = list(traces.values(path, op.func))
        clients = traces.link.surface.client_named
        ours = any(
            isinstance(c, Resource) or isinstance(c, External) and clients(c.name) is not None
            for c in callees
        )
        strange = any(isinstance(c, (External, Unknown, Product)) for c in callees) or not callees
        quiet = all(
            isinstance(c, External) and c.name in QUIET for c in callees if not isinstance(c, Atom)
        )
        for argument in op.arguments:
            for value in traces.values(path, argument.node):
                if not isinstance(value, Dictionary):
                    continue
                if argument.star == 2 and ours:
                    self.users.setdefault(value.origin, set()).add((path, op.target))
                elif strange and not ours and not quiet:
                    self.outside.add(value.origin)

    def shared(self, key: Key, name: str | int) -> bool:
        return any(
            origin in self.outside or (origin, name) in self.read
            for origin in self.holders.get(key, ())
        )

    def others(self, key: Key, call: Origin) -> tuple[Origin, ...]:
        found = {u for o in self.holders.get(key, ()) for u in self.users.get(o, ())}
        return tuple(sorted(found - {call}))


QUIET = frozenset(
    "builtins.print builtins.len builtins.str builtins.repr builtins.dict builtins.bool "
    "builtins.isinstance json.dumps pprint.pprint copy.copy copy.deepcopy".split()
)


class Collector:
    """Makes sites out of a solved repository."""

    def __init__(
        self,
        traces: Traces,
        surface: Surface,
        source_hosts: Sequence[str],
        foreign_hosts: Sequence[str],
        tree: Callable[[str, Span], ast.expr | None],
        shaped: frozenset[str] = frozenset(),
    ) -> None:
        self.tree = tree
        self.shaped = shaped
        self.traces = traces
        self.link = traces.link
        self.surface = surface
        self.source_hosts = tuple(source_hosts) + surface.hosts
        self.foreign_hosts = tuple(foreign_hosts)
        self.mappings = Mappings(traces)
        self.bindings = {
            (path, op.source): op.text
            for path, op in traces.ops(facts.Assigned)
            if isinstance(op, facts.Assigned)
        }
        self.displays = {
            (path, op.target): (path, op.span)
            for path, op in traces.ops(facts.MakeDict)
            if isinstance(op, facts.MakeDict) and not op.call
        }

    # -- arguments -----------------------------------------------------------------------

    def given(self, passed: Passed, origin: Origin) -> tuple[tuple[Given, ...], bool]:
        """Return the keywords that reach a call, and whether unseen ones may."""
        found: list[Given] = []
        opaque = False
        for argument, node, path, span in passed.rows():
            values = tuple(self.link.values[node]) if node >= 0 else ()
            if argument.star == 2:
                opaque = self.mapping_keys(values, origin, found) or opaque
                opaque = opaque or not values
            elif argument.keyword:
                direct = path == passed.path and span == passed.op.span
                found.append(
                    Given(
                        argument.keyword,
                        path,
                        "argument",
                        span,
                        argument.span,
                        argument.value_span,
                        values,
                        direct,
                        source=self.traces.source_of(values),
                        display=self.is_display(path, argument.value_span, values),
                        simple=self.is_simple(path, node),
                        tree=self.tree_of(argument.keyword, path, argument.value_span),
                        literals=self.traces.literals(values),
                    )
                )
            else:
                opaque = opaque or argument.star == 1
        return tuple(found), opaque

    def mapping_keys(self, values: Iterable[Value], call: Origin, found: list[Given]) -> bool:
        opaque = False
        for value in values:
            if not isinstance(value, Dictionary):
                opaque = opaque or not isinstance(value, Atom)
                continue
            box = self.link.container(value.origin)
            opaque = opaque or box.open or bool(self.link.values[box.rest])
            for name in box.given:
                if (value.origin, name) in self.link.popped:
                    continue
                sites = box.sites.get(name, [])
                opaque = opaque or not sites
                for key in sites:
                    row = self.mapping_given(str(name), key, call)
                    if row not in found:
                        found.append(row)
        return opaque

    def mapping_given(self, name: str, key: Key, call: Origin) -> Given:
        values = tuple(self.link.values[key.node]) if key.node >= 0 else ()
        return Given(
            name,
            key.path,
            key.kind,
            key.holder,
            key.key,
            key.value,
            values,
            False,
            self.mappings.shared(key, name),
            self.mappings.others(key, call),
            self.traces.source_of(values),
            self.is_display(key.path, key.value, values),
            tree=self.tree_of(name, key.path, key.value),
            owner=key.owner,
            literals=self.traces.literals(values),
        )

    def tree_of(self, name: str, path: str, span: Span) -> ast.expr | None:
        return self.tree(path, span) if name in self.shaped else None

    def is_display(self, path: str, span: Span, values: tuple[Value, ...]) -> bool:
        return (
            len(values) == 1
            and isinstance(values[0], Dictionary)
            and self.displays.get(values[0].origin) == (path, span)
        )

    def is_simple(self, path: str, node: int) -> bool:
        local = node - self.link.modules[path].base
        origin = (path, local)
        if origin in self.traces.constants:
            return True
        chain = self.traces.chain(path, local)
        return bool(chain) and bool(chain[0])

    # -- clients -------------------------------------------------------------------------

    def clients(self) -> Iterator[ClientSite]:
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
            given, opaque = self.given(passed, origin)
            host, address = self.host(given)
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
                self.bindings.get((path, op.target), ""),
            )

    def factory(self, path: str, op: facts.Call, names: Sequence[str]) -> Span | None:
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
            given, _ = self.given(passed, (path, node))
            asynchronous = any(self.surface.clients[v.klass].asynchronous for v in held)
            origins = tuple(sorted({v.origin for v in held}))
            if held:
                yield OptionSite(path, passed.op.span, given, origins, asynchronous)

    def host(self, given: Iterable[Given]) -> tuple[str, str]:
        """Classify the address of a client by its ``base_url``."""
        kinds: dict[str, str] = {}
        for each in given:
            if each.name != "base_url":
                continue
            texts = [v for v in each.values if isinstance(v, Text) and address(v.text)]
            for text in texts:
                kinds[self.host_kind(text.text)] = text.text
            variables = [v.name for v in each.values if isinstance(v, Variable)]
            if not texts:
                only_none = each.values and all(isinstance(v, Atom) for v in each.values)
                if not only_none:
                    kinds["configured"] = ", ".join(sorted(variables))
        if "foreign" in kinds or "unknown" in kinds:
            kind = "foreign" if set(kinds) == {"foreign"} else "unknown"
            return kind, kinds.get("foreign", kinds.get("unknown", ""))
        if "configured" in kinds:
            return "configured", kinds["configured"]
        return "source", kinds.get("source", "")

    def host_kind(self, url: str) -> str:
        if not url:
            return "source"
        host = url.split("://", 1)[-1].split("/", 1)[0].split("@")[-1].lower()
        bare = host.split(":", 1)[0]
        if any(_host_matches(bare, host, known) for known in self.source_hosts):
            return "source"
        if any(_host_matches(bare, host, known) for known in self.foreign_hosts):
            return "foreign"
        return "unknown"

    # -- calls ---------------------------------------------------------------------------

    def calls(self) -> Iterator[CallSite]:
        for origin, (passed, resources) in sorted(self.link.operations.items()):
            by_path: dict[str, list[Resource]] = {}
            for resource in resources:
                by_path.setdefault(resource.path, []).append(resource)
            operation = sorted(by_path)[0]
            op, path = passed.op, passed.path
            receivers = set(self.traces.values(path, op.func))
            given, opaque = self.given(passed, origin)
            clients = tuple(sorted({r.origin for r in resources}))
            streams = self.streams(origin)
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
                or any(isinstance(v, Resource) for v in receivers)
                and any(not isinstance(v, HARMLESS) and v != CALLER for v in receivers),
                given,
                opaque,
                streams,
                op.statement,
                *self.receiver(path, op.func, operation),
                declared=all(c in self.link.declared for c in clients),
            )

    def receiver(self, path: str, func: int, operation: str) -> tuple[str, Span | None]:
        """Return the client of a call as it is written, and where."""
        parts = operation.split(".")
        chain = self.traces.chain(path, func)
        if tuple(parts) != chain[len(chain) - len(parts) :]:
            return "", None
        span: Span | None = None
        for _ in parts:
            op = self.traces.members.get((path, func))
            if op is None:
                return "", None
            func, span = op.obj, op.obj_span
        names = chain[: len(chain) - len(parts)]
        return (".".join(names), span) if all(names) else ("", None)

    def streams(self, origin: Origin) -> bool | None:
        path, node = origin
        operation_types = {
            inside(v.type)[0] == "stream"
            for v in self.traces.values(path, node)
            if isinstance(v, Instance) and v.origin == origin
        }
        if operation_types == {True}:
            return True
        return None if operation_types == {True, False} else False

    def unresolved(self, known: set[Origin]) -> Iterator[UnresolvedSite]:
        """Yield calls that look like operations and were not traced to a client."""
        tails: dict[str, list[str]] = {}
        for name in sorted(self.surface.operations, key=len, reverse=True):
            if "." in name:
                tails.setdefault(name.rpartition(".")[2], []).append("." + name)
        for origin, op in sorted(self.traces.calls.items()):
            if origin in known:
                continue
            path = origin[0]
            chain = self.traces.chain(path, op.func)
            dotted = ".".join(chain)
            ends = tails.get(chain[-1], ())
            operation = next((end[1:] for end in ends if dotted.endswith(end)), "")
            values = list(self.traces.values(path, op.func))
            legacy = self.legacy(values)
            if len(chain) > 2 and chain[-2] in LEGACY and chain[-3] in self.surface.modules:
                legacy = ".".join(chain[-2:])
            if legacy:
                yield UnresolvedSite(path, op.span, legacy, dotted, False, True)
                continue
            if not operation:
                continue
            foreign = bool(values) and all(self.is_foreign(v) for v in values)
            yield UnresolvedSite(path, op.span, operation, dotted, foreign)

    def legacy(self, values: Iterable[Value]) -> str:
        for value in values:
            if isinstance(value, External):
                root, _, rest = value.name.partition(".")
                if root in self.surface.modules and rest.partition(".")[0] in LEGACY:
                    return rest
                if root in self.surface.modules and rest in self.surface.operations:
                    return rest
        return ""

    def is_foreign(self, value: Value) -> bool:
        if isinstance(value, (External, Product)):
            root = value.name.partition(".")[0]
            return root not in self.surface.modules and root not in STANDARD
        if isinstance(value, Unknown):
            return False
        from codemod.vocabulary.values import Inner

        if isinstance(value, Inner):
            receiver = value.receiver
            return isinstance(receiver, Product) and self.is_foreign(receiver)
        return True


LEGACY = frozenset(
    "ChatCompletion Completion Embedding Edit Image Audio Moderation Model File FineTune "
    "FineTuningJob Engine Deployment Customer".split()
)


STANDARD = frozenset({*sys.stdlib_module_names, "builtins"})


def address(text: str) -> bool:
    """Say whether a text may be the address of a server, or none at all."""
    return not text or "://" in text or "." in text.partition("/")[0] or "localhost" in text


def _host_matches(bare: str, host: str, known: str) -> bool:
    if known.startswith("."):
        return bare.endswith(known)
    return known in (bare, host)


__all__ = ["Collector", "OUTSIDE", "Site", "Span"]
