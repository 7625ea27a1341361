"""Qwen's endpoint in OpenAI's shape: ``/compatible-mode/v1``."""

from __future__ import annotations

from typing import Any

from tests.fake import checks, openai_shapes, qwen_api
from tests.fake.checks import Check
from tests.fake.exchange import Answer, Exchange
from tests.fake.faults import Fault
from tests.fake.meaning import Meaning, canonical_messages, canonical_parameters
from tests.fake.openai_api import CONTROL, note_embedding
from tests.fake.qwen_models import CHAT_MODELS
from tests.fake.reply import vector

CHAT: dict[str, Check] = {
    "model": checks.text,
    "messages": checks.anything,
    "stream": checks.flag,
    "stream_options": checks.mapping,
    "max_completion_tokens": checks.whole(1),
    **qwen_api.HEEDED,
    **qwen_api.UNHEEDED,
}
EMBEDDING: dict[str, Check] = {
    "model": checks.text,
    "input": checks.anything,
    "dimensions": checks.whole(1),
    "encoding_format": checks.one_of("float"),
    "user": checks.anything,
}
UNKNOWN = "Unknown parameter: {name}"
CODE = "invalid_parameter_error"


def respond(exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    """Answer a request to the compatible endpoint. Raises Fault."""
    qwen_api.authorize(exchange)
    path = exchange.path.removeprefix("/compatible-mode/v1")
    if path == "/chat/completions":
        return _chat(exchange, ignoring)
    if path == "/embeddings":
        return _embed(exchange)
    if path == "/models" and exchange.method == "GET":
        exchange.kind = "models"
        created = openai_shapes.CREATED
        models = [{"id": m, "object": "model", "created": created} for m in CHAT_MODELS]
        return Answer(200, {"object": "list", "data": models})
    raise Fault(404, "not_found", f"no such path: {exchange.path}")


def _chat(exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    body = exchange.body
    given = {name: value for name, value in body.items() if name not in CONTROL}
    messages = canonical_messages(body.get("messages") or [])
    meaning = Meaning(messages, canonical_parameters(given), bool(body.get("stream")))
    exchange.chat(body.get("model"), meaning)
    checks.check_parameters(body, CHAT, code=CODE, unknown=UNKNOWN)
    checks.check_messages(body["messages"], qwen_api.ROLES, code=CODE)
    options = body.get("stream_options")
    if options and not meaning.stream:
        raise Fault(400, CODE, "stream_options needs stream", "stream_options")
    reply = qwen_api.converse(exchange, meaning, ignoring)
    if meaning.stream:
        with_usage = bool(options and options.get("include_usage"))
        frames = openai_shapes.chunks(reply, exchange.model, own=False, with_usage=with_usage)
        return Answer(200, frames=tuple(frames))
    return Answer(200, openai_shapes.completion(reply, exchange.model, own=False))


def _embed(exchange: Exchange) -> Answer:
    body = exchange.body
    exchange.kind = "embedding"
    exchange.model = str(body.get("model"))
    checks.check_parameters(body, EMBEDDING, code=CODE, unknown=UNKNOWN)
    texts = note_embedding(exchange, body.get("input"), body, 0)
    if any(not isinstance(text, str) for text in texts):
        raise Fault(400, CODE, "input must be text", "input")
    size = qwen_api.vector_size(exchange, body.get("dimensions"), len(texts))
    exchange.parameters["dimensions"] = size
    exchange.ignored = tuple(name for name in exchange.given if name == "user")
    tokens = sum(len(text.split()) for text in texts)
    vectors = [vector(text, size) for text in texts]
    return Answer(200, openai_shapes.embeddings(vectors, exchange.model, tokens, base_64=False))


def error(fault: Fault) -> Any:
    """Return a fault in the compatible endpoint's shape."""
    kind = "invalid_request_error" if fault.status < 429 else fault.code
    body = {"message": fault.message, "type": kind, "param": fault.param, "code": fault.code}
    return {"error": body, "request_id": "fake-request"}
