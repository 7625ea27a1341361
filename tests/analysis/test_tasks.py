"""Functions that are sent elsewhere to be run: what is sent reaches their parameters."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_reported

HEAD = "from openai import OpenAI\nfrom x import app\n"
NEW_HEAD = "from dashscope import Client\nfrom x import app\n"
BODY = """
    client = CLIENT
    return client.chat.completions.create(model=model, messages=[]).choices[0].message.content
"""
OLD = BODY.replace("CLIENT", "OpenAI()")
NOW = BODY.replace("CLIENT", 'Client(protocol="openai")')


@pytest.mark.parametrize(
    "line",
    [
        'ask.delay("x", "NAME")',
        'ask.delay("x", model="NAME")',
        'ask.s("x", "NAME").apply_async()',
        'ask.si("x", model="NAME")',
        'ask.remote("x", "NAME")',
        'ask.send("x", "NAME")',
        'ask.submit("x", model="NAME").result()',
        'ask.spawn("x", "NAME")',
        'ask.apply_async(("x", "NAME"))',
        'ask.apply_async(args=["x", "NAME"], countdown=1)',
        'ask.apply_async(kwargs={"text": "x", "model": "NAME"})',
        'ask.apply_async(("x",), {"model": "NAME"})',
    ],
)
@pytest.mark.parametrize("decorator", ["@app.task", "@app.task(retries=3)"])
def test_a_name_that_is_sent_to_a_task(decorator: str, line: str) -> None:
    def program(head: str, body: str, name: str) -> str:
        sent = line.replace("NAME", name)
        return f"{head}{decorator}\ndef ask(text, model):{body}{sent}\n"

    check_migrated(program(HEAD, OLD, "gpt-4"), program(NEW_HEAD, NOW, "qwen-plus"))


def test_a_bound_task_is_given_itself_first() -> None:
    def program(head: str, body: str, name: str) -> str:
        sent = f'ask.delay("x", "{name}")'
        return f"{head}@app.task(bind=True)\ndef ask(self, text, model):{body}{sent}\n"

    check_migrated(program(HEAD, OLD, "gpt-4"), program(NEW_HEAD, NOW, "qwen-plus"))


def test_a_response_that_a_task_gives_back_leaves_our_sight() -> None:
    rest = """@app.task
def ask(model="gpt-4"):
    return OpenAI().chat.completions.create(model=model, messages=[])
print(ask.delay().get().id)
"""
    check_reported(HEAD + rest, "RESPONSE-ESCAPES", line="def ask")


@pytest.mark.parametrize("line", ["ask.name", "ask.delay", "ask.__name__", "ask.retry(exc=1)"])
def test_other_members_of_a_task_are_left_alone(line: str) -> None:
    def program(head: str, body: str, name: str) -> str:
        return f"{head}@app.task\ndef ask(model='{name}'):{body}print({line})\n"

    check_migrated(program(HEAD, OLD, "gpt-4"), program(NEW_HEAD, NOW, "qwen-plus"))
