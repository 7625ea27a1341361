"""What the profile of Ollama cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span

_FORM = 'Ollama takes format="json", or a schema.'


def client_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep a number of seconds, or none; the client hands it to httpx."""
    if isinstance(value, ast.Call):
        return Refused("ollama takes a number of seconds, or a Timeout of httpx.")
    if isinstance(value, ast.Constant):
        return Reshaped()
    return Reshaped(None, "ollama takes a number of seconds here, or a Timeout of httpx.")


def stop_option(value: ast.expr) -> Reshaped | Refused:
    """Put the words to stop at into the options, as a list."""
    hole = (("value", Span.of(value)),)
    if isinstance(value, (ast.Constant, ast.JoinedStr)):
        return _option("stop", "[{value}]", hole)
    if isinstance(value, (ast.List, ast.ListComp)):
        return _option("stop", "{value}", hole)
    if isinstance(value, (ast.Name, ast.Attribute)):
        return _option("stop", "[{value}] if isinstance({value}, str) else {value}", hole)
    return Refused("It may be one word or a list, and must be a list there: give it a name first.")


def limit_option(value: ast.expr) -> Reshaped | Refused:
    """Put the limit of tokens into the options, under its name there (SDK _types.py:Options)."""
    return _option("num_predict", "{value}", (("value", Span.of(value)),))


def _option(key: str, template: str, hole: tuple[tuple[str, Span], ...]) -> Reshaped:
    return Reshaped((Placed("options", template, hole, key=key),))


def format_keyword(value: ast.expr) -> Reshaped | Refused:
    """Write OpenAI's form of an answer's format as Ollama's (SDK _client.py:chat)."""
    if not isinstance(value, ast.Dict):
        return Refused(_FORM)
    items = _items(value)
    kind = items.get("type")
    if isinstance(kind, ast.Constant) and kind.value == "json_object":
        return Reshaped((Placed("format", '"json"'),))
    schema = items.get("json_schema")
    inner = _items(schema).get("schema") if isinstance(schema, ast.Dict) else None
    if inner is None:
        return Refused(_FORM)
    placed = Placed("format", "{schema}", (("schema", Span.of(inner)),))
    return Reshaped((placed,), "Ollama's form has no name and no strict mode.")


def _items(value: ast.Dict) -> dict[str, ast.expr]:
    return {
        key.value: item
        for key, item in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
