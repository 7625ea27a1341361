"""Keywords that hold a dict: what several arguments put into one, as templates."""

from __future__ import annotations

import ast

from codemod.vocabulary.edits import Holes
from codemod.vocabulary.shapes import Placed
from codemod.vocabulary.spans import Span


def items(parts: list[str]) -> list[tuple[str, str]]:
    """Split ``"key": value`` texts of templates without holes into keys and templates."""
    found: list[tuple[str, str]] = []
    for part in parts:
        plain = part.replace("{{", "{").replace("}}", "}")
        tree = ast.parse("{" + plain + "}", mode="eval").body
        assert isinstance(tree, ast.Dict)
        for key, value in zip(tree.keys, tree.values, strict=True):
            assert isinstance(key, ast.Constant)
            text = ast.unparse(value).replace("{", "{{").replace("}", "}}")
            found.append((str(key.value), text))
    return found


def wrapped(placed: Placed) -> str:
    """Return the template of a keyword that is placed on its own."""
    if placed.key == "**":
        return placed.template
    if placed.key:
        return '{{"' + placed.key + '": ' + placed.template + "}}"
    return placed.template


def merged(rows: list[tuple[str, str, Holes]]) -> tuple[list[str], list[str], Holes]:
    """Join the rows of one dict-valued keyword: spreads, items, and their holes made unique."""
    spread: list[str] = []
    parts: list[str] = []
    holes: list[tuple[str, Span]] = []
    for number, (key, template, own) in enumerate(rows):
        for name, span in own:
            template = template.replace("{" + name + "}", "{" + f"{name}{number}" + "}")
            holes.append((f"{name}{number}", span))
        if key == "**":
            spread.append("**" + template)
        elif key:
            parts.append(f'"{key}": {template}')
        elif template.startswith("{{") and template.endswith("}}"):
            parts.append(template[2:-2].strip())
        else:
            parts.append("**" + template)
    if len(rows) == 1 and not rows[0][0]:
        return spread, parts, rows[0][2]
    return spread, parts, tuple(holes)
