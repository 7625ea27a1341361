"""Move references to the source's names: classes in calls, annotations, handlers, tuples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codemod.planning.rules import Blocker, Finding, Rename, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.places import is_test
from codemod.vocabulary.references import Handed, ReferenceSite
from transforms.class_tests import single, suppressed, takes_several, tests
from transforms.statuses import RefusalError, conditions, covering, told_apart


@rule(ReferenceSite)
def references(site: ReferenceSite, migration: Migration) -> Iterator[Result]:
    """Give a reference its name at the target."""
    site = single(site)
    route, surface = migration.route, migration.surface
    error = surface.exception_names.get(site.dotted)
    if site.role == "base" and error is None:
        yield Blocker(
            site.path,
            site.span,
            "CLASS-DERIVED",
            f"a class derives from {site.dotted}: its own methods cannot be moved with it",
            site.origins,
        )
        return
    if not migration.native:
        moved = route.names.get(site.dotted, site.dotted)
        if moved != site.dotted:
            yield rename(site, (moved,), site.role)
        return
    if site.dotted in surface.sentinels:
        yield rename(site, ("builtins.None",), "value")
        return
    if site.dotted in surface.sentinel_types and site.role == "call":
        message = (
            f"{site.dotted}() says here that something is not given, which the target takes for a value: "
            "leave it out, or write NOT_GIVEN"
        )
        yield Blocker(site.path, site.span, "TYPE-MADE", message, site.origins)
        return
    if error is not None and site.role == "call":
        yield from made(site, error)
        return
    if error is not None:
        targets = route.errors.get(error, ())
        reason = route.error_reasons.get(error, "")
        if not targets:
            yield Finding(
                site.path,
                site.span,
                "ERROR-MISSING",
                f"{error} stays: {reason or 'the target has no counterpart'}",
                Severity.LEFT,
            )
            return
        if all(surface.exception_names.get(target) == error for target in targets):
            return
        if error in route.error_statuses:
            yield from by_status(site, error, migration)
            return
        handed = suppressed(site)
        several = (
            site.role == "handler" or site.tuple_span is not None or takes_several(site.handed)
        )
        if handed is not None:
            yield among(site, handed, targets)
        elif len(targets) > 1 and not several:
            yield misplaced(site, len(targets))
            return
        else:
            yield rename(site, targets, "error" if several else "one error")
        reached = site.reached or (site.handed.reached if site.handed is not None else None)
        if reached is not None and reached.awaited and error in route.error_awaited:
            message = f"{error}: {route.error_awaited[error]}"
            yield Finding(
                site.path, site.span, "ERROR-DIFFERS", message, Severity.REVIEW, reached.origins
            )
        if reason:
            yield Finding(
                site.path, site.span, "ERROR-DIFFERS", f"{error}: {reason}", Severity.REVIEW
            )
        return
    if route.functions and surface.client_named(site.dotted) is not None:
        if site.role == "call":
            yield rename(site, (), site.role)
        elif site.origins:
            message = f"{site.dotted} is named here, and the target has no client"
            yield Blocker(site.path, site.span, "CLIENT-HELD", message, site.origins)
        return
    target = route.names.get(site.dotted)
    if target and site.role == "call" and built(site, target, migration):
        message = f"{site.dotted} is built here by hand, and {target} takes other arguments"
        if is_test(site.path):
            yield Finding(site.path, site.span, "TEST-DOUBLE", message, Severity.LEFT)
        elif site.met is None or site.met:
            yield Blocker(site.path, site.span, "TYPE-MADE", message, site.met or ())
        else:
            message = (
                f"{site.dotted} is built here by hand and stays; the source SDK must stay installed"
            )
            yield Finding(site.path, site.span, "TYPE-MADE", message, Severity.LEFT)
            yield rename(site, (), "stays")
    elif target and site.made and built(site, target, migration):
        yield rename(site, (), "stays")
    elif target and site.asked and (other := merged(site, target, migration)):
        message = f"the program tells {site.dotted} from {other} here, and both become {target}"
        yield Blocker(site.path, site.span, "CLASS-MERGED", message, site.origins)
    elif target:
        yield rename(site, (target,), site.role)
    elif site.role == "value" and site.dotted in surface.type_names:
        message = f"{site.dotted} is looked at when the program runs, and has no counterpart"
        yield Blocker(site.path, site.span, "TYPE-MISSING", message, site.origins)
    elif surface.client_named(site.dotted) is None and (
        site.role != "call" or site.dotted not in surface.type_names
    ):
        yield Finding(
            site.path,
            site.span,
            "TYPE-KEPT",
            f"{site.dotted} has no counterpart and stays; the source SDK must stay installed",
            Severity.NOTE,
        )
        yield rename(site, (), "stays")


def built(site: ReferenceSite, target: str, migration: Migration) -> bool:
    """Say whether a call makes an object of a response's type, which has other fields at the target."""
    kind = migration.surface.type_names.get(site.dotted)
    return kind is not None and not target.startswith("builtins.")


def merged(site: ReferenceSite, target: str, migration: Migration) -> str:
    """Return a client class of the other kind that becomes the same class, and is not asked for too."""
    surface = migration.surface
    client = surface.client_named(site.dotted)
    among = site.alternatives.elements if site.alternatives is not None else ()
    beside = {text.rpartition(".")[2] for _, text in among}
    for other in surface.clients.values() if client is not None else ():
        same = migration.route.names.get(other.names[0]) == target
        if client is not None and same and other.asynchronous != client.asynchronous:
            names = {name.rpartition(".")[2] for name in other.names}
            return "" if names & beside else other.names[0]
    return ""


def by_status(site: ReferenceSite, error: str, migration: Migration) -> Iterator[Result]:
    """Give a clause, or another test, a condition where its exception is told by its status."""
    reached = site.reached
    if reached is None and site.handed is not None:
        reached = site.handed.reached
    targets = migration.route.errors[error]
    if reached is not None and reached.complete and not reached.origins:
        yield replace(rename(site, targets, "error"), reached=reached)
        return
    try:
        edits = list((conditions if site.role == "handler" else tests)(site, error, migration))
    except RefusalError as refusal:
        yield told_apart(site, error, migration, str(refusal))
        return
    assert reached is not None
    moved = rename(site, covering(site, error, migration), "error")
    yield replace(moved, origins=reached.origins, together=True, reached=reached)
    yield from edits
    if reason := migration.route.error_reasons.get(error, ""):
        message = f"{error}: {reason}"
        yield Finding(
            site.path, site.span, "ERROR-DIFFERS", message, Severity.REVIEW, reached.origins
        )


def misplaced(site: ReferenceSite, number: int) -> Blocker | Finding:
    """Refuse a class that becomes several where one must stand: what it is for would miss the others."""
    name = site.dotted.rpartition(".")[2]
    message = f"{name} becomes {number} classes, and one name must stand here"
    reached = site.handed.reached if site.handed is not None else None
    seen = reached is not None and reached.complete
    if site.role in ("annotation", "cast") or (
        reached is not None and seen and not reached.origins
    ):
        return Finding(site.path, site.span, "ERROR-PLACE", message, Severity.LEFT)
    origins = reached.origins if reached is not None and seen else site.origins
    return Blocker(site.path, site.span, "ERROR-PLACE", message, origins)


def among(site: ReferenceSite, handed: Handed, targets: tuple[str, ...]) -> Rename:
    """Give a class its names at the target where each is an argument of its own."""
    return replace(
        rename(site, targets, "error"),
        tuple_span=handed.span,
        tuple_elements=handed.arguments,
        within="call",
        reached=handed.reached,
    )


def made(site: ReferenceSite, error: str) -> Iterator[Result]:
    """Leave an exception that the program makes itself: its arguments differ at the target."""
    message = f"{error} is made here, and the target's takes other arguments"
    if is_test(site.path):
        yield Finding(site.path, site.span, "ERROR-MADE", message, Severity.LEFT)
    else:
        yield Blocker(site.path, site.span, "ERROR-MADE", message, ())


def rename(site: ReferenceSite, targets: tuple[str, ...], role: str) -> Rename:
    return Rename(
        site.path,
        site.span,
        site.bound,
        site.dotted,
        targets,
        site.origins,
        role,
        False,
        site.tuple_span,
        site.tuple_elements,
        site.quoted,
        site.reached,
        site.alternatives,
        within=site.within,
    )
