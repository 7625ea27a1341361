"""The wire of a compatible endpoint: chats, embeddings and models, as strict as its data says."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.fake import checks, openai_responses, openai_shapes
from tests.fake.endpoint import Endpoint
from tests.fake.exchange import Answer, Exchange
from tests.fake.faults import Fault
from tests.fake.meaning import Meaning, canonical_messages, canonical_parameters
from tests.fake.openai_api import AZURE_KEY, CONTROL, check_meaning, note_embedding
from tests.fake.reply import answer, vector
from tests.fake.vendor import Vendor

FOREIGN = ("openai-organization", "openai-project")
CODE = "invalid_request_error"
UNKNOWN = "Unrecognized parameter: {name}"


def vendor(endpoint: Endpoint) -> Vendor:
    """Return the vendor that serves ``endpoint``."""
    plain = next((name for name, model in endpoint.models.items() if not model.thinks), "")
    return Vendor(
        name=endpoint.name,
        key=endpoint.key,
        key_variable=endpoint.key_variable,
        host=endpoint.host,
        chat_models=frozenset(endpoint.models),
        vector_models=frozenset(endpoint.vectors),
        respond=partial(respond, endpoint),
        error=error,
        plain_model=plain or next(iter(endpoint.models)),
        thinks=not plain,
        switches=endpoint.switches,
        options=endpoint.options,
        stays=endpoint.stays,
        stays_native=endpoint.stays_native,
        native_prefix=endpoint.native_prefix,
        differs=endpoint.differs,
        differs_native=endpoint.differs_native,
        unset_native=endpoint.unset_native,
    )


def respond(endpoint: Endpoint, exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    """Answer a request to the endpoint. Raises Fault."""
    _authorize(endpoint, exchange)
    path = exchange.path.removeprefix(endpoint.path)
    if not exchange.path.startswith(endpoint.path + "/"):
        raise Fault(404, "not_found", f"no such path: {exchange.path}")
    if path == "/chat/completions" and exchange.method == "POST":
        return _chat(endpoint, exchange, ignoring)
    if path == "/responses" and endpoint.responses:
        exchange.body = openai_responses.as_chat(exchange.body)
        return Answer(200, openai_responses.response(_chat(endpoint, exchange, ignoring).body))
    if path == "/embeddings" and endpoint.vectors:
        return _embed(endpoint, exchange)
    if path == "/models" and exchange.method == "GET" and endpoint.lists_models:
        exchange.kind = "models"
        created = openai_shapes.CREATED
        models = [{"id": m, "object": "model", "created": created} for m in endpoint.models]
        return Answer(200, {"object": "list", "data": models})
    raise Fault(404, "not_found", f"no such path: {exchange.path}")


def _authorize(endpoint: Endpoint, exchange: Exchange) -> None:
    bearer = exchange.headers.get("authorization", "").removeprefix("Bearer ")
    leaks = [name for name in FOREIGN if exchange.headers.get(name)]
    if bearer.startswith("sk-proj-") or bearer == AZURE_KEY:
        leaks.append("an OpenAI key")
    exchange.leak = ", ".join(leaks)
    key = exchange.headers.get(endpoint.key_header, bearer) if endpoint.key_header else bearer
    if key != endpoint.key:
        raise Fault(401, "invalid_api_key", "The API key is wrong.")


def _chat(endpoint: Endpoint, exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    body = exchange.body
    given = {name: value for name, value in body.items() if name not in CONTROL}
    messages = canonical_messages(body.get("messages") or [])
    older = body.get("functions") is not None
    meaning = Meaning(messages, canonical_parameters(given), bool(body.get("stream")), older)
    exchange.chat(body.get("model"), meaning)
    known = {name: value for name, value in body.items() if name in endpoint.accepted}
    checks.check_parameters(
        body if endpoint.strict else known, endpoint.accepted, code=CODE, unknown=UNKNOWN
    )
    checks.check_messages(body["messages"], endpoint.roles, code=CODE)
    model = endpoint.models.get(exchange.model)
    if model is None:
        raise Fault(404, "model_not_found", f"The model {exchange.model!r} does not exist.")
    unheard = endpoint.unheeded | (body.keys() - endpoint.accepted.keys())
    exchange.ignored = tuple(sorted(set(meaning.parameters) & unheard))
    exchange.reasoned = _thinks(endpoint, body, default=model.thinks)
    if model.always:
        exchange.reasoned = True
    check_meaning(meaning, sees=model.sees, code=CODE)
    _check_format_and_tools(endpoint, exchange, body, calls=model.calls)
    options = body.get("stream_options")
    if options and not meaning.stream:
        raise Fault(400, CODE, "stream_options needs stream", "stream_options")
    left_out = ignoring | unheard | endpoint.switches
    reply = answer(meaning, ignoring=left_out, reasoning=exchange.reasoned)
    if meaning.stream:
        with_usage = bool(options and options.get("include_usage"))
        with_usage = with_usage and "stream_options" not in unheard
        frames = openai_shapes.chunks(
            reply,
            exchange.model,
            own=False,
            with_usage=with_usage,
            ends_with_usage=endpoint.ends_with_usage,
            whole_calls=endpoint.whole_calls,
        )
        return Answer(200, frames=tuple(frames))
    return Answer(200, openai_shapes.completion(reply, exchange.model, own=False))


def _thinks(endpoint: Endpoint, body: dict[str, Any], *, default: bool) -> bool:
    """Say whether the model reasons, by the switches that the request gives."""
    for switch in endpoint.thinking:
        value = body.get(switch["parameter"])
        if value in switch.get("stops", ()):
            return False
        if value in switch.get("starts", ()):
            return True
    return default


def _check_format_and_tools(
    endpoint: Endpoint, exchange: Exchange, body: dict[str, Any], *, calls: bool
) -> None:
    form = (body.get("response_format") or {}).get("type", "text")
    if form != "text" and form not in endpoint.formats:
        raise Fault(400, CODE, f"response_format {form} is not supported", "response_format")
    if body.get("tools") and not calls:
        raise Fault(400, CODE, "this model calls no tools", "tools")
    choice = body.get("tool_choice")
    word = "function" if isinstance(choice, dict) else choice
    allowed = endpoint.choices_while_thinking if exchange.reasoned else endpoint.choices
    if word is not None and word not in allowed:
        raise Fault(400, CODE, f"tool_choice {word} is not supported", "tool_choice")
    for name in endpoint.thinking_refuses:
        if exchange.reasoned and body.get(name) is not None:
            raise Fault(400, CODE, f"{name} does not go with thinking", name)


def _embed(endpoint: Endpoint, exchange: Exchange) -> Answer:
    body = exchange.body
    exchange.kind = "embedding"
    exchange.model = str(body.get("model"))
    model = endpoint.vectors.get(exchange.model)
    if model is None:
        raise Fault(404, "model_not_found", f"The model {exchange.model!r} does not exist.")
    formats = ("float", "base64") if model.base64 else ("float",)
    accepted = {
        "model": checks.text,
        "input": checks.anything,
        "encoding_format": checks.one_of(*formats),
        **({"dimensions": checks.whole(1)} if len(model.sizes) > 1 else {}),
    }
    checks.check_parameters(body, accepted, code=CODE, unknown=UNKNOWN)
    texts = note_embedding(exchange, body.get("input"), body, 0)
    if any(not isinstance(text, str) for text in texts):
        raise Fault(400, CODE, "input must be text", "input")
    if len(texts) > model.batch:
        raise Fault(400, CODE, f"at most {model.batch} texts", "input")
    size = body.get("dimensions") or model.sizes[0]
    if size not in model.sizes:
        raise Fault(400, CODE, f"dimensions {size} is not supported", "dimensions")
    exchange.parameters["dimensions"] = size
    tokens = sum(len(text.split()) for text in texts)
    packed = body.get("encoding_format", "float") == "base64"
    vectors = [vector(text, size) for text in texts]
    told = openai_shapes.embeddings(vectors, exchange.model, tokens, base_64=packed)
    return Answer(200, {"id": "embd-1", **told})  # the source's answers have no id, others' do


def error(fault: Fault) -> Any:
    """Return a fault in the shape that compatible endpoints share."""
    kind = "invalid_request_error" if fault.status < 429 else fault.code
    body = {"message": fault.message, "type": kind, "param": fault.param, "code": fault.code}
    return {"error": body}
