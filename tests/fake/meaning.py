"""What a chat request means, whatever wire it came by: its messages and its parameters.

Two requests of equal meaning compare equal, so that the reply can depend on the meaning alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Any


def digest(value: Json) -> str:
    """Return a short, stable digest of plain data."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Meaning:
    """A chat request: messages and parameters in one canonical form, and whether it streams.

    ``parameters`` holds every parameter that the client gave, under the name that stands for its
    meaning, without those that are null.
    """

    messages: list[Json]
    parameters: dict[str, Json]
    stream: bool
    older: bool = False
    """Functions were offered as chats did first: the answer has that form too."""

    @property
    def topic(self) -> str:
        """The digest of the messages: it tells which request of a program this is.

        How closely images are looked at is no part of it, but a parameter of its own.
        """
        return digest(self.plain)

    @property
    def plain(self) -> list[Json]:
        """The messages without how closely images are to be looked at."""
        return [
            {
                **message,
                "content": [
                    {key: value for key, value in part.items() if key != "detail"}
                    for part in message["content"]
                ],
            }
            for message in self.messages
        ]

    @property
    def details(self) -> list[str]:
        """How closely each image is to be looked at, where that is said."""
        parts = [part for message in self.messages for part in message["content"]]
        return [part["detail"] for part in parts if "detail" in part]

    @property
    def last_text(self) -> str:
        """The text of the last message."""
        return text_of(self.messages[-1]) if self.messages else ""


def text_of(message: Mapping[str, Json]) -> str:
    """Return the text of a canonical message."""
    parts = message["content"]
    return " ".join(part["text"] for part in parts if "text" in part)


def canonical_messages(messages: list[Json]) -> list[Json]:
    """Return messages in one form: parts as a list, tool calls bare, absent for null.

    A function's result that follows its call is a tool's: it answers the call of that name.
    """
    found: list[Json] = []
    for message in messages:
        made = _message(message)
        before = found[-1].get("tool_calls", [{}])[0] if found else {}
        if made["role"] == "function" and before.get("name") == made.get("name"):
            made = {"role": "tool", "content": made["content"], "tool_call_id": before["id"]}
        found.append(made)
    return found


def _message(message: Mapping[str, Json]) -> Json:
    role = message.get("role")
    canonical: dict[str, Json] = {
        "role": "system" if role == "developer" else role,
        "content": _content(message.get("content")),
    }
    for key in ("name", "tool_call_id"):
        if message.get(key) is not None:
            canonical[key] = message[key]
    calls = message.get("tool_calls")
    if calls:
        canonical["tool_calls"] = [
            {
                "id": call.get("id"),
                "name": call["function"].get("name"),
                "arguments": call["function"].get("arguments"),
            }
            for call in calls
        ]
    if call := message.get("function_call"):
        name, arguments = call["name"], call["arguments"]
        own = {"id": call_id(name, arguments, 0), "name": name, "arguments": arguments}
        canonical["tool_calls"] = [own]
    return canonical


def call_id(name: str, arguments: str, at: int) -> str:
    """Return the id of a call of a tool."""
    return f"call_{digest([name, arguments, at])}"


def _content(content: Json) -> list[Json]:
    if content is None or content == "":
        return []
    if isinstance(content, str):
        return [{"text": content}]
    return [_part(part) for part in content]


def _part(part: Json) -> Json:
    if isinstance(part, str):
        return {"text": part}
    if "text" in part:
        return {"text": part["text"]}
    image = part.get("image_url", part.get("image"))
    if image is not None:
        if isinstance(image, str):
            return {"image": _image(image)}
        canonical = {"image": _image(image.get("url"))}
        if image.get("detail") not in (None, "auto"):
            canonical["detail"] = image["detail"]
        return canonical
    return {"other": part}


def _image(address: Json) -> Json:
    """Return the bytes of an image in place of its data URL: some SDKs send no more than these."""
    if isinstance(address, str) and address.startswith("data:image/"):
        return address.rpartition("base64,")[2]
    return address


_SAME_MEANING = {
    "max_completion_tokens": "max_tokens",
    "random_seed": "seed",
    "user_id": "user",
}

_NOTHING: dict[str, tuple[Json, ...]] = {
    "do_sample": (False,),  # what a temperature near 0 says too
    "frequency_penalty": (0,),
    "logit_bias": ({},),
    "logprobs": (False,),
    "n": (1,),
    "response_format": ({"type": "text"},),
    "service_tier": ("auto", "default"),
    "store": (False,),
    "tool_choice": ("auto",),
}
"""Values that mean as much as saying nothing, at any provider."""


def canonical_parameters(given: Mapping[str, Json]) -> dict[str, Json]:
    """Return parameters under the names of their meaning, in one form, without nulls."""
    parameters: dict[str, Json] = {}
    for name, value in given.items():
        if value is None or value in _NOTHING.get(name, ()):
            continue
        parameters[_SAME_MEANING.get(name, name)] = _value(name, value)
    functions = parameters.pop("functions", None)
    if functions is not None:
        parameters["tools"] = [{"type": "function", "function": each} for each in functions]
        parameters["parallel_tool_calls"] = False  # one function was called at a time
    choice = parameters.pop("function_call", "auto")
    if choice != "auto":
        named = {"type": "function", "function": choice} if isinstance(choice, dict) else choice
        parameters["tool_choice"] = named
    return parameters


def _value(name: str, value: Json) -> Json:
    if name == "stop" and isinstance(value, str):
        return [value]
    if name == "tools":
        return [_without_none(tool) for tool in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _without_none(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return value
