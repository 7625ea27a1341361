"""A clean copy of this project's sources, as git sees them, for tests that build or clone it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


def git(folder: Path, *arguments: str) -> str:
    """Run git in ``folder``, deaf to the user's configuration, and return what it prints."""
    silent = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@localhost"]
    ran = subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        env=os.environ | silent,
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout


def check_out(target: Path) -> Path:
    """Copy the tracked and the new files to ``target``, and commit them in a repository there.

    Skips the test where the project is no git repository.
    """
    if not (PROJECT / ".git").exists():
        pytest.skip("the project is not a git repository here")
    listed = git(PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        source = PROJECT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    git(target, "init", "--quiet")
    git(target, "add", "--all", "--force")
    git(target, "commit", "--quiet", "--message", "sources")
    return target
