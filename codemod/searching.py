"""What to search the bytes of a repository for, as the surface of the source SDK says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codemod.reading.naming import Naming
    from codemod.vocabulary.migration import Migration


def words(migration: Migration) -> list[str]:
    """Return the words without which a file cannot name the source SDK, or call what asks a model."""
    route, surface = migration.route, migration.surface
    served = [path for path, each in route.operations.items() if not each.unsupported]
    asking = [path for path, each in surface.operations.items() if "model" in each.parameters]
    dotted = [path for path in asking if "." in path]
    found = [*surface.modules, *surface.clients, *dict.fromkeys((*served, *dotted))]
    return [*found, *surface.environment.get("api_key", ()), *sorted(around(migration))]


def around(migration: Migration) -> set[str]:
    """Return the top-level packages that use the source SDK for those who import them."""
    return {name.partition(".")[0] for name in migration.surface.around}


def naming(migration: Migration) -> Naming:
    """Return what tells the files that hold one of the words and may use the SDK from the others."""
    from codemod.reading.naming import Naming

    surface = migration.surface
    return Naming.of(
        surface.modules,
        (
            *(word for word in words(migration) if "." in word),
            *(f"://{host}" for host in surface.hosts if not host.startswith(".")),
            *(name for names in surface.environment.values() for name in names),
        ),
        around(migration),
        surface.clients,
    )
