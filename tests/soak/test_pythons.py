"""All tests on each supported Python that is here and is not ours (``MIGRATE_SOAK=1``).

pyenv hides the versions that are not chosen: name them, ``PYENV_VERSION=3.11.7:3.10.13:3.12.1``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import check_out

SUPPORTED = ("3.10", "3.11", "3.12", "3.13")
OURS = "{}.{}".format(*sys.version_info[:2])


@pytest.mark.skipif(
    not os.environ.get("MIGRATE_SOAK"), reason="takes a quarter of an hour for each"
)
@pytest.mark.parametrize("version", [each for each in SUPPORTED if each != OURS])
def test_every_test_passes(version: str, tmp_path: Path) -> None:
    python = shutil.which(f"python{version}")
    if python is None or subprocess.run([python, "-c", ""], capture_output=True).returncode:
        pytest.skip(f"python{version} is not here")
    own = tmp_path / "environment"
    (sources := tmp_path / "sources").mkdir()
    check_out(sources)
    subprocess.run([python, "-m", "venv", own], check=True)
    here = own / "bin"
    subprocess.run(
        [here / "python", "-m", "pip", "install", "--quiet", "-e", ".[test]"],
        cwd=sources,
        check=True,
    )
    environment = {name: value for name, value in os.environ.items() if name != "MIGRATE_SOAK"}
    environment["PATH"] = f"{here}{os.pathsep}{environment['PATH']}"
    ran = subprocess.run(
        [here / "python", "-m", "pytest", "-n", "2", "--dist", "worksteal", "--quiet"],
        cwd=sources,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2_000:]
