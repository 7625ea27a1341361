"""Bracketed lists with commas: arguments, dict items and imported names, seen as one thing.

A list is its elements without commas and the white space in the gaps around them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

Space = cst.BaseParenthesizableWhitespace
NO_SPACE = cst.SimpleWhitespace("")


@dataclass
class Element:
    """One element. ``origin`` is its index in the source, None for a new one."""

    node: cst.CSTNode
    origin: int | None = None
    before_comma: Space = field(default_factory=lambda: NO_SPACE)


@dataclass
class CommaList:
    """``gaps[i]`` is the white space before element ``i``, the last one that before the bracket.

    ``trailing`` says whether the last element has a comma. A list without elements has one gap.
    """

    elements: list[Element]
    gaps: list[Space]
    trailing: bool
    _emptied: tuple[list[Space], bool] | None = None

    @classmethod
    def read(
        cls,
        nodes: Sequence[cst.CSTNode],
        commas: Sequence[cst.Comma | cst.MaybeSentinel],
        opening: Space,
        closing: Space,
    ) -> CommaList:
        """Make a list of nodes and their commas; ``closing`` is the space behind the last comma."""
        elements, gaps = [], [opening]
        for index, (node, comma) in enumerate(zip(nodes, commas, strict=True)):
            element = Element(node, index)
            gap: Space = NO_SPACE
            if isinstance(comma, cst.Comma):
                element.before_comma = comma.whitespace_before
                gap = comma.whitespace_after
            elements.append(element)
            gaps.append(gap)
        if elements:
            gaps[-1] = _after(gaps[-1], closing)
        trailing = bool(elements) and isinstance(commas[-1], cst.Comma)
        return cls(elements, gaps, trailing)

    def commas(self) -> list[cst.Comma | cst.MaybeSentinel]:
        """Return the comma of each element; the last gap is not part of them."""
        commas: list[cst.Comma | cst.MaybeSentinel] = [
            cst.Comma(element.before_comma, gap)
            for element, gap in zip(self.elements, self.gaps[1:], strict=False)
        ]
        if self.elements:
            last = self.elements[-1]
            commas[-1] = cst.MaybeSentinel.DEFAULT
            if self.trailing:
                commas[-1] = cst.Comma(last.before_comma, NO_SPACE)
        return commas

    @property
    def closing(self) -> Space:
        """The space before the closing bracket."""
        if self.elements and not self.trailing:
            orphans = _comments(self.elements[-1].before_comma)
            return _with_comments(self.gaps[-1], orphans) if orphans else self.gaps[-1]
        return self.gaps[-1]

    def remove(self, index: int) -> None:
        """Take an element out; its comments stay in the gap that is left."""
        first, last = index == 0, index == len(self.elements) - 1
        if first and last:
            self._emptied = ([_plain(gap) for gap in self.gaps], self.trailing)
        element = self.elements.pop(index)
        before, after = self.gaps[index : index + 2]
        gap = _merged(before, after, first=first, last=last)
        orphans = _comments(element.before_comma)
        if orphans:
            gap = _with_comments(gap, orphans)
        self.gaps[index : index + 2] = [gap]
        if not self.elements:
            self.trailing = False

    def replace(self, index: int, nodes: Sequence[cst.CSTNode]) -> None:
        """Put elements in the place of one; the gaps around it, with their comments, stay."""
        style = self.gaps[index]
        plain = _plain(style) if isinstance(style, cst.ParenthesizedWhitespace) else None
        first, *others = nodes
        self.elements[index].node = first
        self.elements[index + 1 : index + 1] = [Element(node) for node in others]
        self.gaps[index + 1 : index + 1] = [plain or cst.SimpleWhitespace(" ") for _ in others]

    def append(self, node: cst.CSTNode) -> None:
        """Add an element at the end, in the style of the last one."""
        self.insert(len(self.elements), node)

    def insert(self, index: int, node: cst.CSTNode) -> None:
        """Add an element, on a line of its own where its neighbour has one."""
        if not self.elements:
            self._insert_only(node)
            return
        if index == len(self.elements):
            style, closing = self.gaps[index - 1], self.gaps[index]
            self.gaps[index:] = _split_end(style, closing)
        else:
            self.gaps[index : index + 1] = _split(self.gaps[index], keep_all=index == 0)
        self.elements.insert(index, Element(node))

    def explode(self, indent: str, step: str) -> None:
        """Put every element on a line of its own, below a line that begins with ``indent``."""
        inner = [_line_break(indent + step) for _ in self.elements]
        self.gaps = [*inner, _line_break(indent)]
        self.trailing = True

    def wrap(self) -> bool:
        """Put new elements that stand behind others of their line on a line of their own.

        They stand below the first element; False where that one follows the opening bracket.
        """
        below = self.gaps[0]
        if not isinstance(below, cst.ParenthesizedWhitespace):
            return False
        wrapped = False
        for index, element in enumerate(self.elements):
            fresh = element.origin is None and (
                not index or self.elements[index - 1].origin is not None
            )
            if fresh and not isinstance(self.gaps[index], cst.ParenthesizedWhitespace):
                self.gaps[index] = _line_break(below.last_line.value)
                wrapped = True
        return wrapped

    def _insert_only(self, node: cst.CSTNode) -> None:
        (space,) = self.gaps
        self.elements = [Element(node)]
        self.gaps = [NO_SPACE, NO_SPACE]
        if self._emptied and not _comments(space):
            self.gaps, self.trailing = self._emptied
        elif isinstance(space, cst.ParenthesizedWhitespace) and _comments(space):
            indent = next((line.whitespace.value for line in space.empty_lines if line.comment), "")
            outer = space.last_line.value
            inner = indent if len(indent) > len(outer) else outer + "    "
            self.gaps = [_ending(space, inner), _line_break(outer)]
            self.trailing = True


def _line_break(indent: str) -> cst.ParenthesizedWhitespace:
    return cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(indent))


def _plain(space: Space) -> Space:
    """Return white space of the same style without comments and blank lines."""
    if isinstance(space, cst.ParenthesizedWhitespace):
        return _line_break(space.last_line.value)
    return space


def _ending(space: cst.ParenthesizedWhitespace, indent: str) -> cst.ParenthesizedWhitespace:
    return space.with_changes(indent=True, last_line=cst.SimpleWhitespace(indent))


def _split_end(style: Space, closing: Space) -> list[Space]:
    """Return the gaps around a new last element."""
    if not isinstance(style, cst.ParenthesizedWhitespace):
        return [cst.SimpleWhitespace(" "), closing]
    indent = style.last_line.value
    if isinstance(closing, cst.ParenthesizedWhitespace):
        return [_ending(closing, indent), _line_break(closing.last_line.value)]
    return [_line_break(indent), closing]


def _split(gap: Space, *, keep_all: bool) -> list[Space]:
    """Return the gaps around a new element between two others."""
    if not isinstance(gap, cst.ParenthesizedWhitespace):
        return [gap, cst.SimpleWhitespace(" ")]
    below = _line_break(gap.last_line.value)
    if keep_all:
        return [gap, below]
    return [gap.with_changes(empty_lines=[]), below.with_changes(empty_lines=gap.empty_lines)]


def _merged(before: Space, after: Space, *, first: bool, last: bool) -> Space:
    """Return the gap that is left when the element between two gaps goes."""
    if first and last and not _comments(before) and not _comments(after):
        return NO_SPACE
    above = before if isinstance(before, cst.ParenthesizedWhitespace) else None
    below = after if isinstance(after, cst.ParenthesizedWhitespace) else None
    if above and below:
        moved = [_line(c, above.last_line) for c in _comments(below.first_line)]
        return above.with_changes(
            empty_lines=[*above.empty_lines, *moved, *below.empty_lines],
            indent=below.indent,
            last_line=below.last_line,
        )
    if above:
        return after if last and not _comments(above) else before
    if below:
        return before if first and not last and not _comments(below) else after
    return after if last else before


def _line(comment: cst.Comment, indent: cst.SimpleWhitespace) -> cst.EmptyLine:
    return cst.EmptyLine(indent=True, whitespace=indent, comment=comment)


def _after(space: Space, more: Space) -> Space:
    """Return two stretches of white space as one that keeps the comments of both."""
    if not _comments(space):
        if isinstance(space, cst.ParenthesizedWhitespace):
            return more if isinstance(more, cst.ParenthesizedWhitespace) else space
        return more if _has_text(more) else space
    comments = _comments(more)
    return _with_comments(space, comments) if comments else space


def _has_text(space: Space) -> bool:
    return isinstance(space, cst.ParenthesizedWhitespace) or not space.empty


def _with_comments(space: Space, comments: Sequence[cst.Comment]) -> cst.ParenthesizedWhitespace:
    if isinstance(space, cst.ParenthesizedWhitespace):
        lines = [_line(comment, space.last_line) for comment in comments]
        return space.with_changes(empty_lines=[*space.empty_lines, *lines])
    first, *rest = comments
    return cst.ParenthesizedWhitespace(
        first_line=cst.TrailingWhitespace(cst.SimpleWhitespace("  "), first),
        empty_lines=[_line(comment, cst.SimpleWhitespace("")) for comment in rest],
        indent=True,
    )


def _comments(space: cst.CSTNode) -> list[cst.Comment]:
    """Return the comments of a stretch of white space, in order."""
    if isinstance(space, cst.ParenthesizedWhitespace):
        lines = [space.first_line.comment, *(line.comment for line in space.empty_lines)]
        return [comment for comment in lines if comment is not None]
    if isinstance(space, cst.TrailingWhitespace) and space.comment is not None:
        return [space.comment]
    return []
