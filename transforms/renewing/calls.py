"""Fit a call to the successor of its model: parameters, and reasoning that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from codemod.planning.rules import Blocker, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.provider import OperationMap
from codemod.vocabulary.sites import ModelSite
from transforms.arguments import Arguments
from transforms.renewing.models import chosen, strange
from transforms.roles import Choice
from transforms.rules.calls import bare, note, unseen

SPOKEN = ("completions.create", ".parse", ".stream")


def calls(site: ModelSite, migration: Migration) -> Iterator[Result]:
    """Refuse an operation that has ended; change what the successor of a model takes otherwise."""
    call = site.call
    origins = (call.origin,)
    elsewhere = strange(call, migration)
    if elsewhere is None:
        return
    name, _ = bare(call.operation)
    operation = migration.route.operations.get(name)
    if operation is None:
        return
    if operation.unsupported:
        message = f"{call.operation}: {operation.unsupported}"
        yield Blocker(call.path, call.span, "OPERATION-UNSUPPORTED", message, origins)
        return
    if operation.unnamed and not call.opaque and not any(g.name == "model" for g in call.given):
        message = f"{call.operation} names no model: {operation.unnamed}"
        yield Finding(call.path, call.span, "MODEL-OUTSIDE", message, Severity.REVIEW, origins)
    choices = [chosen(literal.text, call, migration) for literal in site.literals]
    renewed = [c for c in choices if c.target is not None and (not elsewhere or c.asked)]
    thinking = [c for c in renewed if c.target is not None and c.target.thinks]
    if not thinking:
        return
    anew = [c for c in thinking if c.thinks_anew and not c.asked]
    arguments = Arguments(call.path, call.span, call.given, origins, call.operation)
    arguments.mapping = call.mapping
    fitted = fit(operation, reasoning=not anew)
    for given in call.given:
        treatment = fitted.parameters.get(given.name)
        if treatment is not None:
            yield from arguments.treat(given, treatment, call.asynchronous)
    if anew:
        yield from plain(site, choices, anew, operation, arguments, migration)
    yield from arguments.finish()
    if call.opaque:
        yield from unseen(call, fitted, arguments, migration)


def fit(operation: OperationMap, *, reasoning: bool) -> OperationMap:
    """Return how parameters map where the model of a call gives way to one that reasons."""
    own = {**operation.renewed, **(operation.reasoning if reasoning else {})}
    return replace(operation, parameters={**operation.parameters, **own})


def plain(
    site: ModelSite,
    choices: Sequence[Choice],
    anew: Sequence[Choice],
    operation: OperationMap,
    arguments: Arguments,
    migration: Migration,
) -> Iterator[Result]:
    """Switch reasoning off where no model did; refuse where that would harm another model."""
    call = site.call
    target = anew[0].target
    assert target is not None
    spoken = bare(call.operation)[0].endswith(SPOKEN)
    off = operation.thinking_off or (migration.route.thinking_off if spoken else {})
    if any(arguments.named(keyword) for keyword in off):
        return
    said = (
        f"{anew[0].name} is shut down and did not reason, and its successor {target.name} does unless "
        "told not to"
    )
    others = sorted({c.name for c in choices if c not in anew and not c.asked})
    if not off:
        message = f"{said}: how to tell {call.operation} is not known"
    elif others:
        message = f"{said}, and the call is also given {' and '.join(others)}: name models that fit with --model"
    elif site.variables or site.outside:
        where = " and ".join(site.variables) or "elsewhere"
        keyword = ", ".join(f"{name}={code}" for name, code in off.items())
        message = (
            f"{said}: {keyword} would do it, and a name that comes from {where} may be one that "
            f"refuses it; name {target.name} there and here, with {keyword}"
        )
    else:
        for keyword, code in off.items():
            note(arguments, keyword, code, f"{target.name} reasons unless told not to")
        return
    yield Blocker(call.path, call.span, "MODEL-THINKING", message, arguments.origins)
