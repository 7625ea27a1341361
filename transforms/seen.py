"""What the flow of values shows of an argument that is written as a name."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from codemod.vocabulary.shapes import Refused, Shape
from codemod.vocabulary.sites import Given
from codemod.vocabulary.treatment import Treatment, Verb
from codemod.vocabulary.values import Product


def made_elsewhere(given: Given, shape: Shape) -> Refused | None:
    """Ask a shape about the objects of other packages' classes that reach an argument by a name."""
    if isinstance(given.tree, ast.Call):
        return None
    for value in given.values:
        parts = value.name.split(".") if isinstance(value, Product) else []
        if len(parts) > 1 and parts[-1][:1].isupper() and all(map(str.isidentifier, parts)):
            result = shape(ast.parse(f"{'.'.join(parts)}()", mode="eval").body)
            if isinstance(result, Refused):
                return result
    return None


def stays(given: Given, shape: Shape | None) -> bool:
    """Say whether a shape keeps an argument as it is, with nothing to be said of it."""
    if shape is None or given.tree is None or made_elsewhere(given, shape) is not None:
        return False
    made = shape(given.tree)
    return not isinstance(made, Refused) and made.kept and not made.review


def keeps_names(treatment: Treatment, shapes: Mapping[str, Shape]) -> bool:
    """Say whether a parameter keeps its name, and a value that is a name, as they are."""
    shape = shapes.get(treatment.to) if treatment.verb is Verb.SHAPE else None
    if shape is None:
        return treatment.verb is Verb.KEEP
    made = shape(ast.parse("value", mode="eval").body)
    return not isinstance(made, Refused) and made.kept and not made.review
