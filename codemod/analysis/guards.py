"""Whether a member is read only where the program asked before that it is there."""

from __future__ import annotations

import ast
from collections.abc import Callable

Parent = Callable[[ast.AST], "ast.AST | None"]
Texts = frozenset[str]
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)
LEAVING = (ast.Continue, ast.Return, ast.Break, ast.Raise)
BLOCKS = ("body", "orelse", "finalbody")


def guarded(node: ast.Attribute | ast.Call, parent: Parent) -> bool:
    """Say whether ``node`` only asks for a member, or reads it where it is truthy or not None.

    ``node`` reads the member by its name or by ``getattr``; ``parent`` gives the node around one.
    A name that takes the value has to be asked in the test or by the statement right after it.
    Where another member of the same object decides whether ``node`` is reached, it is not guarded
    but by that member's truth: the two may come with different objects.
    """
    if shut(node, parent):
        return False
    above = parent(node)
    if isinstance(above, ast.NamedExpr):
        return asked(above, parent)
    if isinstance(above, ast.Assign) and len(above.targets) == 1:
        name = frozenset({ast.unparse(above.targets[0])})
        after = following(above, parent)
        if isinstance(after, ast.If) and (holds(after.test, name) or leaves(after, name)):
            return True
    return asked(node, parent) or sheltered(node, readings(node), parent)


def readings(node: ast.Attribute | ast.Call) -> Texts:
    """Return the ways to write what ``node`` reads."""
    if isinstance(node, ast.Attribute):
        owner, name = ast.unparse(node.value), node.attr
    elif len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
        owner, name = ast.unparse(node.args[0]), str(node.args[1].value)
    else:
        return frozenset({ast.unparse(node)})
    return frozenset({f"{owner}.{name}", f"getattr({owner}, {name!r}, None)"})


def asked(node: ast.AST, parent: Parent) -> bool:
    """Say whether nothing but the truth of ``node`` matters, or whether it is None."""
    above = parent(node)
    if isinstance(above, ast.UnaryOp):
        return isinstance(above.op, ast.Not)
    if isinstance(above, ast.Compare):
        return len(above.ops) == 1 and isinstance(above.ops[0], (ast.Is, ast.IsNot))
    if isinstance(above, ast.BoolOp):
        return above.values[-1] is not node or asked(above, parent)
    if isinstance(above, (ast.If, ast.While, ast.IfExp, ast.Assert)):
        return above.test is node
    return isinstance(above, ast.comprehension) and node in above.ifs


def shut(node: ast.Attribute | ast.Call, parent: Parent) -> bool:
    """Say whether another member of the same object decides, and not by being there."""
    owner = ast.unparse(node.value if isinstance(node, ast.Attribute) else node.args[0])
    own = readings(node)
    inner: ast.AST = node
    outer = parent(node)
    while outer is not None and not isinstance(outer, SCOPES):
        if isinstance(outer, (ast.If, ast.While)) and inner is not outer.test:
            decided = holds if inner in outer.body else lacks
            if decides(outer.test, owner, own, decided):
                return True
        elif isinstance(outer, ast.IfExp) and inner is not outer.test:
            if decides(outer.test, owner, own, holds if inner is outer.body else lacks):
                return True
        elif isinstance(outer, ast.BoolOp):
            decided = holds if isinstance(outer.op, ast.And) else lacks
            if any(decides(e, owner, own, decided) for e in outer.values if e is not inner):
                return True
        for before in block(inner, outer)[0]:
            leaving = isinstance(before, ast.If) and any(
                isinstance(each, LEAVING) for each in ast.walk(before)
            )
            if isinstance(before, ast.If) and leaving and decides(before.test, owner, own, lacks):
                return True
        inner, outer = outer, parent(outer)
    return False


def decides(
    test: ast.expr, owner: str, own: Texts, decided: Callable[[ast.expr, Texts], bool]
) -> bool:
    """Say whether ``test`` reads members of ``owner`` but ``own``, and is not ``decided`` by one."""
    others = {
        ast.unparse(each)
        for each in ast.walk(test)
        if isinstance(each, ast.Attribute) and ast.unparse(each.value) == owner
    } - own
    return bool(others) and not any(decided(test, frozenset({each})) for each in others)


def sheltered(node: ast.AST, texts: Texts, parent: Parent) -> bool:
    """Say whether a test around ``node``, or one before it that leaves, holds that it is there."""
    inner, outer = node, parent(node)
    while outer is not None:
        if isinstance(outer, (ast.If, ast.While)):
            if inner in outer.body and holds(outer.test, texts):
                return True
            if inner in outer.orelse and lacks(outer.test, texts):
                return True
        elif isinstance(outer, ast.IfExp):
            if inner is outer.body and holds(outer.test, texts):
                return True
            if inner is outer.orelse and lacks(outer.test, texts):
                return True
        elif isinstance(outer, ast.BoolOp) and isinstance(outer.op, ast.And):
            before = outer.values[: [each is inner for each in outer.values].index(True)]
            if any(holds(each, texts) for each in before):
                return True
        elif isinstance(outer, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            if any(holds(each, texts) for row in outer.generators for each in row.ifs):
                return True
        if any(leaves(each, texts) for each in block(inner, outer)[0]):
            return True
        if isinstance(outer, SCOPES):
            return False
        inner, outer = outer, parent(outer)
    return False


def holds(test: ast.expr, texts: Texts) -> bool:
    """Say whether ``test`` is true only where what ``texts`` write is there."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(holds(each, texts) for each in test.values)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return isinstance(test.ops[0], (ast.IsNot, ast.NotEq)) and of_none(test, texts)
    return ast.unparse(test) in texts


def lacks(test: ast.expr, texts: Texts) -> bool:
    """Say whether ``test`` is true wherever what ``texts`` write is not there."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(lacks(each, texts) for each in test.values)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return isinstance(test.ops[0], (ast.Is, ast.Eq)) and of_none(test, texts)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return ast.unparse(test.operand) in texts
    return False


def reveals(test: ast.expr, texts: frozenset[str]) -> bool:
    """Say whether a test is true wherever what ``texts`` write is there."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(reveals(each, texts) for each in test.values)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        held = ast.unparse(test.left) in texts and ast.unparse(test.comparators[0]) == "None"
        return held and isinstance(test.ops[0], (ast.IsNot, ast.NotEq))
    return ast.unparse(test) in texts


def of_none(test: ast.Compare, texts: Texts) -> bool:
    """Say whether a comparison is one with None of what ``texts`` write."""
    return ast.unparse(test.comparators[0]) == "None" and ast.unparse(test.left) in texts


def leaves(statement: ast.stmt, texts: Texts) -> bool:
    """Say whether ``statement`` leaves its block where what ``texts`` write is not there."""
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.body[-1], LEAVING)
        and lacks(statement.test, texts)
    )


def block(statement: ast.AST, holder: ast.AST) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Return what stands before and after ``statement`` in its block of ``holder``."""
    for name in BLOCKS:
        rows = getattr(holder, name, None)
        if isinstance(rows, list) and isinstance(statement, ast.stmt) and statement in rows:
            at = rows.index(statement)
            return rows[:at], rows[at + 1 :]
    return [], []


def following(statement: ast.stmt, parent: Parent) -> ast.stmt | None:
    """Return the statement after ``statement`` in its block, or None."""
    holder = parent(statement)
    after = block(statement, holder)[1] if holder is not None else []
    return after[0] if after else None
