"""Environment variables in a README: what a reader is told to set, in shell blocks and in inline code."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from codemod.documents.settings import Setting, looks_secret, references
from codemod.documents.text import Document
from codemod.vocabulary.patterns import late

README = late(
    r"(?:.*/)?(?:readme|install|installation|contributing|quick[-_]?start|getting[-_]started)[^/]*"
    r"\.(?:md|markdown)",
    re.IGNORECASE,
)
"""Documents that tell how to set a project up as it is now."""
_FENCE = late(r"^[ \t>]*(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[\w+-]*)[^`\r\n]*$")
_SHELLS = frozenset(
    "sh bash zsh shell console shell-session terminal env dotenv powershell ps1 cmd bat batch ini".split()
) | {""}
_SAID = r"(?:(?:export|set|setx|SET)[ \t]+|\$env:)?(?P<name>{names})[ \t]*=[ \t]*(?P<value>\"[^\"`]*\"|'[^'`]*'|<[^>`]*>|\[[^\]`]*\]|[^\s\"'`;&|]*)"
_LINE = r"^[ \t>]*(?:[$%][ \t]+|PS>[ \t]*)?#?[ \t]*" + _SAID + r"[ \t]*(?:#.*)?$"
_CODE = late(r"(?<!`)`(?P<code>[^`\r\n]+)`(?!`)")
_INDENTED = late(r"(?: {4}|\t)[ \t]*(?!(?:[-*+]|\d+[.)])[ \t])\S")
_STARTS = late(r"^[ \t>]*(?:[-*+]|\d+[.)]|#+|\|)(?:[ \t]|$)|^[ \t>]*$")


def read_prose(document: Document, names: Sequence[str], words: Sequence[str]) -> Iterator[Setting]:
    """Yield where a README tells to set one of ``names``; ``words`` are those that speak of the source.

    All of it stays where code that is shown names a variable in another way: that would be left behind.
    """
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    line = re.compile(_LINE.format(names=pattern))
    inline = re.compile(rf"\$?{_SAID.format(names=pattern)}|\$?(?P<bare>{pattern})")
    speaks = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    kin = re.compile("|".join(rf"(?<![A-Za-z])(?:{re.escape(word.upper())})_\w+" for word in words))
    found: list[tuple[str, tuple[int, int], tuple[int, int], str]] = []
    other = ""
    for start, end, info, around in _lines(document):
        row = document.text[start:end]
        if info is None:
            for code in _CODE.finditer(row):
                match = inline.fullmatch(code["code"].strip())
                if match is None:
                    continue
                at = start + code.start("code") + code["code"].index(match[0])
                found.append(_place(match, at, _why(around, pattern, speaks)))
            continue
        match = line.match(row) if info in _SHELLS else None
        if match is not None:
            beside = kin.search(re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", "", around))
            why = f"{beside[0]} stands beside it" if beside is not None else ""
            found.append(_place(match, start, why or _why(row, pattern, speaks)))
        elif any(references(row, name) for name in names) and not _remark(row, info):
            other = (
                other or f"the code in line {document.span(start, start).line} names it otherwise"
            )
    folder = posixpath.dirname(document.path)
    for name, name_at, value_at, why in found:
        secret = "a secret stands there" if looks_secret(document.text[slice(*value_at)]) else ""
        yield Setting(
            *(name, name_at[0], value_at[1], name_at, value_at, f"at {name_at[0]}", folder),
            strange=secret or other or why,
            alone=False,
        )


def _place(
    match: re.Match[str], at: int, why: str
) -> tuple[str, tuple[int, int], tuple[int, int], str]:
    at -= match.start()
    group = "name" if match["name"] else "bare"
    first, last = match.span(group)
    value = match.span("value") if match["name"] else (last, last)
    return match[group], (at + first, at + last), (at + value[0], at + value[1]), why


def _why(text: str, pattern: str, speaks: re.Pattern[str]) -> str:
    match = speaks.search(re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", "", text))
    return f"the text beside it speaks of {match[0]}" if match is not None else ""


def _remark(row: str, info: str) -> bool:
    return info in _SHELLS and row.lstrip(" \t>").startswith("#")


def _lines(document: Document) -> Iterator[tuple[int, int, str | None, str]]:
    """Yield each line: its start and end, the language of the block that it stands in (None for none).

    A block that is only indented has no language.
    With a line goes its paragraph, or its block.
    """
    rows: list[tuple[int, int, str | None]] = []
    mark, info, start = "", "", 0
    while start < len(document.text):
        end = document.line_end(start)
        row = document.text[start:end]
        fence = _FENCE.match(row)
        if mark and fence is not None and fence["mark"].startswith(mark) and not fence["info"]:
            mark = ""
        elif mark:
            rows.append((start, end, info))
        elif fence is not None:
            mark, info = fence["mark"], fence["info"].lower()
            rows.append((start, start, None))
        else:
            above = rows[-1] if rows else (0, 0, None)
            after = above[2] == "" or not document.text[slice(*above[:2])].strip()
            rows.append((start, end, "" if after and _INDENTED.match(row) else None))
        start = max(document.next_line(start), start + 1)
    for at, (first, last, language) in enumerate(rows):
        block = (
            _block(document, rows, at) if language is not None else _paragraph(document, rows, at)
        )
        yield first, last, language, block


def _block(document: Document, rows: list[tuple[int, int, str | None]], at: int) -> str:
    """Return the text of the block that a line stands in."""
    first = last = at
    while first and rows[first - 1][2] is not None:
        first -= 1
    while last + 1 < len(rows) and rows[last + 1][2] is not None:
        last += 1
    return document.text[rows[first][0] : rows[last][1]]


def _paragraph(document: Document, rows: list[tuple[int, int, str | None]], at: int) -> str:
    def says(number: int) -> str:
        return document.text[slice(*rows[number][:2])] if rows[number][2] is None else ""

    first = last = at
    while first and not _STARTS.match(says(first)) and says(first - 1).strip():
        first -= 1
    while last + 1 < len(rows) and not _STARTS.match(says(last + 1)):
        last += 1
    return "\n".join(map(says, range(first, last + 1)))


def spoken_of(document: Document, offset: int, words: Sequence[str]) -> tuple[int, int] | None:
    """Return where the text that leads to a block with ``offset`` in it speaks of the source, or None."""
    speaks = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    rows = [(s, document.text[s:e], info) for s, e, info, _ in _lines(document) if e < offset]
    leading = False
    for start, row, info in reversed(rows):
        if info is not None:
            if leading:
                break
            continue
        match = speaks.search(row)
        if match is not None:
            return start + match.start(), start + match.end()
        if row.strip():
            leading = True
        elif leading:
            break
    return None
