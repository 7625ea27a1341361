"""A file that a run makes: all or nothing with the others, never over another, and gone after an undo."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codemod.vocabulary.outcomes import Rewritten
from codemod.writing import journal
from codemod.writing import replace as replacing
from codemod.writing.write import WriteError, write
from tests.writing.repositories import NEW, OLD, git, repository, rewritten, tree

MADE = Rewritten("app/new.py", b"", NEW, (), (), created=True)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "repo", "app/a.py")


def test_a_file_that_is_there_is_never_overwritten(repo: Path) -> None:
    (repo / "app/new.py").write_bytes(b"mine = 1\n")
    before = tree(repo)
    for force in (False, True):
        with pytest.raises(WriteError, match="come into being"):
            write(repo, [rewritten("app/a.py"), MADE], force=force)
    assert tree(repo) == before


def test_a_link_that_leads_nowhere_is_there_too(repo: Path) -> None:
    os.symlink("nowhere.py", repo / "app/new.py")
    with pytest.raises(WriteError, match="come into being"):
        write(repo, [MADE], force=True)
    assert os.readlink(repo / "app/new.py") == "nowhere.py" and not (repo / "nowhere.py").exists()


def test_without_its_folder_nothing_is_written(repo: Path) -> None:
    before = tree(repo)
    made = Rewritten("gone/new.py", b"", NEW, (), (), created=True)
    with pytest.raises(WriteError, match="no such file"):
        write(repo, [rewritten("app/a.py"), made], force=True)
    assert tree(repo) == before


def test_it_goes_with_the_others_when_one_cannot_be_replaced(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(repo)
    real = os.replace

    def fail(source: str | Path, target: str | Path) -> None:
        if str(target).endswith("a.py") and str(source).endswith(".new"):
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(replacing.os, "replace", fail)
    with pytest.raises(WriteError, match="no space"):
        write(repo, [MADE, rewritten("app/a.py")], force=True)
    monkeypatch.undo()
    assert tree(repo) == before


def test_it_is_written_and_taken_back(repo: Path) -> None:
    before = tree(repo)
    assert write(repo, [rewritten("app/a.py"), MADE], force=False).paths == (
        "app/a.py",
        "app/new.py",
    )
    assert tree(repo) == {"app/a.py": NEW, "app/new.py": NEW}
    assert len(journal.undo(repo)) == 2
    assert tree(repo) == before


def test_one_that_was_changed_since_is_kept(repo: Path) -> None:
    write(repo, [rewritten("app/a.py"), MADE], force=False)
    (repo / "app/new.py").write_bytes(b"mine = 1\n")
    before = tree(repo)
    with pytest.raises(journal.UndoError, match=r"new\.py has changed"):
        journal.undo(repo)
    assert tree(repo) == before


def test_one_that_is_gone_is_no_hindrance(repo: Path) -> None:
    write(repo, [rewritten("app/a.py"), MADE], force=False)
    (repo / "app/new.py").unlink()
    assert journal.undo(repo).paths == ("app/a.py",)
    assert tree(repo) == {"app/a.py": OLD}


def test_one_that_git_ignores_or_lost_is_written(repo: Path) -> None:
    (repo / ".gitignore").write_text("new.py\n")
    git(repo, "add", ".")
    git(repo, "commit", "-q", "-m", "y")
    assert write(repo, [MADE], force=False).paths == ("app/new.py",)
