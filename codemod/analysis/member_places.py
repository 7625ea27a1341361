"""What is done with a member right where it is read, by the syntax around it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from codemod.analysis.guards import guarded, readings, sheltered
from codemod.analysis.lateness import last
from codemod.analysis.picking import picked
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.sites import CallSite, MemberSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.uses import Comparison, MemberPlace, Presence
from codemod.vocabulary.values import External, Origin

Parent = Callable[[str, ast.AST], "ast.AST | None"]
Tree = Callable[[str, Span], "ast.expr | None"]
BESIDE = ("usage",)
"""Members of a part of a stream that hold nothing of the answer."""
WORDED: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
}


class Places:
    """Looks at the syntax around the members that a target has elsewhere."""

    def __init__(
        self,
        traces: Traces,
        calls: Iterable[CallSite],
        tree: Tree,
        parent: Parent,
        wanted: frozenset[tuple[str, str]],
    ) -> None:
        self.traces = traces
        self.tree = tree
        self.parent = parent
        self.wanted = wanted
        self.given: dict[Origin, frozenset[str]] = {
            call.origin: frozenset((*(g.name for g in call.given), *("*" if call.opaque else "")))
            for call in calls
        }
        self.lone = {
            (path, op.arguments[0].value_span): (path, op)
            for path, op in (traces.ops(operations.Call) if wanted else ())
            if len(op.arguments) == 1 and not op.arguments[0].keyword and not op.arguments[0].star
        }

    def placed(self, sites: Iterable[MemberSite]) -> Iterator[MemberSite]:
        """Yield the sites, with their place where it is wanted."""
        for site in sites:
            node = None
            if (site.type, site.member) in self.wanted:
                node = self.tree(site.path, site.span)
            if not isinstance(node, ast.Attribute) and not got(node):
                yield site
                continue
            assert isinstance(node, (ast.Attribute, ast.Call))
            given = frozenset(
                name for origin in site.origins for name in self.given.get(origin, frozenset("*"))
            )
            yield replace(site, place=self.place(site.path, node), given=given)

    def place(self, path: str, node: ast.Attribute | ast.Call) -> MemberPlace:
        parent = self.parent(path, node)
        span, function = self.called(path, node)
        return MemberPlace(
            self.loose(path, node),
            self.tested(path, node),
            replaced(node, parent),
            isinstance(node, ast.Call),
            isinstance(parent, ast.Compare)
            and len(parent.ops) == 1
            and isinstance(parent.ops[0], (ast.Is, ast.IsNot)),
            span,
            function,
            comparison(node, parent),
            dotted(node.args[0] if isinstance(node, ast.Call) else node.value),
            guarded(node, lambda each: self.parent(path, each)),
            last(node, lambda each: self.parent(path, each), BESIDE),
            picked(node, lambda each: self.parent(path, each)),
            isinstance(parent, ast.Attribute),
            joined(node, parent, ast.And),
            sheltered(node, readings(node), lambda each: self.parent(path, each)),
            self.presence(path, node, parent),
            joined(node, parent, ast.Or),
        )

    def presence(self, path: str, node: ast.expr, parent: ast.AST | None) -> Presence | None:
        """Return the test of whether the node is None, where it is one and no value."""
        if not isinstance(parent, ast.Compare) or len(parent.ops) != 1 or parent.left is not node:
            return None
        op, other = parent.ops[0], parent.comparators[0]
        nothing = isinstance(other, ast.Constant) and other.value is None
        if nothing and isinstance(op, (ast.Is, ast.IsNot)) and self.tested(path, parent):
            return Presence(Span.of(parent), isinstance(op, ast.IsNot))
        return None

    def called(self, path: str, node: ast.expr) -> tuple[Span | None, str]:
        """Return the call that has the node as its one argument, and what it calls."""
        where, op = self.lone.get((path, Span.of(node)), (path, None))
        if op is None:
            return None, ""
        names = [v.name for v in self.traces.values(where, op.func) if isinstance(v, External)]
        return (op.span, names[0]) if len(names) == 1 else (None, "")

    def loose(self, path: str, node: ast.expr) -> bool:
        """Say whether nothing but the truth of a value, or its elements, matter.

        So it is before ``or`` too: what is empty gives way to something else.
        """
        parent = self.parent(path, node)
        if isinstance(parent, ast.comprehension):
            return parent.iter is node or node in parent.ifs
        if isinstance(parent, (ast.For, ast.AsyncFor)):
            return parent.iter is node
        if isinstance(parent, ast.Subscript):
            return parent.value is node
        if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name):
            return parent.func.id == "len"
        if isinstance(parent, ast.BoolOp):
            first = isinstance(parent.op, ast.Or) and parent.values[-1] is not node
            return first or self.loose(path, parent)
        return self.tested(path, node)

    def tested(self, path: str, node: ast.expr) -> bool:
        """Say whether nothing but the truth of a value matters."""
        parent = self.parent(path, node)
        if isinstance(parent, (ast.If, ast.While, ast.IfExp, ast.Assert)):
            return parent.test is node
        if isinstance(parent, ast.comprehension):
            return node in parent.ifs
        if isinstance(parent, ast.UnaryOp):
            return isinstance(parent.op, ast.Not)
        return isinstance(parent, ast.BoolOp) and self.tested(path, parent)


def joined(node: ast.expr, parent: ast.AST | None, op: type[ast.boolop]) -> bool:
    """Say whether something else stands behind a node in an ``and``, or in an ``or``."""
    return (
        isinstance(parent, ast.BoolOp)
        and isinstance(parent.op, op)
        and parent.values[-1] is not node
    )


def replaced(node: ast.expr, parent: ast.AST | None) -> bool:
    """Say whether something that is not empty stands where a value is."""
    if not (isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.Or)):
        return False
    behind = parent.values[parent.values.index(node) + 1 :]
    return any(not (isinstance(each, ast.Constant) and not each.value) for each in behind)


def got(node: ast.expr | None) -> bool:
    """Say whether an expression reads a member by ``getattr``."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "getattr"
        and bool(node.args)
    )


def dotted(node: ast.expr) -> bool:
    """Say whether an expression is a name, with members and items by numbers that are written."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant):
            return False
        node = node.value
    return isinstance(node, ast.Name)


def comparison(node: ast.expr, parent: ast.AST | None) -> Comparison | None:
    """Return the comparison of a node with words that stand there."""
    if not isinstance(parent, ast.Compare) or len(parent.ops) != 1:
        return None
    op = WORDED.get(type(parent.ops[0]), "")
    flipped = parent.left is not node
    other = parent.left if flipped else parent.comparators[0]
    if op in ("in", "not in"):
        if flipped or not isinstance(other, (ast.Tuple, ast.List, ast.Set)):
            return None
        words = [each.value for each in other.elts if isinstance(each, ast.Constant)]
        if len(words) != len(other.elts):
            return None
    else:
        words = [other.value] if isinstance(other, ast.Constant) else []
    texts = tuple(word for word in words if isinstance(word, str))
    if not op or not texts or len(texts) != len(words):
        return None
    return Comparison(Span.of(parent), Span.of(other), op, texts, flipped)
