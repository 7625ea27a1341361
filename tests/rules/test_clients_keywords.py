"""The keywords of constructions, proxies, and members of clients."""

from __future__ import annotations

import pytest

from tests.migrating import (
    ADDRESS,
    assert_told,
    check_migrated,
    check_reported,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
ASK = """
print(client.chat.completions.create(model="gpt-4", messages=[]).choices[0].message.content)
"""
ASKED = ASK.replace("gpt-4", "qwen-plus")


def program(construction: str, head: str = "from openai import OpenAI\n") -> str:
    return head + "client = " + construction + ASK


# ------------------------------------------------------------------------------ the keywords


@pytest.mark.parametrize(
    ("name", "sdk"), [("http_client", "native"), ("provider", "native"), ("provider", "openai")]
)
def test_a_keyword_that_is_sent_elsewhere_blocks(name: str, sdk: str) -> None:
    source = program(f'OpenAI(api_key="k", {name}=make())')
    report = check_reported(source, "PARAMETER-UNSUPPORTED", line=2, sdk=sdk)
    assert name in assert_told(report, source, "PARAMETER-UNSUPPORTED", 2).message


@pytest.mark.parametrize(
    "given",
    [
        'organization="o"',
        'project="p"',
        'default_headers={"a": "b"}',
        'default_query={"a": "b"}',
        'webhook_secret="w"',
        'admin_api_key="a"',
        "workload_identity=identity",
        'data_residency="eu"',
        'websocket_base_url="wss://x"',
        "_strict_response_validation=True",
        "_enforce_credentials=False",
    ],
)
def test_what_the_target_lacks_is_dropped_with_a_finding(given: str) -> None:
    before = program(f'OpenAI(api_key="k", {given})')
    after = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")' + ASKED
    report = check_migrated(before, after)
    told = assert_told(report, before, "PARAMETER-DROPPED", 2)
    assert told.message.startswith(given.partition("=")[0])


@pytest.mark.parametrize(
    "given",
    [
        "organization=None",
        "project=None",
        "default_headers=None",
        "default_headers={}",
        "http_client=None",
        "provider=None",
        "base_url=None",
        "_strict_response_validation=False",
        "_enforce_credentials=True",
    ],
)
def test_what_says_nothing_goes_in_silence(given: str) -> None:
    before = program(f"OpenAI(max_retries=1, {given})")
    after = (
        'from dashscope import Client\nclient = Client(max_retries=1, protocol="openai")' + ASKED
    )
    assert codes(check_migrated(before, after)) == []


@pytest.mark.parametrize("given", ["timeout=20.0", "max_retries=5", "timeout=30, max_retries=0"])
def test_what_the_target_has_stays(given: str) -> None:
    before = program(f"OpenAI({given})")
    after = f'from dashscope import Client\nclient = Client({given}, protocol="openai")' + ASKED
    assert codes(check_migrated(before, after)) == []


@pytest.mark.parametrize(
    "given",
    [
        "timeout=20.0",
        "max_retries=5",
        'default_headers={"a": "b"}',
        'default_query={"a": "b"}',
        "http_client=make()",
        "_strict_response_validation=True",
        "_enforce_credentials=True",
    ],
)
def test_the_openai_sdk_keeps_its_own_keywords(given: str) -> None:
    before = program(f'OpenAI(api_key="k", {given})')
    after = f'from openai import OpenAI\nclient = OpenAI(api_key="k", {given}, <address>)' + ASKED
    check_migrated(before, after, sdk="openai")


@pytest.mark.parametrize(
    "given", ['webhook_secret="w"', 'data_residency="eu"', 'admin_api_key="a"']
)
def test_what_belongs_to_the_source_alone_is_dropped_on_its_sdk_too(given: str) -> None:
    before = program(f'OpenAI(api_key="k", {given})')
    after = 'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)' + ASKED
    report = check_migrated(before, after, sdk="openai")
    assert_told(report, before, "PARAMETER-DROPPED", 2)


@pytest.mark.parametrize("name", ["organization", "project"])
def test_an_identifier_of_the_source_never_reaches_the_target(name: str) -> None:
    before = program(f'OpenAI(api_key="k", {name}="mine")')
    other = "project" if name == "organization" else "organization"
    after = (
        f'from openai import OpenAI\nclient = OpenAI(api_key="k", {name}="", '
        'base_url="https://dashscope.aliyuncs.com/compatible-mode/v1", '
        f'{other}="")'
    )
    report = check_migrated(before, after + ASKED, sdk="openai")
    assert any(name in d.message for d in report.diagnostics if d.span.line == 2)


def test_a_timeout_object_becomes_its_number_of_seconds() -> None:
    before = program(
        "OpenAI(timeout=httpx.Timeout(60.0, connect=5.0))",
        "import httpx\nfrom openai import OpenAI\n",
    )
    after = 'import httpx\nfrom dashscope import Client\nclient = Client(timeout=60.0, protocol="openai")'
    report = check_migrated(before, after + ASKED)
    assert_told(report, before, "PARAMETER-CHANGED", 3)


def test_no_timeout_is_told() -> None:
    before = program("OpenAI(timeout=None)")
    after = 'from dashscope import Client\nclient = Client(protocol="openai")' + ASKED
    report = check_migrated(before, after)
    assert "300" in assert_told(report, before, "PARAMETER-CHANGED", 2).message


def test_keywords_in_a_mapping_that_cannot_be_seen_are_told() -> None:
    before = program("OpenAI(**options())")
    after = 'from dashscope import Client\nclient = Client(protocol="openai", **options())' + ASKED
    report = check_migrated(before, after)
    assert_told(report, before, "CLIENT-MAPPING", 2)


def test_keywords_in_a_mapping_change_where_they_stand() -> None:
    before = """
        from openai import OpenAI
        options = {"organization": "o", "max_retries": 3}
        client = OpenAI(**options)
        print(client.chat.completions.create(model="gpt-4", messages=[]).id)
    """
    after = """
        from dashscope import Client
        options = {"max_retries": 3}
        client = Client(protocol="openai", **options)
        print(client.chat.completions.create(model="qwen-plus", messages=[]).request_id)
    """
    report = check_migrated(before, after)
    assert_told(report, before, "PARAMETER-DROPPED", "options = {")


# ------------------------------------------------------------------------------------- proxies


@BOTH
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_in_the_environment_is_told(name: str, sdk: str) -> None:
    source = program(
        'OpenAI(api_key="k")',
        f'import os\nos.environ["{name}"] = "http://p:1"\nfrom openai import OpenAI\n',
    )
    assert any(d.span.line == 2 for d in report_of(source, sdk=sdk).diagnostics)


def test_a_proxy_of_the_http_client_is_told() -> None:
    source = program(
        'OpenAI(api_key="k", http_client=httpx.Client(proxy="http://p:1"))',
        "import httpx\nfrom openai import OpenAI\n",
    )
    report = report_of(source, sdk="openai")
    assert any("proxy" in d.message for d in report.diagnostics)


# ------------------------------------------------------------------------------ members of clients


def test_members_of_a_client_that_are_read() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(timeout=1)
        print(client.api_key, client.timeout, client.max_retries)
        client.close()
        """,
        """
        from dashscope import Client
        client = Client(timeout=1, protocol="openai")
        print(client.config.api_key, client.config.timeout, client.config.max_retries)
        client.close()
        """,
    )


@pytest.mark.parametrize(
    "line",
    [
        "client.organization",
        "client.default_headers",
        "client.is_closed()",
        "client.get('/models')",
    ],
)
def test_members_of_a_client_without_counterpart_block(line: str) -> None:
    source = program("OpenAI(timeout=1)") + f"print({line})\n"
    check_reported(source, "MEMBER-UNSUPPORTED", line=f"print({line})")


@pytest.mark.parametrize(
    ("line", "code"),
    [("client.api_key = key", "CLIENT-READDRESSED"), ("client.timeout = 3", "CLIENT-READDRESSED")],
)
def test_members_of_a_client_that_are_assigned_block(line: str, code: str) -> None:
    source = program("OpenAI(timeout=1)") + f"{line}\n"
    check_reported(source, code, line=line)


# ---------------------------------------------------------------------- addresses that are passed on

PASSED = """\
from openai import OpenAI
def make(url=None):
    return OpenAI(api_key="k", base_url=url)
print(make().chat.completions.create(model="gpt-4", messages=[]))
"""


def test_an_address_that_callers_may_pass_stays_before_the_targets() -> None:
    after = PASSED.replace(
        "base_url=url)", f"base_url=url or {ADDRESS[0][9:]}, {', '.join(ADDRESS[1:])})"
    )
    check_migrated(PASSED, after.replace("gpt-4", "qwen-plus"), sdk="openai")


def test_an_address_that_callers_may_pass_is_not_dropped_in_silence() -> None:
    assert_told(report_of(PASSED), PASSED, "PARAMETER-DROPPED", "base_url=")


def test_an_address_that_is_none_says_nothing() -> None:
    source = PASSED.replace("base_url=url", "base_url=None")
    assert "PARAMETER-DROPPED" not in codes(report_of(source))


@pytest.mark.parametrize("sdk", ["native", "openai"])
@pytest.mark.parametrize("text", ["Go. On.", "a line.\\n\\nanother"])
def test_a_text_with_white_space_is_no_address(text: str, sdk: str) -> None:
    """Two functions share one wrapper, and what one is asked seems to reach the other."""
    source = PASSED.replace('api_key="k", ', "")
    source = source.replace("print(make()", f'print(make("{text}")')
    report = report_of(source, sdk=sdk)
    assert [s.status for s in report.sites] == ["migrated"]
    assert "CLIENT-HOST" not in codes(report)
