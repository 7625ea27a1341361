"""What may stand in a replacement field of an f-string, on every Python that we support."""

from __future__ import annotations

from collections.abc import Sequence

from codemod.editing.text import comments_of


def requoted(literal: str, quotes: Sequence[str]) -> str | None:
    """Return a string literal in quotes that do not end one of the f-strings around.

    ``quotes`` are those of the f-strings, outermost first. None when there is no such quote, or
    the literal has a backslash, which may not stand there before Python 3.12.
    """
    if not quotes:
        return literal
    bare = literal.lstrip("rRbBuUfF")
    prefix = literal[: len(literal) - len(bare)]
    own = bare[:3] if bare[:3] in ('"""', "'''") and len(bare) >= 6 else bare[0]
    value = bare[len(own) : -len(own)]
    for quote in (own, '"', "'"):
        candidate = f"{prefix}{quote}{value}{quote}"
        if "\\" in value or quote in value or "\n" in candidate or "\r" in candidate:
            continue
        if not any(around in candidate for around in quotes):
            return candidate
    return None


def obstacle(before: str, after: str, quotes: Sequence[str]) -> str | None:
    """Say what forbids the code ``after`` in place of ``before`` in f-strings with these quotes.

    What ``before`` did already is no obstacle: such a file is for Python 3.12 or later.
    """
    if "\\" in after and "\\" not in before:
        return "a backslash may not stand inside of an f-string"
    if len(comments_of(after)) > len(comments_of(before)):
        return "a comment may not stand inside of an f-string"
    for quote in quotes:
        if quote in after and quote not in before:
            return "its quotes would end the f-string"
        if len(quote) == 1 and _has_newline(after) and not _has_newline(before):
            return "a line break may not stand inside of this f-string"
    return None


def _has_newline(code: str) -> bool:
    return "\n" in code or "\r" in code
