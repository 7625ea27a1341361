"""Numbers that the target takes within limits only."""

from __future__ import annotations

import ast

from codemod.vocabulary.sites import Given
from codemod.vocabulary.values import Atom

REFUSED = "refused"


def limited(given: Given, low: float, high: float) -> str | None:
    """Return the template that brings an argument between the limits.

    None when every number that it can be lies there; "" when what it can be is not seen; ``REFUSED``
    when a number that is seen lies outside, and nothing can be written here that helps.
    """
    written = number_in(given.tree)
    numbers = [v.value for v in given.values if isinstance(v, Atom) and v.value is not None]
    seen = bool(given.values) and all(isinstance(v, Atom) for v in given.values)
    if written is not None:
        numbers, seen = [written], True
    if seen and all(low <= number <= high for number in numbers):
        return None
    outside = [number for number in numbers if not low <= number <= high]
    maybe_none = len(numbers) < len(given.values) and written is None
    if not outside:
        return ""
    if not seen or given.shared or (maybe_none and not given.simple):
        return REFUSED
    if written is not None:
        return f"{low if written < low else high:g}"
    near = "{value}"
    if min(numbers) < low:
        near = f"max({near}, {low:g})"
    if max(numbers) > high:
        near = f"min({near}, {high:g})"
    return f"None if {{value}} is None else {near}" if maybe_none else near


def number_in(tree: ast.expr | None) -> float | None:
    """Return the number that an expression writes out, or None."""
    try:
        value = ast.literal_eval(tree) if tree is not None else None
    except ValueError:
        return None
    return value if isinstance(value, (int, float)) else None
