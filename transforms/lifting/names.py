"""Tell of names that are gone, take imports away that nothing needs, and keep what must stay."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import EditImport, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.module_sites import (
    HeldSite,
    LegacyNameSite,
    ModuleCallSite,
    UnusedImportSite,
)
from codemod.vocabulary.references import PatchSite


def names(site: LegacyNameSite, migration: Migration) -> Iterator[Result]:
    """Name what takes the place of a name that no SDK of today has.

    Where the SDK stays the same, a program cannot use an older major of it beside a newer one: all
    such calls stay.
    """
    refused = migration.surface.module_client.refused
    reason = refused[site.name.split(".")[1]]
    message = f"{site.name} is not migrated: {reason}"
    if migration.native or not site.legacy:
        yield Finding(site.path, site.span, "CALL-MODULE", message, Severity.LEFT)
    else:
        yield Blocker(site.path, site.span, "CALL-MODULE", message, site.legacy)


def imports(site: UnusedImportSite, migration: Migration) -> Iterator[Result]:
    """Take an import away once all that needed it has moved."""
    why = Why("IMPORT", "the import follows its names")
    edit = EditImport(site.statement, why, (site.alias,), site.instead)
    yield Change(site.path, edit, (), along=site.origins)


def held(site: HeldSite, migration: Migration) -> Iterator[Result]:
    """Keep calls as they are."""
    yield Blocker(site.path, site.span, site.code, site.message, site.origins, site.quiet)


def patches(site: PatchSite, migration: Migration) -> Iterator[Result]:
    """Tell of a patch of the module that the calls of a client do not pass by."""
    if site.missed:
        message = f"{site.name} is patched here, and a client of the program makes the calls now"
        yield Finding(site.path, site.span, "TEST-DOUBLE", message, Severity.REVIEW, site.missed)


def calls(site: ModuleCallSite, migration: Migration) -> Iterator[Result]:
    """Tell of a call that stays with the source, because no client is known to make it."""
    if site.handed and migration.own:  # it is right as it is
        return
    message = f"{site.name} is no operation that is known: it stays with the SDK's module"
    if site.handed:
        message = (
            f"{site.name} is handed on here, and what calls it cannot be seen: it stays with the SDK's "
            "module"
        )
    yield Finding(site.path, site.span, "CALL-MODULE", message, Severity.LEFT)
