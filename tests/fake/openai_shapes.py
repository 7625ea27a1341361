"""The shapes of OpenAI's wire: completions, chunks, embeddings. Compatible endpoints share them."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator
from typing import Any

from tests.fake.reply import Choice, Reply, ToolCall

CREATED = 1_760_000_000


def usage(reply: Reply) -> dict[str, Any]:
    """Return the usage object of a reply."""
    return {
        "prompt_tokens": reply.prompt_tokens,
        "completion_tokens": reply.completion_tokens,
        "total_tokens": reply.total_tokens,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 5 if reply.reasoning else 0},
    }


def _function(call: ToolCall) -> dict[str, Any]:
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments},
    }


def _message(choice: Choice, reply: Reply, *, own: bool) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": choice.content}
    if own:
        message |= {"refusal": None, "annotations": []}
    if choice.calls and reply.function:
        call = choice.calls[0]
        message["function_call"] = {"name": call.name, "arguments": call.arguments}
    elif choice.calls:
        message["tool_calls"] = [_function(call) for call in choice.calls]
    if reply.reasoning and not own:
        message["reasoning_content"] = reply.reasoning
    return message


def completion(reply: Reply, model: str, *, own: bool) -> dict[str, Any]:
    """Return a ``chat.completion``; ``own`` adds what only OpenAI itself sends."""
    return {
        "id": reply.id,
        "object": "chat.completion",
        "created": CREATED,
        "model": model,
        "choices": [
            {
                "index": index,
                "message": _message(choice, reply, own=own),
                "finish_reason": choice.finish,
                "logprobs": choice.logprobs,
            }
            for index, choice in enumerate(reply.choices)
        ],
        "usage": usage(reply),
        "system_fingerprint": "fp_fake" if own else None,
    }


def chunks(
    reply: Reply,
    model: str,
    *,
    own: bool,
    with_usage: bool,
    ends_with_usage: bool = False,
    whole_calls: bool = False,
) -> Iterator[str]:
    """Yield the frames of a streamed completion.

    ``ends_with_usage``: the last choice comes with the usage, which no frame of its own tells.
    ``whole_calls``: a tool call comes in one frame.
    """

    def frame(choices: list[dict[str, Any]], **more: Any) -> str:
        body = {
            "id": reply.id,
            "object": "chat.completion.chunk",
            "created": CREATED,
            "model": model,
            "choices": choices,
            **more,
        }
        return f"data: {json.dumps(body)}\n\n"

    nothing: dict[str, Any] = {"usage": None} if with_usage else {}
    for index, choice in enumerate(reply.choices):

        def one(
            delta: dict[str, Any],
            finish: str | None = None,
            logprobs: Any = None,
            index: int = index,
        ) -> str:
            part = {"index": index, "delta": delta, "finish_reason": finish, "logprobs": logprobs}
            if ends_with_usage and finish and index == len(reply.choices) - 1:
                return frame([part], usage=usage(reply))
            return frame([part], **nothing)

        first: dict[str, Any] = {"role": "assistant", "content": None if choice.calls else ""}
        yield one({**first, "refusal": None} if own else first)
        if reply.reasoning and not own:
            yield one({"content": None, "reasoning_content": reply.reasoning})
        for call in choice.calls[:1] if reply.function else ():
            half = len(call.arguments) // 2
            yield one({"function_call": {"name": call.name, "arguments": ""}})
            for piece in (call.arguments[:half], call.arguments[half:]):
                yield one({"function_call": {"arguments": piece}})
        own_calls = () if reply.function else choice.calls
        for at, call in enumerate(own_calls if whole_calls else ()):
            yield one({"content": "", "tool_calls": [{"index": at, **_function(call)}]})
        for at, call in enumerate(() if whole_calls else own_calls):
            half = len(call.arguments) // 2
            opening = {"name": call.name, "arguments": ""}
            start = {"index": at, "id": call.id, "type": "function", "function": opening}
            yield one({"tool_calls": [start]})
            for piece in (call.arguments[:half], call.arguments[half:]):
                yield one({"tool_calls": [{"index": at, "function": {"arguments": piece}}]})
        words = choice.logprobs["content"] if choice.logprobs else ()
        for at, piece in enumerate(choice.pieces):
            logprobs = {"content": [words[at]], "refusal": None} if words else None
            yield one({"content": piece}, logprobs=logprobs)
        yield one({} if own else {"content": ""}, choice.finish)
    if with_usage:
        yield frame([], usage=usage(reply))
    yield "data: [DONE]\n\n"


def embeddings(
    vectors: list[list[float]], model: str, tokens: int, *, base_64: bool
) -> dict[str, Any]:
    """Return an embedding list, its vectors as numbers or as base64 of single floats."""
    return {
        "object": "list",
        "data": [
            {
                "object": "embedding",
                "index": index,
                "embedding": (
                    base64.b64encode(struct.pack(f"<{len(v)}f", *v)).decode() if base_64 else v
                ),
            }
            for index, v in enumerate(vectors)
        ],
        "model": model,
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }
