"""What clients whose SDK speaks through httpx take as timeout and as HTTP client."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span

KEPT = Reshaped()


def timeout_of_httpx(value: ast.expr, sdk: str) -> Reshaped | Refused:
    """Keep seconds, and the Timeout of httpx: the source's own may be another package's by now."""
    if isinstance(value, ast.Constant):
        return KEPT
    if isinstance(value, ast.Call) and called(value).rpartition(".")[2] == "Timeout":
        if called(value).startswith("httpx."):
            return KEPT
        if value.args and isinstance(value.args[0], ast.Constant) and value.args[0].value:
            placed = Placed("timeout", "{value}", (("value", Span.of(value.args[0])),))
            review = "It is one timeout for all by now, in seconds." if value.keywords else ""
            return Reshaped((placed,), review)
        return Refused(f"{sdk} takes a Timeout of httpx, and this is the source's.")
    return Reshaped(None, f"{sdk} takes a number of seconds, or a Timeout of httpx.")


def in_seconds(value: ast.expr, sdk: str) -> Reshaped | Refused:
    """Keep a number of seconds, and give that of a Timeout."""
    if isinstance(value, ast.Constant):
        return KEPT
    if isinstance(value, ast.Call) and called(value).rpartition(".")[2] == "Timeout":
        if value.args and isinstance(value.args[0], ast.Constant) and value.args[0].value:
            placed = Placed("timeout", "{value}", (("value", Span.of(value.args[0])),))
            return Reshaped(
                (placed,), "It is one timeout for all by now." if value.keywords else ""
            )
        return Refused(f"{sdk} takes a number of seconds and no Timeout object.")
    return Reshaped(None, f"{sdk} takes a number of seconds here and no Timeout object.")


def in_milliseconds(value: ast.expr, keyword: str) -> Reshaped | Refused:
    """Give a number of seconds in milliseconds, a whole number, under another keyword."""
    review = ""
    if isinstance(value, ast.Call) and called(value).rpartition(".")[2] == "Timeout":
        if not value.args:
            return Refused("It is no single number of seconds.")
        review = "It is one timeout for all by now." if value.keywords else ""
        value = value.args[0]
    if isinstance(value, ast.Constant):
        if value.value is None:
            return Reshaped(())
        if not isinstance(value.value, (int, float)):
            return Refused("It is no number of seconds.")
        return Reshaped((Placed(keyword, str(round(value.value * 1000))),), review)
    hole = (("value", Span.of(value)),)
    told = review or "It must be a number of seconds, and never None or a Timeout."
    return Reshaped((Placed(keyword, "round({value} * 1000)", hole),), told)


def client_of_httpx(value: ast.expr, sdk: str) -> Reshaped | Refused:
    """Keep a client of httpx, which is all that such an SDK takes."""
    if isinstance(value, ast.Call) and called(value).startswith("httpx."):
        return KEPT
    if isinstance(value, ast.Call) and called(value).rpartition(".")[2].startswith("Default"):
        return Refused(f"It is a client of the source's own; {sdk} takes one of httpx.")
    return Reshaped(None, f"{sdk} takes a client of httpx, and no other.")


def called(call: ast.Call) -> str:
    """Return the dotted name of what is called, "" for anything else."""
    function = call.func
    return ast.unparse(function) if isinstance(function, (ast.Attribute, ast.Name)) else ""
