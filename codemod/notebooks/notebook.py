"""A notebook as one Python source, the places of its lines in the file, and the way back."""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from codemod.notebooks.json_text import JsonText, String, spelling
from codemod.notebooks.magics import NEWLINE, Coded, bound, coded
from codemod.vocabulary import outcomes
from codemod.vocabulary.cells import BEFORE, CELL, HEADER, MAGIC, TEXT, UNREAD
from codemod.vocabulary.spans import Span

_WORD = re.compile(r"[^\W\d]\w*")
_PYTHON = ("python", "ipython")


class NotebookError(ValueError):
    """The file is no notebook that can be read, or given back; one clause says why.

    ``line`` is that of the Python source that is at fault, 0 for the file as a whole.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(slots=True)
class Cell:
    """One cell. ``pieces`` are the strings of its source; ``at`` is where that value stands.

    ``coded`` is None for a cell that holds text. ``first`` is the line of the Python source behind
    the cell's mark.
    """

    number: int
    at: tuple[int, int]
    pieces: list[String]
    listed: bool
    text: str
    coded: Coded | None
    first: int = 0
    lines: list[str] = field(default_factory=list)
    """Its lines in the Python source, without their newlines."""


class Notebook:
    """The notebook in ``data``. Raises `NotebookError`.

    ``source`` is the Python source that stands for it: the cells in order, what is no Python in
    comments. A notebook of another language is an empty one.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        try:
            self.json = JsonText(data[len(self.mark) :].decode("utf-8"))
            content = json.loads(self.json.text)
        except UnicodeDecodeError:
            raise NotebookError("it is not valid UTF-8") from None
        except (ValueError, RecursionError) as error:
            raise NotebookError(f"it is not valid JSON: {error}") from None
        if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
            old = isinstance(content, dict) and "worksheets" in content
            why = "its format is older than 4: open and save it anew" if old else "it has no cells"
            raise NotebookError(why)
        self._starts = [0, *(match.end() for match in NEWLINE.finditer(self.json.text))]
        self.cells = list(self._cells()) if _is_python(content.get("metadata")) else []
        self.source = self._source()

    # -- reading ---------------------------------------------------------------------------

    def _cells(self) -> Iterator[Cell]:
        members = _once(self.json.members(self.json.start()))
        for number, (start, _) in enumerate(self.json.items(members["cells"][0]), 1):
            cell = _once(self.json.members(start))
            if "source" not in cell or "cell_type" not in cell:
                continue
            at = cell["source"]
            listed = self.json.text[at[0]] == "["
            places = self.json.items(at[0]) if listed else [at]
            strings = [place for place, _ in places]
            if any(self.json.text[place] != '"' for place in strings):
                raise NotebookError(f"the source of cell {number} is no text")
            pieces = [self.json.string(place) for place in strings]
            text = "".join(piece.value for piece in pieces)
            if any("\ud800" <= char <= "\udfff" for char in text):
                raise NotebookError(f"cell {number} holds half a character")
            is_code = self.json.value(*cell["cell_type"]) == "code"
            meta = self.json.value(*cell["metadata"]) if "metadata" in cell else {}
            code = coded(text) if is_code and _is_python_cell(meta) else None
            yield Cell(number, at, pieces, listed, text, code)

    def _source(self) -> bytes:
        readable = [c.text for c in self.cells if c.coded and c.coded.kind == "python"]
        known = set(_WORD.findall("\n".join(readable)))
        parts = [HEADER]
        line = HEADER.count("\n") + 1
        for cell in self.cells:
            cell.first = line + 1
            if cell.coded is None:
                cell.lines = [TEXT + each for each in NEWLINE.split(cell.text)]
            else:
                cell.lines = cell.coded.lines
            parts.append(f"{_head(cell, known)}{CELL}{cell.number}\n")
            if not cell.text:
                cell.lines = []
            ends = [*NEWLINE.findall(cell.text), *(["\n"] if cell.text else [])]
            parts += [part for pair in zip(cell.lines, ends, strict=True) for part in pair]
            line += 1 + len(cell.lines)
        return "".join(parts).encode()

    # -- places ----------------------------------------------------------------------------

    def span(self, span: Span) -> Span:
        """Return where a span of the Python source stands in the file."""
        start, end = self.offset(*span.start), self.offset(*span.end)
        return Span(*self.position(start), *self.position(max(start, end)))

    def cell_of(self, line: int) -> Cell | None:
        """Return the cell that a line of the Python source belongs to, its mark included."""
        index = bisect_right([cell.first - 1 for cell in self.cells], line)
        return self.cells[index - 1] if index else None

    def offset(self, line: int, column: int) -> int:
        """Return the offset in the JSON text of a place in the Python source."""
        cell = self.cell_of(line)
        if cell is None:
            return 0
        if line < cell.first:
            return self._in_cell(cell, 0)
        number = line - cell.first
        rows = [0, *(match.end() for match in NEWLINE.finditer(cell.text))]
        if number >= len(cell.lines):
            return self._in_cell(cell, len(cell.text))
        content = NEWLINE.split(cell.text[rows[number] :], maxsplit=1)[0]
        shown = cell.lines[number].encode()
        column -= _shift(shown)
        before = content.encode()[: max(column, 0)].decode("utf-8", "ignore")
        return self._in_cell(cell, rows[number] + len(before))

    def _in_cell(self, cell: Cell, at: int) -> int:
        """Return the offset in the JSON text of a character of a cell's text."""
        begin = 0
        for piece in cell.pieces:
            if at < begin + len(piece.value) or piece is cell.pieces[-1]:
                spelled = spelling(self.json.text[piece.start : piece.end])
                return piece.start + 1 + sum(map(len, spelled[: at - begin]))
            begin += len(piece.value)
        return cell.at[0]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and UTF-8 column, in the file, of an offset in the JSON text."""
        line = bisect_right(self._starts, offset)
        return line, len(self.json.text[self._starts[line - 1] : offset].encode())

    def places(self) -> tuple[outcomes.Cell, ...]:
        """Return the number of each cell, and where its source stands in the file."""
        return tuple(
            outcomes.Cell(cell.number, Span(*self.position(cell.at[0]), *self.position(cell.at[1])))
            for cell in self.cells
        )


def _shift(shown: bytes) -> int:
    """Return by how many columns the text of a line is moved to the right in the Python source."""
    for mark in (MAGIC, TEXT):
        at = shown.find(mark.encode())
        if at >= 0:
            return at + len(mark)
    at = shown.find(BEFORE.encode())
    if at < 0:
        return 0
    indent = len(shown) - len(shown.lstrip())
    return indent - (len(shown) - at - len(BEFORE))


def _head(cell: Cell, known: set[str]) -> str:
    """Return the code that stands on the line of a cell's mark."""
    if cell.coded is None or cell.coded.kind == "foreign":
        return ""
    if cell.coded.kind == "python":
        return cell.coded.head
    given = ", ".join(name for name in cell.coded.names if name in known)
    targets = "".join(f"{name} = " for name in bound(cell.text))
    return f"{targets}{UNREAD}({given})"


def _once(members: Iterator[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    """Return the places of an object's values. Raises `NotebookError` for a key given twice."""
    found: dict[str, tuple[int, int]] = {}
    for key, start, end in members:
        if key in found:
            raise NotebookError(f'the key "{key}" is given twice')
        found[key] = (start, end)
    return found


def _is_python(metadata: Any) -> bool:
    """Say whether the metadata of a notebook do not name another language."""
    meta = metadata if isinstance(metadata, dict) else {}
    kernel, language = meta.get("kernelspec"), meta.get("language_info")
    named = [
        each.get(key)
        for each, key in ((kernel, "language"), (language, "name"))
        if isinstance(each, dict)
    ]
    return all(str(name).lower() in _PYTHON for name in named if name)


def _is_python_cell(metadata: Any) -> bool:
    """Say whether the metadata of a cell do not name another language."""
    tool = metadata.get("vscode") if isinstance(metadata, dict) else None
    name = tool.get("languageId") if isinstance(tool, dict) else None
    return name in (None, "python")
