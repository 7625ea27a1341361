"""What the profile of Doubao cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Refused, Reshaped
from transforms.transports import client_of_httpx, timeout_of_httpx


def client_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep what httpx takes."""
    return timeout_of_httpx(value, "Ark")


def call_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep what a call is given, but for an object that is made there: see ``client_timeout``."""
    return client_timeout(value) if isinstance(value, ast.Call) else Reshaped()


def http_client(value: ast.expr) -> Reshaped | Refused:
    """Keep a client of httpx; Ark raises TypeError for any other."""
    return client_of_httpx(value, "Ark")
