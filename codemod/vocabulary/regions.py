"""From a span of the source to the place of the same thing in the rewritten text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

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
    """Return a message in which each place of these files stands where it is then."""

    def now(path: str, line: int) -> tuple[str, int]:
        return path, _moved(regions[path], (line, 0), is_end=False)[0]

    return placed(text, [path for path, found in regions.items() if found], now)


def placed(text: str, paths: Iterable[str], now: Callable[[str, int], tuple[str, int]]) -> str:
    """Return a message with the places in files of ``paths`` as ``now`` gives them.

    A place is ``path:line``, or many are ``lines 1, 2 of path`` (see ``lines_of``).
    """
    named = [re.escape(path) for path in sorted(paths, key=len, reverse=True) if path in text]
    if not named:
        return text
    path = f"({'|'.join(named)})"

    def place(found: re.Match[str]) -> str:
        return "{}:{}".format(*now(found[1], int(found[2])))

    def places(found: re.Match[str]) -> str:
        rows = [now(found[2], int(line)) for line in found[1].split(", ")]
        return lines_of(rows[0][0], (line for _, line in rows))

    text = re.sub(rf"(?<![\w./\\-]){path}:(\d+)(?!\d)", place, text)
    return re.sub(rf"\blines? (\d+(?:, \d+)*) of {path}(?![\w./\\-])", places, text)


def lines_of(path: str, lines: Iterable[int]) -> str:
    """Return many lines of one file as messages name them."""
    found = sorted(set(lines))
    return f"line{'s' * (len(found) > 1)} {', '.join(map(str, found))} of {path}"


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
