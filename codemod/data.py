"""The files of data of a run: found by the paths that the code names, and read as Python."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from codemod.documents.data import LARGEST, is_data
from codemod.vocabulary.outcomes import Skipped

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


class Data:
    """The files of data of a repository; ``get`` gives their bytes, ``programs`` are other languages'."""

    def __init__(
        self,
        paths: Iterable[str] = (),
        get: Callable[[str], bytes | Skipped] = lambda path: Skipped(path, "there is none"),
        programs: Iterable[str] = (),
    ) -> None:
        self.paths = frozenset(path for path in paths if is_data(path))
        self.get = get
        self.programs = tuple(programs)
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

    def small(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files that may be settings, with their bytes."""
        for path in sorted(self.paths):
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
    for path in (path for path, module in solved.modules.items() if module.facts.data):
        stranger = data.stranger(path)
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
