"""Shapes: what a provider's own function makes of one argument, where a table cannot say it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from codemod.vocabulary.edits import Holes


@dataclass(frozen=True, slots=True)
class Placed:
    """An argument that takes the place: ``keyword=template``.

    With ``key`` it is an item of the dict that ``keyword`` holds; ``**`` spreads it into that dict.
    """

    keyword: str
    template: str
    holes: Holes = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reshaped:
    """What becomes of the argument: ``None`` keeps it as it is, none at all removes it.

    ``review`` is the sentence of a finding, or "".
    """

    placed: tuple[Placed, ...] | None = None
    review: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The argument cannot be mapped, and why (one sentence): it blocks its group."""

    reason: str


Shape = Callable[[ast.expr], Reshaped | Refused]
"""From the expression of an argument, with the spans of its source, to what becomes of it."""
