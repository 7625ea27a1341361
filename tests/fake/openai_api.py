"""OpenAI's own endpoint: chat completions, embeddings and the list of models; chats at Azure too.

A deployment at Azure is taken to have the name of its model."""

from __future__ import annotations

import re
from typing import Any

from tests.fake import checks, openai_completions, openai_responses, openai_shapes
from tests.fake.checks import Check
from tests.fake.exchange import Answer, Exchange
from tests.fake.faults import Fault
from tests.fake.meaning import Meaning, canonical_messages, canonical_parameters
from tests.fake.reply import answer, vector

KEY = "sk-proj-" + "F4keOpenAiKey" * 3
HOST = "api.openai.com"
AZURE_KEY = "F4keAzureKey" * 3
AZURE_HOST = re.compile(r"[\w-]+\.openai\.azure\.com")

PLAIN = (
    "gpt-3.5-turbo",
    "gpt-3.5-turbo-16k",
    "gpt-3.5-turbo-0125",
    "gpt-3.5-turbo-1106",
    "gpt-4",
    "gpt-4-0613",
    "gpt-4-32k",
    "gpt-4-turbo",
    "gpt-4-turbo-preview",
    "gpt-4-1106-preview",
    "gpt-4o",
    "gpt-4o-2024-05-13",
    "gpt-4o-2024-08-06",
    "gpt-4o-2024-11-20",
    "gpt-4o-mini",
    "gpt-4o-mini-2024-07-18",
    "gpt-4.1",
    "gpt-4.1-2025-04-14",
    "gpt-4.1-mini",
    "gpt-4.1-nano",
    "chatgpt-4o-latest",
)
REASONING = (
    "o1",
    "o1-mini",
    "o1-preview",
    "o3",
    "o3-mini",
    "o4-mini",
    "gpt-5",
    "gpt-5-mini",
    "gpt-5-nano",
    "gpt-5.1",
    "gpt-5.2",
    "gpt-5.4",
    "gpt-5.4-mini",
    "gpt-5.4-nano",
    "gpt-5.5",
    "gpt-5.6-sol",
    "gpt-5.6-terra",
    "gpt-5.6-luna",
    "gpt-6-luna",
)
OPTIONAL = re.compile(r"gpt-(?:5[.][1-9]|6).*")
"""Models that reason unless told not to; the effort none tells them."""
CHOOSY = re.compile(r"gpt-(?:5[.][6-9]|6).*")
"""Models that take functions in a chat only where they do not reason."""
SERVED = frozenset(
    "gpt-4o gpt-4o-2024-08-06 gpt-4o-2024-11-20 gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-4.1 "
    "gpt-4.1-2025-04-14 gpt-4.1-mini o3 gpt-5 gpt-5-mini gpt-5-nano gpt-5.1 gpt-5.2 gpt-5.4 gpt-5.4-mini "
    "gpt-5.4-nano gpt-5.5 gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-6-luna".split()
)
"""Those of the chat models that had not ended in November 2026. The others are still answered here, to
run programs of their time."""
BLIND = re.compile(r"gpt-3\.5.*|gpt-4|gpt-4-0613|gpt-4-32k|o1-mini|o3-mini")
VECTORS = {
    "text-embedding-ada-002": 1536,
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
}
ROLES = ("developer", "system", "user", "assistant", "tool", "function")

CHAT: dict[str, Check] = {
    "model": checks.text,
    "messages": checks.anything,
    "stream": checks.flag,
    "stream_options": checks.mapping,
    "temperature": checks.number(0, 2),
    "top_p": checks.number(0, 1),
    "n": checks.whole(1, 128),
    "stop": checks.stop,
    "max_tokens": checks.whole(1),
    "max_completion_tokens": checks.whole(1),
    "presence_penalty": checks.number(-2, 2),
    "frequency_penalty": checks.number(-2, 2),
    "logit_bias": checks.mapping,
    "logprobs": checks.flag,
    "top_logprobs": checks.whole(0, 20),
    "user": checks.text,
    "seed": checks.whole(-(2**63), 2**63),
    "tools": checks.tools,
    "tool_choice": checks.tool_choice,
    "parallel_tool_calls": checks.flag,
    "functions": checks.anything,
    "function_call": checks.anything,
    "response_format": checks.response_format,
    "reasoning_effort": checks.one_of("none", "minimal", "low", "medium", "high", "xhigh", "max"),
    "verbosity": checks.one_of("low", "medium", "high"),
    "store": checks.flag,
    "metadata": checks.mapping,
    "service_tier": checks.one_of("auto", "default", "flex", "scale", "priority", "fast"),
    "prediction": checks.mapping,
    "safety_identifier": checks.text,
    "prompt_cache_key": checks.text,
}
EMBEDDING: dict[str, Check] = {
    "model": checks.text,
    "input": checks.anything,
    "dimensions": checks.whole(1, 3072),
    "encoding_format": checks.one_of("float", "base64"),
    "user": checks.text,
}
CONTROL = ("model", "messages", "input", "stream", "stream_options")
UNKNOWN = "Unrecognized request argument supplied: {name}"


def reasons(model: str, effort: Any = None) -> bool:
    """Say whether a model reasons when asked with this effort."""
    return model in REASONING and effort not in ("none", "minimal")


def authorize(exchange: Exchange) -> None:
    """Check the key. Raises Fault 401."""
    key = exchange.headers.get("authorization", "").removeprefix("Bearer ")
    azure = AZURE_HOST.fullmatch(exchange.host) and exchange.headers.get("api-key") == AZURE_KEY
    if not azure and not key.startswith("sk-proj-"):
        raise Fault(401, "invalid_api_key", "Incorrect API key provided.")


def respond(exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    """Answer a request to OpenAI. Raises Fault."""
    authorize(exchange)
    if exchange.path == "/v1/chat/completions":
        return _chat(exchange, ignoring)
    if exchange.path == "/v1/embeddings":
        return _embed(exchange)
    if exchange.path == "/v1/completions":
        name = str(exchange.body.get("model"))
        exchange.body = openai_completions.as_chat(exchange.body)
        said = _chat(exchange, ignoring)
        exchange.model = name
        return Answer(200, openai_completions.completion(said.body, name))
    if exchange.path == "/v1/responses":
        exchange.body = openai_responses.as_chat(exchange.body)
        said = _chat(exchange, ignoring)
        return Answer(200, openai_responses.response(said.body))
    deployed = re.fullmatch(r"/openai/deployments/([\w.-]+)/chat/completions", exchange.path)
    if deployed and AZURE_HOST.fullmatch(exchange.host) and exchange.query.get("api-version"):
        exchange.body["model"] = deployed[1]
        return _chat(exchange, ignoring)
    if exchange.path == "/v1/models" and exchange.method == "GET":
        exchange.kind = "models"
        return Answer(200, {"object": "list", "data": [_model(name) for name in PLAIN]})
    raise Fault(404, "unknown_url", f"Unknown request URL: {exchange.path}")


def _model(name: str) -> dict[str, Any]:
    created = openai_shapes.CREATED
    return {"id": name, "object": "model", "created": created, "owned_by": "system"}


def _chat(exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    body = exchange.body
    given = {name: value for name, value in body.items() if name not in CONTROL}
    parameters = canonical_parameters(given)
    messages = canonical_messages(body.get("messages") or [])
    older = body.get("functions") is not None
    meaning = Meaning(messages, parameters, bool(body.get("stream")), older)
    model = body.get("model")
    exchange.chat(model, meaning)
    checks.check_parameters(body, CHAT, code="unsupported_parameter", unknown=UNKNOWN)
    checks.check_messages(body["messages"], ROLES, code="invalid_request_error")
    if model not in PLAIN and model not in REASONING:
        raise Fault(404, "model_not_found", f"The model {model!r} does not exist.")
    effort = body.get("reasoning_effort")
    if model in PLAIN and effort is not None:
        raise Fault(400, "unsupported_parameter", UNKNOWN.format(name="reasoning_effort"))
    if model in REASONING:
        if effort == "none" and not OPTIONAL.fullmatch(str(model)):
            raise Fault(400, "unsupported_value", "'none' is not supported with this model.")
        if CHOOSY.fullmatch(str(model)) and effort != "none" and body.get("tools"):
            raise Fault(400, "invalid_request_error", "Function tools need the effort none.")
        if body.get("max_tokens") is not None:
            raise Fault(400, "unsupported_parameter", "Use max_completion_tokens.", "max_tokens")
        if body.get("temperature") not in (None, 1) and effort != "none":
            raise Fault(400, "unsupported_value", "Only the default (1) is supported.")
    check_meaning(meaning, sees=not BLIND.fullmatch(str(model)), code="invalid_request_error")
    options = body.get("stream_options")
    if options and not meaning.stream:
        raise Fault(400, "invalid_request_error", "stream_options needs stream", "stream_options")
    exchange.reasoned = reasons(str(model), body.get("reasoning_effort"))
    reply = answer(meaning, ignoring=ignoring, reasoning=exchange.reasoned)
    if meaning.stream:
        with_usage = bool(options and options.get("include_usage"))
        frames = openai_shapes.chunks(reply, str(model), own=True, with_usage=with_usage)
        return Answer(200, frames=tuple(frames))
    return Answer(200, openai_shapes.completion(reply, str(model), own=True))


def check_meaning(meaning: Meaning, *, sees: bool, code: str) -> None:
    """Check what depends on more than one parameter. Raises Fault 400."""
    form = meaning.parameters.get("response_format", {})
    said = str(meaning.messages).lower()
    if (
        form.get("type") == "json_object"
        and not {"schema", "json_schema"} & form.keys()
        and "json" not in said
    ):
        raise Fault(400, code, "'messages' must contain the word 'json' in some form.")
    parts = [part for message in meaning.messages for part in message["content"]]
    if any("image" in part for part in parts) and not sees:
        raise Fault(400, code, "This model does not take images.", "messages")
    if any("other" in part for part in parts):
        raise Fault(400, code, "A part of the content is of no known kind.", "messages")
    if "tool_choice" in meaning.parameters and "tools" not in meaning.parameters:
        raise Fault(400, code, "tool_choice needs tools", "tool_choice")
    if "top_logprobs" in meaning.parameters and not meaning.parameters.get("logprobs"):
        raise Fault(400, code, "top_logprobs needs logprobs", "top_logprobs")


def _embed(exchange: Exchange) -> Answer:
    body = exchange.body
    exchange.kind = "embedding"
    exchange.model = model = str(body.get("model"))
    checks.check_parameters(body, EMBEDDING, code="unsupported_parameter", unknown=UNKNOWN)
    if model not in VECTORS:
        raise Fault(404, "model_not_found", f"The model {model!r} does not exist.")
    texts = note_embedding(exchange, body.get("input"), body, VECTORS[model])
    if len(texts) > 2048:
        raise Fault(400, "invalid_request_error", "at most 2048 inputs", "input")
    dimensions = exchange.parameters["dimensions"]
    vectors = [vector(text, dimensions) for text in texts]
    tokens = sum(len(str(text).split()) for text in texts)
    base_64 = body.get("encoding_format") == "base64"
    return Answer(200, openai_shapes.embeddings(vectors, model, tokens, base_64=base_64))


def note_embedding(
    exchange: Exchange, given: Any, body: dict[str, Any], default_size: int
) -> list[Any]:
    """Note an embedding request and return its texts. Raises Fault 400 for an empty input."""
    texts = given if isinstance(given, list) and not _is_tokens(given) else [given]
    if not texts or any(text in (None, "", []) for text in texts):
        raise Fault(400, "invalid_request_error", "input is empty", "input")
    left_out = ("model", "input", "encoding_format")
    named = {k: v for k, v in body.items() if k not in left_out and v is not None}
    exchange.topic = str(texts)
    exchange.given = tuple(sorted(named))
    exchange.parameters = {"dimensions": default_size, **named}
    return texts


def _is_tokens(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(item, int) for item in value)


def error(fault: Fault) -> Any:
    """Return a fault in OpenAI's shape."""
    kind = "invalid_request_error" if fault.status < 429 else fault.code
    body = {"message": fault.message, "type": kind, "param": fault.param, "code": fault.code}
    return {"error": body}
