"""Move caught exceptions: what is read of them, the order of handlers, decisions by their text."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import RenameMember, Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.references import ErrorSite, HandlerSite, Reached, TriedSite
from codemod.vocabulary.treatment import Treatment, Verb

KEEP = Treatment(Verb.KEEP)


@rule(ErrorSite)
def errors(site: ErrorSite, migration: Migration) -> Iterator[Result]:
    """Rewrite a member of an exception, or say that its text decides."""
    if site.member == "text":
        yield Finding(
            site.path,
            site.span,
            "ERROR-TEXT",
            "the text of the error decides here, and the target words its errors otherwise",
            Severity.REVIEW,
        )
        return
    if site.member == "coded":
        message = "the code of the error decides here, and the target has codes of its own"
        yield Finding(site.path, site.span, "ERROR-CODE", message, Severity.REVIEW)
        return
    if site.member == "named":
        yield from called(site, migration)
        return
    treatment = migration.route.error_members.get(site.member, KEEP)
    if site.reached is not None:
        if treatment.verb is not Verb.KEEP and site.reached.origins:
            message = (
                f"any exception may stand here, and the target's have their {site.member} elsewhere, "
                "or not at all"
            )
            yield Blocker(site.path, site.span, "ERROR-MEMBER", message, site.reached.origins)
        return
    if treatment.verb is Verb.KEEP or (site.tried is not None and unraised(site.tried)):
        return
    origins = site.tried.origins if site.tried is not None else ()
    if site.context == "asked":
        message = f"the exception is asked for its {site.member}, which is elsewhere at the target"
        yield Blocker(site.path, site.span, "ERROR-MEMBER", message, origins)
    elif site.tried is not None and not origins:
        message = (
            f"whether it is the target's exception cannot be seen, nor where its {site.member} is"
        )
        yield Blocker(site.path, site.span, "ERROR-MEMBER", message, ())
    elif treatment.verb is Verb.UNSUPPORTED:
        message = f"the exception's {site.member}: {treatment.reason}"
        yield Blocker(site.path, site.span, "ERROR-MEMBER", message, origins)
    elif treatment.verb is Verb.RENAME:
        why = Why("ERROR-MEMBER", f"{site.member} is called {treatment.to}")
        yield Change(site.path, RenameMember(site.span, why, treatment.to), origins)
    elif treatment.verb is Verb.TEMPLATE:
        why = Why("ERROR-MEMBER", f"{site.member} is found elsewhere")
        edit = Rewrite(site.span, why, treatment.to, (("self", site.obj_span),))
        yield Change(site.path, edit, origins)


def called(site: ErrorSite, migration: Migration) -> Iterator[Result]:
    """Say where the program decides by the name of a class that the target calls otherwise."""
    for name in site.caught if migration.native else ():
        targets = migration.route.errors.get(name, ())
        names = {target.rpartition(".")[2] for target in targets} or {"no such thing"}
        if names != {name}:
            message = f"the name of a class decides here, and {name} is {' or '.join(sorted(names))} there"
            yield Finding(site.path, site.span, "ERROR-NAME", message, Severity.REVIEW)


def unraised(tried: Reached) -> bool:
    """Say whether no call raises what is caught: the clause stays the source's then."""
    return tried.complete and not tried.origins


@rule(HandlerSite)
def handlers(site: HandlerSite, migration: Migration) -> Iterator[Result]:
    """Say which handler becomes dead code because an earlier one catches all of its classes."""
    mapping = migration.route.errors
    if not mapping:
        return
    caught: list[str] = []
    for span, names in site.handlers:
        names = tuple(name for name in names if name not in migration.route.error_statuses)
        targets = [t for name in names for t in mapping.get(name, ())]
        if targets and all(target in caught for target in targets):
            yield Finding(
                site.path,
                span,
                "ERROR-ORDER",
                "an earlier handler now catches all that this one does",
                Severity.REVIEW,
            )
        caught.extend(targets)


@rule(TriedSite)
def tried(site: TriedSite, migration: Migration) -> Iterator[Result]:
    """Let a clause catch that the target's key is missing, as it caught that of the source's."""
    if migration.own:
        return
    if migration.native:
        if not site.asks:
            message = (
                "this clause catches that there is no key when the client is made; "
                f"{migration.route.distribution} may say so only when it is called"
            )
            severity = Severity.REVIEW
            yield Finding(site.path, site.span, "KEY-CAUGHT", message, severity, (site.origin,))
    elif not site.covers:
        if site.alone:
            why = Why("KEY-CAUGHT", "a missing key is a KeyError now")
            edit = Rewrite(site.span, why, "({caught}, KeyError)", (("caught", site.span),))
            yield Change(site.path, edit, (site.origin,))
        else:
            message = (
                "this clause catches that there is no key for the client; "
                f"a missing {migration.key_variable} raises a KeyError, which it does not catch"
            )
            severity = Severity.REVIEW
            yield Finding(site.path, site.span, "KEY-CAUGHT", message, severity, (site.origin,))
