"""Classes in a tuple, a list or the arguments of a call, of which one becomes several, or several one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from codemod.vocabulary.edits import Edit, Rewrite, SpreadArgument, SpreadElement, Why
from codemod.vocabulary.results import Rename
from codemod.vocabulary.spans import Span


def spread(
    span: Span, rename: Rename, texts: Mapping[Span, str], splats: Collection[Span]
) -> list[Edit]:
    """Return the edits of a tuple, a list or a call that holds a reference among its elements.

    ``texts`` are the new ones of all references; those at ``splats`` are lists of names.
    """
    why = Why("NAME", "one exception becomes several, or several one")
    written: list[str] = []
    edits: list[Edit] = []
    kind = SpreadArgument if rename.within == "call" else SpreadElement
    for element in (each for each in rename.tuple_elements if each in splats):
        fresh = tuple(t for t in texts[element].split(", ") if t not in written)
        written += fresh
        edits.append(kind(span, why, element, fresh))
    single = len(written) == 1 and len(edits) == len(rename.tuple_elements)
    return [Rewrite(span, why, written[0])] if single and rename.within == "tuple" else edits


def repeated(renames: Iterable[Rename], texts: Mapping[Span, str]) -> set[Span]:
    """Return the classes that are caught in one place and of which two have become one."""
    rows: dict[Span, dict[Span, str]] = defaultdict(dict)
    for rename in renames:
        if rename.tuple_span is None or rename.span not in texts:
            continue
        if rename.role == "one caught" or (rename.role == "error" and rename.reached):
            rows[rename.tuple_span][rename.span] = texts[rename.span]
    return {
        span
        for found in rows.values()
        if len({name for text in found.values() for name in text.split(", ")})
        < sum(text.count(", ") + 1 for text in found.values())
        for span in found
    }
