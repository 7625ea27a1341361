"""Sites where the program decides by whether the target's own variable is set, before anything moves."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from codemod.analysis.environment import environment_uses
from codemod.analysis.traces import Traces
from codemod.vocabulary.places import is_test
from codemod.vocabulary.references import AskedSite
from codemod.vocabulary.spans import Span

Tree = Callable[[str, Span], ast.expr | None]
Parent = Callable[[str, ast.AST], ast.AST | None]
_CHOOSING = (ast.If, ast.IfExp, ast.While, ast.Assert)


def chosen_by(traces: Traces, name: str, tree: Tree, parent: Parent) -> Iterator[AskedSite]:
    """Yield where ``name`` is looked for in the environment and the answer decides; tests aside.

    ``tree`` finds an expression by its place, ``parent`` what holds it.
    """
    if not name or all(constant.value != name for constant in traces.constants.values()):
        return
    for origin, use, span, _ in environment_uses(traces):
        path, constant = origin[0], traces.constants.get(origin)
        if constant is None or constant.value != name or is_test(path):
            continue
        found = tree(path, span) if use == "read" and span is not None else None
        if use == "check" or (found is not None and decides(path, found, parent)):
            yield AskedSite(path, constant.span, name)


def decides(path: str, node: ast.AST, parent: Parent) -> bool:
    """Say whether what an expression gives is what a condition asks for."""
    while (around := parent(path, node)) is not None:
        if isinstance(around, _CHOOSING):
            return around.test is node
        if not isinstance(around, (ast.BoolOp, ast.UnaryOp, ast.Compare)):
            return False
        node = around
    return False
