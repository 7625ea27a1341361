"""From the new Python source of a notebook to the new bytes of its file; only changed lines differ."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from codemod.notebooks.json_text import String, spelling
from codemod.notebooks.magics import NEWLINE, parses
from codemod.notebooks.notebook import Cell, Notebook, NotebookError
from codemod.vocabulary.cells import BEFORE, CELL, HEADER, MAGIC, TEXT

_LINES = re.compile(r"[^\n]*\n|[^\n]+")


def moved(book: Notebook, source: bytes) -> bytes:
    """Return the file of ``book`` with the cells that the Python source ``source`` stands for.

    Raises `NotebookError` when the source changes what stands for no Python, or when the new file
    would say something else than meant.
    """
    mended = _mended(source.decode("utf-8"))
    texts = _texts(book, mended)
    spell = _Spelling(book)
    changes = [
        change
        for cell in book.cells
        if texts[cell.number] != cell.text
        for change in spell.changes(cell, texts[cell.number])
    ]
    parts: list[str] = []
    at = 0
    for start, end, text in changes:
        parts += [book.json.text[at:start], text]
        at = end
    parts.append(book.json.text[at:])
    after = book.mark + "".join(parts).encode("utf-8")
    _prove(book, after, texts, mended.encode("utf-8"))
    return after


def _prove(book: Notebook, after: bytes, texts: dict[int, str], source: bytes) -> None:
    """Raise `NotebookError` unless ``after`` holds ``texts``, and all else as it was."""
    old, new = (json.loads(data, object_pairs_hook=_Pairs) for data in (book.data, after))
    _joined(new)
    for number, cell in enumerate(_joined(old), 1):
        if number in texts:
            cell[:] = [(k, texts[number] if k == "source" else v) for k, v in cell]
    if old != new:
        raise NotebookError("its new JSON would say something else than meant")
    if Notebook(book.path, after).source != source:
        raise NotebookError("its cells would be read otherwise after the edit")


class _Pairs(list[tuple[str, Any]]):
    """An object of JSON with its keys in order."""


def _joined(content: Any) -> list[Any]:
    """Join the source of each cell to one string; return the cells."""
    cells: list[Any] = next(value for key, value in content if key == "cells")
    for cell in cells:
        cell[:] = [(k, "".join(v) if k == "source" and isinstance(v, list) else v) for k, v in cell]
    return cells


_BROKEN = re.compile(
    rf"^(?P<indent>[ \t]*)(?P<row>\S.*?{re.escape(MAGIC)}.*\\)(?P<end>\r\n|\r|\n)(?P<wide> {{10,}})(?=\S)",
    re.MULTILINE,
)


def _mended(source: str) -> str:
    """Return ``source`` with the second line of a command that an edit broke into two marked too."""

    def marked(found: re.Match[str]) -> str:
        width = len(found["indent"]) + found["row"].index(MAGIC) + len(MAGIC)
        rest = found["wide"][width:]
        return f"{found['indent']}{found['row']}{found['end']}{found['indent']}pass{MAGIC}{rest}"

    return _BROKEN.sub(marked, source)


# -- the cells of a source -------------------------------------------------------------------


def _texts(book: Notebook, source: str) -> dict[int, str]:
    """Return the text of each cell by its number."""
    rows = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", source)
    if not source.startswith(HEADER):
        raise NotebookError("an edit went before its first cell")
    marks = [row for row in book.source.decode().splitlines(True) if _is_mark(row)]
    del rows[: HEADER.count("\n")]
    groups: list[list[str]] = []
    for row in rows:
        if len(groups) < len(marks) and row == marks[len(groups)]:
            groups.append([])
        elif not groups:
            raise NotebookError("an edit went before its first cell")
        else:
            groups[-1].append(row)
    if len(groups) != len(marks):
        raise NotebookError("an edit went over the border of two cells")
    found = {}
    for cell, group in zip(book.cells, groups, strict=True):
        found[cell.number] = "".join(_shown(cell, group)).removesuffix("\n")
    return found


def _is_mark(row: str) -> bool:
    return re.search(rf"{re.escape(CELL)}\d+\n$", row) is not None and MAGIC not in row


def _shown(cell: Cell, rows: list[str]) -> Iterator[str]:
    """Yield the lines of a cell as the notebook shows them; prove that what was hidden still is."""
    hidden = Counter(code for line in cell.lines if (code := _code(line)) is not None)
    before = [cell.first + n for n, line in enumerate(cell.lines) if _is_behind(line)]
    for row in rows:
        line = NEWLINE.split(row)[0]
        end = row[len(line) :]
        if (code := _code(line)) is not None:
            hidden[code] -= 1
        if line.startswith(TEXT):
            yield line[len(TEXT) :] + end
        elif MAGIC in line:
            yield line.partition(MAGIC)[2] + end
        elif BEFORE in line:
            said, _, magic = line.rpartition(BEFORE)
            if not parses([said.strip()]):
                why = "the statement behind a magic has to stay on one line"
                raise NotebookError(why, before[0] if before else 0)
            del before[:1]
            yield magic + said.lstrip() + end
        else:
            yield row
    if any(number > 0 for number in hidden.values()):
        raise NotebookError("what is no Python in a cell would have to be edited")


def _is_behind(line: str) -> bool:
    return BEFORE in line and MAGIC not in line and not line.startswith(TEXT)


def _code(line: str) -> str | None:
    """Return what must not change of a line that hides something."""
    if line.startswith(TEXT):
        return line
    if MAGIC in line:
        return line[: line.index(MAGIC) + len(MAGIC)]
    return line[line.rindex(BEFORE) :] if BEFORE in line else None


# -- the spelling ----------------------------------------------------------------------------

Change = tuple[int, int, str]


class _Spelling:
    """Writes the text of cells as the JSON of a notebook writes it."""

    def __init__(self, book: Notebook) -> None:
        self.text = book.json.text
        self.ways: dict[str, str] = {}
        ascii_only = True
        for cell in book.cells:
            for piece in cell.pieces:
                raw = self.text[piece.start : piece.end]
                ascii_only = ascii_only and raw.isascii()
                if len(raw) - 2 != len(piece.value):
                    pairs = zip(piece.value, spelling(raw), strict=True)
                    self.ways.update((char, way) for char, way in pairs if char != way)
        escaped = any(not char.isascii() for char in self.ways)
        self.ascii = ascii_only and escaped
        lists = (cell for cell in book.cells if cell.listed)
        between = (self._between(cell.pieces) for cell in lists if len(cell.pieces) > 1)
        self.separator = next(between, ", ")

    def changes(self, cell: Cell, new: str) -> Iterator[Change]:
        """Yield the changes of the JSON text that give a cell the text ``new``, in order."""
        if cell.listed and not new:
            yield (*cell.at, "[]")
            return
        before, after = _LINES.findall(cell.text), _LINES.findall(new)
        starts, ends = _offsets(before), _offsets(after)
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        parts = [part[1:] for part in matcher.get_opcodes() if part[0] != "equal"]
        if cell.listed and before != [piece.value for piece in cell.pieces]:
            parts = [(parts[0][0], parts[-1][1], parts[0][2], parts[-1][3])]
        for i, j, k, m in parts:
            change = self._listed if cell.listed else self._in_string
            yield change(cell, starts[i], starts[j], new[ends[k] : ends[m]])

    def _in_string(self, cell: Cell, start: int, end: int, text: str) -> Change:
        """Return the change of a source that is one string."""
        piece = cell.pieces[0]
        head, tail = _shared(piece.value[start:end], text)
        raw = spelling(self.text[piece.start : piece.end])
        rows = [0]
        for way in raw:
            rows.append(rows[-1] + len(way))
        first = piece.start + 1 + rows[start + head]
        last = piece.start + 1 + rows[end - tail]
        return first, last, self._written(text[head : len(text) - tail])

    def _listed(self, cell: Cell, start: int, end: int, text: str) -> Change:
        """Return the change of a source that is a list of strings."""
        begin, touched, at = 0, [], 0
        lead = trail = ""
        for number, piece in enumerate(cell.pieces):
            stop = begin + len(piece.value)
            if begin < end and start < stop:
                touched.append(piece)
                lead = lead or piece.value[: max(start - begin, 0)]
                trail = piece.value[end - begin :] if end < stop else ""
            if stop <= start:
                at = number + 1
            begin = stop
        new = _LINES.findall(lead + text + trail)
        tokens = self._tokens(touched, new)
        separator = self._between(cell.pieces) if len(cell.pieces) > 1 else self._alone(cell)
        if touched and tokens:
            return touched[0].start, touched[-1].end, separator.join(tokens)
        if touched:
            return self._without(cell, touched)
        if at < len(cell.pieces):
            place = cell.pieces[at].start
            return place, place, "".join(token + separator for token in tokens)
        if cell.pieces:
            place = cell.pieces[-1].end
            return place, place, "".join(separator + token for token in tokens)
        return (*cell.at, f"[{separator.join(tokens)}]")

    def _without(self, cell: Cell, gone: list[String]) -> Change:
        """Return the change that takes strings out of a list that keeps others."""
        first, last = cell.pieces.index(gone[0]), cell.pieces.index(gone[-1])
        if last + 1 < len(cell.pieces):
            return gone[0].start, cell.pieces[last + 1].start, ""
        return cell.pieces[first - 1].end, gone[-1].end, ""

    def _tokens(self, old: list[String], new: list[str]) -> list[str]:
        """Return the tokens of new lines; what a line shares with the old one is spelled so."""
        if len(old) != len(new):
            return [f'"{self._written(line)}"' for line in new]
        tokens = []
        for piece, line in zip(old, new, strict=True):
            head, tail = _shared(piece.value, line)
            raw = spelling(self.text[piece.start : piece.end])
            middle = self._written(line[head : len(line) - tail])
            tokens.append(f'"{"".join(raw[:head])}{middle}{"".join(raw[len(raw) - tail :])}"')
        return tokens

    def _written(self, text: str) -> str:
        return "".join(
            self.ways.get(char) or json.dumps(char, ensure_ascii=self.ascii)[1:-1] for char in text
        )

    def _between(self, pieces: list[String]) -> str:
        return self.text[pieces[0].end : pieces[1].start]

    def _alone(self, cell: Cell) -> str:
        """Return what would stand between the strings of a list that has but one."""
        if not cell.pieces:
            return self.separator
        lead = self.text[cell.at[0] + 1 : cell.pieces[0].start]
        return f",{lead}" if lead else self.separator


def _shared(old: str, new: str) -> tuple[int, int]:
    """Return how many characters two texts share at the start, and how many behind at the end."""
    shortest = min(len(old), len(new))
    head = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    rest = shortest - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return head, tail


def _offsets(lines: list[str]) -> list[int]:
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line))
    return found
