"""Checks of the values that parameters take, for the tables of accepted parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.fake.faults import Fault

Check = Callable[[Any], bool]


def number(low: float, high: float, *, open_end: bool = False) -> Check:
    """Accept a number from ``low`` to ``high``, without ``high`` itself if ``open_end``."""

    def check(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return low <= value and (value < high if open_end else value <= high)

    return check


def whole(low: int, high: int | None = None) -> Check:
    """Accept a whole number from ``low`` to ``high``."""

    def check(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, int):
            return False
        return low <= value and (high is None or value <= high)

    return check


def one_of(*words: str) -> Check:
    """Accept one of ``words``."""
    return lambda value: value in words


def flag(value: Any) -> bool:
    """Accept true or false."""
    return isinstance(value, bool)


def text(value: Any) -> bool:
    """Accept a string."""
    return isinstance(value, str)


def mapping(value: Any) -> bool:
    """Accept an object."""
    return isinstance(value, dict)


def anything(value: Any) -> bool:
    """Accept any value."""
    return True


def nothing(value: Any) -> bool:
    """Accept no value at all."""
    return False


def stop(value: Any) -> bool:
    """Accept a stop word or up to sixteen of them."""
    if isinstance(value, list):
        return len(value) <= 16 and all(isinstance(word, str) for word in value)
    return isinstance(value, str)


def tools(value: Any) -> bool:
    """Accept a list of function tools."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(tool, dict)
            and tool.get("type") == "function"
            and isinstance(tool.get("function"), dict)
            and isinstance(tool["function"].get("name"), str)
            for tool in value
        )
    )


def tool_choice(value: Any) -> bool:
    """Accept a word or the choice of one function."""
    if isinstance(value, dict):
        return value.get("type") == "function" and "name" in value.get("function", {})
    return value in ("auto", "none", "required")


def response_format(value: Any) -> bool:
    """Accept text, json_object, or json_schema with a named schema."""
    if not isinstance(value, dict):
        return False
    if value.get("type") == "json_schema":
        schema = value.get("json_schema")
        return isinstance(schema, dict) and "name" in schema and "schema" in schema
    return value.get("type") in ("text", "json_object")


def check_parameters(
    given: Mapping[str, Any], accepted: Mapping[str, Check], *, code: str, unknown: str
) -> None:
    """Check each parameter that is not null.

    Raises Fault 400 for a parameter not in the table (the sentence is ``unknown`` with the name)
    and for a value that its check refuses.
    """
    for name, value in given.items():
        if name not in accepted:
            raise Fault(400, code, unknown.format(name=name), name)
        if value is not None and not accepted[name](value):
            raise Fault(400, code, f"Invalid value for {name!r}: {value!r}.", name)


def check_messages(messages: Any, roles: tuple[str, ...], *, code: str) -> None:
    """Check the shape of a conversation: roles, content, and tool results after their calls.

    Raises Fault 400.
    """
    if not isinstance(messages, list) or not messages:
        raise Fault(400, code, "messages must not be empty", "messages")
    open_calls: set[str] = set()
    for at, message in enumerate(messages):
        where = f"messages[{at}]"
        if not isinstance(message, dict) or message.get("role") not in roles:
            raise Fault(400, code, f"{where}: unknown role in {message!r}", "messages")
        calls = message.get("tool_calls")
        content = message.get("content")
        if message["role"] == "tool":
            if message.get("tool_call_id") not in open_calls:
                raise Fault(400, code, f"{where}: no tool call that it answers", "messages")
            open_calls.discard(message["tool_call_id"])
        elif open_calls:
            raise Fault(400, code, f"{where}: tool calls {open_calls} have no result", "messages")
        if calls is not None and (not isinstance(calls, list) or not calls):
            raise Fault(400, code, f"{where}: tool_calls is empty", "messages")
        if content is None and not calls and not message.get("function_call"):
            raise Fault(400, code, f"{where}: no content", "messages")
        if content is not None and not isinstance(content, (str, list)):
            raise Fault(400, code, f"{where}: content is no string and no list", "messages")
        open_calls |= {call["id"] for call in calls or ()}
    if open_calls:
        raise Fault(400, code, f"tool calls {open_calls} have no result", "messages")
