"""Numbers that the target takes within limits only."""

from __future__ import annotations

import ast

from codemod.vocabulary.sites import Given
from codemod.vocabulary.values import Atom


def limited(given: Given, low: float, high: float) -> str | None:
    """Return the template that brings an argument between the limits.

    None when every number that it can be lies there; "" when what it can be is not seen, or may be
    None, or the mapping that holds it is used otherwise.
    """
    written = number_in(given.tree)
    numbers = [v.value for v in given.values if isinstance(v, Atom) and v.value is not None]
    seen = bool(given.values) and all(isinstance(v, Atom) for v in given.values)
    if written is not None:
        numbers, seen = [written], True
    if seen and all(low <= number <= high for number in numbers):
        return None
    maybe_none = len(numbers) < len(given.values) and written is None
    if not seen or maybe_none or given.shared:
        return ""
    if written is not None:
        return f"{low if written < low else high:g}"
    near = "{value}"
    if min(numbers) < low:
        near = f"max({near}, {low:g})"
    return f"min({near}, {high:g})" if max(numbers) > high else near


def number_in(tree: ast.expr | None) -> float | None:
    """Return the number that an expression writes out, or None."""
    try:
        value = ast.literal_eval(tree) if tree is not None else None
    except ValueError:
        return None
    return value if isinstance(value, (int, float)) else None
