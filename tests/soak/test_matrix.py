"""Every program at every target: none does anything else than before (``MIGRATE_SOAK=1``)."""

from __future__ import annotations

import pytest

from tests.fake.vendors import VENDORS
from tests.programs.harness import Bench
from tests.programs.harness import bench as open_bench
from tests.programs.matrix import CASES, routes
from tests.programs.verdicts import verdict


@pytest.fixture(scope="module")
def bench() -> Bench:
    with open_bench() as opened:
        yield opened


@pytest.mark.parametrize("target", sorted(VENDORS))
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_program_goes_wrong(bench: Bench, case: object, target: str) -> None:
    for sdk in routes(target):
        found = verdict(bench, case, VENDORS[target], sdk)
        assert found.kind != "wrong", found.reason
