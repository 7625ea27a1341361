"""Edits of ``except`` clauses beside those of their classes."""

from __future__ import annotations

import ast
import re

from codemod.editing.errors import EditError
from codemod.editing.regions import Tree
from codemod.editing.text import Replacement, Source
from codemod.vocabulary.edits import NameCaught

_REST = re.compile(r"[ \t]*(?:\)[ \t]*)*:")


def named(source: Source, tree: Tree, edit: NameCaught) -> Replacement:
    """Return the insertion that gives a clause's exception its name.

    EditError where the classes are no clause's, it has a name, or does not end on the line where they do.
    """
    found = tree.expression(edit.span)
    clause = found.root_parent
    if not isinstance(clause, ast.ExceptHandler) or found.root is not found.node or clause.name:
        raise EditError(edit.span, "no except clause without a name there")
    end = source.lines.range_of(edit.span)[1]
    rest = _REST.match(source.text, end)
    if rest is None:
        raise EditError(edit.span, "the end of its clause cannot be told")
    place = end + len(rest[0][:-1].rstrip())
    return Replacement(place, place, f" as {edit.name}", order=1)
