"""Move the environment variables of the source, in the Python code that reads or checks them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import RenameArgument, ReplaceString, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.references import AskedSite, SettingSite, VariableSite

REPLACED = ("base_url", "other")
"""Settings of a client that are written anew, or dropped: a variable for one is not read any more."""


@rule(VariableSite)
def variables(site: VariableSite, migration: Migration) -> Iterator[Result]:
    """Rename the variable of the key with its client; tell of every other one."""
    environment = migration.surface.environment
    replaced = [n for kind in REPLACED for n in environment.get(kind, ())]
    own = migration.surface.distribution
    if site.use == "message" and moves(site, own) and migration.key_variable:
        now = site.put[0].text.replace(site.name, migration.key_variable)
        why = Why("KEY-VARIABLE", f"{site.name} becomes {migration.key_variable} in a message")
        yield Change(site.path, ReplaceString(site.span, why, now), (), along=site.readers)
    elif site.use in ("mention", "message"):
        if site.name in environment.get("api_key", ()) and migration.key_variable:
            message = f"this text names {site.name}; the code now reads {migration.key_variable}"
            yield Finding(site.path, site.span, "VARIABLE-NAMED", message, Severity.NOTE)
    elif site.use == "implied":
        yield from implied(site, migration)
    elif site.name in environment.get("proxy", ()):
        if site.use == "set":
            message = f"{site.name} is set here: the proxy must let requests through to {migration.provider.title}"
            yield Finding(site.path, site.span, "PROXY-SET", message, Severity.NOTE)
    elif site.handed and site.origins:
        message = (
            f"{site.name} is read here for the client, and for {taker(site.handed, migration)} too"
        )
        yield Blocker(site.path, site.span, "KEY-SHARED", message, site.origins)
    elif site.handed:
        message = (
            f"{site.name} is read here for {taker(site.handed, migration)}, which is not migrated"
        )
        yield Finding(site.path, site.span, "VARIABLE-LEFT", message, Severity.NOTE)
    elif site.shared and site.name in environment.get("api_key", ()):
        yield table(site, migration)
    elif site.needed and not site.origins and site.name in environment.get("api_key", ()):
        message = (
            f"{site.name} stays for {site.needed}; the calls that move read "
            f"{migration.key_variable or 'the key of each model'}"
        )
        yield Finding(site.path, site.span, "VARIABLE-LEFT", message, Severity.REVIEW)
    elif site.name in environment.get("api_key", ()) and real_keys(site, migration):
        now = f"; the code now reads {migration.key_variable}" if migration.key_variable else ""
        message = f"a real key is put into {site.name}: it stays, revoke it at its provider{now}"
        yield Finding(site.path, site.span, "KEY-LITERAL", message, Severity.REVIEW, site.origins)
    elif site.name in environment.get("api_key", ()) and not migration.key_variable:
        if not site.apart and site.origins:
            return
        message = f"{site.name} is read here: the target reads the key of each model's own provider"
        yield Finding(site.path, site.span, "VARIABLE-LEFT", message, Severity.NOTE, site.origins)
    elif site.use == "keyword" and site.name in environment.get("api_key", ()):
        assert site.call_span is not None
        why = Why("KEY-VARIABLE", f"{site.name} becomes {migration.key_variable}")
        renamed = RenameArgument(site.call_span, why, site.span, migration.key_variable)
        yield Change(site.path, renamed, site.origins, along=site.readers)
    elif site.name in environment.get("api_key", ()):
        name = migration.key_variable
        why = Why("KEY-VARIABLE", f"{site.name} becomes {name}")
        along = () if site.origins else site.readers
        edit = ReplaceString(site.span, why, name)
        yield Change(site.path, edit, site.origins, along=along)
    elif site.address and migration.provider.base_url_env and not migration.native:
        name = migration.provider.base_url_env
        why = Why("CLIENT-ADDRESS", f"{site.name} becomes {name}")
        yield Change(site.path, ReplaceString(site.span, why, name), site.origins)
    elif site.use == "compare":
        return
    elif site.apart or not (site.origins and site.name in replaced):
        kind = "address" if site.name in environment.get("base_url", ()) else "setting"
        yield Finding(
            site.path,
            site.span,
            "VARIABLE-LEFT",
            f"{site.name} is the source's {kind}, and is still read here",
            Severity.NOTE,
            site.origins,
        )


def moves(site: VariableSite, word: str) -> bool:
    """Say whether a message has its new text by the new name alone.

    It stands in one line without escapes, does not speak of the source by ``word`` otherwise, and nothing
    goes on to read the variable.
    """
    text, span = site.put[0].text if site.put else "", site.span
    whole = span.line == span.end_line and span.end_column - span.column == len(text.encode()) + 2
    plain = whole and not any(c in text for c in "\"'\\")
    rest = text.replace(site.name, "")
    return plain and bool(site.readers) and not site.needed and word.lower() not in rest.lower()


def table(site: VariableSite, migration: Migration) -> Result:
    """Leave a name in a table that is handed on: it may be looked up there by its text."""
    what = f"{site.name} stands in a table: that, or what is read by it, {site.shared.rstrip(',')}"
    if site.origins:
        message = f"{what}, and a client takes it from there"
        return Blocker(site.path, site.span, "KEY-SHARED", message, site.origins)
    now = migration.key_variable or "the key of each model"
    message = f"{what}, and it stays; the calls that move read {now}"
    return Finding(site.path, site.span, "VARIABLE-LEFT", message, Severity.NOTE)


def implied(site: VariableSite, migration: Migration) -> Iterator[Finding]:
    """Tell of a setting that reads a variable of the source by its own name."""
    title, own = migration.provider.title, migration.surface.environment
    if site.name in own.get("api_key", ()):
        message = (
            f"this setting reads {site.name} by its own name: it must hold the key of {title} now"
        )
        yield Finding(site.path, site.span, "KEY-SETTING", message, Severity.REVIEW, site.readers)
    elif site.name in own.get("base_url", ()):
        message = f"this setting reads {site.name} by its own name: see that no client takes it"
        yield Finding(site.path, site.span, "VARIABLE-LEFT", message, Severity.NOTE)


@rule(AskedSite)
def asked(site: AskedSite, migration: Migration) -> Iterator[Result]:
    """Tell of a choice that the program makes by the target's variable, which is to be set now."""
    message = f"whether {site.name} is set decides here already: it must be set for what moves"
    yield Finding(site.path, site.span, "VARIABLE-ASKED", message, Severity.REVIEW)


@rule(SettingSite)
def settings(site: SettingSite, migration: Migration) -> Iterator[Result]:
    """Tell of a setting of the source's module that nobody reads, or that a native client needs."""
    if not site.used and not site.shared:
        message = f"{site.name} is assigned here, and no client of the program reads it"
        yield Finding(site.path, site.span, "SETTING-UNREAD", message, Severity.NOTE)
    elif site.used and migration.native:
        message = f"a client takes {site.name}: its module must stay installed for that"
        yield Finding(site.path, site.span, "SETTING-KEPT", message, Severity.REVIEW, site.used)


def real_keys(site: VariableSite, migration: Migration) -> bool:
    """Say whether a real key is written where the variable is set: it is not the target's."""
    return any(re.fullmatch(migration.surface.key_pattern, each.text) for each in site.put)


def taker(name: str, migration: Migration) -> str:
    """Return how to say what a value is handed to: a call, or a setting of the SDK's module."""
    surface = migration.surface
    root, _, setting = name.partition(".")
    own = root in surface.modules and setting in surface.module_client.settings
    return name if own or surface.is_setting(root, setting) else f"{name}()"
