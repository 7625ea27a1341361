"""What the profile of Gemini cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Refused, Reshaped

_UNKNOWN = "Google documents answers by a JSON schema for this endpoint, and no other JSON mode."


def response_format(value: ast.expr) -> Reshaped | Refused:
    """Keep a schema, written out or as a class; refuse the mode without one.

    ai.google.dev/gemini-api/docs/openai (2026-09-02) shows ``json_schema`` and ``parse()`` only.
    """
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "type":
                if isinstance(item, ast.Constant) and item.value in ("json_schema", "text"):
                    return Reshaped()
                return Refused(_UNKNOWN)
        return Refused(_UNKNOWN)
    if isinstance(value, ast.Constant) and value.value is None:
        return Reshaped()
    if isinstance(value, (ast.Name, ast.Attribute)):
        return Reshaped(None, _UNKNOWN)
    return Refused(_UNKNOWN)
