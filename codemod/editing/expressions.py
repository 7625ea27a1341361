"""Expression edits: one region is parsed, edited from the inside out, and rendered."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import singledispatch

import libcst as cst

from codemod.editing.arguments import ARGUMENT_EDITS, edit_arguments
from codemod.editing.errors import EditError
from codemod.editing.fstrings import obstacle
from codemod.editing.items import (
    ITEM_EDITS,
    broken_if_long,
    edit_items,
    spread_elements,
    without_elements,
)
from codemod.editing.joining import RegionTree
from codemod.editing.precedence import fitted, needed, parenthesized
from codemod.editing.regions import Expression, Kinds, Tree, in_pattern
from codemod.editing.scene import Scene
from codemod.editing.text import Source
from codemod.vocabulary.edits import (
    AddArgument,
    AddItem,
    Edit,
    RemoveElement,
    RenameMember,
    ReplaceString,
    Rewrite,
    SpreadElement,
)
from codemod.vocabulary.spans import Span

KINDS: dict[type[Edit], Kinds] = {
    Rewrite: ast.expr,
    RenameMember: ast.Attribute,
    ReplaceString: ast.Constant,
    RemoveElement: ast.List,
    SpreadElement: (ast.Tuple, ast.List),
    **dict.fromkeys(ARGUMENT_EDITS, ast.Call),
    **dict.fromkeys(ITEM_EDITS, ast.Dict),
}
"""The expression edits, and the node that each of them changes."""


@dataclass
class Work:
    """The edits of one node."""

    expression: Expression
    edits: list[Edit] = field(default_factory=list)


def edit_region(
    source: Source, tree: Tree, works: Sequence[Work], line_length: int
) -> tuple[str, int]:
    """Return the new text of the region that holds all ``works``, and how many edits were applied.

    EditError when an edit cannot be applied faithfully.
    """
    root = works[0].expression.root
    region = RegionTree(source, root)
    applier = _Applier(region, tree, works, line_length)
    try:
        edited = region.root.visit(applier)
    except cst.CSTValidationError as error:
        raise EditError(Span.of(root), f"the result is not valid: {error}") from None
    assert isinstance(edited, cst.BaseExpression)
    rewritten = any(isinstance(edit, Rewrite) for work in works for edit in work.edits)
    if rewritten and in_pattern(works[0].expression) and not _is_dotted(edited):
        raise EditError(Span.of(root), "a pattern takes a dotted name only")
    return _joined(source, region, edited), applier.applied


def _joined(source: Source, region: RegionTree, edited: cst.BaseExpression) -> str:
    """Return the new text, in parentheses where it would grow together with its neighbours."""
    text = region.code(edited)
    before = source.text[region.start - 1 : region.start]
    after = source.text[region.end : region.end + 1]
    if text != region.text and (
        (_is_wordlike(before) and (_is_wordlike(text[:1]) or text[:1] in "\"'"))
        or (_is_wordlike(after) and _is_wordlike(text[-1:]))
    ):
        return f"({text})"
    return text


def _is_wordlike(character: str) -> bool:
    return character == "_" or character.isalnum()


def _is_dotted(node: cst.BaseExpression) -> bool:
    while isinstance(node, cst.Attribute) and not node.lpar:
        node = node.value
    return isinstance(node, cst.Name) and not node.lpar


class _Applier(cst.CSTTransformer):
    """Applies the edits of each node once its descendants are edited."""

    def __init__(
        self, region: RegionTree, tree: Tree, works: Sequence[Work], line_length: int
    ) -> None:
        super().__init__()
        self.applied = 0
        self._region = region
        self._line_length = line_length
        self._works = {region.twin(work.expression.node): work for work in works}
        self._quotes: list[str] = []
        self._wanted: dict[cst.CSTNode, list[ast.expr]] = {}
        self._holes: dict[Span, tuple[ast.expr, cst.BaseExpression]] = {}
        for work in works:
            for edit in work.edits:
                if isinstance(edit, (Rewrite, AddArgument, AddItem)):
                    for name, span in edit.holes:
                        self._want(tree, edit, name, span)
        self._path = region.path_to((*self._works, *self._wanted))

    def _want(self, tree: Tree, edit: Edit, name: str, span: Span) -> None:
        found = [e for e in tree.expressions(span) if e.root is self._region.node]
        if len(found) != 1:
            raise EditError(edit.span, f"the hole {name} is no expression inside of it")
        node = found[0].node
        nodes = self._wanted.setdefault(self._region.twin(node), [])
        if node not in nodes:
            nodes.append(node)

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FormattedString):
            self._quotes.append(node.end)
        return node in self._path

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        """Look for no method of the attribute's name, as libcst would for each."""

    def on_leave_attribute(self, original_node: cst.CSTNode, attribute: str) -> None:
        """Look for none here, too."""

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        node = updated_node
        if isinstance(original_node, cst.FormattedString):
            self._quotes.pop()
        if original_node not in self._path:
            return node
        if isinstance(node, cst.FormattedStringExpression):
            assert isinstance(original_node, cst.FormattedStringExpression)
            return self._field(original_node, node)
        if not isinstance(node, cst.BaseExpression) or not isinstance(
            original_node, cst.BaseExpression
        ):
            return node
        work = self._works.get(original_node)
        if work:
            node = self._edited(node, work)
        for twin in self._wanted.get(original_node, ()):
            self._holes[Span.of(twin)] = (twin, node)
        if work and any(isinstance(edit, Rewrite) for edit in work.edits):
            node = self._settled(original_node, node, work.expression)
        return node

    def _edited(self, node: cst.BaseExpression, work: Work) -> cst.BaseExpression:
        scene = Scene(
            work.expression, self._region, self._holes, tuple(self._quotes), self._line_length
        )
        simple = [e for e in work.edits if isinstance(e, (RenameMember, ReplaceString))]
        arguments = [e for e in work.edits if isinstance(e, ARGUMENT_EDITS)]
        items = [e for e in work.edits if isinstance(e, ITEM_EDITS)]
        removed = [e for e in work.edits if isinstance(e, RemoveElement)]
        rewrites = [e for e in work.edits if isinstance(e, Rewrite)]
        _refuse_rivals(simple, rewrites)
        for edit in simple:
            node = apply(edit, node, scene)
        if arguments and isinstance(node, cst.Call):
            node = edit_arguments(node, arguments, scene)
            self.applied += len(arguments)
        if items and isinstance(node, cst.Dict):
            node = edit_items(node, items, scene)
            self.applied += len(items)
        if removed and isinstance(node, cst.List):
            node = without_elements(node, removed, scene)
            self.applied += len(removed)
        spread = [e for e in work.edits if isinstance(e, SpreadElement)]
        if spread and isinstance(node, (cst.Tuple, cst.List)):
            node = spread_elements(node, spread, scene)
            self.applied += len(spread)
        for rewrite in rewrites:
            node = apply(rewrite, node, scene)
        self.applied += len(simple) + len(rewrites)
        return node

    def _settled(
        self, original: cst.CSTNode, node: cst.BaseExpression, expression: Expression
    ) -> cst.BaseExpression:
        """Return a rewritten node with the parentheses that its place in the source needs."""
        fitting = fitted(node, needed(expression.parent, expression.node))
        if fitting is node and not node.lpar:
            broken = not _stands_alone(self._region.code(node))
            if broken and _stands_alone(self._region.code(original)):
                return parenthesized(node)
        return fitting

    def _field(
        self, original: cst.FormattedStringExpression, updated: cst.FormattedStringExpression
    ) -> cst.FormattedStringExpression:
        """Check a replacement field that changed."""
        before = self._region.code(original.expression)
        after = self._region.code(updated.expression)
        if before == after:
            return updated
        problem = obstacle(before, after, self._quotes)
        if original.equal is not None:
            problem = "a field with = prints its own text"
        if problem:
            raise EditError(Span.of(self._region.node), problem)
        space = updated.whitespace_before_expression
        if after.startswith("{") and isinstance(space, cst.SimpleWhitespace) and space.empty:
            return updated.with_changes(whitespace_before_expression=cst.SimpleWhitespace(" "))
        return updated


def _refuse_rivals(simple: Sequence[Edit], rewrites: Sequence[Edit]) -> None:
    for edits in (simple, rewrites):
        if len(edits) > 1:
            raise EditError(edits[1].span, f"several edits {type(edits[1]).__name__} there")


def _stands_alone(code: str) -> bool:
    """Say whether an expression needs no brackets around it to hold its lines together."""
    if "\n" not in code and "\r" not in code:
        return True
    try:
        ast.parse(code.lstrip(), mode="eval")
    except SyntaxError:
        return False
    return True


@singledispatch
def apply(edit: Edit, node: cst.BaseExpression, scene: Scene) -> cst.BaseExpression:
    """Return ``node``, whose descendants are edited already, with one edit applied."""
    raise EditError(edit.span, f"{type(edit).__name__} is no edit of an expression")


@apply.register
def _rename(edit: RenameMember, node: cst.Attribute, scene: Scene) -> cst.BaseExpression:
    if not edit.name.isidentifier() or keyword.iskeyword(edit.name):
        raise EditError(edit.span, f"{edit.name!r} is no name")
    return node.with_changes(attr=cst.Name(edit.name))


@apply.register
def _replace_string(
    edit: ReplaceString, node: cst.BaseExpression, scene: Scene
) -> cst.BaseExpression:
    first = node
    while isinstance(first, cst.ConcatenatedString):
        first = first.left
    if not isinstance(first, cst.SimpleString) or "b" in first.prefix:
        raise EditError(edit.span, "no plain string there")
    if any(c in edit.value for c in "\"'\\\r\n"):
        raise EditError(edit.span, f"{edit.value!r} needs escapes")
    literal = cst.SimpleString(f"{_prefix(first)}{first.quote}{edit.value}{first.quote}")
    return literal.with_changes(lpar=node.lpar, rpar=node.rpar)


def _prefix(literal: cst.SimpleString) -> str:
    return literal.value[: literal.value.index(literal.quote)]


@apply.register
def _rewrite(edit: Rewrite, node: cst.BaseExpression, scene: Scene) -> cst.BaseExpression:
    if not isinstance(getattr(scene.expression.node, "ctx", ast.Load()), ast.Load):
        raise EditError(edit.span, "a target of an assignment or del can only be renamed")
    new = scene.filled(edit, own=node)
    if (
        isinstance(new, cst.Dict)
        and len(edit.holes) == 1
        and edit.template == f"{{{edit.holes[0][0]}}}"
    ):
        new = scene.outdented(new, edit.holes[0][1])
    if isinstance(new, cst.Dict) and new is not node and edit.template[:2] == "{{":
        new = broken_if_long(new, scene)
    lpar, rpar = list(node.lpar), list(node.rpar)
    if isinstance(node, (cst.Tuple, cst.GeneratorExp)):
        lpar, rpar = lpar[:-1], rpar[1:]  # that pair is the node's own
    if new is node or not lpar:
        return new
    if new.lpar and any("#" in scene.tree.code(bracket) for bracket in (*new.lpar, *new.rpar)):
        lpar, rpar = [*lpar, *new.lpar], [*new.rpar, *rpar]
    return new.with_changes(lpar=lpar, rpar=rpar)
