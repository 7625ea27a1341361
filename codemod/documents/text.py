"""The text of a document, the places in it, and edits that leave every other byte alone."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Sequence

from codemod.vocabulary.edits import ReplaceText, Why
from codemod.vocabulary.outcomes import Region, Rewritten
from codemod.vocabulary.patterns import late
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.regions import map_span
from codemod.vocabulary.spans import Span

_NEWLINE = late(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class TextEdit:
    """New text for the characters from ``start`` to ``end`` of a document."""

    start: int
    end: int
    text: str
    why: Why


class OverlapError(ValueError):
    """Edits that touch the same text, or text that was rewritten already."""


class Document:
    """A file as text. ``text`` has no byte order mark; its line ends are those of the file.

    Raises ``UnicodeDecodeError`` for bytes that are not UTF-8.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        self.text = data[len(self.mark) :].decode("utf-8")
        self._starts = [0, *(match.end() for match in _NEWLINE.finditer(self.text))]

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets."""
        return Span(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, len(self.text[self._starts[line - 1] : offset].encode())

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a position."""
        start = self._starts[line - 1]
        rest = (
            self.text[start : self._starts[line]] if line < len(self._starts) else self.text[start:]
        )
        return start + len(rest.encode()[:column].decode())

    def line_start(self, offset: int) -> int:
        """Return where the line of ``offset`` begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Return where the line of ``offset`` ends, before its line end."""
        match = _NEWLINE.search(self.text, offset)
        return match.start() if match else len(self.text)

    def next_line(self, offset: int) -> int:
        """Return where the line behind that of ``offset`` begins, or the end of the text."""
        match = _NEWLINE.search(self.text, offset)
        return match.end() if match else len(self.text)

    def newline(self, offset: int) -> str:
        """Return the line end of the line of ``offset``; for the last line, that of the first."""
        match = _NEWLINE.search(self.text, offset) or _NEWLINE.search(self.text)
        return match[0] if match else "\n"


def spliced(document: Document, edits: Sequence[TextEdit]) -> Rewritten:
    """Return the document with ``edits`` made. Raises `OverlapError`."""
    parts: list[str] = []
    at = 0
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    for edit in ordered:
        if edit.start < at:
            raise OverlapError("its edits overlap")
        parts += [document.text[at : edit.start], edit.text]
        at = edit.end
    parts.append(document.text[at:])
    after = Document(document.path, document.mark + "".join(parts).encode())
    regions = []
    shift = 0
    for edit in ordered:
        start = edit.start + shift
        region = after.span(start, start + len(edit.text))
        regions.append(Region(document.span(edit.start, edit.end), region))
        shift += len(edit.text) - (edit.end - edit.start)
    made = tuple(ReplaceText(document.span(e.start, e.end), e.why, e.text) for e in ordered)
    return Rewritten(document.path, document.data, after.data, made, tuple(regions))


def joined(outcome: Rewritten, edits: Sequence[TextEdit]) -> Rewritten:
    """Return a file that was rewritten already with ``edits`` of its old text made too.

    Raises `OverlapError` when they do not lie outside of what was rewritten.
    """
    before, middle = Document(outcome.path, outcome.before), Document(outcome.path, outcome.after)
    moved = []
    for edit in edits:
        span = map_span(outcome.regions, before.span(edit.start, edit.end))
        ends = middle.offset(*span.start), middle.offset(*span.end)
        if middle.text[slice(*ends)] != before.text[edit.start : edit.end]:
            raise OverlapError("its edits overlap")
        moved.append(TextEdit(*ends, edit.text, edit.why))
    last = spliced(middle, moved)
    own = [
        Region(before.span(e.start, e.end), region.after)
        for e, region in zip(
            sorted(edits, key=lambda e: (e.start, e.end)), last.regions, strict=True
        )
    ]
    regions = [Region(r.before, map_span(last.regions, r.after)) for r in outcome.regions] + own
    made = tuple(
        ReplaceText(before.span(edit.start, edit.end), edit.why, edit.text) for edit in edits
    )
    return Rewritten(
        outcome.path,
        outcome.before,
        last.after,
        (*outcome.edits, *made),
        tuple(sorted(regions, key=lambda region: region.before)),
    )
