"""Where something stands in a source file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Start and end of a node, exactly as ``ast`` gives them.

    Lines count from 1; columns count UTF-8 bytes from 0, whatever the file's own encoding;
    the end is exclusive.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, node: Located) -> Span:
        """Return the span of an ``ast`` node."""
        end_line = node.end_lineno if node.end_lineno is not None else node.lineno
        end_column = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return cls(node.lineno, node.col_offset, end_line, end_column)

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
