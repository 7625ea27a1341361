"""Which file of the project an import leads to, and which files import what a module holds."""

from __future__ import annotations

from collections.abc import Container, Iterable

from codemod.books import Books
from codemod.reading.apart import Apart
from codemod.reading.importing import Importers
from codemod.reading.modules import Modules
from codemod.reading.needles import compile_needles
from codemod.repository import Repository
from codemod.searching import naming, words
from codemod.vocabulary.migration import Migration


class Reaching:
    """The imports of one repository. ``apart`` is that of an earlier step over the same files."""

    def __init__(
        self,
        repository: Repository,
        modules: Modules,
        books: Books,
        migration: Migration,
        apart: Apart | None = None,
    ) -> None:
        self.repository = repository
        self.modules = modules
        self.books = books
        self.found: dict[tuple[str, str, int], str | None] = {}
        self.index: Importers | None = None
        needles, named = compile_needles(words(migration)), naming(migration)
        self.apart = apart or Apart(
            modules,
            repository.paths,
            repository.peek,
            lambda data: needles.within(data) and named.may_use(data),
            self.resolve,
            migration.surface.is_model_name,
        )

    def resolve(self, path: str, dotted: str, level: int) -> str | None:
        """Return the file that an import in the file at ``path`` names, None for one outside."""
        key = (path, dotted, level)
        if key not in self.found:
            ran = self.books.ran(path, dotted)
            self.found[key] = ran or self.modules.find(path, dotted, level)
        return self.found[key]

    def readable(self, path: str, dotted: str, level: int) -> str | None:
        """Return the same, but for what stands apart: that is taken as an installed library is."""
        found = self.resolve(path, dotted, level)
        return found if found is None or level or not self.apart.holds(found) else None

    def importers(self, path: str, names: Iterable[str], loaded: Container[str]) -> list[str]:
        """Return files not ``loaded`` that may import ``names`` from the module at ``path``."""
        wanted = frozenset(names)
        return [
            other
            for other in self.importing(path)
            if other not in loaded
            and self.indexed.names(other, self.repository.peek(other) or b"", path, wanted)
        ]

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
