"""Whether the program itself says that a value is a text."""

from __future__ import annotations

import ast
from collections.abc import Callable

TEXTS = ("str", "str | None", "Optional[str]", "typing.Optional[str]")
"""Annotations of what is a text."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def texted(tree: ast.expr | None, key: str, parent: Callable[[ast.AST], ast.AST | None]) -> bool:
    """Say whether a parameter stands under a key of a display whose annotation says it is a text."""
    rows = zip(tree.keys, tree.values, strict=True) if isinstance(tree, ast.Dict) else ()
    held = [v for k, v in rows if isinstance(k, ast.Constant) and k.value == key]
    outer: ast.AST | None = tree
    while outer is not None and not isinstance(outer, FUNCTIONS):
        outer = parent(outer)
    if outer is None or len(held) != 1 or not isinstance(held[0], ast.Name):
        return False
    given = (*outer.args.posonlyargs, *outer.args.args, *outer.args.kwonlyargs)
    return any(
        each.arg == held[0].id
        and each.annotation is not None
        and ast.unparse(each.annotation).strip("'") in TEXTS
        for each in given
    )
