"""No call is silent: each is migrated, or left with a finding on its lines, or judged another's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.corpus.fetch import packages
from tests.corpus.survey import Row, survey_source
from tests.corpus.trial import ROUTES
from tests.corpus.verdicts import (
    Fate,
    Judgement,
    Refusal,
    decide,
    reasons,
    refusals,
    unjudged,
)

SOURCE = """\
def answer(client, other):
    reply = client.chat.completions.create(
        model="m",
        messages=[],
    )
    return reply, other.embeddings.create(input="x", model="e")
"""
CHAT, EMBEDDING = survey_source(SOURCE, "app.py")
OTHER = {("app.py", 6, "embeddings.create"): Judgement("other", "another vendor's client")}
MIXED = {("app.py", 6, "embeddings.create"): Judgement("mixed", "whoever is configured")}


def site(row: Row, status: str) -> dict[str, Any]:
    """Return what the report's list of sites holds for a row."""
    return {
        "path": row.path,
        "line": row.line,
        "column": row.column,
        "operation": row.operation,
        "status": status,
        "reason": "",
    }


def report(*sites: dict[str, Any], findings: tuple[tuple[int, str], ...] = ()) -> dict[str, Any]:
    """Return a report on ``app.py`` with findings given as line and severity."""
    said = [
        {"line": line, "column": 1, "code": "BLOCKED", "message": "why", "severity": severity}
        for line, severity in findings
    ]
    return {
        "files": [{"path": "app.py", "status": "unchanged", "changes": [], "findings": said}],
        "sites": list(sites),
    }


def fates(given: dict[str, Any], judged: Any = OTHER) -> tuple[list[Fate], list[str]]:
    """Return the fates of both rows, and the faults."""
    verdicts, faults = decide([CHAT, EMBEDDING], given, judged)
    return [verdict.fate for verdict in verdicts], faults


def test_a_listed_site_is_migrated_and_a_judged_one_may_be_silent() -> None:
    assert fates(report(site(CHAT, "migrated"))) == ([Fate.MIGRATED, Fate.OTHER], [])


def test_another_vendors_site_may_be_listed_as_foreign() -> None:
    given = report(site(CHAT, "migrated"), site(EMBEDDING, "foreign"))
    assert fates(given) == ([Fate.MIGRATED, Fate.OTHER], [])


@pytest.mark.parametrize("line", [2, 3, 5])
def test_a_finding_on_any_line_of_the_call_leaves_it(line: int) -> None:
    given = report(site(CHAT, "left"), findings=((line, "left"),))
    assert fates(given) == ([Fate.LEFT, Fate.OTHER], [])


def test_a_finding_without_a_site_leaves_it_too() -> None:
    assert fates(report(findings=((2, "left"),))) == ([Fate.LEFT, Fate.OTHER], [])


def test_a_file_that_failed_leaves_all_its_calls() -> None:
    given = report(findings=((1, "error"),))
    assert fates(given, {}) == ([Fate.LEFT, Fate.LEFT], [])


@pytest.mark.parametrize(
    "given",
    [
        report(),
        report(site(CHAT, "left")),
        report(findings=((1, "left"),)),
        report(findings=((6, "left"),)),
        report(findings=((2, "review"),)),
        {},
    ],
    ids=["nothing", "no finding", "line before", "line after", "only a review", "no report"],
)
def test_silence_is_a_fault(given: dict[str, Any]) -> None:
    found, faults = fates(given)
    assert found[0] is Fate.SILENT
    assert len(faults) == 1
    assert faults[0].startswith("app.py:2 chat.completions.create: silent")


def test_a_client_of_several_vendors_may_not_be_silent() -> None:
    found, faults = fates(report(site(CHAT, "migrated")), MIXED)
    assert found == [Fate.MIGRATED, Fate.SILENT]
    assert faults == ["app.py:6 embeddings.create: silent"]


def test_another_vendors_call_may_not_be_migrated() -> None:
    given = report(site(CHAT, "migrated"), site(EMBEDDING, "migrated"))
    assert fates(given)[1] == [
        "app.py:6 embeddings.create: migrated, but it is another vendor's client"
    ]


def test_the_vendors_own_call_may_not_be_called_foreign() -> None:
    given = report(site(CHAT, "foreign"), findings=((2, "left"),))
    assert fates(given)[1] == [
        "app.py:2 chat.completions.create: called another vendor's, but not judged so"
    ]


def test_migrated_and_left_at_once_is_a_contradiction() -> None:
    given = report(site(CHAT, "migrated"), findings=((3, "left"),))
    assert fates(given)[1] == [
        "app.py:2 chat.completions.create: migrated, and a finding says that it is left"
    ]


def test_one_site_serves_one_call() -> None:
    first, second = survey_source("a.models.list(), b.models.list()", "app.py")
    verdicts, faults = decide([first, second], report(site(first, "migrated")), {})
    assert [verdict.fate for verdict in verdicts] == [Fate.MIGRATED, Fate.SILENT]
    assert len(faults) == 1


def test_a_stale_judgement_is_a_fault() -> None:
    judged = {**OTHER, ("gone.py", 1, "models.list"): Judgement("other", "moved")}
    faults = fates(report(site(CHAT, "migrated")), judged)[1]
    assert faults == ["judged.tsv: no such call: gone.py:1 models.list"]


def test_only_own_chats_and_embeddings_are_core() -> None:
    rows = survey_source(
        "c.chat.completions.create()\nc.models.list()\nopenai.ChatCompletion.create()\n"
        "openai.Embedding.acreate()\nopenai.Completion.create()\n",
        "app.py",
    )
    verdicts, _ = decide([*rows, EMBEDDING], report(), OTHER)
    assert [verdict.core for verdict in verdicts] == [True, False, True, True, False, False]
    assert not any(verdict.unclear for verdict in verdicts)


def test_a_mixed_chat_or_embedding_call_is_unclear_and_not_core() -> None:
    (verdict,) = decide([EMBEDDING], report(), MIXED)[0]
    assert verdict.unclear
    assert not verdict.core


def test_a_call_for_asyncio_of_0x_is_found_by_its_name_of_today() -> None:
    (row,) = survey_source("openai.ChatCompletion.acreate()", "app.py")
    listed = {**site(row, "migrated"), "operation": "chat.completions.create"}
    (verdict,), faults = decide([row], report(listed), {})
    assert (verdict.fate, faults) == (Fate.MIGRATED, [])


def test_a_call_by_another_name_that_the_report_lists_is_counted() -> None:
    """``create = client.chat.completions.create`` is called somewhere, which a look at the text misses."""
    hidden = {**site(CHAT, "left"), "line": 9, "reason": "BLOCKED: why"}
    theirs = {**hidden, "line": 10, "status": "foreign"}
    models = {**hidden, "line": 11, "operation": "models.list"}
    verdicts, faults = decide([], report(hidden, theirs, models), {})
    assert [(v.row.line, v.fate, v.reason, v.core) for v in verdicts] == [
        (9, Fate.LEFT, "BLOCKED", True)
    ]
    assert faults == []


def notebook_site(line: int, operation: str, status: str) -> dict[str, Any]:
    return {**site(CHAT, status), "line": line, "operation": operation}


def test_the_calls_of_a_notebook_are_paired_in_their_order() -> None:
    rows = [
        *survey_source("openai.ChatCompletion.create(\n    model=1)", "app.py", cell=2),
        *survey_source("openai.Embedding.create()", "app.py", cell=1),
    ]
    sites = [
        notebook_site(40, "chat.completions.create", "left"),
        notebook_site(20, "embeddings.create", "migrated"),
    ]
    given = report(*sites, findings=((41, "left"),))
    verdicts, faults = decide(rows, given, {})
    assert [v.fate for v in verdicts] == [Fate.LEFT, Fate.MIGRATED]
    assert faults == []
    silent = report(*sites, findings=((43, "left"),))
    assert [v.fate for v in decide(rows, silent, {})[0]] == [Fate.SILENT, Fate.MIGRATED]
    fewer = report(sites[1], findings=((43, "left"),))
    assert [v.fate for v in decide(rows, fewer, {})[0]] == [Fate.LEFT, Fate.LEFT, Fate.MIGRATED]


def test_what_is_left_is_judged_on_each_route() -> None:
    given = report(site(CHAT, "left"), findings=((2, "left"), (6, "left")))
    verdicts, _ = decide([CHAT, EMBEDDING], given, {})
    right = Refusal(("native", "openai"), True, "it must")
    wrong = Refusal(("native",), False, "it need not")
    thought = {("app.py", 2, CHAT.operation): right, ("app.py", 6, EMBEDDING.operation): wrong}
    assert unjudged(verdicts, "native", thought) == []
    assert unjudged(verdicts, "openai", thought) == [
        "app.py:6 embeddings.create: left, and not in left.tsv"
    ]
    moved, _ = decide(
        [CHAT, EMBEDDING], report(site(CHAT, "migrated"), findings=((6, "left"),)), {}
    )
    assert unjudged(moved, "native", thought) == [
        "left.tsv: not left: app.py:2 chat.completions.create"
    ]


def test_the_list_of_what_is_left_can_be_read() -> None:
    for package in packages():
        for each in refusals(package.name).values():
            assert set(each.routes) <= set(ROUTES) and each.routes and each.reason


def test_reasons_are_counted_by_code() -> None:
    given = report(findings=((2, "left"), (6, "left")))
    verdicts, _ = decide([CHAT, EMBEDDING], given, {})
    assert reasons(verdicts) == {"BLOCKED": 2}
