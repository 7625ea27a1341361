"""Operations that stand elsewhere at the target: another way to them, another method for streams."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from codemod import choices
from codemod.configuration import Settings
from codemod.pipeline import transform
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Report
from transforms import catalog

PROFILE = """\
name: elsewhere
extends: qwen
---
models:
  roles:
    chat: {name: plain}
native:
  operations:
    chat.completions.create:
      path: chat
      stream_path: chat_stream
      async_path: chat_async
      async_stream_path: chat_stream_async
      awaited_stream: false
      stream_defaults: {parameters: {value: '{}', unless: model}}
      parameters:
        stream: {drop: It has a method of its own., silent: ['True', 'False', 'None']}
  types:
    ChatCompletion:
      members:
        choices: {single: '{self}'}
    Choice:
      members:
        message: '{self}.answer'
"""
START = "from openai import AsyncOpenAI, OpenAI\n\nclient = OpenAI()\nother = AsyncOpenAI()\n"
NEW = (
    "from dashscope import AsyncClient, Client\n\n"
    'client = Client(protocol="openai")\nother = AsyncClient(protocol="openai")\n'
)


@cache
def elsewhere() -> Migration:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "elsewhere.yaml"
        file.write_text(PROFILE)
        settings = Settings(to="elsewhere", sdk="native", providers=(str(file),))
        return choices.migration(settings, catalog.load_surface())


def run(program: str) -> tuple[str, Report]:
    report = transform({"main.py": (START + program).encode()}, elsewhere())
    return "".join(o.after.decode() for o in report.rewritten) or START + program, report


def codes(report: Report) -> set[str]:
    return {d.code for d in report.diagnostics if d.severity.value == "left"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'client.chat.completions.create(model="gpt-4", messages=[])\n',
            'client.chat(model="plain", messages=[])\n',
        ),
        (
            'for part in client.chat.completions.create(model="gpt-4", messages=[], stream=True):\n'
            "    print(part)\n",
            'for part in client.chat_stream(model="plain", messages=[]):\n    print(part)\n',
        ),
        (
            'client.chat.completions.create(model="gpt-4", messages=[], stream=False)\n',
            'client.chat(model="plain", messages=[])\n',
        ),
        (
            "async def ask():\n"
            '    print(await other.chat.completions.create(model="gpt-4", messages=[]))\n',
            "async def ask():\n" '    print(await other.chat_async(model="plain", messages=[]))\n',
        ),
        (
            "async def ask():\n"
            "    async for part in await other.chat.completions.create(\n"
            '        model="gpt-4", messages=[], stream=True\n'
            "    ):\n"
            "        print(part)\n",
            "async def ask():\n"
            "    async for part in other.chat_stream_async(\n"
            '        model="plain", messages=[]\n    ):\n'
            "        print(part)\n",
        ),
        (
            "ask = client.chat.completions.create\n"
            'print(ask(model="gpt-4", messages=[]).id)\n'
            'print(ask(model="gpt-4", messages=[]).id)\n',
            "ask = client.chat\n"
            'print(ask(model="plain", messages=[]).request_id)\n'
            'print(ask(model="plain", messages=[]).request_id)\n',
        ),
        (
            "from functools import partial\n"
            'ask = partial(client.chat.completions.create, model="gpt-4")\n'
            "ask(messages=[])\n",
            "from functools import partial\n"
            'ask = partial(client.chat, model="plain")\n'
            "ask(messages=[])\n",
        ),
    ],
    ids=["call", "stream", "no-stream", "async", "async-stream", "held", "partial"],
)
def test_a_call_is_led_to_its_place(before: str, after: str) -> None:
    text, report = run(before)
    assert text == NEW + after, report.diagnostics
    assert not codes(report)


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (
            "def ask(flag):\n"
            '    return client.chat.completions.create(model="gpt-4", messages=[], stream=flag)\n'
            "import sys\nask(bool(sys.argv))\n",
            "STREAM-RUNTIME",
        ),
        (
            "chats = client.chat.completions\n" 'chats.create(model="gpt-4", messages=[])\n',
            "OPERATION-HELD",
        ),
        (
            "ask = client.chat.completions.create\n"
            'ask(model="gpt-4", messages=[])\n'
            'ask(model="gpt-4", messages=[], stream=True)\n',
            "OPERATION-HELD",
        ),
        (
            "async def ask():\n"
            '    made = other.chat.completions.create(model="gpt-4", messages=[], stream=True)\n'
            "    async for part in await made:\n"
            "        print(part)\n",
            "STREAM-AWAITED",
        ),
        (
            'getattr(client, "chat").completions.create(model="gpt-4", messages=[])\n',
            "OPERATION-HELD",
        ),
    ],
    ids=["run-time", "in-parts", "both-ways", "awaited-later", "getattr"],
)
def test_a_call_stays_where_the_way_cannot_be_told(program: str, code: str) -> None:
    text, report = run(program)
    assert text.endswith(program)
    assert code in codes(report), report.diagnostics


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(answer.choices[0].message.content)\n", "print(answer.answer.content)\n"),
        (
            "for choice in answer.choices:\n    print(choice.message.content)\n",
            "for choice in [answer]:\n    print(choice.answer.content)\n",
        ),
        (
            "first = answer.choices[0]\nprint(first.message)\n",
            "first = answer\nprint(first.answer)\n",
        ),
        ("all = answer.choices\nprint(all[0].message)\n", "all = [answer]\nprint(all[0].answer)\n"),
        ("print(answer.choices[-1].message)\n", "print(answer.answer)\n"),
    ],
    ids=["first", "loop", "kept", "list", "last"],
)
def test_a_list_of_one_is_the_one(before: str, after: str) -> None:
    call = 'answer = client.chat.completions.create(model="gpt-4", messages=[])\n'
    text, report = run(call + before)
    assert text.endswith('answer = client.chat(model="plain", messages=[])\n' + after)
    assert not codes(report)


def test_a_place_that_is_the_same_is_not_touched() -> None:
    text, _ = run('client.embeddings.create(model="text-embedding-3-small", input="a")\n')
    assert "client.embeddings.create(" in text
