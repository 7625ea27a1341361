"""The reply depends on the meaning of a request: on each parameter, and on nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake.meaning import Meaning, canonical_messages, canonical_parameters
from tests.fake.reply import answer, vector

TOOL = {"type": "function", "function": {"name": "look"}}
HELLO = [{"role": "user", "content": "hello there"}]


def said(messages: list[Any] | None = None, **parameters: Any) -> str:
    meaning = Meaning(
        canonical_messages(messages or HELLO), canonical_parameters(parameters), False
    )
    return answer(meaning).choices[0].content or ""


CHANGES: list[dict[str, Any]] = [
    {"temperature": 0.1},
    {"temperature": 0.2},
    {"top_p": 0.5},
    {"max_tokens": 50},
    {"stop": "a"},
    {"stop": ["a", "b"]},
    {"seed": 1},
    {"presence_penalty": 0.1},
    {"frequency_penalty": 0.1},
    {"user": "me"},
    {"tools": [TOOL]},
    {"tools": [TOOL], "tool_choice": "none"},
    {"parallel_tool_calls": False},
    {"logit_bias": {"1": 2}},
    {"response_format": {"type": "json_object"}},
]


def test_each_parameter_shows() -> None:
    replies = [said(), *(said(**change) for change in CHANGES)]
    assert len(set(replies)) == len(replies)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"max_tokens": 50}, {"max_completion_tokens": 50}),
        ({"stop": "a"}, {"stop": ["a"]}),
        ({"temperature": 1}, {"temperature": 1.0}),
        ({"seed": None}, {}),
        ({"frequency_penalty": 0.0}, {}),
        ({"response_format": {"type": "text"}}, {}),
        ({}, {"enable_thinking": False}),
    ],
)
def test_equal_meaning_gives_equal_text(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert said(**one) == said(**other)


def test_the_messages_show() -> None:
    system = {"role": "system", "content": "be kind"}
    assert said([system, *HELLO]) != said(HELLO)
    assert said([system, *HELLO]) == said([{**system, "role": "developer"}, *HELLO])
    assert said(HELLO) == said(
        [{"role": "user", "content": [{"type": "text", "text": "hello there"}]}]
    )


def test_a_tool_is_called_if_it_is_offered() -> None:
    asked = canonical_messages([{"role": "user", "content": '[[tool look {"at": "me"}]]'}])
    offered = answer(Meaning(asked, canonical_parameters({"tools": [TOOL]}), False)).choices[0]
    assert [(c.name, c.arguments) for c in offered.calls] == [("look", '{"at": "me"}')]
    assert offered.finish == "tool_calls"
    assert not answer(Meaning(asked, {}, False)).choices[0].calls


def test_a_small_limit_cuts_the_answer() -> None:
    meaning = Meaning(canonical_messages(HELLO), {"max_tokens": 2}, False)
    choice = answer(meaning).choices[0]
    assert (choice.finish, len(choice.content.split() if choice.content else [])) == ("length", 2)


def test_vectors_depend_on_the_text_and_the_size_only() -> None:
    assert len(vector("a", 64)) == 64
    assert vector("a", 64) == vector("a", 1536)[:64]
    assert vector("a", 64) != vector("b", 64)
