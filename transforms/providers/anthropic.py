"""What the profile of Anthropic cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.edits import Holes
from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span
from transforms.data_urls import of_data

_KEPT = Reshaped()


def timeout(value: ast.expr) -> Reshaped | Refused:
    """Keep a number of seconds or None; the objects of httpx are refused by the SDK.

    anthropic 2.12.0 is made on httpx2, and raises a TypeError for a Timeout of httpx.
    """
    if isinstance(value, ast.Constant):
        return _KEPT
    if isinstance(value, ast.Call) and _name(value.func) == "Timeout":
        lone = len(value.args) == 1 and not value.keywords
        if lone and isinstance(value.args[0], ast.Constant):
            placed = Placed("timeout", "{value}", (("value", Span.of(value.args[0])),))
            return Reshaped((placed,))
        return Refused("anthropic takes a number of seconds and no Timeout of httpx.")
    return Reshaped(None, "anthropic takes a number of seconds here and no Timeout of httpx.")


def stop(value: ast.expr) -> Reshaped | Refused:
    """Write the sequences as a list, which is called ``stop_sequences``."""
    hole = (("value", Span.of(value)),)
    texts = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
    if any(isinstance(e, ast.Constant) and not str(e.value).strip() for e in texts):
        return Refused("Anthropic refuses a sequence of white space only.")
    if isinstance(value, ast.Constant):
        if value.value is None:
            return Reshaped(())
        return Reshaped((Placed("stop_sequences", "[{value}]", hole),))
    if isinstance(value, (ast.List, ast.Tuple)):
        return Reshaped((Placed("stop_sequences", "{value}", hole),))
    if isinstance(value, ast.JoinedStr):
        return Reshaped((Placed("stop_sequences", "[{value}]", hole),))
    return Refused("Whether it is a text or a list cannot be seen here; Anthropic takes a list.")


def user(value: ast.expr) -> Reshaped | Refused:
    """Move the user's name into ``metadata``."""
    return Reshaped((Placed("metadata", "{value}", (("value", Span.of(value)),), key="user_id"),))


_CHOICES = {"auto": "auto", "required": "any", "none": "none"}


def tool_choice(value: ast.expr) -> Reshaped | Refused:
    """Write a choice of tools as Anthropic's object of a ``type`` and perhaps a ``name``."""
    if isinstance(value, ast.Constant) and value.value in _CHOICES:
        kind = _CHOICES[str(value.value)]
        return Reshaped((Placed("tool_choice", f'"{kind}"', key="type"),))
    if isinstance(value, ast.Dict):
        inner = _items(value).get("function")
        name = _items(inner).get("name") if isinstance(inner, ast.Dict) else None
        if name is not None:
            return Reshaped(
                (
                    Placed("tool_choice", '"tool"', key="type"),
                    Placed("tool_choice", "{name}", (("name", Span.of(name)),), key="name"),
                )
            )
    return Refused("What is chosen cannot be seen here.")


_FORM = 'Anthropic takes a JSON schema only: {"type": "json_schema", "schema": ...}.'


def response_format(value: ast.expr) -> Reshaped | Refused:
    """Write a JSON schema as ``output_config``; an answer that is any JSON cannot be asked for.

    The form: anthropic 2.12.0 types/json_output_format_param.py.
    """
    items = _items(value) if isinstance(value, ast.Dict) else {}
    schema = items.get("json_schema")
    inner = _items(schema).get("schema") if isinstance(schema, ast.Dict) else None
    if inner is None:
        return Refused(_FORM)
    template = '{{"type": "json_schema", "schema": {schema}}}'
    placed = Placed("output_config", template, (("schema", Span.of(inner)),), key="format")
    return Reshaped(
        (placed,),
        "Anthropic wants additionalProperties false, and knows fewer keywords of schemas.",
    )


# -- the dicts that stand in lists ----------------------------------------------------------------

_PLAIN = ("system", "developer", "user", "assistant")


def message(value: ast.expr) -> Reshaped | Refused:
    """Write the result of a tool as a block of the user's, and calls of tools as the answer held them.

    The forms: anthropic 2.12.0 types/tool_result_block_param.py, message.py:to_param.
    """
    assert isinstance(value, ast.Dict)
    items = _items(value)
    role = items.get("role")
    if isinstance(role, ast.Constant) and role.value == "tool":
        return _result(items)
    if "tool_calls" in items:
        return _answer(items)
    if isinstance(role, ast.Constant) and role.value not in _PLAIN:
        return Refused(f"Anthropic has no role {role.value!r}.")
    if unknown := sorted(items.keys() - {"role", "content", "name"}):
        return Refused(f"Anthropic knows no {unknown[0]} in a message.")
    if "name" in items:
        key = next(k for k in value.keys if isinstance(k, ast.Constant) and k.value == "name")
        dropped = ((Span.of(value), Span.of(key)),)
        return Reshaped(review="Anthropic's messages have no name.", dropped=dropped)
    return _KEPT


def _result(items: dict[str, ast.expr]) -> Reshaped | Refused:
    if not {"tool_call_id", "content"} <= items.keys():
        return Refused("The result of a tool needs tool_call_id and content.")
    template = (
        '{{"role": "user", "content": '
        '[{{"type": "tool_result", "tool_use_id": {call}, "content": {content}}}]}}'
    )
    holes = (("call", Span.of(items["tool_call_id"])), ("content", Span.of(items["content"])))
    return Reshaped(
        (Placed("", template, holes),),
        "Anthropic wants the results of one turn in one message, and joins them.",
    )


def _answer(items: dict[str, ast.expr]) -> Reshaped | Refused:
    """Put the content of an answer in the place of the text and the calls that were read of it."""
    calls = _read(items["tool_calls"], "tool_calls")
    content = items.get("content")
    said = _read(content, "content") if content is not None else None
    same = calls is not None and said is not None and ast.dump(calls) == ast.dump(said)
    empty = isinstance(content, ast.Constant) and not content.value
    if calls is None or not (same or empty) or items.keys() - {"role", "content", "tool_calls"}:
        return Refused("Calls of tools are written out here; append the answer's message itself.")
    template = '{{"role": "assistant", "content": {answer}.content}}'
    return Reshaped((Placed("", template, (("answer", Span.of(calls)),)),), answered=True)


def _read(value: ast.expr, member: str) -> ast.expr | None:
    """Return what a member is read of; ``or`` something that is empty may follow."""
    if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
        value = value.values[0]
    if isinstance(value, ast.Attribute) and value.attr == member:
        return value.value
    return None


def part(value: ast.expr) -> Reshaped | Refused:
    """Write an image as Anthropic's block, by its address or by its data.

    The forms: anthropic 2.12.0 types/base64_image_source_param.py, url_image_source_param.py.
    """
    assert isinstance(value, ast.Dict)
    items = _items(value)
    kind = items.get("type")
    if not isinstance(kind, ast.Constant):
        return Refused("What kind of part it is cannot be seen.")
    if kind.value == "text":
        return _KEPT
    image = items.get("image_url")
    inner = _items(image) if isinstance(image, ast.Dict) else {}
    if kind.value != "image_url" or "url" not in inner:
        return Refused(f"Anthropic takes no part of the type {kind.value!r} in this form.")
    source = _source(inner["url"])
    if isinstance(source, Refused):
        return source
    template, holes = source
    told = '"detail" of an image is dropped: Anthropic has none.' if "detail" in inner else ""
    whole = '{{"type": "image", "source": ' + template + "}}"
    return Reshaped((Placed("", whole, holes),), told)


_URL = '{{"type": "url", "url": {url}}}'
_DATA = '{{"type": "base64", "media_type": MEDIA, "data": DATA}}'


def _source(url: ast.expr) -> tuple[str, Holes] | Refused:
    """Return the template of an image's source: its data where it is a data URL, else its address."""
    hole = (("url", Span.of(url)),)
    if isinstance(url, (ast.Constant, ast.JoinedStr)):
        found = of_data(url)
        if found is None or isinstance(found, Refused):
            return found if isinstance(found, Refused) else (_URL, hole)
        return _DATA.replace("MEDIA", found[0]).replace("DATA", found[1]), ()
    if not isinstance(url, (ast.Name, ast.Attribute)):
        return Refused("Whether it is an address or data cannot be seen: give it a name first.")
    data = _DATA.replace("MEDIA", '{url}[5:].partition(";")[0]')
    data = data.replace("DATA", '{url}.partition(",")[2]')
    return f'{data} if {{url}}.startswith("data:") else {_URL}', hole


def tool(value: ast.expr) -> Reshaped | Refused:
    """Take a function out of its wrapping; its parameters are called ``input_schema``.

    The form: anthropic 2.12.0 types/tool_param.py.
    """
    assert isinstance(value, ast.Dict)
    outer = _items(value)
    function = outer.get("function")
    if not isinstance(function, ast.Dict) or outer.keys() - {"type", "function"}:
        return Refused("Anthropic takes tools of another form: what it is cannot be seen here.")
    inner = _items(function)
    if len(inner) != len(function.keys) or "name" not in inner:
        return Refused("A tool that is not written out cannot be moved.")
    if unknown := sorted(inner.keys() - {"name", "description", "parameters", "strict"}):
        return Refused(f"Anthropic knows no {unknown[0]} of a tool.")
    key = next(
        (k for k in function.keys if isinstance(k, ast.Constant) and k.value == "parameters"), None
    )
    placed = (Placed("", "{function}", (("function", Span.of(function)),)),)
    if key is None:
        none = '{{"type": "object", "properties": {{}}}}'
        return Reshaped(placed, added=((Span.of(function), "input_schema", none),))
    return Reshaped(placed, texts=((Span.of(key), "input_schema"),))


def _items(value: ast.Dict) -> dict[str, ast.expr]:
    return {
        key.value: item
        for key, item in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
