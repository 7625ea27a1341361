"""What Gemini's profile puts into dicts agrees with the types that google-genai reads them by."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from codemod.vocabulary.provider import Route
from codemod.vocabulary.treatment import Verb
from tests.transforms.native_sdk import PROFILES, native
from transforms.providers import gemini

PROFILE = next(each for each in PROFILES if each.name == "gemini")


def route() -> Route:
    return native(PROFILE)


def checked(kind: str, value: Any) -> Any:
    """Return a value as the SDK's type ``kind`` reads it. Raises pydantic's error."""
    from google.genai import types

    return getattr(types, kind).model_validate(value)


def nested(place: str, value: Any) -> Any:
    """Return a value under the keys that dots join."""
    for key in reversed(place.split(".")):
        value = {key: value}
    return value


def placed(operation: str) -> list[str]:
    """Return the places in ``config`` that an operation's parameters move to."""
    found = []
    for name, treatment in route().operations[operation].parameters.items():
        if treatment.verb is Verb.MOVE:
            keyword, _, key = treatment.to.partition(".")
            assert keyword == "config"
            found.append(key or name)
    return found


SAMPLES: dict[str, Any] = {
    "tools": [{"function_declarations": [{"name": "f", "parameters_json_schema": {}}]}],
    "http_options.headers": {"a": "b"},
    "http_options.extra_body": {"a": 1},
}


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("chat.completions.create", "GenerateContentConfig"),
        ("embeddings.create", "EmbedContentConfig"),
    ],
)
def test_what_moves_into_config_is_known_there(operation: str, kind: str) -> None:
    places = placed(operation)
    assert len(places) > 2
    for place in places:
        assert checked(kind, nested(place, SAMPLES.get(place, 1)))


def test_what_a_word_becomes_is_known_there() -> None:
    for treatment in route().operations["chat.completions.create"].parameters.values():
        for words in treatment.expansions.values():
            assert checked("GenerateContentConfig", ast.literal_eval(words["config"]))


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (gemini.request_timeout, "20"),
        (gemini.stop, '["a"]'),
        (gemini.stop, '"a"'),
        (gemini.tool_choice, '"required"'),
        (gemini.tool_choice, '{"type": "function", "function": {"name": "f"}}'),
        (gemini.native_response_format, '{"type": "json_object"}'),
        (
            gemini.native_response_format,
            '{"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}}}',
        ),
    ],
)
def test_what_a_shape_places_is_known_there(shape: Any, code: str) -> None:
    config: dict[str, Any] = {}
    for each in written(shape, code, "config"):
        config = merged(config, each)
    read = checked("GenerateContentConfig", config)
    assert read.model_dump(exclude_none=True)


@pytest.mark.parametrize(
    ("shape", "code", "attempts"),
    [(gemini.client_timeout, "1.5", None), (gemini.max_retries, "2", 3)],
)
def test_what_a_client_is_given_is_known_there(shape: Any, code: str, attempts: int | None) -> None:
    (options,) = written(shape, code, "http_options")
    read = checked("HttpOptions", options)
    if attempts is None:
        assert read.timeout == 1500
    else:
        assert read.retry_options.attempts == attempts


def written(shape: Any, code: str, keyword: str) -> list[Any]:
    """Return what a shape makes of an argument, as values of the keyword."""
    tree = ast.parse(code, mode="eval").body
    found = []
    for each in shape(tree).placed:
        assert each.keyword == keyword
        holes = {name: ast.get_source_segment(code, at(tree, span)) for name, span in each.holes}
        found.append(nested(each.key, ast.literal_eval(each.template.format(**holes))))
    return found


def at(tree: ast.expr, span: Any) -> ast.expr:
    """Return the expression at a span of one line."""
    return next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.expr)
        and (node.col_offset, node.end_col_offset) == (span.column, span.end_column)
    )


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    found = dict(one)
    for key, value in other.items():
        found[key] = merged(found[key], value) if key in found else value
    return found


def test_the_words_of_finish_reasons_are_the_sdks() -> None:
    from google.genai import types

    known = {reason.value for reason in types.FinishReason}
    words = route().members["Choice"]["finish_reason"].words
    assert {word for targets in words.values() for word in targets} <= known
    assert {"STOP": 1}[types.FinishReason.STOP] == 1  # type: ignore[index]


def test_a_client_closes_when_nothing_holds_it() -> None:
    from google.genai import Client

    with pytest.raises(RuntimeError, match="closed"):
        Client(api_key="k").models.generate_content(model="m", contents="x")
    assert route().fleeting
