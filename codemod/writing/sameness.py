"""Compare two texts and their syntax trees outside of the regions where an edit was made."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from codemod.vocabulary.spans import Located, Span

_LINE_END = re.compile(rb"\r\n|\r|\n")
_SUITES = ("body", "orelse", "finalbody")
_OPAQUE = (ast.expr, ast.pattern, ast.keyword)
"""What a region in a header may change as a whole."""

Extent = tuple[int, int]


class Side:
    """One of the two texts (UTF-8, without byte order mark) and where its regions lie, in order."""

    def __init__(self, data: bytes, regions: Sequence[Span]) -> None:
        self.data = data
        self._lines = [0, *(end.end() for end in _LINE_END.finditer(data))]
        self.regions = [
            (self._offset(span.line, span.column), self._offset(span.end_line, span.end_column))
            for span in regions
        ]
        self.starts = [start for start, _ in self.regions]
        self.ends = [end for _, end in self.regions]
        self._same: list[Extent] = []

    def extent(self, node: Located) -> Extent:
        """Return the offsets of a node; those of a definition begin with its decorators."""
        start = self._offset(node.lineno, node.col_offset)
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        if decorators:
            start = self._offset(decorators[0].lineno, decorators[0].col_offset)
            start = self.data.rindex(b"@", 0, start)
        return start, self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def text(self, extent: Extent) -> bytes:
        return self.data[slice(*extent)]

    def gaps(self) -> list[bytes]:
        """Return the text outside of the regions."""
        starts, ends = [*self.starts, len(self.data)], [0, *self.ends]
        return [self.data[end:start] for end, start in zip(ends, starts, strict=True)]

    def touched(self, extent: Extent) -> bool:
        """Say whether a region reaches into ``extent``, or to its border."""
        index = bisect_left(self.ends, extent[0])
        return index < len(self.regions) and self.starts[index] <= extent[1]

    def is_edited(self, offset: int) -> bool:
        """Say whether the character at ``offset`` is part of a region."""
        index = bisect_right(self.ends, offset)
        return index < len(self.regions) and self.starts[index] <= offset

    def line(self, offset: int) -> int:
        return bisect_right(self._lines, offset)

    def note_same(self, extent: Extent) -> None:
        """Remember a stretch that is the same on both sides."""
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
    """Return what differs outside of the regions, as one clause, or "".

    The text must be identical; so must be the place of every statement in the tree, and all of a
    statement's header that no region reaches. Inside a simple statement that holds an
    edit, and inside an outermost expression of a header, anything goes.
    """
    gaps = zip(old.gaps(), new.gaps(), [0, *old.ends], strict=True)
    for before, after, offset in gaps:
        if before != after:
            return f"the text outside of the edits changed behind line {old.line(offset)}"
    todo = [(old_body, new_body)]
    while todo:
        difference = _compare_suite(old, new, *todo.pop(), todo)
        if difference:
            return difference
    return ""


_Suites = list[tuple[Sequence[ast.stmt], Sequence[ast.stmt]]]


def _compare_suite(
    old: Side,
    new: Side,
    old_body: Sequence[ast.stmt],
    new_body: Sequence[ast.stmt],
    todo: _Suites,
) -> str:
    """Compare the statements that begin outside of a region; put their suites on ``todo``."""
    rest = dict(_beginnings(new, new_body))
    for start, one in _beginnings(old, old_body):
        index = bisect_right(old.ends, start)
        moved = start + (new.ends[index - 1] - old.ends[index - 1] if index else 0)
        other = rest.pop(moved, None)
        if other is None:
            if _glued(old, new, moved):
                continue
            return f"the statement on line {one.lineno} is no longer one of its own"
        extent, new_extent = old.extent(one), new.extent(other)
        if old.touched(extent) or new.touched(new_extent):
            if hasattr(one, "body") != hasattr(other, "body"):
                return f"the statement on line {one.lineno} changed its kind"
            if hasattr(one, "body") and not _alike(old, new, one, other, todo):
                return f"the statement on line {one.lineno} changed outside of its edit"
        elif old.text(extent) != new.text(new_extent):
            return f"the statement on line {one.lineno} changed without an edit"
        else:
            old.note_same(extent)
            new.note_same(new_extent)
    for start, other in rest.items():
        if not _glued(old, new, start):
            return f"the edits make a statement of what was none, new line {other.lineno}"
    return ""


def _beginnings(side: Side, body: Sequence[ast.stmt]) -> list[tuple[int, ast.stmt]]:
    placed = ((side.extent(statement)[0], statement) for statement in body)
    return [(start, statement) for start, statement in placed if not side.is_edited(start)]


def _glued(old: Side, new: Side, offset: int) -> bool:
    """Say whether an edit before ``offset`` (of the new text) belongs to the same statement.

    As in ``f()`` → ``await f()``: text came or went directly before, on the same line.
    """
    index = bisect_left(new.ends, offset)
    if index == len(new.regions) or new.ends[index] != offset:
        return False
    texts = (old.text(old.regions[index]), new.text(new.regions[index]))
    return not any(text.endswith((b"\n", b"\r")) for text in texts)


def _is_named(new: Side, one: ast.AST, other: ast.AST) -> bool:
    """Say whether an edit gave a name to what an ``except`` clause catches."""
    if not isinstance(one, ast.ExceptHandler) or not isinstance(other, ast.ExceptHandler):
        return False
    return one.name is None and other.type is not None and new.touched(new.extent(other.type))


def _alike(old: Side, new: Side, one: ast.AST, other: ast.AST, todo: _Suites) -> bool:
    """Say whether two headers agree where no region reaches; put their suites on ``todo``."""
    if isinstance(one, _OPAQUE) and isinstance(other, _OPAQUE):
        if old.touched(old.extent(one)) or new.touched(new.extent(other)):
            return True
        return ast.dump(one) == ast.dump(other)
    if type(one) is not type(other):
        return False
    for name, value in ast.iter_fields(one):
        counterpart = getattr(other, name)
        if not isinstance(value, list):
            value, counterpart = [value], [counterpart]
        elif name in _SUITES:
            todo.append((value, counterpart))
            continue
        if len(value) != len(counterpart):
            return False
        for item, its in zip(value, counterpart, strict=True):
            if isinstance(item, ast.AST) and isinstance(its, ast.AST):
                if not _alike(old, new, item, its, todo):
                    return False
            elif item != its and not (name == "name" and _is_named(new, one, other)):
                return False
    return True
