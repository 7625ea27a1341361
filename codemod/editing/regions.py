"""Where edits fall in the syntax tree: the nodes they mean, and the regions to parse again."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from codemod.editing.errors import EditError
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span

Kinds = type[ast.expr] | tuple[type[ast.expr], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """An expression of the source and where it stands.

    ``parent`` is its parent node; ``root`` the outermost expression that holds it: its region;
    ``root_parent`` what holds the root; ``statement`` the innermost statement around.
    """

    node: ast.expr
    parent: ast.AST
    root: ast.expr
    root_parent: ast.AST
    statement: ast.stmt


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A statement and the suite in which it stands; ``owner`` is the node that has the suite."""

    node: ast.stmt
    suite: list[ast.stmt]
    owner: ast.AST


@dataclass(frozen=True, slots=True)
class _Place:
    root: ast.expr | None
    root_parent: ast.AST
    statement: ast.stmt | None


class Tree:
    """The nodes of a module that stand at the wanted spans."""

    def __init__(self, module: ast.Module, wanted: Iterable[Span]) -> None:
        self.module = module
        self._wanted = frozenset(wanted)
        self._lines = sorted({span.line for span in self._wanted})
        self._expressions: dict[Span, list[Expression]] = {}
        self._statements: dict[Span, Statement] = {}
        self._holders: dict[ast.stmt, Statement] = {}
        self._index()

    def expressions(self, span: Span) -> list[Expression]:
        """Return the expressions that stand exactly at ``span``."""
        return self._expressions.get(span, [])

    def expression(self, span: Span, kinds: Kinds = ast.expr) -> Expression:
        """Return the one expression of some kinds at ``span``. EditError for none, or several."""
        found = [e for e in self.expressions(span) if isinstance(e.node, kinds)]
        if len(found) != 1:
            named = kinds if isinstance(kinds, tuple) else (kinds,)
            name = " or ".join("expression" if k is ast.expr else k.__name__ for k in named)
            raise EditError(span, f"{'several' if found else 'no'} {name} there")
        return found[0]

    def statement(self, span: Span) -> Statement:
        """Return the statement that stands exactly at ``span``. EditError for none."""
        if span not in self._statements:
            raise EditError(span, "no statement there")
        return self._statements[span]

    def holder(self, node: ast.stmt) -> Statement:
        """Return a statement of this module with its suite."""
        if not self._holders:
            self._holders = {
                statement: Statement(statement, suite, owner)
                for owner in ast.walk(self.module)
                for suite in _suites(owner)
                for statement in suite
            }
        if node not in self._holders:
            raise EditError(Span.of(node), "no statement there")
        return self._holders[node]

    def _index(self) -> None:
        start = _Place(None, self.module, None)
        todo: list[tuple[ast.AST, ast.AST, _Place]] = [(self.module, self.module, start)]
        while todo:
            node, parent, place = todo.pop()
            if isinstance(node, ast.stmt):
                if not self._is_wanted(node):
                    continue
                place = _Place(None, node, node)
            elif isinstance(node, ast.expr):
                place = self._note(node, parent, place)
            for suite in _suites(node):
                for statement in suite:
                    if (span := Span.of(statement)) in self._wanted:
                        self._statements[span] = Statement(statement, suite, node)
            todo.extend((child, node, place) for child in children(node))

    def _is_wanted(self, node: ast.stmt) -> bool:
        """Say whether a wanted span begins on one of the statement's lines."""
        first = min([node.lineno, *(n.lineno for n in getattr(node, "decorator_list", ()))])
        index = bisect_left(self._lines, first)
        return index < len(self._lines) and self._lines[index] <= (node.end_lineno or first)

    def _note(self, node: ast.expr, parent: ast.AST, place: _Place) -> _Place:
        if place.root is None and not isinstance(node, ast.Starred):
            place = _Place(node, parent, place.statement)
        if place.root is None or place.statement is None:
            return place
        if isinstance(node, (ast.FormattedValue, ast.Starred)):
            return place
        if (span := Span.of(node)) in self._wanted:
            found = Expression(node, parent, place.root, place.root_parent, place.statement)
            self._expressions.setdefault(span, []).append(found)
        return place


def children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the children of a node, but for the text pieces of an f-string.

    They carry the span of the whole string before Python 3.12, and so does a format spec, which
    is passed over for what it holds.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant):
            continue
        if isinstance(node, ast.FormattedValue) and child is node.format_spec:
            yield from children(child)
        else:
            yield child


def _suites(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        suite = getattr(node, name, None)
        if isinstance(suite, list):
            yield suite


def in_pattern(expression: Expression) -> bool:
    """Say whether the expression belongs to a pattern of a ``case``."""
    return isinstance(expression.root_parent, ast.pattern)
