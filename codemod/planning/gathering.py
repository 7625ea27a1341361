"""Gathering: what several edits put into the dict of one keyword becomes one dict."""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from dataclasses import dataclass, field, replace

from codemod.vocabulary.edits import AddArgument, AddItem, Edit, Holes, braced
from codemod.vocabulary.spans import Span

Place = tuple[type, Span, str]


def gathered(edits: list[Edit]) -> list[Edit]:
    """Return edits with one for each keyword that holds a dict, where its first one stood.

    Whole dicts are joined like what stands under keys. Edits of one keyword that cannot be joined,
    also as two give one key, stay as they are: the editor refuses the second.
    """
    rows: dict[Place, list[AddArgument | AddItem]] = defaultdict(list)
    for edit in edits:
        if isinstance(edit, (AddArgument, AddItem)):
            rows[place(edit)].append(edit)
    joined: dict[Place, AddArgument | AddItem] = {}
    for where, each in rows.items():
        one = joint(each) if apart(each) else None
        if one is not None:
            joined[where] = one
    found: list[Edit] = []
    for edit in edits:
        if not isinstance(edit, (AddArgument, AddItem)) or place(edit) not in joined:
            found.append(edit)
        elif edit is rows[place(edit)][0]:
            found.append(joined[place(edit)])
    return found


def place(edit: AddArgument | AddItem) -> Place:
    return type(edit), edit.span, edit.keyword if isinstance(edit, AddArgument) else edit.key


def apart(edits: list[AddArgument | AddItem]) -> bool:
    """Say whether edits of one keyword are to be one; what is added as ``**`` has no keyword."""
    return any(edit.inner for edit in edits) or (len(edits) > 1 and place(edits[0])[2] != "")


def rows_of(template: str) -> list[tuple[list[str], str]] | None:
    """Return the ways of one key, and the templates, of a dict display; None for all else."""
    code = template.replace("{{", "{").replace("}}", "}")
    try:
        tree = ast.parse(code, mode="eval").body
    except SyntaxError:
        return None
    if not isinstance(tree, ast.Dict):
        return None
    found: list[tuple[list[str], str]] = []
    for key, value in zip(tree.keys, tree.values, strict=True):
        text = ast.get_source_segment(code, value)
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or text is None:
            return None
        found.append(([key.value], braced(text)))
    return found


@dataclass(slots=True)
class Level:
    """One dict that grows: its keys, each with its template or the dict that stands there."""

    parts: dict[str, str | Level] = field(default_factory=dict)

    def put(self, keys: list[str], template: str) -> bool:
        """Put a template under a way of keys; say whether nothing else stands there."""
        first, *rest = keys
        if not rest:
            return self.parts.setdefault(first, template) == template
        level = self.parts.setdefault(first, Level())
        return isinstance(level, Level) and level.put(rest, template)

    def written(self) -> str:
        """Return the template of the dict."""
        parts = [
            f"{braced(json.dumps(key, ensure_ascii=False))}: "
            f"{part.written() if isinstance(part, Level) else part}"
            for key, part in self.parts.items()
        ]
        return "{{" + ", ".join(parts) + "}}"


def joint(edits: list[AddArgument | AddItem]) -> AddArgument | AddItem | None:
    """Return edits of one keyword as one, whose holes have names of their own; None if none can be."""
    whole = Level()
    holes: Holes = ()
    said = dict.fromkeys((edit.inner, edit.template, edit.holes) for edit in edits)
    for number, (inner, template, own) in enumerate(said):
        if not inner and own:
            return None
        for name, span in own:
            template = template.replace("{" + name + "}", "{" + f"{name}_{number}" + "}")
            holes = (*holes, (f"{name}_{number}", span))
        rows = [(inner.split("."), template)] if inner else rows_of(template)
        if rows is None or not all(whole.put(keys, text) for keys, text in rows):
            return None
    return replace(edits[0], template=whole.written(), holes=holes, inner="")
