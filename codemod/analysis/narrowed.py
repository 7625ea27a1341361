"""What is read of an exception that the program has asked for its class, by ``isinstance``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from codemod.analysis.broad_sites import read
from codemod.analysis.handed import dotted
from codemod.analysis.traces import Traces
from codemod.vocabulary.references import ErrorSite, Handed, Reached, ReferenceSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import ErrorValue

ASKING = "builtins.isinstance"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
UNSEEN = Reached((), False)


class Narrowed:
    """Finds where a name is an exception of the source because the program has asked.

    ``sites`` are references, completed with the calls that are given them.
    """

    def __init__(
        self,
        traces: Traces,
        tree: Callable[[str, Span], ast.expr | None],
        parent: Callable[[str, ast.AST], ast.AST | None],
        sites: Iterable[ReferenceSite],
    ) -> None:
        self.traces, self.tree, self.parent = traces, tree, parent
        self.exceptions = traces.link.surface.exception_names
        self.asked: dict[tuple[str, Span], Handed] = {}
        """The calls that ask, by their place."""
        for site in sites:
            if site.handed is not None and site.handed.function == ASKING and site.handed.subject:
                self.asked[(site.path, site.handed.span)] = site.handed
        self.subjects: dict[tuple[str, ast.AST | None, str], list[Handed]] = {}
        """The same, by function and what they ask of."""
        for (path, span), handed in self.asked.items():
            place = path, self.function(path, tree(path, span)), handed.subject
            self.subjects.setdefault(place, []).append(handed)

    def sites(self) -> Iterator[ErrorSite]:
        """Yield the members read of what the program has asked of in the same function."""
        members = self.traces.link.surface.exception_members
        for path, span, obj, name in read(self.traces) if self.asked else ():
            if name not in members:
                continue
            if any(isinstance(value, ErrorValue) for value in self.traces.values(path, obj)):
                continue
            node = self.tree(path, span)
            holder = self.holder(node)
            asked = self.subjects.get((path, self.function(path, node), dotted(holder)), [])
            if not asked or holder is None:
                continue
            within = self.within(path, span)
            reached = (within or asked[0]).reached or UNSEEN
            context = "load" if isinstance(node, ast.Attribute) else "asked"
            if within is None:
                yield ErrorSite(path, span, Span.of(holder), name, reached)
            else:
                caught = tuple(self.exceptions[each] for each in within.classes)
                yield ErrorSite(path, span, Span.of(holder), name, None, caught, context, reached)

    def holder(self, node: ast.expr | None) -> ast.expr | None:
        """Return what a member is read of, or asked for by ``getattr``."""
        if isinstance(node, ast.Attribute):
            return node.value
        return node.args[0] if isinstance(node, ast.Call) and node.args else None

    def within(self, path: str, span: Span) -> Handed | None:
        """Return the question to which a place is behind a yes: all its classes are the source's."""
        below: ast.AST | None = self.tree(path, span)
        subject = dotted(self.holder(below if isinstance(below, ast.expr) else None))
        while below is not None and not isinstance(below, FUNCTIONS):
            node = self.parent(path, below)
            ahead: list[ast.expr] = []
            if isinstance(node, (ast.If, ast.While)) and below in node.body:
                ahead = [node.test]
            elif isinstance(node, ast.IfExp) and below is node.body:
                ahead = [node.test]
            elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
                ahead = node.values[: position(node, below)]
            for test in ahead:
                for each in conjuncts(test):
                    handed = self.asked.get((path, Span.of(each)))
                    if handed is not None and handed.subject == subject:
                        if all(name in self.exceptions for name in handed.classes):
                            return handed
            below = node
        return None

    def function(self, path: str, node: ast.AST | None) -> ast.AST | None:
        """Return the function in which something stands; None at the top of a module."""
        while node is not None and not isinstance(node, FUNCTIONS):
            node = self.parent(path, node)
        return node


def position(node: ast.BoolOp, operand: ast.AST) -> int:
    return next((n for n, each in enumerate(node.values) if each is operand), 0)


def conjuncts(test: ast.expr) -> Iterator[ast.expr]:
    """Yield what must be true for a test to be."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for each in test.values:
            yield from conjuncts(each)
    else:
        yield test
