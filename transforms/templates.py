"""Templates as rules write them: what they import."""

from __future__ import annotations

import ast
import builtins
import string


def modules_in(code: str) -> tuple[str, ...]:
    """Return the modules that a template's bare names stand for: those that are no builtins.

    What a comprehension binds is no module.
    """
    try:
        pieces = list(string.Formatter().parse(code))
        filled = "".join(text + ("_" if name is not None else "") for text, name, _, _ in pieces)
        tree = ast.parse(filled.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return tuple(m for m in ("os", "contextlib", "functools") if f"{m}." in code)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    found = {node.id for node in names} - bound - {"_"}
    return tuple(sorted(name for name in found if not hasattr(builtins, name)))
