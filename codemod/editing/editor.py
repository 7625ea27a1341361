"""The editor: apply edits to a file's bytes, all of them or none."""

from __future__ import annotations

import ast
import dataclasses
import gc
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from codemod.editing.clauses import named
from codemod.editing.errors import EditError
from codemod.editing.expressions import KINDS, Work, edit_region
from codemod.editing.imports import without_names
from codemod.editing.regions import Tree
from codemod.editing.statements import Change, is_compound, place
from codemod.editing.text import Replacement, Source, lost_comments
from codemod.vocabulary.diagnostics import WHOLE_FILE
from codemod.vocabulary.edits import (
    AddArgument,
    AddItem,
    Edit,
    EditImport,
    InsertStatement,
    NameCaught,
    RemoveArgument,
    RemoveItem,
    RemoveStatement,
    RenameArgument,
    Rewrite,
    SpreadArgument,
    Why,
)
from codemod.vocabulary.outcomes import Region
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.style import Style
from codemod.vocabulary.trees import parsed

__all__ = ["EditError", "Edited", "apply_edits"]

_NO_WHY = Why("", "")
_STATEMENT_EDITS = (EditImport, InsertStatement, RemoveStatement)


@dataclass(frozen=True, slots=True)
class Edited:
    """The new bytes of a file, the regions that were edited, and what differs in them, sorted."""

    after: bytes
    regions: tuple[Region, ...]
    changed: tuple[Region, ...] = ()


def apply_edits(
    source: bytes,
    edits: Sequence[Edit],
    *,
    line_length: int = 88,
    style: Style | None = None,
    grammar: tuple[int, int] | None = None,
) -> Edited:
    """Apply all ``edits`` to the Python file ``source``; what no edit concerns stays identical.

    Edits that differ in their reason only are one. At one node the order is: renamed members and
    strings, then arguments and items in the order given, then a rewrite. ``line_length`` decides
    whether a list that gains an element is broken into lines. With a ``style`` the statements that
    hold an edit, and no others, are formatted by black; nothing else is ever reformatted.
    ``grammar`` is the Python by whose grammar the result will be asked for again: it is parsed by that.
    Raises EditError, and nothing is edited, when one of them cannot be applied faithfully.
    """
    unique = list(dict.fromkeys(dataclasses.replace(edit, why=_NO_WHY) for edit in edits))
    if not unique:
        return Edited(source, ())
    text = Source.decode(source)
    with _quietly():
        try:
            replacements = _Editing(text, source, unique, line_length).run()
            result = Edited(*text.splice(replacements))
            _parsed(result.after, "the result is not valid Python", grammar)
        except RecursionError:
            raise EditError(unique[0].span, "the file is nested too deeply") from None
        return result if style is None else _styled(text, replacements, style, result, grammar)


def _styled(
    text: Source,
    replacements: list[Replacement],
    style: Style,
    plain: Edited,
    grammar: tuple[int, int] | None,
) -> Edited:
    """Return the edited file with its edited statements formatted; ``plain`` where that fails."""
    from codemod.editing.formatting import formatted

    try:
        result = Edited(*text.splice(formatted(text, replacements, style)))
        _parsed(result.after, "the formatted result is not valid Python", grammar)
    except (EditError, RecursionError):
        return plain
    return result


class _Editing:
    """One file's way from edits to replacements; counts that each edit was applied once."""

    def __init__(
        self, source: Source, data: bytes, edits: Sequence[Edit], line_length: int
    ) -> None:
        self._source = source
        self._edits = edits
        self._line_length = line_length
        self._tree = Tree(_parsed(data, "not valid Python"), _spans(edits))
        self._changes: dict[ast.stmt, Change] = {}
        self._applied = 0

    def run(self) -> list[Replacement]:
        """Return the replacements for all edits. EditError when one is not applied."""
        statements = [edit for edit in self._edits if isinstance(edit, _STATEMENT_EDITS)]
        naming = [edit for edit in self._edits if isinstance(edit, NameCaught)]
        rest = (*_STATEMENT_EDITS, NameCaught)
        expressions = [edit for edit in self._edits if not isinstance(edit, rest)]
        for edit in statements:
            self._change_statement(edit)
        self._settle_imports(statements)
        inner = self._edit_expressions(expressions)
        inner += [named(self._source, self._tree, edit) for edit in naming]
        self._applied += len(naming)
        if self._applied != len(self._edits):
            raise EditError(WHOLE_FILE, "an edit was not applied")
        outer = place(self._source, list(self._changes.values()))
        gone = self._gone()
        starts = [start for start, _ in gone]
        return [*outer, *(r for r in inner if not _lies_in(r, gone, starts))]

    def _change(self, span: Span) -> Change:
        statement = self._tree.statement(span)
        return self._changes.setdefault(statement.node, Change(statement))

    def _change_statement(self, edit: Edit) -> None:
        change = self._change(edit.span)
        node = change.statement.node
        if isinstance(edit, RemoveStatement):
            if is_compound(node):
                raise EditError(edit.span, "a compound statement cannot be removed")
            change.removed = True
        elif isinstance(edit, InsertStatement):
            if not edit.text:
                raise EditError(edit.span, "'' is no statement of one line")
            texts = change.after if edit.after else change.before
            texts.extend(["", edit.text] if edit.apart and "" not in texts else [edit.text])
        elif not isinstance(node, (ast.Import, ast.ImportFrom)):
            raise EditError(edit.span, "no import there")
        self._applied += 1

    def _settle_imports(self, edits: Sequence[Edit]) -> None:
        """Take names out of import statements; several edits of one statement add up."""
        by_span: dict[Span, list[EditImport]] = {}
        for edit in edits:
            if isinstance(edit, EditImport):
                by_span.setdefault(edit.span, []).append(edit)
        for span, group in by_span.items():
            change = self._change(span)
            node = change.statement.node
            assert isinstance(node, (ast.Import, ast.ImportFrom))
            if change.removed:
                raise EditError(span, "the import is edited and removed")
            removed = {alias for edit in group for alias in edit.removed}
            added = list(dict.fromkeys(text for edit in group for text in edit.added))
            change.text = without_names(self._source, node, removed)
            change.removed = change.text is None
            change.after[:0] = added
            if change.text is not None:
                self._keep_comments(change, change.text)

    def _keep_comments(self, change: Change, text: str) -> None:
        start, end = self._source.lines.range_of(Span.of(change.statement.node))
        change.comments += lost_comments(self._source.text[start:end], text)

    def _edit_expressions(self, edits: Sequence[Edit]) -> list[Replacement]:
        works: dict[ast.expr, Work] = {}
        for edit in edits:
            if type(edit) not in KINDS:
                raise EditError(edit.span, f"{type(edit).__name__} is no edit of Python")
            found = self._tree.expression(edit.span, KINDS[type(edit)])
            works.setdefault(found.node, Work(found)).edits.append(edit)
        by_root: dict[ast.expr, list[Work]] = {}
        for work in works.values():
            by_root.setdefault(work.expression.root, []).append(work)
        return [self._edit_root(root, group) for root, group in by_root.items()]

    def _edit_root(self, root: ast.expr, works: list[Work]) -> Replacement:
        text, applied = edit_region(self._source, self._tree, works, self._line_length)
        self._applied += applied
        start, end = self._source.lines.range_of(Span.of(root))
        lost = lost_comments(self._source.text[start:end], text)
        place_of_root = works[0].expression
        if lost and not self._is_removed(place_of_root.statement):
            if isinstance(
                place_of_root.root_parent, (ast.ExceptHandler, ast.match_case, ast.pattern)
            ):
                raise EditError(Span.of(root), "its comments have no place")
            statement = self._tree.holder(place_of_root.statement)
            change = self._changes.setdefault(statement.node, Change(statement))
            change.comments += lost
        return Replacement(start, end, text)

    def _is_removed(self, statement: ast.stmt) -> bool:
        return statement in self._changes and self._changes[statement].removed

    def _gone(self) -> list[tuple[int, int]]:
        """Return where the statements stand that are removed, in order; none holds another."""
        spans = (Span.of(c.statement.node) for c in self._changes.values() if c.removed)
        return sorted(map(self._source.lines.range_of, spans))


def _lies_in(item: Replacement, ranges: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Say whether a region lies in one of some ranges that are in order; ``starts`` are theirs."""
    index = bisect_right(starts, item.start)
    return index > 0 and item.end <= ranges[index - 1][1]


def _spans(edits: Sequence[Edit]) -> Iterator[Span]:
    """Yield each span that an edit names."""
    for edit in edits:
        yield edit.span
        if isinstance(edit, (Rewrite, AddArgument, AddItem)):
            yield from (span for _, span in edit.holes)
        elif isinstance(edit, (RenameArgument, RemoveArgument, SpreadArgument)):
            yield edit.argument
        elif isinstance(edit, RemoveItem):
            yield edit.key


def _parsed(data: bytes, problem: str, version: tuple[int, int] | None = None) -> ast.Module:
    """Return the tree of a file, by the grammar of ``version`` if it keeps to that."""
    if version is not None:
        with suppress(SyntaxError, ValueError):
            return parsed(data, version)
    try:
        return parsed(data)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise EditError(Span(line, 0, line, 0), problem) from None


@contextmanager
def _quietly() -> Iterator[None]:
    """Silence the parser about the user's code, and spare the garbage collector's time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if collecting:
            gc.enable()
