"""Dataclasses that are cheap to define: a run that edits one file spent a fifth of its time on them.

What checks types sees ``dataclasses.dataclass``, and holds the frozen ones to it. In a run nothing
enforces it: for each class that enforces it, or shows itself by a method of its own, code is compiled
at every start.
"""

from __future__ import annotations

from dataclasses import dataclass as standard
from dataclasses import fields
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        *, frozen: bool = False, slots: bool = False, unsafe_hash: bool = False, **options: bool
    ):
        """Return what makes a dataclass; a frozen one has a hash, as everywhere, and may be set."""

        def made(kind: type) -> type:
            hashed = (frozen or unsafe_hash) and options.get("eq", True)
            made = standard(kind, slots=slots, unsafe_hash=hashed, repr=False, **options)
            if made.__repr__ is object.__repr__:
                made.__repr__ = _shown
            return made

        return made


def _shown(self: Any) -> str:
    said = ", ".join(
        f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr
    )
    return f"{type(self).__qualname__}({said})"
