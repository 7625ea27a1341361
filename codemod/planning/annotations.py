"""String annotations: classes of the source that are named in a text have their new names there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from codemod.vocabulary.results import Rename
from codemod.vocabulary.spans import Span

HEADS = ("Union", "typing")
"""What stands before the bracket of classes that may become one."""


def annotated(
    renames: Iterable[Rename], names: Mapping[tuple[Span, str, str], str]
) -> tuple[dict[Span, str], Counter[str]]:
    """Return the new text of each string annotation, and how often names before brackets are gone.

    ``names`` are the new names by the annotation's place, the name bound there, and the source's.
    """
    found: dict[Span, str] = {}
    gone: Counter[str] = Counter()
    for rename in renames:
        name = names.get((rename.span, rename.bound, rename.source))
        if rename.quoted and name is not None:
            text = found.get(rename.span, rename.quoted)
            found[rename.span] = once = quoted_once(named_anew(text, rename, name), name)
            for head in HEADS:
                gone[head] += number(head, text) - number(head, once)
    return found, gone


def number(word: str, text: str) -> int:
    return len(re.findall(rf"\b{word}\b", text))


def named_anew(text: str, rename: Rename, name: str) -> str:
    """Return the text of an annotation in which a class of the source has its new name."""
    chain = re.compile(rf"(?<![\w.]){re.escape(rename.bound)}((?:\.\w+)*)(?!\w)")
    dotted = any(m[1] and rename.source.endswith(m[1]) for m in chain.finditer(text))

    def put(found: re.Match[str]) -> str:
        below = found[1]
        meant = rename.source.endswith(below) if below else not dotted
        return name if meant and bool(below) is dotted else found[0]

    return chain.sub(put, text)


def quoted_once(text: str, name: str) -> str:
    """Return the text of an annotation in which ``name`` does not stand twice side by side."""
    class_name = re.escape(name)
    text = re.sub(rf"(?<![\w.]){class_name}(?: \| {class_name})+(?![\w.\[])", name, text)
    return re.sub(rf"\b(?:typing\.)?Union\[{class_name}(?:, {class_name})+\]", name, text)
