"""Select the files of a project: what is read, what may be edited, what cannot be, and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from codemod.reading.ignore import parse_rules
from codemod.reading.kinds import is_manifest
from codemod.reading.roots import PathError, anchored, git_folder, project_root
from codemod.reading.walk import Chain, Walk, ignored, inside, posix, read_rules
from codemod.vocabulary.skipped import Skipped

__all__ = ["PathError", "Selection", "project_root", "select"]


@dataclass(frozen=True)
class Selection:
    """The files of a project, all paths relative to ``root`` with ``/``, sorted.

    ``python`` and ``texts`` are to be read; ``may_edit`` gives those that may change. ``programs`` are those in
    other languages, which are only asked for names. ``links`` maps each
    linked file or folder to the place inside the root where it leads; such files are listed
    once, under their own place. ``skipped`` are those that cannot be read.
    """

    root: Path
    python: tuple[str, ...]
    texts: tuple[str, ...]
    programs: tuple[str, ...]
    may_edit: Callable[[], frozenset[str]]
    links: Mapping[str, str]
    skipped: tuple[Skipped, ...]

    @cached_property
    def editable(self) -> frozenset[str]:
        """The files that may change; a run that finds nothing never asks."""
        return self.may_edit()


def select(root: Path, paths: Sequence[Path], *, exclude: Sequence[str] = ()) -> Selection:
    """Walk the project below ``root`` and list its files.

    Files below ``paths`` (absolute, or relative to the working directory) may be edited, unless a
    pattern of ``exclude`` (as in an ignore file, relative to ``root`` or to the working directory)
    matches them or a folder above; so may the manifests of the folders above ``paths``. A root
    without a marker of a project is read only below ``paths``. Raises `PathError` for a path that
    does not exist or lies outside ``root``.
    """
    top = os.path.realpath(root)
    given = [_relative(top, path) for path in paths or (Path("."),)]
    repository = git_folder(top)
    outer = read_rules(os.path.join(repository, "info", "exclude")) if repository else None
    walk = Walk(top, outer, skip_repositories=repository is not None)
    if repository is not None or os.path.exists(os.path.join(top, "pyproject.toml")):
        walk.everything()
    for path in given:
        walk.explicit(path)
    walk.settle_links()
    return Selection(
        root=Path(top),
        python=tuple(sorted(walk.python)),
        texts=tuple(sorted(walk.texts)),
        programs=tuple(sorted(walk.programs)),
        may_edit=lambda: _editable(walk, given, _excluding(top, exclude)),
        links=dict(sorted(walk.links.items())),
        skipped=tuple(sorted(walk.skipped.values(), key=lambda skipped: skipped.path)),
    )


def _editable(walk: Walk, given: Sequence[str], exclude: Chain) -> frozenset[str]:
    places = _Places(set(given), exclude, {})
    reached = _reached(walk.links, places)
    while not reached <= places.given:
        places.given |= reached
        reached = _reached(walk.links, places)
    above = {folder for path in given for folder in (path, *_folders_of(path))}
    return frozenset(
        path
        for path in (*walk.python, *walk.texts)
        if (places.below(path) or (is_manifest(path) and _manifest_folder(path) in above))
        and not places.excluded(path)
    )


def _reached(links: Mapping[str, str], places: _Places) -> set[str]:
    """Return where the links below the given paths lead."""
    return {
        target for path, target in links.items() if places.below(path) and not places.excluded(path)
    }


@dataclass
class _Places:
    """Which paths lie below a given one, and which are excluded."""

    given: set[str]
    exclude: Chain
    folders: dict[str, bool]

    def below(self, path: str) -> bool:
        return not self.given.isdisjoint((path, *_folders_of(path)))

    def excluded(self, path: str) -> bool:
        if not self.exclude:
            return False
        for folder in _folders_of(path):
            if folder not in self.folders:
                self.folders[folder] = bool(folder) and ignored(self.exclude, folder, folder=True)
            if self.folders[folder]:
                return True
        return ignored(self.exclude, path, folder=False)


def _excluding(top: str, exclude: Sequence[str]) -> Chain:
    rules = parse_rules("\n".join(pattern.removeprefix("./") for pattern in exclude))
    if not rules:
        return ()
    here = os.path.realpath(os.curdir)
    relative = posix(top, here) if inside(top, here) else ""
    return (("", rules), *([(f"{relative}/", rules)] if relative else []))


def _folders_of(path: str) -> Iterator[str]:
    """Yield the folders above ``path``, nearest first, the root ("") last."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def _manifest_folder(path: str) -> str:
    folder = path.rpartition("/")[0]
    parent, _, name = folder.rpartition("/")
    if name == "workflows":
        return parent.rpartition("/")[0]
    return parent if name == "requirements" else folder


def _relative(top: str, path: Path) -> str:
    absolute = anchored(path)
    if not os.path.exists(absolute):
        broken = os.path.islink(absolute)
        raise PathError(str(path), "is a broken link" if broken else "does not exist")
    if not inside(top, absolute):
        raise PathError(str(path), f"lies outside the project at {top}")
    return posix(top, absolute)
