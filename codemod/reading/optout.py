"""Where the source opts out: ``# migrate: skip`` for a statement, ``# migrate: skip-file``."""

from __future__ import annotations

import io
import re
import tokenize

from codemod.vocabulary.records import dataclass

_BYTES = re.compile(rb"#\s*migrate:\s*skip")
_COMMENT = re.compile(r"#\s*migrate:\s*skip(?P<file>-file)?(?![\w-])")
_LAYOUT = frozenset(
    {tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}
    | {tokenize.NEWLINE, tokenize.ENDMARKER}
)


@dataclass(frozen=True, slots=True)
class OptOut:
    """``file``: nothing is edited; else nothing that touches ``lines`` (from 1)."""

    file: bool = False
    lines: frozenset[int] = frozenset()


NOTHING = OptOut()


def opt_out(data: bytes) -> OptOut:
    """Return what the comments of the Python source ``data`` exclude from editing.

    A comment counts for the line it ends; on a statement's first or last line, or alone above
    it, for the whole statement (of a compound one, its header). Source that cannot be
    tokenized is searched line by line.
    """
    if b"migrate:" not in data or _BYTES.search(data) is None:
        return NOTHING
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        tokens = list(tokenize.tokenize(io.BytesIO(plain).readline))
    except (tokenize.TokenError, SyntaxError):
        return _line_by_line(plain)
    lines: set[int] = set()
    statement: list[int] = []  # first and last line of the statement so far
    bearing: set[int] = set()  # its lines that end in a comment
    waiting = False  # a comment alone above asks for the next statement
    for token in tokens:
        if token.type == tokenize.COMMENT:
            match = _COMMENT.search(token.string)
            if match is None:
                continue
            if match["file"]:
                return OptOut(file=True)
            line, column = token.start
            alone = not token.line[:column].strip()
            if not alone:
                bearing.add(line)
            elif statement:
                lines.add(line + 1)
            else:
                waiting = True
        elif token.type == tokenize.NL and not statement and not token.line.strip():
            waiting = False
        elif token.type == tokenize.NEWLINE and statement:
            first, last = statement
            lines |= bearing
            if waiting or not bearing.isdisjoint(statement):
                lines.update(range(first, last + 1))
            statement, bearing, waiting = [], set(), False
        elif token.type not in _LAYOUT:
            statement = [statement[0] if statement else token.start[0], token.end[0]]
    return OptOut(lines=frozenset(lines))


def _line_by_line(plain: bytes) -> OptOut:
    lines: set[int] = set()
    for number, line in enumerate(plain.decode("utf-8", "replace").split("\n"), 1):
        match = _COMMENT.search(line)
        if match is not None and match["file"]:
            return OptOut(file=True)
        if match is not None:
            lines.add(number if line[: match.start()].strip() else number + 1)
    return OptOut(lines=frozenset(lines))
