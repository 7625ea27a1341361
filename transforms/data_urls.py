"""Data URLs that a program writes: the kind of what they hold, and the data itself."""

from __future__ import annotations

import ast

from codemod.vocabulary.edits import braced
from codemod.vocabulary.shapes import Refused


def of_data(url: ast.Constant | ast.JoinedStr) -> tuple[str, str] | Refused | None:
    """Return the templates of a data URL's kind and data; None for an address of another kind."""
    if isinstance(url, ast.JoinedStr):
        return _composed(url)
    text = str(url.value)
    if not text.startswith("data:"):
        return None
    head, _, data = text[5:].partition(";base64,")
    return _text(head), _text(data)


def _composed(url: ast.JoinedStr) -> tuple[str, str] | Refused | None:
    """Take a data URL that is put together apart: the kind before ``;base64,``, the data behind it."""
    first = url.values[0] if url.values else ast.Constant("")
    start = first.value if isinstance(first, ast.Constant) else ""
    if not str(start).startswith("data:"):
        if isinstance(first, ast.Constant):
            return None
        return Refused("Whether it is an address or data cannot be seen.")
    sides: list[list[ast.expr]] = [[], []]
    behind = 0
    for piece in url.values:
        if not isinstance(piece, ast.Constant):
            sides[behind].append(piece)
            continue
        text = str(piece.value).removeprefix("data:") if piece is first else str(piece.value)
        before, mark, after = text.partition(";base64,")
        if mark:
            sides[0].append(ast.Constant(before))
            behind = 1
            text = after
        sides[behind].append(ast.Constant(text))
    if not behind:
        return Refused("It is a data URL without base64.")
    media, data = (braced(_joined(side)) for side in sides)
    return media, data


def _joined(pieces: list[ast.expr]) -> str:
    """Return the code of a text that is put together; a single value stands as it is."""
    held = [each for each in pieces if not (isinstance(each, ast.Constant) and each.value == "")]
    if len(held) == 1:
        only = held[0]
        if isinstance(only, ast.FormattedValue) and only.conversion == -1 and not only.format_spec:
            return ast.unparse(only.value)
        if isinstance(only, ast.Constant):
            return _text(str(only.value))
    return ast.unparse(ast.JoinedStr(held))


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
