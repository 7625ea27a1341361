"""All files of a run are written, or none, and nothing is left beside them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from codemod.writing import journal
from codemod.writing.write import WriteError, Written, write
from tests.writing.repositories import NEW, OLD, git, repository, rewritten, tree

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "repo", "a.py", "b.py", "c.py")


def refused(repo: Path, *paths: str, force: bool = False) -> str:
    """Write and be refused; prove that nothing has changed."""
    before = tree(repo)
    with pytest.raises(WriteError) as caught:
        write(repo, [rewritten(path) for path in paths], force=force)
    assert tree(repo) == before
    assert "\n" not in str(caught.value)
    with pytest.raises(journal.UndoError, match="no run"):
        journal.undo(repo)
    return str(caught.value)


def test_a_file_that_changed_since_its_plan_stops_all(repo: Path) -> None:
    (repo / "b.py").write_bytes(b"mine = 1\n")
    git(repo, "add", ".")
    assert refused(repo, "a.py", "b.py", "c.py") == "b.py: has changed in the meantime"
    assert refused(repo, "a.py", "b.py", force=True) == "b.py: has changed in the meantime"


def test_a_file_that_is_gone_stops_all(repo: Path) -> None:
    (repo / "b.py").unlink()
    assert refused(repo, "a.py", "b.py", force=True) == "b.py: no such file or directory"


def test_a_file_that_became_a_folder_or_a_pipe_stops_all(repo: Path) -> None:
    (repo / "b.py").unlink()
    (repo / "b.py").mkdir()
    assert refused(repo, "a.py", "b.py", force=True) == "b.py: is no longer a regular file"
    (repo / "b.py").rmdir()
    os.mkfifo(repo / "b.py")
    assert refused(repo, "a.py", "b.py", force=True) == "b.py: is no longer a regular file"


def test_a_file_not_staged_as_it_is_stops_all_without_force(repo: Path) -> None:
    (repo / "b.py").write_bytes(b"mine = 1\n")
    found = refused(repo, "a.py", "b.py")
    assert found == "b.py: differs from what git has staged; stage it, or --force"
    written = write(repo, [rewritten("a.py"), rewritten("b.py", b"mine = 1\n")], force=True)
    assert written.paths == ("a.py", "b.py")
    assert tree(repo) == {"a.py": NEW, "b.py": NEW, "c.py": OLD}


def test_staged_and_untracked_files_are_written(repo: Path) -> None:
    (repo / "b.py").write_bytes(b"mine = 1\n")
    git(repo, "add", ".")
    (repo / "d.py").write_bytes(OLD)
    write(repo, [rewritten("b.py", b"mine = 1\n"), rewritten("d.py")], force=False)
    assert tree(repo) == {"a.py": OLD, "b.py": NEW, "c.py": OLD, "d.py": NEW}


def test_a_link_out_of_the_root_stops_all(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_bytes(OLD)
    (repo / "b.py").unlink()
    (repo / "b.py").symlink_to(tmp_path / "outside.py")
    assert "links out of the project" in refused(repo, "a.py", "b.py", force=True)
    assert "links out of the project" in refused(repo, "../outside.py", force=True)


def test_one_file_by_two_names_stops_all(repo: Path) -> None:
    (repo / "d.py").symlink_to("a.py")
    assert refused(repo, "a.py", "d.py", force=True) == "d.py: is to be written twice"


# Failures in the middle, made by the file system itself: the hook runs before a file is put in place.

SCRIPT = """
import os, shutil, sys
from pathlib import Path
from codemod.writing.write import write
from tests.writing.repositories import rewritten
interrupts = []
root, paths, fault = Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3]
def before_replace(event, arguments):
    if event != "os.rename" or not str(arguments[1]).endswith(paths[-1]):
        return
    if fault == "folder":
        os.unlink(arguments[1]); os.mkdir(arguments[1])
    elif fault == "staged-lost":
        os.unlink(arguments[0])
    elif fault == "edited":
        Path(root, paths[-1]).write_bytes(b"somebody else = 1")
    elif fault == "interrupt" and len(interrupts) < 3:
        interrupts.append(1)
        raise KeyboardInterrupt
    elif fault == "sealed":
        for path in paths[:-1]:
            os.unlink(root / path); os.mkdir(root / path); (root / path / "x").write_text("")
        os.unlink(arguments[0])
sys.addaudithook(before_replace)
try:
    write(root, [rewritten(path) for path in paths], force=True)
except BaseException as error:
    print(f"{type(error).__name__}: {error}")
"""


def failing(repo: Path, fault: str, paths: str = "a.py,b.py,c.py") -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(repo), paths, fault],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("fault", "said", "left"),
    [
        ("folder", "WriteError: c.py: is a directory", {"a.py": OLD, "b.py": OLD}),
        (
            "staged-lost",
            "WriteError: c.py: no such file or directory",
            {"a.py": OLD, "b.py": OLD, "c.py": OLD},
        ),
        ("interrupt", "KeyboardInterrupt:", {"a.py": OLD, "b.py": OLD, "c.py": OLD}),
    ],
)
def test_a_failure_in_the_middle_brings_every_file_back(
    repo: Path, fault: str, said: str, left: dict[str, bytes]
) -> None:
    (repo / "a.py").chmod(0o755)
    identity = os.stat(repo / "a.py").st_ino
    assert failing(repo, fault) == said
    assert tree(repo) == left
    assert os.stat(repo / "a.py").st_ino == identity
    assert os.stat(repo / "a.py").st_mode & 0o777 == 0o755
    with pytest.raises(journal.UndoError, match="no run"):
        journal.undo(repo)


def test_without_a_fault_the_same_script_writes(repo: Path) -> None:
    assert failing(repo, "none") == ""
    assert tree(repo) == dict.fromkeys(("a.py", "b.py", "c.py"), NEW)


def test_a_failed_run_leaves_the_journal_of_the_one_before(repo: Path) -> None:
    write(repo, [rewritten("c.py")], force=False)
    (repo / "d.py").write_bytes(OLD)
    assert failing(repo, "folder", "a.py,d.py") == "WriteError: d.py: is a directory"
    assert journal.undo(repo).paths == ("c.py",)


def test_a_file_that_cannot_be_put_back_keeps_its_old_text_and_says_where(repo: Path) -> None:
    said = failing(repo, "sealed", "a.py,b.py")
    assert said.startswith("WriteError: a.py: could not be put back; its old text is in ")
    assert Path(said.rpartition(" ")[2]).read_bytes() == OLD


def test_a_shared_folder_where_replacing_is_forbidden(repo: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make somebody else's file")
    shared = repo / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    for name in ("a.py", "b.py"):
        (shared / name).write_bytes(OLD)
        (shared / name).chmod(0o666)
    os.chown(shared / "a.py", 65534, 65534)
    for folder in (repo, *repo.parents[:-2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(65534)
    try:
        with pytest.raises(WriteError, match=r"shared/b\.py: operation not permitted"):
            write(repo, [rewritten("shared/a.py"), rewritten("shared/b.py")], force=True)
    finally:
        os.seteuid(0)
    assert tree(shared) == {"a.py": OLD, "b.py": OLD}
    assert os.stat(shared / "a.py").st_uid == 65534


def test_a_read_only_file_stops_all() -> None:
    from tests.reading.trees import unprivileged

    with unprivileged() as folder:
        for name in ("a.py", "b.py"):
            (folder / name).write_bytes(OLD)
        (folder / "b.py").chmod(0o444)
        with pytest.raises(WriteError, match=r"b\.py: is read-only"):
            write(folder, [rewritten("a.py"), rewritten("b.py")], force=True)
        assert tree(folder) == {"a.py": OLD, "b.py": OLD}


# What survives


def test_bytes_mode_and_odd_names_survive(repo: Path) -> None:
    data = {
        "sp ace/ünï 🐍.py": (b"\xef\xbb\xbfx = 1\r\n", b"\xef\xbb\xbfx = 2\r\n"),
        "-n.py": (b"x = 1\r", b"x = 2\r"),
        "x" * 200 + ".py": (b"# coding: latin-1\n'\xe9'", b"# coding: latin-1\n'\xe8'"),
        "new\nline.py": (b"", b"x"),
        "[a].py": (OLD, NEW),
    }
    for path, (before, _) in data.items():
        (repo / path).parent.mkdir(exist_ok=True)
        (repo / path).write_bytes(before)
        (repo / path).chmod(0o750)
    git(repo, "add", ".")
    write(repo, [rewritten(path, *both) for path, both in data.items()], force=False)
    for path, (_, after) in data.items():
        assert (repo / path).read_bytes() == after
        assert (repo / path).stat().st_mode & 0o777 == 0o750
    assert set(tree(repo)) == {*data, "a.py", "b.py", "c.py"}


def test_links_survive_and_their_target_is_written(repo: Path) -> None:
    (repo / "in").mkdir()
    (repo / "in/link.py").symlink_to("../a.py")
    (repo / "folder").symlink_to("in", target_is_directory=True)
    write(repo, [rewritten("folder/link.py")], force=False)
    assert os.readlink(repo / "in/link.py") == "../a.py"
    assert os.readlink(repo / "folder") == "in"
    assert (repo / "a.py").read_bytes() == NEW


def test_the_owner_survives(repo: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make somebody else's file")
    os.chown(repo / "a.py", 65534, 65533)
    write(repo, [rewritten("a.py")], force=False)
    status = os.stat(repo / "a.py")
    assert (status.st_uid, status.st_gid) == (65534, 65533)


def test_nothing_to_write_is_nothing_written(repo: Path) -> None:
    assert write(repo, [], force=False) == Written()
    assert write(repo, [rewritten("a.py", OLD, OLD)], force=False) == Written()


def test_without_a_place_for_the_journal_the_run_says_so(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "taken"))
    written = write(repo, [rewritten("a.py")], force=False)
    assert written.paths == ("a.py",)
    assert "journal cannot be written" in written.not_undoable
    assert (repo / "a.py").read_bytes() == NEW
