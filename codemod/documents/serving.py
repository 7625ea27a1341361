"""Which manifest serves which file."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from codemod.documents.conda import read_environment
from codemod.documents.entries import Manifest
from codemod.documents.installs import read_cells, read_installs
from codemod.documents.pyproject import read_pipfile, read_pyproject, read_script
from codemod.documents.requirements import read_requirements
from codemod.documents.setup_files import read_noxfile, read_setup_cfg, read_setup_py
from codemod.documents.text import Document
from codemod.vocabulary.cells import is_notebook_text
from codemod.vocabulary.outcomes import Skipped
from codemod.vocabulary.patterns import late

Get = Callable[[str], "bytes | Skipped"]
_REQUIREMENTS = late(
    r"(?:.*/)?(?:[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|requirements/[^/]*\.(?:txt|in))"
)
_ENVIRONMENT = late(r"(?:.*/)?(?:environment|conda(?!-lock))[\w.-]*\.ya?ml")
_INSTALLS = late(
    r"(?:.*/)?(?:[^/]*Dockerfile[^/]*|Containerfile[^/]*|Makefile|GNUmakefile|justfile|action\.ya?ml"
    r"|\.gitlab-ci\.ya?ml|\.travis\.yml|[\w-]+-pipelines\.ya?ml|[^/]*compose[^/]*\.ya?ml|[^/]+\.(?:sh|bash))"
    r"|(?:.*/)?(?:\.github/workflows|\.circleci|\.gitea/workflows|\.devcontainer)/[^/]+\.(?:ya?ml|json)"
)
_READERS = {
    "pyproject.toml": read_pyproject,
    "Pipfile": read_pipfile,
    "setup.cfg": read_setup_cfg,
    "setup.py": read_setup_py,
    "tox.ini": read_setup_cfg,
    "noxfile.py": read_noxfile,
}
_TOOLS = ("setup.py", "noxfile.py", "conftest.py", "tasks.py")
"""Python that serves a folder's tools, and makes no folder one of code."""


def reader(path: str) -> Callable[[Document], Manifest] | None:
    """Return what reads the manifest at ``path``, or None when its name is that of none."""
    name = path.rpartition("/")[2]
    if name in _READERS:
        return _READERS[name]
    if _REQUIREMENTS.fullmatch(path):
        return read_constraints if "constraint" in name else read_requirements
    if _ENVIRONMENT.fullmatch(path):
        return read_environment
    return read_installs if _INSTALLS.fullmatch(path) else None


def read_constraints(document: Document) -> Manifest:
    """Return the manifest that a file of constraints is."""
    return read_requirements(document, constraints=True)


class Manifests:
    """The manifests of a repository.

    ``paths`` are those of all its files, ``get`` gives their bytes. ``words`` are the names of the
    distributions that matter: a text with install commands that holds none is not read.
    """

    def __init__(self, paths: Iterable[str], get: Get, words: Iterable[str]) -> None:
        self.paths = frozenset(paths)
        self.get = get
        self.words = [word.lower().encode() for word in words]
        self.found: dict[str, Manifest] = {}
        self.includers: dict[str, set[str]] = defaultdict(set)
        self.unreadable: dict[str, str] = {}
        for path in sorted(self.paths):
            read = reader(path)
            if read is not None:
                self._read(path, read)
        self._include()
        self.folders = self._code_folders()

    def _read(self, path: str, read: Callable[[Document], Manifest]) -> None:
        data = self.get(path)
        if isinstance(data, Skipped):
            if read is not read_installs:
                self.unreadable[path] = data.reason
            return
        if read is read_installs and not any(word in data.lower() for word in self.words):
            return
        try:
            self.found[path] = read(Document(path, data))
        except UnicodeDecodeError:
            if any(word in data.lower().replace(b"\0", b"") for word in self.words):
                self.unreadable[path] = "it is not valid UTF-8"

    def _include(self) -> None:
        """Read what manifests include, whatever its name is."""
        waiting = list(self.found.values())
        while waiting:
            manifest = waiting.pop()
            folder = posixpath.dirname(manifest.path)
            for name, constraints in manifest.includes:
                path = posixpath.normpath(posixpath.join(folder, name))
                if path not in self.paths or path == manifest.path:
                    continue
                self.includers[path].add(manifest.path)
                if path not in self.found:
                    self._read(path, read_constraints if constraints else read_requirements)
                    if path in self.found:
                        waiting.append(self.found[path])

    def script(self, path: str, data: bytes) -> Manifest | None:
        """Return the manifest in the script, or in the notebook's cells, at ``path``, or None."""
        cells = is_notebook_text(data)
        if not cells and b"# /// script" not in data:
            return None
        try:
            return (read_cells if cells else read_script)(Document(path, data))
        except UnicodeDecodeError:
            return None

    def _code_folders(self) -> frozenset[str]:
        found: set[str] = {""}
        for path in self.paths:
            folder, _, name = path.rpartition("/")
            if path.endswith((".py", ".ipynb")) and name not in _TOOLS:
                found.update(upward(folder))
        return frozenset(found)

    def homes(self, path: str) -> set[str]:
        """Return the folders that the manifest at ``path`` serves: its own, and its includers'.

        For a folder without code that is the nearest one above with some.
        """
        paths = {path}
        waiting = [path]
        while waiting:
            for includer in self.includers.get(waiting.pop(), ()):
                if includer not in paths:
                    paths.add(includer)
                    waiting.append(includer)
        return {
            next(folder for folder in upward(posixpath.dirname(path)) if folder in self.folders)
            for path in paths
        }


class Service:
    """Who serves whom, of the manifests that name a distribution."""

    def __init__(self, manifests: Manifests, name: str) -> None:
        self.name = name
        self.homes: dict[str, set[str]] = {}
        self.near: set[str] = set()
        self.installing: set[str] = set()
        for manifest in manifests.found.values():
            if not any(entry.name == name for entry in manifest.entries):
                continue
            homes = self.homes[manifest.path] = manifests.homes(manifest.path)
            if any(entry.name == name and not entry.constraint for entry in manifest.entries):
                self.installing |= homes
                if manifest.kind == "declared":
                    self.near |= homes
        self.scripts: set[str] = set()
        self.cells: set[str] = set()
        """Notebooks that install it for themselves; others may serve them too."""

    def served(self, path: str) -> bool:
        """Say whether some manifest serves the file at ``path``."""
        above = upward(posixpath.dirname(path))
        return path in self.scripts | self.cells or any(
            folder in self.installing for folder in above
        )

    def serves(self, manifest: Manifest, path: str) -> bool:
        """Say whether ``manifest`` serves the file at ``path``.

        Of declared ones only the nearest; an install command, and a constraint, serves all below.
        """
        if manifest.kind in ("script", "cells"):
            return path == manifest.path
        if path in self.scripts:
            return False
        homes = self.homes.get(manifest.path, set())
        above = upward(posixpath.dirname(path))
        if manifest.kind == "declared" and not all(e.constraint for e in manifest.named(self.name)):
            nearest = next((folder for folder in above if folder in self.near), None)
            return nearest is not None and nearest in homes
        return any(folder in homes for folder in above)


def upward(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, the root ("") last."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""
