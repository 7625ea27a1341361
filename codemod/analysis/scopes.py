"""Scopes while a module is scanned: which names are local, and what reaches this point."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from codemod.vocabulary.operations import Node

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_REMEMBERED = "_surveyed"
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


@dataclass(slots=True)
class Survey:
    """What statements say of their own scope.

    ``names`` are bound there, ``outer`` declared ``global`` or ``nonlocal``; ``yields`` says that it is
    a generator's.
    """

    names: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    yields: bool = False

    def join(self, other: Survey) -> None:
        self.names |= other.names
        self.outer |= other.outer
        self.yields |= other.yields


def survey(body: list[ast.stmt]) -> Survey:
    """Return what the statements of ``body`` say of their scope; each is walked once, and remembers."""
    found = Survey()
    for statement in body:
        found.join(_surveyed(statement))
    return found


def _surveyed(statement: ast.stmt) -> Survey:
    known: Survey | None = getattr(statement, _REMEMBERED, None)
    if known is not None:
        return known
    found = Survey()
    stack: list[Any] = [statement]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is ast.Name:
            if node.ctx.__class__ is not ast.Load:
                found.names.add(node.id)
        elif node is None or kind is ast.Constant:
            continue
        elif node is not statement and isinstance(node, ast.stmt):
            found.join(_surveyed(node))
        else:
            if kind in _NOTED:
                _note(node, found)
            if kind in INNER:
                stack.extend(_own_children(node))
                continue
            for name in _parts(kind):
                value = getattr(node, name, None)
                if value.__class__ is list:
                    stack.extend(value)
                else:
                    stack.append(value)
    setattr(statement, _REMEMBERED, found)
    return found


@cache
def _parts(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields of a kind of node that may hold others."""
    return tuple(name for name in kind._fields if name not in _PLAIN_FIELDS)


_PLAIN_FIELDS = frozenset(
    "ctx op ops id attr arg kind type_comment name names asname module level conversion simple "
    "is_async rest kwd_attrs".split()
)


def _note(node: ast.AST, found: Survey) -> None:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        found.names.add(node.name)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            found.names.add(alias.asname or alias.name.partition(".")[0])
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        if node.name:
            found.names.add(node.name)
    elif isinstance(node, ast.MatchMapping):
        if node.rest:
            found.names.add(node.rest)
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        found.outer.update(node.names)
    elif isinstance(node, (ast.Yield, ast.YieldFrom)):
        found.yields = True


_NOTED = frozenset(
    (
        *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom),
        *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping),
        *(ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom),
    )
)


def _own_children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the children of a node that belong to its scope."""
    if isinstance(node, (ast.Name, ast.Constant)):
        return
    if isinstance(node, ast.Lambda):
        yield from node.args.defaults
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from node.decorator_list
        yield from node.args.defaults
        yield from (default for default in node.args.kw_defaults if default is not None)
    elif isinstance(node, ast.ClassDef):
        yield from node.decorator_list
        yield from node.bases
    else:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                yield from (child for child in value if isinstance(child, ast.AST))
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                yield value


def own_nodes(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield every node of ``body`` that belongs to its scope: not inside inner functions or classes.

    Inner definitions themselves are yielded, and so are their decorators, defaults and bases.
    """
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        stack.extend(_own_children(node))
