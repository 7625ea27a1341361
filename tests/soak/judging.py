"""What each program that is run in an environment of its own is judged by, before and after."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.fake.vendor import Vendor
from tests.fake.vendors import QWEN
from tests.programs.cases import Case
from tests.programs.harness import Bench, contents


def each(cases: Iterable[Case]) -> pytest.MarkDecorator:
    """Return what gives a test each of ``cases``."""
    return pytest.mark.parametrize("case", list(cases), ids=lambda case: case.name)


def each_route(cases: Iterable[Case]) -> pytest.MarkDecorator:
    """Return what gives a test each of ``cases`` with each SDK that it is to move to."""
    rows = [(case, sdk) for case in cases for sdk in case.sdks]
    return pytest.mark.parametrize(
        ("case", "sdk"), rows, ids=[f"{case.name}-{sdk}" for case, sdk in rows]
    )


def check_runs_before(bench: Bench, case: Case) -> None:
    """The program ends well, prints something, and asks the source for something that it gets."""
    ran = bench.run_before(case)
    assert (ran.ended.code, ran.ended.stderr if ran.ended.code else "") == (0, "")
    assert ran.ended.stdout
    assert any(exchange.status == 200 for exchange in ran.wire)


def check_does_the_same(
    bench: Bench, tmp_path: Path, case: Case, sdk: str, vendor: Vendor = QWEN
) -> None:
    """The migrated program does what it did; its sources stay as they were."""
    state = contents(case.before)
    assert bench.check_migrated(case, sdk, tmp_path, vendor) == []
    assert contents(case.before) == state
