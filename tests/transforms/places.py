"""Where an entry of a packaged YAML file stands, for the messages of the contract tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import transforms
from transforms.entries import Entry, read

ROOT = Path(transforms.__file__).parent
QWEN = ROOT / "providers" / "qwen.yaml"
SURFACE = ROOT / "surfaces" / "openai.yaml"


@cache
def _documents(path: Path) -> tuple[Entry, ...]:
    return tuple(read(path.read_text("utf-8"), f"transforms/{path.parent.name}/{path.name}"))


def place(path: Path, *keys: str) -> str:
    """Return ``file:line`` of the entry that ``keys`` lead to, as far as they lead."""
    entry = _documents(path)[-1]
    for key in keys:
        items = entry.items()
        if key not in items and f"{key}()" in items:
            key = f"{key}()"
        if key not in items:
            break
        entry = items[key]
        if entry.is_text:
            break
    return entry.place
