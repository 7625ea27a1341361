"""Scopes while a module is scanned: which names are local, and what reaches this point."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from codemod.vocabulary.operations import Node

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass(slots=True)
class Scope:
    """One namespace. ``reaching`` holds, for each name, the node that reaches this point.

    ``cells`` join everything that a name is given anywhere; other scopes read those.
    """

    kind: str
    parent: Scope | None
    function: int = -1
    klass: int = -1
    local: frozenset[str] = frozenset()
    outer: frozenset[str] = frozenset()
    """Names declared ``global`` or ``nonlocal``."""
    cells: dict[str, Node] = field(default_factory=dict)
    reaching: dict[str, Node] = field(default_factory=dict)


def own_nodes(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield every node of ``body`` that belongs to its scope: not inside inner functions or classes.

    Inner definitions themselves are yielded, and so are their decorators, defaults and bases.
    """
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            stack.extend(node.decorator_list)
            stack.extend(node.args.defaults)
            stack.extend(d for d in node.args.kw_defaults if d is not None)
        elif isinstance(node, ast.Lambda):
            stack.extend(node.args.defaults)
        elif isinstance(node, ast.ClassDef):
            stack.extend(node.decorator_list)
            stack.extend(node.bases)
        else:
            stack.extend(ast.iter_child_nodes(node))


def bound_names(body: list[ast.stmt]) -> set[str]:
    """Return the names that the statements of ``body`` bind in their own scope."""
    names: set[str] = set()
    for node in own_nodes(body):
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                names.add(alias.asname or alias.name.partition(".")[0])
        elif isinstance(node, ast.ExceptHandler):
            if node.name:
                names.add(node.name)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)):
            if node.name:
                names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
    return names


def declared_outer(body: list[ast.stmt]) -> frozenset[str]:
    """Return the names that ``global`` and ``nonlocal`` statements of ``body`` name."""
    return frozenset(
        name
        for node in own_nodes(body)
        if isinstance(node, (ast.Global, ast.Nonlocal))
        for name in node.names
    )


def yields(body: list[ast.stmt]) -> bool:
    """Say whether a function with this body is a generator."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(body))
