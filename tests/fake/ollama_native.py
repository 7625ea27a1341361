"""Ollama's own endpoint, ``/api``: chats, streams of lines, embeddings.

Written after ollama 0.6.3 _client.py and _types.py.
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
UNKNOWN = "unknown field {name}"
CREATED = "2026-11-23T10:00:00.000000Z"


def _form(value: Any) -> bool:
    return value == "json" or isinstance(value, dict)


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


CHAT: dict[str, Check] = {
    "model": checks.text,
    "messages": checks.anything,
    "stream": checks.flag,
    "tools": lambda value: value == [] or checks.tools(value),  # the SDK sends them always
    "think": lambda value: value in (True, False, "low", "medium", "high"),
    "format": _form,
    "options": checks.mapping,
    "keep_alive": checks.anything,
    "logprobs": checks.flag,
    "top_logprobs": checks.whole(0, 20),
}
OPTIONS: dict[str, Check] = {
    "temperature": checks.number(0, 2),
    "top_p": checks.number(0, 1),
    "seed": checks.whole(-(2**63), 2**63),
    "stop": _strings,
    "num_predict": checks.whole(-2),
    "presence_penalty": checks.number(-2, 2),
    "frequency_penalty": checks.number(-2, 2),
}
NAMES = {"num_predict": "max_tokens"}


def respond(endpoint: Endpoint, exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    """Answer a request to the native endpoint, which asks for no key. Raises Fault."""
    bearer = exchange.headers.get("authorization", "").removeprefix("Bearer ")
    exchange.leak = "an OpenAI key" if bearer.startswith("sk-proj-") else ""
    if exchange.path == "/api/chat":
        return _chat(endpoint, exchange, ignoring)
    if exchange.path == "/api/embed":
        return _embed(endpoint, exchange)
    raise Fault(404, "not_found", f"no such path: {exchange.path}")


def _chat(endpoint: Endpoint, exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    body = exchange.body
    stream = bool(body.get("stream"))
    options = body.get("options") or {}
    given = {NAMES.get(name, name): value for name, value in options.items()}
    given["think"] = body.get("think")
    for name in ("tools", "logprobs", "top_logprobs"):
        given[name] = body.get(name) or None
    form = body.get("format")
    if form == "json":
        given["response_format"] = {"type": "json_object"}
    elif form:
        given["response_format"] = {"type": "json_schema", "json_schema": {"schema": form}}
    _check_messages(body.get("messages"))
    meaning = Meaning(
        canonical_messages(body.get("messages") or []), canonical_parameters(given), stream
    )
    exchange.chat(body.get("model"), meaning)
    checks.check_parameters(body, CHAT, code=CODE, unknown=UNKNOWN)
    checks.check_parameters(options, OPTIONS, code=CODE, unknown=UNKNOWN)
    model = endpoint.models.get(exchange.model)
    if model is None:
        raise Fault(404, "not_found", f"model '{exchange.model}' not found")
    if body.get("think") and not model.thinks:
        raise Fault(400, CODE, f'"{exchange.model}" does not support thinking', "think")
    exchange.reasoned = model.always or (model.thinks and body.get("think") is not False)
    check_meaning(meaning, sees=model.sees, code=CODE)
    reply = answer(meaning, ignoring=ignoring | {"think"}, reasoning=exchange.reasoned)
    (choice,) = reply.choices
    if stream:
        return Answer(200, frames=tuple(_lines(exchange.model, reply, choice)))
    return Answer(200, {**_part(exchange.model, choice.content, choice), **_end(reply, choice)})


def _check_messages(messages: Any) -> None:
    if not isinstance(messages, list) or not messages:
        raise Fault(400, CODE, "messages must not be empty", "messages")
    for message in messages:
        if message.get("role") not in ("system", "user", "assistant", "tool"):
            raise Fault(400, CODE, f"invalid role in {message!r}", "messages")
        if not isinstance(message.get("content", ""), str):
            raise Fault(400, CODE, "content must be a text", "messages")
        if "tool_call_id" in message:
            raise Fault(400, CODE, "unknown field tool_call_id", "messages")


def _part(model: str, text: str | None, choice: Choice) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": text or ""}
    if choice.calls:
        message["tool_calls"] = [
            {"function": {"name": call.name, "arguments": json.loads(call.arguments)}}
            for call in choice.calls
        ]
    part = {"model": model, "created_at": CREATED, "message": message, "done": False}
    return {**part, "logprobs": choice.logprobs["content"]} if choice.logprobs else part


def _end(reply: Reply, choice: Choice) -> dict[str, Any]:
    return {
        "done": True,
        "done_reason": "length" if choice.finish == "length" else "stop",
        "total_duration": 5,
        "prompt_eval_count": reply.prompt_tokens,
        "eval_count": reply.completion_tokens,
    }


def _lines(model: str, reply: Reply, choice: Choice) -> Iterator[str]:
    silent = Choice(None, (), choice.finish)
    if choice.calls:
        yield json.dumps(_part(model, None, choice)) + "\n"
    for piece in choice.pieces:
        yield json.dumps(_part(model, piece, silent)) + "\n"
    yield json.dumps({**_part(model, None, silent), **_end(reply, choice)}) + "\n"


def _embed(endpoint: Endpoint, exchange: Exchange) -> Answer:
    body = exchange.body
    exchange.kind = "embedding"
    exchange.model = str(body.get("model"))
    model = endpoint.vectors.get(exchange.model)
    if model is None:
        raise Fault(404, "not_found", f"model '{exchange.model}' not found")
    known = {"model": checks.text, "input": checks.anything, "dimensions": checks.whole(1)}
    checks.check_parameters(body, known, code=CODE, unknown=UNKNOWN)
    texts = note_embedding(exchange, body.get("input"), {}, 0)
    if any(not isinstance(text, str) for text in texts):
        raise Fault(400, CODE, "input must be text", "input")
    size = body.get("dimensions") or model.sizes[0]
    exchange.parameters["dimensions"] = size
    return Answer(
        200,
        {
            "model": exchange.model,
            "embeddings": [vector(text, size) for text in texts],
            "prompt_eval_count": sum(len(text.split()) for text in texts),
        },
    )


def error(fault: Fault) -> Any:
    """Return a fault in the native endpoint's shape."""
    return {"error": fault.message}
