"""What the profile of Cohere cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span

_FORM = 'Cohere takes {"type": "json_object"}, with a "schema" beside it or without.'


def response_format(value: ast.expr) -> Reshaped | Refused:
    """Write OpenAI's form of a schema as Cohere's, ``{"type": "json_object", "schema": ...}``.

    The form: docs.cohere.com/docs/compatibility-api, "Structured outputs".
    """
    if isinstance(value, ast.Constant) and value.value is None:
        return Reshaped()
    if not isinstance(value, ast.Dict):
        return Refused(_FORM)
    items = _items(value)
    kind = items.get("type")
    if not isinstance(kind, ast.Constant):
        return Refused(_FORM)
    if kind.value in ("text", "json_object"):
        return Reshaped()
    schema = items.get("json_schema")
    if kind.value != "json_schema" or not isinstance(schema, ast.Dict):
        return Refused(_FORM)
    inner = _items(schema).get("schema")
    if inner is None:
        return Refused(_FORM)
    template = '{{"type": "json_object", "schema": {schema}}}'
    placed = Placed("response_format", template, (("schema", Span.of(inner)),))
    return Reshaped((placed,), "Cohere's form has no name and no strict mode.")


def _items(value: ast.Dict) -> dict[str, ast.expr]:
    return {
        key.value: item
        for key, item in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
