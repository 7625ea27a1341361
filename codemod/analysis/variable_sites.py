"""Sites of environment variables: the literals that name one, wherever it is read, checked or set."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from codemod.analysis.carried import DEEP, Carried, Interesting
from codemod.analysis.environment import ENVIRONMENT_CALLS, environment_uses, implied, keyword_uses
from codemod.analysis.escape_sites import QUIET_METHODS, unreadable
from codemod.analysis.meeting import meeting
from codemod.analysis.table_sites import shared_tables, tells
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.places import is_test
from codemod.vocabulary.references import VariableSite
from codemod.vocabulary.sites import ClientSite
from codemod.vocabulary.values import External, Origin, Text, Value, Variable


def variables(
    traces: Traces, names: Interesting, clients: Sequence[ClientSite]
) -> Iterator[VariableSite]:
    """Yield the literals that name an environment variable of the SDK.

    One that is only compared with such a literal, or looked up by it, is a site of use ``compare``.
    """
    rows = list(environment_uses(traces))
    uses = {origin: (use, span) for origin, use, span, _ in rows}
    put = {origin: traces.literals(given) for origin, _, _, given in rows}
    own = {client.origin for client in clients}
    carried = Carried(traces, names)
    handed = handed_on(traces, carried, own)
    setting = {origin for origin, use, _, _ in rows if use == "set"}
    tables = shared_tables(traces, names, own, carried, setting) if rows else {}
    settings = arriving(clients)
    reached = {origin: {c for _, c in given} for origin, given in settings.items()}
    speaking = {o for o, given in settings.items() for name, _ in given if name == "base_url"}
    taken = {
        (row.path, row.value_span)
        for client in clients
        for row in client.every()
        if any(isinstance(value, Variable) for value in row.values)
    }
    spoken: dict[tuple[str, object], set[Origin]] = {}
    for origin in sorted(speaking & traces.constants.keys()):
        name = traces.constants[origin].value
        spoken.setdefault((origin[0], name), set()).update(reached[origin])
    together = meeting(traces, names)
    libraries = reading_libraries(traces)
    pattern = re.compile("|".join(rf"\b{name}\b" for name in sorted(names)))
    said = messages(traces)
    settings_read = list(implied(traces, names))
    reading = Readers(clients, {name for _, _, name in settings_read})
    for path, keyword, around, literals in keyword_uses(traces, names):
        yield VariableSite(
            path,
            keyword.span,
            keyword.keyword,
            "keyword",
            (),
            around,
            put=literals,
            readers=reading.of(keyword.keyword, {path}),
        )
    for path, span, name in settings_read:
        yield VariableSite(path, span, name, "implied", (), None, readers=reading.by_setting(name))
    for path, piece in traces.ops(operations.Spelled):
        found = pattern.search(piece.text)
        if found is not None:
            yield VariableSite(path, piece.span, found[0], "mention", ())
    for origin, constant in sorted(traces.constants.items()):
        if isinstance(constant.value, str) and constant.value not in names:
            found = pattern.search(constant.value) if "_" in constant.value else None
            if found is not None:
                use = (
                    "message" if origin in said and not asked(traces, found[0], said) else "mention"
                )
                near_by = reading.of(found[0], {origin[0]}) if use == "message" else ()
                yield VariableSite(
                    origin[0],
                    constant.span,
                    found[0],
                    use,
                    (),
                    put=traces.literals([Text(constant.value, origin)]),
                    readers=near_by,
                )
        elif isinstance(constant.value, str):
            use, call_span = uses.get(origin, ("", None))
            met = together.get(origin, frozenset((origin,)))
            library = libraries.get(origin[0], "")
            if use or origin in reached or any(o in uses or o in reached for o in met):
                origins = {client for other in met for client in reached.get(other, ())}
                near = spoken.get((origin[0], constant.value), set())
                if not origins and use in ("check", "set"):
                    origins = near
                yield VariableSite(
                    origin[0],
                    constant.span,
                    constant.value,
                    use or ("read" if origin in reached else "compare"),
                    tuple(sorted(origins)),
                    call_span,
                    next((handed[other] for other in sorted(met) if other in handed), "")
                    or ("" if origins or origin in reached else library),
                    put.get(origin, ()),
                    bool(met & speaking or (near and near == origins)),
                    reading.of(constant.value, {other[0] for other in met}),
                    not any(p == origin[0] and s.encloses(constant.span) for p, s in taken),
                    shared=next((tables[other] for other in sorted(met) if other in tables), ""),
                )


def messages(traces: Traces) -> set[Origin]:
    """Return the texts that are told to people as they stand: printed, logged, raised."""
    found: set[Origin] = set()
    for path, op in traces.ops(operations.Call):
        chain = traces.chain(path, op.func)
        external = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
        if (chain[-1:] and chain[-1] in QUIET_METHODS) or any(map(tells, external)):
            found.update((path, a.node) for a in op.arguments if not a.keyword and not a.star)
    return found & traces.constants.keys()


def asked(traces: Traces, name: str, said: Collection[Origin]) -> bool:
    """Say whether a test has a text with the name that it may look for in a message."""
    word = re.compile(rf"\b{name}\b")
    return any(
        is_test(origin[0])
        and origin not in said
        and isinstance(constant.value, str)
        and word.search(constant.value) is not None
        for origin, constant in traces.constants.items()
    )


def reading_libraries(traces: Traces) -> dict[str, str]:
    """Return, by module, the library imported there that reads a variable of the key by itself."""
    surface = traces.link.surface
    found: dict[str, str] = {}
    for path, module in traces.link.modules.items():
        for statement in module.facts.imports:
            names = [statement.module] if statement.module else []
            names += [name for name, _, _ in statement.names] if statement.plain else []
            for name in names if not statement.level else ():
                root = name.partition(".")[0]
                if surface.reads_key(root) and not any(
                    traces.link.resolve(path, each, 0) for each in (root, name)
                ):
                    found.setdefault(path, root)
    return found


def arriving(clients: Sequence[ClientSite]) -> dict[Origin, set[tuple[str, Origin]]]:
    """Return, for the literal that names a variable, the settings and clients that it reaches."""
    found: dict[Origin, set[tuple[str, Origin]]] = {}
    for client in clients:
        for row in client.every():
            for value in row.values:
                if isinstance(value, Variable):
                    found.setdefault(value.origin, set()).add((row.name, client.origin))
    return found


class Readers:
    """The clients that read a variable. ``settings`` are names that settings read by their own names."""

    def __init__(self, clients: Sequence[ClientSite], settings: Collection[str]) -> None:
        self.clients = clients
        self.settings = settings

    def of(self, name: str, paths: set[str]) -> tuple[Origin, ...]:
        """Return those of the modules ``paths``, else of the repository.

        A client whose key comes from where no variable is seen may have it from such a setting.
        """
        found = [client for client in self.clients if self.reads(client, name)]
        near = [client for client in found if client.path in paths]
        return tuple(sorted(client.origin for client in near or found))

    def reads(self, client: ClientSite, name: str) -> bool:
        keys = [row for row in client.every() if row.name == "api_key"]
        held = [value for row in keys for value in row.values]
        named = [value.name for value in held if isinstance(value, Variable)]
        return not keys or name in named or self.unseen(client, name)

    def by_setting(self, name: str) -> tuple[Origin, ...]:
        """Return those that may have their key from a setting which reads the variable by its own name."""
        return tuple(sorted(c.origin for c in self.clients if self.unseen(c, name)))

    def unseen(self, client: ClientSite, name: str) -> bool:
        held = [v for row in client.every() if row.name == "api_key" for v in row.values]
        given = any(row.name == "api_key" for row in client.every())
        literal = bool(held) and all(isinstance(value, Text) for value in held)
        variable = any(isinstance(value, Variable) for value in held)
        return name in self.settings and given and not variable and not literal


def put_there(traces: Traces) -> dict[str, list[Value]]:
    """Return what the program itself, its tests aside, puts into each environment variable."""
    found: dict[str, list[Value]] = {}
    for origin, use, _, given in environment_uses(traces):
        named = traces.constants.get(origin)
        if use == "set" and named is not None and not is_test(origin[0]):
            found.setdefault(str(named.value), []).extend(given)
    return found


def handed_on(traces: Traces, carried: Carried, own: Collection[Origin]) -> dict[Origin, str]:
    """Return, for a literal that names a variable, what outside the SDK receives its value.

    ``own`` are constructions that a rule looks at.
    """
    found: dict[Origin, str] = {}
    surface = traces.link.surface
    read = {
        op.name
        for path, op in traces.ops(operations.GetMember)
        if op.name in surface.module_client.settings
        if op.context == "load" and modules(traces, path, op.obj)
    }
    """The settings of the SDK's module that the program reads itself: for its clients."""
    for path, op in traces.ops(operations.Call, operations.SetMember):
        if isinstance(op, operations.SetMember):
            owners = modules(traces, path, op.obj)
            if op.name in surface.module_client.settings and owners and op.name not in read:
                source = traces.link.node(path, op.source)
                for value in carried.of(source, 0) if op.source else ():
                    found.setdefault(value.origin, f"{min(owners)}.{op.name}")
            continue
        if (path, op.target) in own:
            continue
        callees = [v for v in traces.values(path, op.func) if unreadable(v)]
        external = [v for v in callees if isinstance(v, External)]
        named = any(surface.client_named(v.name) or v.name in ENVIRONMENT_CALLS for v in external)
        if not callees or named:
            continue
        called = ""
        for argument in op.arguments:
            deep = argument.star == 2 or argument.keyword == "headers"
            node = traces.link.node(path, argument.node)
            for value in carried.of(node, DEEP if deep else 0) if argument.node else ():
                called = called or ".".join(part or "…" for part in traces.chain(path, op.func))
                found.setdefault(value.origin, called)
    return found


def modules(traces: Traces, path: str, node: int) -> set[str]:
    """Return the names of the SDK's modules that a node may hold."""
    held = {v.name for v in traces.values(path, node) if isinstance(v, External)}
    return held & set(traces.link.surface.modules)
