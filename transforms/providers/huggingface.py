"""What the profile of Hugging Face cannot say in YAML: arguments whose value decides."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Refused, Reshaped
from transforms.transports import in_seconds


def client_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep a number of seconds."""
    return in_seconds(value, "huggingface_hub")
