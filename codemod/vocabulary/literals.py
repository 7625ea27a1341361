"""A string literal of the program, by the place that made it."""

from __future__ import annotations

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


@dataclass(frozen=True, slots=True)
class Literal:
    """A string literal by its origin."""

    origin: Origin
    path: str
    span: Span
    text: str
