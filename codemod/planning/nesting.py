"""Nesting: several edits of one expression become one template."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

from codemod.vocabulary.edits import Edit, Rewrite
from codemod.vocabulary.spans import Span


def composed(edits: list[Edit]) -> list[Edit]:
    """Let what is written around one expression be one template, the first innermost."""
    rows: dict[Span, list[Rewrite]] = defaultdict(list)
    for edit in edits:
        if isinstance(edit, Rewrite):
            rows[edit.span].append(edit)
    several = {
        span: nested(each)
        for span, each in rows.items()
        if len(each) > 1 and sum(not around(edit) for edit in each) <= 1
    }
    found: list[Edit] = []
    for edit in edits:
        if not isinstance(edit, Rewrite) or edit.span not in several:
            found.append(edit)
        elif edit is rows[edit.span][0]:
            found.append(several[edit.span])
    return found


def around(edit: Rewrite) -> bool:
    """Say whether an edit writes something around the expression that stands there."""
    return any(span == edit.span for _, span in edit.holes)


def nested(edits: list[Rewrite]) -> Rewrite:
    """Return edits of one expression as one: what takes its place, and what is written around it."""
    ordered = sorted(edits, key=around)
    template, holes = ordered[0].template, ordered[0].holes
    for outer in ordered[1:]:
        inner = template if simple(template) else f"({template})"
        template = outer.template
        for name, span in outer.holes:
            if span == outer.span:
                template = template.replace("{" + name + "}", inner)
            else:
                holes = (*holes, (name, span))
    return Rewrite(ordered[-1].span, ordered[-1].why, template, tuple(dict.fromkeys(holes)))


def simple(template: str) -> bool:
    """Say whether a template can stand before a dot as it is: a name, a member, a call."""
    text = re.sub(r"\{\w+\}", "x", template)
    node = ast.parse(text.replace("{{", "{").replace("}}", "}"), mode="eval").body
    return isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.Subscript))
