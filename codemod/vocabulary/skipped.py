"""A file that was not looked at; apart from the other outcomes, as a run that finds nothing needs no more."""

from __future__ import annotations

from codemod.vocabulary.records import dataclass


@dataclass(frozen=True, slots=True)
class Skipped:
    """The file was not looked at, and why (one clause)."""

    path: str
    reason: str
