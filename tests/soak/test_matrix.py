"""Every program at every target: none does anything else than before (``MIGRATE_SOAK=1``)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.fake.vendors import VENDORS
from tests.programs.cases import Case
from tests.programs.harness import Bench
from tests.programs.harness import bench as open_bench
from tests.programs.matrix import CASES
from tests.programs.verdicts import ROUTES, absent, verdict


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with open_bench() as opened:
        yield opened


@pytest.mark.skipif(not os.environ.get("MIGRATE_SOAK"), reason="takes the better part of an hour")
@pytest.mark.parametrize(("target", "sdk"), ROUTES, ids=["-".join(route) for route in ROUTES])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_program_goes_wrong(bench: Bench, case: Case, target: str, sdk: str) -> None:
    if absent(target, sdk):
        pytest.skip(f"the SDK of {target} is not installed")
    found = verdict(bench, case, VENDORS[target], sdk)
    assert found.kind != "wrong", found.reason
