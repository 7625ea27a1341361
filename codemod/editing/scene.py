"""What an edit sees besides its node: where the node stands and the holes it may use."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import libcst as cst

from codemod.editing.commas import CommaList
from codemod.editing.errors import EditError
from codemod.editing.joining import RegionTree
from codemod.editing.precedence import Binding, needed
from codemod.editing.regions import Expression
from codemod.editing.templates import TemplateError, render
from codemod.vocabulary.edits import AddArgument, AddItem, Rewrite
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span


@dataclass(frozen=True, slots=True)
class Scene:
    """The place of one edited node.

    ``holes`` are the expressions that were edited so far, by span; ``quotes`` those of the
    f-strings around, outermost first.
    """

    expression: Expression
    tree: RegionTree
    holes: Mapping[Span, tuple[ast.expr, cst.BaseExpression]]
    quotes: tuple[str, ...]
    line_length: int

    def filled(
        self, edit: Rewrite | AddArgument | AddItem, own: cst.BaseExpression | None = None
    ) -> cst.BaseExpression:
        """Return the expression of the edit's template; ``own`` is the hole at its own span."""
        holes: dict[str, cst.BaseExpression] = {}
        for name, span in edit.holes:
            if own is not None and span == edit.span:
                holes[name] = own
                continue
            node, hole = self.holes.get(span, (None, None))
            if hole is None or not any(n is node for n in ast.walk(self.expression.node)):
                raise EditError(edit.span, f"the hole {name} is no expression inside of it")
            holes[name] = hole
        place = needed(self.expression.parent, self.expression.node)
        try:
            return render(
                edit.template,
                holes,
                place=place if isinstance(edit, Rewrite) else Binding.TEST,
                quotes=self.quotes,
                newline=self.tree.source.newline,
            )
        except TemplateError as error:
            raise EditError(edit.span, str(error)) from None

    def outdented(self, node: cst.BaseExpression, place: Span) -> cst.BaseExpression:
        """Move the lines of an expression from ``place`` to the left, where it takes the scene's."""
        span = Span.of(self.expression.node)
        wide, narrow = self.indent(place.line), self.indent(span.line)
        if place.line == span.line or not wide.startswith(narrow) or wide == narrow:
            return node
        moved = node.visit(_Outdent(wide, narrow))
        assert isinstance(moved, cst.BaseExpression)
        return moved

    def indent(self, line: int) -> str:
        """Return the white space that a line of the source begins with."""
        lines = self.tree.source.lines
        text = lines.text[lines.start_of(line) : lines.end_of(line)]
        return text[: len(text) - len(text.lstrip(" \t"))]

    def explode_if_long(self, elements: CommaList, node: cst.CSTNode) -> bool:
        """Break a list that new elements make too long for its line; say if it did.

        A list on one line gets a line for each element, one on several lines a line for the new
        ones. A line that was too long before stays one, unless what is new would fill another.
        """
        if self.quotes or all(e.origin is not None for e in elements.elements):
            return False
        span = Span.of(self.expression.node)
        lines = self.tree.source.lines
        start, end = lines.range_of(span)
        first, last = lines.start_of(span.line), lines.end_of(span.end_line)
        before, after = lines.text[first:start], lines.text[end:last]
        new = before + self.tree.code(node) + after
        if not self.too_long(new):
            return False
        indent = before[: len(before) - len(before.lstrip())].rpartition("\f")[2]
        fresh = [self.tree.code(e.node) for e in elements.elements if e.origin is None]
        if self.too_long(lines.text[first:last]) and not self.too_long(indent + ", ".join(fresh)):
            return False
        if span.line == span.end_line:
            if not all(isinstance(gap, cst.SimpleWhitespace) for gap in elements.gaps):
                return False
            elements.explode(indent, "\t" if indent.startswith("\t") else "    ")
            return True
        return elements.wrap()

    def too_long(self, text: str) -> bool:
        return any(len(line) > self.line_length for line in text.splitlines())


class _Outdent(cst.CSTTransformer):
    """Replaces the beginning ``wide`` of lines inside of brackets by ``narrow``."""

    def __init__(self, wide: str, narrow: str) -> None:
        super().__init__()
        self._wide = wide
        self._narrow = narrow

    def leave_ParenthesizedWhitespace(
        self, original_node: cst.ParenthesizedWhitespace, updated_node: cst.ParenthesizedWhitespace
    ) -> cst.ParenthesizedWhitespace:
        lines = [
            line.with_changes(whitespace=self._moved(line.whitespace))
            for line in updated_node.empty_lines
        ]
        last = self._moved(updated_node.last_line)
        return updated_node.with_changes(empty_lines=lines, last_line=last)

    def _moved(self, space: cst.SimpleWhitespace) -> cst.SimpleWhitespace:
        if not space.value.startswith(self._wide):
            return space
        return cst.SimpleWhitespace(self._narrow + space.value[len(self._wide) :])
