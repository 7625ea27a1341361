"""Arguments that are fields of an object: each is written for more than one call, and not edited."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.provider import Treatment, Verb
from codemod.vocabulary.sites import Given
from codemod.vocabulary.values import Origin
from transforms.limits import REFUSED, limited


def of_object(
    given: Given, treatment: Treatment, silent: bool, origins: tuple[Origin, ...]
) -> Iterator[Result]:
    """Refuse what must change on its way from a field to a call, and tell what wants a look.

    ``silent`` says that its value is what the target does anyway.
    """

    def blocker(code: str, message: str) -> Blocker:
        return Blocker(given.path, given.span, code, message, origins)

    def review(message: str) -> Finding:
        place = given.path, given.span
        return Finding(*place, "PARAMETER-KEPT", f"{name}: {message}", Severity.REVIEW, origins)

    name, reason, verb = given.name, treatment.reason, treatment.verb
    if silent and (given.filtered or verb is Verb.KEEP):
        return
    if verb is Verb.KEEP or (verb is Verb.RENAME and treatment.to == name):
        if reason:
            yield review(reason)
    elif verb is Verb.CLAMP and treatment.limits is not None:
        low, high = treatment.limits
        near = limited(given, low, high)
        if near == REFUSED or (near and "{value}" not in near):
            message = (
                f"{name} may be a number that the target refuses: it takes {low:g} to {high:g}"
            )
            yield blocker("PARAMETER-UNSUPPORTED", message)
        elif near is not None:
            yield review(f"the target takes {low:g} to {high:g}")
    elif verb is Verb.UNSUPPORTED:
        yield blocker("PARAMETER-UNSUPPORTED", f"{name}: {reason}")
    else:
        message = f"{name} is a field of an object that is spread into the call, and must change"
        yield blocker("MAPPING-OBJECT", f"{message}: {reason}" if reason else message)
