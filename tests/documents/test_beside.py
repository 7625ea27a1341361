"""What the user must still look at: prompts outside of code, retired names in data, rate limits."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, codes, report_of
from tests.notebooks.books import book

READS = """
    import yaml
    from pathlib import Path
    from openai import OpenAI

    config = yaml.safe_load(open("config.yaml"))
    client = OpenAI()
    reply = client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "system", "content": config["prompt"]}],
    )
    print(reply.choices[0].message.content)
    """
ASKS = """
    import {module}
    from openai import AsyncOpenAI

    client = AsyncOpenAI()

    async def ask(text):
        reply = await client.chat.completions.create(model="gpt-4o", messages=[])
        return reply.choices[0].message.content

    async def main():
        return await {call}(ask("a"), ask("b"))
    """


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config.yaml", "prompt: Compare ChatGPT with others.\n"),
        ("other.yaml", "prompt: You are ChatGPT.\n"),
        ("prompts/a.py.txt", "You are brief.\n"),
        ("notes/a.txt", "You are ChatGPT.\n"),
        ("tests/prompts/a.txt", "You are ChatGPT.\n"),
    ],
)
def test_texts_that_are_no_prompts_of_what_moves_are_not_told(path: str, text: str) -> None:
    report = report_of({"main.py": READS, "config.yaml": "prompt: a\n", path: text})
    assert report.rewritten and "PROMPT-NAMES" not in codes(report)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config.yaml", "# é\nprompt: You are ChatGPT.\n"),
        ("prompts/system.txt", "Hello.\nYou are ChatGPT, trained by OpenAI.\n"),
        ("app/system_prompt.md", "Hello.\nAct as GPT-4.\n"),
    ],
)
def test_prompts_in_files_are_told_and_stay(path: str, text: str) -> None:
    program = {"main.py": READS, "config.yaml": "prompt: a\n", path: text}
    report = report_of(program)
    assert [o.path for o in report.rewritten] == ["main.py"]
    assert_told(report, program, "PROMPT-NAMES", text.splitlines()[1])
    assert any(f"{path}:2" in line for line in report.todo)


def test_prompts_in_cells_are_told() -> None:
    cell = (
        "from openai import OpenAI\nclient = OpenAI()\nprompt = 'You are ChatGPT.'\n"
        "r = client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': prompt}])\n"
    )
    report = report_of({"a.ipynb": book(cell)})
    assert "PROMPT-NAMES" in codes(report)


@pytest.mark.parametrize(
    ("module", "call"), [("asyncio", "asyncio.wait_for"), ("other", "other.gather")]
)
def test_calls_one_after_the_other_are_of_no_matter(module: str, call: str) -> None:
    report = report_of({"main.py": ASKS.format(module=module, call=call)})
    assert "RATE-LIMITS" not in codes(report)


def test_a_module_whose_calls_stay_is_not_told_of() -> None:
    code = ASKS.format(module="asyncio", call="asyncio.gather")
    code = code.replace("messages=[]", "messages=[], logit_bias={1: 2}")
    report = report_of({"main.py": code})
    assert "RATE-LIMITS" not in codes(report)


def test_calls_that_run_side_by_side_are_told() -> None:
    program = {"main.py": ASKS.format(module="asyncio", call="asyncio.gather")}
    report = report_of(program)
    assert_told(report, program, "RATE-LIMITS", "return await asyncio")
    assert any("rate limits" in line and "main.py:11" in line for line in report.todo)


OLD = """
    from openai import OpenAI

    client = OpenAI()
    print(client.chat.completions.create(model="gpt-3.5-turbo", messages=[]))
    """


def test_retired_names_in_data_are_told_where_the_source_is_the_target() -> None:
    data = {
        "retired.json": '{"model": "gpt-3.5-turbo"}\n',
        "served.json": '{"model": "gpt-4o-mini", "n": 1}\n',
    }
    report = report_of({"main.py": OLD, **data}, to="openai", sdk="openai")
    told = [d.path for d in report.diagnostics if d.code == "DATA-NAMES"]
    assert told == ["retired.json"]
    report = report_of({"main.py": "print(1)\n", **data}, to="openai", sdk="openai")
    assert report.diagnostics == ()
