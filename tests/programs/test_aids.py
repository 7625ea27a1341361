"""Programs whose messages only run time knows, at Anthropic by its own SDK: with --helpers they do the same."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command import migrate
from tests.fake.vendors import VENDORS
from tests.programs.cases import FIXTURES, Case, load_case
from tests.programs.harness import Bench, contents, copied
from tests.programs.verdicts import absent, verdict

ANTHROPIC = VENDORS["anthropic"]
NAMES = ("messages_unseen", "messages_unseen_async")
EACH = pytest.mark.parametrize("name", NAMES)


def case(name: str, *options: str) -> Case:
    return replace(load_case(FIXTURES / name), options=options)


@EACH
def test_without_the_option_it_stays(bench: Bench, name: str) -> None:
    found = verdict(bench, case(name), ANTHROPIC, "native")
    assert found.kind == "left" and "--helpers" in found.reason


@EACH
def test_with_the_option_it_does_the_same(bench: Bench, name: str) -> None:
    found = verdict(bench, case(name, "--helpers"), ANTHROPIC, "native")
    assert (found.kind, found.reason) == ("equal", "")


def test_gemini_does_the_same_where_no_tools_are_called(bench: Bench) -> None:
    if absent("gemini", "native"):
        pytest.skip("the SDK of gemini is not installed")
    found = verdict(bench, case(NAMES[1], "--helpers"), VENDORS["gemini"], "native")
    assert (found.kind, found.reason) == ("equal", "")
    left = verdict(bench, case(NAMES[0], "--helpers"), VENDORS["gemini"], "native")
    assert left.kind == "left" and "takes no tool_calls" in left.reason


@EACH
def test_what_the_aid_does_not_do_shows(bench: Bench, name: str, tmp_path: Path) -> None:
    """Broken on purpose: one that forgets what the system says is found out."""
    tree = copied(case(name), tmp_path)
    migrated = bench.migrate_tree(tree, "native", "--helpers", vendor=ANTHROPIC)
    aid = tree / "anthropic_messages.py"
    text = aid.read_text("utf-8")
    broken = text.replace('return {"system": system, "messages": turns} if system else', "return")
    assert broken != text
    aid.write_text(broken, "utf-8")
    problems = bench.check_result(case(name), "native", tree, migrated, ANTHROPIC)
    assert any("output differs" in problem for problem in problems)


def test_the_command_counts_shows_writes_and_takes_back(tmp_path: Path) -> None:
    """--check, --diff, a run, a second run, and --undo, with the files on disk."""
    tree = copied(case(NAMES[0]), tmp_path)
    before = contents(tree)
    asked = ("--to", "anthropic", "--helpers")
    assert migrate(*asked, "--check", cwd=tree).status == 1
    patch = migrate(*asked, "--diff", cwd=tree).out
    assert "new file mode 100644\n--- /dev/null\n+++ b/anthropic_messages.py\n" in patch
    assert contents(tree) == before
    told = migrate(*asked, cwd=tree).out
    assert "anthropic_messages.py:1:1 HELPER-WRITTEN" in told and "2 files rewritten" in told
    assert "see that anthropic_messages.py, which is new, goes" in told
    after = contents(tree)
    assert after.keys() - before.keys() == {"anthropic_messages.py"}
    assert migrate(*asked, "--check", cwd=tree).status == 0
    assert migrate(*asked, cwd=tree).status == 0
    assert contents(tree) == after
    subprocess.run(
        [sys.executable, "-m", "py_compile", "anthropic_messages.py"], check=True, cwd=tree
    )
    assert migrate("--undo", cwd=tree).out.startswith("removed anthropic_messages.py\nrestored ")
    assert {p: d for p, d in contents(tree).items() if "__pycache__" not in p} == before
