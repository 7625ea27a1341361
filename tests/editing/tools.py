"""Find places by their text, apply edits, and prove what must hold after every edit."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections import Counter

import pytest

from codemod.editing.editor import Edited, EditError, apply_edits
from codemod.vocabulary.edits import (
    AddArgument,
    AddItem,
    Edit,
    EditImport,
    InsertStatement,
    RemoveArgument,
    RemoveItem,
    RemoveStatement,
    RenameArgument,
    RenameMember,
    ReplaceString,
    Rewrite,
    Why,
)
from codemod.vocabulary.spans import Span

WHY = Why("test", "because")


class On:
    """A source on which edits are named by the text of their nodes."""

    def __init__(self, source: str | bytes) -> None:
        self.data = source.encode() if isinstance(source, str) else source
        self.text = decoded(self.data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tree = ast.parse(self.data)

    def at(self, text: str, nth: int = 0) -> Span:
        """Return the span of the ``nth`` place with a node of that text, in order of place."""
        places = {
            Span.of(node)
            for node in ast.walk(self.tree)
            if hasattr(node, "lineno") and self.segment(Span.of(node)) == text
        }
        return sorted(places)[nth]

    def segment(self, span: Span) -> str:
        start, end = offsets(self.text, span)
        return self.text.encode()[start:end].decode(errors="replace")

    def rewrite(self, text: str, template: str, nth: int = 0, /, **holes: str | Span) -> Rewrite:
        return Rewrite(self.at(text, nth), WHY, template, self._holes(holes))

    def member(self, text: str, name: str, nth: int = 0) -> RenameMember:
        return RenameMember(self.at(text, nth), WHY, name)

    def string(self, text: str, value: str, nth: int = 0) -> ReplaceString:
        return ReplaceString(self.at(text, nth), WHY, value)

    def add(self, call: str, keyword: str, template: str, /, **holes: str | Span) -> AddArgument:
        return AddArgument(self.at(call), WHY, keyword, template, self._holes(holes))

    def rename(self, call: str, argument: str, keyword: str) -> RenameArgument:
        return RenameArgument(self.at(call), WHY, self.at(argument), keyword)

    def remove(self, call: str, argument: str) -> RemoveArgument:
        return RemoveArgument(self.at(call), WHY, self.at(argument))

    def add_item(self, display: str, key: str, template: str, /, **holes: str | Span) -> AddItem:
        return AddItem(self.at(display), WHY, key, template, self._holes(holes))

    def remove_item(self, display: str, key: str) -> RemoveItem:
        return RemoveItem(self.at(display), WHY, self.at(key))

    def drop(self, statement: str, nth: int = 0) -> RemoveStatement:
        return RemoveStatement(self.at(statement, nth), WHY)

    def insert(self, statement: str, text: str, *, after: bool = True) -> InsertStatement:
        return InsertStatement(self.at(statement), WHY, text, after)

    def imports(self, statement: str, removed: str = "", *added: str, nth: int = 0) -> EditImport:
        """Edit an import: ``removed`` are the aliases' texts, with commas between."""
        place = self.at(statement, nth)
        spans = [
            Span.of(alias)
            for node in ast.walk(self.tree)
            if isinstance(node, (ast.Import, ast.ImportFrom)) and Span.of(node) == place
            for alias in node.names
            if self.segment(Span.of(alias)) in removed.split(", ")
        ]
        return EditImport(place, WHY, tuple(spans), added)

    def _holes(self, holes: dict[str, str | Span]) -> tuple[tuple[str, Span], ...]:
        return tuple((n, h if isinstance(h, Span) else self.at(h)) for n, h in holes.items())


def check(on: On, after: str | bytes, *edits: Edit, line_length: int = 88) -> Edited:
    """Apply ``edits`` and compare; prove what holds for every edit."""
    edited = apply_edits(on.data, edits, line_length=line_length)
    wanted = after.encode() if isinstance(after, str) else after
    assert edited.after.decode("latin-1") == wanted.decode("latin-1")
    prove(on.data, edited)
    return edited


def refuse(on: On, message: str, *edits: Edit) -> EditError:
    """Check that ``edits`` are refused with a message that has ``message`` in it."""
    with pytest.raises(EditError, match=re.escape(message)) as caught:
        apply_edits(on.data, edits)
    assert isinstance(caught.value.span, Span)
    return caught.value


def prove(before: bytes, edited: Edited) -> None:
    """Prove that the result parses, has all comments, and differs inside of the regions only."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ast.parse(edited.after)
    assert outside(before, [r.before for r in edited.regions]) == outside(
        edited.after, [r.after for r in edited.regions]
    )
    assert before[:3] == edited.after[:3] or not before.startswith(b"\xef\xbb\xbf")
    lost = Counter(comments(before)) - Counter(comments(edited.after))
    assert not lost


def outside(data: bytes, regions: list[Span]) -> list[bytes]:
    """Return the stretches of a file between the regions."""
    text = decoded(data)
    encoded = text.encode()
    stretches, done = [], 0
    for region in regions:
        start, end = offsets(text, region)
        assert done <= start <= end
        stretches.append(encoded[done:start])
        done = end
    return [*stretches, encoded[done:]]


def decoded(data: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding)


def offsets(text: str, span: Span) -> tuple[int, int]:
    """Return a span's offsets into the text encoded as UTF-8."""
    starts = [0]
    for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text):
        starts.append(starts[-1] + len(line.encode()))
    return starts[span.line - 1] + span.column, starts[span.end_line - 1] + span.end_column


def comments(data: bytes) -> list[str]:
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
