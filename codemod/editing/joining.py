"""The join: a region parsed by libcst, and for each of its ``ast`` nodes the libcst twin."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from codemod.editing.errors import EditError
from codemod.editing.regions import children
from codemod.editing.text import Lines, Source
from codemod.vocabulary.spans import Span

_CONTEXT = re.compile(r"ctx=(Store|Del)\(\)")

_TWINS: dict[type[ast.expr], tuple[type[cst.BaseExpression], ...]] = {
    ast.Attribute: (cst.Attribute,),
    ast.Await: (cst.Await,),
    ast.BinOp: (cst.BinaryOperation,),
    ast.BoolOp: (cst.BooleanOperation,),
    ast.Call: (cst.Call,),
    ast.Compare: (cst.Comparison,),
    ast.Constant: (
        cst.SimpleString,
        cst.ConcatenatedString,
        cst.BaseNumber,
        cst.Name,
        cst.Ellipsis,
    ),
    ast.Dict: (cst.Dict,),
    ast.DictComp: (cst.DictComp,),
    ast.GeneratorExp: (cst.GeneratorExp,),
    ast.IfExp: (cst.IfExp,),
    ast.JoinedStr: (cst.FormattedString, cst.ConcatenatedString),
    ast.Lambda: (cst.Lambda,),
    ast.List: (cst.List,),
    ast.ListComp: (cst.ListComp,),
    ast.Name: (cst.Name,),
    ast.NamedExpr: (cst.NamedExpr,),
    ast.Set: (cst.Set,),
    ast.SetComp: (cst.SetComp,),
    ast.Subscript: (cst.Subscript,),
    ast.Tuple: (cst.Tuple,),
    ast.UnaryOp: (cst.UnaryOperation,),
    ast.Yield: (cst.Yield,),
    ast.YieldFrom: (cst.Yield,),
}


class RegionTree:
    """The libcst tree of one outermost expression.

    ``root`` is its top node, without the parentheses that were put around it for parsing.
    EditError when libcst cannot parse it.
    """

    def __init__(self, source: Source, root: ast.expr) -> None:
        self.source = source
        self.node = root
        self.start, self.end = source.lines.range_of(Span.of(root))
        self.text = source.text[self.start : self.end]
        self._blank = cst.Module([], default_newline=source.newline)
        self._twins: dict[tuple[int, int], list[cst.BaseExpression]] = {}
        self.root = self._parse()

    def code(self, node: cst.CSTNode) -> str:
        """Return the text of a node."""
        return self._blank.code_for_node(node)

    def twin(self, node: ast.expr) -> cst.BaseExpression:
        """Return the libcst node that is ``node``. EditError when that is not certain.

        It is the one of the same kind at the same span, if its code means the same; else the only
        one with the same meaning in the region (spans in f-strings can be wrong before 3.12).
        """
        start, end = self.source.lines.range_of(Span.of(node))
        kinds = _TWINS.get(type(node), ())
        meaning = _meaning(node)
        at_span = self._twins.get((start - self.start, end - self.start), [])
        found = [twin for twin in at_span if self._is_twin(twin, kinds, meaning)]
        if not found and self._is_unique(node, meaning):
            everywhere = [twin for twins in self._twins.values() for twin in twins]
            found = [twin for twin in everywhere if self._is_twin(twin, kinds, meaning)]
        if len(found) != 1:
            raise EditError(Span.of(node), "its place in the text is not certain")
        return found[0]

    def _is_twin(
        self, twin: cst.BaseExpression, kinds: tuple[type[cst.BaseExpression], ...], meaning: str
    ) -> bool:
        if not isinstance(twin, kinds):
            return False
        try:
            return _meaning(ast.parse(f"({self.code(twin)}\n)", mode="eval").body) == meaning
        except SyntaxError:
            return False

    def _is_unique(self, node: ast.expr, meaning: str) -> bool:
        same = [n for n in _walk(self.node) if type(n) is type(node) and _meaning(n) == meaning]
        return len(same) == 1

    def _parse(self) -> cst.BaseExpression:
        config = cst.PartialParserConfig(
            encoding="utf-8", default_newline=self.source.newline, default_indent="    "
        )
        try:
            module = cst.parse_module(f"({self.text})", config)
        except cst.ParserSyntaxError:
            raise EditError(Span.of(self.node), "libcst cannot parse it") from None
        wrapped = _only_expression(module)
        if wrapped is None:
            raise EditError(Span.of(self.node), "it does not stand alone")
        root = wrapped.with_changes(lpar=wrapped.lpar[1:], rpar=wrapped.rpar[:-1])
        if self.code(root) != self.text:
            raise EditError(Span.of(self.node), "libcst does not give its text back")
        positions = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
        # The positions name every node: no visitor has to walk the tree once more.
        self._twins = _Places(positions, Lines(f"({self.text})")).all(wrapped, root)
        return root


class _Places:
    """Where the expressions of a region stand, as ``ast`` would give it."""

    def __init__(self, positions: Mapping[cst.CSTNode, CodeRange], lines: Lines) -> None:
        self._positions = positions
        self._lines = lines
        self._call_brackets: dict[cst.CSTNode, tuple[int, int]] = {}
        for node in positions:
            if isinstance(node, cst.Call) and len(node.args) == 1:
                opening, _ = self._offsets(node.whitespace_before_args)
                self._call_brackets[node.args[0].value] = (opening - 1, self._offsets(node)[1])

    def all(
        self, wrapped: cst.BaseExpression, root: cst.BaseExpression
    ) -> dict[tuple[int, int], list[cst.BaseExpression]]:
        """Return the expressions by their offsets in the region; ``root`` stands for ``wrapped``."""
        found: dict[tuple[int, int], list[cst.BaseExpression]] = {}
        for node in self._positions:
            if isinstance(node, cst.BaseExpression):
                known = root if node is wrapped else node
                found.setdefault(self._extent(node, known), []).append(known)
        return found

    def _extent(self, node: cst.BaseExpression, known: cst.BaseExpression) -> tuple[int, int]:
        """Return the node's offsets; ``ast`` counts the parentheses of tuples and generators."""
        if isinstance(node, (cst.Tuple, cst.GeneratorExp)) and known.lpar:
            return self._offsets(known.lpar[-1])[0], self._offsets(known.rpar[0])[1]
        if isinstance(node, cst.GeneratorExp) and node in self._call_brackets:
            return self._call_brackets[node]
        return self._offsets(node)

    def _offsets(self, node: cst.CSTNode) -> tuple[int, int]:
        place = self._positions[node]
        start = self._lines.start_of(place.start.line) + place.start.column
        end = self._lines.start_of(place.end.line) + place.end.column
        return start - 1, end - 1


def _only_expression(module: cst.Module) -> cst.BaseExpression | None:
    match module.body:
        case [cst.SimpleStatementLine(body=[cst.Expr(value=value)])] if value.lpar:
            return value
    return None


def _walk(node: ast.AST) -> Iterator[ast.expr]:
    for child in children(node):
        yield from _walk(child)
    if isinstance(node, ast.expr) and not isinstance(node, ast.FormattedValue):
        yield node


def _meaning(node: ast.AST) -> str:
    """Return the node's tree as text, whatever its place and context."""
    return _CONTEXT.sub("ctx=Load()", ast.dump(node))
