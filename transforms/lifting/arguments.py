"""Give the arguments of an older major's calls their names of today."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import AddArgument, RemoveArgument, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.module_sites import PositionalSite
from codemod.vocabulary.sites import ModelSite
from codemod.vocabulary.treatment import Treatment, Verb
from transforms.arguments import Arguments

AGAIN = Treatment(Verb.DROP, reason="The model is given too, which is what counts.")


def arguments(site: ModelSite, migration: Migration) -> Iterator[Result]:
    """Rename and drop what only an older major takes."""
    call = site.call
    if not call.legacy:
        if migration.own:  # it is right as it is
            yield Blocker(call.path, call.span, "MODULE-CLIENT", "", (call.origin,), quiet=True)
        return
    client = migration.surface.module_client
    operation = migration.surface.operations.get(call.operation)
    if operation is None:  # a member of an operation, which may also be something else's
        message = f"{call.operation}: nothing is known of this operation."
        yield Blocker(call.path, call.func_span, "OPERATION-UNSUPPORTED", message, (call.origin,))
        return
    rows = Arguments(call.path, call.span, call.given, (call.origin,), call.operation)
    named = {given.name for given in call.given}
    renamed: set[str] = set()
    for given in call.given:
        treatment = client.parameters.get(given.name)
        if treatment is not None:
            target = treatment.to
            if treatment.verb is Verb.RENAME and (
                target in renamed or taken(target, named, client.parameters)
            ):
                treatment = AGAIN
            renamed.add(target)
            yield from rows.treat(given, treatment, call.asynchronous)
        elif given.name in client.settings and given.name not in operation.parameters:
            if not (given.direct and given.kind == "argument"):
                message = f"{given.name} is a setting of the client, and comes in a mapping"
                yield rows.blocker(given, "MODULE-CLIENT", message)
        elif given.name not in operation.parameters:
            message = f"{given.name} is no parameter of {call.operation}, and was sent as it is"
            yield rows.blocker(given, "LEGACY-PARAMETER", message)
    if call.opaque:
        message = (
            "keywords that cannot be seen here may reach the call; these must not: "
            + ", ".join((*client.parameters, "api_key", "api_base"))
        )
        yield Finding(
            call.path, call.span, "MAPPING-UNSEEN", message, Severity.REVIEW, (call.origin,)
        )
    if call.mixed:
        message = "what stands here may also be something that is not the SDK's module"
        yield Blocker(call.path, call.func_span, "CLIENT-MIXED", message, (call.origin,))


def positional(site: PositionalSite, migration: Migration) -> Iterator[Result]:
    """Give an argument its name."""
    why = Why("LEGACY-POSITIONAL", f"{site.name} is given by its name")
    origins = (site.origin,)
    yield Change(site.path, RemoveArgument(site.call, why, site.span), origins)
    added = AddArgument(site.call, why, site.name, "{value}", (("value", site.span),))
    yield Change(site.path, added, origins)


def taken(target: str, named: set[str], parameters: object) -> bool:
    """Say whether an argument has this name already, and keeps it."""
    assert isinstance(parameters, dict)
    return target in named and target not in parameters
