"""What the profile of Qwen cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span

# dashscope 2.0.2 v2/resources/chat/completions.py: keywords of create() that OpenAI's lacks
_OWN_KEYWORDS = frozenset(
    {
        "enable_search",
        "enable_thinking",
        "repetition_penalty",
        "search_options",
        "thinking_budget",
        "top_k",
    }
)
# alibabacloud.com/help/es/model-studio/text-embedding-synchronous-api (2026-10-12), of v4
_TEXTS_PER_REQUEST = 10
_KEPT = Reshaped()


def extra_body(value: ast.expr) -> Reshaped | Refused:
    """Spread a literal dict into Qwen's own keywords; the rest goes into ``parameters``.

    ``parameters`` is merged into the body of the request, which is what ``extra_body`` means.
    """
    if not isinstance(value, ast.Dict):
        return Reshaped((Placed("parameters", "{value}", (("value", Span.of(value)),), key="**"),))
    placed = []
    for key, item in zip(value.keys, value.values, strict=True):
        hole = (("value", Span.of(item)),)
        if key is None:
            placed.append(Placed("parameters", "{value}", hole, key="**"))
        elif not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            return Refused("A key of extra_body is not written out.")
        elif key.value in _OWN_KEYWORDS:
            placed.append(Placed(key.value, "{value}", hole))
        else:
            placed.append(Placed("parameters", "{value}", hole, key=key.value))
    return Reshaped(tuple(placed))


def stream_options(value: ast.expr) -> Reshaped | Refused:
    """Move the options to where they override what the SDK asks for on its own."""
    hole = (("value", Span.of(value)),)
    return Reshaped((Placed("parameters", "{value}", hole, key="stream_options"),))


def client_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep a number of seconds; the constructor refuses the objects that OpenAI's takes."""
    if isinstance(value, ast.Constant):
        if value.value is None:
            return Reshaped((), "Without a timeout dashscope waits for 300 seconds.")
        return _KEPT
    if isinstance(value, ast.Call) and _name(value.func) == "Timeout":
        if value.args and isinstance(value.args[0], ast.Constant) and value.args[0].value:
            placed = Placed("timeout", "{value}", (("value", Span.of(value.args[0])),))
            return Reshaped((placed,), "dashscope has one timeout for all, in seconds.")
        return Refused("dashscope takes a number of seconds and no Timeout object.")
    return Reshaped(None, "dashscope takes a number of seconds here and no Timeout object.")


def call_timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep what a call is given, but for an object that is made there: see ``client_timeout``."""
    return client_timeout(value) if isinstance(value, ast.Call) else Reshaped()


def embedding_input(value: ast.expr) -> Reshaped | Refused:
    """Keep the texts, and tell of the limit unless it is clearly kept."""
    if isinstance(value, (ast.JoinedStr, ast.Constant)):
        return _KEPT
    if isinstance(value, (ast.List, ast.Tuple)) and len(value.elts) <= _TEXTS_PER_REQUEST:
        if all(isinstance(each, (ast.List, ast.Tuple)) for each in value.elts) and value.elts:
            return Refused("dashscope embeds texts and no token numbers.")
        if not any(isinstance(each, ast.Starred) for each in value.elts):
            return _KEPT
    return Reshaped(None, f"A request takes at most {_TEXTS_PER_REQUEST} texts.")


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
