"""Diffs are judged by git itself: what ``git apply`` makes of them is the new file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from codemod.reporting.diff import file_patch, unified
from codemod.reporting.masking import Masker
from codemod.vocabulary.outcomes import Rewritten

KEY = "toy-" + "a1B2" * 6
MASK = Masker(r"toy-[A-Za-z0-9]{20,}")


def git(where: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git without any configuration of this machine; fails with git's own words."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *arguments],
        check=False,
        cwd=where,
        input=stdin,
        capture_output=True,
        env=environment,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert not done.stderr, done.stderr.decode()
    return done.stdout


def repository(root: Path, files: Mapping[str, bytes]) -> Path:
    git(root, "init", "--quiet")
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    git(root, "add", "--all")
    return root


def rewritten(path: str, before: bytes, after: bytes) -> Rewritten:
    return Rewritten(path, before, after, (), ())


BEFORE = b"import toy\n\nclient = toy.Client()\n" + b"x = 1\n" * 30 + b"print(client.ask('?'))\n"
AFTER = BEFORE.replace(b"toy", b"other").replace(b"ask(", b"call(\n    ")

CASES = {
    "two hunks": ("app.py", BEFORE, AFTER),
    "carriage returns": ("app.py", *(b.replace(b"\n", b"\r\n") for b in (BEFORE, AFTER))),
    "lone carriage returns": ("app.py", *(b.replace(b"\n", b"\r") for b in (BEFORE, AFTER))),
    "mixed newlines": ("app.py", b"a\r\nb\nc\r\n", b"a\r\nB\nc\r\n"),
    "no newline at the end": ("app.py", b"a\nb\nold", b"a\nb\nnew"),
    "a newline at the end goes": ("app.py", b"a\nb\n", b"a\nb"),
    "a newline at the end comes": ("app.py", b"a\nb", b"a\nb\n"),
    "context ends without a newline": ("app.py", b"old\nb\nc", b"new\nb\nc"),
    "first line": ("app.py", b"old\n", b"new\n"),
    "lines come at the end": ("app.py", b"a\n", b"a\nb\nc\n"),
    "lines come at the start": ("app.py", b"a\n", b"b\nc\na\n"),
    "lines go": ("app.py", b"a\nb\nc\n", b"b\n"),
    "everything goes": ("app.py", b"a\nb\n", b""),
    "everything comes": ("app.py", b"", b"a\nb\n"),
    "byte order mark": ("app.py", b"\xef\xbb\xbfold\n", b"\xef\xbb\xbfnew\n"),
    "latin-1": ("app.py", b"# caf\xe9\nold\n", b"# caf\xe9\nnew\n"),
    "form feed": ("app.py", b"a\n\x0c\nold\n", b"a\n\x0c\nnew\n"),
    "spaces in the path": ("my app/the file.py", b"old\n", b"new\n"),
    "a path that is not ASCII": ("caf\u00e9/\u6a21\u578b.py", b"old\n", b"new\n"),
    "quotes in the path": ('a "b" \\ c.py', b"old\n", b"new\n"),
    "a tab in the path": ("a\tb.py", b"old\n", b"new\n"),
    "a path that is no text": (os.fsdecode(b"caf\xe9.py"), b"old\n", b"new\n"),
    "lines that look like a diff": ("app.py", b"-- a\n++ b\n@@ c\n", b"-- A\n++ B\n@@ c\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_git_applies_it(name: str, tmp_path: Path) -> None:
    path, before, after = CASES[name]
    root = repository(tmp_path, {path: before})
    patch = file_patch(path, before, after)
    git(root, "apply", "--check", "--whitespace=nowarn", stdin=patch)
    git(root, "apply", "--whitespace=nowarn", stdin=patch)
    assert (root / path).read_bytes() == after


@pytest.mark.parametrize("name", CASES)
def test_git_takes_it_back(name: str, tmp_path: Path) -> None:
    path, before, after = CASES[name]
    root = repository(tmp_path, {path: after})
    patch = file_patch(path, before, after)
    git(root, "apply", "--reverse", "--whitespace=nowarn", stdin=patch)
    assert (root / path).read_bytes() == before


def test_the_hunks_are_those_of_git(tmp_path: Path) -> None:
    root = repository(tmp_path, {"app.py": BEFORE})
    (root / "app.py").write_bytes(AFTER)
    theirs = git(root, "diff", "--no-color", "--no-ext-diff").split(b"\n")
    ours = file_patch("app.py", BEFORE, AFTER).split(b"\n")
    # git adds the index line and, behind @@, the enclosing function.
    theirs = [line for line in theirs if not line.startswith(b"index ")]
    assert [line.rpartition(b"@@")[0] or line for line in theirs] == [
        line.rpartition(b"@@")[0] or line for line in ours
    ]


def test_several_files_apply_at_once_and_from_a_subdirectory(tmp_path: Path) -> None:
    files = {"pkg/a.py": b"old\n", "pkg/deep/b b.py": b"1\nold", "pkg/c.py": b"same\n"}
    root = repository(tmp_path, files)
    patch, withheld = unified(
        [
            rewritten("pkg/a.py", b"old\n", b"new\n"),
            rewritten("pkg/deep/b b.py", b"1\nold", b"1\nnew"),
        ],
        MASK,
    )
    assert withheld == ()
    git(root / "pkg", "apply", stdin=patch)
    assert {path: (root / path).read_bytes() for path in files} == {
        "pkg/a.py": b"new\n",
        "pkg/deep/b b.py": b"1\nnew",
        "pkg/c.py": b"same\n",
    }


def test_a_large_file_with_many_equal_lines(tmp_path: Path) -> None:
    before = b"".join(b"x = %d\n" % (number % 7) for number in range(5000))
    after = before.replace(b"x = 3\n", b"y = 3\n", 400)
    root = repository(tmp_path, {"app.py": before})
    git(root, "apply", stdin=file_patch("app.py", before, after))
    assert (root / "app.py").read_bytes() == after


def test_a_line_that_a_long_file_holds_often_is_no_difference() -> None:
    calls = "".join(f"    ask(\n        {n}\n    )\n" for n in range(100))
    before = f"{calls}    old(1\n    )\n    return old\n{calls}".encode()
    patch = file_patch("app.py", before, before.replace(b"old", b"new")).decode().splitlines()
    changed = [line for line in patch if line[0] in "+-"]
    assert changed[2:] == ["-    old(1", "+    new(1", "-    return old", "+    return new"]


def test_no_difference_no_patch() -> None:
    assert file_patch("app.py", b"a\n", b"a\n") == b""
    assert unified([], MASK) == (b"", ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"client = Client('{KEY}')\n", "client = Other()\n"),
        ("client = Client()\n", f"client = Other('{KEY}')\n"),
        (f"key = '{KEY}'\nold\n", f"key = '{KEY}'\nnew\n"),
    ],
    ids=["removed", "added", "beside"],
)
def test_a_hunk_with_a_key_keeps_its_file_out(before: str, after: str) -> None:
    patch, withheld = unified(
        [rewritten("a.py", before.encode(), after.encode()), rewritten("b.py", b"old\n", b"new\n")],
        MASK,
    )
    assert withheld == ("a.py",)
    assert patch == file_patch("b.py", b"old\n", b"new\n")


def test_a_key_far_from_the_changes_is_no_obstacle() -> None:
    before = f"key = '{KEY}'\n{'x = 1' + chr(10)}" + "y = 1\n" * 9 + "old\n"
    patch, withheld = unified(
        [rewritten("a.py", before.encode(), before.replace("old", "new").encode())], MASK
    )
    assert withheld == ()
    assert KEY.encode() not in patch
    assert b"+new\n" in patch


@pytest.mark.parametrize("path", ["app/new.py", "a b/neu é.py"])
def test_a_new_file_is_made(tmp_path: Path, path: str) -> None:
    root = repository(tmp_path, {"app/toy.py": BEFORE})
    made = Rewritten(path, b"", AFTER, (), (), created=True)
    patch, withheld = unified([made], MASK)
    assert withheld == () and b"--- /dev/null\n" in patch
    git(root, "apply", "--index", "-", stdin=patch)
    assert (root / path).read_bytes() == AFTER
    git(root, "apply", "--index", "-R", "-", stdin=patch)
    assert not (root / path).exists()
