"""What all forms for people and their tools share: places, titles, and what was or would be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from codemod.reporting.text import SECTIONS, sentence
from codemod.reporting.view import Entry, FileView, Summary
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.records import dataclass


@dataclass(frozen=True, slots=True)
class Telling:
    """All that a form may show of a run.

    ``to`` and ``sdk`` say where the code moves, ``written`` whether the files on disk have the new
    text; ``caution`` is what to know before all else, ``diff`` the whole patch where one was asked for.
    """

    files: Sequence[FileView]
    version: str
    to: str
    sdk: str
    todo: Sequence[str]
    written: bool
    caution: str = ""
    diff: str | None = None

    @property
    def sentence(self) -> str:
        """The numbers in one line."""
        return sentence(Summary.of(self.files), written=self.written)

    @property
    def changed(self) -> str:
        """The title of what changed, or would."""
        return "Changed" if self.written else "Would change"

    def sections(self) -> Iterator[tuple[str, Severity, list[tuple[str, Entry]]]]:
        """Yield the title, the severity and the findings (path, entry) of each kind that there is."""
        for severity, title in SECTIONS:
            found = [(path, e) for path, e in self.findings() if e.severity is severity]
            if found:
                yield title, severity, found

    def findings(self) -> Iterator[tuple[str, Entry]]:
        """Yield every finding with its file."""
        return _rows(self.files, lambda file: file.findings)

    def changes(self) -> Iterator[tuple[str, Entry]]:
        """Yield every change with its file."""
        return _rows(self.files, lambda file: file.changes)

    def skipped(self) -> list[tuple[str, str]]:
        """Return the files that were skipped, and why."""
        return [(file.path, file.reason) for file in self.files if file.status == "skipped"]


def place(path: str, entry: Entry) -> str:
    """Return where an entry is, as ``path:line:column``, with the cell of a notebook."""
    cell = f" cell {entry.cell}" if entry.cell else ""
    return f"{path}:{entry.line}:{entry.column}{cell}"


def _rows(
    files: Iterable[FileView], of: Callable[[FileView], Iterable[Entry]]
) -> Iterator[tuple[str, Entry]]:
    for file in files:
        for entry in of(file):
            yield file.path, entry
