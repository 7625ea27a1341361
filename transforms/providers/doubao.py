"""What the profile of Doubao cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span

_KEPT = Reshaped()


def client_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep seconds, and the Timeout of httpx: openai's own may be another package's by now."""
    if isinstance(value, ast.Constant):
        return _KEPT
    if isinstance(value, ast.Call) and _name(value.func).rpartition(".")[2] == "Timeout":
        if _name(value.func).startswith("httpx."):
            return _KEPT
        if value.args and isinstance(value.args[0], ast.Constant) and value.args[0].value:
            placed = Placed("timeout", "{value}", (("value", Span.of(value.args[0])),))
            review = "It is one timeout for all by now, in seconds." if value.keywords else ""
            return Reshaped((placed,), review)
        return Refused("Ark takes a Timeout of httpx, and this is the source's.")
    return Reshaped(None, "Ark takes a number of seconds, or a Timeout of httpx.")


def http_client(value: ast.expr) -> Reshaped | Refused:
    """Keep a client of httpx; Ark raises TypeError for any other."""
    if isinstance(value, ast.Call) and _name(value.func).startswith("httpx."):
        return _KEPT
    if isinstance(value, ast.Call) and _name(value.func).rpartition(".")[2].startswith("Default"):
        return Refused("It is a client of the source's own; Ark takes one of httpx.")
    return Reshaped(None, "Ark takes a client of httpx, and raises TypeError for any other.")


def _name(function: ast.expr) -> str:
    return ast.unparse(function) if isinstance(function, (ast.Attribute, ast.Name)) else ""
