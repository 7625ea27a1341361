"""Give a model that is shut down the name of its successor, and tell of those that end soon."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Finding, Result
from codemod.vocabulary.around import AroundSite
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import CallSite, ModelSite, NameUse
from transforms.roles import Choice, choose
from transforms.rules import models as names
from transforms.written_names import written_here


def models(site: ModelSite, migration: Migration) -> Iterator[Result]:
    """Replace the names that reach a call's ``model`` and are not served any more."""
    call = site.call
    origins = (call.origin,)
    elsewhere = strange(call, migration)
    for literal in site.literals:
        choice = chosen(literal.text, call, migration)
        ended = choice.target is not None or choice.reason != "kept"
        if elsewhere is None and not choice.asked:
            continue
        if elsewhere and not choice.asked:
            if ended:
                message = f"{literal.text} is shut down, and {elsewhere}: see who serves it there"
                where = (literal.path, literal.span)
                yield Finding(*where, "MODEL-ELSEWHERE", message, Severity.REVIEW, origins)
        elif choice.target is not None:
            yield names.replacement(literal, choice.target.name, origins, (), choice.changes)
        elif ended:
            message = f"{literal.text} {choice.reason}"
            yield Blocker(literal.path, literal.span, "MODEL-UNMAPPED", message, origins)
        elif literal.text in migration.provider.leaving:
            message = f"{literal.text} is still served: {migration.provider.leaving[literal.text]}"
            yield Finding(
                literal.path, literal.span, "MODEL-LEAVING", message, Severity.NOTE, origins
            )
    if elsewhere == "" and not completing(call):
        yield from written_here(site, migration)


COMPLETING = "completions.create"


def completing(call: CallSite) -> bool:
    """Say whether a call asks a model to go on with a text."""
    return call.operation.replace(".with_raw_response", "") == COMPLETING


def chosen(name: str, call: CallSite, migration: Migration) -> Choice:
    """Return what becomes of a name at a call: the successors of completing models chat only."""
    choice = choose(name, migration)
    if choice.target is None or choice.asked or not completing(call):
        return choice
    reason = f"is not served any more, and its successor {choice.target.name} answers chats only"
    return Choice(name, None, choice.source, reason)


def strange(call: CallSite, migration: Migration) -> str | None:
    """Return why the models of a call may be another service's, or ""; None where they surely are."""
    own = migration.surface.environment.get("base_url", ())[:2]
    for host, address in call.served:
        if host in ("deployed", "foreign"):
            return None
        variables = address.split(", ") if address else []
        if host in ("unknown", "mixed"):
            return f"its client speaks to {address}"
        if host == "configured" and not (variables and set(variables) <= set(own)):
            return f"the address of its client comes from {address or 'configuration'}"
    return ""


def around(site: AroundSite, migration: Migration) -> Iterator[Result]:
    """Tell of a name that is not served any more where another library asks for it."""
    for literal in site.models if site.whose == "source" else ():
        choice = choose(literal.text, migration)
        if choice.target is not None:
            said = f"its successor is {choice.target.name}, which reasons unless that library tells it not to"
        elif choice.reason != "kept":
            said = choice.reason
        else:
            continue
        message = f"{literal.text} is shut down, and {site.client.klass} asks for it: {said}"
        yield Finding(literal.path, literal.span, "AROUND-SDK", message, Severity.LEFT)


def uses(site: NameUse, migration: Migration) -> Iterator[Result]:
    """Keep whatever else is done with a name true, or leave the name as it is."""
    ended = any(
        choose(x.text, migration).target is not None for x in (*site.literals, *site.against)
    )
    if ended:
        yield from names.uses(site, migration)
