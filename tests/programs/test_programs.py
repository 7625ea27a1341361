"""Every fixture: what should migrate runs as before, what should not is left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs.cases import SDKS, Case, all_cases
from tests.programs.harness import Bench

CASES = all_cases()
RUN = [case for case in CASES if case.runs and case.here]
MIGRATED = [(case, sdk) for case in CASES for sdk in case.sdks if case.here]
STAYING = [
    (case, sdk, (case.blocked[sdk],) if sdk in case.blocked else case.left)
    for case in CASES
    for sdk in SDKS
    if sdk in case.blocked or (sdk not in case.unsaid and (case.noop or case.left))
]


@pytest.mark.parametrize("case", RUN, ids=lambda case: case.name)
def test_the_program_runs_before(bench: Bench, case: Case) -> None:
    ran = bench.run_before(case)
    assert (ran.ended.code, ran.ended.stderr if ran.ended.code else "") == (0, "")
    assert ran.ended.stdout
    if case.sdks:
        assert any(exchange.status == 200 for exchange in ran.wire)


@pytest.mark.parametrize(
    ("case", "sdk"), MIGRATED, ids=[f"{case.name}-{sdk}" for case, sdk in MIGRATED]
)
def test_the_migrated_program_does_the_same(
    bench: Bench, tmp_path: Path, case: Case, sdk: str
) -> None:
    assert bench.check_migrated(case, sdk, tmp_path) == []


@pytest.mark.parametrize(
    ("case", "sdk", "words"),
    STAYING,
    ids=[f"{case.name}-{sdk}" for case, sdk, _ in STAYING],
)
def test_what_must_stay_stays(
    bench: Bench, tmp_path: Path, case: Case, sdk: str, words: tuple[str, ...]
) -> None:
    assert bench.check_untouched(case, sdk, tmp_path, words) == []


def test_each_case_is_spoken_for() -> None:
    for case in CASES:
        assert case.rows, f"{case.name} stands for no row"
        for sdk in SDKS:
            stays = sdk not in case.unsaid and (case.noop or bool(case.left))
            spoken = [sdk in case.sdks, sdk in case.blocked, sdk in case.unsaid, stays]
            assert sum(spoken) == 1, f"{case.name}: what is to happen with --sdk {sdk}?"


def test_there_are_enough_cases() -> None:
    assert sum(bool(case.sdks) for case in CASES) >= 65
    assert sum(case.noop or bool(case.left) for case in CASES) >= 30
