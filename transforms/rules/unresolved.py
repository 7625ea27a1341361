"""Say where a call looks like one of the source's and could not be traced to a client."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Finding, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.references import UnresolvedSite


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
