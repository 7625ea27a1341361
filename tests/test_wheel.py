"""The tool works from a built wheel in an environment that has never seen the sources."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from tests.checkout import PROJECT, check_out

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
from openai import OpenAI

client = OpenAI()
reply = client.chat.completions.create(
    model="gpt-4o", messages=[{"role": "user", "content": "hello"}]
)
print(reply.choices[0].message.content)
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command without any path to the sources; return its output, fail with all it says."""
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    ran = subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the commands of an environment into which the wheel is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    (sources := folder / "sources").mkdir()
    check_out(sources)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, sources, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "fresh", with_pip=False, symlinks=True)
    commands = folder / "fresh" / ("Scripts" if os.name == "nt" else "bin")
    run(*pip, "--python", commands / "python", "install", wheel, cwd=folder)
    return commands


def test_it_runs_from_the_wheel_and_not_from_the_sources(scripts: Path, tmp_path: Path) -> None:
    where = run(scripts / "python", "-c", "import codemod; print(codemod.__file__)", cwd=tmp_path)
    assert str(PROJECT) not in where
    assert str(scripts.parent) in where


def test_the_profiles_are_inside(scripts: Path, tmp_path: Path) -> None:
    assert "qwen" in run(scripts / "migrate", "--list-providers", cwd=tmp_path)


@pytest.mark.parametrize(
    ("route", "expected"), [("native", "dashscope"), ("openai", "compatible-mode")]
)
def test_it_migrates(scripts: Path, tmp_path: Path, route: str, expected: str) -> None:
    (tmp_path / "app.py").write_text(PROGRAM)
    command = (scripts / "migrate", "--to", "qwen", "--sdk", route, "app.py")
    run(*command, cwd=tmp_path)
    migrated = (tmp_path / "app.py").read_text()
    assert expected in migrated
    assert "gpt-4o" not in migrated
