"""What a target demands of a call and the source does not: a default where it is, or may be, missing."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import AddItem, Certainty, Rewrite, Why
from codemod.vocabulary.provider import OperationMap
from codemod.vocabulary.sites import CallSite, Given
from transforms.arguments import Arguments


def first_given(
    call: CallSite,
    held: list[Given],
    arguments: Arguments,
    operation: OperationMap,
    keyword: str,
) -> Iterator[Result]:
    """Put a default into the mapping to which what the call gives may or may not be assigned.

    Without ``held`` it may come in a mapping that cannot be seen.
    """
    origins = arguments.origins + (held[0].others if held else ())
    why = Why("PARAMETER-ADDED", f"{keyword} may be missing", Certainty.REVIEW)
    code = operation.defaults[keyword]
    displays = {(g.path, g.holder) for g in arguments.given if g.kind == "item" and not g.shared}
    if held and len(displays) == 1 and all(g.kind == "assignment" for g in held):
        ((path, holder),) = displays
        yield Change(path, AddItem(holder, why, keyword, code), origins)
    elif arguments.mapping is not None:
        template = '{{"' + keyword + '": ' + code + ", **{mapping}}}"
        holes = (("mapping", arguments.mapping),)
        yield Change(call.path, Rewrite(arguments.mapping, why, template, holes), origins)
    else:
        message = (
            f"{keyword} may be missing here: {operation.reviews.get(keyword, 'it is needed.')}"
        )
        place = held[0] if held else call
        yield Blocker(place.path, place.span, "PARAMETER-REQUIRED", message, origins)
        return
    yield from told_default(call, operation, keyword)


def told_default(call: CallSite, operation: OperationMap, keyword: str) -> Iterator[Result]:
    """Say of a default why it wants a look."""
    reason = operation.reviews.get(keyword)
    if reason:
        message = f"{keyword}={operation.defaults[keyword]} is added: {reason}"
        origins = (call.origin, *call.clients)
        yield Finding(call.path, call.span, "PARAMETER-REQUIRED", message, Severity.REVIEW, origins)
