"""Elements that belong together, and how a program puts them into their list one by one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from codemod.vocabulary.lists import Turn
from codemod.vocabulary.spans import Span

Parent = Callable[[ast.AST], "ast.AST | None"]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
THROUGH = (ast.If, ast.Try, ast.With, ast.AsyncWith, ast.ExceptHandler)
"""Statements inside of a loop that may stand around what is done once in a round."""


def turn_of(display: ast.Dict, owner: str, parent: Parent) -> Turn | None:
    """Return how the dict is put into its list, beside others of the same turn; None if unseen.

    ``owner`` is the key of what a dict answers: a member of the thing that the loop goes through.
    """
    append, name = appending(display, parent), owner_of(display, owner)
    if append is None or not name:
        return None
    assert isinstance(append.func, ast.Attribute)
    place = Turn(ast.unparse(append.func.value), Span.of(append.func.value))
    inner: ast.AST = append
    outer = parent(append)
    while outer is not None and isinstance(outer, (ast.Expr, *THROUGH)):
        inner, outer = outer, parent(outer)
    if isinstance(outer, (ast.For, ast.AsyncFor)) and name in names_in(outer.target):
        if outer.orelse or inner not in outer.body or touched(outer, place.code, owner, parent):
            return None
        certain = isinstance(outer.iter, ast.Attribute)
        return Turn(place.code, place.span, Span.of(outer), certain)
    return place if alone(display, name, owner, parent) else None


def appending(display: ast.Dict, parent: Parent) -> ast.Call | None:
    """Return the statement's call that appends the dict to a list with a dotted name."""
    call = parent(display)
    if not isinstance(call, ast.Call) or call.args != [display] or call.keywords:
        return None
    function = call.func
    named = isinstance(function, ast.Attribute) and function.attr == "append"
    if not named or not isinstance(parent(call), ast.Expr):
        return None
    assert isinstance(function, ast.Attribute)
    return call if dotted(function.value) else None


def owner_of(display: ast.Dict, owner: str) -> str:
    """Return the name of whose member stands under the key ``owner``, "" where it is none."""
    for key, value in zip(display.keys, display.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == owner:
            held = value.value if isinstance(value, ast.Attribute) else None
            return held.id if isinstance(held, ast.Name) else ""
    return ""


def touched(loop: ast.For | ast.AsyncFor, code: str, owner: str, parent: Parent) -> bool:
    """Say whether the list may be used in the loop otherwise than to append such dicts."""
    for node in ast.walk(loop):
        if isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) == code:
            member = parent(node)
            call = parent(member) if isinstance(member, ast.Attribute) else None
            if not isinstance(call, ast.Call) or call.func is not member or len(call.args) != 1:
                return True
            given = call.args[0]
            if not isinstance(given, ast.Dict) or not owner_of(given, owner):
                return True
            if appending(given, parent) is not call:
                return True
    return reached(loop, code.rpartition(".")[2], parent)


def reached(loop: ast.AST, word: str, parent: Parent) -> bool:
    """Say whether a function of the module that the loop may come to names the list."""
    module: ast.AST = loop
    while (outer := parent(module)) is not None:
        module = outer
    functions: dict[str, list[ast.AST]] = {}
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions.setdefault(node.name, []).append(node)
    seen: set[str] = set()
    queue = set(called(loop))
    while queue:
        name = queue.pop()
        seen.add(name)
        for function in functions.get(name, ()):
            if word in set(words_of(function)):
                return True
            queue |= {*called(function)} - seen
    return False


def called(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, (ast.Name, ast.Attribute)):
            yield each.func.id if isinstance(each.func, ast.Name) else each.func.attr


def words_of(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


def alone(display: ast.Dict, name: str, owner: str, parent: Parent) -> bool:
    """Say whether the dict answers the one thing that its function takes, the first of a list."""
    inner: ast.AST = display
    outer = parent(display)
    while outer is not None and not isinstance(outer, (*FUNCTIONS, ast.For, ast.AsyncFor)):
        inner, outer = outer, parent(outer)
    scope = inner if outer is None else outer
    if isinstance(scope, (ast.For, ast.AsyncFor)):
        return False
    held = [
        each for each in ast.walk(scope) if isinstance(each, ast.Dict) and owner_of(each, owner)
    ]
    taken = [
        each.value
        for each in ast.walk(scope)
        if isinstance(each, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == name for t in each.targets)
    ]
    return held == [display] and len(taken) == 1 and first(taken[0])


def first(value: ast.expr) -> bool:
    """Say whether an expression is the first element of something."""
    index = value.slice if isinstance(value, ast.Subscript) else None
    return isinstance(index, ast.Constant) and index.value == 0


def names_in(target: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}


def dotted(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
