"""Real repositories and runs for the tests of writing."""

from __future__ import annotations

import subprocess
from pathlib import Path

from codemod.vocabulary.outcomes import Rewritten

OLD, NEW = b"old = 1\n", b"new = 2\n"


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@t", *arguments],
        cwd=root,
        check=True,
        capture_output=True,
    )


def repository(root: Path, *paths: str) -> Path:
    """Make a repository in which ``paths`` hold `OLD` and are committed."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q")
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(OLD)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    return root


def rewritten(path: str, before: bytes = OLD, after: bytes = NEW) -> Rewritten:
    return Rewritten(path, before, after, (), ())


def tree(root: Path) -> dict[str, bytes]:
    """Return all files below ``root`` but git's, hidden leftovers included."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }
