"""OpenAI's Responses API, as far as a plain call goes: it means what a chat of the same texts means."""

from __future__ import annotations

from typing import Any

from tests.fake import checks, openai_shapes
from tests.fake.checks import Check

RESPONSES: dict[str, Check] = {
    "model": checks.text,
    "input": checks.anything,
    "instructions": checks.text,
    "max_output_tokens": checks.whole(1),
    "temperature": checks.number(0, 2),
    "top_p": checks.number(0, 1),
    "store": checks.flag,
    "stream": checks.flag,
    "user": checks.text,
    "metadata": checks.mapping,
    "reasoning": checks.mapping,
    "text": checks.mapping,
}
SETTINGS = ("temperature", "top_p", "user", "metadata")
UNKNOWN = "Unknown parameter: '{name}'."


def as_chat(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body of the chat that means the same. Raises Fault 400 for what is unknown."""
    checks.check_parameters(body, RESPONSES, code="unknown_parameter", unknown=UNKNOWN)
    asked = body["input"]
    messages = [{"role": "user", "content": asked}] if isinstance(asked, str) else list(asked)
    if body.get("instructions"):
        messages.insert(0, {"role": "system", "content": body["instructions"]})
    chat = {"model": body["model"], "messages": messages}
    chat |= {name: body[name] for name in SETTINGS if name in body}
    if "max_output_tokens" in body:
        chat["max_completion_tokens"] = body["max_output_tokens"]
    if body.get("reasoning", {}).get("effort"):
        chat["reasoning_effort"] = body["reasoning"]["effort"]
    if body.get("text", {}).get("verbosity"):
        chat["verbosity"] = body["text"]["verbosity"]
    return chat


def response(completion: dict[str, Any]) -> dict[str, Any]:
    """Return a ``response`` that answers what a ``chat.completion`` answers."""
    usage = completion["usage"]
    text = completion["choices"][0]["message"]["content"]
    part = {"type": "output_text", "text": text, "annotations": []}
    return {
        "id": completion["id"].replace("chatcmpl", "resp"),
        "object": "response",
        "created_at": openai_shapes.CREATED,
        "model": completion["model"],
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "output": [
            {
                "type": "message",
                "id": "msg_1",
                "status": "completed",
                "role": "assistant",
                "content": [part],
            }
        ],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": usage["prompt_tokens"],
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": usage["completion_tokens"],
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": usage["total_tokens"],
        },
    }
