"""From a span of the source to the place of the same thing in the rewritten text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from codemod.vocabulary.outcomes import Region
from codemod.vocabulary.spans import Span

Position = tuple[int, int]


def map_span(regions: Sequence[Region], span: Span) -> Span:
    """Return where ``span`` of the source stands in the new text.

    ``regions`` are sorted by place, as the editor gives them. Outside of them the answer is exact;
    inside one it is the same relative line, clamped to the region.
    """
    start = _moved(regions, span.start, is_end=False)
    end = _moved(regions, span.end, is_end=True)
    return Span(*start, *max(start, end))


def map_places(text: str, regions: Mapping[str, Sequence[Region]]) -> str:
    """Return a message in which each place (``path:line``) of these files stands where it is then."""
    named = [re.escape(path) for path, found in regions.items() if found and f"{path}:" in text]
    if not named:
        return text

    def moved(found: re.Match[str]) -> str:
        line = int(found[2])
        return f"{found[1]}:{_moved(regions[found[1]], (line, 0), is_end=False)[0]}"

    return re.sub(rf"(?<![\w./\\-])({'|'.join(named)}):(\d+)(?!\d)", moved, text)


def reversed_regions(regions: Sequence[Region]) -> tuple[Region, ...]:
    """Return the regions of the way back."""
    return tuple(Region(region.after, region.before) for region in regions)


def chained(first: Sequence[Region], second: Sequence[Region]) -> tuple[Region, ...]:
    """Return the regions of two steps as those of one; the text between is the first's new one."""
    spans = sorted([*(r.after for r in first), *(r.before for r in second)], key=lambda s: s.start)
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(*joined[-1].start, *max(joined[-1].end, span.end))
        else:
            joined.append(span)
    back = reversed_regions(first)
    return tuple(Region(_edges(back, span), _edges(second, span)) for span in joined)


def _edges(regions: Sequence[Region], span: Span) -> Span:
    """Return where a span that parts no region stands, with what was inserted at its ends."""
    starts = [r.after.start for r in regions if r.before.start == span.start]
    ends = [r.after.end for r in regions if r.before.end == span.end]
    start = starts[0] if starts else _moved(regions, span.start, is_end=False)
    end = ends[-1] if ends else _moved(regions, span.end, is_end=True)
    return Span(*start, *max(start, end))


def _moved(regions: Sequence[Region], position: Position, *, is_end: bool) -> Position:
    """Move one position; an end that touches an insertion stays before it, a start moves behind."""
    line, column = position
    moved = position
    for region in regions:
        before, after = region.before, region.after
        if before.start > position or (is_end and before.start == position):
            break
        if before.end <= position:
            same_line = before.end_line == line
            shift = after.end_column - before.end_column if same_line else 0
            moved = (line + after.end_line - before.end_line, column + shift)
        elif before.start == position:
            return after.start
        else:
            return _inside(region, position)
    return moved


def _inside(region: Region, position: Position) -> Position:
    line, column = position
    before, after = region.before, region.after
    if line == before.line:
        column += after.column - before.column
    return min((after.line + line - before.line, column), after.end)
