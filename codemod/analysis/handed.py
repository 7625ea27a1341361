"""The calls that are given classes of exceptions: ``isinstance``, what tells when to try again."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from codemod.analysis.clauses import NAMES
from codemod.analysis.growing import Growing
from codemod.analysis.reach import Reach
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.references import Handed, Reached, ReferenceSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import External, Origin


class Handing:
    """Completes references to exceptions with the call that is given them.

    ``exceptions`` are their dotted names; ``strangers`` are clients of other vendors, or of some that
    may be.
    """

    def __init__(
        self,
        traces: Traces,
        tree: Callable[[str, Span], ast.expr | None],
        parent: Callable[[str, ast.AST], ast.AST | None],
        exceptions: Container[str],
        strangers: frozenset[Origin] = frozenset(),
    ) -> None:
        self.traces, self.tree, self.parent = traces, tree, parent
        self.exceptions, self.strangers = exceptions, strangers
        self.growing = Growing(traces, tree, parent)

    def completed(self, sites: Iterable[ReferenceSite]) -> Iterator[ReferenceSite]:
        """Yield the references, those of exceptions with their call, and whether what holds them grows."""
        for site in sites:
            plain = site.role == "value" and site.dotted in self.exceptions and not site.quoted
            handed = self.handed(site.path, site.tuple_span or site.span) if plain else None
            held = site.tuple_span if plain else None
            grows = held is None or self.growing.may(site.path, held)
            yield replace(site, handed=handed, grows=grows) if handed or not grows else site

    @cached_property
    def given(self) -> dict[tuple[str, Span], operations.Call]:
        """The calls, by the place of each argument."""
        return {
            (path, argument.value_span): op
            for path, op in self.traces.ops(operations.Call)
            for argument in op.arguments
        }

    @cached_property
    def handlers(self) -> list[tuple[str, operations.Handler]]:
        return list(self.traces.ops(operations.Handler))

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.traces)

    def handed(self, path: str, types: Span) -> Handed | None:
        """Return the call that is given what stands at ``types``."""
        op = self.given.get((path, types))
        if op is None:
            return None
        values = list(self.traces.values(path, op.func))
        names = {value.name for value in values if isinstance(value, External)}
        if len(names) != 1 or len(values) != 1:
            return None
        chain = self.traces.chain(path, op.func)
        subject = self.tree(path, op.arguments[0].value_span)
        return Handed(
            span=op.span,
            function=names.pop(),
            function_span=op.func_span,
            bound=chain[0] if chain else "",
            place=[each.value_span for each in op.arguments].index(types),
            keywords=tuple("*" if each.star else each.keyword for each in op.arguments),
            arguments=tuple(each.value_span for each in op.arguments),
            types=types,
            classes=tuple(self.classes(path, types)),
            subject=dotted(subject),
            free=next((name for name in NAMES if self.free(path, name)), ""),
            reached=self.reached(path, op, dotted(subject)),
        )

    def classes(self, path: str, types: Span) -> Iterator[str]:
        """Yield the dotted name of each class, "" for what cannot be told."""
        whole = self.tree(path, types)
        if whole is None:
            return
        for each in whole.elts if isinstance(whole, (ast.Tuple, ast.List)) else [whole]:
            values = list(self.traces.values(path, self.nodes.get((path, Span.of(each)), 0)))
            names = [value.name for value in values if isinstance(value, External)]
            yield names[0] if len(names) == len(values) == 1 else ""

    @cached_property
    def nodes(self) -> dict[tuple[str, Span], int]:
        ops = self.traces.ops(operations.Load, operations.GetMember)
        return {(path, op.span): op.target for path, op in ops}

    def free(self, path: str, name: str) -> bool:
        facts = self.traces.link.modules[path].facts
        known = facts.bound.get(name, 0) or facts.reads.get(name, 0) or name in facts.parameters
        return not known

    def reached(self, path: str, op: operations.Call, subject: str) -> Reached | None:
        """Return what may raise what the call is told of; None where others' calls may, too."""
        entered = self.entered(path, op.span)
        found = entered or self.around(path, op.span, subject)
        if found is not None and (entered or found.origins or found.complete):
            return None if self.strangers.intersection(found.origins) else found
        calls = self.traces.link.operations
        rows = [origin for origin in calls if origin[0] == path] or list(calls)
        found = self.reach.reached(rows, False)
        return None if self.strangers.intersection(found.origins) else found

    def around(self, path: str, span: Span, subject: str) -> Reached | None:
        """Return what the ``try`` runs whose clause caught the subject, or what is decorated."""
        clauses = [
            op
            for where, op in self.handlers
            if where == path and op.name == subject and op.span.encloses(span)
        ]
        if subject and clauses:
            return self.reach.of(path, max(clauses, key=lambda op: op.span.start).body)
        below: ast.AST | None = self.tree(path, span)
        while below is not None:
            node = self.parent(path, below)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                decorates = below in node.decorator_list
                return self.reach.of(path, Span.of(node)) if decorates else None
            below = node
        return None

    def entered(self, path: str, span: Span) -> Reached | None:
        """Return what runs inside where a ``with`` enters the call: the items behind it, its statements."""
        node = self.tree(path, span)
        item = self.parent(path, node) if node is not None else None
        block = self.parent(path, item) if isinstance(item, ast.withitem) else None
        if not isinstance(block, (ast.With, ast.AsyncWith)):
            return None
        return self.reach.of(path, Span(*span.end, *Span.of(block).end))


def dotted(node: ast.expr | None) -> str:
    """Return the text of a name, or of members read of one; "" for anything else."""
    inner = node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return ast.unparse(node) if node is not None and isinstance(inner, ast.Name) else ""
