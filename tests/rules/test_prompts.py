"""Prompts that name the source are listed where their code moves, and never edited."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, codes, report_of

CODE = """
    from openai import OpenAI

    PROMPT = {prompt!r}
    client = OpenAI()
    reply = client.chat.completions.create(
        model="gpt-4o", messages=[{{"role": "system", "content": PROMPT}}]
    )
    print(reply.choices[0].message.content)
    """


@pytest.mark.parametrize(
    "prompt",
    [
        "You are a helpful assistant.",
        "Compare ChatGPT with other products.",
        "Write about OpenAI. You are brief.",
        "You are an editor of https://openai.com.",
    ],
)
def test_a_prompt_that_does_not_say_who_the_model_is_is_not_told(prompt: str) -> None:
    report = report_of({"main.py": CODE.format(prompt=prompt)})
    assert report.rewritten and "PROMPT-NAMES" not in codes(report)


@pytest.mark.parametrize(
    "prompt",
    [
        "You are ChatGPT, a large language model.",
        "You are a large language model trained by OpenAI. Answer briefly.",
        "Act as GPT-4 and answer.",
    ],
)
def test_a_prompt_that_says_who_the_model_is_is_told_and_stays(prompt: str) -> None:
    program = {"main.py": CODE.format(prompt=prompt)}
    report = report_of(program)
    assert_told(report, program, "PROMPT-NAMES", "PROMPT =")
    (outcome,) = report.rewritten
    assert prompt.encode() in outcome.after
    assert any("main.py:3" in line for line in report.todo)


def test_code_that_stays_is_not_told_of() -> None:
    code = CODE.format(prompt="You are ChatGPT.").replace(
        'model="gpt-4o"', 'model="gpt-4o", logit_bias={1: 2}'
    )
    report = report_of({"main.py": code})
    assert not report.rewritten and "PROMPT-NAMES" not in codes(report)
