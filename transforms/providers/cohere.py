"""What the profile of Cohere cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span

# docs.cohere.com/reference/embed: at most 96 texts
_TEXTS = 96
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


def native_response_format(value: ast.expr) -> Reshaped | Refused:
    """Write OpenAI's form of a schema as ``{"type": "json_object", "json_schema": ...}``.

    The form: cohere 7.3.1 types/response_format_v2.py.
    """
    made = response_format(value)
    if isinstance(made, Refused) or made.placed is None:
        return made
    template = '{{"type": "json_object", "json_schema": {schema}}}'
    (only,) = made.placed
    return Reshaped((Placed(only.keyword, template, only.holes),), made.review)


def stop_sequences(value: ast.expr) -> Reshaped | Refused:
    """Give one word to stop at as a list of it."""
    return _listed("stop_sequences", value)


def embedding_texts(value: ast.expr) -> Reshaped | Refused:
    """Give one text as a list of it; Cohere embeds no token numbers, and 96 texts at a time."""
    made = _listed("texts", value)
    if isinstance(value, (ast.List, ast.Tuple)) and len(value.elts) <= _TEXTS:
        if any(isinstance(each, (ast.List, ast.Tuple)) for each in value.elts):
            return Refused("Cohere embeds texts and no token numbers.")
        if not any(isinstance(each, ast.Starred) for each in value.elts):
            return made
    if isinstance(made, Reshaped) and not isinstance(value, (ast.Constant, ast.JoinedStr)):
        return Reshaped(made.placed, f"A request takes at most {_TEXTS} texts.")
    return made


def _listed(keyword: str, value: ast.expr) -> Reshaped | Refused:
    hole = (("value", Span.of(value)),)
    if isinstance(value, (ast.Constant, ast.JoinedStr)):
        return Reshaped((Placed(keyword, "[{value}]", hole),))
    if isinstance(value, (ast.List, ast.Tuple, ast.ListComp)):
        return Reshaped((Placed(keyword, "{value}", hole),))
    if isinstance(value, (ast.Name, ast.Attribute)):
        template = "[{value}] if isinstance({value}, str) else {value}"
        return Reshaped((Placed(keyword, template, hole),))
    return Refused("It may be one text or a list, and must be a list there: give it a name first.")


def client_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep a number of seconds; the constructor refuses the objects that OpenAI's takes."""
    if isinstance(value, ast.Constant):
        if value.value is None:
            return Reshaped((), "Without a timeout cohere waits for 300 seconds.")
        return Reshaped()
    if isinstance(value, ast.Call):
        return Refused("cohere takes a number of seconds and no Timeout object.")
    return Reshaped(None, "cohere takes a number of seconds here and no Timeout object.")


def request_timeout(value: ast.expr) -> Reshaped | Refused:
    """Move the seconds of one call to where cohere takes them."""
    if isinstance(value, ast.Call):
        return Refused("cohere takes a number of seconds and no Timeout object.")
    return _option("timeout_in_seconds", value)


def request_headers(value: ast.expr) -> Reshaped | Refused:
    """Move the headers of one call to where cohere takes them."""
    return _option("additional_headers", value)


def request_query(value: ast.expr) -> Reshaped | Refused:
    """Move the query of one call to where cohere takes it."""
    return _option("additional_query_parameters", value)


def request_body(value: ast.expr) -> Reshaped | Refused:
    """Move what is put into the body by hand to where cohere takes it."""
    made = _option("additional_body_parameters", value)
    return Reshaped(made.placed, "See that Cohere knows each key.")


def _option(key: str, value: ast.expr) -> Reshaped:
    """The keys: cohere 7.3.1 core/request_options.py."""
    placed = Placed("request_options", "{value}", (("value", Span.of(value)),), key=key)
    return Reshaped((placed,))


def _items(value: ast.Dict) -> dict[str, ast.expr]:
    return {
        key.value: item
        for key, item in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
