"""The ``except`` clauses in which the SDK's exceptions stand, and what else their ``try`` catches."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.references import Clause, ReferenceSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import External

NAMES = ("error", "err", "exc", "failure")
"""What an exception is called by a clause that gave it no name."""


class Clauses:
    """Completes references in ``except`` clauses with the clause in which they stand."""

    def __init__(
        self,
        traces: Traces,
        tree: Callable[[str, Span], ast.expr | None],
        parent: Callable[[str, ast.AST], ast.AST | None],
    ) -> None:
        self.traces, self.tree, self.parent = traces, tree, parent

    def completed(self, sites: Iterable[ReferenceSite]) -> Iterator[ReferenceSite]:
        """Yield the references, those of exceptions in a clause with it."""
        exceptions = self.traces.link.surface.exception_names
        for site in sites:
            if site.role == "handler" and site.dotted in exceptions:
                yield replace(site, clause=self.clause(site.path, site.span))
            else:
                yield site

    @cached_property
    def handlers(self) -> dict[tuple[str, Span], operations.Handler]:
        """Every clause, by its place."""
        return {(path, op.span): op for path, op in self.traces.ops(operations.Handler)}

    def clause(self, path: str, span: Span) -> Clause | None:
        """Return the clause of the class at ``span``; None where that is none of a plain ``try``."""
        node: ast.AST | None = self.tree(path, span)
        while isinstance(node, ast.expr):
            node = self.parent(path, node)
        block = self.parent(path, node) if node is not None else None
        if not isinstance(node, ast.ExceptHandler) or not isinstance(block, ast.Try):
            return None
        op = self.handlers.get((path, Span.of(node)))
        if op is None:
            return None
        order = block.handlers.index(node)
        return Clause(
            types=op.types_span,
            classes=self.classes(path, node),
            later=tuple(
                n for each in block.handlers[order + 1 :] for n in self.classes(path, each)
            ),
            name=op.name if self.alone(path, node, op.name) else "",
            named=bool(op.name),
            free=next((n for n in NAMES if self.free(path, node, n)), ""),
            first=Span.of(node.body[0]),
        )

    def classes(self, path: str, node: ast.ExceptHandler) -> tuple[str, ...]:
        """Return the dotted names of the classes of a clause, "" for what cannot be told."""
        op = self.handlers.get((path, Span.of(node)))
        if op is None or node.type is None:
            return ("",)
        found: list[str] = []
        for each, _ in op.type_spans:
            values = list(self.traces.values(path, each))
            names = [v.name for v in values if isinstance(v, External)]
            found += names if names and len(names) == len(values) else [""]
        return tuple(found)

    def free(self, path: str, node: ast.AST, name: str) -> bool:
        """Say whether a clause may give a name; one that is read may come by a star import."""
        facts = self.traces.link.modules[path].facts
        return self.alone(path, node, name) and not (facts.stars and facts.reads.get(name, 0))

    def alone(self, path: str, node: ast.AST, name: str) -> bool:
        """Say whether only clauses give a name, none of them around this one: it is free behind each."""
        facts = self.traces.link.modules[path].facts
        given = sum(op.name == name for (where, _), op in self.handlers.items() if where == path)
        around = self.parent(path, node)
        while around is not None:
            if isinstance(around, ast.ExceptHandler) and around.name == name:
                return False
            around = self.parent(path, around)
        return facts.bound.get(name, 0) == given and name not in facts.parameters
