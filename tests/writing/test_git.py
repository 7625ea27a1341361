"""Which files git has in another state, asked of real repositories."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codemod.writing.git import GitError, dirty_paths
from tests.writing.repositories import git, repository

PATHS = ("a.py", "in/b.py", "sp ace.py", "ünï.py", "[a].py", "-n.py")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "repo", *PATHS)


def test_git_that_cannot_be_asked_is_an_error(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / ".git/HEAD").unlink()
    with pytest.raises(GitError, match="git cannot tell what is staged"):
        dirty_paths(repo, PATHS)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="git cannot be run: no such file"):
        dirty_paths(repo, PATHS)


def test_outside_of_a_repository_nothing_is_dirty(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    assert dirty_paths(tmp_path, ["a.py", "gone.py"]) == set()


def test_clean_staged_untracked_and_merely_touched_files_are_not_dirty(repo: Path) -> None:
    (repo / "a.py").write_text("staged")
    git(repo, "add", "a.py")
    (repo / "new.py").write_text("untracked")
    os.utime(repo / "in/b.py", (1, 1))
    assert dirty_paths(repo, [*PATHS, "new.py"]) == set()


def test_what_differs_from_the_index_is_dirty_whatever_its_name(repo: Path) -> None:
    for path in PATHS:
        (repo / path).write_text("mine")
    assert dirty_paths(repo, PATHS) == set(PATHS)
    git(repo, "add", ".")
    (repo / "a.py").write_text("on top of what is staged")
    assert dirty_paths(repo, PATHS) == {"a.py"}
    assert dirty_paths(repo, ["in/b.py"]) == set()


def test_a_pattern_of_gits_is_only_a_name(repo: Path) -> None:
    (repo / "a.py").write_text("mine")
    (repo / "*.py").write_text("untracked")
    assert dirty_paths(repo, ["*.py", ":/a.py", "[a].py"]) == set()


def test_many_files_are_asked_for_at_once(tmp_path: Path) -> None:
    paths = [f"in/m{number}.py" for number in range(300)]
    repo = repository(tmp_path / "repo", *paths)
    for path in paths[::2]:
        (repo / path).write_text("mine")
    assert dirty_paths(repo, paths) == set(paths[::2])


def test_a_root_inside_a_repository_and_repositories_inside_a_root(
    repo: Path, tmp_path: Path
) -> None:
    (repo / "in/b.py").write_text("mine")
    assert dirty_paths(repo / "in", ["b.py"]) == {"b.py"}
    inner = repository(repo / "vendor/inner", "c.py", "d.py")
    (inner / "c.py").write_text("mine")
    paths = ["a.py", "in/b.py", "vendor/inner/c.py", "vendor/inner/d.py"]
    assert dirty_paths(repo, paths) == {"in/b.py", "vendor/inner/c.py"}
    assert dirty_paths(tmp_path, [f"repo/{path}" for path in paths]) == {
        *("repo/in/b.py", "repo/vendor/inner/c.py"),
    }


def test_a_link_is_as_dirty_as_its_target(repo: Path) -> None:
    (repo / "link.py").symlink_to("a.py")
    git(repo, "add", ".")
    assert dirty_paths(repo, ["link.py"]) == set()
    (repo / "a.py").write_text("mine")
    assert dirty_paths(repo, ["link.py"]) == {"link.py"}


def test_line_endings_that_git_converts_are_clean(repo: Path) -> None:
    (repo / ".gitattributes").write_text("*.py text eol=crlf\n")
    (repo / "a.py").write_bytes(b"x = 1\r\n")
    git(repo, "add", ".")
    os.utime(repo / "a.py", (1, 1))
    assert dirty_paths(repo, ["a.py"]) == set()


def test_inside_a_hook_the_index_of_the_commit_counts(repo: Path, tmp_path: Path) -> None:
    """``git commit -a`` runs its hooks on an index of its own and sets variables for git."""
    saw = tmp_path / "saw"
    script = tmp_path / "ask.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\n"
        "from codemod.writing.git import dirty_paths\n"
        f"Path({str(saw)!r}).write_text(repr(dirty_paths(Path({str(repo)!r}), ['a.py', 'in/b.py'])))\n"
    )
    import sys

    checkout = Path(__file__).parents[2]
    hook = repo / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nPYTHONPATH='{checkout}' '{sys.executable}' '{script}'\n")
    hook.chmod(0o755)
    (repo / "a.py").write_text("mine")
    git(repo, "commit", "-qam", "all")
    assert saw.read_text() == "set()"
    (repo / "a.py").write_text("mine too")
    (repo / "in/b.py").write_text("mine too")
    git(repo, "add", "a.py")
    git(repo, "commit", "-qm", "one")
    assert saw.read_text() == "{'in/b.py'}"


def test_another_repositorys_variables_do_not_lead_astray(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repository(tmp_path / "other", "a.py")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    (repo / "in/b.py").write_text("mine")
    assert dirty_paths(repo, PATHS) == {"in/b.py"}
