"""The places of keys and values in TOML; what they mean is checked by the standard reader."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

from codemod.vocabulary.patterns import late
from codemod.vocabulary.records import dataclass

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Path = tuple[str, ...]
_SPACE = late(r"[ \t]*")
_VOID = late(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_BARE = late(r"[A-Za-z0-9_-]+")
_SCALAR = late(r"[^,\]}#\r\n]+")
_QUOTES = ('"""', "'''", '"', "'")


@dataclass(frozen=True, slots=True)
class Value:
    """A value: ``kind`` is string, array, table or other; a plain string's ``inner`` is its text.

    ``inner`` is None for a string with escapes or of several lines.
    """

    kind: str
    start: int
    end: int
    inner: tuple[int, int] | None = None
    items: tuple[Value, ...] = ()
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """``key = value``; ``path`` is the key's, with the table it stands in; ``key`` its last part."""

    path: Path
    key: tuple[int, int]
    start: int
    value: Value
    parts: int = 1
    """How many parts the key has where it is written."""


class TomlError(ValueError):
    """Text that is no TOML; ``str()`` is one clause."""


def load(text: str) -> dict[str, Any]:
    """Return what ``text`` says. Raises `TomlError`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlError(f"it is no TOML: {error}") from error


def pairs(text: str) -> Iterator[Pair]:
    """Yield the pairs of valid TOML in order, with their places. Raises `TomlError`."""
    # tomllib wants line feeds only; a carriage return in front of one is white space here.
    load(text)
    yield from _Reader(text).pairs()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def pairs(self) -> Iterator[Pair]:
        table: Path = ()
        while True:
            self.skip(_VOID)
            if self.at >= len(self.text):
                return
            if self.text[self.at] == "[":
                self.at += 2 if self.text.startswith("[[", self.at) else 1
                table = tuple(name for name, _ in self.key())
                self.at = self.text.index("]", self.at) + 1
                if self.text.startswith("]", self.at):
                    self.at += 1
            else:
                yield self.pair(table)

    def pair(self, table: Path) -> Pair:
        self.skip(_SPACE)
        start = self.at
        parts = self.key()
        self.at = self.text.index("=", self.at) + 1
        path = (*table, *(name for name, _ in parts))
        return Pair(path, parts[-1][1], start, self.value(path), len(parts))

    def key(self) -> list[tuple[str, tuple[int, int]]]:
        """Read a dotted key: each part's text and the place of that text."""
        found = []
        while True:
            self.skip(_SPACE)
            quote = self.text[self.at]
            if quote in "\"'":
                end = self.string_end(quote)
                place = self.at + 1, end - 1
            else:
                match = _BARE.match(self.text, self.at)
                if match is None:
                    raise TomlError("it has a key that cannot be read")
                place, end = match.span(), match.end()
            found.append((self.text[slice(*place)], place))
            self.at = end
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return found
            self.at += 1

    def value(self, path: Path) -> Value:
        self.skip(_SPACE)
        start = self.at
        if self.text[start] == "[":
            return self.array(path)
        if self.text[start] == "{":
            return self.table(path)
        for quote in _QUOTES:
            if self.text.startswith(quote, start):
                self.at = self.string_end(quote)
                inner = start + len(quote), self.at - len(quote)
                said = self.text[slice(*inner)]
                plain = len(quote) == 1 and not (quote == '"' and "\\" in said)
                return Value("string", start, self.at, inner if plain else None)
        match = _SCALAR.match(self.text, start)
        if match is None:
            raise TomlError("it has a value that cannot be read")
        self.at = match.end()
        return Value("other", start, start + len(match[0].rstrip()))

    def array(self, path: Path) -> Value:
        start = self.at
        self.at += 1
        items: list[Value] = []
        while True:
            self.skip(_VOID)
            if self.text[self.at] == "]":
                self.at += 1
                return Value("array", start, self.at, items=tuple(items))
            items.append(self.value(path))
            self.skip(_VOID)
            if self.text[self.at] == ",":
                self.at += 1

    def table(self, path: Path) -> Value:
        start = self.at
        self.at += 1
        found: list[Pair] = []
        while True:
            self.skip(_VOID)
            if self.text[self.at] == "}":
                self.at += 1
                return Value("table", start, self.at, pairs=tuple(found))
            found.append(self.pair(path))
            self.skip(_VOID)
            if self.text[self.at] == ",":
                self.at += 1

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def string_end(self, quote: str) -> int:
        at = self.at + len(quote)
        while not self.text.startswith(quote, at):
            at += 2 if self.text[at] == "\\" and quote[0] == '"' else 1
        at += len(quote)
        while len(quote) == 3 and self.text.startswith(quote[0], at):
            at += 1
        return at
