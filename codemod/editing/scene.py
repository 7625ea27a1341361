"""What an edit sees besides its node: where the node stands and the holes it may use."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from codemod.editing.commas import CommaList
from codemod.editing.errors import EditError
from codemod.editing.joining import RegionTree
from codemod.editing.precedence import Binding, needed
from codemod.editing.regions import Expression
from codemod.editing.templates import TemplateError, render
from codemod.vocabulary.edits import AddArgument, AddItem, Rewrite
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

    def explode_if_long(self, elements: CommaList, node: cst.CSTNode) -> bool:
        """Break a list of new elements only, if ``node`` makes its line too long; say if it did."""
        span = Span.of(self.expression.node)
        new = elements.elements and all(e.origin is None for e in elements.elements)
        plain = all(isinstance(gap, cst.SimpleWhitespace) for gap in elements.gaps)
        if not new or not plain or self.quotes or span.line != span.end_line:
            return False
        lines = self.tree.source.lines
        start, end = lines.range_of(span)
        line = lines.text[lines.start_of(span.line) : lines.end_of(span.line)]
        if len(line) + len(self.tree.code(node)) - (end - start) <= self.line_length:
            return False
        indent = line[: len(line) - len(line.lstrip())].rpartition("\f")[2]
        elements.explode(indent, "\t" if indent.startswith("\t") else "    ")
        return True
