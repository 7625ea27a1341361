"""Tell of patches of the source SDK, which no longer reach what the program calls."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Finding, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.references import PatchSite
from transforms.paths import moves, operation_of


@rule(PatchSite)
def patches(site: PatchSite, migration: Migration) -> Iterator[Result]:
    """Say that the target's own SDK is not what is patched here."""
    if site.operation:
        operation = operation_of(site.operation, migration)
        if operation is not None and moves(site.operation, operation):
            message = f"{site.name} is patched here, and the program calls {operation.path} now"
            severity = Severity.REVIEW
            yield Finding(site.path, site.span, "TEST-DOUBLE", message, severity, site.clients)
    elif migration.native:
        message = (
            f"{site.name} is patched here, and the program calls {migration.route.distribution} now"
        )
        yield Finding(site.path, site.span, "TEST-DOUBLE", message, Severity.REVIEW)
