"""Compare two syntax trees outside of the regions where an edit was made."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from codemod.vocabulary.spans import Located, Span

_LINE_END = re.compile(rb"\r\n|\r|\n")
_SUITES = ("body", "orelse", "finalbody")
Extent = tuple[int, int]


class Side:
    """One of the two texts (UTF-8, without byte order mark) and where its regions lie, in order."""

    def __init__(self, data: bytes, regions: Sequence[Span]) -> None:
        self.data = data
        self._lines = [0, *(end.end() for end in _LINE_END.finditer(data))]
        self._regions = [
            (self._offset(span.line, span.column), self._offset(span.end_line, span.end_column))
            for span in regions
        ]
        self._ends = [end for _, end in self._regions]
        self._same: list[Extent] = []

    def extent(self, node: Located) -> Extent:
        """Return the offsets of a node; those of a definition begin with its decorators."""
        decorators = getattr(node, "decorator_list", None)
        first = decorators[0] if decorators else node
        start = self._offset(first.lineno, first.col_offset)
        return start, self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def text(self, extent: Extent) -> bytes:
        return self.data[slice(*extent)]

    def region_at(self, extent: Extent) -> int | None:
        """Return the number of the first region that touches ``extent``."""
        start, end = extent
        index = bisect_left(self._ends, start)
        while index < len(self._regions):
            first, last = self._regions[index]
            if first >= end:
                return None
            if last > start and (first < last or start < first):
                return index
            index += 1
        return None

    def touched(self, node: Located) -> bool:
        """Say whether a region lies in the node, or reaches into it."""
        return self.region_at(self.extent(node)) is not None

    def enclosing(self, extent: Extent) -> int | None:
        """Return the number of the region that ``extent`` lies in."""
        index = self.region_at(extent)
        if index is None:
            return None
        first, last = self._regions[index]
        return index if first <= extent[0] and extent[1] <= last else None

    def note_same(self, extent: Extent) -> None:
        """Remember a stretch that is the same, letter by letter, on both sides."""
        self._same.append(extent)

    def residue(self) -> str:
        """Return all text but the stretches that are the same."""
        kept: list[bytes] = []
        at = 0
        for start, end in sorted(self._same):
            kept.append(self.data[at:start])
            at = end
        kept.append(self.data[at:])
        return b" ".join(kept).decode("utf-8")

    def _offset(self, line: int, column: int) -> int:
        if line > len(self._lines):
            return len(self.data)
        return min(self._lines[line - 1] + column, len(self.data))


def compare(
    old: Side, old_body: Sequence[ast.stmt], new: Side, new_body: Sequence[ast.stmt]
) -> str:
    """Return what differs outside of the regions, as one clause, or ""."""
    todo = [(old_body, new_body)]
    while todo:
        before, after = (_kept(old, todo[-1][0]), _kept(new, todo.pop()[1]))
        for one, other in zip(before, after, strict=False):
            if old.touched(one) or new.touched(other):
                shape, new_shape = _Shape(old, one), _Shape(new, other)
                if shape.tokens != new_shape.tokens:
                    return f"the statement on line {one.lineno} changed outside its edit"
                todo += zip(shape.suites, new_shape.suites, strict=True)
            elif not _same(old, one, new, other):
                return f"the statement on line {one.lineno} changed without an edit"
        if len(before) > len(after):
            return f"the statement on line {before[len(after)].lineno} is lost"
        if len(after) > len(before):
            return f"a statement came without an edit: {_first_line(new, after[len(before)])}"
    return ""


def _kept(side: Side, body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return the statements that are not inside a region."""
    return [statement for statement in body if side.enclosing(side.extent(statement)) is None]


def _first_line(side: Side, statement: ast.stmt) -> str:
    return side.text(side.extent(statement)).decode("utf-8").splitlines()[0]


def _same(old: Side, one: ast.stmt, new: Side, other: ast.stmt) -> bool:
    before, after = old.extent(one), new.extent(other)
    if old.text(before) == new.text(after):
        old.note_same(before)
        new.note_same(after)
        return True
    return ast.dump(one) == ast.dump(other)


class _Shape:
    """A statement without its suites, with each region in it as one mark."""

    def __init__(self, side: Side, statement: ast.stmt) -> None:
        self.suites: list[list[ast.stmt]] = []
        self.tokens: list[object] = []
        for token in self._walk(side, statement, whole=True):
            mark = isinstance(token, tuple)
            if not (mark and self.tokens and self.tokens[-1] == token):
                self.tokens.append(token)

    def _walk(self, side: Side, node: ast.AST, *, whole: bool = False) -> Iterator[object]:
        if not whole and isinstance(node, ast.expr):
            region = side.enclosing(side.extent(node))
            if region is not None:
                yield ("region", region)
                return
            if isinstance(node, ast.JoinedStr):
                yield ast.dump(node)  # no region begins inside, and its spans are odd before 3.12
                return
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            yield name
            if isinstance(value, ast.AST):
                yield from self._walk(side, value)
            elif isinstance(value, list):
                if name in _SUITES and not isinstance(node, ast.expr):
                    self.suites.append(value)
                    continue
                for item in value:
                    if isinstance(item, ast.AST):
                        yield from self._walk(side, item)
                    else:
                        yield repr(item)
            else:
                yield repr(value)
