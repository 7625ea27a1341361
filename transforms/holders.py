"""The edits that take an argument away, or give it another name, wherever it is held."""

from __future__ import annotations

from codemod.vocabulary.edits import (
    Edit,
    RemoveArgument,
    RemoveItem,
    RemoveStatement,
    RenameArgument,
    ReplaceString,
    Why,
)
from codemod.vocabulary.sites import Given


def removal(given: Given, why: Why) -> Edit:
    """Return the edit that takes an argument away."""
    if given.kind == "argument":
        return RemoveArgument(given.holder, why, given.span)
    if given.kind == "item":
        return RemoveItem(given.holder, why, given.span)
    return RemoveStatement(given.holder, why)


def renaming(given: Given, name: str, why: Why) -> Edit:
    """Return the edit that gives an argument another name."""
    if given.kind == "argument":
        return RenameArgument(given.holder, why, given.span, name)
    return ReplaceString(given.span, why, name)
