"""Plain calls of the Responses API, which become chats where the target serves none."""

from __future__ import annotations

import pytest

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
OPENAI = "import os\nfrom openai import OpenAI\nfrom conf import given\nclient = OpenAI(api_key=<key>, <address>)\n"


def ask(arguments: str, rest: str = "print(r.output_text)") -> str:
    return f'r = client.responses.create(model="gpt-3.5-turbo", {arguments})\n{rest}\n'


def asked(
    messages: str, rest: str = "", *, read: str = 'print(r.choices[0].message.content or "")'
) -> str:
    given = f"{rest}, " if rest else ""
    return (
        f'r = client.chat.completions.create(model="qwen-flash", {given}messages=[{messages}])\n'
        f"{read}\n"
    )


# ------------------------------------------------------------------------------ what stays


@BOTH
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("input=given", "input is no text"),
        ("input=[]", "input is no text"),
        ('input=[{"role": "user", "content": given}]', "input is no text"),
        ('input=[{"role": "user", "content": [{"type": "input_text", "text": "a"}]}]', "no text"),
        ('input=[{"type": "message", "role": "user", "content": "a"}]', "input is no text"),
        ('input=[{"role": "tool", "content": "a"}]', "input is no text"),
        ("input=[*given]", "input is no text"),
        ('input="a", instructions=given', "instructions is no text"),
        ('input="a", tools=[{"type": "web_search"}]', "tools has no counterpart"),
        ('input="a", previous_response_id="resp_1"', "previous_response_id"),
        ('input="a", conversation="c"', "conversation"),
        ('input="a", background=True', "background"),
        ('input="a", text={"format": {"type": "json_object"}}', "text has no counterpart"),
        ('input="a", reasoning={"effort": "low", "summary": "auto"}', "reasoning"),
        ('input="a", include=["x"]', "include"),
        ('input="a", stream=given', "stream"),
        ('input="a", prompt={"id": "p"}', "prompt"),
        ('input="a", **given', "cannot be seen"),
    ],
)
def test_what_is_no_plain_call_stays(arguments: str, said: str, sdk: str) -> None:
    report = check_reported(HEAD + ask(arguments), "RESPONSES-KEPT", line=4, sdk=sdk)
    told = [d.message for d in report.diagnostics if d.code == "RESPONSES-KEPT"]
    assert any(said in message for message in told)
    assert "OPERATION-UNSUPPORTED" in codes(report)


@BOTH
@pytest.mark.parametrize(
    "rest",
    [
        "print(r.id)",
        "print(r.output[0].content[0].text)",
        "print(r.status)",
        "print(r.usage.input_tokens_details)",
        "print(r.model_dump())",
        "given(r)",
        "r.output_text = 'x'",
        "print(r.output_parsed)",
        "from openai.types.responses import Response\nprint(isinstance(r, Response))",
    ],
)
def test_what_is_read_otherwise_keeps_the_call(rest: str, sdk: str) -> None:
    report = check_noop(HEAD + ask('input="a"', rest), sdk=sdk)
    assert "RESPONSES-KEPT" in codes(report)


@BOTH
@pytest.mark.parametrize(
    "use",
    [
        "create = client.responses.create\nr = create(model='gpt-4o', input='a')\n",
        "responses = client.responses\nr = responses.create(model='gpt-4o', input='a')\n",
        "r = client.responses.with_raw_response.create(model='gpt-4o', input='a')\n",
        "for event in client.responses.create(model='gpt-4o', input='a', stream=True):\n    print(event)\n",
        "r = client.responses.parse(model='gpt-4o', input='a', text_format=int)\n",
        "with client.responses.stream(model='gpt-4o', input='a') as s:\n    print(s)\n",
        "r = client.responses.retrieve('resp_1')\n",
    ],
)
def test_other_ways_stay(use: str, sdk: str) -> None:
    report = check_noop(HEAD + use, sdk=sdk)
    assert {"OPERATION-UNSUPPORTED", "GROUP-LEFT"} <= set(codes(report))


@BOTH
def test_what_keeps_the_client_keeps_the_call_as_it_was(sdk: str) -> None:
    source = HEAD.replace("OpenAI()", 'OpenAI(base_url="http://localhost:1/v1")') + ask('input="a"')
    report = check_reported(source, "CLIENT-HOST", line=3, sdk=sdk)
    assert "RESPONSES-CHAT" not in codes(report)


def test_where_the_target_serves_it_it_stays_a_response() -> None:
    report = report_of(
        HEAD + ask('input="a"'),
        sdk="openai",
        to="azure",
        workspace="acme",
        models=("gpt-3.5-turbo=x",),
    )
    (outcome,) = report.rewritten
    assert b"client.responses.create(" in outcome.after
    assert b"r.output_text" in outcome.after


def test_the_step_can_be_skipped() -> None:
    report = check_noop(HEAD + ask('input="a"'), skip=("turning",))
    assert codes(report) == ["GROUP-LEFT", "OPERATION-UNSUPPORTED"]


# ------------------------------------------------------------------------------ what moves


@pytest.mark.parametrize(
    ("arguments", "messages", "rest"),
    [
        ('input="a"', '{"role": "user", "content": "a"}', ""),
        ('input=f"a {given}"', '{"role": "user", "content": f"a {given}"}', ""),
        ('input="a " + given', '{"role": "user", "content": "a " + given}', ""),
        ('input="\\n".join(given)', '{"role": "user", "content": "\\n".join(given)}', ""),
        ("input=str(given)", '{"role": "user", "content": str(given)}', ""),
        (
            'instructions="b", input="a"',
            '{"role": "system", "content": "b"}, {"role": "user", "content": "a"}',
            "",
        ),
        (
            'input=[{"role": "user", "content": "a"}], instructions="b"',
            '{"role": "system", "content": "b"}, {"role": "user", "content": "a"}',
            "",
        ),
        ('input="a", temperature=0.1', '{"role": "user", "content": "a"}', "temperature=0.1"),
        ('input="a", tools=[], stream=False', '{"role": "user", "content": "a"}', ""),
    ],
)
def test_a_plain_call_becomes_a_chat(arguments: str, messages: str, rest: str) -> None:
    before = HEAD + ask(arguments)
    report = check_migrated(before, NATIVE + asked(messages, rest))
    assert assert_told(report, before, "RESPONSES-CHAT", 4).severity.value == "review"
    check_migrated(before, OPENAI + asked(messages, rest), sdk="openai")


def test_its_usage_has_the_names_of_a_chat_and_then_the_targets() -> None:
    reads = "u = r.usage\nprint(u.input_tokens, u.output_tokens, r.usage.total_tokens, r.model)"
    message = '{"role": "user", "content": "a"}'
    chat = reads.replace("input", "prompt").replace("output", "completion")
    check_migrated(HEAD + ask('input="a"', reads), NATIVE + asked(message, read=reads))
    check_migrated(HEAD + ask('input="a"', reads), OPENAI + asked(message, read=chat), sdk="openai")


def test_a_limit_and_an_effort_go_with_it() -> None:
    report = check_migrated(
        HEAD + ask('input="a", max_output_tokens=9'),
        OPENAI + asked('{"role": "user", "content": "a"}', "max_completion_tokens=9"),
        sdk="openai",
    )
    assert "RESPONSES-CHAT" in codes(report)
    source = HEAD + ask('input="a", reasoning={"effort": "low"}').replace("gpt-3.5-turbo", "o3")
    (outcome,) = report_of(source, sdk="openai", to="openrouter").rewritten
    assert b'reasoning_effort="low"' in outcome.after


def test_a_parameter_that_is_said_to_be_a_text() -> None:
    before = """
    from openai import AsyncOpenAI

    client = AsyncOpenAI()


    async def ask(question: str) -> str:
        return (await client.responses.create(model="gpt-3.5-turbo", input=question)).output_text
    """
    after = """
    from dashscope import AsyncClient

    client = AsyncClient(protocol="openai")


    async def ask(question: str) -> str:
        return (await client.chat.completions.create(model="qwen-flash", messages=[{"role": "user", "content": question}])).choices[0].message.content or ""
    """
    check_migrated(before, after)
    check_noop(before.replace("question: str", "question"))


def test_a_call_that_stays_leaves_its_client_for_it() -> None:
    before = (
        HEAD
        + ask('input="a"')
        + 's = client.responses.create(model="gpt-3.5-turbo", input="b", tools=[given])\n'
    )
    (outcome,) = report_of(before).rewritten
    assert b"r = qwen_client.chat.completions.create(" in outcome.after
    assert b"s = client.responses.create(" in outcome.after


@BOTH
def test_a_test_that_gives_what_a_chat_does_not_answer_is_named(sdk: str) -> None:
    files = {
        "app.py": HEAD.replace("from conf import given\n", "")
        + "def ask(text: str):\n    "
        + ask("input=text", "    return r.output_text"),
        "tests/test_app.py": "from unittest.mock import MagicMock\nimport app\n\n\n"
        "def test_it(monkeypatch):\n    fake = MagicMock()\n"
        "    fake.responses.create.return_value.output_text = 'hi'\n"
        "    monkeypatch.setattr(app, 'client', fake)\n    assert app.ask('x') == 'hi'\n",
    }
    report = report_of(files, sdk=sdk)
    assert "app.py" in {outcome.path for outcome in report.rewritten}
    assert_told(report, files, "TEST-DOUBLE", "fake.responses")


@BOTH
@pytest.mark.parametrize(
    ("read", "then"),
    [
        ("print(r.output_text.strip())", 'print((r.choices[0].message.content or "").strip())'),
        ('print("> " + r.output_text)', 'print("> " + (r.choices[0].message.content or ""))'),
        ("if r.output_text:\n    print(1)", "if r.choices[0].message.content:\n    print(1)"),
        ('print(r.output_text or "none")', 'print(r.choices[0].message.content or "none")'),
        ('print(r.output_text == "yes")', 'print(r.choices[0].message.content == "yes")'),
        ('print(r.output_text == "")', 'print((r.choices[0].message.content or "") == "")'),
        (
            "t = r.output_text\nprint(len(t))",
            't = r.choices[0].message.content or ""\nprint(len(t))',
        ),
        ('print(f"> {r.output_text}")', "print(f\"> {r.choices[0].message.content or ''}\")"),
    ],
)
def test_a_text_stays_a_text_where_a_reply_has_none(read: str, then: str, sdk: str) -> None:
    """Where it is tested, has a default, or is held against a word, None is as good as ""."""
    before = HEAD + ask('input="a"', read)
    check_migrated(
        before,
        (NATIVE if sdk == "native" else OPENAI)
        + asked('{"role": "user", "content": "a"}', read=then),
        sdk=sdk,
    )
