"""Whether a part of a stream is read for all parts, or picked out of them: the last one, the first."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

Parent = Callable[[ast.AST], "ast.AST | None"]
LOOPS = (ast.For, ast.AsyncFor, ast.While)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
WITHIN = frozenset({"choices"})
"""Members whose one element stands for the part itself."""


def picked(node: ast.Attribute | ast.Call, parent: Parent) -> bool:
    """Say whether what ``node`` reads a member of is one certain part.

    It is an element by its number (``parts[-1]``), or a name that a loop bound, read behind it.
    ``parent`` gives the node around one.
    """
    owner = node.value if isinstance(node, ast.Attribute) else node.args[0]
    while True:
        if isinstance(owner, ast.Attribute):
            owner = owner.value
        elif isinstance(owner, ast.Subscript):
            if not (isinstance(owner.value, ast.Attribute) and owner.value.attr in WITHIN):
                return numbered(owner)
            owner = owner.value
        else:
            break
    return isinstance(owner, ast.Name) and behind(owner, parent)


def numbered(item: ast.Subscript) -> bool:
    """Say whether an element is taken by a number that is written there."""
    index = item.slice
    if isinstance(index, ast.UnaryOp):
        index = index.operand
    return isinstance(index, ast.Constant) and isinstance(index.value, int)


def behind(name: ast.Name, parent: Parent) -> bool:
    """Say whether every binding of a name stands in a loop that does not hold its use, or picks."""
    holders = list(around(name, parent))
    scope = next((each for each in holders if isinstance(each, (*FUNCTIONS, ast.Module))), None)
    if scope is None or isinstance(scope, ast.Lambda):
        return False
    if not isinstance(scope, ast.Module) and name.id in parameters(scope):
        return False
    if any(bound_by(each, name.id) for each in holders):
        return False
    found = False
    for each in ast.walk(scope):
        loop = isinstance(each, LOOPS) and bound_by(each, name.id)
        value = each.value if isinstance(each, (ast.Assign, ast.NamedExpr)) else None
        if loop:
            found = True
        elif value is not None and bound_by(each, name.id):
            loops = [e for e in around(each, parent) if isinstance(e, LOOPS)]
            taken = isinstance(value, ast.Subscript) and numbered(value) and not of_part(value)
            if not taken and not any(e not in holders for e in loops):
                return False
            found = True
    return found


def of_part(item: ast.Subscript) -> bool:
    """Say whether an element is the one that stands for a part."""
    return isinstance(item.value, ast.Attribute) and item.value.attr in WITHIN


def around(node: ast.AST, parent: Parent) -> Iterator[ast.AST]:
    """Yield the nodes around one, innermost first, up to its function or module."""
    above = parent(node)
    while above is not None:
        yield above
        if isinstance(above, FUNCTIONS):
            return
        above = parent(above)


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the names of all parameters."""
    given = function.args
    rows = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return {each.arg for each in rows}


def bound_by(node: ast.AST, name: str) -> bool:
    """Say whether a loop, a comprehension or an assignment binds a name."""
    targets: list[ast.expr] = []
    if isinstance(node, (ast.For, ast.AsyncFor)):
        targets = [node.target]
    elif isinstance(node, ast.Assign):
        targets = list(node.targets)
    elif isinstance(node, ast.NamedExpr):
        targets = [node.target]
    elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
        targets = [each.target for each in node.generators]
    return any(isinstance(e, ast.Name) and e.id == name for t in targets for e in ast.walk(t))
