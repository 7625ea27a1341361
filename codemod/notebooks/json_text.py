"""JSON text with its places: where each value of an object or a list stands, and how strings are spelled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from codemod.vocabulary.records import dataclass

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}]+")
_SPACE = re.compile(r"\s*")
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class String:
    """A string: its token is ``text[start:end]``, quotes included."""

    start: int
    end: int
    value: str


def spelling(token: str) -> list[str]:
    """Return how each character of a string's token is spelled."""
    return _CHARACTER.findall(token[1:-1])


class JsonText:
    """A valid JSON text. All places are offsets."""

    def __init__(self, text: str) -> None:
        self.text = text

    def start(self) -> int:
        """Return where the outermost value begins."""
        return self._behind_space(0)

    def members(self, at: int) -> Iterator[tuple[str, int, int]]:
        """Yield key, start and end of each value of the object that begins at ``at``; none for others."""
        if self.text[at] != "{":
            return
        at = self._behind_space(at + 1)
        while self.text[at] != "}":
            key = self.string(at)
            value = self._behind_space(self._behind_space(key.end) + 1)
            end = self.end_of(value)
            yield key.value, value, end
            at = self._next(end)

    def items(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield start and end of each item of the list that begins at ``at``; none for others."""
        if self.text[at] != "[":
            return
        at = self._behind_space(at + 1)
        while self.text[at] != "]":
            end = self.end_of(at)
            yield at, end
            at = self._next(end)

    def string(self, at: int) -> String:
        """Return the string whose token begins at ``at``."""
        match = _STRING.match(self.text, at)
        assert match is not None
        return String(at, match.end(), json.loads(match[0]))

    def value(self, start: int, end: int) -> object:
        """Return what stands between two offsets."""
        return json.loads(self.text[start:end])

    def end_of(self, at: int) -> int:
        """Return the end of the value that begins at ``at``."""
        opening = self.text[at]
        if opening not in '"[{':
            match = _SCALAR.match(self.text, at)
            assert match is not None
            return match.end()
        depth = 0
        for token in _TOKEN.finditer(self.text, at):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
            if depth == 0:
                return token.end()
        raise AssertionError("not valid JSON")

    def _next(self, end: int) -> int:
        at = self._behind_space(end)
        return self._behind_space(at + 1) if self.text[at] == "," else at

    def _behind_space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        assert match is not None
        return match.end()
