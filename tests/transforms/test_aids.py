"""The modules that a run writes into a repository: what they make of messages, and how they stand there."""

from __future__ import annotations

import ast
import copy
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import black
import pytest

from codemod.vocabulary.provider import Provider
from tests.transforms.native_sdk import PROFILES
from transforms.aids.anthropic_messages import conversation
from transforms.aids.gemini_messages import contents, instructions

AIDED = [each for each in PROFILES if each.routes["native"].aid is not None]
EACH = pytest.mark.parametrize("provider", AIDED, ids=lambda provider: provider.name)
USER = {"role": "user", "content": "Hello"}
CALL = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'},
}
USED = {"type": "tool_use", "id": "call_1", "name": "get_weather", "input": {"city": "Paris"}}


# -- how they stand there -------------------------------------------------------------------------


def text_of(provider: Provider) -> bytes:
    aid = provider.routes["native"].aid
    assert aid is not None
    return aid.text


@EACH
def test_it_needs_the_standard_library_only(provider: Provider) -> None:
    names: set[str] = set()
    for node in ast.walk(ast.parse(text_of(provider))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            names.add(str(node.module).partition(".")[0])
    assert names <= sys.stdlib_module_names


@EACH
@pytest.mark.parametrize("length", [79, 88, 100, 120])
def test_black_leaves_it_as_it_is(provider: Provider, length: int) -> None:
    """At its own line length, and where that is longer."""
    text = text_of(provider).decode()
    assert max(map(len, text.splitlines())) <= 88
    if length >= 88:
        assert black.format_str(text, mode=black.Mode(line_length=length)) == text


@EACH
def test_all_that_it_offers_is_documented_and_typed(provider: Provider) -> None:
    tree = ast.parse(text_of(provider))
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            assert ast.get_docstring(node) and node.returns is not None, node.name
            assert all(each.annotation is not None for each in node.args.args), node.name


@EACH
def test_it_runs_by_itself(provider: Provider, tmp_path: Path) -> None:
    aid = provider.routes["native"].aid
    assert aid is not None
    (tmp_path / f"{aid.module}.py").write_bytes(aid.text)
    command = [sys.executable, "-W", "error", "-S", "-c", f"import {aid.module}"]
    subprocess.run(command, check=True, cwd=tmp_path)


@EACH
def test_what_takes_the_place_of_the_messages_calls_what_it_offers(provider: Provider) -> None:
    aid = provider.routes["native"].aid
    assert aid is not None
    module = import_module(f"transforms.aids.{aid.module}")
    for template in aid.put.values():
        called = ast.parse(template.format(module="m", list="x"), mode="eval").body
        assert isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute)
        assert callable(getattr(module, called.func.attr))


# -- messages of Anthropic ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "messages",
    [
        [USER],
        [USER, {"role": "assistant", "content": "Hi"}, USER],
        [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}],
        [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": ""}]}],
        [USER, {"role": "assistant", "content": [USED]}],
        [USER, {"role": "assistant", "content": [SimpleNamespace(type="text", text="Hi")]}],
        [
            {
                "role": "user",
                "content": [{"type": "image", "source": {"type": "url", "url": "https://a.b/c"}}],
            }
        ],
    ],
)
def test_what_anthropic_takes_stays(messages: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(messages)
    assert conversation(messages) == {"messages": before}
    assert messages == before


def test_any_iterable_of_mappings_will_do() -> None:
    assert conversation(iter((USER, USER))) == {"messages": [USER, USER]}


def test_what_the_system_says_goes_apart() -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        USER,
        {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
        {"role": "system", "content": ""},
    ]
    system = [{"type": "text", "text": "Be brief."}, {"type": "text", "text": "Be kind."}]
    assert conversation(messages) == {"system": system, "messages": [USER]}


def test_where_the_system_alone_speaks_it_is_the_user() -> None:
    said = [{"type": "text", "text": "Be brief."}]
    found = conversation([{"role": "system", "content": "Be brief."}])
    assert found == {"messages": [{"role": "user", "content": said}]}


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://a.b/c.png", {"type": "url", "url": "https://a.b/c.png"}),
        (
            "data:image/png;base64,iVBO",
            {"type": "base64", "media_type": "image/png", "data": "iVBO"},
        ),
    ],
)
def test_images(url: str, source: dict[str, str]) -> None:
    text = {"type": "text", "text": "What is it?"}
    image = {"type": "image_url", "image_url": {"url": url, "detail": "low"}}
    found = conversation([{"role": "user", "content": [text, image]}])
    content = [text, {"type": "image", "source": source}]
    assert found == {"messages": [{"role": "user", "content": content}]}


@pytest.mark.parametrize(
    ("content", "said"), [(None, []), ("", []), ("Look.", [{"type": "text", "text": "Look."}])]
)
def test_calls_of_tools_and_their_results(content: str | None, said: list[Any]) -> None:
    """As the SDK dumps an answer, with all that it does not say."""
    answer = {"role": "assistant", "content": content, "tool_calls": [CALL], "refusal": None}
    second = {**CALL, "id": "call_2", "function": {"name": "now", "arguments": ""}}
    answer["tool_calls"] = [CALL, second]
    messages = [
        USER,
        {**answer, "annotations": [], "audio": None, "function_call": None},
        {"role": "tool", "tool_call_id": "call_1", "content": "21"},
        {"role": "tool", "tool_call_id": "call_2", "content": None, "name": "now"},
        USER,
        {"role": "tool", "tool_call_id": "call_3", "content": [{"type": "text", "text": "x"}]},
    ]
    before = copy.deepcopy(messages)
    now = {"type": "tool_use", "id": "call_2", "name": "now", "input": {}}
    first = {"type": "tool_result", "tool_use_id": "call_1", "content": "21"}
    other = {"type": "tool_result", "tool_use_id": "call_2", "content": ""}
    parts = [{"type": "text", "text": "x"}]
    third = {"type": "tool_result", "tool_use_id": "call_3", "content": parts}
    assert conversation(messages)["messages"] == [
        USER,
        {"role": "assistant", "content": [*said, USED, now]},
        {"role": "user", "content": [first, other]},
        USER,
        {"role": "user", "content": [third]},
    ]
    assert messages == before


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("Hello", "is no dict, but a str"),
        ({"role": "function", "name": "f", "content": "1"}, "no role 'function'"),
        ({"content": "Hello"}, "no role None"),
        ({"role": "user", "content": None}, "no text and no list"),
        ({"role": "user"}, "no text and no list"),
        ({"role": "assistant", "content": None}, "no text and no list"),
        ({"role": "user", "content": "a", "weight": 1}, "have no 'weight'"),
        ({"role": "assistant", "content": "a", "function_call": {"name": "f"}}, "'function_call'"),
        ({"role": "user", "content": ["Hello"]}, "no part of the type None"),
        ({"role": "user", "content": [{"type": "input_audio"}]}, "type 'input_audio'"),
        ({"role": "user", "content": [{"type": "image_url"}]}, "has no address"),
        (
            {"role": "user", "content": [{"type": "image_url", "image_url": "data:image/png,x"}]},
            "not in base64",
        ),
        ({"role": "tool", "content": "21"}, "needs tool_call_id"),
        ({"role": "assistant", "tool_calls": ["call"]}, "no call of a function"),
        ({"role": "assistant", "tool_calls": [{**CALL, "type": "custom", "function": None}]}, "no"),
        (
            {
                "role": "assistant",
                "tool_calls": [{**CALL, "function": {"name": "f", "arguments": "{"}}],
            },
            "no object as arguments",
        ),
    ],
)
def test_what_has_no_counterpart_is_refused(message: Any, why: str) -> None:
    with pytest.raises(ValueError, match=r"messages\[1\]") as refused:
        conversation([USER, message])
    assert why in str(refused.value)


# -- messages of Gemini ---------------------------------------------------------------------------


SYSTEM = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello", "name": "ann"},
    {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
]


def test_turns_and_instructions() -> None:
    answer = {"role": "assistant", "content": "Hi", "refusal": None, "tool_calls": None}
    before = copy.deepcopy(SYSTEM)
    hello = {"role": "user", "parts": [{"text": "Hello"}]}
    assert contents([*SYSTEM, answer]) == [hello, {"role": "model", "parts": [{"text": "Hi"}]}]
    assert instructions([*SYSTEM, answer]) == ["Be brief.", "Be kind."]
    assert instructions([answer]) is None
    assert before == SYSTEM


@pytest.mark.parametrize(
    "turn",
    [
        {"role": "user", "parts": [{"text": "Hello"}]},
        {"role": "model", "parts": [{"function_call": {"name": "f", "args": {}}}]},
        SimpleNamespace(role="model", parts=[SimpleNamespace(text="Hi")]),
    ],
)
def test_what_gemini_takes_stays(turn: Any) -> None:
    assert contents([turn]) == [turn]
    assert instructions([turn]) is None


def test_an_image_by_its_data() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}}
    parts = [{"type": "text", "text": "What is it?"}, image]
    data = {"inline_data": {"mime_type": "image/png", "data": "iVBO"}}
    found = contents([{"role": "user", "content": parts}])
    assert found == [{"role": "user", "parts": [{"text": "What is it?"}, data]}]


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("Hello", "is no dict, but a str"),
        ({"role": "tool", "tool_call_id": "call_1", "content": "21"}, "no role 'tool'"),
        ({"role": "function", "name": "f", "content": "1"}, "no role 'function'"),
        ({"role": "assistant", "content": None, "tool_calls": [CALL]}, "no 'tool_calls'"),
        ({"role": "user", "content": None}, "no text and no list"),
        ({"role": "user", "content": ["Hello"]}, "no part of the type None"),
        ({"role": "user", "content": [{"type": "text"}]}, "no part of the type 'text'"),
        (
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://a"}}]},
            "and no address",
        ),
        (
            {"role": "user", "content": [{"type": "image_url", "image_url": "data:image/png,x"}]},
            "not in base64",
        ),
    ],
)
def test_what_gemini_does_not_take_is_refused(message: Any, why: str) -> None:
    with pytest.raises(ValueError, match=r"messages\[1\]") as refused:
        contents([USER, message])
    assert why in str(refused.value)


@pytest.mark.parametrize("messages", [[], SYSTEM[:1], iter([USER])])
def test_nothing_that_is_said_is_refused(messages: Any) -> None:
    with pytest.raises(ValueError, match="messages:"):
        contents(messages)


def test_the_system_says_texts_only() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}}
    with pytest.raises(ValueError, match="nothing but texts"):
        instructions([{"role": "system", "content": [image]}])
