"""What the profile of Zhipu cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Refused, Reshaped
from transforms.transports import client_of_httpx, timeout_of_httpx

_SENT = "zai-sdk sends 0.01 with do_sample=False for 0, and 0.99 for 1 and more."


def client_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep what httpx takes."""
    return timeout_of_httpx(value, "zai-sdk")


def call_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep what a call is given, but for an object that is made there: see ``client_timeout``."""
    return client_timeout(value) if isinstance(value, ast.Call) else Reshaped()


def http_client(value: ast.expr) -> Reshaped | Refused:
    """Keep a client of httpx."""
    return client_of_httpx(value, "zai-sdk")


def temperature(value: ast.expr) -> Reshaped | Refused:
    """Keep it: zai-sdk itself changes what GLM would refuse, which is told."""
    return _within(value, _SENT)


def top_p(value: ast.expr) -> Reshaped | Refused:
    """Keep it, as the temperature."""
    return _within(value, "zai-sdk sends 0.01 for 0, and 0.99 for 1 and more.")


def _within(value: ast.expr, review: str) -> Reshaped:
    number = value.value if isinstance(value, ast.Constant) else None
    kept = isinstance(number, float) and 0 < number < 1
    return Reshaped(None, "" if kept else review)
