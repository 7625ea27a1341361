"""The action of ``action.yml``: its script runs as a runner of GitHub would run it, and writes the job's summary."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
MOVES = """\
from openai import OpenAI

client = OpenAI()
reply = client.chat.completions.create(model="gpt-4o", messages=[])
print(reply.choices[0].message.content, "```", "<b>")
"""


@dataclass(frozen=True)
class Shown:
    """What the step left: its exit status, the summary of the job, the log."""

    status: int
    summary: str
    log: str


def show(tree: Path, *, to: str = "qwen", paths: str = ".", options: str = "") -> Shown:
    """Run the step that shows what would change, in ``tree``; the command is that of the sources."""
    runner = tree.parent / "runner"
    command = runner / "migrate-venv" / "bin" / "migrate"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m codemod "$@"\n')
    command.chmod(0o755)
    summary = runner / "summary"
    summary.write_text("what another step wrote\n")
    given = {"inputs.to": to, "inputs.paths": paths, "inputs.options": options}
    named = {name: given[value[4:-3].strip()] for name, value in STEPS[1]["env"].items()}
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEPS[1]["run"]],
        cwd=tree,
        env={
            **os.environ,
            **named,
            "RUNNER_TEMP": str(runner),
            "GITHUB_STEP_SUMMARY": str(summary),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    text = summary.read_text("utf-8")
    assert text.startswith("what another step wrote\n")
    return Shown(ran.returncode, text.partition("\n")[2], ran.stdout + ran.stderr)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "checkout").mkdir()
    return tmp_path / "checkout"


def test_every_variable_of_the_scripts_is_given() -> None:
    ours = {"RUNNER_TEMP", "GITHUB_STEP_SUMMARY"}
    for step in STEPS:
        used = set(re.findall(r"\$\{?([A-Z_]{2,})", step["run"]))
        assert used <= ours | set(step["env"]), step["name"]
        assert "${{" not in step["run"], "an input must not become a part of the script"
    inputs = {value[4:-3].strip() for step in STEPS for value in step["env"].values()}
    assert {f"inputs.{name}" for name in ACTION["inputs"]} <= inputs


def test_nothing_to_do_is_said_and_is_no_failure(tree: Path) -> None:
    (tree / "app.py").write_text("import json\n")
    shown = show(tree)
    assert shown.status == 0
    assert "```diff" not in shown.summary
    assert "migrate" in shown.summary


def test_the_summary_has_the_report_and_the_diff(tree: Path) -> None:
    (tree / "app.py").write_text(MOVES)
    (tree / "requirements.txt").write_text("openai\n")
    shown = show(tree)
    assert shown.status == 0
    assert shown.summary.startswith("## migrate --to qwen\n")
    assert "- [ ] set DASHSCOPE" in shown.summary.replace("&#95;", "_")
    column = MOVES.splitlines()[3].index('"gpt-4o"') + 1
    assert f"| `app.py:4:{column}` | `MODEL-RENAMED` |" in shown.summary
    fence = re.search(r"^(`{4,})diff$", shown.summary, re.MULTILINE)
    assert fence is not None and shown.summary.count(f"\n{fence[1]}\n") == 1
    assert "+from dashscope import Client" in shown.summary
    assert (tree / "app.py").read_text() == MOVES, "nothing is written"


def test_a_check_fails_the_job_and_shows_the_same(tree: Path) -> None:
    (tree / "app.py").write_text(MOVES)
    shown = show(tree, options="--check\n\n--sdk=openai\n")
    assert shown.status == 1
    assert "+++ b/app.py" in shown.summary
    assert "dashscope.aliyuncs.com" in shown.summary


def test_paths_stand_one_in_a_line(tree: Path) -> None:
    for name in ("a b", "c", "d"):
        (tree / name).mkdir()
        (tree / name / "app.py").write_text(MOVES)
    shown = show(tree, paths="a b\nc\n")
    assert shown.status == 0
    named = re.findall(r"^\+\+\+ b/(.*?)\t?$", shown.summary, re.MULTILINE)
    assert named == ["a b/app.py", "c/app.py"]


def test_a_form_of_the_users_own_does_not_reach_the_summary(tree: Path) -> None:
    (tree / "app.py").write_text(MOVES)
    assert show(tree, options="--format=json").summary.startswith("## migrate --to qwen")


def test_a_fault_is_shown(tree: Path) -> None:
    (tree / "app.py").write_text(MOVES)
    shown = show(tree, to="nobody; touch here")
    assert shown.status == 2
    assert "nobody" in shown.summary and "```text" in shown.summary
    assert "nobody" in shown.log
    assert not (tree / "here").exists()


def test_a_summary_that_would_be_too_long_has_no_diff(tree: Path) -> None:
    (tree / "app.py").write_text(MOVES + "# " + "too long " * 130_000 + "\n")
    shown = show(tree)
    assert shown.status == 0
    assert shown.summary.startswith("## migrate --to qwen")
    assert "MODEL-RENAMED" in shown.summary
    assert len(shown.summary) < 1_000_000 and "+++ b/" not in shown.summary
