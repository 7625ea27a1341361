"""Gathering: what several edits put into the dict of one keyword becomes one dict."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from codemod.vocabulary.edits import AddArgument, AddItem, Edit, Holes
from codemod.vocabulary.spans import Span

Place = tuple[type, Span, str]


def gathered(edits: list[Edit]) -> list[Edit]:
    """Return edits with one for each keyword that holds a dict, where its first one stood.

    Edits of one keyword that cannot be joined stay as they are: the editor refuses the second.
    """
    rows: dict[Place, list[AddArgument | AddItem]] = defaultdict(list)
    for edit in edits:
        if isinstance(edit, (AddArgument, AddItem)):
            rows[place(edit)].append(edit)
    joined = {
        where: joint(each)
        for where, each in rows.items()
        if any(edit.inner for edit in each) and all(edit.inner or display(edit) for edit in each)
    }
    found: list[Edit] = []
    for edit in edits:
        if not isinstance(edit, (AddArgument, AddItem)) or place(edit) not in joined:
            found.append(edit)
        elif edit is rows[place(edit)][0]:
            found.append(joined[place(edit)])
    return found


def place(edit: AddArgument | AddItem) -> Place:
    return type(edit), edit.span, edit.keyword if isinstance(edit, AddArgument) else edit.key


def display(edit: AddArgument | AddItem) -> bool:
    """Say whether an edit gives a dict display without holes."""
    return edit.template.startswith("{{") and edit.template.endswith("}}") and not edit.holes


@dataclass(slots=True)
class Level:
    """One dict that grows: what stands in it as text, and the dicts that stand under its keys."""

    parts: list[str] = field(default_factory=list)
    levels: dict[str, Level] = field(default_factory=dict)

    def put(self, keys: list[str], template: str) -> None:
        """Put a template under a way of keys."""
        if not keys:
            self.parts.append(template[2:-2].strip())
        elif len(keys) == 1:
            self.parts.append(f'"{keys[0]}": {template}')
        else:
            if keys[0] not in self.levels:
                self.levels[keys[0]] = Level()
                self.parts.append(keys[0])  # its place, filled in the end
            self.levels[keys[0]].put(keys[1:], template)

    def written(self) -> str:
        """Return the template of the dict."""
        parts = [
            f'"{part}": {self.levels[part].written()}' if part in self.levels else part
            for part in self.parts
        ]
        return "{{" + ", ".join(part for part in parts if part) + "}}"


def joint(edits: list[AddArgument | AddItem]) -> AddArgument | AddItem:
    """Return edits of one keyword as one, whose holes have names of their own."""
    whole = Level()
    holes: Holes = ()
    for number, edit in enumerate(dict.fromkeys(edits)):
        template = edit.template
        for name, span in edit.holes:
            template = template.replace("{" + name + "}", "{" + f"{name}_{number}" + "}")
            holes = (*holes, (f"{name}_{number}", span))
        whole.put(edit.inner.split(".") if edit.inner else [], template)
    return replace(edits[0], template=whole.written(), holes=holes, inner="")
