"""The benchmark runs on any tree, gives its three rows, and names what it could not run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import as_json, as_table, placed
from tests.benchmarks.rows import PROJECT, Line, rows
from tests.benchmarks.tree import measure

PROGRAM = """\
from openai import OpenAI

client = OpenAI()
reply = client.chat.completions.create(model="gpt-4o", messages=[])
print(reply.usage.prompt_tokens)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a tree of two Python files, one of them a candidate, and one file of another kind."""
    root = tmp_path / "code"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "app.py").write_text(PROGRAM)
    (root / "plain.py").write_text("x = 1\n")
    (root / "notes.md").write_text("openai\n")
    return root


def test_a_tree_knows_its_candidates(folder: Path) -> None:
    tree = measure(folder)
    assert [file.relative_to(folder).as_posix() for file in tree.files] == [
        "plain.py",
        "sub/app.py",
    ]
    assert [file.name for file in tree.candidates] == ["app.py"]
    assert tree.size == len(PROGRAM) + len("x = 1\n")


def test_a_row_that_cannot_run_is_skipped_by_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # a folder without ripgrep
    (scratch := tmp_path / "scratch").mkdir()
    first, *tools, second, third, irrelevant, relevant = rows(measure(folder), "qwen", 1, scratch)
    assert first.skipped == "ripgrep is not installed"
    assert [line.skipped for line in tools] == [
        "ruff is not installed",
        "ast-grep is not installed",
        "semgrep is not installed",
    ]
    assert irrelevant.seconds > irrelevant.other_seconds > 0
    assert relevant.seconds > irrelevant.seconds
    assert second.other == "ast.parse of the 1 candidates"
    assert second.seconds > second.other_seconds > 0
    assert third.ours == "pass over the 1 files it rewrites"
    assert third.seconds > third.other_seconds > 0


def test_the_table_shows_ratios_and_skips(folder: Path) -> None:
    lines = [Line("ours", "theirs", 3.0, 1.5), Line("ours", "rg", 3.0, skipped="not installed")]
    table = as_table(measure(folder), lines, 5)
    assert "| ours | 3.00 | theirs | 1.50 | 2.00 |" in table
    assert "| ours | 3.00 | rg | not installed | – |" in table
    assert [row["ratio"] for row in json.loads(as_json(measure(folder), lines, 5))["rows"]] == [
        2,
        0,
    ]


def test_one_command_runs_it(folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--tree", str(folder), "--runs", "1", "--json"],
        check=False,
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert (report["files"], report["candidates"], len(report["rows"])) == (2, 1, 8)


def test_the_table_takes_its_place_and_no_more() -> None:
    before = "a\n<!-- benchmark -->\nold\n<!-- /benchmark -->\nb\n"
    after = placed(before, "| new |")
    assert after == "a\n<!-- benchmark -->\n| new |\n<!-- /benchmark -->\nb\n"
    assert placed(after, "| new |") == after
    with pytest.raises(ValueError, match="no markers"):
        placed("a\n", "| new |")
