"""OpenAI's completions of texts: one of a plain prompt means what a chat of that text means."""

from __future__ import annotations

from typing import Any

from tests.fake import checks
from tests.fake.checks import Check
from tests.fake.faults import Fault

COMPLETIONS: dict[str, Check] = {
    "model": checks.text,
    "prompt": checks.text,
    "max_tokens": checks.whole(1),
    "temperature": checks.number(0, 2),
    "top_p": checks.number(0, 1),
    "n": checks.whole(1, 128),
    "stop": checks.stop,
    "presence_penalty": checks.number(-2, 2),
    "frequency_penalty": checks.number(-2, 2),
    "user": checks.text,
    "seed": checks.whole(-(2**63), 2**63),
}
MODELS = ("gpt-3.5-turbo-instruct", "text-davinci-003", "davinci-002", "babbage-002")
UNKNOWN = "Unrecognized request argument supplied: {name}"
LENGTH = 16
"""How many tokens it answers with where nothing is said."""


def as_chat(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body of the chat that means the same. Raises Fault for what is unknown."""
    checks.check_parameters(body, COMPLETIONS, code="unsupported_parameter", unknown=UNKNOWN)
    if body.get("model") not in MODELS:
        raise Fault(404, "model_not_found", f"{body.get('model')} does not complete texts.")
    rest = {name: value for name, value in body.items() if name not in ("model", "prompt")}
    message = {"role": "user", "content": body["prompt"]}
    return {"model": "gpt-3.5-turbo", "messages": [message], "max_tokens": LENGTH, **rest}


def completion(chat: dict[str, Any], model: str) -> dict[str, Any]:
    """Return a ``text_completion`` that says what a ``chat.completion`` says."""
    choices = [
        {
            "index": choice["index"],
            "text": choice["message"]["content"],
            "finish_reason": choice["finish_reason"],
            "logprobs": None,
        }
        for choice in chat["choices"]
    ]
    same = {name: chat[name] for name in ("created", "usage")}
    name = chat["id"].replace("chatcmpl", "cmpl")
    return {"id": name, "object": "text_completion", "model": model, "choices": choices, **same}
