"""Import edits: take names out of one import statement."""

from __future__ import annotations

import ast
from collections.abc import Collection

import libcst as cst

from codemod.editing.commas import NO_SPACE, CommaList
from codemod.editing.errors import EditError
from codemod.editing.text import Source
from codemod.vocabulary.spans import Span

Import = ast.Import | ast.ImportFrom


def without_names(source: Source, node: Import, removed: Collection[Span]) -> str | None:
    """Return the statement's text without the aliases at ``removed``, or None when none is left.

    EditError when there is no alias at one of the spans.
    """
    spans = [Span.of(alias) for alias in node.names]
    for span in removed:
        if span not in spans:
            raise EditError(span, "no imported name there")
    start, end = source.lines.range_of(Span.of(node))
    text = source.text[start:end]
    if not removed:
        return text
    if all(span in removed for span in spans):
        return None
    statement = _parsed(text, source)
    names = statement.names
    if isinstance(names, cst.ImportStar) or len(names) != len(spans):
        raise EditError(Span.of(node), "its names cannot be told")
    bracket = statement.lpar if isinstance(statement, cst.ImportFrom) else None
    closing = statement.rpar if isinstance(statement, cst.ImportFrom) else None
    aliases = CommaList.read(
        names,
        [alias.comma for alias in names],
        bracket.whitespace_after if bracket else NO_SPACE,
        closing.whitespace_before if closing else NO_SPACE,
    )
    for index in reversed(range(len(spans))):
        if spans[index] in removed:
            aliases.remove(index)
    changed = _written(statement, aliases)
    return cst.Module([], default_newline=source.newline).code_for_node(changed)


def _parsed(text: str, source: Source) -> cst.Import | cst.ImportFrom:
    config = cst.PartialParserConfig(encoding="utf-8", default_newline=source.newline)
    match cst.parse_module(text, config).body:
        case [cst.SimpleStatementLine(body=[(cst.Import() | cst.ImportFrom()) as statement])]:
            return statement
    raise AssertionError("an import statement is one small statement")


def _written(
    statement: cst.Import | cst.ImportFrom, aliases: CommaList
) -> cst.Import | cst.ImportFrom:
    nodes = [
        element.node.with_changes(comma=comma)
        for element, comma in zip(aliases.elements, aliases.commas(), strict=True)
    ]
    changed = statement.with_changes(names=nodes)
    if isinstance(changed, cst.ImportFrom) and changed.lpar and changed.rpar:
        return changed.with_changes(
            lpar=changed.lpar.with_changes(whitespace_after=aliases.gaps[0]),
            rpar=changed.rpar.with_changes(whitespace_before=aliases.closing),
        )
    return changed
