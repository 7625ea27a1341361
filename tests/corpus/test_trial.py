"""The trial sees every way in which a command can fail a tree; broken commands prove it."""

from __future__ import annotations

import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.corpus.trial import Trial, try_out

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = """
import json, sys
from pathlib import Path

file, check = Path("app.py"), "--check" in sys.argv
before = file.read_text()
after = before.replace("old", "new")
{broken}
if after != before and not check:
    file.write_text(after)
changes = [{{"line": 1}}] if after != before else []
print(json.dumps({{"files": [{{"path": "app.py", "changes": changes}}], "sites": [7]}}))
sys.exit(1 if changes and check else 0)
"""


def tried(tmp_path: Path, broken: str = "", program: str = "x = old\n") -> Trial:
    """Try a command with ``broken`` in its middle on a tree with one program."""
    script = tmp_path / "command.py"
    script.write_text(COMMAND.format(broken=dedent(broken)))
    (tree := tmp_path / "tree").mkdir()
    (tree / "app.py").write_text(program)
    (tree / "kept.txt").write_text("old\n")
    trial = try_out(tree, tmp_path / "copy", "native", [sys.executable, str(script)])
    assert (tree / "app.py").read_text() == program, "the tree itself was touched"
    return trial


def test_a_sound_command_has_no_fault_and_its_first_report_is_kept(tmp_path: Path) -> None:
    trial = tried(tmp_path)
    assert trial.faults == ()
    assert trial.report["files"] == [{"path": "app.py", "changes": [{"line": 1}]}]
    assert trial.report["sites"] == [7]


def test_a_command_with_nothing_to_do_has_no_fault(tmp_path: Path) -> None:
    assert tried(tmp_path, program="x = 1\n").faults == ()


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("if check: file.write_text(after)", "--check wrote to the tree"),
        ("after = after.replace('new', 'new, ((')", "app.py does not parse any more"),
        ("after += '#'", "a second run changed app.py"),
        ("before = 'else'", "a second run reports a change in app.py"),
        ("Path('kept.txt').unlink(missing_ok=True)", "kept.txt was lost"),
        ("sys.exit(3)", "migrate --check: exit 3"),
        ("if not check: sys.exit(1)", "migrate: exit 1"),
        ("if not check: print('talk')", "migrate: standard output is not one JSON value"),
        ("raise ValueError('why')", "exit 1: ValueError: why"),
        ("print('Traceback', file=sys.stderr)", "migrate --check: exit 1"),
        ("print('talk')", "migrate --check: standard output is not one JSON value"),
    ],
)
def test_a_broken_command_is_seen(tmp_path: Path, broken: str, fault: str) -> None:
    faults = tried(tmp_path, broken).faults
    assert any(fault in found for found in faults), faults


def test_a_file_that_never_parsed_may_stay_so(tmp_path: Path) -> None:
    assert tried(tmp_path, program="print 'old'\n").faults == ()
