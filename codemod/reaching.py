"""Which file of the project an import leads to, and which files import what a module holds."""

from __future__ import annotations

from collections.abc import Container, Iterable

from codemod.books import Books
from codemod.reading.importing import Importers
from codemod.reading.modules import Modules
from codemod.repository import Repository


class Reaching:
    """The imports of one repository."""

    def __init__(
        self,
        repository: Repository,
        modules: Modules,
        books: Books,
    ) -> None:
        self.repository = repository
        self.modules = modules
        self.books = books
        self.found: dict[tuple[str, str, int], str | None] = {}
        self.index: Importers | None = None

    def resolve(self, path: str, dotted: str, level: int) -> str | None:
        """Return the file that an import in the file at ``path`` names, None for one outside."""
        key = (path, dotted, level)
        if key not in self.found:
            ran = self.books.ran(path, dotted)
            self.found[key] = ran or self.modules.find(path, dotted, level)
        return self.found[key]

    def importers(self, path: str, names: Iterable[str], loaded: Container[str]) -> list[str]:
        """Return files not ``loaded`` that may import ``names`` from the module at ``path``."""
        wanted = frozenset(names)
        return [
            other
            for other in self.importing(path)
            if other not in loaded and self.indexed.names(other, self.read, path, wanted)
        ]

    def read(self, path: str) -> bytes:
        """Return the bytes of a file of the repository, none of one that cannot be read."""
        return self.repository.peek(path) or b""

    def importing(self, path: str) -> Iterable[str]:
        """Return the files that may import the module at ``path``."""
        return self.indexed.candidates(path, self.modules.names(path))

    @property
    def indexed(self) -> Importers:
        """Who imports what, looked up once."""
        if self.index is None:
            rows = ((other, self.repository.peek(other)) for other in self.repository.paths)
            self.index = Importers(((p, data) for p, data in rows if data), self.resolve)
        return self.index
