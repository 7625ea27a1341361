"""The logical lines of Python text: what stands between two line ends that count."""

from __future__ import annotations

import re
import token
import tokenize
from collections.abc import Iterator

from codemod.editing.text import Lines
from codemod.vocabulary.records import dataclass

_STRING_STARTS = {getattr(token, name, -1) for name in ("FSTRING_START", "TSTRING_START")}
_STRING_ENDS = {getattr(token, name, -1) for name in ("FSTRING_END", "TSTRING_END")}
_LAYOUT = {token.INDENT, token.DEDENT, token.ENDMARKER, token.ENCODING, token.NL}
_OFF = re.compile(r"#\s*(fmt:\s*off|yapf:\s*disable)\b")
_ON = re.compile(r"#\s*(fmt:\s*on|yapf:\s*enable)\b")


class TokensError(Exception):
    """The text cannot be told into tokens."""


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """A simple statement, several that semicolons join, a decorator, or the header of a suite.

    ``start`` and ``end`` are offsets; the comment behind the last token is part of it. ``first`` and
    ``last`` are its first token and its last but comments. ``is_off`` says that a comment above
    it turned formatters off.
    """

    start: int
    end: int
    first: str
    last: str
    tokens: int
    comments: tuple[str, ...]
    is_single: bool
    is_off: bool


def logical_lines(lines: Lines) -> Iterator[LogicalLine]:
    """Yield the logical lines of a text in order. Raises `TokensError`."""
    current: list[tokenize.TokenInfo] = []
    is_off = False
    for item in _tokens(lines):
        if item.type == token.COMMENT and (_OFF.match(item.string) or _ON.match(item.string)):
            is_off = bool(_OFF.match(item.string))
        if item.type == token.NEWLINE:
            if current:
                yield _line(lines, current, is_off)
            current = []
        elif item.type not in _LAYOUT and (current or item.type != token.COMMENT):
            current.append(item)


def lines_in_strings(lines: Lines) -> set[int]:
    """Return the numbers of the lines that begin inside a string. Raises `TokensError`."""
    found: set[int] = set()
    opened: list[int] = []
    for item in _tokens(lines):
        if item.type == token.STRING:
            found.update(range(item.start[0] + 1, item.end[0] + 1))
        elif item.type in _STRING_STARTS:
            opened.append(item.start[0])
        elif item.type in _STRING_ENDS:
            found.update(range(opened.pop() + 1, item.end[0] + 1))
    return found


def _line(lines: Lines, tokens: list[tokenize.TokenInfo], is_off: bool) -> LogicalLine:
    code = [item for item in tokens if item.type != token.COMMENT]
    start, end = tokens[0].start, tokens[-1].end
    return LogicalLine(
        start=lines.start_of(start[0]) + start[1],
        end=lines.start_of(end[0]) + end[1],
        first=code[0].string,
        last=code[-1].string,
        tokens=len(code),
        comments=tuple(item.string for item in tokens if item.type == token.COMMENT),
        is_single=all(item.string != ";" for item in code),
        is_off=is_off,
    )


def _tokens(lines: Lines) -> Iterator[tokenize.TokenInfo]:
    rows = iter([text + "\n" for text in lines.contents()])
    try:
        yield from tokenize.generate_tokens(lambda: next(rows, ""))
    except (tokenize.TokenError, SyntaxError) as error:
        raise TokensError(str(error)) from None
