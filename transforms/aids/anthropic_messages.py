"""Messages in the form of OpenAI's chats, as `messages.create` of Anthropic takes them.

For conversations that are only known when the program runs, read from a file for
example. Written by `migrate --helpers`; it needs the standard library only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

OWN = ("document", "image", "redacted_thinking", "thinking", "tool_result", "tool_use")
"""Kinds of content that Anthropic's own messages hold, beside texts."""


def conversation(messages: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return `messages`, and `system` where there is one, for `messages.create(**...)`.

    What the system and the developer say goes to `system`, in its order; where nothing
    else is said, it is the user's. Calls and results of tools become blocks, and the
    results of one turn one message. Names of messages, and how closely an image is
    looked at, are left out: Anthropic has neither. A message in Anthropic's form stays
    as it is. Nothing that is given is changed.

    Raises ValueError for what has no counterpart.
    """
    system: list[Any] = []
    turns: list[dict[str, Any]] = []
    joining = False
    for number, message in enumerate(messages):
        place = f"messages[{number}]"
        if not isinstance(message, Mapping):
            raise ValueError(f"{place} is no dict, but a {type(message).__name__}")
        role = message.get("role")
        if role in ("system", "developer"):
            _only(message, ("role", "content", "name"), place)
            system += _blocks(message.get("content"), place)
        elif role == "tool":
            result = _result(message, place)
            if joining:
                turns[-1]["content"].append(result)
            else:
                turns.append({"role": "user", "content": [result]})
        elif role == "user":
            _only(message, ("role", "content", "name"), place)
            said = _content(message.get("content"), place)
            turns.append({"role": "user", "content": said})
        elif role == "assistant":
            turns.append({"role": "assistant", "content": _answer(message, place)})
        else:
            raise ValueError(f"{place}: Anthropic has no role {role!r}")
        if role not in ("system", "developer"):
            joining = role == "tool"
    if system and not turns:
        return {"messages": [{"role": "user", "content": system}]}
    return {"system": system, "messages": turns} if system else {"messages": turns}


def _only(message: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    """Refuse what a message says under a key that is not known here."""
    for key, value in message.items():
        if key not in known and value not in (None, [], ""):
            raise ValueError(f"{place}: Anthropic's messages have no {key!r}")


def _content(content: Any, place: str) -> Any:
    """Return the content of a turn: a text as it is, parts as blocks."""
    return content if isinstance(content, str) else _blocks(content, place)


def _blocks(content: Any, place: str) -> list[Any]:
    """Return content as blocks; an empty text is none."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    if not isinstance(content, (list, tuple)):
        raise ValueError(f"{place}: its content is no text and no list")
    return [_block(part, f"{place}.content[{at}]") for at, part in enumerate(content)]


def _block(part: Any, place: str) -> Any:
    """Return one part of a content as a block; a block stays, of an answer too."""
    named = isinstance(part, Mapping)
    kind = part.get("type") if named else getattr(part, "type", None)
    if kind in OWN or (kind == "text" and (not named or "text" in part)):
        return part
    if kind != "image_url" or not named:
        raise ValueError(f"{place}: Anthropic takes no part of the type {kind!r} here")
    image = part.get("image_url")
    url = image.get("url") if isinstance(image, Mapping) else image
    if not isinstance(url, str):
        raise ValueError(f"{place}: the image has no address")
    if not url.startswith("data:"):
        return {"type": "image", "source": {"type": "url", "url": url}}
    head, comma, data = url[len("data:") :].partition(",")
    media, _, coding = head.partition(";")
    if not comma or not coding.endswith("base64"):
        raise ValueError(f"{place}: the data of the image is not in base64")
    source = {"type": "base64", "media_type": media, "data": data}
    return {"type": "image", "source": source}


def _answer(message: Mapping[str, Any], place: str) -> Any:
    """Return what the model said: a text, or blocks with the calls of tools."""
    _only(message, ("role", "content", "name", "tool_calls"), place)
    content, calls = message.get("content"), message.get("tool_calls") or ()
    if not calls:
        return _content(content, place)
    blocks = [] if content is None else _blocks(content, place)
    for at, call in enumerate(calls):
        blocks.append(_call(call, f"{place}.tool_calls[{at}]"))
    return blocks


def _call(call: Any, place: str) -> dict[str, Any]:
    """Return one call of a tool as a block."""
    function = call.get("function") if isinstance(call, Mapping) else None
    if not isinstance(function, Mapping) or not {"id"} <= call.keys():
        raise ValueError(f"{place} is no call of a function")
    name, arguments = function.get("name"), function.get("arguments") or "{}"
    try:
        given = json.loads(arguments) if isinstance(arguments, str) else None
    except ValueError:
        given = None
    if not isinstance(given, dict) or not isinstance(name, str):
        raise ValueError(f"{place}: it has no name, or no object as arguments")
    return {"type": "tool_use", "id": call["id"], "name": name, "input": given}


def _result(message: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Return the result of a tool as a block."""
    _only(message, ("role", "content", "name", "tool_call_id"), place)
    call, content = message.get("tool_call_id"), message.get("content")
    if not isinstance(call, str):
        raise ValueError(f"{place}: a result of a tool needs tool_call_id")
    said = "" if content is None else _content(content, place)
    return {"type": "tool_result", "tool_use_id": call, "content": said}
