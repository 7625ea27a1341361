"""The report as lines for people: what changed, what is left, what to look at, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from codemod.reporting.view import Entry, FileView, Summary
from codemod.vocabulary.diagnostics import Severity

READABLE = 100
"""So many lines of changes are read; more are drawn together."""
NAMED = 8
"""So many lines or files of one kind are named; of more, the number is told."""

SECTIONS = (
    (Severity.ERROR, "Could not be handled"),
    (Severity.LEFT, "Left as it is"),
    (Severity.REVIEW, "Please review"),
    (Severity.NOTE, "Notes"),
)


def render(
    files: Sequence[FileView], *, todo: Sequence[str], written: bool, caution: str = ""
) -> str:
    """Return the report; every message is a line ``path:line:column CODE message``.

    ``caution`` is what to know before all else; it is the first line.
    """
    summary = Summary.of(files)
    sections = [("Changed" if written else "Would change", _changes(files))]
    sections += [(title, _findings(files, severity)) for severity, title in SECTIONS]
    sections += [("Skipped", _skipped(files)), ("Still to do", [f"- {step}" for step in todo])]
    blocks = [f"{title}:\n" + "\n".join(lines) for title, lines in sections if lines]
    if caution:
        blocks.insert(0, caution)
    return "\n\n".join([*blocks, sentence(summary, written=written)]) + "\n"


def sentence(summary: Summary, *, written: bool) -> str:
    """Return the numbers of a report in one line."""
    if not (summary.rewritten or summary.left or summary.failed or summary.error):
        parts = [f"Nothing to migrate in {_count(summary.files, 'file')}"]
    else:
        done = "rewritten" if written else "would be rewritten"
        parts = [
            f"{_count(summary.rewritten, 'file')} {done}",
            _count(summary.changes, "change"),
            f"{_count(summary.left, 'place')} left",
        ]
    if summary.review:
        parts.append(f"{summary.review} to review")
    if summary.note:
        parts.append(_count(summary.note, "note"))
    if summary.error:
        parts.append(_count(summary.error, "error"))
    if summary.skipped:
        parts.append(f"{_count(summary.skipped, 'file')} skipped")
    return ", ".join(parts) + "."


def _changes(files: Iterable[FileView]) -> list[str]:
    changed = [file for file in files if file.changes]
    lines: list[str] = []
    for drawn_together in (_same, _alike, _counted):
        lines = [line for file in changed for line in drawn_together(file)]
        if len(lines) <= READABLE:
            break
    return lines


def _same(file: FileView) -> list[str]:
    return _grouped(file, lambda change: (change.code, change.message))


def _alike(file: FileView) -> list[str]:
    return _grouped(file, lambda change: (change.code,))


def _counted(file: FileView) -> list[str]:
    codes = Counter(change.code for change in file.changes)
    kinds = ", ".join(f"{number} {code}" for code, number in codes.most_common())
    return [f"{file.path}: {_count(len(file.changes), 'change')} ({kinds})"]


def _grouped(file: FileView, key: Callable[[Entry], tuple[str, ...]]) -> list[str]:
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for change in file.changes:
        groups.setdefault(key(change), []).append(change)
    return [_line(file.path, first) + _more(rest) for first, *rest in groups.values()]


def _more(rest: Sequence[Entry]) -> str:
    if not rest:
        return ""
    lines = list(dict.fromkeys(str(change.line) for change in rest))
    shown = ", ".join(lines[:NAMED]) + (", ..." if len(lines) > NAMED else "")
    return f" (and {len(rest)} more: {'line' if len(lines) == 1 else 'lines'} {shown})"


def _findings(files: Iterable[FileView], severity: Severity) -> list[str]:
    return [
        _line(file.path, finding)
        for file in files
        for finding in file.findings
        if finding.severity is severity
    ]


def _skipped(files: Iterable[FileView]) -> list[str]:
    reasons: dict[str, list[str]] = {}
    for file in files:
        if file.status == "skipped":
            reasons.setdefault(file.reason, []).append(file.path)
    return [
        f"{', '.join(paths[:NAMED])}"
        f"{f' and {len(paths) - NAMED} more' if len(paths) > NAMED else ''}: {reason}"
        for reason, paths in reasons.items()
    ]


def _line(path: str, entry: Entry) -> str:
    cell = f"cell {entry.cell}: " if entry.cell else ""
    return f"{path}:{entry.line}:{entry.column} {entry.code} {cell}{entry.message}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
