"""Anthropic's own endpoint: ``POST /v1/messages``, as the provider's SDK uses it.

Written from the types and docstrings of anthropic 2.12.0 (types/message_create_params.py,
message_param.py, tool_param.py, stop_reason.py, raw_*_event.py), from the API's own errors as public
issues quote them, and from what was run; it shares nothing with the profile.
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
from tests.fake.meaning import Json, Meaning, canonical_parameters
from tests.fake.openai_api import AZURE_KEY, check_meaning
from tests.fake.reply import Choice, Reply, answer

PATH = "/v1/messages"
VERSION = "2026-10-21"
CODE = "invalid_request_error"
UNKNOWN = "{name}: Extra inputs are not permitted"
STOPS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use"}
KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}
PARAMETERS: dict[str, Check] = {
    "model": checks.text,
    "messages": checks.anything,
    "max_tokens": checks.whole(1),
    "system": lambda value: isinstance(value, str) or (isinstance(value, list) and value != []),
    "stream": checks.flag,
    "stop_sequences": lambda value: isinstance(value, list) and all(map(str.strip, value)),
    "tools": lambda value: isinstance(value, list) and all(map(_is_tool, value)),
    "tool_choice": lambda value: isinstance(value, dict)
    and value.get("type") in ("auto", "any", "none", "tool"),
    "metadata": lambda value: isinstance(value, dict) and value.keys() <= {"user_id"},
    "output_config": lambda value: isinstance(value, dict) and value.keys() <= {"effort", "format"},
    "service_tier": checks.one_of("auto", "standard_only"),
    "thinking": checks.mapping,
}


def _is_tool(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("name"), str)
        and value.get("input_schema", {}).get("type") == "object"
        and value.keys() <= {"name", "description", "input_schema", "strict"}
    )


def respond(endpoint: Endpoint, exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    """Answer a request to the native endpoint. Raises Fault."""
    bearer = exchange.headers.get("authorization", "").removeprefix("Bearer ")
    if bearer.startswith("sk-proj-") or bearer == AZURE_KEY:
        exchange.leak = "an OpenAI key"
    body = exchange.body
    meaning = Meaning(_messages(body), _parameters(body), bool(body.get("stream")))
    exchange.chat(body.get("model"), meaning)
    if bearer != endpoint.key:
        raise Fault(401, "authentication_error", "invalid bearer token")
    if exchange.headers.get("anthropic-version") != VERSION:
        raise Fault(400, CODE, "anthropic-version: this SDK speaks another version")
    if "max_tokens" not in body:
        raise Fault(400, CODE, "max_tokens: Field required", "max_tokens")
    checks.check_parameters(body, PARAMETERS, code=CODE, unknown=UNKNOWN)
    _check_turns(body)
    model = endpoint.models.get(exchange.model)
    if model is None:
        raise Fault(404, "not_found_error", f"model: {exchange.model}")
    exchange.reasoned = model.always or model.thinks
    check_meaning(meaning, sees=model.sees, code=CODE)
    reply = answer(meaning, ignoring=ignoring, reasoning=exchange.reasoned)
    if meaning.stream:
        return Answer(200, frames=tuple(_frames(reply, exchange.model)))
    return Answer(200, _body(reply, exchange.model))


# -- what a request means -------------------------------------------------------------------------


def _messages(body: Any) -> list[Json]:
    system = body.get("system") or []
    texts = [system] if isinstance(system, str) else [block["text"] for block in system]
    found: list[Json] = [{"role": "system", "content": [{"text": text}]} for text in texts]
    for message in body.get("messages") or []:
        found.extend(_turns(message))
    return found


def _turns(message: Json) -> Iterator[Json]:
    """Yield a message in the canonical form: each result of a tool is one of its own."""
    content = message["content"]
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    parts, calls = [], []
    for block in blocks:
        kind = block.get("type")
        if kind == "tool_result":
            said = block.get("content")
            texts = [said] if isinstance(said, str) else [part["text"] for part in said or ()]
            yield {
                "role": "tool",
                "content": [{"text": text} for text in texts if text],
                "tool_call_id": block["tool_use_id"],
            }
        elif kind == "tool_use":
            arguments = json.dumps(block["input"])
            calls.append({"id": block["id"], "name": block["name"], "arguments": arguments})
        elif kind == "text":
            parts.append({"text": block["text"]})
        elif kind == "image":
            source = block["source"]
            if source["type"] == "base64" and not source["media_type"].startswith("image/"):
                raise Fault(400, CODE, f"media_type: {source['media_type']} is no image")
            parts.append({"image": source["url" if source["type"] == "url" else "data"]})
        elif kind not in ("thinking", "redacted_thinking"):
            parts.append({"other": block})
    if parts or calls:
        turn: dict[str, Json] = {"role": message["role"], "content": parts}
        yield {**turn, "tool_calls": calls} if calls else turn


def _parameters(body: Any) -> dict[str, Json]:
    given = {
        k: body[k] for k in ("max_tokens", "stop_sequences", "tools", "temperature") if k in body
    }
    choice = body.get("tool_choice") or {}
    if choice.get("type") == "none" and "tool_result" in json.dumps(body["messages"]):
        given.pop("tools", None)  # they must stand beside results, and this takes the offer back
        choice = {}
    if "stop_sequences" in given:
        given["stop"] = given.pop("stop_sequences")
    if "tools" in given:
        given["tools"] = [_tool(tool) for tool in given["tools"]]
    if choice.get("type") == "tool":
        given["tool_choice"] = {"type": "function", "function": {"name": choice["name"]}}
    elif choice:
        given["tool_choice"] = {"any": "required"}.get(choice["type"], choice["type"])
    if choice.get("disable_parallel_tool_use"):
        given["parallel_tool_calls"] = False
    if body.get("metadata"):
        given["user"] = body["metadata"]["user_id"]
    config = body.get("output_config") or {}
    if config.get("effort"):
        given["reasoning_effort"] = config["effort"]
    if config.get("format"):
        schema = {"schema": config["format"]["schema"]}
        given["response_format"] = {"type": "json_schema", "json_schema": schema}
    return canonical_parameters(given)


def _tool(tool: Json) -> Json:
    function = {("parameters" if k == "input_schema" else k): v for k, v in tool.items()}
    return {"type": "function", "function": function}


def _check_turns(body: Any) -> None:
    """Check roles, keys, that no text is empty, and that results follow their calls. Raises Fault."""
    messages = body["messages"]
    if not messages:
        raise Fault(400, CODE, "messages: at least one message is required", "messages")
    merged: list[tuple[str, list[Json]]] = []
    for at, message in enumerate(messages):
        if message.get("role") not in ("user", "assistant"):
            raise Fault(400, CODE, f"messages.{at}: unexpected role {message.get('role')}")
        if message.keys() != {"role", "content"}:
            raise Fault(400, CODE, f"messages.{at}: {sorted(message)} are not role and content")
        content = message["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        for block in blocks:
            if block.get("type") == "text" and not block["text"].strip():
                raise Fault(400, CODE, "messages: text content blocks must be non-empty")
        if merged and merged[-1][0] == message["role"]:
            merged[-1][1].extend(blocks)
        else:
            merged.append((message["role"], list(blocks)))
    if merged[-1][0] == "assistant":
        raise Fault(400, CODE, "This model does not support assistant message prefill.")
    waiting: set[str] = set()
    for role, blocks in merged:
        results = {b["tool_use_id"] for b in blocks if b.get("type") == "tool_result"}
        if role == "user" and results != waiting:
            raise Fault(400, CODE, f"tool_use ids without tool_result blocks: {waiting ^ results}")
        waiting = {b["id"] for b in blocks if b.get("type") == "tool_use"}
        if (waiting or results) and not body.get("tools"):
            message = "Requests which include `tool_use` or `tool_result` blocks must define tools."
            raise Fault(400, CODE, message, "tools")


# -- what is answered -----------------------------------------------------------------------------


def _blocks(choice: Choice, reply: Reply) -> list[Json]:
    blocks: list[Json] = []
    if reply.reasoning:
        blocks.append({"type": "thinking", "thinking": reply.reasoning, "signature": "c2lnbmVk"})
    if choice.content:
        blocks.append({"type": "text", "text": choice.content, "citations": None})
    for call in choice.calls:
        arguments = json.loads(call.arguments)
        blocks.append({"type": "tool_use", "id": call.id, "name": call.name, "input": arguments})
    return blocks


def _body(reply: Reply, model: str) -> Json:
    choice = reply.choices[0]
    return {
        "id": reply.id,
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": _blocks(choice, reply),
        "stop_reason": STOPS[choice.finish],
        "stop_sequence": None,
        "usage": {"input_tokens": reply.prompt_tokens, "output_tokens": reply.completion_tokens},
    }


def _frames(reply: Reply, model: str) -> Iterator[str]:
    whole = _body(reply, model)
    usage = {"input_tokens": reply.prompt_tokens, "output_tokens": 1}
    start = {**whole, "content": [], "stop_reason": None, "usage": usage}
    yield _frame("message_start", message=start)
    for index, block in enumerate(whole["content"]):
        yield from _block_frames(index, block, reply.choices[0])
        if not index:
            yield _frame("ping")
    end = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield _frame("message_delta", delta=end, usage=whole["usage"])
    yield _frame("message_stop")


def _block_frames(index: int, block: Json, choice: Choice) -> Iterator[str]:
    empty = {"text": {"text": ""}, "thinking": {"thinking": "", "signature": ""}}
    yield _frame(
        "content_block_start",
        index=index,
        content_block={**block, **empty.get(block["type"], {"input": {}})},
    )
    if block["type"] == "text":
        deltas = [{"type": "text_delta", "text": piece} for piece in choice.pieces]
    elif block["type"] == "thinking":
        deltas = [{"type": "thinking_delta", "thinking": block["thinking"]}]
    else:
        text = json.dumps(block["input"])
        pieces = ("", text[:7], text[7:])
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    for delta in deltas:
        yield _frame("content_block_delta", index=index, delta=delta)
    yield _frame("content_block_stop", index=index)


def _frame(kind: str, **fields: Json) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"


def error(fault: Fault) -> Any:
    """Return a fault in the native endpoint's shape."""
    kind = KINDS.get(fault.status, "api_error")
    return {
        "type": "error",
        "error": {"type": kind, "message": fault.message},
        "request_id": "req_fake",
    }
