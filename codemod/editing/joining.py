"""The join: a region parsed by libcst, and for each of its ``ast`` nodes the libcst twin."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

import libcst as cst

from codemod.editing.errors import EditError
from codemod.editing.extents import Extents, code_of
from codemod.editing.regions import children
from codemod.editing.text import Source
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
        self._twins: dict[tuple[int, int], list[cst.BaseExpression]] = {}
        self._parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.root = self._parse()

    def code(self, node: cst.CSTNode) -> str:
        """Return the text of a node."""
        return code_of(node, self.source.newline)

    def twin(self, node: ast.expr) -> cst.BaseExpression:
        """Return the libcst node that is ``node``. EditError when that is not certain.

        It is the one of the same kind at the same span, if its code means the same; else the only
        one with the same meaning in the region (spans in f-strings can be wrong before 3.12).
        """
        start, end = self.source.lines.range_of(Span.of(node))
        kinds = _TWINS.get(type(node), ())
        meaning = _meaning(node)
        place = (start - self.start, end - self.start)
        found = self._matching([place], kinds, meaning)
        if not found and self._is_unique(node, meaning):
            found = self._matching(self._twins, kinds, meaning)
        if len(found) != 1:
            raise EditError(Span.of(node), "its place in the text is not certain")
        return found[0]

    def path_to(self, nodes: Iterable[cst.CSTNode]) -> set[cst.CSTNode]:
        """Return some nodes of the tree and all that hold them."""
        path: set[cst.CSTNode] = set()
        for node in nodes:
            up: cst.CSTNode | None = node
            while up is not None and up not in path:
                path.add(up)
                up = self._parents.get(up)
        return path

    def _matching(
        self,
        places: Iterable[tuple[int, int]],
        kinds: tuple[type[cst.BaseExpression], ...],
        meaning: str,
    ) -> list[cst.BaseExpression]:
        """Return the nodes at some places that are of the kinds, and whose code has the meaning."""
        found = []
        for start, end in places:
            twins = [t for t in self._twins.get((start, end), ()) if isinstance(t, kinds)]
            if twins and self._means(self.text[start:end], meaning):
                found += twins
        return found

    def _means(self, code: str, meaning: str) -> bool:
        try:
            return _meaning(ast.parse(f"({code}\n)", mode="eval").body) == meaning
        except SyntaxError:
            return False

    def _is_unique(self, node: ast.expr, meaning: str) -> bool:
        same = [n for n in _walk(self.node) if type(n) is type(node) and _meaning(n) == meaning]
        return len(same) == 1

    def _parse(self) -> cst.BaseExpression:
        try:
            module = cst.parse_module(f"({self.text})", _config(self.source.newline))
        except cst.ParserSyntaxError:
            raise EditError(Span.of(self.node), "libcst cannot parse it") from None
        wrapped = _only_expression(module)
        if wrapped is None:
            raise EditError(Span.of(self.node), "it does not stand alone")
        extents = Extents.of(module)
        opening, closing = wrapped.lpar[0], wrapped.rpar[-1]
        spaces = (opening.whitespace_after, closing.whitespace_before)
        if extents.code != f"({self.text})" or not all(space.empty for space in spaces):
            raise EditError(Span.of(self.node), "libcst does not give its text back")
        root = wrapped.with_changes(lpar=wrapped.lpar[1:], rpar=wrapped.rpar[:-1])
        self._parents = {
            node: root if holder is wrapped else holder for node, holder in extents.parents.items()
        }
        self._parents.pop(wrapped, None)
        self._twins = _by_place(extents, wrapped, root)
        return root


@cache
def _config(newline: str) -> cst.PartialParserConfig:
    return cst.PartialParserConfig(encoding="utf-8", default_newline=newline, default_indent="    ")


def _by_place(
    extents: Extents, wrapped: cst.BaseExpression, root: cst.BaseExpression
) -> dict[tuple[int, int], list[cst.BaseExpression]]:
    """Return the expressions of a region by their offsets in it, as ``ast`` would give them.

    ``root`` stands for ``wrapped``, the same in one more pair of parentheses. ``ast`` counts the
    parentheses of tuples and generators.
    """
    brackets: dict[cst.CSTNode, tuple[int, int]] = {}
    for node in extents.places:
        if isinstance(node, cst.Call) and len(node.args) == 1:
            opening = extents.places[node.whitespace_before_args][0] - 1
            brackets[node.args[0].value] = (opening, extents.places[node][1])
    found: dict[tuple[int, int], list[cst.BaseExpression]] = {}
    for node, (start, end) in extents.places.items():
        if not isinstance(node, cst.BaseExpression):
            continue
        known = root if node is wrapped else node
        if isinstance(node, (cst.Tuple, cst.GeneratorExp)) and known.lpar:
            start, end = extents.places[known.lpar[-1]][0], extents.places[known.rpar[0]][1]
        elif isinstance(node, cst.GeneratorExp):
            start, end = brackets.get(node, (start, end))
        found.setdefault((start - 1, end - 1), []).append(known)
    return found


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
