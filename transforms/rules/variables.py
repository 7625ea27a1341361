"""Move the environment variables of the source, in the Python code that reads or checks them."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import ReplaceString, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import VariableSite


@rule(VariableSite)
def variables(site: VariableSite, migration: Migration) -> Iterator[Result]:
    """Rename the variable of the key with its client; tell of every other one."""
    environment = migration.surface.environment
    if site.use == "mention":
        if site.name in environment.get("api_key", ()):
            message = f"this text names {site.name}; the code now reads {migration.key_variable}"
            yield Finding(site.path, site.span, "VARIABLE-NAMED", message, Severity.NOTE)
    elif site.handed and site.origins:
        message = f"{site.name} is read here for the client, and for {site.handed}() too"
        yield Blocker(site.path, site.span, "KEY-SHARED", message, site.origins)
    elif site.handed:
        message = f"{site.name} is read here for {site.handed}(), which is not migrated"
        yield Finding(site.path, site.span, "VARIABLE-LEFT", message, Severity.NOTE)
    elif site.name in environment.get("api_key", ()):
        name = migration.key_variable
        why = Why("KEY-VARIABLE", f"{site.name} becomes {name}")
        yield Change(site.path, ReplaceString(site.span, why, name), site.origins)
    elif not (site.origins and site.name in environment.get("base_url", ())):
        kind = "address" if site.name in environment.get("base_url", ()) else "setting"
        yield Finding(
            site.path,
            site.span,
            "VARIABLE-LEFT",
            f"{site.name} is the source's {kind}, and is still read here",
            Severity.NOTE,
            site.origins,
        )
