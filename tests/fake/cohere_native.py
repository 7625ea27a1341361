"""Cohere's own endpoint, ``/v2``: chats, streams of events, embeddings.

Written after cohere 7.3.1 v2/client.py, v2/types and core/http_client.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.fake import checks
from tests.fake.checks import Check
from tests.fake.endpoint import Endpoint
from tests.fake.exchange import Answer, Exchange
from tests.fake.faults import Fault
from tests.fake.meaning import Meaning, canonical_messages, canonical_parameters
from tests.fake.openai_api import check_meaning, note_embedding
from tests.fake.reply import Choice, Reply, answer, vector

CODE = "invalid_request"
UNKNOWN = "unknown field: parameter '{name}' is not a valid field"
ROLES = ("system", "user", "assistant", "tool")
FINISHES = {"stop": "COMPLETE", "length": "MAX_TOKENS", "tool_calls": "TOOL_CALL"}
NAMES = {"p": "top_p", "stop_sequences": "stop"}


def _words(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 5 and all(isinstance(w, str) for w in value)


def _thinking(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") in ("enabled", "disabled")
        and value.keys() <= {"type", "token_budget"}
    )


def _format(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") in ("text", "json_object")
        and value.keys() <= {"type", "json_schema"}
    )


CHAT: dict[str, Check] = {
    "model": checks.text,
    "messages": checks.anything,
    "stream": checks.flag,
    "temperature": checks.number(0, 2),
    "seed": checks.whole(0, 2**63),
    "p": checks.number(0.01, 0.99),
    "k": checks.whole(0, 500),
    "max_tokens": checks.whole(1),
    "stop_sequences": _words,
    "frequency_penalty": checks.number(0, 1),
    "presence_penalty": checks.number(0, 1),
    "tools": checks.tools,
    "tool_choice": checks.one_of("REQUIRED", "NONE"),
    "response_format": _format,
    "thinking": _thinking,
}
EMBEDDING: dict[str, Check] = {
    "model": checks.text,
    "input_type": checks.one_of(
        "search_document", "search_query", "classification", "clustering", "image"
    ),
    "texts": lambda value: isinstance(value, list) and len(value) <= 96,
    "embedding_types": lambda value: value == ["float"],
    "output_dimension": checks.whole(1),
}


def respond(endpoint: Endpoint, exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    """Answer a request to the native endpoint. Raises Fault."""
    bearer = exchange.headers.get("authorization", "").removeprefix("Bearer ")
    exchange.leak = "an OpenAI key" if bearer.startswith("sk-proj-") else ""
    if bearer != endpoint.key:
        raise Fault(401, "unauthorized", "invalid api token")
    if exchange.path == "/v2/chat":
        return _chat(endpoint, exchange, ignoring)
    if exchange.path == "/v2/embed":
        return _embed(endpoint, exchange)
    raise Fault(404, "not_found", f"no such path: {exchange.path}")


def _chat(endpoint: Endpoint, exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    body = exchange.body
    stream = bool(body.get("stream"))
    given = {
        NAMES.get(name, name): value.lower() if name == "tool_choice" else value
        for name, value in body.items()
        if name not in ("model", "messages", "stream")
    }
    messages = canonical_messages(body.get("messages") or [])
    meaning = Meaning(messages, canonical_parameters(given), stream)
    exchange.chat(body.get("model"), meaning)
    checks.check_parameters(body, CHAT, code=CODE, unknown=UNKNOWN)
    checks.check_messages(body["messages"], ROLES, code=CODE)
    model = endpoint.models.get(exchange.model)
    if model is None:
        raise Fault(404, "model_not_found", f"model '{exchange.model}' not found")
    switch = body.get("thinking")
    if switch and switch.get("type") == "enabled" and not model.thinks:
        raise Fault(400, CODE, f"{exchange.model} does not support thinking", "thinking")
    exchange.reasoned = model.thinks and (switch or {}).get("type") != "disabled"
    if body.get("response_format") and body.get("tools"):
        raise Fault(400, CODE, "response_format does not go with tools", "response_format")
    check_meaning(meaning, sees=model.sees, code=CODE)
    left_out = ignoring | {"thinking"}
    reply = answer(meaning, ignoring=left_out, reasoning=exchange.reasoned)
    (choice,) = reply.choices
    if stream:
        return Answer(200, frames=tuple(_frames(reply, choice)))
    message: dict[str, Any] = {"role": "assistant"}
    if choice.calls:
        message["tool_calls"] = _calls(choice)
        message["tool_plan"] = "I will call a tool."
    else:
        thoughts = [{"type": "thinking", "thinking": reply.reasoning}] if reply.reasoning else []
        message["content"] = [*thoughts, {"type": "text", "text": choice.content}]
    finish = FINISHES[choice.finish]
    usage = _usage(reply)
    return Answer(
        200, {"id": reply.id, "message": message, "finish_reason": finish, "usage": usage}
    )


def _calls(choice: Choice) -> list[dict[str, Any]]:
    return [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for call in choice.calls
    ]


def _usage(reply: Reply) -> dict[str, Any]:
    tokens = {
        "input_tokens": float(reply.prompt_tokens),
        "output_tokens": float(reply.completion_tokens),
    }
    return {"billed_units": tokens, "tokens": tokens, "cached_tokens": 0.0}


def _frames(reply: Reply, choice: Choice) -> Iterator[str]:
    message: dict[str, Any] = {"role": "assistant", "content": [], "tool_calls": []}
    yield _frame({"type": "message-start", "id": reply.id, "delta": {"message": message}})
    at = 0
    if reply.reasoning:
        yield from _content(0, "thinking", [reply.reasoning])
        at = 1
    for index, call in enumerate(_calls(choice)):
        start = {**call, "function": {"name": call["function"]["name"], "arguments": ""}}
        for kind, part in (
            ("tool-call-start", start),
            ("tool-call-delta", {"function": {"arguments": call["function"]["arguments"]}}),
        ):
            delta = {"message": {"tool_calls": part}}
            yield _frame({"type": kind, "index": index, "delta": delta})
        yield _frame({"type": "tool-call-end", "index": index})
    if not choice.calls:
        yield from _content(at, "text", choice.pieces)
    delta = {"finish_reason": FINISHES[choice.finish], "usage": _usage(reply)}
    yield _frame({"type": "message-end", "delta": delta})
    yield "data: [DONE]\n\n"


def _content(index: int, kind: str, pieces: list[str]) -> Iterator[str]:
    start = {"message": {"content": {"type": kind, kind: ""}}}
    yield _frame({"type": "content-start", "index": index, "delta": start})
    for piece in pieces:
        delta = {"message": {"content": {kind: piece}}}
        yield _frame({"type": "content-delta", "index": index, "delta": delta})
    yield _frame({"type": "content-end", "index": index})


def _frame(event: dict[str, Any]) -> str:
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"


def _embed(endpoint: Endpoint, exchange: Exchange) -> Answer:
    body = exchange.body
    exchange.kind = "embedding"
    exchange.model = str(body.get("model"))
    model = endpoint.vectors.get(exchange.model)
    if model is None:
        raise Fault(404, "model_not_found", f"model '{exchange.model}' not found")
    checks.check_parameters(body, EMBEDDING, code=CODE, unknown=UNKNOWN)
    if "input_type" not in body:
        raise Fault(400, CODE, "input_type is required", "input_type")
    texts = note_embedding(exchange, body.get("texts"), {}, 0)
    if any(not isinstance(text, str) for text in texts):
        raise Fault(400, CODE, "texts must be text", "texts")
    size = body.get("output_dimension") or model.sizes[0]
    if size not in (256, 512, 1024, 1536):
        raise Fault(400, CODE, f"output_dimension {size} is not supported", "output_dimension")
    exchange.parameters["dimensions"] = size
    tokens = float(sum(len(text.split()) for text in texts))
    return Answer(
        200,
        {
            "id": "fake-request",
            "response_type": "embeddings_by_type",
            "texts": texts,
            "embeddings": {"float": [vector(text, size) for text in texts]},
            "meta": {"api_version": {"version": "2"}, "billed_units": {"input_tokens": tokens}},
        },
    )


def error(fault: Fault) -> Any:
    """Return a fault in the native endpoint's shape."""
    return {"id": "fake-request", "message": fault.message}
