"""The benchmark runs on any tree, every row ends, and what could not be run is named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import hook as hooks
from tests.benchmarks import running
from tests.benchmarks import worst as cases
from tests.benchmarks.__main__ import as_json, as_table, placed
from tests.benchmarks.growth import growth, shared, worst
from tests.benchmarks.hook import hook
from tests.benchmarks.monorepo import matched, monorepo
from tests.benchmarks.rows import Phase, Row, Section
from tests.benchmarks.running import PROJECT, PYTHON, Limit, Took, took
from tests.benchmarks.tree import measure

PROGRAM = """\
from openai import OpenAI

client = OpenAI()
reply = client.chat.completions.create(model="gpt-4o", messages=[])
print(reply.usage.prompt_tokens)
"""
ONCE = Limit(0, 60)
"""The first run, which warms up, is the one that counts: what is proved is not the time."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a tree of two Python files, one of them a candidate, and one file of another kind."""
    root = tmp_path / "code"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "app.py").write_text(PROGRAM)
    (root / "plain.py").write_text("x = 1\n")
    (root / "notes.md").write_text("openai\n")
    return root


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (found := tmp_path / "scratch").mkdir()
    return found


def test_a_tree_knows_its_candidates(folder: Path) -> None:
    tree = measure(folder)
    assert [file.relative_to(folder).as_posix() for file in tree.files] == [
        "plain.py",
        "sub/app.py",
    ]
    assert [file.name for file in tree.candidates] == ["app.py"]
    assert tree.size == len(PROGRAM) + len("x = 1\n")


def test_what_does_not_end_is_told_and_ended(scratch: Path) -> None:
    forever = [PYTHON, "-c", "import subprocess; subprocess.run(['sleep', '600'])"]
    assert took(forever, Limit(1, 0.5), scratch).fault == "not ended in 0.5 s"


def test_what_fails_is_told(scratch: Path) -> None:
    failing = took(
        [PYTHON, "-c", "import sys; sys.exit('no such thing')"], ONCE, scratch, accept=(0,)
    )
    assert failing.fault == "failed with exit 1: no such thing"


def test_memory_is_that_of_the_command_and_not_of_who_starts_it(scratch: Path) -> None:
    held = bytearray(200_000_000)
    small = took([PYTHON, "-c", "pass"], ONCE, scratch)
    large = took([PYTHON, "-c", "x = b'x' * 100_000_000"], ONCE, scratch)
    assert 0 < small.peak < 100 < large.peak < 200 < len(held) / 1e6 + 1


def test_tools_that_are_missing_are_named(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(scratch))
    monkeypatch.setattr(running, "BESIDE", str(scratch))
    rows = [
        row for row in monorepo(measure(folder), "qwen", ONCE, scratch).rows if isinstance(row, Row)
    ]
    missing = [row.other for row in rows if row.beside.fault == "not installed"]
    assert missing == [
        "ripgrep -l",
        "ruff one rule",
        "ast-grep one pattern",
        "semgrep one pattern",
        "django-upgrade --check",
        "ripgrep -l",
    ]
    parsed = next(row for row in rows if row.other == "ast.parse of the 1 candidates")
    assert parsed.ratio is not None and parsed.ratio > 1


def test_the_files_that_are_rewritten_are_timed_by_phase(folder: Path, scratch: Path) -> None:
    first, second = matched(measure(folder), "qwen", ONCE, scratch)
    assert {row.ours for row in first.rows if isinstance(row, Row)} == {
        "pass over the 1 files it rewrites"
    }
    phases = {row.name: row for row in second.rows if isinstance(row, Phase)}
    assert phases.keys() >= {"select", "scan", "link", "collect", "plan", "edit", "second run"}
    assert {(row.files, row.bytes) for row in phases.values()} == {(1, len(PROGRAM))}


def test_a_tree_without_the_sdk_has_no_such_files(tmp_path: Path, scratch: Path) -> None:
    (root := tmp_path / "plain").mkdir()
    (root / "plain.py").write_text("x = 1\n")
    (only,) = matched(measure(root), "qwen", ONCE, scratch)
    assert (only.title, only.rows) == ("None of the files would be rewritten.", [])


def test_each_repository_of_a_hook_is_timed(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {"one irrelevant file", "one relevant file"}
    chosen = {title: files for title, files in hooks.REPOSITORIES.items() if title in few}
    monkeypatch.setattr(hooks, "REPOSITORIES", chosen)
    monkeypatch.setenv("PATH", str(scratch))
    monkeypatch.setattr(running, "BESIDE", str(scratch))
    rows = [row for row in hook("qwen", ONCE, scratch).rows if isinstance(row, Row)]
    assert {row.ours for row in rows} == few
    assert [row.beside.fault for row in rows] == [*[""] * 3, *["not installed"] * 3] * 2
    assert rows[0].took.seconds < rows[-1].took.seconds


def test_growth_is_timed_by_one_process_and_by_two(
    folder: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.benchmarks.growth.TIMES", (1, 3))
    found = growth(measure(folder), "qwen", ONCE, scratch)
    rows = [row.ours for row in found.rows if isinstance(row, Row)]
    assert rows == [
        f"{times} x 2 files{who}" for times in (1, 3) for who in ("", ", two processes")
    ]


def test_two_processes_are_timed_by_the_clock(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.benchmarks.growth.SHARED", {"2 files": (2, ()), "formatted": (1, ("--black",))}
    )
    rows = [row for row in shared("qwen", ONCE, scratch).rows if isinstance(row, Row)]
    assert [(row.ours, row.other, row.clock) for row in rows] == [
        (f"{title}, two processes", "the same, one", True) for title in ("2 files", "formatted")
    ]
    assert all(row.ratio is not None and row.ratio > 0 for row in rows)


def test_a_worst_case_that_does_not_end_is_told(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"small": (cases.sites, 1), "large": (cases.sites, 2)}
    monkeypatch.setattr("tests.benchmarks.growth.CASES", few)
    rows = [row for row in worst("qwen", Limit(1, 0.05), scratch).rows if isinstance(row, Row)]
    assert [(row.ours, row.took.fault) for row in rows] == [
        ("small", "not ended in 0.05 s"),
        ("large", "not ended in 0.05 s"),
    ]


def test_the_table_shows_ratios_and_faults(folder: Path) -> None:
    rows = [
        Row("ours", Took(3.0, 4.0, 50.2), "theirs", Took(1.5, 1.0, 20.0)),
        Row("ours", Took(3.0, 4.0, 50.2), "by the clock", Took(1.5, 1.0, 20.0), clock=True),
        Row("other", Took(3.0, 4.0, 50.2), "rg", Took(fault="not installed")),
    ]
    found = [Section("some", "Some:", rows)]
    table = as_table(found, 5)
    assert "| ours | 3.00 | 50 | theirs | 1.50 | 20 | 2.00 |" in table
    assert "|  |  |  | by the clock | 1.00 | 20 | 4.00 |" in table
    assert "| other | 3.00 | 50 | rg | not installed | – | – |" in table
    said = json.loads(as_json(measure(folder), found, 5))["sections"]["some"]
    assert [row["ratio"] for row in said] == [2, 4, None]
    assert said[2]["other_fault"] == "not installed"


def test_one_command_runs_it(folder: Path, tmp_path: Path) -> None:
    found = tmp_path / "found.json"
    options = ["--tree", str(folder), "--runs", "1", "--limit", "60", "--section", "matched"]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", *options, "--json", str(found)],
        check=False,
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    report = json.loads(found.read_text())
    assert (report["files"], report["candidates"]) == (2, 1)
    assert list(report["sections"]) == ["matched", "phases"]
    assert "| pass over the 1 files it rewrites |" in ran.stdout


def test_the_table_takes_its_place_and_no_more() -> None:
    before = "a\n<!-- benchmark -->\nold\n<!-- /benchmark -->\nb\n"
    after = placed(before, "| new |")
    assert after == "a\n<!-- benchmark -->\n| new |\n<!-- /benchmark -->\nb\n"
    assert placed(after, "| new |") == after
    with pytest.raises(ValueError, match="no markers"):
        placed("a\n", "| new |")
