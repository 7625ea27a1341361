"""Timeouts of a call: seconds are kept, and an object of the source's is not handed on to the target."""

from __future__ import annotations

import pytest

from codemod.vocabulary.diagnostics import Severity
from tests.migrating import assert_told, check_migrated, check_reported, codes, report_of

HEAD = "import httpx\nimport openai\nfrom openai import OpenAI\nclient = OpenAI()\n"
CALL = 'client.chat.completions.create(model="gpt-4o", messages=[], timeout={})'
ASK = f"def ask(t={{}}):\n    return {CALL.format('t')}.choices[0].message.content\n"
NOW = 'import httpx\nfrom dashscope import Client\nclient = Client(protocol="openai")\n'
DONE = 'client.chat.completions.create(model="qwen3.7-plus", messages=[], timeout={}, enable_thinking=False)'


@pytest.mark.parametrize("default", ["60", "2.5", "None", "seconds()"])
def test_seconds_are_kept_and_nothing_is_said(default: str) -> None:
    before = HEAD.replace("import openai\n", "from x import seconds\n") + ASK.format(default)
    body = f"def ask(t={default}):\n    return {DONE.format('t')}.choices[0].message.content\n"
    now = NOW.replace("import httpx\n", "import httpx\nfrom x import seconds\n")
    assert codes(check_migrated(before, now + body)) == []


@pytest.mark.parametrize(
    ("target", "made"),
    [
        ("qwen", "openai.Timeout(30, connect=5)"),
        ("qwen", "httpx.Timeout(30)"),
        ("mistral", "openai.Timeout(30)"),
        ("cohere", "httpx.Timeout(30)"),
        ("zhipu", "openai.Timeout(30)"),
        ("doubao", "openai.Timeout(30)"),
    ],
)
def test_an_object_that_is_made_elsewhere_holds_the_call(target: str, made: str) -> None:
    source = HEAD + ASK.format(made)
    report = check_reported(source, "PARAMETER-UNSUPPORTED", line="client.chat", to=target)
    assert "made elsewhere" in next(
        d.message for d in report.diagnostics if d.code == "PARAMETER-UNSUPPORTED"
    )


@pytest.mark.parametrize("target", ["zhipu", "doubao"])
def test_an_object_that_the_target_takes_does_not(target: str) -> None:
    source = HEAD.replace("import openai\n", "") + ASK.format("httpx.Timeout(30)")
    name = {"zhipu": "zai", "doubao": "volcenginesdkarkruntime"}[target]
    assert any(name in row for row in lines(source, target))


def lines(source: str, target: str) -> list[str]:
    return [r for o in report_of(source, to=target).rewritten for r in o.after.decode().split("\n")]


def test_an_object_at_the_call_becomes_its_seconds() -> None:
    before = HEAD + f"print({CALL.format('openai.Timeout(30)')})\n"
    check_migrated(before, NOW + f"print({DONE.format('30')})\n")


def test_a_field_of_seconds_that_is_spread_into_the_call_is_kept() -> None:
    rest = (
        "from dataclasses import asdict, dataclass\n@dataclass\nclass C:\n    timeout: float = 3\n"
    )
    call = 'print(client.chat.completions.create(model="gpt-4", messages=[], **asdict(C())))\n'
    head, now = HEAD.replace("import openai\n", ""), NOW
    check_migrated(head + rest + call, now + rest + call.replace("gpt-4", "qwen-plus"))


@pytest.mark.parametrize(
    ("head", "made"),
    [
        ("import openai\n", "openai.Timeout(60)"),
        ("from openai import OpenAI, Timeout\n", "Timeout(60)"),
    ],
)
def test_what_an_edit_takes_away_needs_no_import_and_is_not_told(head: str, made: str) -> None:
    """The SDK need not stay for a name that the new text does not hold."""
    klass = "openai.OpenAI" if "import openai" in head else "OpenAI"
    call = 'print(client.chat.completions.create(model="gpt-4o", messages=[]))\n'
    report = check_migrated(
        f"{head}client = {klass}(timeout={made})\n{call}",
        (
            "import mistralai.client\nclient = mistralai.client.Mistral(timeout_ms=60000)\n"
            'print(client.chat.complete(model="mistral-large-latest", messages=[]))\n'
            if "import openai" in head
            else "from mistralai.client import Mistral\nclient = Mistral(timeout_ms=60000)\n"
            'print(client.chat.complete(model="mistral-large-latest", messages=[]))\n'
        ),
        to="mistral",
    )
    assert "TYPE-KEPT" not in codes(report)


def test_what_an_edit_leaves_elsewhere_keeps_its_import() -> None:
    head = "from openai import OpenAI, Timeout\n"
    rest = 'def wait(t: Timeout) -> None:\n    print(client.chat.completions.create(model="gpt-4", messages=[]))\n'
    report = check_migrated(
        f"{head}client = OpenAI(timeout=Timeout(60))\n{rest}",
        "from openai import Timeout\nfrom dashscope import Client\n"
        f'client = Client(timeout=60, protocol="openai")\n{rest.replace("gpt-4", "qwen-plus")}',
    )
    assert [d.span.line for d in report.diagnostics if d.code == "TYPE-KEPT"] == [3]


def test_a_timeout_out_of_sight_is_no_reason_to_stay() -> None:
    """It keeps its name at the target, beside the texts: keywords of callers may reach the call."""
    source = (
        "from openai import OpenAI\nclient = OpenAI()\ndef embed(text, **options):\n"
        '    r = client.embeddings.create(model="text-embedding-3-small", input=text, dimensions=512, **options)\n'
        "    return r.data[0].embedding\n"
    )
    report = report_of(source)
    assert report.rewritten
    told = assert_told(report, source, "MAPPING-UNSEEN", "client.embeddings")
    assert told.severity is Severity.REVIEW and "timeout" not in told.message
