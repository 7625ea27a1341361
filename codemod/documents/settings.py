"""Where documents set environment variables: each place, and the folder of the code that it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemod.documents.text import Document, TextEdit
from codemod.vocabulary.edits import Why
from codemod.vocabulary.patterns import late
from codemod.vocabulary.records import dataclass

_PLACEHOLDER = late(
    r"(?i)your|change|replace|example|placeholder|insert|enter|secret|dummy|fake|test|todo|here|key"
    r"|x{3}|\.{2}|\*{2}|<|>|\$|\{|0{6}|1234"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A place that sets a variable, or hands it on. All places are offsets into the text.

    ``start`` and ``end`` hold the whole item, ``name_at`` the name and ``value_at`` the value, with
    its quotes. Settings of one ``block`` are read together.
    """

    name: str
    start: int
    end: int
    name_at: tuple[int, int]
    value_at: tuple[int, int]
    block: str
    folder: str
    """Of the code that it is for: what lies below."""
    whole: bool = False
    """Nothing but what lies in that folder runs with it."""
    strange: str = ""
    """Why it cannot be told to be for the repository's code, one clause."""
    mixed: str = ""
    """Why something that is not the repository's may read it too, one clause."""
    alone: bool = True
    """It has its lines for itself, so that another can stand beside it."""


def references(text: str, name: str) -> list[tuple[int, int]]:
    """Return the places of ``name`` in a text, as a word."""
    return [m.span() for m in re.finditer(rf"(?<![\w]){re.escape(name)}(?![\w])", text)]


def hands_on(value: str, name: str) -> bool:
    """Say whether a value is nothing, or only what a variable or secret of the same name holds."""
    said = value.strip().strip("\"'").strip()
    pattern = (
        rf"|\$\{{?{name}\}}?|\$\{{{name}:?[-?][^${{}}]*\}}"
        rf"|\$\{{\{{ *(?:secrets|vars|env)\.{name}(?: *\|\| *'[^']*')? *\}}\}}"
    )
    found = re.fullmatch(pattern, said)
    return found is not None and not looks_secret(said.partition("-")[2].rstrip("}"))


def looks_secret(value: str) -> bool:
    """Say whether a value may be a real secret: long, of letters and digits, and no placeholder."""
    said = value.strip().strip("\"'")
    if re.fullmatch(r"[\w+/=.-]{20,}", said) is None or _PLACEHOLDER.search(said):
        return False
    return bool(re.search(r"\d", said) and re.search(r"[A-Za-z]", said))


def renamed(document: Document, setting: Setting, new: str, why: Why) -> Iterator[TextEdit]:
    """Yield the edits that give the variable its new name, in what it is made of too."""
    yield TextEdit(*setting.name_at, new, why)
    start, end = setting.value_at
    for first, last in references(document.text[start:end], setting.name):
        yield TextEdit(start + first, start + last, new, why)


def beside(document: Document, setting: Setting, new: str, why: Why) -> TextEdit | None:
    """Return the edit that sets the new variable too, in the same way; None where that is not seen.

    A value that stands there is not taken over: it is one of the old variable's.
    """
    text, value = document.text, document.text[slice(*setting.value_at)]
    if not setting.alone:
        return None
    first, last = document.line_start(setting.start), document.line_end(setting.end)
    item = text[first : setting.value_at[0]]
    rest = value
    if not hands_on(value, setting.name):
        if value.strip().strip("\"'") and not item.endswith("="):
            return None
        rest = ""
    said = item + rest + text[setting.value_at[1] : setting.end]
    for start, end in reversed(references(said, setting.name)):
        said = said[:start] + new + said[end:]
    return TextEdit(last, last, document.newline(last) + said, why)
