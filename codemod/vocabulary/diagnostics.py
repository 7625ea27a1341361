"""Diagnostics: why something was *not* done, or needs a look. Reports call them findings."""

from __future__ import annotations

from enum import Enum

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span


class Severity(str, Enum):
    """How much a finding matters.

    ``LEFT``: a place that still uses the source. ``REVIEW``: migrated, and wants a look. ``NOTE``:
    something to know or to do. ``ERROR``: a file that could not be handled.
    """

    LEFT = "left"
    REVIEW = "review"
    NOTE = "note"
    ERROR = "error"


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding. ``span`` is in the source as read; the report maps it to the file on disk."""

    path: str
    span: Span
    code: str
    message: str
    severity: Severity = Severity.LEFT


WHOLE_FILE = Span(1, 0, 1, 0)
"""The span of a finding about a file as a whole."""
