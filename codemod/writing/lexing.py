"""Comments and f-strings of Python text that parses, on every supported Python alike.

The text may be any sequence of whole tokens; it is told apart into code, comments and strings.
"""

from __future__ import annotations

import re

from codemod.vocabulary.patterns import late
from codemod.vocabulary.records import dataclass

_QUOTE = r"""(?:(?<!\w)(?P<prefix>[rRbBuUfFtT]{1,2}))?(?P<quote>\"{3}|'{3}|"|')"""
_TOP = late(rf"#[^\r\n]*|{_QUOTE}")
_FIELD = late(rf"#[^\r\n]*|{_QUOTE}|[()\[\]{{}}:]")
_PLAIN = {
    '"': late(r'[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*"', re.DOTALL),
    "'": late(r"[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*'", re.DOTALL),
    '"""': late(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.DOTALL),
    "'''": late(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.DOTALL),
}
_LITERAL = {quote: late(rf"\\|{{{{|}}}}|{{|}}|{quote}") for quote in _PLAIN}
_SPECIFIER = {quote: late(rf"\\|{{|}}|{quote}") for quote in _PLAIN}


class LexicalError(Exception):
    """The text is not what Python would have parsed."""


@dataclass(frozen=True, slots=True)
class NewString:
    """An f-string that only Python 3.12 and later read: its text, its offset, and why."""

    text: str
    at: int
    why: str


@dataclass(frozen=True, slots=True)
class Lexed:
    """The comments of a text in order, and the f-strings that Python before 3.12 does not read."""

    comments: tuple[str, ...]
    new_strings: tuple[NewString, ...]


def lex(text: str) -> Lexed:
    """Return the comments and the f-strings of note in ``text``. Raises `LexicalError`."""
    scanner = _Scanner(text)
    scanner.code(0)
    return Lexed(tuple(scanner.comments), tuple(scanner.new_strings))


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[str] = []
        self.new_strings: list[NewString] = []

    def code(self, at: int) -> None:
        """Read code up to the end of the text."""
        while (found := _TOP.search(self.text, at)) is not None:
            at = self._comment_or_string(found)

    def _comment_or_string(self, found: re.Match[str]) -> int:
        quote = found["quote"]
        if quote is None:
            self.comments.append(found[0].rstrip())
            return found.end()
        prefix = (found["prefix"] or "").lower()
        if "f" in prefix or "t" in prefix:
            return self._formatted(found.start(), found.end(), quote, raw="r" in prefix)
        closed = _PLAIN[quote].match(self.text, found.end())
        if closed is None:
            raise LexicalError(f"string at {found.start()} does not end")
        return closed.end()

    def _formatted(self, start: int, body: int, quote: str, *, raw: bool) -> int:
        """Read an f-string from its ``body``; return its end. Note it if it is of the new kind."""
        fields: list[tuple[int, int]] = []
        comments = len(self.comments)
        at = body
        while True:
            found = self._next(_LITERAL[quote], at)
            at = found.end()
            if found[0] == "\\":
                at = self._behind_backslash(at, raw=raw)
            elif found[0] == "{":
                at = self._field(at, quote, fields, raw=raw)
            elif found[0] == quote:
                break
        why = ""
        plain = _PLAIN[quote].match(self.text, body)
        if plain is None or plain.end() != at:
            why = "a quote or a line break of its own kind inside"
        elif any("\\" in self.text[first:last] for first, last in fields):
            why = "a backslash in a replacement field"
        elif len(self.comments) > comments:
            why = "a comment in a replacement field"
        if why:
            self.new_strings.append(NewString(self.text[start:at], start, why))
        return at

    def _field(self, at: int, quote: str, fields: list[tuple[int, int]], *, raw: bool) -> int:
        """Read a replacement field from behind its brace; return the place behind the other."""
        first, depth = at, 0
        while True:
            found = self._next(_FIELD, at)
            at = found.end()
            if found[0] in "([{":
                depth += 1
            elif found[0] in ")]}" and depth:
                depth -= 1
            elif found[0] == "}":
                fields.append((first, found.start()))
                return at
            elif found[0] == ":":
                if not depth:
                    fields.append((first, found.start()))
                    return self._specifier(at, quote, fields, raw=raw)
            else:
                at = self._comment_or_string(found)

    def _specifier(self, at: int, quote: str, fields: list[tuple[int, int]], *, raw: bool) -> int:
        while True:
            found = self._next(_SPECIFIER[quote], at)
            at = found.end()
            if found[0] == "\\":
                at = self._behind_backslash(at, raw=raw)
            elif found[0] == "{":
                at = self._field(at, quote, fields, raw=raw)
            elif found[0] == "}":
                return at
            else:
                raise LexicalError(f"format specifier at {at} does not end")

    def _behind_backslash(self, at: int, *, raw: bool) -> int:
        if not raw and self.text.startswith("N{", at):
            return self.text.index("}", at) + 1
        return at if self.text[at : at + 1] in ("{", "}") else at + 1

    def _next(self, pattern: re.Pattern[str], at: int) -> re.Match[str]:
        found = pattern.search(self.text, at)
        if found is None:
            raise LexicalError(f"f-string before {at} does not end")
        return found
