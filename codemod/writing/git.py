"""Which files differ from what git has staged."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

_FEW = 100
"""Up to so many paths are named on git's command line; else it looks at all that it tracks."""


class GitError(Exception):
    """Git could not be asked; ``str()`` is one line for the user."""


def dirty_paths(root: Path, paths: Iterable[str]) -> set[str]:
    """Return those of ``paths`` (below ``root``) that git tracks in another state than the index.

    Staged changes and untracked files are not dirty; nor is anything outside of a repository.
    Raises `GitError` when there is a repository and git cannot be asked.
    """
    top = os.path.realpath(root)
    found: set[str] = set()
    for repository, real_paths in _by_repository(top, paths).items():
        names = {os.path.relpath(real, repository): path for real, path in real_paths.items()}
        modified = _modified(repository, sorted(names) if len(names) <= _FEW else ())
        found |= {names[name] for name in modified if name in names}
    return found


def _by_repository(top: str, paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """Group the paths by the work tree that they lie in: real path → path."""
    known: dict[str, str | None] = {}
    groups: dict[str, dict[str, str]] = {}
    for path in paths:
        real = os.path.realpath(os.path.join(top, path))
        repository = _work_tree(os.path.dirname(real), known)
        if repository is not None:
            groups.setdefault(repository, {})[real] = path
    return groups


def _work_tree(folder: str, known: dict[str, str | None]) -> str | None:
    if folder not in known:
        above = os.path.dirname(folder)
        if os.path.lexists(os.path.join(folder, ".git")):
            known[folder] = folder
        else:
            known[folder] = None if above == folder else _work_tree(above, known)
    return known[folder]


def _modified(repository: str, names: Sequence[str]) -> set[str]:
    command = ["--literal-pathspecs", "ls-files", "--modified", "-z", "--", *names]
    output = _git(repository, command)
    return {name.replace("/", os.sep) for name in os.fsdecode(output).split("\0") if name}


def _git(repository: str, arguments: Sequence[str], *, index: str | None = None) -> bytes:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_INDEX_FILE")
    }
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    staged = os.environ.get("GIT_INDEX_FILE")
    if staged and _is_index_of(os.path.abspath(staged), repository):
        environment["GIT_INDEX_FILE"] = os.path.abspath(staged)
    try:
        done = subprocess.run(
            ["git", "-C", repository, "-c", "core.fsmonitor=false", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {(error.strerror or str(error)).lower()}") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").splitlines()
        said = lines[0] if lines else f"exit status {done.returncode}"
        raise GitError(f"git cannot tell what is staged in {repository}: {said}")
    return done.stdout


def _is_index_of(index: str, repository: str) -> bool:
    """Say whether an index that a hook was given belongs to this repository.

    A commit of some paths only, or of all, runs its hooks on an index of its own.
    """
    entry = os.path.join(repository, ".git")
    if os.path.isfile(entry):
        with open(entry, encoding="utf-8", errors="surrogateescape") as file:
            entry = os.path.join(repository, file.readline().removeprefix("gitdir:").strip())
    return os.path.realpath(os.path.dirname(index)) == os.path.realpath(entry)
