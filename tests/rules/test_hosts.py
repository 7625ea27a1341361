"""Whose a client is where one construction serves more than one vendor."""

from __future__ import annotations

import pytest

from codemod.vocabulary.diagnostics import Severity
from tests.migrating import assert_told, check_reported, check_silent, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
SEEK = '"https://api.deepseek.com"'
ASK = 'print(make("x").chat.completions.create(model="deepseek-chat", messages=[]))\n'


def program(head: str, address: str) -> str:
    made = f"def make(name):\n    return OpenAI(base_url={address})\n"
    return f"from openai import OpenAI\nimport os\n{head}{made}{ASK}"


@BOTH
@pytest.mark.parametrize(
    ("head", "address"),
    [
        (f'URLS = {{"a": None, "b": {SEEK}}}\n', "URLS[name]"),
        (f'ALL = {{"a": {{"url": None}}, "b": {{"url": {SEEK}}}}}\n', 'ALL[name]["url"]'),
        (f'URLS = {{"a": "https://api.openai.com/v1", "b": {SEEK}}}\n', "URLS[name]"),
        ("", f"{SEEK} if name else None"),
    ],
)
def test_a_construction_for_the_source_and_another_vendor_is_left(
    head: str, address: str, sdk: str
) -> None:
    source = program(head, address)
    report = check_reported(source, "CLIENT-MIXED", line="base_url=", sdk=sdk)
    told = assert_told(report, source, "CLIENT-MIXED", "base_url=")
    assert told.severity is Severity.LEFT and "https://api.deepseek.com" in told.message


@BOTH
@pytest.mark.parametrize(
    ("head", "address"),
    [
        (f'URLS = {{"a": {SEEK}, "b": "https://api.groq.com/openai/v1"}}\n', "URLS[name]"),
        ("", f'os.getenv("URL") or {SEEK}'),
        ("url = None\n", f"url or {SEEK}"),
    ],
)
def test_a_construction_for_other_vendors_only_is_theirs(head: str, address: str, sdk: str) -> None:
    check_silent(program(head, address), sdk=sdk)


@BOTH
def test_a_default_of_none_that_is_replaced_is_no_vendor(sdk: str) -> None:
    source = (
        "from openai import OpenAI\ndef make(name, url=None):\n    if url is None:\n"
        f"        url = {SEEK}\n    return OpenAI(base_url=url)\n{ASK}"
    )
    assert not report_of(source, sdk=sdk).rewritten
    check_silent(source, sdk=sdk)
