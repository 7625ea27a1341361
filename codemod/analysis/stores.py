"""Stores to the settings of clients: ``client.base_url = x`` once the client is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codemod.analysis.given import Arguments
from codemod.analysis.repository import CALLER
from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import operations
from codemod.vocabulary.references import SettingSite
from codemod.vocabulary.sites import ClientSite, Given, Store
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.values import Atom, Client, External, Origin, Text, Unknown

COMPUTED = Unknown("computed")


def settings(surface: Surface) -> frozenset[str]:
    """Return the members of a client that an argument of its construction sets."""
    parameters = {name for client in surface.clients.values() for name in client.parameters}
    return frozenset(parameters & set(surface.client_members))


def stores(traces: Traces, surface: Surface, arguments: Arguments) -> dict[Origin, list[Store]]:
    """Return the stores to the settings of each client, in the order of modules and places."""
    names = settings(surface)
    found: dict[Origin, list[Store]] = {}
    read = {
        (path, op.span)
        for path, op in traces.ops(operations.GetMember)
        if op.context == "load" and origins_of(traces.values(path, op.obj))
    }
    for path, op in written(traces):
        if op.name not in names:
            continue
        values = list(traces.values(path, op.obj))
        clients = sorted({v.origin for v in values if isinstance(v, Client)})
        for origin in clients:
            others = tuple(other for other in clients if other != origin)
            given = given_by(traces, path, op, others, arguments)
            found.setdefault(origin, []).append(
                Store(
                    given,
                    op.statement is not None,
                    op.after > 0 and (path, op.after) == origin,
                    any(not isinstance(v, (Client, Atom)) and v != CALLER for v in values),
                    any(where == path and given.value_span.encloses(span) for where, span in read),
                )
            )
    return found


def written(traces: Traces) -> Iterator[tuple[str, operations.SetMember]]:
    """Yield every store to a member, those of ``setattr`` with a literal name among them."""
    for path, op in traces.ops(operations.SetMember, operations.Call):
        if isinstance(op, operations.SetMember):
            yield path, op
        elif len(op.arguments) == 3 and External("builtins.setattr") in traces.values(
            path, op.func
        ):
            obj, name, source = op.arguments
            for value in traces.values(path, name.node):
                if isinstance(value, Text):
                    yield path, operations.SetMember(obj.node, value.text, source.node, op.span)


def given_by(
    traces: Traces,
    path: str,
    op: operations.SetMember,
    others: tuple[Origin, ...],
    arguments: Arguments,
) -> Given:
    values = tuple(traces.values(path, op.source))
    plain = op.statement is not None and op.value_span is not None
    span = op.value_span or op.span
    return Given(
        op.name,
        path,
        "store",
        op.statement or op.span,
        op.span,
        span,
        values if plain else (*values, COMPUTED),
        False,
        others=others,
        source=traces.source_of(values) if plain else "",
        tree=arguments.tree(path, span) if plain else None,
        literals=traces.literals(values),
    )


def module_settings(
    traces: Traces, clients: Sequence[ClientSite], shared: bool
) -> Iterator[SettingSite]:
    """Yield the settings of the SDK's module that are assigned; ``shared`` as in the site."""
    surface = traces.link.surface
    for path, op in written(traces):
        for value in traces.values(path, op.obj):
            if not isinstance(value, External) or not surface.is_setting(value.name, op.name):
                continue
            setting = External(f"{value.name}.{op.name}")
            used = {c.origin for c in clients for row in c.every() if setting in row.values}
            yield SettingSite(path, op.span, setting.name, tuple(sorted(used)), shared)
