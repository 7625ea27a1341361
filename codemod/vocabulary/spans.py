"""Where something stands in a source file."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from codemod.vocabulary.records import dataclass


class Located(Protocol):
    """Any ``ast`` node that carries a position."""

    @property
    def lineno(self) -> int: ...
    @property
    def col_offset(self) -> int: ...
    @property
    def end_lineno(self) -> int | None: ...
    @property
    def end_col_offset(self) -> int | None: ...


class Span(NamedTuple):
    """Start and end of a node, exactly as ``ast`` gives them.

    Lines count from 1; columns count UTF-8 bytes from 0, whatever the file's own encoding;
    the end is exclusive. A tuple, as a scan makes more of these than of anything else.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, node: Located) -> Span:
        """Return the span of an ``ast`` node."""
        line, column = node.lineno, node.col_offset
        end_line, end_column = node.end_lineno, node.end_col_offset
        if end_line is None or end_column is None:
            end_line, end_column = line, column
        return cls(line, column, end_line, end_column)

    @property
    def start(self) -> tuple[int, int]:
        return (self.line, self.column)

    @property
    def end(self) -> tuple[int, int]:
        return (self.end_line, self.end_column)

    def encloses(self, other: Span) -> bool:
        """Say whether ``other`` lies inside this span, or is the same."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span in a file; ``path`` is relative to the project's root, with ``/``."""

    path: str
    span: Span
