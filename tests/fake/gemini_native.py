"""Gemini's own endpoint, ``/v1``: contents of parts, streams of whole responses, batches of embeddings.

Written after google-genai 3.4.0 and 3.6.1 (models.py, types.py, _transformers.py), and after
ai.google.dev/gemini-api/docs/thought-signatures: the first call of a turn carries a signature, which
must come back. Results of one turn's calls stand in one turn: github.com/ag2ai/ag2/pull/2420.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.fake import checks
from tests.fake.checks import Check
from tests.fake.endpoint import Endpoint
from tests.fake.exchange import Answer, Exchange
from tests.fake.faults import Fault
from tests.fake.meaning import Json, Meaning, canonical_parameters
from tests.fake.openai_api import AZURE_KEY, check_meaning, note_embedding
from tests.fake.reply import Choice, Reply, answer, vector

CODE = "INVALID_ARGUMENT"
UNKNOWN = 'Invalid JSON payload received. Unknown name "{name}": Cannot find field.'
SIGNATURE = "c2lnbmVk"
PATH = re.compile(r"/v1/models(?:/([\w.-]+)(?::(\w+))?)?")
WORDS = {400: CODE, 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}
FINISHES = {"length": "MAX_TOKENS"}


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


BODY: dict[str, Check] = {
    "contents": checks.anything,
    "systemInstruction": checks.mapping,
    "generationConfig": checks.mapping,
    "tools": checks.anything,
    "toolConfig": checks.mapping,
    "serviceTier": checks.one_of("flex", "standard", "priority"),
}
CONFIG: dict[str, Check] = {
    "temperature": checks.number(0, 2),
    "topP": checks.number(0, 1),
    "maxOutputTokens": checks.whole(1),
    "stopSequences": _strings,
    "seed": checks.whole(-(2**31), 2**31 - 1),
    "responseMimeType": checks.one_of("application/json", "text/plain"),
    "responseJsonSchema": checks.mapping,
    "thinkingConfig": checks.mapping,
}
DECLARED: dict[str, Check] = {
    "name": checks.text,
    "description": checks.text,
    "parametersJsonSchema": checks.mapping,
}
NAMES = {
    "topP": "top_p",
    "maxOutputTokens": "max_tokens",
    "stopSequences": "stop",
    "temperature": "temperature",
    "seed": "seed",
}
MODES = {"AUTO": "auto", "ANY": "required", "NONE": "none"}


def respond(endpoint: Endpoint, exchange: Exchange, ignoring: frozenset[str]) -> Answer:
    """Answer a request to the native endpoint. Raises Fault."""
    key = exchange.headers.get("x-goog-api-key", "")
    if key.startswith("sk-proj-") or key == AZURE_KEY or "authorization" in exchange.headers:
        exchange.leak = "an OpenAI key"
    found = PATH.fullmatch(exchange.path)
    name, verb = found.groups() if found else (None, None)
    exchange.model = name or ""
    if verb in ("generateContent", "streamGenerateContent"):
        return _generate(endpoint, exchange, ignoring, verb.startswith("stream"))
    _check_key(endpoint, exchange)
    if verb == "batchEmbedContents":
        return _embed(endpoint, exchange)
    if found and name is None and exchange.method == "GET":
        exchange.kind = "models"
        rows = [*endpoint.models, *endpoint.vectors]
        return Answer(200, {"models": [{"name": f"models/{each}"} for each in rows]})
    raise Fault(404, "NOT_FOUND", f"no such path: {exchange.path}")


def _check_key(endpoint: Endpoint, exchange: Exchange) -> None:
    if exchange.headers.get("x-goog-api-key") != endpoint.key:
        raise Fault(400, CODE, "API key not valid. Please pass a valid API key.")


def _generate(
    endpoint: Endpoint, exchange: Exchange, ignoring: frozenset[str], stream: bool
) -> Answer:
    body = _camel(exchange.body)
    config = body.get("generationConfig", {})
    meaning = Meaning([*_system(body), *_turns(body)], _parameters(body, config), stream)
    exchange.chat(exchange.model, meaning)
    _check_key(endpoint, exchange)
    checks.check_parameters(body, BODY, code=CODE, unknown=UNKNOWN)
    checks.check_parameters(config, CONFIG, code=CODE, unknown=UNKNOWN)
    for declared in _declared(body):
        checks.check_parameters(declared, DECLARED, code=CODE, unknown=UNKNOWN)
    _check_contents(body.get("contents"))
    model = endpoint.models.get(exchange.model)
    if model is None:
        raise Fault(404, "NOT_FOUND", f"models/{exchange.model} is not found")
    if stream != (exchange.query.get("alt") == "sse"):
        raise Fault(400, CODE, "a stream is asked for with alt=sse")
    level = config.get("thinkingConfig", {}).get("thinkingLevel")
    if level not in (None, "LOW", "MEDIUM", "HIGH", *(() if model.always else ("MINIMAL",))):
        raise Fault(400, CODE, f"Thinking level {level} is not supported", "thinking_level")
    exchange.reasoned = model.always or level not in (None, "MINIMAL")
    exchange.ignored = tuple(sorted(set(exchange.given) & endpoint.unheeded))
    check_meaning(meaning, sees=model.sees, code=CODE)
    reply = answer(meaning, ignoring=ignoring | endpoint.unheeded, reasoning=exchange.reasoned)
    (choice,) = reply.choices
    if stream:
        return Answer(200, frames=tuple(_frames(exchange.model, reply, choice)))
    whole = _parts(choice, choice.content)
    return Answer(200, _response(exchange.model, reply, whole, choice))


# -- what a request means -------------------------------------------------------------------------


def _camel(value: Json) -> Json:
    """Return a request with the names of its messages as the wire has them: both are taken.

    What a caller names (schemas, arguments, results) stays.
    """
    if isinstance(value, list):
        return [_camel(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, each in value.items():
        name = re.sub(r"_(\w)", lambda match: match[1].upper(), key)
        own = name in ("parametersJsonSchema", "responseJsonSchema", "args", "response")
        found[name] = each if own else _camel(each)
    return found


def _system(body: Json) -> list[Json]:
    parts = body.get("systemInstruction", {}).get("parts", ())
    return [{"role": "system", "content": [{"text": part["text"]}]} for part in parts]


def _turns(body: Json) -> Iterator[Json]:
    for content in body.get("contents") or ():
        parts: list[Json] = []
        calls: list[Json] = []
        for part in content.get("parts") or ():
            if "functionResponse" in part:
                said = part["functionResponse"]
                yield {
                    "role": "tool",
                    "content": [{"text": said["response"]["result"]}],
                    "tool_call_id": said.get("id"),
                }
            elif "functionCall" in part:
                call = part["functionCall"]
                arguments = json.dumps(call.get("args") or {})
                calls.append({"id": call.get("id"), "name": call["name"], "arguments": arguments})
            elif "text" in part:
                parts.append({"text": part["text"]})
            elif "inlineData" in part:
                # the SDK sends the letters of base64 that fit into addresses; both are taken
                data = part["inlineData"]["data"].replace("-", "+").replace("_", "/")
                parts.append({"image": data})
            else:
                parts.append({"other": part})
        role = "assistant" if content.get("role") == "model" else content.get("role")
        if parts or calls:
            turn: dict[str, Json] = {"role": role, "content": parts}
            yield {**turn, "tool_calls": calls} if calls else turn


def _declared(body: Json) -> list[Json]:
    return [each for tool in body.get("tools") or () for each in tool["functionDeclarations"]]


def _parameters(body: Json, config: Json) -> dict[str, Json]:
    given = {NAMES[name]: value for name, value in config.items() if name in NAMES}
    if body.get("tools"):
        given["tools"] = [
            {
                "type": "function",
                "function": {
                    ("parameters" if k == "parametersJsonSchema" else k): v for k, v in each.items()
                },
            }
            for each in _declared(body)
        ]
    calling = body.get("toolConfig", {}).get("functionCallingConfig", {})
    names = calling.get("allowedFunctionNames")
    if names:
        given["tool_choice"] = {"type": "function", "function": {"name": names[0]}}
    elif calling:
        given["tool_choice"] = MODES[calling["mode"]]
    if "responseJsonSchema" in config:
        schema = {"schema": config["responseJsonSchema"]}
        given["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif config.get("responseMimeType") == "application/json":
        given["response_format"] = {"type": "json_object"}
    given["service_tier"] = body.get("serviceTier")
    level = config.get("thinkingConfig", {}).get("thinkingLevel")
    if level:
        given["reasoning_effort"] = level.lower()
    return canonical_parameters(given)


def _check_contents(contents: Any) -> None:
    """Check roles, parts, signatures, and that one turn answers all calls of the one before."""
    if not isinstance(contents, list) or not contents:
        raise Fault(400, CODE, "contents is not specified", "contents")
    open_calls: list[str] = []
    for at, content in enumerate(contents):
        if content.get("role") not in ("user", "model"):
            raise Fault(400, CODE, "Please use a valid role: user, model.", "contents")
        if content.keys() - {"role", "parts"} or not content.get("parts"):
            raise Fault(400, CODE, f"contents[{at}].parts must not be empty.", "contents")
        results = [p["functionResponse"] for p in content["parts"] if "functionResponse" in p]
        if [each["name"] for each in results] != open_calls:
            raise Fault(
                400,
                CODE,
                "Please ensure that the number of function response parts is equal to the number of "
                "function call parts of the function call turn.",
                "contents",
            )
        calls = [part for part in content["parts"] if "functionCall" in part]
        if calls and calls[0].get("thoughtSignature") != SIGNATURE:
            raise Fault(400, CODE, "Function call is missing a thought_signature.", "contents")
        open_calls = [part["functionCall"]["name"] for part in calls]
        for part in content["parts"]:
            if "text" in part and not isinstance(part["text"], str):
                raise Fault(400, CODE, f"contents[{at}]: text is no text", "contents")
            data = part.get("inlineData")
            if data and not data.get("mimeType", "").startswith("image/"):
                raise Fault(400, CODE, "Unsupported MIME type", "contents")
    if contents[-1]["role"] == "model":
        raise Fault(400, CODE, "the last turn must be the user's", "contents")


# -- what is answered -----------------------------------------------------------------------------


def _parts(choice: Choice, text: str | None) -> list[Json]:
    if not choice.calls:
        return [{"text": text}]
    calls: list[Json] = [
        {"functionCall": {"id": call.id, "name": call.name, "args": json.loads(call.arguments)}}
        for call in choice.calls
    ]
    calls[0]["thoughtSignature"] = SIGNATURE
    return calls


def _response(model: str, reply: Reply, parts: list[Json], choice: Choice | None) -> Json:
    candidate: dict[str, Json] = {"content": {"role": "model", "parts": parts}, "index": 0}
    usage = {"promptTokenCount": reply.prompt_tokens, "totalTokenCount": reply.prompt_tokens}
    if choice is not None:
        candidate["finishReason"] = FINISHES.get(choice.finish, "STOP")
        thoughts = 1 if reply.reasoning and reply.completion_tokens else 0
        usage["totalTokenCount"] = reply.total_tokens
        counts = {
            "candidatesTokenCount": reply.completion_tokens - thoughts,
            "thoughtsTokenCount": thoughts,
        }
        usage |= {name: count for name, count in counts.items() if count}
    return {
        "candidates": [candidate],
        "usageMetadata": usage,
        "modelVersion": model,
        "responseId": reply.id,
    }


def _frames(model: str, reply: Reply, choice: Choice) -> Iterator[str]:
    """Yield the parts of a stream: the last one tells the end, and holds text like the others."""
    pieces = choice.pieces if not choice.calls else []
    for piece in pieces[:-1]:
        yield _frame(_response(model, reply, [{"text": piece}], None))
    final = _parts(choice, pieces[-1] if pieces else "")
    yield _frame(_response(model, reply, final, choice))


def _frame(response: Json) -> str:
    return f"data: {json.dumps(response)}\r\n\r\n"


def _embed(endpoint: Endpoint, exchange: Exchange) -> Answer:
    rows = _camel(exchange.body)["requests"]
    exchange.kind = "embedding"
    model = endpoint.vectors.get(exchange.model)
    if model is None:
        raise Fault(404, "NOT_FOUND", f"models/{exchange.model} is not found")
    if len(rows) > model.batch:
        raise Fault(400, CODE, f"at most {model.batch} requests can be in one batch", "requests")
    sizes = {row.get("outputDimensionality", model.sizes[0]) for row in rows}
    for row in rows:
        known = {"model", "content", "outputDimensionality"}
        if unknown := row.keys() - known:
            raise Fault(400, CODE, UNKNOWN.format(name=min(unknown)))
        if row["model"] != f"models/{exchange.model}" or len(row["content"]["parts"]) != 1:
            raise Fault(400, CODE, "a request embeds one text of the model that is asked")
    (size,) = sizes
    if not 128 <= size <= 3072:
        raise Fault(400, CODE, f"output_dimensionality {size} is out of range")
    texts = note_embedding(exchange, [row["content"]["parts"][0]["text"] for row in rows], {}, 0)
    exchange.parameters["dimensions"] = size
    return Answer(200, {"embeddings": [{"values": vector(text, size)} for text in texts]})


def error(fault: Fault) -> Any:
    """Return a fault in the native endpoint's shape."""
    word = WORDS.get(fault.status, "INTERNAL")
    return {"error": {"code": fault.status, "message": fault.message, "status": word}}
