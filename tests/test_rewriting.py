"""Black at the command: when it runs over edited statements, and when it does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codemod.pipeline import transform
from tests.command import ROOT, migrate
from tests.migrating import files_of, migration, report_of

BEFORE = """\
from openai import OpenAI
client  = OpenAI( timeout = 1 )
other  =  1
print(client.chat.completions.create( model = "gpt-4", messages = [] ))
"""
PLAIN = """\
from dashscope import Client
client  = Client( timeout = 1, protocol="openai" )
other  =  1
print(client.chat.completions.create( model = "qwen-plus", messages = [] ))
"""
FORMATTED = """\
from dashscope import Client
client = Client(timeout=1, protocol="openai")
other  =  1
print(client.chat.completions.create(model="qwen-plus", messages=[]))
"""
TABLE = "[tool.black]\n"
WITHOUT_BLACK = """
import sys
sys.modules["black"] = None
from codemod.cli import status
sys.exit(status(sys.argv[1:]))
"""


def result(table: str = "", **settings: bool) -> str:
    report = report_of({"main.py": BEFORE, "pyproject.toml": table}, **settings)
    (outcome,) = report.rewritten
    return outcome.after.decode()


def test_what_is_formatted_by_setting() -> None:
    assert [result(), result(black=False), result(TABLE, black=False)] == [PLAIN] * 3
    assert [result(TABLE), result(TABLE, black=True), result(black=True)] == [FORMATTED] * 3


def test_a_formatted_result_is_not_edited_again() -> None:
    files = files_of({"main.py": FORMATTED, "pyproject.toml": TABLE})
    assert transform(files, migration("native")).rewritten == ()


def test_a_file_that_is_not_edited_is_not_formatted() -> None:
    files = {"main.py": BEFORE, "x.py": "x  =  1\nimport  openai\n", "pyproject.toml": TABLE}
    assert [o.path for o in report_of(files).rewritten] == ["main.py"]


def test_the_length_of_the_project_guides_line_breaks_although_black_does_not_run() -> None:
    program = BEFORE.replace("client  = OpenAI( timeout = 1 )\n", "client = OpenAI()\n")
    report = report_of({"main.py": program, "pyproject.toml": TABLE}, sdk="openai", black=False)
    assert "OpenAI(\n" in report.rewritten[0].after.decode()
    wide = TABLE + "line-length = 300\n"
    report = report_of({"main.py": program, "pyproject.toml": wide}, sdk="openai", black=False)
    assert "OpenAI(api_key=" in report.rewritten[0].after.decode()


def test_a_version_of_black_that_the_project_does_not_want() -> None:
    report = report_of({"main.py": BEFORE, "pyproject.toml": TABLE + "required-version = '1.2'\n"})
    assert report.rewritten[0].after.decode() == PLAIN
    (told,) = [each for each in report.todo if "black" in each]
    assert told.startswith(
        "Run black over the changed files: the project asks for black 1.2, here is "
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "main.py").write_text(BEFORE)
    return folder


def without_black(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command where black cannot be imported."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_BLACK, "--to", "qwen", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=project,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "XDG_STATE_HOME": str(project.parent / "state"),
        },
    )


def test_a_project_with_black_and_an_installation_without(project: Path) -> None:
    (project / "pyproject.toml").write_text(TABLE)
    done = without_black(project, "--format", "json")
    assert done.returncode == 0
    assert (project / "main.py").read_text() == PLAIN
    told = [each for each in json.loads(done.stdout)["todo"] if "black" in each]
    assert told == ["Run black over the changed files: black is not installed beside migrate."]


def test_asking_for_black_where_there_is_none_is_an_error(project: Path) -> None:
    done = without_black(project, "--black")
    assert done.returncode == 2 and (project / "main.py").read_text() == BEFORE
    assert done.stderr == "migrate: black is not installed beside migrate; install it there\n"


def test_the_option_formats(project: Path) -> None:
    done = migrate("--to", "qwen", "--black", cwd=project)
    assert done.status == 0, done.err
    assert (project / "main.py").read_text() == FORMATTED
