"""The schema of an aid: which argument it takes apart, which module it is, and what a call gets."""

from __future__ import annotations

import ast
from pathlib import Path

from codemod.vocabulary.aids import Aid
from transforms.entries import Entry
from transforms.settings import Settings
from transforms.treatments import sentence

FOLDER = Path(__file__).parent / "aids"
"""Where the modules lie as they are written into a repository."""


def read_aid(entry: Entry, settings: Settings) -> Aid:
    """Return the aid at ``entry``: a module that lies in the folder of aids.

    Raises ``CatalogError`` for a module that is not there, and for a template that is no expression.
    """
    parts = entry.fields(("parameter", "module", "put"), ("review", "refuses", "without"))
    name = parts["module"].text()
    path = FOLDER / f"{name}.py"
    if not name.isidentifier() or not path.is_file():
        raise parts["module"].error(f"there is no module {name} among the aids")
    put = {key: _template(each) for key, each in parts["put"].items().items()}
    refuses = parts["refuses"].texts() if "refuses" in parts else ()
    without = parts["without"].texts() if "without" in parts else ()
    review = sentence(parts["review"]) if "review" in parts else ""
    return Aid(parts["parameter"].text(), name, path.read_bytes(), put, refuses, without, review)


def _template(entry: Entry) -> str:
    text = entry.text()
    try:
        ast.parse(text.format(module="m", list="x"), mode="eval")
    except (SyntaxError, KeyError, ValueError, IndexError):
        raise entry.error(f"{text} is no expression over {{module}} and {{list}}") from None
    return text
