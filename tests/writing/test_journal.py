"""The last run can be taken back, unless that would lose something."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from codemod.writing import journal
from codemod.writing.journal import UndoError, undo
from codemod.writing.write import write
from tests.writing.repositories import NEW, OLD, repository, rewritten, tree


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "repo", "a.py", "b.py")


def run(repo: Path, *paths: str) -> None:
    write(repo, [rewritten(path) for path in paths or ("a.py", "b.py")], force=True)


def refused(repo: Path) -> str:
    before = tree(repo)
    with pytest.raises(UndoError) as caught:
        undo(repo)
    assert tree(repo) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def journals(state: Path) -> list[Path]:
    return [path for path in state.rglob("*") if path.is_file()]


def test_without_a_run_there_is_nothing_to_take_back(repo: Path) -> None:
    assert refused(repo) == f"there is no run to take back in {repo}"


def test_a_file_that_changed_since_is_named_and_nothing_restored(repo: Path) -> None:
    run(repo)
    (repo / "b.py").write_bytes(NEW + b"more = 1\n")
    assert refused(repo) == "b.py has changed since the last run; nothing was restored"
    assert tree(repo)["a.py"] == NEW
    (repo / "b.py").unlink()
    assert refused(repo) == "b.py is gone since the last run; nothing was restored"
    (repo / "b.py").mkdir()
    assert "is a directory" in refused(repo)
    (repo / "b.py").rmdir()
    (repo / "b.py").write_bytes(NEW)
    assert undo(repo).paths == ("a.py", "b.py")


@pytest.mark.parametrize(
    "damage", ["", "[]", "{}", '{"version": 2}', '{"version": 1, "root": "/", "files": []}']
)
def test_a_damaged_journal_is_refused(repo: Path, state: Path, damage: str) -> None:
    run(repo)
    (found,) = journals(state)
    found.write_text(damage)
    assert "the journal of the last run is" in refused(repo)


def test_a_journal_whose_text_was_cut_is_refused(repo: Path, state: Path) -> None:
    run(repo)
    (found,) = journals(state)
    document = json.loads(found.read_text())
    document["files"][1]["before"] = document["files"][1]["before"][:8]
    found.write_text(json.dumps(document))
    assert "is damaged" in refused(repo)


def test_a_user_without_a_home_is_told(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "relative/is/invalid")
    monkeypatch.setenv("HOME", "/dev/null")
    assert "cannot be read: not a directory" in refused(repo)


def test_the_last_run_is_taken_back_once(repo: Path) -> None:
    before = tree(repo)
    run(repo)
    assert tree(repo) != before
    restored = undo(repo)
    assert restored.paths == ("a.py", "b.py")
    assert len(restored) == 2
    assert tree(repo) == before
    assert "no run" in refused(repo)


def test_bytes_mode_and_links_are_restored(repo: Path) -> None:
    data = b"\xef\xbb\xbf# coding: utf-8\r\nx = '\xc3\xa9'\r\n\0"
    (repo / "ünï code.py").write_bytes(data)
    (repo / "ünï code.py").chmod(0o755)
    (repo / "link.py").symlink_to("ünï code.py")
    write(repo, [rewritten("link.py", data, NEW)], force=True)
    (repo / "ünï code.py").chmod(0o700)
    undo(repo)
    assert (repo / "ünï code.py").read_bytes() == data
    assert stat.S_IMODE(os.stat(repo / "ünï code.py").st_mode) == 0o700
    assert os.readlink(repo / "link.py") == "ünï code.py"


def test_only_the_last_run_counts_and_each_project_has_its_own(repo: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other", "a.py")
    run(repo, "a.py")
    run(other, "a.py")
    run(repo, "b.py")
    assert undo(repo).paths == ("b.py",)
    assert tree(repo) == {"a.py": NEW, "b.py": OLD}
    assert tree(other) == {"a.py": NEW}
    assert undo(other).paths == ("a.py",)


def test_a_run_that_writes_nothing_does_not_hide_the_one_before(repo: Path) -> None:
    run(repo, "a.py")
    write(repo, [], force=False)
    assert undo(repo).paths == ("a.py",)


def test_a_file_that_was_never_reached_or_already_restored_is_no_obstacle(repo: Path) -> None:
    """As after a run that was killed in the middle."""
    journal.record(repo, [rewritten("a.py"), rewritten("b.py")])
    (repo / "a.py").write_bytes(NEW)
    assert undo(repo).paths == ("a.py",)
    assert tree(repo) == {"a.py": OLD, "b.py": OLD}


def test_recording_a_run_again_changes_nothing(repo: Path) -> None:
    run(repo)
    journal.record(repo, [rewritten("a.py"), rewritten("b.py")])
    assert undo(repo).paths == ("a.py", "b.py")


def test_the_journal_is_its_owners_and_outside_of_the_tree(repo: Path, state: Path) -> None:
    mask = os.umask(0)
    try:
        run(repo)
    finally:
        os.umask(mask)
    (found,) = journals(state)
    assert stat.S_IMODE(found.stat().st_mode) == 0o600
    assert stat.S_IMODE(found.parent.stat().st_mode) == 0o700
    assert set(tree(repo)) == {"a.py", "b.py"}


def test_the_same_project_by_another_path_is_the_same(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(repo)
    run(tmp_path / "current")
    assert undo(repo).paths == ("a.py", "b.py")
