"""Statement edits: insert, remove and replace simple statements without breaking their suite."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from codemod.editing.errors import EditError
from codemod.editing.regions import Statement
from codemod.editing.text import Replacement, Source, comments_of
from codemod.vocabulary.spans import Span

_CONTINUED = re.compile(r"\\(\r\n?|\n)")
_TAIL = re.compile(r"[ \t\f]*;?[ \t\f]*(#.*)?")
_COMPOUND = (
    ast.If,
    ast.For,
    ast.While,
    ast.Try,
    ast.With,
    ast.FunctionDef,
    ast.ClassDef,
    ast.Match,
    ast.AsyncFor,
    ast.AsyncWith,
    ast.AsyncFunctionDef,
)


@dataclass
class Change:
    """What happens to one statement.

    ``text`` is its new text, None for its own (with its edited expressions), and without meaning
    when it is ``removed``; ``before`` and ``after`` are statements of one line, "" for a blank one;
    ``comments`` are lifted above it.
    """

    statement: Statement
    removed: bool = False
    text: str | None = None
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def added(self) -> list[str]:
        return [*self.before, *self.after]


def place(source: Source, changes: Sequence[Change]) -> list[Replacement]:
    """Return the replacements that make the changes, with ``pass`` in a suite that gets empty.

    EditError where a change has no valid place: before an ``elif``, a compound statement in a
    suite of one line, a comment above a statement that begins no line.
    """
    by_node = {change.statement.node: change for change in changes}
    replacements = []
    for suite in {id(c.statement.suite): c.statement for c in changes}.values():
        _fill_if_empty(suite, by_node)
        for line in _logical_lines(source, suite.suite):
            if any(node in by_node for node in line):
                replacements += _edit_line(source, line, by_node)
    return replacements


def is_compound(node: ast.stmt) -> bool:
    """Say whether the statement has suites of its own."""
    return isinstance(node, _COMPOUND) or type(node).__name__ == "TryStar"


def _fill_if_empty(suite: Statement, by_node: dict[ast.stmt, Change]) -> None:
    changes = [by_node.get(node) for node in suite.suite]
    if isinstance(suite.owner, ast.Module):
        return
    if all(change is not None and change.removed and not change.added for change in changes):
        first = changes[0]
        assert first is not None
        first.after.append("pass")


def _logical_lines(source: Source, suite: Sequence[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield the statements of a suite, those together that semicolons join on one line."""
    line: list[ast.stmt] = []
    for node in suite:
        if line:
            end = source.lines.range_of(Span.of(line[-1]))[1]
            gap = source.text[end : _start(source, node)]
            if "#" in gap or re.search(r"[\r\n]", _CONTINUED.sub("", gap)):
                yield line
                line = []
        line.append(node)
    yield line


def _start(source: Source, node: ast.stmt) -> int:
    """Return the offset of a statement, its decorators included."""
    first: ast.stmt | ast.expr = node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        first = min([node, *node.decorator_list], key=lambda n: (n.lineno, n.col_offset))
    offset = source.lines.offset(first.lineno, first.col_offset)
    return offset if first is node else source.text.rindex("@", 0, offset)


def _edit_line(
    source: Source, line: list[ast.stmt], by_node: dict[ast.stmt, Change]
) -> list[Replacement]:
    """Return the replacements for the changes of one logical line."""
    start = _start(source, line[0])
    begin = source.lines.start_of(source.lines.position(start)[0])
    indent = source.text[begin:start]
    own_line = (
        not indent.strip() and not _is_continued(source, begin) and not _is_elif(source, line[0])
    )
    for node in line:
        change = by_node.get(node)
        if change and change.removed:
            if is_compound(node):
                raise EditError(Span.of(node), "a compound statement cannot be removed")
            first, last = source.lines.range_of(Span.of(node))
            change.comments += comments_of(source.text[first:last])
    if own_line and (len(line) == 1 or all(_vanishes(by_node.get(node)) for node in line)):
        return _whole_line(source, line, by_node, begin, indent.rpartition("\f")[2])
    return _shared_line(source, line, by_node, begin if own_line else None)


def _is_continued(source: Source, begin: int) -> bool:
    """Say whether the line at offset ``begin`` continues the one above by a backslash."""
    if not _CONTINUED.search(source.text[max(0, begin - 3) : begin]):
        return False
    number = source.lines.position(begin)[0] - 1
    return "#" not in source.text[source.lines.start_of(number) : begin]


def _is_elif(source: Source, node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and source.text.startswith("elif", _start(source, node))


def _vanishes(change: Change | None) -> bool:
    return change is not None and change.removed and not change.added


def _whole_line(
    source: Source,
    line: list[ast.stmt],
    by_node: dict[ast.stmt, Change],
    begin: int,
    indent: str,
) -> list[Replacement]:
    """Change statements that have their lines for themselves."""
    newline = source.newline
    start, end = _start(source, line[0]), source.lines.range_of(Span.of(line[-1]))[1]
    line_end, below, tail = _line_end(source, line[-1])
    changes = [by_node[node] for node in line]
    comments = [comment for change in changes for comment in change.comments]
    if all(_vanishes(change) for change in changes):
        comments += [tail] if tail else []
        kept = "".join(indent + comment + newline for comment in comments)
        return [Replacement(begin, below, kept if below > line_end else kept.rstrip("\r\n"))]
    (change,) = changes
    above = [*comments, *([] if change.removed else change.before)]
    result = []
    if above:
        rows = [row for item in above for row in _rows(source, item, indent, change.statement)]
        text = "".join(indent + row + newline for row in rows)
        place = _above_comments(source, begin) if len(rows) > len(above) else begin
        result.append(Replacement(place, place, text, order=1))
    if change.removed:
        rows = _checked(change.added, line[0])
        text = rows[0] + "".join(newline + (indent + item if item else "") for item in rows[1:])
        return [*result, Replacement(start, end, text)]
    if change.text is not None:
        result.append(Replacement(start, end, change.text))
    if change.after:
        after = _checked(change.after, line[0])
        if below > line_end:
            text = "".join((indent + item if item else "") + newline for item in after)
            result.append(Replacement(below, below, text, order=-start))
        else:
            text = "".join(newline + (indent + item if item else "") for item in after)
            result.append(Replacement(line_end, line_end, text, order=-start))
    return result


def _above_comments(source: Source, begin: int) -> int:
    """Return where the comments begin that stand directly above the line at ``begin``."""
    number = source.lines.position(begin)[0]
    while number > 1:
        start = source.lines.start_of(number - 1)
        if not source.text[start : source.lines.end_of(number - 1)].lstrip().startswith("#"):
            break
        number -= 1
    return source.lines.start_of(number)


def _rows(source: Source, text: str, indent: str, beside: Statement) -> list[str]:
    """Return the lines of a statement that stands before another, indented as the file is."""
    first, *rest = text.split("\n")
    if not rest:
        return [text] if text.startswith("#") else _checked([text], beside.node)
    begin = source.lines.start_of(getattr(beside.owner, "lineno", 1))
    around = re.match(r"[ \t\f]*", source.text[begin:])
    outer = around[0].rpartition("\f")[2] if around else ""
    unit = indent.removeprefix(outer)
    levels = [len(row) - len(row.lstrip(" ")) for row in rest]
    if not unit or not indent.startswith(outer) or any(n % 4 or not n for n in levels):
        raise EditError(Span.of(beside.node), f"{text!r} has no place there")
    rows = zip(rest, levels, strict=True)
    return [first, *(unit * (level // 4) + row.lstrip(" ") for row, level in rows)]


def _line_end(source: Source, node: ast.stmt) -> tuple[int, int, str]:
    """Return the end of a statement's last line, the start of the next, and the comment there."""
    end = source.lines.range_of(Span.of(node))[1]
    number = source.lines.position(end)[0]
    line_end = source.lines.end_of(number)
    tail = _TAIL.fullmatch(source.text[end:line_end])
    if tail is None:
        raise EditError(Span.of(node), "its line does not end with it")
    return line_end, source.lines.start_of(number + 1), tail[1] or ""


def _shared_line(
    source: Source, line: list[ast.stmt], by_node: dict[ast.stmt, Change], begin: int | None
) -> list[Replacement]:
    """Change statements that share their line, by ``;`` or as a suite of one line."""
    result = []
    comments = [c for node in line if node in by_node for c in by_node[node].comments]
    if comments:
        if begin is None:
            raise EditError(Span.of(line[0]), "its comments have no place")
        indent = source.text[begin : _start(source, line[0])].rpartition("\f")[2]
        above = "".join(indent + comment + source.newline for comment in comments)
        result.append(Replacement(begin, begin, above, order=1))
    for index, node in enumerate(line):
        change = by_node.get(node)
        if change is None:
            continue
        if is_compound(node):
            raise EditError(Span.of(node), "a statement has no place beside it")
        start, end = source.lines.range_of(Span.of(node))
        added = _simple(change.added, node)
        if change.removed and added:
            result.append(Replacement(start, end, "; ".join(added)))
        elif change.removed:
            result.append(_cut(source, line, index, by_node))
        else:
            if change.before:
                result.append(Replacement(start, start, "; ".join(change.before) + "; "))
            if change.text is not None:
                result.append(Replacement(start, end, change.text))
            if change.after:
                result.append(Replacement(end, end, "; " + "; ".join(change.after)))
    return result


def _cut(
    source: Source, line: list[ast.stmt], index: int, by_node: dict[ast.stmt, Change]
) -> Replacement:
    """Cut one statement and one semicolon out of a line."""
    start, end = source.lines.range_of(Span.of(line[index]))
    if any(not _vanishes(by_node.get(node)) for node in line[:index]):
        return Replacement(source.lines.range_of(Span.of(line[index - 1]))[1], end, "")
    if index + 1 == len(line):
        raise EditError(Span.of(line[index]), "its line would be left empty")
    return Replacement(start, source.lines.range_of(Span.of(line[index + 1]))[0], "")


def _checked(texts: list[str], at: ast.stmt) -> list[str]:
    """Return statements of one line each, as given. EditError when one is something else."""
    for text in filter(None, texts):
        try:
            parsed = ast.parse(text).body
        except (SyntaxError, ValueError):
            parsed = []
        if len(parsed) != 1 or "\n" in text or "\r" in text or text != text.strip():
            raise EditError(Span.of(at), f"{text!r} is no statement of one line")
    return texts


def _simple(texts: list[str], at: ast.stmt) -> list[str]:
    texts = [text for text in texts if text]
    for text in _checked(texts, at):
        if is_compound(ast.parse(text).body[0]) or "#" in text:
            raise EditError(Span.of(at), f"{text!r} has no place on a line with others")
    return texts
