"""Shapes: what a provider's own function makes of one argument, where a table cannot say it."""

from __future__ import annotations

import ast
from collections.abc import Callable

from codemod.vocabulary.edits import Holes
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span


@dataclass(frozen=True, slots=True)
class Placed:
    """An argument that takes the place: ``keyword=template``.

    With ``key`` it is an item of the dict that ``keyword`` holds, or, where dots join keys, of a dict
    in it; ``**`` spreads it into that dict.
    """

    keyword: str
    template: str
    holes: Holes = ()
    key: str = ""

    @classmethod
    def at(cls, place: str, template: str, holes: Holes = ()) -> Placed:
        """Return what is placed at a keyword, or at ``keyword.key`` in the dict that it holds."""
        keyword, _, key = place.partition(".")
        return cls(keyword, template, holes, key)


@dataclass(frozen=True, slots=True)
class Reshaped:
    """What becomes of the argument: ``None`` keeps it as it is, none at all removes it.

    ``review`` is the sentence of a finding, or "". Of the elements of a list the one that is placed
    has no keyword and takes the place of the element; ``texts`` are string literals in it that get
    another text, ``added`` (display, key, template) and ``dropped`` (display, key) items of displays.
    With ``answered`` it holds only where what a response holds stands in the element. ``wrapped``
    (expression, template over ``{value}``) is written around expressions in it. ``said`` are keys
    under which nothing but a text may stand, ``read`` (key, ``Type.member``) keys whose value must be
    read as that member of a response, ``words`` (key, words) keys under which nothing but one of
    these texts may stand. ``listed`` holds instead where lists stand under ``said``. Under the keys
    of ``moved`` something else stands afterwards, so that nobody may read them. ``piece`` takes the
    place of one of several elements that the target wants in one.
    """

    placed: tuple[Placed, ...] | None = None
    review: str = ""
    texts: tuple[tuple[Span, str], ...] = ()
    added: tuple[tuple[Span, str, str], ...] = ()
    dropped: tuple[tuple[Span, Span], ...] = ()
    answered: bool = False
    wrapped: tuple[tuple[Span, str], ...] = ()
    said: tuple[str, ...] = ()
    read: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    listed: Reshaped | None = None
    moved: tuple[str, ...] = ()
    piece: Placed | None = None

    @property
    def kept(self) -> bool:
        """Whether nothing changes."""
        changed = self.texts or self.added or self.dropped or self.wrapped
        return self.placed is None and not changed


@dataclass(frozen=True, slots=True)
class Refused:
    """The argument cannot be mapped, and why (one sentence): it blocks its group."""

    reason: str


Shape = Callable[[ast.expr], Reshaped | Refused]
"""From the expression of an argument, with the spans of its source, to what becomes of it."""
