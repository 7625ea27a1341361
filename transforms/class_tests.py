"""Calls that are given classes of exceptions, and what becomes of them where a status tells these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codemod.planning.rules import Change, Finding, Rename, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import AddArgument, Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.references import Handed, ReferenceSite
from transforms.statuses import RefusalError, besides, condition, needed, read

SEVERAL = {
    "builtins.isinstance": (1, ""),
    "builtins.issubclass": (1, ""),
    # tenacity 9.1.4 retry.py, backoff 2.2.1 _decorator.py, pytest 9 raises.py, unittest/case.py
    "tenacity.retry_if_exception_type": (0, "exception_types"),
    "tenacity.retry.retry_if_exception_type": (0, "exception_types"),
    "tenacity.retry_if_not_exception_type": (0, "exception_types"),
    "tenacity.retry.retry_if_not_exception_type": (0, "exception_types"),
    "backoff.on_exception": (1, "exception"),
    "pytest.raises": (0, "expected_exception"),
}
"""What takes a tuple of classes where it takes one: which argument it is, and its name."""
ISINSTANCE = "builtins.isinstance"
PREDICATES = {
    "retry_if_exception_type": "lambda {0}: isinstance({0}, {{self}}) and {1}",
    "retry_if_not_exception_type": "lambda {0}: not (isinstance({0}, {{self}}) and {1})",
}
"""tenacity's conditions by class → the function that its ``retry_if_exception`` is given instead.

Both of them are a ``retry_if_exception`` with that function (tenacity 9.1.4 retry.py).
"""
TENACITY = "tenacity."
BACKOFF = "backoff.on_exception"
GIVING_UP = ("giveup", "on_giveup", "raise_on_giveup")
"""Parameters of backoff's by which what is not tried again ends otherwise than by being raised."""


def takes_several(handed: Handed | None) -> bool:
    """Say whether a tuple of classes may stand where one does."""
    if handed is None or handed.function not in SEVERAL:
        return False
    place, keyword = SEVERAL[handed.function]
    given = handed.keywords[handed.place]
    positional = handed.place == place and not any(handed.keywords[: place + 1])
    return positional or bool(given and given == keyword)


SUPPRESS = "contextlib.suppress"
"""It takes classes, each an argument of its own."""


def suppressed(site: ReferenceSite) -> Handed | None:
    """Return the call of ``suppress`` to which a class is given as an argument of its own."""
    handed = site.handed
    if handed is None or handed.function != SUPPRESS or site.tuple_span is not None:
        return None
    return handed if not handed.keywords[handed.place] else None


def single(site: ReferenceSite) -> ReferenceSite:
    """Return a reference as one that stands by itself where what holds it must keep its places."""
    handed = site.handed
    takes = handed is not None and (takes_several(handed) or handed.function == SUPPRESS)
    if site.grows or takes:
        return site
    return replace(site, tuple_span=None, tuple_elements=(), handed=None)


def tests(site: ReferenceSite, error: str, migration: Migration) -> Iterator[Result]:
    """Yield the edits by which a call asks for the status, too.

    Raises ``RefusalError`` where the call is none that can.
    """
    handed = site.handed
    if suppressed(site) is not None:
        raise RefusalError(", and suppress asks for the class alone")
    if handed is None or not takes_several(handed):
        raise RefusalError("")
    if handed.reached is None:
        raise RefusalError(", and calls of another vendor may raise it here")
    if not handed.reached.origins:
        raise RefusalError("")
    told = needed(handed.classes, migration)
    if not told:
        return
    others = besides(handed.classes, migration)
    origins = handed.reached.origins
    name = handed.function.rpartition(".")[2]
    why = Why("ERROR-CONDITION", f"{', '.join(told)}: told by the status of the exception")
    if handed.function == ISINSTANCE:
        if not handed.subject:
            raise RefusalError(", and what is asked for its class is no name")
        test = matched(handed.subject, told, others, migration)
        whole = Rewrite(handed.span, why, f"{{self}} and {test}", (("self", handed.span),))
        yield Change(site.path, whole, origins)
        return
    if not handed.free:
        raise RefusalError(", and no name is left for it")
    if handed.function.startswith(TENACITY) and name in PREDICATES:
        if handed.keywords != ("",) or not handed.bound:
            raise RefusalError(f", and {name} is not given just its classes")
        test = matched(handed.free, told, others, migration)
        template = PREDICATES[name].format(handed.free, test)
        hole = (("self", handed.types),)
        yield Change(site.path, Rewrite(handed.types, why, template, hole), origins)
        yield Rename(
            site.path,
            handed.function_span,
            handed.bound,
            handed.function,
            (f"{TENACITY}retry_if_exception",),
            origins,
            "value",
        )
    elif handed.function == BACKOFF:
        ends = next((each for each in GIVING_UP if each in handed.keywords), "")
        if ends or "*" in handed.keywords or handed.keywords.count("") > 2:
            raise RefusalError(f", and {ends or 'what else it is given'} decides here, too")
        test = f"lambda {handed.free}: {condition(handed.free, told, others, migration)}"
        yield Change(site.path, AddArgument(handed.span, why, "giveup", test), origins)
        message = (
            f"{', '.join(told)}: backoff also logs, as given up, what its function does not retry"
        )
        yield Finding(site.path, handed.span, "ERROR-DIFFERS", message, Severity.REVIEW, origins)
    else:
        raise RefusalError("")


def matched(name: str, told: list[str], others: list[str], migration: Migration) -> str:
    """Return the test of the statuses that are meant, as an operand of ``and``."""
    status, statuses = read(name, told, others, migration)
    plain = [str(low) for low, high in statuses if high]
    found = [f"{status} == {plain[0]}"] if len(plain) == 1 else []
    if len(plain) > 1:
        found = [f"{status} in ({', '.join(plain)})"]
    found += [f"{status} >= {low}" for low, high in statuses if not high]
    return found[0] if len(found) == 1 else f"({' or '.join(found)})"
