"""Edited statements in the project's style: black, over one logical line at a time.

A statement is formatted by itself and dedented, so that black sees no neighbour of it; lines that
begin inside a string are never moved. Of a compound statement only the header, or the decorator,
that holds an edit is formatted. What black cannot format, or would change the meaning or the
comments of, keeps its text.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Callable, Sequence

from codemod.editing.logical import LogicalLine, TokensError, lines_in_strings, logical_lines
from codemod.editing.text import Lines, Replacement, Source
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.style import Style

_SUITES = {"if", "elif", "else", "for", "while", "try", "except", "finally"}
_SUITES |= {"with", "def", "class", "async"}
_PRAGMA = re.compile(r"#\s*(fmt|yapf):")
_FIRST_WORD = re.compile(r"@?\s*\w+")
_BODY = "\n    pass\n"
_TAB = 4

Format = Callable[[str, int], str]
"""From text and the length of its lines to black's text; raises whatever black raises."""


def formatted(
    source: Source, replacements: Sequence[Replacement], style: Style
) -> list[Replacement]:
    """Return ``replacements`` with the statements that they change formatted in ``style``."""
    edited = _Edited(source.text, replacements)
    black = _black(style)
    changes = []
    try:
        for line in logical_lines(edited.lines):
            if edited.reaches(line.start, line.end):
                text = _formatted_line(edited.lines, line, style, black, source.newline)
                if text is not None:
                    changes.append(Replacement(line.start, line.end, text))
    except TokensError:
        return list(replacements)
    return edited.joined(changes) if changes else list(replacements)


def hindrance(style: Style) -> str:
    """Return why black cannot format in ``style`` here, as one clause, or ""."""
    try:
        from importlib.metadata import version

        import black  # noqa: F401
    except ImportError:
        return "black is not installed beside migrate"
    here = version("black")
    if style.required_version and style.required_version not in (here, here.split(".")[0]):
        return f"the project asks for black {style.required_version}, here is {here}"
    return ""


@dataclass(frozen=True, slots=True)
class _Landed:
    """A replacement, and where its text stands in the edited text."""

    item: Replacement
    start: int
    end: int

    @property
    def shift(self) -> int:
        """How far what follows lies further to the left in the original."""
        return self.item.end - self.end


class _Edited:
    """The text with its replacements made, and the way back to the original."""

    def __init__(self, text: str, replacements: Sequence[Replacement]) -> None:
        self._original = text
        self._landed: list[_Landed] = []
        pieces: list[str] = []
        done = shift = 0
        for item in sorted(replacements, key=lambda r: (r.start, r.end, r.order)):
            pieces += [text[done : item.start], item.text]
            start = item.start + shift
            self._landed.append(_Landed(item, start, start + len(item.text)))
            shift += len(item.text) - (item.end - item.start)
            done = item.end
        self._starts = [landed.start for landed in self._landed]
        self._ends = [landed.end for landed in self._landed]
        self.lines = Lines("".join([*pieces, text[done:]]))

    def reaches(self, start: int, end: int) -> list[_Landed]:
        """Return the replacements that changed something between two offsets of the edited text."""
        # They lie in order and apart, so those around the two offsets are all that need a look.
        first, last = bisect_left(self._ends, start), bisect_right(self._starts, end)
        return [
            landed
            for landed in self._landed[first:last]
            if (landed.start < end and start < landed.end)
            or (landed.start == landed.end and start < landed.start <= end)
        ]

    def joined(self, changes: Sequence[Replacement]) -> list[Replacement]:
        """Return replacements of the original text that make the edits and then ``changes``."""
        result: list[Replacement] = []
        taken: set[_Landed] = set()
        todo = deque(changes)
        while todo:
            change = todo.popleft()
            parts = self.reaches(change.start, change.end)
            start = min([change.start, *(part.start for part in parts)])
            end = max([change.end, *(part.end for part in parts)])
            rows = [change]
            while todo and todo[0].start < end:
                rows.append(todo.popleft())
                more = self.reaches(rows[-1].start, rows[-1].end)
                end = max([end, rows[-1].end, *(part.end for part in more)])
            taken.update(self.reaches(start, end))
            result.append(self._over(start, end, rows))
        return [*result, *(part.item for part in self._landed if part not in taken)]

    def _over(self, start: int, end: int, rows: Sequence[Replacement]) -> Replacement:
        """Return one replacement of the original for a stretch of the edited text."""
        pieces: list[str] = []
        done = start
        for row in rows:
            pieces += [self.lines.text[done : row.start], row.text]
            done = row.end
        text = "".join([*pieces, self.lines.text[done:end]])
        first, last = self._back(start, is_end=False), self._back(end, is_end=True)
        word = _FIRST_WORD.match(text)
        # A region never begins with a statement whose first word stays: verify looks at its place.
        if word and re.match(re.escape(word[0]) + r"\b", self._original[first:last]):
            return Replacement(first + word.end(), last, text[word.end() :])
        return Replacement(first, last, text)

    def _back(self, offset: int, *, is_end: bool) -> int:
        """Return the offset in the original of one that lies in no replacement's text."""
        index = bisect_left(self._starts, offset)
        shift = self._landed[index - 1].shift if index else 0
        for landed in self._landed[index : bisect_right(self._starts, offset)]:
            if is_end and landed.end > offset:
                break
            if offset < landed.end:
                return landed.item.start
            shift = landed.shift
        return offset + shift


def _formatted_line(
    lines: Lines, line: LogicalLine, style: Style, black: Format, newline: str
) -> str | None:
    """Return the new text of a logical line, or None if it keeps its own."""
    frame = _frame(line)
    begin = lines.start_of(lines.position(line.start)[0])
    indent = lines.text[begin : line.start].rpartition("\f")[2]
    if frame is None or indent.strip() or any(_PRAGMA.match(each) for each in line.comments):
        return None
    own = lines.text[line.start : line.end]
    newlines = set(re.findall(r"\r\n?|\n", own))
    if len(newlines) > 1:
        return None
    text = _dedented(Lines(re.sub(r"\r\n?", "\n", own)), indent)
    width = max(style.line_length - len(indent.expandtabs(_TAB)), 1)
    above, below = frame
    try:
        result = black(above + text + below, width)
        is_same = result.startswith(above) and _is_same(above + text + below, result)
    except Exception:  # noqa: BLE001  black has many ways to fail, and none of them is ours
        return None
    result_text = result[len(above) : len(result) - len(below)]
    if not is_same or not result.endswith(below) or result_text == text:
        return None
    tabs = "\t" in indent or "\n\t" in text
    return _indented(Lines(result_text), indent, tabs, next(iter(newlines), newline))


def _frame(line: LogicalLine) -> tuple[str, str] | None:
    """Return what must stand around a logical line to make it a program; None to leave it alone."""
    if line.is_off or not line.is_single or (line.tokens == 1 and line.first[-1:] in "\"'"):
        return None
    if line.first == "@":
        return "", "\ndef f():" + _BODY
    if line.last != ":":
        return None if line.first in _SUITES else ("", "\n")
    if line.first == "match":
        return "", "\n    case _:\n        pass\n"
    if line.first == "elif":
        return "if x:" + _BODY, _BODY
    if line.first == "except":
        return "try:" + _BODY, _BODY
    return ("", _BODY) if line.first in _SUITES - {"else", "try", "finally"} else None


def _dedented(lines: Lines, indent: str) -> str:
    kept = lines_in_strings(lines)
    rows = lines.contents()
    for index in range(1, len(rows)):
        if index + 1 not in kept:
            rows[index] = rows[index].removeprefix(indent)
    return "\n".join(rows)


def _indented(lines: Lines, indent: str, tabs: bool, newline: str) -> str:
    kept = lines_in_strings(lines)
    rows = lines.contents()
    for index in range(1, len(rows)):
        row = rows[index]
        if index + 1 not in kept and row:
            content = row.lstrip(" ")
            depth = len(row) - len(content)
            rows[index] = indent + ("\t" * (depth // _TAB) if tabs else " " * depth) + content
    return newline.join(rows)


def _is_same(before: str, after: str) -> bool:
    """Say whether two programs have the same tree and the same comments."""
    if ast.dump(ast.parse(before)) != ast.dump(ast.parse(after)):
        return False
    return _comments(before) == _comments(after)


def _comments(text: str) -> Counter[str]:
    found = Counter[str]()
    for line in logical_lines(Lines(text)):
        found.update(line.comments)
    return found


def _black(style: Style) -> Format:
    """Return black, set up as the project has it."""
    import black
    from black.mode import TargetVersion

    known = {version.name.lower(): version for version in TargetVersion}
    versions = {known[name] for name in style.target_versions if name in known}

    def run(text: str, width: int) -> str:
        mode = black.Mode(
            target_versions=set(versions),
            line_length=width,
            string_normalization=style.string_normalization,
            magic_trailing_comma=style.magic_trailing_comma,
            preview=style.preview or style.unstable,
            unstable=style.unstable,
            is_pyi=style.stub,
        )
        return black.format_str(text, mode=mode)

    return run
