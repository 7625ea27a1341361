"""References that vanish with what an edit replaces or takes away."""

from __future__ import annotations

from collections.abc import Iterable

from codemod.vocabulary.edits import (
    AddArgument,
    AddItem,
    Edit,
    RemoveArgument,
    RemoveStatement,
    Rewrite,
)
from codemod.vocabulary.results import Finding, Rename
from codemod.vocabulary.spans import Span

STAYS = "stays"
"""The role of a reference that has no counterpart, and stays but where an edit takes it away."""


def vanishes(edits: Iterable[Edit], span: Span) -> bool:
    """Say whether the new text of a file holds the expression at ``span`` no more."""
    held = list(edits)
    holes = [
        hole
        for edit in held
        if isinstance(edit, (Rewrite, AddArgument, AddItem))
        for _, hole in edit.holes
    ]
    return any(taken(edit, span) for edit in held) and not any(h.encloses(span) for h in holes)


def taken(edit: Edit, span: Span) -> bool:
    """Say whether an edit takes away what stands at ``span``, unless it is put elsewhere again."""
    if isinstance(edit, RemoveArgument):
        return edit.argument.encloses(span)
    return isinstance(edit, (Rewrite, RemoveStatement)) and edit.span.encloses(span)


def without(findings: Iterable[Finding], gone: Iterable[Rename]) -> list[Finding]:
    """Return findings without those of references that vanish."""
    places = {(rename.path, rename.span) for rename in gone}
    return [f for f in findings if f.code != "TYPE-KEPT" or (f.path, f.span) not in places]
