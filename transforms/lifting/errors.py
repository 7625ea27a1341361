"""Catch the exceptions of today: those of an older major have other names and another order."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Rename, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import EditImport, RenameMember, Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.module_sites import UnreadSite
from codemod.vocabulary.references import ErrorSite, HandlerSite, ReferenceSite
from codemod.vocabulary.treatment import Treatment, Verb
from transforms.class_tests import single, suppressed, takes_several

KEEP = Treatment(Verb.KEEP)


def references(site: ReferenceSite, migration: Migration) -> Iterator[Result]:
    """Give an exception its name of today."""
    site = single(site)
    client = migration.surface.module_client
    module, _, name = site.dotted.partition(".")
    if name not in client.errors:
        return
    targets = tuple(f"{module}.{target}" for target in client.errors[name])
    origins = site.reached.origins if site.reached is not None else ()
    if not targets:
        message = f"{site.dotted} has no counterpart"
        yield Blocker(site.path, site.span, "ERROR-MISSING", message, origins)
    elif site.role == "call":
        message = f"{site.dotted} is made here, and takes other arguments now"
        yield Blocker(site.path, site.span, "ERROR-MADE", message, origins)
    elif len(targets) > 1 and not several(site):
        message = f"{site.dotted} becomes {len(targets)} classes, and one name must stand here"
        yield Blocker(site.path, site.span, "ERROR-PLACE", message, origins)
    else:
        handed = suppressed(site)
        yield Rename(
            site.path,
            site.span,
            site.bound,
            site.dotted,
            targets,
            origins or site.near,
            "one caught" if site.role == "handler" else "one error",
            False,
            site.tuple_span if handed is None else handed.span,
            site.tuple_elements if handed is None else handed.arguments,
            site.quoted,
            together=True,
            within=site.within if handed is None else "call",
        )
        reason = client.error_reasons.get(name, "")
        if reason and site.role in ("handler", "value"):
            message = f"{name.rpartition('.')[2]}: {reason}"
            yield Finding(site.path, site.span, "ERROR-DIFFERS", message, Severity.REVIEW, origins)


def several(site: ReferenceSite) -> bool:
    """Say whether several classes may stand where one does."""
    if site.role == "handler" or site.tuple_span is not None:
        return True
    return takes_several(site.handed) or suppressed(site) is not None


def unread(site: UnreadSite, migration: Migration) -> Iterator[Result]:
    """Take the import of a name that is gone away, or import the name of today for those who need it.

    A target's own SDK leaves the source's installed as it is, and the name with it.
    """
    if migration.native:
        return
    module, _, name = site.dotted.partition(".")
    targets = migration.surface.module_client.errors[name]
    if len(targets) == 1 or not site.given:
        renamed = f" as {site.known}" if targets and targets[0] != site.known else ""
        instead = (f"from {module} import {targets[0]}{renamed}",) if site.given else ()
        why = Why("IMPORT", "the import follows its names")
        edit = EditImport(site.statement, why, (site.alias,), instead)
        yield Change(site.path, edit, (), along=site.origins)
    else:
        message = (
            f"{site.dotted} becomes {len(targets)} classes, and is passed on from here by one name"
        )
        yield Blocker(site.path, site.alias, "ERROR-PLACE", message, site.origins)


def errors(site: ErrorSite, migration: Migration) -> Iterator[Result]:
    """Rewrite a member of an exception."""
    client = migration.surface.module_client
    treatment = client.error_members.get(site.member, KEEP)
    origins = site.tried.origins if site.tried is not None else ()
    if site.tried is not None and site.tried.complete and not origins:
        return  # no call of the module raises it
    if site.context == "asked":
        if treatment.verb is not Verb.KEEP:
            message = f"the exception is asked for its {site.member}, which today's has elsewhere"
            yield Blocker(site.path, site.span, "ERROR-MEMBER", message, origins)
        return
    if treatment.verb is Verb.UNSUPPORTED:
        message = f"the exception's {site.member}: {treatment.reason}"
        yield Blocker(site.path, site.span, "ERROR-MEMBER", message, origins)
        return
    template = treatment.verb is Verb.TEMPLATE
    name = site.member if template else treatment.to or site.member
    owner = client.error_owners.get(name, "")
    lacking = owner and not all(
        covered(each, [owner], migration.surface.exceptions) for each in site.caught
    )
    if template:
        if lacking or not site.caught or site.context != "load":
            message = f"the exception's {site.member}: {treatment.absent}"
            yield Blocker(site.path, site.span, "ERROR-MEMBER", message, origins)
        else:
            why = Why("ERROR-MEMBER", f"{site.member} is found elsewhere")
            edit = Rewrite(site.span, why, treatment.to, (("self", site.obj_span),))
            yield Change(site.path, edit, origins)
    elif lacking and site.caught and not migration.native:
        why = Why("ERROR-MEMBER", f"{name} is a member of {owner} only, and others are caught here")
        edit = Rewrite(
            site.span, why, f'getattr({{self}}, "{name}", None)', (("self", site.obj_span),)
        )
        if site.context == "load":
            yield Change(site.path, edit, origins)
        else:
            message = f"the exception's {site.member} is assigned"
            yield Blocker(site.path, site.span, "ERROR-MEMBER", message, origins)
    elif treatment.verb is Verb.RENAME:
        why = Why("ERROR-MEMBER", f"{site.member} is called {treatment.to}")
        yield Change(site.path, RenameMember(site.span, why, treatment.to), origins)


def handlers(site: HandlerSite, migration: Migration) -> Iterator[Result]:
    """Say which handler becomes dead code because an earlier one catches all of its classes."""
    parents = migration.surface.exceptions
    caught: list[str] = []
    for span, names in site.handlers:
        if names and all(covered(name, caught, parents) for name in names):
            message = "an earlier handler now catches all that this one does"
            yield Finding(site.path, span, "ERROR-ORDER", message, Severity.REVIEW)
        caught.extend(names)


def covered(name: str, caught: list[str], parents: object) -> bool:
    """Say whether an exception, or one that it derives from, is caught before."""
    assert isinstance(parents, dict)
    while name:
        if name in caught:
            return True
        name = parents.get(name, "")
    return False
