"""The report as workflow commands: annotations at the lines of a pull request's files.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; what is escaped, and how, is
that of ``escapeData`` and ``escapeProperty`` in actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

from codemod.reporting.findings import Telling
from codemod.reporting.view import Entry
from codemod.vocabulary.diagnostics import Severity

LEVELS = {
    Severity.ERROR: "error",
    Severity.LEFT: "warning",
    Severity.REVIEW: "warning",
    Severity.NOTE: "notice",
    None: "notice",
}
"""A change has no severity: it is told where it is not written yet."""


def render(told: Telling) -> str:
    """Return a line for each finding, what is still to do, and the numbers in plain text."""
    rows = [*told.findings(), *(() if told.written else told.changes())]
    lines = [_command(path, entry) for path, entry in rows]
    said = [told.caution] if told.caution else []
    lines += [f"::notice title=Still to do::{_data(step)}" for step in told.todo]
    return "\n".join([*said, *lines, told.sentence]) + "\n"


def _command(path: str, entry: Entry) -> str:
    cell = f"cell {entry.cell}: " if entry.cell else ""
    places = f"file={_property(path)},line={entry.line},col={entry.column}"
    title = f"title={_property(entry.code)}"
    return f"::{LEVELS[entry.severity]} {places},{title}::{_data(cell + entry.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
