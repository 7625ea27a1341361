"""Calls that could not be traced to a client, which are told, and those that an earlier step left."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Alike, Finding, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.module_sites import StayingSite
from codemod.vocabulary.references import UnresolvedSite
from transforms.vectors import APART, EMBEDDINGS


@rule(UnresolvedSite)
def unresolved(site: UnresolvedSite, migration: Migration) -> Iterator[Result]:
    """Report the call, unless its receiver is known to be another vendor's."""
    if site.foreign:
        return
    if site.legacy:
        message = (
            f"{site.receiver}() uses the module itself as the client, which is not migrated yet"
        )
        yield Finding(site.path, site.span, "CALL-MODULE", message, Severity.LEFT)
    else:
        message = f"{site.receiver}() looks like {site.operation}, and its client cannot be traced"
        yield Finding(site.path, site.span, "CALL-UNTRACED", message, Severity.LEFT)
    if site.operation.startswith(EMBEDDINGS):
        yield Alike(site.path, site.span, "CALL-UNTRACED", "", ())


@rule(StayingSite)
def staying(site: StayingSite, migration: Migration) -> Iterator[Result]:
    """Note a call whose vectors those of a call that moves are compared with."""
    if site.operation.startswith(EMBEDDINGS):
        yield Alike(site.path, site.span, APART, "", ())
