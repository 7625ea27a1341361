"""The answer to a meaning: deterministic, made of the messages and of every parameter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from tests.fake.meaning import Json, Meaning, call_id, digest, text_of

_TOOL = re.compile(r"\[\[tool (\w+) (\{.*?\})\]\]")
_JSON = re.compile(r"\[\[json (\{.*\})\]\]")
_SAY = re.compile(r"\[\[say (.+?)\]\]")

NOT_SAID = frozenset(
    {
        "n",
        "logprobs",
        "top_logprobs",
        "enable_thinking",
        "thinking_budget",
        "reasoning_effort",
    }
)
"""Parameters that show in the shape of the reply, or are about reasoning: not in its text."""


@dataclass(frozen=True)
class ToolCall:
    """A call of a tool, its arguments as a JSON string."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Choice:
    """One choice of a reply."""

    content: str | None
    calls: tuple[ToolCall, ...]
    finish: str
    logprobs: Json = None

    @property
    def pieces(self) -> list[str]:
        """The content in the pieces that a stream sends."""
        return re.findall(r"\S+\s*", self.content or "")


@dataclass(frozen=True)
class Reply:
    """All that is said to a request, before a wire gives it a shape."""

    id: str
    choices: tuple[Choice, ...]
    prompt_tokens: int
    completion_tokens: int
    reasoning: str = ""
    function: bool = False
    """The call is to be given in the old form, as ``function_call``."""

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


def answer(meaning: Meaning, *, ignoring: Iterable[str] = (), reasoning: bool = False) -> Reply:
    """Return the reply to ``meaning``, as if the parameters ``ignoring`` had not been given."""
    left_out = set(ignoring)
    if "detail" in left_out:
        meaning = replace(meaning, messages=meaning.plain)
    parameters = {k: v for k, v in meaning.parameters.items() if k not in left_out}
    choices = tuple(_choice(meaning, parameters, i) for i in range(int(parameters.get("n", 1))))
    prompt = sum(len(text_of(message).split()) + 4 for message in meaning.messages)
    spoken = sum(len(choice.pieces) + 9 * len(choice.calls) for choice in choices)
    said = {k: v for k, v in parameters.items() if k not in NOT_SAID}
    return Reply(
        id="chatcmpl-" + digest([meaning.messages, said]),
        choices=choices,
        prompt_tokens=prompt,
        completion_tokens=spoken,
        reasoning="First I think about it." if reasoning else "",
        function=meaning.older,
    )


def _choice(meaning: Meaning, parameters: dict[str, Json], index: int) -> Choice:
    calls = _calls(meaning, parameters)
    if calls:
        return Choice(None, calls, "function_call" if meaning.older else "tool_calls")
    content = _content(meaning, parameters)
    if index:
        content += f" #{index}"
    finish = "stop"
    limit = parameters.get("max_tokens")
    words = re.findall(r"\S+\s*", content)
    if limit is not None and limit < 4 and len(words) > limit:
        content, finish = "".join(words[:limit]).rstrip(), "length"
    logprobs = _logprobs(content, parameters) if parameters.get("logprobs") else None
    return Choice(content, (), finish, logprobs)


def _calls(meaning: Meaning, parameters: dict[str, Json]) -> tuple[ToolCall, ...]:
    if parameters.get("tool_choice") == "none" or meaning.messages[-1]["role"] in (
        "tool",
        "function",
    ):
        return ()
    offered = {tool["function"]["name"] for tool in parameters.get("tools", ())}
    wanted = _TOOL.findall(meaning.last_text)
    found = tuple(
        ToolCall(call_id(name, arguments, at), name, arguments)
        for at, (name, text) in enumerate(wanted)
        for arguments in (json.dumps(json.loads(text)),)
        if name in offered
    )
    return found[:1] if parameters.get("parallel_tool_calls") is False else found


def _content(meaning: Meaning, parameters: dict[str, Json]) -> str:
    heard = meaning.last_text
    said = {k: v for k, v in sorted(parameters.items()) if k not in NOT_SAID}
    mark = digest([meaning.messages, said])
    form = parameters.get("response_format") or {"type": "text"}
    if form["type"] == "json_schema":
        return json.dumps(_instance(form["json_schema"]["schema"], mark, {}))
    if form["type"] == "json_object":
        found = _JSON.search(heard)
        wanted = json.loads(found.group(1)) if found else {"answer": f"reply {mark}"}
        return json.dumps({**wanted, "mark": mark})
    spoken = _SAY.search(heard)
    if spoken:
        return spoken.group(1)
    words = " ".join(re.sub(r"\[\[.*?\]\]", "", heard).split()[:4])
    shown = " ".join(f"{name}={_shown(name, value)}" for name, value in said.items())
    return f"Reply {mark} to {words!r} with {shown or 'nothing'}."


def _shown(name: str, value: Json) -> str:
    if name in ("tools", "response_format", "logit_bias", "metadata"):
        return digest(value)
    return json.dumps(value, separators=(",", ":"))


def _logprobs(content: str, parameters: dict[str, Json]) -> Json:
    top = int(parameters.get("top_logprobs") or 0)
    entries = []
    for word in re.findall(r"\S+\s*", content):
        ranked = [
            {"token": word + "'" * i, "logprob": -0.25 * (i + 1), "bytes": None} for i in range(top)
        ]
        entries.append({"token": word, "logprob": -0.25, "bytes": None, "top_logprobs": ranked})
    return {"content": entries, "refusal": None}


def _instance(schema: dict[str, Any], mark: str, definitions: dict[str, Any]) -> Json:
    """Return a value that fits a JSON schema; its strings carry the mark."""
    definitions = {**definitions, **schema.get("$defs", {})}
    if "$ref" in schema:
        return _instance(definitions[schema["$ref"].rsplit("/", 1)[-1]], mark, definitions)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _instance(schema[choice][0], mark, definitions)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type", "object")
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: _instance(part, mark, definitions) for name, part in properties.items()}
    if kind == "array":
        return [_instance(schema.get("items", {"type": "string"}), mark, definitions)]
    plain: dict[str, Json] = {"integer": 7, "number": 0.5, "boolean": True, "null": None}
    return plain.get(kind, f"text {mark}")


def vector(text: Json, dimensions: int) -> list[float]:
    """Return an embedding of ``text``: exact in single precision, and the same for every model."""
    seed = digest(text)
    head = [((int(seed[i % 10], 16) * (i + 3)) % 31 - 15) / 16 for i in range(min(dimensions, 24))]
    return head + [0.0] * (dimensions - len(head))
