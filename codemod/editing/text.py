"""Source text: decoding that can be undone, and the way between spans and character offsets."""

from __future__ import annotations

import io
import re
import tokenize
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate

from codemod.editing.errors import EditError
from codemod.vocabulary.diagnostics import WHOLE_FILE
from codemod.vocabulary.outcomes import Region
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span

_NEWLINE = re.compile(r"\r\n?|\n")
_TOKEN = re.compile(r"\r\n?|\n|[^\S\r\n]+|\w+|.", re.DOTALL)
_LARGE = 4_000_000


@dataclass(frozen=True, slots=True)
class Replacement:
    """New text for the characters from ``start`` to ``end`` (offsets into the decoded text).

    ``order`` decides between insertions at one place, the lowest first.
    """

    start: int
    end: int
    text: str
    order: int = 0


class Lines:
    """Offsets of one text: Python's own idea of lines (LF, CRLF, CR), columns in UTF-8 bytes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]

    def start_of(self, line: int) -> int:
        """Return the offset at which ``line`` begins; the end of the text for a line behind it."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def end_of(self, line: int) -> int:
        """Return the offset of the end of ``line``, before its newline."""
        match = _NEWLINE.search(self.text, self.start_of(line))
        return match.start() if match else len(self.text)

    def contents(self) -> list[str]:
        """Return the text of each line, without its newline."""
        return _NEWLINE.split(self.text)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a position of ``ast``. EditError when the text has no such place."""
        start = self.start_of(line)
        content = self.text[start : self.end_of(line)]
        if not content.isascii():
            try:
                column = len(content.encode()[:column].decode())
            except UnicodeDecodeError:
                raise EditError(Span(line, column, line, column), "no such place") from None
        if line > len(self._starts) or column > len(content):
            raise EditError(Span(line, column, line, column), "no such place")
        return start + column

    def range_of(self, span: Span) -> tuple[int, int]:
        """Return the offsets of a span's start and end."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and UTF-8 column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, len(self.text[self._starts[line - 1] : offset].encode())


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file, with all that is needed to encode it back."""

    lines: Lines
    encoding: str
    newline: str

    @property
    def text(self) -> str:
        return self.lines.text

    @classmethod
    def decode(cls, data: bytes) -> Source:
        """Decode as Python would (BOM, PEP 263 cookie). EditError when that cannot be undone."""
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = data.decode(encoding)
            faithful = text.encode(encoding) == data
        except (SyntaxError, UnicodeError, LookupError) as error:
            raise EditError(WHOLE_FILE, f"cannot be decoded: {error}") from None
        if not faithful:
            raise EditError(WHOLE_FILE, f"does not survive decoding as {encoding}")
        newline = _NEWLINE.search(text)
        return cls(Lines(text), encoding, newline.group() if newline else "\n")

    def splice(
        self, replacements: list[Replacement]
    ) -> tuple[bytes, tuple[Region, ...], tuple[Region, ...]]:
        """Return the new bytes, the regions, and what differs in them, token by token; both sorted.

        EditError when replacements overlap, or a character does not fit the encoding.
        """
        pieces: list[str] = []
        bounds: list[tuple[Replacement, int]] = []
        wholes: list[tuple[Replacement, int, int]] = []
        done = length = 0
        for whole in sorted(replacements, key=lambda r: (r.start, r.end, r.order)):
            if whole.start < done:
                raise EditError(self._span(whole), "two edits overlap")
            first = length + whole.start - done
            for item in _differences(self.text[whole.start : whole.end], whole):
                kept = self.text[done : item.start]
                pieces += [kept, item.text]
                bounds.append((item, length + len(kept)))
                length += len(kept) + len(item.text)
                done = item.end
            wholes.append((whole, first, length + whole.end - done))
        after = "".join([*pieces, self.text[done:]])
        try:
            data = after.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise EditError(WHOLE_FILE, f"the new text does not fit: {error}") from None
        new = Lines(after)
        changed = tuple(
            Region(self._span(item), Span(*new.position(at), *new.position(at + len(item.text))))
            for item, at in bounds
        )
        regions = tuple(
            Region(self._span(whole), Span(*new.position(start), *new.position(end)))
            for whole, start, end in wholes
        )
        return data, regions, changed

    def _span(self, item: Replacement) -> Span:
        return Span(*self.lines.position(item.start), *self.lines.position(item.end))


def _differences(old: str, whole: Replacement) -> Iterator[Replacement]:
    """Yield the parts of a replacement that change something, for spans that map exactly."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(whole.text)
    if len(before) * len(after) > _LARGE:
        yield whole
        return
    starts = list(accumulate(map(len, before), initial=whole.start))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            yield Replacement(starts[i], starts[j], "".join(after[k:m]))


def comments_of(code: str) -> list[str]:
    """Return the comments of an expression or of a simple statement, in order.

    EditError when it cannot be told what is a comment.
    """
    if "#" not in code:
        return []
    readline = io.StringIO("(" + _NEWLINE.sub("\n", code) + "\n)\n").readline
    try:
        tokens = list(tokenize.generate_tokens(readline))
    except (tokenize.TokenError, SyntaxError):
        raise EditError(WHOLE_FILE, "its comments cannot be told") from None
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def lost_comments(before: str, after: str) -> list[str]:
    """Return the comments of ``before`` that ``after`` no longer holds, in order."""
    kept = Counter(comments_of(after)) if "#" in before else Counter()
    lost = []
    for comment in comments_of(before):
        if kept[comment] > 0:
            kept[comment] -= 1
        else:
            lost.append(comment)
    return lost
