"""Arguments that are fields of an object: each is written for more than one call, and not edited.

What the target does not take is left out of the mapping where the call spreads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import Certainty, Rewrite, Why
from codemod.vocabulary.sites import Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.treatment import Treatment, Verb
from codemod.vocabulary.values import Origin
from transforms.limits import REFUSED, limited


def left_out(given: Given, treatment: Treatment, silent: bool) -> bool:
    """Say whether a field can be left out where the call takes the mapping."""
    verb = treatment.verb
    if verb is Verb.KEEP or (verb is Verb.RENAME and treatment.to == given.name):
        return False
    return not (silent and given.filtered) and (silent or verb is Verb.DROP)


def without_fields(
    fields: Iterable[tuple[Given, Treatment]], path: str, mapping: Span, origins: tuple[Origin, ...]
) -> Iterator[Result]:
    """Take fields out of the mapping at the call, and say which."""
    rows = {given.name: treatment.reason for given, treatment in fields}
    names = ", ".join(f'"{name}"' for name in sorted(rows)) + ("," if len(rows) == 1 else "")
    template = f"{{{{k: v for k, v in {{mapping}}.items() if k not in ({names})}}}}"
    message = f"{', '.join(sorted(rows))} of the object that is spread here stays behind"
    why = Why("PARAMETER-DROPPED", message, Certainty.REVIEW)
    yield Change(path, Rewrite(mapping, why, template, (("mapping", mapping),)), origins)
    for name, reason in sorted(rows.items()):
        said = f"{name}, a field of the object that is spread here, is left out: {reason}"
        yield Finding(path, mapping, "PARAMETER-DROPPED", said, Severity.REVIEW, origins)


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
