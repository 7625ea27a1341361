"""The notebooks of a run: read as Python sources, and given back as the files that they are."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from codemod.rewriting import whole
from codemod.vocabulary.cells import RAN, UNREAD, UNREAD_LINE, is_notebook_name
from codemod.vocabulary.diagnostics import WHOLE_FILE, Diagnostic
from codemod.vocabulary.outcomes import Outcome, Region, Report, Rewritten, SiteStatus, Skipped
from codemod.vocabulary.regions import placed
from codemod.vocabulary.spans import Span

if TYPE_CHECKING:
    from codemod.notebooks.notebook import Notebook

_SAID = {
    f"is passed to {UNREAD}()": "is named in a cell that cannot be read",
    f"is passed to {UNREAD_LINE}()": "is named in a magic",
}


class Books:
    """The code that a run reads, notebooks too; ``get`` gives the bytes of any file."""

    def __init__(self, get: Callable[[str], bytes | Skipped]) -> None:
        self._get = get
        self._read: dict[str, Notebook | Skipped] = {}
        self._between: dict[str, Notebook] = {}
        """Notebooks as the first of two steps leaves them."""

    def source(self, path: str) -> bytes | Skipped:
        """Return the Python in a file, of a notebook the source that stands for it, or why not."""
        if not is_notebook_name(path):
            return self._get(path)
        if path not in self._read:
            from codemod.notebooks.notebook import Notebook, NotebookError

            data = self._get(path)
            try:
                self._read[path] = data if isinstance(data, Skipped) else Notebook(path, data)
            except NotebookError as error:
                self._read[path] = Skipped(path, f"the notebook cannot be read: {error}")
        book = self._read[path]
        return book if isinstance(book, Skipped) else book.source

    def text(self, path: str, data: bytes) -> bytes:
        """Return ``data`` of a file, or the source that stands for the notebook at ``path``."""
        found = self.source(path) if is_notebook_name(path) else data
        return found if isinstance(found, bytes) else data

    def ran(self, path: str, module: str) -> str | None:
        """Return the path that a ``%run`` of the notebook at ``path`` names, None for no such."""
        if not module.startswith(RAN):
            return None
        named = bytes.fromhex(module.removeprefix(RAN).partition(".")[0]).decode("utf-8", "replace")
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), named))
        return joined if posixpath.splitext(joined)[1] in (".py", ".ipynb") else f"{joined}.py"

    def faults(self, outcomes: Iterable[Outcome]) -> dict[str, tuple[Span, str]]:
        """Return the notebooks among ``outcomes`` that cannot be given back as they should, and why."""
        found: dict[str, tuple[Span, str]] = {}
        for outcome in outcomes:
            book = self._read.get(outcome.path)
            if not isinstance(outcome, Rewritten) or book is None or isinstance(book, Skipped):
                continue
            from codemod.notebooks.moving import moved
            from codemod.notebooks.notebook import NotebookError

            try:
                moved(book, outcome.after)
            except NotebookError as error:
                reason = f"the notebook cannot be edited: {error}"
                place, _ = whole(outcome.before, reason)
                if error.line:
                    place = Span(error.line, 0, error.line + 1, 0)
                found[outcome.path] = (place, reason)
        return found

    def lifted(self, texts: Mapping[str, bytes]) -> None:
        """Note the sources of notebooks that a first step gives, whose text a second one reads."""
        self._between = {}
        for path, text in texts.items():
            book = self._read.get(path)
            if book is None or isinstance(book, Skipped):
                continue
            from codemod.notebooks.moving import moved
            from codemod.notebooks.notebook import Notebook

            self._between[path] = Notebook(path, moved(book, text))

    def told(self, report: Report) -> Report:
        """Return a report with all that it says of notebooks as it stands in their files."""
        books = {path: book for path, book in self._read.items() if not isinstance(book, Skipped)}
        if not books:
            return report
        read = {**books, **self._between}
        numbers = _Numbers(read)
        return Report(
            tuple(_outcome(outcome, books, self._between) for outcome in report.outcomes),
            tuple(sorted({_diagnostic(d, read, numbers) for d in report.diagnostics})),
            tuple(numbers(message) for message in report.todo),
            tuple(_status(site, books, numbers) for site in report.sites),
            {path: book.places() for path, book in read.items()},
        )


class _Numbers:
    """Puts the lines of files into messages that name those of Python sources."""

    def __init__(self, books: Mapping[str, Notebook]) -> None:
        self._books = books

    def __call__(self, message: str) -> str:
        return placed(message, self._books, self.place)

    def place(self, path: str, line: int) -> tuple[str, int]:
        return path, self._books[path].span(Span(line, 0, line, 0)).line


def _outcome(
    outcome: Outcome, books: Mapping[str, Notebook], between: Mapping[str, Notebook]
) -> Outcome:
    book = books.get(outcome.path)
    if book is None or not isinstance(outcome, Rewritten):
        return outcome
    from codemod.notebooks.moving import moved
    from codemod.notebooks.notebook import Notebook

    after = moved(book, outcome.after)
    new = Notebook(outcome.path, after)
    read = between.get(outcome.path, book) if outcome.lifted else book
    return Rewritten(
        outcome.path,
        book.data,
        after,
        tuple(replace(edit, span=read.span(edit.span)) for edit in outcome.edits),
        tuple(Region(read.span(r.before), new.span(r.after)) for r in outcome.regions),
        tuple(Region(book.span(r.before), read.span(r.after)) for r in outcome.lifted),
    )


def _diagnostic(
    diagnostic: Diagnostic, books: Mapping[str, Notebook], numbers: _Numbers
) -> Diagnostic:
    message = numbers(diagnostic.message)
    book = books.get(diagnostic.path)
    if book is None:
        return replace(diagnostic, message=message)
    for said, meant in _SAID.items():
        message = message.replace(said, meant)
    span = diagnostic.span if diagnostic.span == WHOLE_FILE else book.span(diagnostic.span)
    return replace(diagnostic, span=span, message=message)


def _status(site: SiteStatus, books: Mapping[str, Notebook], numbers: _Numbers) -> SiteStatus:
    book = books.get(site.path)
    span = site.span if book is None else book.span(site.span)
    return replace(site, span=span, reason=numbers(site.reason))
