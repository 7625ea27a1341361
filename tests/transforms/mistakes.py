"""Copies of the packaged YAML with one mistake in them."""

from __future__ import annotations

from pathlib import Path


def line_of(text: str, part: str) -> int:
    """Return the number of the first line of ``text`` that holds ``part``."""
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def mutate(source: Path, folder: Path, old: str, new: str) -> tuple[Path, int]:
    """Write ``source`` with ``old`` replaced once; return the copy and the line of ``new``."""
    before = source.read_text("utf-8")
    assert old in before
    text = before.replace(old, new, 1)
    copy = folder / source.name
    copy.write_text(text, "utf-8")
    code = source.with_suffix(".py")
    if code.exists():
        (folder / code.name).write_text(code.read_text("utf-8"), "utf-8")
    return copy, line_of(text, new.splitlines()[0])
