"""Dataclasses that are cheap to define: a run that edits one file spent a fifth of its time on them.

What checks types sees ``dataclasses.dataclass``, and holds the frozen ones to it. In a run nothing
enforces it: for each class that enforces it, or shows itself by a method of its own, code is compiled
at every start.
"""

from __future__ import annotations

from dataclasses import dataclass as standard
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
else:

    def dataclass(
        *, frozen: bool = False, slots: bool = False, unsafe_hash: bool = False, **options: bool
    ):
        """Return what makes a dataclass; a frozen one has a hash, as everywhere, and may be set."""

        def made(kind: type) -> type:
            hashed = frozen or unsafe_hash
            if options.get("order"):
                made = standard(kind, slots=slots, unsafe_hash=hashed, repr=False, **options)
            else:
                given = {**options, "eq": False}
                made = standard(kind, slots=slots, repr=False, **given)
                if options.get("eq", True):
                    _compare(made, hashed)
            if made.__repr__ is object.__repr__:
                made.__repr__ = _shown
            return made

        return made


def _compare(kind: Any, hashed: bool) -> None:
    """Let the objects of a class be equal when their fields are, but for methods of its own."""
    names = [each.name for each in fields(kind) if each.compare]
    held: Callable[[Any], object] = attrgetter(*names) if names else lambda _: ()

    def equal(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return held(self) == held(other)

    own = "__eq__" in kind.__dict__
    if not own:
        kind.__eq__ = equal
    if "__hash__" not in kind.__dict__ or (own and kind.__dict__["__hash__"] is None):
        kind.__hash__ = (lambda self: hash(held(self))) if hashed else None


def _shown(self: Any) -> str:
    said = ", ".join(
        f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr
    )
    return f"{type(self).__qualname__}({said})"
