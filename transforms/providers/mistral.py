"""What the profile of Mistral cannot say in YAML: arguments whose place is another."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span


def seed(value: ast.expr) -> Reshaped | Refused:
    """Send the seed as ``random_seed``, which the openai SDK does not know.

    The field: mistralai 3.7.0 client/chat.py.
    """
    if isinstance(
        value, (ast.Constant, ast.Name)
    ):  # without a hole it goes into a dict that is there
        return Reshaped((Placed("extra_body", ast.unparse(value), key="random_seed"),))
    hole = (("value", Span.of(value)),)
    return Reshaped((Placed("extra_body", "{value}", hole, key="random_seed"),))
