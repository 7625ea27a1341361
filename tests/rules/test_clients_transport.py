"""What a client sends along: its headers, its HTTP client, a key that a function gives, raw responses."""

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

ASK = 'print(client.chat.completions.create(model="gpt-3.5-turbo", messages=[]))\n'
OPENAI = "api_key=<key>, <address>"


def program(construction: str, head: str = "") -> str:
    return f"from openai import OpenAI\n{head}client = {construction}\n{ASK}"


def moved(construction: str, head: str = "") -> str:
    return "import os\n" + program(construction, head).replace("gpt-3.5-turbo", "qwen-flash")


# ------------------------------------------------------------------------------- left as it is


@pytest.mark.parametrize("name", ["Authorization", "authorization", "api-key"])
def test_a_key_in_a_header_keeps_the_client(name: str) -> None:
    for source in (
        program(
            f'OpenAI(default_headers={{"{name}": "Bearer " + key()}})', "from keys import key\n"
        ),
        program("OpenAI()").replace("messages=[]", f'messages=[], extra_headers={{"{name}": "k"}}'),
        program(f'OpenAI().with_options(default_headers={{"{name}": "k"}})'),
    ):
        check_reported(source, "KEY-HEADER", line="eaders", sdk="openai")


@pytest.mark.parametrize(
    ("key", "head"),
    [
        ("key", "def key() -> str:\n    return open('k').read()\n"),
        ("lambda: open('k').read()", ""),
        ("Keys().get", "class Keys:\n    def get(self): ...\n"),
        ("partial(print, 1)", "from functools import partial\n"),
    ],
)
def test_a_key_that_a_function_gives_keeps_a_native_client(key: str, head: str) -> None:
    source = program(f"OpenAI(api_key={key})", head)
    check_reported(source, "KEY-FUNCTION", line="client = ")
    report = report_of(source, sdk="openai")
    assert f"api_key={key},".encode() in report.rewritten[0].after
    assert assert_told(report, source, "KEY-FUNCTION", "client = ").severity.value == "review"


@pytest.mark.parametrize(
    "call",
    [
        "client.with_raw_response.chat.completions.create",
        "client.chat.with_raw_response.completions.create",
        "client.chat.completions.with_streaming_response.create",
    ],
)
def test_a_raw_response_keeps_a_native_client(call: str) -> None:
    source = program("OpenAI()").replace("client.chat.completions.create", call)
    report = check_noop(source)
    assert "OPERATION-UNSUPPORTED" in codes(report)
    assert "CALL-UNTRACED" not in codes(report)


# ----------------------------------------------------------------------------------- migrated


@pytest.mark.parametrize(
    "call",
    [
        "client.with_raw_response.chat.completions.create",
        "client.with_streaming_response.chat.completions.create",
        "client.chat.with_raw_response.completions.create",
        "client.chat.completions.with_raw_response.create",
    ],
)
def test_a_raw_response_moves_on_the_openai_route(call: str) -> None:
    before = program("OpenAI()").replace("client.chat.completions.create", call)
    after = moved(f"OpenAI({OPENAI})").replace("client.chat.completions.create", call)
    report = check_migrated(before, after, sdk="openai")
    assert_told(report, before, "RAW-RESPONSE", "print")


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ('default_headers={"X-Trace": "1"}', []),
        ("default_headers={}", []),
        ("default_headers=None", []),
        ('default_headers={"OpenAI-Organization": "org"}', ["HEADERS-KEPT"]),
        ("default_headers=HEADERS", ["HEADERS-KEPT"]),
        ('http_client=httpx.Client(proxy="http://p", timeout=3)', ["PROXY-SET"]),
        ("http_client=httpx.Client(transport=Own())", ["TRANSPORT-KEPT"]),
        ("http_client=httpx.Client(event_hooks=HOOKS)", ["TRANSPORT-KEPT"]),
        ("http_client=httpx.Client(auth=OWN)", ["TRANSPORT-KEPT"]),
        ("http_client=HTTP", ["TRANSPORT-KEPT"]),
        ("http_client=httpx.Client(verify=False)", []),
        ("http_client=None", []),
    ],
)
def test_what_goes_along_is_told_where_it_may_matter(argument: str, told: list[str]) -> None:
    head = "import httpx\nfrom own import HEADERS, HOOKS, HTTP, OWN, Own\n"
    report = check_migrated(
        program(f"OpenAI({argument})", head),
        moved(f"OpenAI({argument}, {OPENAI})", head),
        sdk="openai",
    )
    assert codes(report) == told
