"""Whether what else an object of a loop holds is read before one of its members, and not after."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

Parent = Callable[[ast.AST], "ast.AST | None"]
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
ROUNDS = (ast.For, ast.AsyncFor, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module)


def last(node: ast.Attribute | ast.Call, parent: Parent, beside: Sequence[str]) -> bool:
    """Say whether ``node`` is the last that is read of its object in a round of its loop.

    Reads of the same member, and of those ``beside`` it, do not count. A name that is given
    something of the object stands for it.
    """
    if not isinstance(node, ast.Attribute):
        return False
    outer = around(node, parent)
    whole = isinstance(outer, COMPREHENSIONS)
    names = {root(node)} | targets(outer)
    inside = [each for part in parts(outer) for each in ast.walk(part)]
    grown = True
    while grown:
        given = {name for each in inside for name in taken(each, names, node)}
        grown = not given <= names
        names |= given
    return not any(
        isinstance(each, ast.Name)
        and isinstance(each.ctx, ast.Load)
        and each.id in names
        and (whole or behind(each, node))
        and not harmless(each, parent, (node.attr, *beside))
        for each in inside
    )


def around(node: ast.AST, parent: Parent) -> ast.AST:
    """Return the loop, comprehension or function that stands nearest around a node."""
    outer = parent(node)
    while outer is not None and not isinstance(outer, (*ROUNDS, *COMPREHENSIONS)):
        node, outer = outer, parent(outer)
    return node if outer is None else outer


def parts(outer: ast.AST) -> Iterator[ast.AST]:
    """Yield what is done in each round: all of a comprehension but what it goes through."""
    if isinstance(outer, COMPREHENSIONS):
        yield from (outer.key, outer.value) if isinstance(outer, ast.DictComp) else (outer.elt,)
        yield from (test for row in outer.generators for test in row.ifs)
    elif isinstance(outer, ast.Lambda):
        yield outer.body
    else:
        yield from getattr(outer, "body", ())


def targets(outer: ast.AST) -> set[str]:
    rows = [outer.target] if isinstance(outer, (ast.For, ast.AsyncFor)) else []
    if isinstance(outer, COMPREHENSIONS):
        rows = [row.target for row in outer.generators]
    return {name.id for row in rows for name in ast.walk(row) if isinstance(name, ast.Name)}


def taken(statement: ast.AST, names: set[str], node: ast.AST) -> Iterator[str]:
    """Yield the names that an assignment gives something of an object, but for ``node`` itself."""
    if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
        return
    held = list(ast.walk(statement.value)) if statement.value is not None else []
    if node in held or not any(isinstance(e, ast.Name) and e.id in names for e in held):
        return
    rows = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    for row in rows:
        yield from (each.id for each in ast.walk(row) if isinstance(each, ast.Name))


def root(node: ast.expr) -> str:
    """Return the name that an expression is read off, "" for any other beginning."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def behind(each: ast.Name, node: ast.Attribute) -> bool:
    end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return (each.lineno, each.col_offset) >= end


def harmless(name: ast.Name, parent: Parent, members: Sequence[str]) -> bool:
    """Say whether nothing but one of the members is read off a name."""
    outer: ast.AST | None = parent(name)
    while isinstance(outer, (ast.Attribute, ast.Subscript)):
        if isinstance(outer, ast.Attribute) and outer.attr in members:
            return True
        outer = parent(outer)
    return False
