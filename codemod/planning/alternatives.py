"""Alternatives: classes that stand side by side, and which of them have become the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from codemod.vocabulary.edits import Edit, Rewrite, Why
from codemod.vocabulary.references import Alternatives
from codemod.vocabulary.results import Rename
from codemod.vocabulary.spans import Span

SAME = Why("NAME", "two classes have become one")


def united(
    renames: Iterable[Rename], texts: Mapping[Span, str]
) -> tuple[list[Edit], set[Span], Counter[str]]:
    """Return the edits of unions and tuples in which a class would stand twice.

    ``texts`` are the new texts of references. The references in the returned spans are written by
    these edits and need none of their own. What else stands there stays as it is. Last, how often
    the names before brackets are gone.
    """
    found: list[Edit] = []
    written: set[Span] = set()
    gone: Counter[str] = Counter()
    rows = {r.alternatives.span: r.alternatives for r in renames if r.alternatives is not None}
    for span, row in sorted(rows.items()):
        if any(span != other and other.encloses(span) for other in rows):
            continue
        names = [texts.get(element, text) for element, text in row.elements]
        before = [text for _, text in row.elements]
        if repeats(names) == repeats(before):
            continue
        template, holes = display(row, names, texts)
        if row.kind == "[]" and all(name != "head" for name, _ in holes):
            gone[row.code.partition(".")[0]] += 1
        found.append(Rewrite(span, SAME, template, holes))
        written.update(element for element, _ in row.elements if element in texts)
    return found, written, gone


def repeats(names: Iterable[str]) -> int:
    """Return how many names stand there already; the empty one is no name."""
    held = [name for name in names if name]
    return len(held) - len(set(held))


def display(
    row: Alternatives, names: list[str], texts: Mapping[Span, str]
) -> tuple[str, tuple[tuple[str, Span], ...]]:
    """Return the template, and its holes, of alternatives of which each stands once."""
    parts: list[str] = []
    holes: list[tuple[str, Span]] = []
    seen: set[str] = set()
    for number, ((element, _), name) in enumerate(zip(row.elements, names, strict=True)):
        if name and name in seen:
            continue
        seen.add(name)
        if element in texts:
            parts.append(texts[element])
        else:
            parts.append(f"{{e{number}}}")
            holes.append((f"e{number}", element))
    if len(parts) == 1:
        return parts[0], tuple(holes)
    if row.kind == "|":
        return " | ".join(parts), tuple(holes)
    inner = ", ".join(parts)
    if row.kind == "()" or row.head is None:
        return f"({inner})", tuple(holes)
    return f"{{head}}[{inner}]", (*holes, ("head", row.head))
