"""Say where a call could not be traced to a client, so that nobody knows whether it is right."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.references import UnresolvedSite
from transforms.rules import unresolved as calls


def unresolved(site: UnresolvedSite, migration: Migration) -> Iterator[Result]:
    """Report a call of an older major as left, and any other as one to look at."""
    if site.legacy:
        yield from calls.unresolved(site, migration)
    elif not site.foreign:
        message = f"{site.receiver}() looks like {site.operation}, and its client cannot be traced: see that its model is served"
        yield Finding(site.path, site.span, "CALL-UNTRACED", message, Severity.LEFT)
