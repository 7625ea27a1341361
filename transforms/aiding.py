"""Calls whose messages only run time knows: an aid takes them apart, where the user asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.aids import Aid
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import (
    AddArgument,
    Certainty,
    Edit,
    RemoveArgument,
    Rewrite,
    Why,
    braced,
)
from codemod.vocabulary.lists import ElementSite, ListSite
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.values import Text

CODE = "HELPER-CALLED"
WHOLE = "**"
"""What stands in the argument's place is a mapping of arguments."""


def unaided(site: ListSite, migration: Migration) -> str:
    """Return the end of a sentence: that an aid would take a list apart, or why none can; or ""."""
    aid = migration.route.aid
    if aid is None or site.argument is None or site.parameter != aid.parameter:
        return ""
    if site.unaided:
        return f", and {aid.module}.py cannot take it apart: {site.unaided}"
    return "" if migration.helpers else "; --helpers takes it apart when the program runs"


def unwritten(site: ElementSite, migration: Migration) -> str:
    """Return the end of a sentence: that an aid takes what stands in a list as it is; or ""."""
    aid = migration.route.aid
    if aid is None or migration.helpers or site.parameter.partition(".")[0] != aid.parameter:
        return ""
    return f"; --helpers takes {aid.parameter} apart when the program runs"


def refused(site: ElementSite, migration: Migration) -> str:
    """Return what a dict holds that the aid would refuse when the program runs, or ""."""
    aid = migration.route.aid
    if aid is None or not site.aided:
        return ""
    roles = {value.text for value in site.values.get("role", ()) if isinstance(value, Text)}
    return min({*site.keys, *roles} & {*aid.refuses}, default="")


def called(site: ListSite, migration: Migration) -> Iterator[Result]:
    """Let an aid take a list apart: the one condition is that where it is built cannot be seen."""
    aid = migration.route.aid
    assert aid is not None and site.argument is not None
    if aid.several and not site.code:
        message = f"{site.parameter} is needed twice here: give it a name in a statement before"
        yield Blocker(site.path, site.span, "LIST-UNSEEN", message, site.origins)
        return
    if coming := sorted(site.given & {*aid.without}):
        message = f"{site.parameter} cannot be seen, and with {coming[0]}= it may hold what {aid.module} takes not"
        yield Blocker(site.path, site.span, "LIST-UNSEEN", message, site.origins)
        return
    message = f"{aid.module} takes {site.parameter} apart when the program runs, as {site.lost}"
    why = Why(CODE, message, Certainty.REVIEW)
    for edit in edits(site, aid, why):
        yield Change(site.path, edit, site.origins, (site.aid,))
    told = f"{message}; it raises ValueError for what has no counterpart there"
    lent = migration.route.lent
    if lent is not None and not site.given & {lent.keyword, "*"}:
        told += f". {lent.reason.rstrip('.')}: {lent.keyword}= is not given here"
    if aid.review:
        told += f". {aid.review}"
    yield Finding(site.path, site.span, CODE, told, Severity.REVIEW, site.origins)


def edits(site: ListSite, aid: Aid, why: Why) -> Iterator[Edit]:
    """Yield what puts the aid's answers into the call."""
    assert site.argument is not None
    hole = (("list", site.span),)
    for place, text in aid.put.items():
        template = text.replace("{module}", aid.module)
        keyword, _, inner = place.partition(".")
        if keyword == WHOLE:
            yield RemoveArgument(site.call_span, why, site.argument)
            yield AddArgument(site.call_span, why, "", template, hole)
        elif keyword == site.parameter:
            yield Rewrite(site.span, why, template, hole)
        else:
            template = template.replace("{list}", braced(site.code))
            yield AddArgument(site.call_span, why, keyword, template, (), inner)
