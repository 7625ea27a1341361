"""Whether what answers a call is sent wherever the message with the call was: no condition decides more."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from codemod.analysis.guards import SCOPES, of_none, reveals

Parent = Callable[[ast.AST], "ast.AST | None"]
Bound = Callable[[str, ast.AST], "ast.Assign | None"]
LOOPS = (ast.For, ast.AsyncFor, ast.While)
OPEN = "a condition that is not about the call alone decides whether it is sent"
ENDED = "finish_reason"
"""What of a choice says why it ended: with the word of the member, where that is there."""


def doubt(
    statement: ast.stmt,
    up_to: ast.AST,
    between: Iterable[ast.stmt],
    texts: frozenset[str],
    parent: Parent,
) -> str:
    """Say why a statement may not be reached after what stands before it in ``up_to``, or "".

    ``between`` are the statements that run before it; ``texts`` write that there is a call.
    """
    for each in between:
        if left(each) and not (isinstance(each, ast.If) and excludes(each.test, texts)):
            return OPEN
    inner: ast.AST = statement
    outer = parent(statement)
    while outer is not None and outer is not up_to:
        if isinstance(outer, ast.If):
            sure = told(outer.test, texts) if inner in outer.body else excludes(outer.test, texts)
            if not sure:
                return OPEN
        elif isinstance(outer, ast.Try):
            if not all(isinstance(each.body[-1], ast.Raise) for each in outer.handlers):
                return OPEN
        elif not isinstance(outer, (ast.With, ast.AsyncWith)):
            return OPEN
        inner, outer = outer, parent(outer)
    return ""


def told(test: ast.expr, texts: frozenset[str]) -> bool:
    """Say whether a test is true wherever there is a call."""
    return ast.unparse(test) in texts or reveals(test, texts)


def excludes(test: ast.expr, texts: frozenset[str]) -> bool:
    """Say whether a test is true only where there is no call."""
    if isinstance(test, ast.BoolOp):
        some = any if isinstance(test.op, ast.And) else all
        return some(excludes(each, texts) for each in test.values)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return isinstance(test.ops[0], (ast.Is, ast.Eq)) and of_none(test, texts)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return told(test.operand, texts)
    return False


def left(node: ast.AST) -> bool:
    """Say whether a statement may leave the block that it stands in, but by an exception."""
    if isinstance(node, SCOPES):
        return False
    if isinstance(node, (ast.Return, ast.Continue, ast.Break)):
        return True
    for each in ast.iter_child_nodes(node):
        contained = isinstance(node, LOOPS) and isinstance(each, (ast.Continue, ast.Break))
        if not contained and left(each):
            return True
    return False


def writings(code: str, member: str, at: ast.AST, scope: ast.AST, bound: Bound) -> frozenset[str]:
    """Return the ways in which the program writes that a message (``code``) has a ``member``."""
    messages = {code}
    for _ in range(3):
        for each in sorted(messages):
            root = each.partition(".")[0].partition("[")[0]
            assigned = bound(root, at)
            if assigned is not None and isinstance(assigned.value, (ast.Attribute, ast.Subscript)):
                messages.add(ast.unparse(assigned.value) + each[len(root) :])
        messages |= names(scope, messages, bound, at)
    found = {f"{each}.{member}" for each in messages}
    found |= {f"getattr({each}, {member!r}, None)" for each in messages}
    choices = {each.removesuffix(".message") for each in messages if each.endswith(".message")}
    choices |= names(scope, choices, bound, at)
    ended = {f"{each}.{ENDED}" for each in choices}
    ended |= names(scope, ended, bound, at)
    found |= names(scope, found, bound, at)
    return frozenset({*found, *(f"{each} == {member!r}" for each in ended)})


def names(scope: ast.AST, codes: set[str], bound: Bound, at: ast.AST) -> set[str]:
    """Return the names that are bound to what ``codes`` write, on every way to a place."""
    found = {
        each.targets[0].id
        for each in ast.walk(scope)
        if isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and ast.unparse(each.value) in codes
    }
    assigned = {name: bound(name, at) for name in found}
    return {n for n, each in assigned.items() if each and ast.unparse(each.value) in codes}
