"""Qwen's own endpoint: ``/api/v1``, as the provider's SDK uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.fake import checks, qwen_api
from tests.fake.checks import Check
from tests.fake.exchange import Answer, Exchange
from tests.fake.faults import Fault
from tests.fake.meaning import Meaning, canonical_messages, canonical_parameters
from tests.fake.openai_api import note_embedding
from tests.fake.qwen_models import CHAT_MODELS
from tests.fake.reply import Choice, Reply, vector

_AIGC = "/services/aigc/"
TEXT_PATH = _AIGC + "text-generation/generation"
MULTIMODAL_PATH = _AIGC + "multimodal-generation/generation"
VECTOR_PATH = "/services/embeddings/text-embedding/text-embedding"

CONTROL: dict[str, Check] = {
    "result_format": checks.one_of("message"),
    "incremental_output": checks.flag,
}
CHAT = {**CONTROL, **qwen_api.HEEDED, **qwen_api.UNHEEDED}
EMBEDDING: dict[str, Check] = {
    "text_type": checks.one_of("query", "document"),
    "dimension": checks.whole(1),
    "output_type": checks.one_of("dense"),
    "instruct": checks.text,
}
UNKNOWN = "Unknown parameter: {name}"
CODES = {
    "invalid_api_key": "InvalidApiKey",
    "model_not_found": "ModelNotFound",
    "rate_limit_exceeded": "Throttling.RateQuota",
    "internal_error": "InternalError",
    "service_unavailable": "ServiceUnavailable",
    "gateway_timeout": "GatewayTimeout",
    "permission_denied": "AccessDenied",
}


def respond(exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    """Answer a request to the native endpoint. Raises Fault."""
    qwen_api.authorize(exchange)
    path = exchange.path.removeprefix("/api/v1")
    if path in (TEXT_PATH, MULTIMODAL_PATH):
        return _chat(exchange, ignoring, multimodal=path == MULTIMODAL_PATH)
    if path == VECTOR_PATH:
        return _embed(exchange)
    if path == "/models" and exchange.method == "GET":
        return _models(exchange)
    raise Fault(404, "not_found", f"no such path: {exchange.path}")


def _open(body: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    if set(body) - {"model", "input", "parameters"}:
        raise Fault(400, "InvalidParameter", f"unknown keys in the body: {sorted(body)}")
    return body.get("input") or {}, body.get("parameters") or {}


def _chat(exchange: Exchange, ignoring: frozenset[str], *, multimodal: bool) -> Answer:
    content, parameters = _open(exchange.body)
    stream = exchange.headers.get("x-dashscope-sse") == "enable"
    given = {name: value for name, value in parameters.items() if name not in CONTROL}
    messages = canonical_messages(content.get("messages") or [])
    meaning = Meaning(messages, canonical_parameters(given), stream)
    exchange.chat(exchange.body.get("model"), meaning)
    if qwen_api.chat_model(exchange.model).multimodal != multimodal:
        raise Fault(400, "InvalidParameter", "url error, please check url!")
    checks.check_parameters(parameters, CHAT, code="InvalidParameter", unknown=UNKNOWN)
    checks.check_messages(content.get("messages"), qwen_api.ROLES, code="InvalidParameter")
    if parameters.get("result_format") != "message":
        raise Fault(400, "InvalidParameter", "only result_format=message is served here")
    reply = qwen_api.converse(exchange, meaning, ignoring)
    if not stream:
        return Answer(200, _body(reply, reply.choices, finish=None, multimodal=multimodal))
    incremental = bool(parameters.get("incremental_output"))
    frames = _frames(reply, incremental=incremental, multimodal=multimodal)
    return Answer(200, frames=tuple(frames))


def _body(
    reply: Reply, choices: tuple[Choice, ...], *, finish: str | None, multimodal: bool
) -> dict[str, Any]:
    shaped = []
    for index, choice in enumerate(choices):
        content: Any = choice.content or ""
        message: dict[str, Any] = {
            "role": "assistant",
            "content": [{"text": content}] if multimodal and content else content,
        }
        if reply.reasoning:
            message["reasoning_content"] = reply.reasoning
        if choice.calls:
            message["tool_calls"] = [
                {
                    "index": at,
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": call.arguments},
                }
                for at, call in enumerate(choice.calls)
            ]
        one = {"index": index, "finish_reason": finish or choice.finish, "message": message}
        if choice.logprobs:
            one["logprobs"] = choice.logprobs
        shaped.append(one)
    usage = {
        "input_tokens": reply.prompt_tokens,
        "output_tokens": reply.completion_tokens,
        "total_tokens": reply.total_tokens,
    }
    return {"request_id": reply.id, "output": {"choices": shaped}, "usage": usage}


def _frames(reply: Reply, *, incremental: bool, multimodal: bool) -> Iterator[str]:
    for at, choice in enumerate(reply.choices):
        so_far = ""
        steps = [*choice.pieces, ""]
        for number, piece in enumerate(steps, 1):
            so_far += piece
            last = number == len(steps)
            text = piece if incremental else so_far
            part = Choice(text, choice.calls if last else (), choice.finish)
            finish = None if last else "null"
            body = _body(reply, (part,), finish=finish, multimodal=multimodal)
            body["output"]["choices"][0]["index"] = at
            yield f"id:{number}\nevent:result\n:HTTP_STATUS/200\ndata:{json.dumps(body)}\n\n"


def _embed(exchange: Exchange) -> Answer:
    content, parameters = _open(exchange.body)
    exchange.kind = "embedding"
    exchange.model = str(exchange.body.get("model"))
    checks.check_parameters(parameters, EMBEDDING, code="InvalidParameter", unknown=UNKNOWN)
    named = {("dimensions" if k == "dimension" else k): v for k, v in parameters.items()}
    texts = note_embedding(exchange, content.get("texts"), named, 0)
    if any(not isinstance(text, str) for text in texts):
        raise Fault(400, "InvalidParameter", "texts must be text", "input")
    size = qwen_api.vector_size(exchange, parameters.get("dimension"), len(texts))
    exchange.parameters["dimensions"] = size
    tokens = sum(len(text.split()) for text in texts)
    items = [{"text_index": at, "embedding": vector(t, size)} for at, t in enumerate(texts)]
    body = {"request_id": "fake-request", "output": {"embeddings": items}}
    return Answer(200, {**body, "usage": {"total_tokens": tokens}})


def _models(exchange: Exchange) -> Answer:
    exchange.kind = "models"
    number = int(exchange.query.get("page_no", 1))
    size = int(exchange.query.get("page_size", 10))
    wanted = exchange.query.get("model")
    names = [name for name in CHAT_MODELS if wanted in (None, name)]
    page = names[(number - 1) * size : number * size]
    models = [{"model": name, "provider": "qwen"} for name in page]
    output = {"page_no": number, "page_size": size, "total": len(names), "models": models}
    return Answer(200, {"request_id": "fake-request", "output": output})


def error(fault: Fault) -> Any:
    """Return a fault in the native endpoint's shape."""
    code = CODES.get(fault.code, "InvalidParameter" if fault.status == 400 else fault.code)
    return {"code": code, "message": fault.message, "request_id": "fake-request"}
