"""The edits of one entry: another requirement in its place or beside it, other bounds, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemod.documents.entries import Entry, Manifest
from codemod.documents.text import Document, TextEdit
from codemod.vocabulary.edits import Why
from codemod.vocabulary.patterns import late
from codemod.vocabulary.records import dataclass

_COMMA = late(r"(?:\s|#[^\r\n]*[\r\n])*,")
_PREFIX = late(r"[ \t]*(?:-[ \t]+)*(?:#[ \t]*)?")
_QUIET = late(r"[ \t]*,?[ \t]*(?:#[^\r\n]*)?")
_SPECIAL = late(r"[<>;|&*!~\s\[\]]")
_SORTED_FROM = 3
"""So many names in order are no accident."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement: the distribution's name, and PEP 440 bounds."""

    name: str
    bounds: str

    def __str__(self) -> str:
        return self.name + self.bounds


def replaced(document: Document, entry: Entry, wanted: Wanted, why: Why) -> TextEdit:
    """Return the edit that puts ``wanted`` in the place of ``entry``; what is around it stays."""
    if entry.layout == "word" and entry.quote:
        return TextEdit(entry.start, entry.end, rendered(document, entry, wanted), why)
    start, end = _core(entry)
    return TextEdit(start, end, _written(document, entry, wanted), why)


def bounded(document: Document, entry: Entry, bounds: str, why: Why) -> TextEdit:
    """Return the edit that gives ``entry`` other bounds."""
    if entry.layout == "word" and entry.quote and _SPECIAL.search(bounds):
        said = document.text[entry.start : entry.bounds_at[0]] + bounds
        rest = document.text[entry.bounds_at[1] : entry.end]
        return TextEdit(entry.start, entry.end, f"{entry.quote}{said}{rest}{entry.quote}", why)
    return TextEdit(*entry.bounds_at, bounds, why)


def beside(manifest: Manifest, entry: Entry, wanted: Wanted, why: Why) -> Iterator[TextEdit]:
    """Yield the edits that put ``wanted`` beside ``entry``, in the order of the list."""
    document = manifest.document
    text = rendered(document, entry, wanted)
    anchor, before = _anchor(manifest, entry, wanted.name)
    if entry.layout == "word":
        yield _word(document, entry, text, why)
    elif entry.layout == "bracket":
        yield from _bracket(document, anchor, text, why, before=before)
    else:
        prefix = _prefix(document, anchor)
        if before:
            at = document.line_start(anchor.start)
            yield TextEdit(at, at, prefix + text + document.newline(at), why)
        else:
            at = document.line_end(anchor.end)
            yield TextEdit(at, at, document.newline(at) + prefix + text, why)


def removed(document: Document, entry: Entry, why: Why) -> TextEdit:
    """Return the edit that takes ``entry`` out; another entry stays in its list."""
    text = document.text
    first, last = document.line_start(entry.start), document.line_end(entry.end)
    alone = _PREFIX.fullmatch(text[first : entry.start]) and _QUIET.fullmatch(
        text[entry.end : last]
    )
    comma = _COMMA.match(text, entry.end)
    if entry.layout in ("line", "pair") or (alone and (entry.layout == "word" or comma)):
        if entry.layout == "word" or document.next_line(entry.end) > last:
            return TextEdit(first, document.next_line(entry.end), "", why)
        start = len(text[:first].rstrip("\r\n")) if first else 0
        return TextEdit(start, last, "", why)
    if entry.layout == "word":
        return TextEdit(len(text[: entry.start].rstrip(" \t")), entry.end, "", why)
    if comma:
        spaces = re.compile(r"[ \t]*").match(text, comma.end())
        assert spaces is not None
        return TextEdit(entry.start, spaces.end(), "", why)
    opened = re.search(r",[ \t\r\n]*$", text[: entry.start])
    return TextEdit(opened.start() if opened else entry.start, entry.end, "", why)


def rendered(document: Document, entry: Entry, wanted: Wanted) -> str:
    """Return ``wanted`` written as ``entry`` is: with its quotes, its markers, its options."""
    text = document.text
    if entry.layout == "pair" and entry.extras:
        return f'{wanted.name} = "{wanted.bounds}"'
    start, end = _core(entry)
    said = text[entry.start : start] + _written(document, entry, wanted) + text[end : entry.end]
    if entry.layout == "word" and entry.quote and _SPECIAL.search(said):
        return f"{entry.quote}{said}{entry.quote}"
    return said


def _core(entry: Entry) -> tuple[int, int]:
    """Return the part of an entry from its name to its bounds."""
    if entry.style == "name":
        return entry.name_at
    return entry.name_at[0], max(entry.bounds_at[1], entry.name_at[1])


def _written(document: Document, entry: Entry, wanted: Wanted) -> str:
    if entry.style == "name":
        return wanted.name
    between = "" if entry.extras else document.text[entry.name_at[1] : entry.bounds_at[0]]
    return wanted.name + between + wanted.bounds


def _prefix(document: Document, entry: Entry) -> str:
    """Return what stands in front of a line's item; where a key does, an indentation."""
    before = document.text[document.line_start(entry.start) : entry.start]
    return before if _PREFIX.fullmatch(before) else "    "


def _anchor(manifest: Manifest, entry: Entry, name: str) -> tuple[Entry, bool]:
    """Return the entry behind which, or (True) in front of which, a new one stands."""
    group = [
        each
        for each in sorted(manifest.entries, key=lambda each: each.start)
        if each.group == entry.group and not (each.layout == "pair" and each.name == "python")
    ]
    names = [each.name for each in group]
    if len(group) < _SORTED_FROM or names != sorted(names):
        return entry, False
    below = [each for each in group if each.name < name]
    found, before = (below[-1], False) if below else (group[0], True)
    usable = found.layout == entry.layout and not found.fixed
    return (found, before) if usable else (entry, False)


def _bracket(
    document: Document, anchor: Entry, item: str, why: Why, *, before: bool
) -> Iterator[TextEdit]:
    text = document.text
    first, last = document.line_start(anchor.start), document.line_end(anchor.end)
    prefix = text[first : anchor.start]
    alone = _PREFIX.fullmatch(prefix) and _QUIET.fullmatch(text[anchor.end : last])
    comma = _COMMA.match(text, anchor.end)
    if alone and before:
        yield TextEdit(first, first, f"{prefix}{item},{document.newline(first)}", why)
    elif alone and comma and comma.end() <= last:
        yield TextEdit(last, last, f"{document.newline(last)}{prefix}{item},", why)
    elif alone and last > anchor.end:
        yield TextEdit(anchor.end, anchor.end, ",", why)
        yield TextEdit(last, last, f"{document.newline(last)}{prefix}{item}", why)
    elif alone:
        yield TextEdit(last, last, f",{document.newline(last)}{prefix}{item}", why)
    elif before:
        yield TextEdit(anchor.start, anchor.start, f"{item}, ", why)
    else:
        tight = text[: anchor.start].endswith(",") or re.match(r",[^\s\]]", text[anchor.end :])
        yield TextEdit(anchor.end, anchor.end, f",{'' if tight else ' '}{item}", why)


def _word(document: Document, entry: Entry, word: str, why: Why) -> TextEdit:
    text = document.text
    first, last = document.line_start(entry.start), document.line_end(entry.end)
    indent = text[first : entry.start]
    if not indent.strip() and re.fullmatch(r"[ \t]*\\?", text[entry.end : last]):
        newline = document.newline(first)
        return TextEdit(entry.start, entry.start, f"{word} \\{newline}{indent}", why)
    return TextEdit(entry.end, entry.end, f" {word}", why)
