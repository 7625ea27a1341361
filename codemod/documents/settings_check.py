"""Prove that a document sets after its edits what it set before, but for the variables meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from codemod.documents.places import Reading
from codemod.documents.verify import ends, plain

_ONE = "\0"


def check(reading: Reading, after: bytes, names: Sequence[str]) -> str:
    """Return why ``after`` must not replace a document, one clause, or "".

    Read by the format's own reader, both texts must say the same where all of ``names`` are one, and
    what that makes twice is once.
    """
    before = reading.document.data
    try:
        if _said(reading, before, names) != _said(reading, after, names):
            return "its edited text says something else than meant"
    except ValueError as error:
        return f"its edited text cannot be read: {error}"
    if ends(after) - ends(before) and ends(before):
        return "its line ends are no longer of one kind"
    return ""


def _said(reading: Reading, data: bytes, names: Sequence[str]) -> object:
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    text = re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", _ONE, data.decode("utf-8-sig"))
    lines = [re.sub(rf"{_ONE}\s*[=:].*", _ONE, line) for line in text.splitlines()]
    rows = [line for at, line in enumerate(lines) if not at or line != lines[at - 1]]
    kinds = ("compose", "workflow", "pipeline", "cluster", "chart")
    if reading.kind not in kinds or (reading.kind == "chart" and "{{" in text):
        return rows
    import yaml

    try:
        # A control character is none of YAML's.
        marked = text.replace(_ONE, "THE_ONE_VARIABLE")
        return [rows, _once(plain(yaml.compose_all(marked, Loader=yaml.SafeLoader)))]
    except yaml.YAMLError as error:
        raise ValueError(str(error).splitlines()[0]) from error


def _once(value: Any) -> Any:
    """Return a value in which nothing stands behind its equal."""
    if not isinstance(value, list):
        return value
    rows = [_once(each) for each in value]
    return [row for at, row in enumerate(rows) if not at or row != rows[at - 1]]
