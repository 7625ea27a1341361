"""What is read of responses, followed to wherever it goes."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_noop, check_reported

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
BEFORE = """\
from openai import OpenAI
client = OpenAI(api_key="k")
response = client.chat.completions.create(model="gpt-4", messages=[])
"""
NATIVE = """\
from dashscope import Client
client = Client(api_key="k", protocol="openai")
response = client.chat.completions.create(model="qwen-plus", messages=[])
"""
OPENAI = """\
from openai import OpenAI
client = OpenAI(api_key="k", <address>)
response = client.chat.completions.create(model="qwen-plus", messages=[])
"""


def check_read(before: str, after: str) -> None:
    """The native route reads it so, and the openai route as before."""
    report = check_migrated(BEFORE + before, NATIVE + after)
    assert not [d for d in report.diagnostics if d.code.startswith("RESPONSE")]
    check_migrated(BEFORE + before, OPENAI + before, sdk="openai")


# ------------------------------------------------------------------------------ what blocks


@pytest.mark.parametrize(
    "member", ["created", "object", "system_fingerprint", "service_tier", "to_dict()", "to_json()"]
)
def test_a_member_without_counterpart_blocks(member: str) -> None:
    source = BEFORE + f"print(response.{member})\n"
    check_reported(source, "MEMBER-UNSUPPORTED", line=4)
    check_migrated(source, OPENAI + f"print(response.{member})\n", sdk="openai")


def test_a_key_of_a_dump_without_counterpart_blocks() -> None:
    source = BEFORE + 'data = response.model_dump()\nprint(data["created"])\n'
    check_reported(source, "MEMBER-UNSUPPORTED", line=5)


def test_a_response_in_code_that_cannot_be_read_blocks() -> None:
    source = "from metrics import record\n" + BEFORE + "record(response)\n"
    check_reported(source, "RESPONSE-ESCAPES", line="record(response)")
    check_migrated(
        source, "from metrics import record\n" + OPENAI + "record(response)\n", sdk="openai"
    )


@pytest.mark.parametrize(
    "what", ["response.usage", "[response]", '{"r": response}', "response.choices[0]"]
)
def test_a_part_of_a_response_in_code_that_cannot_be_read_blocks(what: str) -> None:
    source = "from metrics import record\n" + BEFORE + f"record({what})\n"
    check_reported(source, "RESPONSE-ESCAPES", line="record(")


def test_a_response_that_is_returned_to_the_outside_blocks() -> None:
    check_reported(
        """
        from openai import OpenAI
        client = OpenAI()
        def ask(text):
            return client.chat.completions.create(model="gpt-4", messages=[text])
        """,
        "RESPONSE-ESCAPES",
        line="def ask",
    )


def test_a_response_that_may_be_something_else_blocks() -> None:
    check_reported(
        BEFORE + "other = load() or response\nprint(other.usage.prompt_tokens)\n",
        "MEMBER-MIXED",
        line=5,
    )


def test_a_member_that_moves_cannot_be_assigned() -> None:
    check_reported(
        BEFORE + "response.choices[0].message.refusal = None\n", "MEMBER-ASSIGNED", line=4
    )


def test_raw_responses_block() -> None:
    source = """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        raw = client.chat.completions.with_raw_response.create(model="gpt-4", messages=[])
        print(raw.headers["x"], raw.parse().usage.prompt_tokens)
    """
    check_reported(source, "OPERATION-UNSUPPORTED", line="with_raw_response")
    check_migrated(
        source,
        """
        from openai import OpenAI
        client = OpenAI(api_key="k", <address>)
        raw = client.chat.completions.with_raw_response.create(model="qwen-plus", messages=[])
        print(raw.headers["x"], raw.parse().usage.prompt_tokens)
        """,
        sdk="openai",
    )


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        "def show(response):\n    print(response.usage.prompt_tokens, response.id)\n",
        "class Usage:\n    prompt_tokens = 1\nprint(Usage().prompt_tokens)\n",
        'data = {"usage": {"prompt_tokens": 1}}\nprint(data["usage"]["prompt_tokens"])\n',
        "import requests\nresponse = requests.post('u')\nprint(response.json()['usage'], response.id)\n",
    ],
)
def test_look_alikes_stay(source: str, sdk: str) -> None:
    check_noop(source, sdk=sdk)


def test_look_alikes_beside_a_response_stay() -> None:
    rest = """\
class Row:
    id = 1
    prompt_tokens = 2
row = Row()
print(row.id, row.prompt_tokens, {"prompt_tokens": 3}["prompt_tokens"])
response = load()
print(response.id)
"""
    check_read("print(response.id)\n" + rest, "print(response.request_id)\n" + rest)


# ------------------------------------------------------------------------------ what is read


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(response.id)\n", "print(response.request_id)\n"),
        ("print(response.usage.prompt_tokens)\n", "print(response.usage.input_tokens)\n"),
        ("print(response.usage.completion_tokens)\n", "print(response.usage.output_tokens)\n"),
        (
            "usage = response.usage\nprint(usage.prompt_tokens)\n",
            "usage = response.usage\nprint(usage.input_tokens)\n",
        ),
        (
            "print(response.usage.prompt_tokens if response.usage else 0)\n",
            "print(response.usage.input_tokens if response.usage else 0)\n",
        ),
        (
            'print(f"{response.usage.prompt_tokens:>5} {response.id!r}")\n',
            'print(f"{response.usage.input_tokens:>5} {response.request_id!r}")\n',
        ),
        (
            "total = 0\ntotal += response.usage.prompt_tokens\n",
            "total = 0\ntotal += response.usage.input_tokens\n",
        ),
        (
            "a, b = response.id, response.usage.prompt_tokens\n",
            "a, b = response.request_id, response.usage.input_tokens\n",
        ),
        (
            "for choice in response.choices:\n    print(choice.logprobs)\n",
            'for choice in response.choices:\n    print(getattr(choice, "logprobs", None))\n',
        ),
        (
            "print(response.choices[0].message.refusal)\n",
            'print(getattr(response.choices[0].message, "refusal", None))\n',
        ),
        (
            "print(response.usage.prompt_tokens_details.cached_tokens)\n",
            'print(getattr(response.usage, "prompt_tokens_details", None).get("cached_tokens"))\n',
        ),
        (
            "message = response.choices[0].message\nprint(message.function_call, message.audio)\n",
            'message = response.choices[0].message\nprint(getattr(message, "function_call", None), '
            'getattr(message, "audio", None))\n',
        ),
        ("response.usage.prompt_tokens = 3\n", "response.usage.input_tokens = 3\n"),
        (
            "show = lambda r: r.usage.prompt_tokens\nprint(show(response))\n",
            "show = lambda r: r.usage.input_tokens\nprint(show(response))\n",
        ),
    ],
)
def test_members(before: str, after: str) -> None:
    check_read(before, after)


@pytest.mark.parametrize(
    "same",
    [
        "print(response.choices[0].message.content)\n",
        "print(response.choices[0].finish_reason, response.model, response.usage.total_tokens)\n",
        "print(response)\n",
        'print(f"{response}")\n',
        "import logging\nlogging.info('%s', response)\n",
        "for call in response.choices[0].message.tool_calls or []:\n"
        "    print(call.id, call.type, call.function.name, call.function.arguments)\n",
        "print(response.choices[0].message.role, response.choices[0].index)\n",
        "import json\nprint(json.loads(response.choices[0].message.content))\n",
        "from metrics import record\nrecord(response.choices[0].message.content, n=response.usage.total_tokens)\n",
    ],
)
def test_members_that_are_the_same(same: str) -> None:
    check_read(same, same)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'getattr(response.usage, "prompt_tokens", 0)',
            'getattr(response.usage, "input_tokens", 0)',
        ),
        ('getattr(response, "id")', 'getattr(response, "request_id")'),
        ('hasattr(response, "id")', 'hasattr(response, "request_id")'),
    ],
)
def test_members_by_their_names(before: str, after: str) -> None:
    check_read(f"print({before})\n", f"print({after})\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('data["usage"]["prompt_tokens"]', 'data["usage"]["input_tokens"]'),
        ('data["id"]', 'data["request_id"]'),
        ('data.get("id")', 'data.get("request_id")'),
        (
            'data.get("usage", {}).get("completion_tokens", 0)',
            'data.get("usage", {}).get("output_tokens", 0)',
        ),
        ('data["choices"][0]["message"]["content"]', 'data["choices"][0]["message"]["content"]'),
    ],
)
def test_dumps(before: str, after: str) -> None:
    source = BEFORE + f"data = response.model_dump()\nprint({before})\n"
    report = check_migrated(source, NATIVE + f"data = response.model_dump()\nprint({after})\n")
    assert_told(report, source, "MEMBER-DIFFERS", 4)


def test_keys_of_details_in_a_dump() -> None:
    rest = 'data = response.model_dump()\nprint(data["usage"]["prompt_tokens_details"]["cached_tokens"])\n'
    check_migrated(BEFORE + rest, NATIVE + rest)


def test_a_dump_of_a_part() -> None:
    check_read(
        "print(response.usage.model_dump()['prompt_tokens'])\n",
        "print(response.usage.model_dump()['input_tokens'])\n",
    )


@pytest.mark.parametrize(
    ("to", "read"),
    [
        ("qwen", '["data"][0]["embedding"]'),
        ("gemini", '["data"][0]["embedding"]'),
    ],
)
def test_a_response_that_is_read_like_a_dict_stays(to: str, read: str) -> None:
    source = (
        "from openai import OpenAI\nclient = OpenAI()\n"
        f'print(client.embeddings.create(model="text-embedding-3-small", input=["x"]){read})\n'
    )
    report = check_noop(source, to=to)
    assert_told(report, source, "MEMBER-UNSUPPORTED", 3)
