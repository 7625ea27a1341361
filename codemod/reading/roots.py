"""Where a project begins: its git root, its pyproject.toml, or what its paths have in common."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


class PathError(Exception):
    """A path of the command line that cannot be used; ``str()`` is one line for the user."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} {reason}")
        self.path = path
        self.reason = reason


def project_root(paths: Sequence[Path]) -> Path:
    """Return the folder of the project that ``paths`` belong to, without links.

    The git root above their common folder, else the nearest folder above with a pyproject.toml,
    else the common folder itself. Raises `PathError` for a path that does not exist.
    """
    folders = []
    for path in paths or (Path("."),):
        absolute = anchored(path)
        if not os.path.lexists(absolute):
            raise PathError(str(path), "does not exist")
        is_folder = os.path.isdir(absolute) and not os.path.islink(absolute)
        folders.append(absolute if is_folder else os.path.dirname(absolute))
    try:
        shared = os.path.commonpath(folders)
    except ValueError as error:
        raise PathError(str(paths[-1]), "lies on another drive than the other paths") from error
    upward = [shared, *(str(folder) for folder in Path(shared).parents)]
    for marker in (".git", "pyproject.toml"):
        for folder in upward:
            if os.path.exists(os.path.join(folder, marker)):
                return Path(folder)
    return Path(shared)


def anchored(path: Path) -> str:
    """Return ``path`` as an absolute one whose folders are no links.

    A folder that is itself a link is followed, a file that is one is not: it is edited, or refused,
    as the link it is.
    """
    absolute = os.path.abspath(path)
    if os.path.isdir(absolute):
        return os.path.realpath(absolute)
    return os.path.join(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute))


def git_folder(root: str) -> str | None:
    """Return the folder of the git data that the work tree at ``root`` shares, or None."""
    entry = os.path.join(root, ".git")
    if os.path.isdir(entry):
        return entry
    pointed = _first_line(entry)
    if pointed is None or not pointed.startswith("gitdir:"):
        return None
    folder = os.path.join(root, pointed.removeprefix("gitdir:").strip())
    shared = _first_line(os.path.join(folder, "commondir"))
    return folder if shared is None else os.path.join(folder, shared)


def _first_line(name: str) -> str | None:
    try:
        with open(name, encoding="utf-8", errors="surrogateescape") as file:
            return file.readline().strip()
    except OSError:
        return None
