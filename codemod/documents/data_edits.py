"""Give scalars of a file of data another text, and prove that it says nothing else otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from codemod.documents.data import module, said
from codemod.documents.text import Document, OverlapError, TextEdit, spliced
from codemod.vocabulary.edits import Edit, ReplaceString
from codemod.vocabulary.outcomes import Rewritten
from codemod.vocabulary.patterns import late
from codemod.vocabulary.places import sets_variables
from codemod.vocabulary.spans import Span

_SAFE = late(r"[A-Za-z][\w./@+:-]*[\w/]")
"""What stands in any scalar as it is, quoted or not."""
_WORDS = frozenset("true false yes no on off null y n".split())


def rewrite(path: str, before: bytes, edits: Sequence[Edit]) -> Rewritten | tuple[Span, str]:
    """Return the file with ``edits`` made, or where and why they cannot be."""
    document = Document(path, before)
    held = texts(path, before)
    made: list[TextEdit] = []
    new: dict[str, set[str]] = {}
    for edit in edits:
        if not isinstance(edit, ReplaceString):
            return (
                edit.span,
                "the edit cannot be made here: it is Python, and this is a file of data",
            )
        start, end = document.offset(*edit.span.start), document.offset(*edit.span.end)
        raw = document.text[start:end]
        if raw[:1] in ("'", '"') and raw[:1] == raw[-1:] and len(raw) > 1:
            start, end, raw = start + 1, end - 1, raw[1:-1]
        plain = "\\" not in raw and "\n" not in raw and "'" not in raw and '"' not in raw
        if not raw or held.get(edit.span, {raw}) != {raw}:
            return edit.span, "the edit cannot be made here: where the text stands is not known"
        if not plain or _SAFE.fullmatch(edit.value) is None or edit.value.lower() in _WORDS:
            return edit.span, f"the edit cannot be made here: {edit.value} cannot be written so"
        made.append(TextEdit(start, end, edit.value, edit.why))
        new.setdefault(raw, set()).add(edit.value)
    try:
        made = list(dict.fromkeys(made))
        outcome = spliced(document, made)
        old, now = said(path, document.text), said(path, Document(path, outcome.after).text)
    except (OverlapError, ValueError) as error:
        return edits[0].span, f"the edited file fails its check: {error}"
    if not _alike(old, now, new):
        return edits[0].span, "the edited file fails its check: it says something else than meant"
    return Rewritten(path, before, outcome.after, tuple(edits), outcome.regions)


def texts(path: str, data: bytes) -> dict[Span, set[str]]:
    """Return the texts of a file of data by their places; none for what sets variables."""
    if sets_variables(path):
        return {}
    found: dict[Span, set[str]] = {}
    for node in ast.walk(module(path, data)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.setdefault(Span.of(node), set()).add(node.value)
    return found


def _alike(old: Any, now: Any, new: dict[str, set[str]]) -> bool:
    if isinstance(old, dict) and isinstance(now, dict):
        rows = zip(old.items(), now.items(), strict=False)
        return len(old) == len(now) and all(
            _alike(a, c, new) and _alike(b, d, new) for (a, b), (c, d) in rows
        )
    if isinstance(old, list) and isinstance(now, list):
        return len(old) == len(now) and all(
            _alike(a, b, new) for a, b in zip(old, now, strict=False)
        )
    if isinstance(old, str) and isinstance(now, str) and old != now:
        # A scalar may hold the text beside others: the default of a variable, a line of a file.
        return any(
            re.sub(rf"(?<![\w.])(?<![\w.]-){re.escape(raw)}(?![\w.-])", text, old) == now
            for raw, texts in new.items()
            for text in texts
        )
    return type(old) is type(now) and (old == now or old != old)
