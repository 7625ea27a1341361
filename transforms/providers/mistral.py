"""What the profile of Mistral cannot say in YAML: arguments whose place or unit is another."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span
from transforms.transports import in_milliseconds

_BACKOFF = (
    'mistralai.client.utils.RetryConfig("backoff", '
    "mistralai.client.utils.BackoffStrategy(500, 8000, 2, {elapsed}), True)"
)


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


def timeout(value: ast.expr) -> Reshaped | Refused:
    """Give seconds as ``timeout_ms``."""
    return in_milliseconds(value, "timeout_ms")


def max_retries(value: ast.expr) -> Reshaped | Refused:
    """Give a number of retries as the time that the source's own waits between them take.

    mistralai 3.7.0 client/utils/retries.py: it tries again until a time has passed, after half a
    second, then twice as long each time; openai 3.54.0 _base_client.py waits the same times.
    """
    review = "Mistral limits retries by time and not by number."
    if isinstance(value, ast.Constant) and isinstance(value.value, int):
        if value.value == 0:
            return Reshaped(())
        elapsed = str(500 * (2**value.value - 1))
        return Reshaped((Placed("retry_config", _BACKOFF.format(elapsed=elapsed)),), review)
    hole = (("value", Span.of(value)),)
    code = _BACKOFF.format(elapsed="500 * (2 ** {value} - 1)")
    return Reshaped((Placed("retry_config", code, hole),), review)
