"""The tests reach nearly every line and branch of the sources (``MIGRATE_SOAK=1``).

To measure it takes half as much again as the tests themselves: .ci/run does without.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.checkout import PROJECT

LEAST = 95
"""Per cent of lines and branches, a little under what was last measured: 95.5."""


def test_nearly_every_line_and_branch_is_reached(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MIGRATE_SOAK"}
    measured = ("--cov", "--cov-branch", f"--cov-fail-under={LEAST}", "-p", "no:cacheprovider")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", "--quiet", *measured],
        cwd=PROJECT,
        env=environment | {"COVERAGE_FILE": str(tmp_path / "coverage")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2_000:]
    print(ran.stdout)
