"""What a run looks for in a solved repository, by its migration."""

from __future__ import annotations

from codemod.analysis.collect import Looking
from codemod.repository import Repository
from codemod.vocabulary.migration import Migration


def looking(migration: Migration, repository: Repository) -> Looking:
    """Return what a run looks for."""
    route, surface = migration.route, migration.surface
    wrapped = {name for each in surface.around.values() for name in (*each.keys, *each.addresses)}
    return Looking(
        migration.source_hosts,
        migration.foreign_hosts,
        repository.expression,
        repository.parent,
        frozenset(
            {
                *route.shaped,
                "api_key",
                "base_url",
                "extra_body",
                "http_client",
                "mode",
                "default_headers",
                "extra_headers",
                *wrapped,
            }
        ),
        frozenset(route.as_input),
        frozenset(route.message_roles),
        route.placed,
        route.functions,
        tuple(route.elements),
        route.apart.key if route.apart is not None else "",
        route.apart.content if route.apart is not None else "",
        route.lent.keyword if route.lent is not None else "",
        route.turns.owner if route.turns is not None else "",
        not migration.native,
        bool(route.error_statuses),
        "" if migration.own else migration.key_variable,
    )
