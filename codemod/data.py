"""The files of data of a run: found by the paths that the code names, and read as Python."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from codemod.documents.data import LARGEST, is_data, module
from codemod.documents.values import Values
from codemod.vocabulary.outcomes import Skipped

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


class Data:
    """The files of data of a repository, and of the values of variables.

    ``get`` gives the bytes of any file, ``programs`` are those of other languages; ``is_name`` says
    whether a text is the name of a model.
    """

    def __init__(
        self,
        paths: Iterable[str] = (),
        get: Callable[[str], bytes | Skipped] = lambda path: Skipped(path, "there is none"),
        programs: Iterable[str] = (),
        is_name: Callable[[str], bool] = lambda text: False,
    ) -> None:
        self.every = tuple(paths)
        self.get = get
        self.programs = tuple(programs)
        self.is_name = is_name
        self.variables = Values(self.every, get, self.programs, is_name)
        self.paths = frozenset(filter(is_data, self.every)) - self.variables.paths
        self._strangers: dict[str, str] = {}

    def find(self, importing: str, named: str) -> str | None:
        """Return the only file that ``named``, a path in the module ``importing``, can mean.

        It may stand from the module's folder, or one above: where the program is started is not known.
        """
        if not is_data(named) or named.startswith(("/", "~")) or "://" in named or not self.paths:
            return None
        found = {
            place
            for folder in _upward(posixpath.dirname(importing))
            if (place := posixpath.normpath(posixpath.join(folder, named))) in self.paths
        }
        return found.pop() if len(found) == 1 else None

    def over(self, files: Mapping[str, bytes]) -> Data:
        """Return the same with other bytes of some files."""
        return Data(
            self.every,
            lambda path: files[path] if path in files else self.get(path),
            self.programs,
            self.is_name,
        )

    def holds(self, path: str) -> bool:
        """Say whether a file is data, or sets variables, and no Python."""
        return path in self.paths or path in self.variables.paths

    def module(self, path: str) -> ast.Module | None:
        """Return the file at ``path`` as Python, None for one that cannot be read so."""
        try:
            if path in self.variables.paths:
                return self.variables.module(path)
            found = self.get(path)
            return module(path, found) if isinstance(found, bytes) else None
        except (ValueError, RecursionError, KeyError):
            return None

    def words(self, path: str) -> list[bytes]:
        """Return the texts of which one stands in whatever reads what the file at ``path`` says."""
        if path in self.variables.paths:
            return [name.encode() for name in self.variables.names(path)]
        return [posixpath.basename(path).encode()]

    def small(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files that may be settings, with their bytes."""
        for path in sorted(self.paths | self.variables.paths):
            data = self.get(path)
            if isinstance(data, bytes) and len(data) <= LARGEST:
                yield path, data

    def stranger(self, path: str) -> str:
        """Return the program in another language that names the file at ``path``, or ""."""
        if path not in self._strangers:
            name = posixpath.basename(path).encode()
            rows = ((other, self.get(other)) for other in self.programs)
            named = (o for o, data in rows if isinstance(data, bytes) and name in data)
            self._strangers[path] = next(named, "")
        return self._strangers[path]


def shared(solved: Linker, data: Data) -> dict[str, tuple[str, str]]:
    """Return the files of data that are not the code's alone, and why they stay: (code, message)."""
    found: dict[str, tuple[str, str]] = {}
    for path in (path for path, each in solved.modules.items() if each.facts.data):
        stranger = data.stranger(path) if path in data.paths else ""
        if path in solved.written:
            found[path] = ("DATA-SHARED", f"the program writes {path} itself")
        elif stranger:
            found[path] = ("DATA-SHARED", f"{stranger} reads {path} too, or may")
    return found


def _upward(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
