"""Tests apart: what is blocked in a test is told there, and never holds what it tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from codemod.planning.standing import Standing
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.places import is_test
from codemod.vocabulary.results import Blocker, Finding, Withheld
from codemod.vocabulary.values import Origin


def tests_apart(
    standing: Standing, blockers: Iterable[Blocker]
) -> tuple[list[Blocker], list[Finding]]:
    """Return the blockers as far as they may hold something, and what is only told.

    A call of a test that is blocked leaves the application's client, and a client of a test that is
    blocked leaves the application's calls, where those have one of their own: ``standing.left`` says
    so.
    """
    kept: list[Blocker] = []
    told: list[Finding] = []
    if all(is_test(path) for path, _ in standing.known):
        return list(blockers), []
    for blocker in blockers:
        if not is_test(blocker.path):
            kept.append(blocker)
            continue
        reached = blocker.origins or tuple(standing.near(blocker.path))
        own = tuple(sorted(origin for origin in reached if is_test(origin[0])))
        leave(standing, set(own))
        if own:
            kept.append(replace(blocker, origins=own))
        else:
            row = blocker
            told.append(Finding(row.path, row.span, row.code, row.message, Severity.LEFT))
    return kept, told


def withheld_apart(
    standing: Standing, held: Iterable[Withheld]
) -> tuple[list[Withheld], list[Finding]]:
    """Return what withholds names, and what a test would do otherwise with those of the application.

    The application's names do not stay for the sake of a test, which is told.
    """
    kept: list[Withheld] = []
    told: list[Finding] = []
    only_tests = all(is_test(path) for path, _ in standing.known)
    for each in held:
        if only_tests or not is_test(each.path) or all(is_test(path) for path, _ in each.names):
            kept.append(each)
        else:
            told.append(
                Finding(each.path, each.span, each.code, each.message, Severity.LEFT, each.names)
            )
    return kept, told


def leave(standing: Standing, own: set[Origin]) -> None:
    """Part the calls and clients of tests from those of the application."""
    for call in standing.calls:
        tested = {origin for origin in call.clients if not is_test(origin[0])}
        if call.origin in own:
            standing.left.setdefault(call.origin, set()).update(tested)
        elif not is_test(call.path) and tested:
            gone = own & set(call.clients)
            if gone:
                standing.left.setdefault(call.origin, set()).update(gone)
