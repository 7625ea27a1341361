"""What the profile of Gemini cannot say in YAML: arguments whose value decides what they become."""

from __future__ import annotations

import ast

from codemod.vocabulary.shapes import Placed, Refused, Reshaped
from codemod.vocabulary.spans import Span
from transforms.data_urls import of_data
from transforms.transports import in_milliseconds

_UNKNOWN = "Google documents answers by a JSON schema for this endpoint, and no other JSON mode."
_KEPT = Reshaped()


def response_format(value: ast.expr) -> Reshaped | Refused:
    """Keep a schema, written out or as a class; refuse the mode without one.

    ai.google.dev/gemini-api/docs/openai (2026-09-02) shows ``json_schema`` and ``parse()`` only.
    """
    if isinstance(value, ast.Dict):
        kind = _items(value).get("type")
        if isinstance(kind, ast.Constant) and kind.value in ("json_schema", "text"):
            return _KEPT
        return Refused(_UNKNOWN)
    if isinstance(value, ast.Constant) and value.value is None:
        return _KEPT
    if isinstance(value, (ast.Name, ast.Attribute)):
        return Reshaped(None, _UNKNOWN)
    return Refused(_UNKNOWN)


# -- the provider's own SDK: arguments ------------------------------------------------------------


def client_timeout(value: ast.expr) -> Reshaped | Refused:
    """Give a client's seconds as milliseconds in ``http_options`` (SDK types.py:HttpOptions)."""
    return _inside("http_options.timeout", in_milliseconds(value, ""))


def request_timeout(value: ast.expr) -> Reshaped | Refused:
    """Give a call's seconds as milliseconds in the options of its ``config``."""
    return _inside("config.http_options.timeout", in_milliseconds(value, ""))


def _inside(place: str, made: Reshaped | Refused) -> Reshaped | Refused:
    """Put the one argument that a shape places elsewhere."""
    if isinstance(made, Refused) or not made.placed:
        return made
    (only,) = made.placed
    return Reshaped((Placed.at(place, only.template, only.holes),), made.review)


def max_retries(value: ast.expr) -> Reshaped | Refused:
    """Count attempts where OpenAI counts those after the first (SDK types.py:HttpRetryOptions)."""
    place = "http_options.retry_options.attempts"
    if isinstance(value, ast.Constant) and type(value.value) is int:
        return Reshaped((Placed.at(place, str(value.value + 1)),))
    hole = (("value", Span.of(value)),)
    return Reshaped(
        (Placed.at(place, "{value} + 1", hole),), "It must be a number, and never None."
    )


def stop(value: ast.expr) -> Reshaped | Refused:
    """Write the words to stop at as a list."""
    hole = (("value", Span.of(value)),)
    place = "config.stop_sequences"
    if isinstance(value, (ast.Constant, ast.JoinedStr)):
        return Reshaped((Placed.at(place, "[{value}]", hole),))
    if isinstance(value, (ast.List, ast.ListComp)):
        return Reshaped((Placed.at(place, "{value}", hole),))
    if isinstance(value, (ast.Name, ast.Attribute)):
        template = "[{value}] if isinstance({value}, str) else {value}"
        return Reshaped((Placed.at(place, template, hole),))
    return Refused("It may be one word or a list, and must be a list there: give it a name first.")


_JSON = Placed.at("config.response_mime_type", '"application/json"')


def native_response_format(value: ast.expr) -> Reshaped | Refused:
    """Ask for JSON by its type, and for a schema as it is (SDK types.py:GenerateContentConfig)."""
    items = _items(value) if isinstance(value, ast.Dict) else {}
    kind = items.get("type")
    if isinstance(kind, ast.Constant) and kind.value == "json_object":
        return Reshaped((_JSON,))
    schema = items.get("json_schema")
    inner = _items(schema).get("schema") if isinstance(schema, ast.Dict) else None
    if inner is None:
        return Refused("It must be written out here: Gemini takes a type of answer, and a schema.")
    hole = (("schema", Span.of(inner)),)
    placed = Placed.at("config.response_json_schema", "{schema}", hole)
    return Reshaped((_JSON, placed), "Gemini's form has no name and no strict mode.")


_MODES = {"auto": "AUTO", "required": "ANY", "none": "NONE"}


def tool_choice(value: ast.expr) -> Reshaped | Refused:
    """Write a choice of tools as a mode, perhaps with a name (SDK types.py:FunctionCallingConfig)."""
    place = "config.tool_config.function_calling_config"
    if isinstance(value, ast.Constant) and value.value in _MODES:
        return Reshaped((Placed.at(f"{place}.mode", f'"{_MODES[str(value.value)]}"'),))
    inner = _items(value).get("function") if isinstance(value, ast.Dict) else None
    name = _items(inner).get("name") if isinstance(inner, ast.Dict) else None
    if name is None:
        return Refused("What is chosen cannot be seen here.")
    names = Placed.at(f"{place}.allowed_function_names", "[{name}]", (("name", Span.of(name)),))
    return Reshaped((Placed.at(f"{place}.mode", '"ANY"'), names))


# github.com/langchain-ai/langchainjs/issues/4491: "at most 100 requests can be in one batch"
_TEXTS = 100


def embedding_texts(value: ast.expr) -> Reshaped | Refused:
    """Give texts as contents: one text, or a list of at most 100, has a vector each."""
    placed = (Placed("contents", "{value}", (("value", Span.of(value)),)),)
    if isinstance(value, (ast.Constant, ast.JoinedStr)):
        return Reshaped(placed)
    if isinstance(value, (ast.List, ast.Tuple)) and len(value.elts) <= _TEXTS:
        if any(isinstance(each, (ast.List, ast.Tuple)) for each in value.elts):
            return Refused("Gemini embeds texts and no token numbers.")
        if not any(isinstance(each, ast.Starred) for each in value.elts):
            return Reshaped(placed)
    return Reshaped(placed, f"A request takes at most {_TEXTS} texts.")


# -- the dicts that stand in lists ----------------------------------------------------------------

_SPOKEN = ("user", "assistant")
_APART = ("system", "developer")
_RESULT = (
    '{{"function_response": '
    '{{"id": {id}, "name": {call}.name, "response": {{"result": {content}}}}}}}'
)
_TURN = '{{"role": "user", "parts": [' + _RESULT + "]}}"


def message(value: ast.expr) -> Reshaped | Refused:
    """Write what is said as parts, under the role that Gemini knows.

    What the system says keeps its form, to be taken out of the list. The forms: SDK
    types.py:ContentDict, FunctionResponseDict.
    """
    assert isinstance(value, ast.Dict)
    items = _items(value)
    role, content = items.get("role"), items.get("content")
    if len(items) != len(value.keys) or role is None:
        return Refused("What kind of message it is cannot be seen.")
    if isinstance(role, ast.Constant) and role.value in _APART:
        return _KEPT
    if isinstance(role, ast.Constant) and role.value == "tool":
        return _result(items)
    if "tool_calls" in items or content is None:
        return Refused("Calls of tools are written out here; append the answer's message itself.")
    if isinstance(role, ast.Constant) and role.value not in _SPOKEN:
        return Refused(f"Gemini has no role {role.value!r}.")
    if unknown := sorted(items.keys() - {"role", "content", "name"}):
        return Refused(f"Gemini knows no {unknown[0]} in a message.")
    return _said(value, role, content)


def _said(value: ast.Dict, role: ast.expr, content: ast.expr) -> Reshaped | Refused:
    texts: tuple[tuple[Span, str], ...] = ((Span.of(_key(value, "content")), "parts"),)
    wrapped: tuple[tuple[Span, str], ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    moved: tuple[str, ...] = ("role",)
    if not isinstance(role, ast.Constant):
        if not isinstance(role, (ast.Name, ast.Attribute)):
            return Refused("Whose turn it is must be a name or be written out.")
        wrapped = ((Span.of(role), '"model" if {value} == "assistant" else {value}'),)
        words = (("role", _SPOKEN),)
    elif role.value == "assistant":
        texts = (*texts, (Span.of(role), "model"))
    else:
        moved = ()
    dropped: tuple[tuple[Span, Span], ...] = ()
    if "name" in _items(value):
        dropped = ((Span.of(value), Span.of(_key(value, "name"))),)
    review = "Gemini's messages have no name." if dropped else ""
    listed = Reshaped(None, review, texts, (), dropped, False, wrapped, words=words, moved=moved)
    if isinstance(content, (ast.List, ast.ListComp)):
        return listed
    if isinstance(content, ast.Constant) and not isinstance(content.value, str):
        return Refused("Nothing is said here.")
    text = ((Span.of(content), '[{{"text": {value}}}]'),)
    return Reshaped(
        None,
        review,
        texts,
        (),
        dropped,
        False,
        (*wrapped, *text),
        said=("content",),
        words=words,
        listed=listed,
        moved=moved,
    )


def _result(items: dict[str, ast.expr]) -> Reshaped | Refused:
    """Write the result of a tool under the name of its function, which the call alone knows."""
    call = items.get("tool_call_id")
    if not isinstance(call, ast.Attribute) or "content" not in items:
        return Refused("The result of a tool needs the call that it answers right there.")
    holes = (
        ("id", Span.of(call)),
        ("call", Span.of(call.value)),
        ("content", Span.of(items["content"])),
    )
    return Reshaped(
        (Placed("", _TURN, holes),),
        said=("content",),
        read=(("tool_call_id", "ChatCompletionMessageToolCall.id"),),
        moved=("role",),
        piece=Placed("", _RESULT, holes),
    )


_INLINE = '{{"inline_data": {{"mime_type": MEDIA, "data": DATA}}}}'  # SDK types.py:BlobDict


def part(value: ast.expr) -> Reshaped | Refused:
    """Write a text as Gemini's part, and an image by its data; which addresses it takes is unknown."""
    assert isinstance(value, ast.Dict)
    items = _items(value)
    kind, text, image = items.get("type"), items.get("text"), items.get("image_url")
    if isinstance(kind, ast.Constant) and kind.value == "text" and text is not None:
        return Reshaped(dropped=((Span.of(value), Span.of(_key(value, "type"))),))
    inner = _items(image) if isinstance(image, ast.Dict) else {}
    url = inner.get("url")
    if not isinstance(kind, ast.Constant) or kind.value != "image_url":
        return Refused("Gemini takes no part of this form; --sdk openai carries it.")
    if not isinstance(url, (ast.Constant, ast.JoinedStr)):
        return Refused("Whether an image is its data or an address cannot be seen here.")
    found = of_data(url)
    if found is None:
        return Refused("Gemini takes images as data here; --sdk openai carries addresses.")
    if isinstance(found, Refused):
        return found
    whole = _INLINE.replace("MEDIA", found[0]).replace("DATA", found[1])
    told = '"detail" of an image is dropped: Gemini has none here.' if "detail" in inner else ""
    return Reshaped((Placed("", whole),), told)


def tool(value: ast.expr) -> Reshaped | Refused:
    """Declare a function; its parameters are called ``parameters_json_schema``.

    The form: SDK types.py:ToolDict, FunctionDeclarationDict.
    """
    assert isinstance(value, ast.Dict)
    outer = _items(value)
    function = outer.get("function")
    if not isinstance(function, ast.Dict) or outer.keys() - {"type", "function"}:
        return Refused("Gemini takes tools of another form: what it is cannot be seen here.")
    inner = _items(function)
    if len(inner) != len(function.keys) or "name" not in inner:
        return Refused("A tool that is not written out cannot be moved.")
    if unknown := sorted(inner.keys() - {"name", "description", "parameters", "strict"}):
        return Refused(f"Gemini knows no {unknown[0]} of a tool.")
    template = '{{"function_declarations": [{function}]}}'
    placed = (Placed("", template, (("function", Span.of(function)),)),)
    texts: tuple[tuple[Span, str], ...] = ()
    if "parameters" in inner:
        texts = ((Span.of(_key(function, "parameters")), "parameters_json_schema"),)
    if "strict" not in inner:
        return Reshaped(placed, texts=texts)
    dropped = ((Span.of(function), Span.of(_key(function, "strict"))),)
    return Reshaped(placed, "Gemini has no strict tools.", texts, (), dropped)


def _items(value: ast.Dict) -> dict[str, ast.expr]:
    return {
        key.value: item
        for key, item in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _key(value: ast.Dict, name: str) -> ast.expr:
    """Return the key of that name, which must be there."""
    return next(k for k in value.keys if isinstance(k, ast.Constant) and k.value == name)
