"""The schema of what a surface says of its module as a client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codemod.vocabulary.module_client import ClientKind, ModuleClient
from transforms.entries import Entry
from transforms.settings import known_key
from transforms.treatments import read_treatment, sentence

_FIELDS = (
    "operations",
    "asynchronous",
    "positional",
    "refused",
    "parameters",
    "variables",
    "present",
    "dumps",
    "absent",
    "errors",
    "error_reasons",
    "error_members",
    "error_owners",
)


def read_module_client(
    section: Entry, clients: Iterable[str], operations: Iterable[str], errors: Iterable[str]
) -> ModuleClient:
    """Return what ``section`` says; classes, paths and exceptions must be those of the surface.

    Raises ``CatalogError``.
    """
    fields = section.fields(("kinds", "chooser"), _FIELDS)
    known = tuple(errors)
    paths = tuple(operations)
    tables = {
        name: fields[name].items() for name in _FIELDS if name in fields and name != "present"
    }
    targets: dict[str, tuple[str, ...]] = {}
    for name, entry in tables.get("errors", {}).items():
        rows = entry.elements() if entry.is_list else (entry,)
        targets[name] = tuple(row.known("exception", known) for row in rows)
    return ModuleClient(
        kinds={name: _kind(e, tuple(clients)) for name, e in fields["kinds"].items().items()},
        chooser=fields["chooser"].text(),
        operations=_known(tables.get("operations", {}), paths),
        asynchronous=_known(tables.get("asynchronous", {}), paths),
        positional=_positional(tables.get("positional", {}), paths),
        refused={name: sentence(entry) for name, entry in tables.get("refused", {}).items()},
        parameters={n: read_treatment(entry) for n, entry in tables.get("parameters", {}).items()},
        variables={name: entry.text() for name, entry in tables.get("variables", {}).items()},
        present=frozenset(fields["present"].texts() if "present" in fields else ()),
        dumps={name: entry.text() for name, entry in tables.get("dumps", {}).items()},
        absent={name: sentence(entry) for name, entry in tables.get("absent", {}).items()},
        errors=targets,
        error_reasons={n: sentence(entry) for n, entry in tables.get("error_reasons", {}).items()},
        error_members={
            name: read_treatment(entry) for name, entry in tables.get("error_members", {}).items()
        },
        error_owners={
            name: entry.known("exception", known)
            for name, entry in tables.get("error_owners", {}).items()
        },
    )


def _known(table: Mapping[str, Entry], paths: tuple[str, ...]) -> dict[str, str]:
    return {name: entry.known("operation", paths) for name, entry in table.items()}


def _positional(table: Mapping[str, Entry], paths: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    for entry in table.values():
        known_key(entry, "operation", paths)
    return {path: entry.texts() for path, entry in table.items()}


def _kind(entry: Entry, clients: tuple[str, ...]) -> ClientKind:
    fields = entry.fields(("sync", "async", "settings"))
    return ClientKind(
        synchronous=fields["sync"].known("client", clients),
        asynchronous=fields["async"].known("client", clients),
        settings={name: each.text() for name, each in fields["settings"].items().items()},
    )
