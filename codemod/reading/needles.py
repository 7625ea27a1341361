"""The texts without which a file is of no interest, searched for in its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Matcher = Callable[[bytes], object]


class Needles:
    """``words`` are texts in UTF-8, none of them within another.

    All are searched for at once where ahocorasick_rs is installed (the extra ``fast``). Else one plain
    search each is four times as fast as a pattern of them all, and what stands behind a dot is
    searched for before all that end in it: few files hold ``.create``, and many words do.
    """

    __slots__ = ("_find", "_groups", "words")

    def __init__(self, words: tuple[bytes, ...], *, plain: bool = False) -> None:
        self.words = words
        self._find = None if plain or not words else _matcher(words)
        groups: dict[bytes, list[bytes]] = {}
        for word in words:
            head, dot, last = word.rpartition(b".")
            groups.setdefault(dot + last if head and last else word, []).append(word)
        self._groups = [
            (first, () if group == [first] else group) for first, group in groups.items()
        ]

    def within(self, data: bytes) -> bool:
        """Say whether any of them stands in ``data``."""
        if self._find is not None:
            return bool(self._find(data))
        for first, group in self._groups:
            if first in data and (not group or any(word in data for word in group)):
                return True
        return False


def compile_needles(words: Iterable[str]) -> Needles:
    """Return the fewest texts that find any of ``words``."""
    kept: list[bytes] = []
    for word in sorted({w.encode("utf-8") for w in words}, key=lambda w: (len(w), w)):
        if not any(shorter in word for shorter in kept):
            kept.append(word)
    return Needles(tuple(kept))


def _matcher(words: tuple[bytes, ...]) -> Matcher | None:
    try:
        from ahocorasick_rs import (  # type: ignore[import-not-found, unused-ignore]
            BytesAhoCorasick,
        )
    except ImportError:
        return None
    found: Matcher = BytesAhoCorasick(words).find_matches_as_indexes
    return found
