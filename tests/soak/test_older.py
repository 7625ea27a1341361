"""Programs of 0.x of the SDK: they run before under that version, and after with today's SDKs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake.vendors import SOURCE
from tests.programs.cases import Case, all_cases
from tests.programs.harness import Bench
from tests.programs.harness import bench as open_bench
from tests.soak.judging import check_does_the_same, check_runs_before, each, each_route

CASES = [case for case in all_cases() if case.older]
NEEDED = ("openai==0.28.1", "numpy")  # it decodes vectors with numpy


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The bench with an environment of the older SDK; ``MIGRATE_OLDER`` names one that is there."""
    python = Path(os.environ.get("MIGRATE_OLDER", ""))
    if not os.environ.get("MIGRATE_OLDER"):
        folder = tmp_path_factory.mktemp("older")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = folder / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", *NEEDED], check=True)
    with open_bench() as opened:
        opened.older = python
        yield opened


@each(CASES)
def test_the_program_runs_before(bench: Bench, case: Case) -> None:
    check_runs_before(bench, case)


@each_route(CASES)
def test_the_migrated_program_does_the_same(
    bench: Bench, tmp_path: Path, case: Case, sdk: str
) -> None:
    check_does_the_same(bench, tmp_path, case, sdk)


@each(CASES)
def test_the_program_that_was_brought_up_does_the_same(
    bench: Bench, tmp_path: Path, case: Case
) -> None:
    """With the newest SDK at OpenAI itself, whose models of today take the place of the old ones."""
    check_does_the_same(bench, tmp_path, case, "openai", SOURCE)
