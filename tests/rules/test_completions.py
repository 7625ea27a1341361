"""Completions of a text, which become chats where the target has none; of 0.x too."""

from __future__ import annotations

import pytest

from codemod.vocabulary.outcomes import Region
from codemod.vocabulary.regions import chained, map_span
from codemod.vocabulary.spans import Span
from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
HEAD = "from openai import OpenAI\nfrom conf import given\nclient = OpenAI()\n"
NATIVE = (
    'from dashscope import Client\nfrom conf import given\nclient = Client(protocol="openai")\n'
)
OPENAI = (
    "import os\nfrom openai import OpenAI\nfrom conf import given\n"
    "client = OpenAI(api_key=<key>, <address>)\n"
)


def ask(arguments: str, rest: str = "print(r.choices[0].text)") -> str:
    return f'r = client.completions.create(model="gpt-3.5-turbo-instruct", {arguments})\n{rest}\n'


def asked(arguments: str, read: str = 'print(r.choices[0].message.content or "")') -> str:
    return f'r = client.chat.completions.create(model="qwen-flash", {arguments})\n{read}\n'


def message(text: str) -> str:
    return f'messages=[{{"role": "user", "content": {text}}}]'


# ------------------------------------------------------------------------------ what stays


@BOTH
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("prompt=given", "prompt is no text"),
        ('prompt=["a", "b"]', "prompt is no text"),
        ("prompt=[1, 2]", "prompt is no text"),
        ('prompt="a", stream=True', "stream has no counterpart"),
        ('prompt="a", suffix="b"', "suffix has no counterpart"),
        ('prompt="a", echo=True', "echo has no counterpart"),
        ('prompt="a", best_of=3', "best_of has no counterpart"),
        ('prompt="a", logprobs=2', "logprobs has no counterpart"),
        ('prompt="a", logit_bias={"50256": -100}', "logit_bias has no counterpart"),
        ('prompt="a", extra_body={"x": 1}', "extra_body has no counterpart"),
        ('**{"prompt": "a"}', "prompt comes in a mapping"),
        ('prompt="a", **given', "arguments that cannot be seen"),
    ],
)
def test_what_is_more_than_a_plain_prompt_stays(arguments: str, said: str, sdk: str) -> None:
    program = HEAD + ask(arguments)
    report = check_noop(program, sdk=sdk)
    assert_told(report, program, "OPERATION-UNSUPPORTED", "completions.create")
    assert said in str([d.message for d in report.diagnostics if d.code == "COMPLETION-KEPT"])


@BOTH
@pytest.mark.parametrize(
    "read",
    [
        "print(r.choices[0].logprobs)",
        "print(r.object)",
        "print(r.model_dump())",
        "print(r.choices[0].text, given(r))",
        "r.choices[0].text = 'x'",
    ],
)
def test_an_answer_of_which_more_than_texts_is_read_keeps_its_call(read: str, sdk: str) -> None:
    report = check_noop(HEAD + ask('prompt="a"', read), sdk=sdk)
    assert "COMPLETION-KEPT" in codes(report)


@BOTH
def test_a_name_of_its_types_keeps_the_call(sdk: str) -> None:
    program = (
        HEAD
        + "from openai.types import Completion\n\ndef text(r: Completion):\n    return r.choices[0].text\n"
        + ask('prompt="a"', "print(text(r))")
    )
    assert "COMPLETION-KEPT" in codes(check_noop(program, sdk=sdk))


def test_a_target_that_completes_texts_keeps_them() -> None:
    program = HEAD + ask('prompt="a"').replace("gpt-3.5-turbo-instruct", "davinci-002")
    assert codes(check_noop(program, sdk="openai", to="openai")) == []


def test_at_openai_itself_where_the_model_has_ended() -> None:
    check_migrated(
        HEAD + ask('prompt="a", max_tokens=5'),
        HEAD
        + asked(message('"a"') + ', max_completion_tokens=5, reasoning_effort="none"').replace(
            "qwen-flash", "gpt-5.6-terra"
        ),
        sdk="openai",
        to="openai",
    )


@pytest.mark.parametrize("arguments", ["prompt=given", 'prompt="a", suffix="b"'])
def test_a_model_that_has_ended_keeps_its_name_at_a_completion(arguments: str) -> None:
    program = HEAD + ask(arguments)
    report = check_noop(program, sdk="openai", to="openai")
    found = assert_told(report, program, "MODEL-UNMAPPED", "completions.create")
    assert "answers chats only" in found.message


def test_chats_alone_are_no_completions() -> None:
    program = HEAD + 'client.chat.completions.create(model="qwen-plus", messages=[])\n'
    assert "COMPLETION-KEPT" not in codes(report_of(program))


# ------------------------------------------------------------------------------ what moves


@pytest.mark.parametrize(
    ("arguments", "now"),
    [
        ('prompt="a", max_tokens=5', message('"a"') + ", max_tokens=5"),
        ('prompt=f"a {given}", max_tokens=5', message('f"a {given}"') + ", max_tokens=5"),
        ('max_tokens=5, prompt="a".strip()', "max_tokens=5, " + message('"a".strip()')),
        (
            'prompt="a", max_tokens=5, temperature=0, echo=False, best_of=1, logprobs=None',
            message('"a"') + ", max_tokens=5, temperature=0",
        ),
        ('prompt="a"', message('"a"') + ", max_tokens=16"),
    ],
)
def test_a_plain_prompt_becomes_a_chat(arguments: str, now: str) -> None:
    report = check_migrated(HEAD + ask(arguments), NATIVE + asked(now))
    assert_told(report, HEAD + ask(arguments), "COMPLETION-CHAT", "completions.create")
    check_migrated(HEAD + ask(arguments), OPENAI + asked(now), sdk="openai")


@pytest.mark.parametrize(
    ("to", "off"),
    [
        ("groq", 'reasoning_effort="none"'),
        ("deepseek", 'extra_body={"thinking": {"type": "disabled"}}'),
    ],
)
def test_a_chat_that_takes_its_place_does_not_think(to: str, off: str) -> None:
    (outcome,) = report_of(HEAD + ask('prompt="a"'), sdk="openai", to=to).rewritten
    assert f"max_tokens=16,\n    {off},\n)" in outcome.after.decode()


def test_all_texts_of_several_choices() -> None:
    check_migrated(
        HEAD
        + ask(
            'prompt="a", max_tokens=5', "print([c.text for c in r.choices], r.usage.total_tokens)"
        ),
        OPENAI
        + asked(
            message('"a"') + ", max_tokens=5",
            'print([c.message.content or "" for c in r.choices], r.usage.total_tokens)',
        ),
        sdk="openai",
    )


OLD = 'openai.Completion.create(engine="text-davinci-003", prompt={}, max_tokens=5)'


@BOTH
def test_0x_in_one_step(sdk: str) -> None:
    program = f"""import openai

openai.api_key = "k"


def complete(prompt: str):
    r = {OLD.format("prompt")}
    return r["choices"][0]["text"].strip()


print(complete("x"))
"""
    report = report_of(program, sdk=sdk)
    (outcome,) = report.rewritten
    text = outcome.after.decode()
    assert 'client.chat.completions.create(model="qwen-flash", messages=[{"role": "user"' in text
    assert 'return (r.choices[0].message.content or "").strip()' in text
    assert "openai.Completion" not in text
    again = report_of({"main.py": text}, sdk=sdk)
    assert again.rewritten == ()
    (site,) = report.sites
    assert (site.span.line, site.status) == (7, "migrated")
    found = next(d for d in report.diagnostics if d.code == "MODEL-RENAMED")
    line = map_span(outcome.regions, found.span).line
    assert "qwen-flash" in text.splitlines()[line - 1]


def test_0x_with_a_list_of_prompts_stays() -> None:
    program = f"import openai\n\nprint({OLD.format('[1, 2]')}.choices[0].text)\n"
    check_reported(program, "COMPLETION-KEPT", line="Completion", sdk="openai")


# ------------------------------------------------------------------------------ regions


def region(before: tuple[int, int, int, int], after: tuple[int, int, int, int]) -> Region:
    return Region(Span(*before), Span(*after))


def test_regions_of_two_steps_are_joined_where_they_meet() -> None:
    first = (region((2, 0, 2, 5), (2, 0, 3, 5)), region((9, 0, 9, 1), (10, 0, 10, 4)))
    second = (region((3, 1, 3, 9), (3, 1, 5, 2)), region((7, 0, 7, 0), (9, 0, 10, 0)))
    assert chained(first, second) == (
        region((2, 0, 2, 9), (2, 0, 5, 2)),
        region((6, 0, 6, 0), (9, 0, 10, 0)),
        region((9, 0, 9, 1), (13, 0, 13, 4)),
    )
