"""One report as people read it: per file, with lines and columns of the file on disk."""

from __future__ import annotations

import contextlib
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from codemod.vocabulary.diagnostics import WHOLE_FILE, Diagnostic, Severity
from codemod.vocabulary.outcomes import Cell, Failed, Outcome, Report, Rewritten, Skipped
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.regions import map_places, map_span, reversed_regions
from codemod.vocabulary.spans import Span

Cells = Mapping[str, Sequence[Cell]]
NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One change or finding. Lines and columns count from 1, columns count characters."""

    line: int
    column: int
    code: str
    message: str
    severity: Severity | None = None
    """None for a change."""
    cell: int = 0
    """The number of the notebook's cell, from 1 over all cells; 0 outside of one."""


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of the report. ``reason`` says why it was skipped or failed."""

    path: str
    status: str
    reason: str
    changes: tuple[Entry, ...]
    findings: tuple[Entry, ...]


class Columns:
    """Turns the byte columns of spans into character columns, for one file."""

    def __init__(self, path: str, read: Callable[[], bytes]) -> None:
        self._path = path
        self._read = read
        self._lines: list[str] | None = None

    def of(self, line: int, column: int) -> int:
        """Return the character column, from 1, of a byte column of ``line``."""
        if column == 0:
            return 1
        if self._lines is None:
            self._lines = NEWLINE.split(decoded(self._path, self._read()))
        if line > len(self._lines):
            return column + 1
        prefix = self._lines[line - 1].encode("utf-8", "surrogatepass")[:column]
        return len(prefix.decode("utf-8", "ignore")) + 1


def decoded(path: str, data: bytes) -> str:
    """Return the text of a file, without its byte order mark; never fails."""
    encoding = "utf-8-sig"
    if path.endswith((".py", ".pyi")):
        with contextlib.suppress(SyntaxError):
            encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    return data.decode(encoding, "replace")


def view(
    report: Report, *, written: Collection[str], content: Callable[[str], bytes]
) -> tuple[FileView, ...]:
    """Return every file of ``report``, sorted by path.

    ``written`` are the paths whose new text is on disk; the others show the places of their
    source. ``content`` gives the bytes of a file that does not change (for its columns).
    """
    findings: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    rewritten = [o for o in report.outcomes if isinstance(o, Rewritten) and o.path in written]
    lifted = {o.path: o.lifted for o in rewritten}
    moved = {o.path: o.regions for o in rewritten}
    for diagnostic in report.diagnostics:
        message = map_places(map_places(diagnostic.message, lifted), moved)
        findings[diagnostic.path].append(replace(diagnostic, message=message))
    cells = report.cells
    views = [_file(o, findings.pop(o.path, []), written, content, cells) for o in report.outcomes]
    views += [
        FileView(path, "unchanged", "", (), _entries(path, found, content, cells))
        for path, found in findings.items()
    ]
    return tuple(sorted(views, key=lambda file: file.path))


def _file(
    outcome: Outcome,
    found: list[Diagnostic],
    written: Collection[str],
    content: Callable[[str], bytes],
    cells: Cells,
) -> FileView:
    path = outcome.path
    if isinstance(outcome, Rewritten):
        return _rewritten(outcome, found, path in written, cells)
    if isinstance(outcome, Skipped):
        status, reason = "skipped", outcome.reason
    elif isinstance(outcome, Failed):
        status, reason = "failed", outcome.error
        if not any(diagnostic.severity is Severity.ERROR for diagnostic in found):
            found = [
                *found,
                Diagnostic(path, WHOLE_FILE, "FILE-FAILED", outcome.error, Severity.ERROR),
            ]
    else:
        status, reason = "unchanged", ""
    return FileView(path, status, reason, (), _entries(path, found, content, cells))


def _rewritten(
    outcome: Rewritten, found: Iterable[Diagnostic], on_disk: bool, cells: Cells
) -> FileView:
    columns = Columns(outcome.path, lambda: outcome.after if on_disk else outcome.before)

    def entry(span: Span, code: str, message: str, severity: Severity | None = None) -> Entry:
        regions = outcome.regions if on_disk else reversed_regions(outcome.lifted)
        at = map_span(regions, span)
        cell = _cell(cells, outcome.path, span)
        return Entry(at.line, columns.of(at.line, at.column), code, message, severity, cell)

    changes = [entry(edit.span, edit.why.code, edit.why.message) for edit in outcome.edits]
    findings = [entry(d.span, d.code, d.message, d.severity) for d in found]
    return FileView(
        outcome.path, "rewritten", "", tuple(_sorted(changes)), tuple(_sorted(findings))
    )


def _entries(
    path: str, found: Iterable[Diagnostic], content: Callable[[str], bytes], cells: Cells
) -> tuple[Entry, ...]:
    columns = Columns(path, lambda: content(path))
    return tuple(
        _sorted(
            Entry(
                d.span.line,
                columns.of(*d.span.start),
                d.code,
                d.message,
                d.severity,
                _cell(cells, path, d.span),
            )
            for d in found
        )
    )


def _cell(cells: Cells, path: str, span: Span) -> int:
    """Return the number of the cell that holds the start of ``span``, 0 for none."""
    of_path = cells.get(path, ())
    return next((c.number for c in of_path if c.span.start <= span.start < c.span.end), 0)


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.line, entry.column, entry.code, entry.message))


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a report."""

    files: int
    rewritten: int
    skipped: int
    failed: int
    changes: int
    left: int
    review: int
    note: int
    error: int

    @classmethod
    def of(cls, files: Collection[FileView]) -> Summary:
        """Count ``files``, their changes and their findings."""
        statuses = [file.status for file in files]
        severities = [finding.severity for file in files for finding in file.findings]
        return cls(
            files=len(files),
            rewritten=statuses.count("rewritten"),
            skipped=statuses.count("skipped"),
            failed=statuses.count("failed"),
            changes=sum(len(file.changes) for file in files),
            left=severities.count(Severity.LEFT),
            review=severities.count(Severity.REVIEW),
            note=severities.count(Severity.NOTE),
            error=severities.count(Severity.ERROR),
        )
