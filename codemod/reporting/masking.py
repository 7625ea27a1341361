"""Keys never leave the file they stand in: what is printed shows only how long they were."""

from __future__ import annotations

import re


class Masker:
    """Hides every text that looks like a real key.

    ``pattern`` is the regular expression of a key; with "" nothing is hidden.
    """

    def __init__(self, pattern: str = "") -> None:
        self._pattern = re.compile(pattern) if pattern else None

    def __call__(self, text: str) -> str:
        """Return ``text`` with each key replaced by its length."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda key: f"<key of {len(key[0])} characters>", text)

    def finds(self, data: bytes) -> bool:
        """Say whether a key stands in ``data``, in whatever encoding that extends ASCII."""
        return self._pattern is not None and bool(self._pattern.search(data.decode("latin-1")))
