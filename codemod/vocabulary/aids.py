"""Aids: small modules that a run writes into the repository on request, for what only run time knows."""

from __future__ import annotations

from collections.abc import Mapping

from codemod.vocabulary.records import dataclass


@dataclass(frozen=True, slots=True)
class Aid:
    """A module that takes an argument apart where nothing of it can be seen before the program runs.

    ``parameter`` is the argument, ``module`` the module's name, ``text`` its bytes. ``put`` says what a
    call gets: keyword, ``keyword.key`` of the dict that it holds, or ``**`` in the argument's place →
    template over ``{module}`` and ``{list}``, the argument's expression. ``refuses`` are
    keys and roles of dicts that it raises for, ``without`` arguments of a call that
    let such dicts come, ``review`` is a sentence for each such call, or "".
    """

    parameter: str
    module: str
    text: bytes
    put: Mapping[str, str]
    refuses: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    review: str = ""

    @property
    def several(self) -> bool:
        """Whether the argument's expression is written more than once."""
        return len(self.put) > 1
