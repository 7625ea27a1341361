"""Ignore rules with git's pattern language, for one entry of a folder at a time.

A walk never enters an ignored folder, so a pattern is only ever asked about the entry itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from codemod.vocabulary.records import dataclass

_WILD = "*?[\\"
_POSIX_CLASSES = {
    "[:alpha:]": "a-zA-Z",
    "[:digit:]": "0-9",
    "[:alnum:]": "a-zA-Z0-9",
    "[:upper:]": "A-Z",
    "[:lower:]": "a-z",
    "[:space:]": r"\s",
    "[:xdigit:]": "0-9a-fA-F",
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of an ignore file. ``body`` has no ``!``, no trailing ``/``, no leading ``/``."""

    body: str
    anchored: bool
    folders_only: bool
    ignores: bool

    @property
    def regex(self) -> str:
        """The pattern over a path relative to its file's folder; a folder's path ends in NUL."""
        tail = r"\0" if self.folders_only else r"\0?"
        head = "" if self.anchored else "(?:.*/)?"
        return f"{head}{_translate(self.body)}{tail}"


class Rules:
    """The patterns of one ignore file; the last one that matches decides."""

    __slots__ = ("_any_suffix", "_folder_names", "_names", "_patterns", "_regex", "_regex_order")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._names: dict[str, int] = {}
        self._folder_names: dict[str, int] = {}
        self._any_suffix: dict[str, int] = {}
        slow: list[tuple[int, str]] = []
        for order, pattern in enumerate(self._patterns):
            simple = not pattern.anchored and _plain(pattern.body)
            if simple and pattern.folders_only:
                self._folder_names[pattern.body] = order
            elif simple:
                self._names[pattern.body] = order
            elif _is_suffix(pattern):
                self._any_suffix[pattern.body[1:]] = order
            else:
                try:
                    re.compile(pattern.regex)
                except re.error:
                    continue  # git: a bad bracket matches nothing
                slow.append((order, pattern.regex))
        slow.reverse()
        self._regex_order = [order for order, _ in slow]
        union = "|".join(f"({regex})" for _, regex in slow)
        self._regex = re.compile(union, re.DOTALL) if slow else None

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def decide(self, path: str, *, folder: bool) -> bool | None:
        """Say whether ``path`` is ignored; None when no pattern speaks of it.

        ``path`` is relative to the folder of the ignore file, with ``/``, without one at its end.
        """
        name = path[path.rfind("/") + 1 :]
        last = self._names.get(name, -1)
        if folder:
            last = max(last, self._folder_names.get(name, -1))
        dot = name.rfind(".")
        if dot >= 0:
            last = max(last, self._any_suffix.get(name[dot:], -1))
        if self._regex is not None:
            found = self._regex.fullmatch(f"{path}\0" if folder else path)
            if found is not None and found.lastindex is not None:
                last = max(last, self._regex_order[found.lastindex - 1])
        return None if last < 0 else self._patterns[last].ignores

    def sparing(self, folders: Sequence[str]) -> Rules:
        """Return these rules without the patterns that ignore one of ``folders``."""
        return Rules(
            p
            for p in self._patterns
            if not (p.ignores and any(Rules((p,)).decide(f, folder=True) for f in folders))
        )


def parse_rules(text: str) -> Rules:
    """Return the rules that the ignore file ``text`` holds."""
    lines = text.removeprefix("\ufeff").split("\n")
    return Rules(p for p in (_parse(line.removesuffix("\r")) for line in lines) if p is not None)


def _plain(body: str) -> bool:
    return not any(char in body for char in _WILD)


def _parse(line: str) -> Pattern | None:
    if line.startswith("#"):
        return None
    while line.endswith(" ") and not line.endswith("\\ "):
        line = line[:-1]
    ignores = not line.startswith("!")
    body = line if ignores else line[1:]
    folders_only = body.endswith("/")
    body = body.removesuffix("/")
    anchored = "/" in body
    body = body.removeprefix("/")
    return Pattern(body, anchored, folders_only, ignores) if body else None


def _is_suffix(pattern: Pattern) -> bool:
    body = pattern.body
    plain = body.startswith("*.") and body.count(".") == 1 and _plain(body[1:])
    return plain and not pattern.anchored and not pattern.folders_only


def _translate(body: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(body):
        char = body[at]
        if char == "*":
            end = at
            while end < len(body) and body[end] == "*":
                end += 1
            opens = at == 0 or body[at - 1] == "/"
            if end - at == 2 and opens and end == len(body) and at:
                out.append(r"[^\0]+")
                at = end
            elif end - at == 2 and opens and body.startswith("/", end):
                out.append("(?:.*/)?")
                at = end + 1
            else:
                out.append(r"[^/\0]*")
                at = end
        elif char == "?":
            out.append(r"[^/\0]")
            at += 1
        elif char == "[":
            text, at = _bracket(body, at)
            out.append(text)
        elif char == "\\" and at + 1 < len(body):
            out.append(re.escape(body[at + 1]))
            at += 2
        else:
            out.append(re.escape(char))
            at += 1
    return "".join(out)


def _bracket(body: str, at: int) -> tuple[str, int]:
    """Translate the bracket at ``at``; an unclosed one becomes a pattern that matches nothing."""
    inner = at + 1
    negated = body[inner : inner + 1] in ("!", "^")
    inner += negated
    out: list[str] = []
    first = True
    while inner < len(body):
        char = body[inner]
        posix = next((name for name in _POSIX_CLASSES if body.startswith(name, inner)), None)
        if char == "]" and not first:
            return rf"(?![/\0])[{'^' if negated else ''}{''.join(out)}]", inner + 1
        if posix is not None:
            out.append(_POSIX_CLASSES[posix])
            inner += len(posix)
        elif char == "\\" and inner + 1 < len(body):
            out.append(re.escape(body[inner + 1]))
            inner += 2
        else:
            out.append(char if char == "-" else re.escape(char))
            inner += 1
        first = False
    return r"(?!)", len(body)
