"""How members of responses are used right where they are read."""

from __future__ import annotations

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison with words that stand there: ``holder`` is all of it, ``other`` the other side.

    ``op`` is ``==``, ``!=``, ``in`` or ``not in``; the member is its left side but for ``flipped``.
    """

    holder: Span
    other: Span
    op: str
    words: tuple[str, ...]
    flipped: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """A test, and nothing more, of whether a member is there: ``holder`` is all of the comparison."""

    holder: Span
    there: bool
    """It holds where the member is not None."""


@dataclass(frozen=True, slots=True)
class MemberPlace:
    """What is done with a member right where it is read."""

    loose: bool = False
    """Only its truth, or its elements, matter; or something else stands where it is empty."""
    tested: bool = False
    """Only its truth matters."""
    instead: bool = False
    """Where it is empty, something that is not stands there: ``x.y or "none"``."""
    got: bool = False
    """It is read by ``getattr`` and its literal name."""
    nothing: bool = False
    """It is held against None."""
    call: Span | None = None
    """The call that has it as its one argument, of ``function``, a name outside the repository."""
    function: str = ""
    comparison: Comparison | None = None
    repeatable: bool = False
    """Its object is a name, or read off one: writing it twice changes nothing."""
    guarded: bool = False
    """It is only asked whether it is there, or read where the program asked that before."""
    last: bool = False
    """What else its object holds is read before it, in a round of a loop, and not after."""
    picked: bool = False
    """It is read of one certain element of a list, or of what a loop left in its name."""
    followed: bool = False
    """A member is read of it right there."""
    operand: bool = False
    """Something else stands behind it in an ``and``: its truth matters, and what it is where empty."""
    sheltered: bool = False
    """It is read only where the program asked before that it is there."""
    presence: Presence | None = None
    """It is held against None, and only the truth of that matters."""
    otherwise: bool = False
    """Something else stands behind it in an ``or``, for where it is empty."""
