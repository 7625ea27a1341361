"""Messages in the form of OpenAI's chats, as `generate_content` of Gemini takes them.

For conversations that are only known when the program runs, read from a file for
example. Written by `migrate --helpers`; it needs the standard library only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

SYSTEM = ("system", "developer")
"""The roles of messages that stand apart from the others."""


def contents(messages: Sequence[Any]) -> list[Any]:
    """Return the turns of a conversation for `contents=`, without what the system says.

    Names of messages, and how closely an image is looked at, are left out: Gemini has
    neither. A turn in Gemini's form stays as it is. Nothing that is given is changed.

    Raises ValueError for what has no counterpart: calls of tools that are not an answer
    of Gemini's own, and images by address, among others.
    """
    turns = [_turn(each, place) for each, place in _placed(messages, system=False)]
    if not turns:
        raise ValueError("messages: nobody but the system says anything")
    return turns


def instructions(messages: Sequence[Any]) -> list[str] | None:
    """Return what the system and the developer say, for `system_instruction`.

    In its order; None where there is nothing. Raises ValueError for what is no text.
    """
    found: list[str] = []
    for message, place in _placed(messages, system=True):
        _only(message, place)
        for part in _parts(message.get("content"), place):
            if "text" not in part:
                raise ValueError(f"{place}: the system can say nothing but texts")
            found.append(part["text"])
    return found or None


def _placed(messages: Sequence[Any], *, system: bool) -> Iterator[tuple[Any, str]]:
    """Yield the messages that the system says, or all others, each with its place."""
    if not isinstance(messages, Sequence):
        raise ValueError(f"messages: a list is needed, no {type(messages).__name__}")
    for number, message in enumerate(messages):
        mapping = isinstance(message, Mapping)
        if (mapping and message.get("role") in SYSTEM) == system:
            yield message, f"messages[{number}]"


def _turn(message: Any, place: str) -> Any:
    """Return one message as a turn."""
    if not isinstance(message, Mapping):
        if hasattr(message, "parts") and hasattr(message, "role"):
            return message
        raise ValueError(f"{place} is no dict, but a {type(message).__name__}")
    role = message.get("role")
    if "parts" in message and role in ("user", "model"):
        return message
    if role not in ("user", "assistant"):
        raise ValueError(f"{place}: Gemini has no role {role!r} here")
    _only(message, place)
    parts = _parts(message.get("content"), place)
    return {"role": "model" if role == "assistant" else "user", "parts": parts}


def _only(message: Mapping[str, Any], place: str) -> None:
    """Refuse what a message says under a key that is not known here."""
    for key, value in message.items():
        if key not in ("role", "content", "name") and value not in (None, [], ""):
            raise ValueError(f"{place}: Gemini's messages have no {key!r} here")


def _parts(content: Any, place: str) -> list[dict[str, Any]]:
    """Return content as parts."""
    if isinstance(content, str):
        return [{"text": content}]
    if not isinstance(content, (list, tuple)):
        raise ValueError(f"{place}: its content is no text and no list")
    return [_part(part, f"{place}.content[{at}]") for at, part in enumerate(content)]


def _part(part: Any, place: str) -> dict[str, Any]:
    """Return one part of a content as Gemini's."""
    kind = part.get("type") if isinstance(part, Mapping) else None
    if kind == "text" and isinstance(part.get("text"), str):
        return {"text": part["text"]}
    if kind != "image_url":
        raise ValueError(f"{place}: Gemini takes no part of the type {kind!r} here")
    image = part.get("image_url")
    url = image.get("url") if isinstance(image, Mapping) else image
    if not isinstance(url, str) or not url.startswith("data:"):
        raise ValueError(f"{place}: the data of the image is needed, and no address")
    head, comma, data = url[len("data:") :].partition(",")
    media, _, coding = head.partition(";")
    if not comma or not coding.endswith("base64"):
        raise ValueError(f"{place}: the data of the image is not in base64")
    return {"inline_data": {"mime_type": media, "data": data}}
