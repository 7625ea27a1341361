"""The one error of this room."""

from __future__ import annotations

from codemod.vocabulary.spans import Span


class EditError(Exception):
    """An edit cannot be applied faithfully; the file stays as it is.

    ``span`` is the place in the source, ``message`` one clause for the report.
    """

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(span, message)
        self.span = span
        self.message = message

    def __str__(self) -> str:
        return f"{self.span.line}:{self.span.column + 1} {self.message}"
