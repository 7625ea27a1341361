"""Settings of a client that are assigned after it was made are judged as its arguments."""

from __future__ import annotations

import pytest

from tests.migrating import (
    assert_told,
    check_both,
    check_migrated,
    check_noop,
    check_reported,
    check_silent,
    codes,
    report_of,
)

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
HEAD = "import os\nfrom openai import OpenAI\n"
NATIVE = "import os\nfrom dashscope import Client\n"
ASKED = 'print(client.chat.completions.create(model="gpt-4", messages=[]))\n'
NOW = ASKED.replace("gpt-4", "qwen-plus")
DEEPSEEK = 'client.base_url = "https://api.deepseek.com"\n'


def before(stores: str, made: str = "client = OpenAI()\n") -> str:
    return HEAD + made + stores + ASKED


# ------------------------------------------------------------------------ whose client it is


@BOTH
def test_an_address_of_another_vendor_makes_the_client_theirs(sdk: str) -> None:
    check_silent(before(DEEPSEEK), sdk=sdk)
    check_silent(before('client.api_key = os.environ["DEEPSEEK_API_KEY"]\n' + DEEPSEEK), sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "stores",
    [
        f"if os.getenv('CHEAP'):\n    {DEEPSEEK}",
        'client.base_url = "http://10.0.0.1/v1"\n',
        'client.base_url = "https://" + HOST\n',
        'client.base_url += "/v1"\n',
        'client.base_url, other = "https://api.x.ai/v1", 1\n',
        'setattr(client, "base_url", "https://api.x.ai/v1")\n',
    ],
)
def test_an_address_that_may_be_any_ones_keeps_the_client(stores: str, sdk: str) -> None:
    check_reported(before(stores), "CLIENT-HOST", line="client = OpenAI()", sdk=sdk)


@BOTH
def test_an_address_from_configuration_with_another_vendors_key_keeps_the_client(sdk: str) -> None:
    stores = 'client.base_url = os.environ["LLM_URL"]\nclient.api_key = os.environ["XAI_KEY"]\n'
    check_reported(
        before(stores, 'client = OpenAI(api_key=os.environ["XAI_KEY"])\n'),
        "CLIENT-HOST",
        line="client = OpenAI(",
        sdk=sdk,
    )


@BOTH
def test_an_address_that_is_assigned_in_another_module(sdk: str) -> None:
    files = {
        "llm.py": "from openai import OpenAI\nclient = OpenAI()\n",
        "main.py": "from llm import client\n" + DEEPSEEK + ASKED,
    }
    check_reported(files, "CLIENT-HOST", line="client = OpenAI()", sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "put",
    [
        'os.environ["OPENAI_BASE_URL"] = "https://api.deepseek.com"\n',
        'os.environ["OPENAI_BASE_URL"] = "http://10.0.0.1/v1"\n',
        'os.environ.setdefault("OPENAI_BASE_URL", "https://api.deepseek.com")\n',
        'URL = "https://api.x.ai"\nos.environ["OPENAI_BASE_URL"] = f"{URL}/v1"\n',
    ],
)
def test_an_address_in_the_environment_decides_for_a_client_without_one(put: str, sdk: str) -> None:
    source = HEAD + put + "client = OpenAI()\n" + ASKED
    check_reported(source, "CLIENT-HOST", line="client = OpenAI()", sdk=sdk)
    none = source.replace("OpenAI()", "OpenAI(base_url=None)")
    check_reported(none, "CLIENT-HOST", line="client = OpenAI(", sdk=sdk)
    check_silent(
        HEAD
        + put.replace("OPENAI_BASE_URL", "MY_URL").replace("10.0.0.1", "api.x.ai")
        + 'client = OpenAI(base_url=os.environ["MY_URL"], api_key=os.environ["KEY"])\n'
        + ASKED,
        sdk=sdk,
    )


@pytest.mark.parametrize(
    "put",
    [
        'os.environ["OPENAI_API_BASE"] = "https://api.deepseek.com"\n',
        'os.environ["OPENAI_BASE_URL"] = "https://api.openai.com/v1"\n',
        'os.environ["DEEPSEEK_URL"] = "https://api.deepseek.com"\n',
    ],
)
def test_what_no_client_reads_of_the_environment_decides_nothing(put: str) -> None:
    check_migrated(
        HEAD + put + "client = OpenAI()\n" + ASKED,
        HEAD + put + "client = OpenAI(<new>)\n" + NOW,
        sdk="openai",
    )


@BOTH
def test_the_environment_of_a_test_decides_nothing_for_the_program(sdk: str) -> None:
    files = {
        "llm.py": "from openai import OpenAI\nclient = OpenAI()\n" + ASKED,
        "tests/test_llm.py": 'import os\nos.environ["OPENAI_BASE_URL"] = "http://localhost:1"\nimport llm\n',
    }
    report = report_of(files, sdk=sdk)
    assert [outcome.path for outcome in report.rewritten] == ["llm.py"]


# ------------------------------------------------------------------------ the source's own SDK


def test_the_sdk_keeps_what_is_assigned() -> None:
    made = 'client = OpenAI(api_key="k", timeout=1)\n'
    stores = "client.timeout = 5\nclient.max_retries = 1\n"
    after = HEAD + made.replace("timeout=1", "timeout=1, <address>") + stores + NOW
    report = check_migrated(before(stores, made), after, sdk="openai")
    assert codes(report) == ["KEY-SETTING"]


def test_the_variable_of_a_key_that_is_assigned_moves() -> None:
    stores = 'client.api_key = os.getenv("OPENAI_API_KEY")\n'
    after = HEAD + "client = OpenAI(<new>)\n" + stores.replace("OPENAI", "DASHSCOPE") + NOW
    check_migrated(before(stores), after, sdk="openai")


def test_a_real_key_that_is_assigned_becomes_the_variable() -> None:
    real = "sk-proj-" + "a1B2" * 12
    after = HEAD + "client = OpenAI(<new>)\nclient.api_key = <key>\n" + NOW
    report = check_migrated(before(f'client.api_key = "{real}"\n'), after, sdk="openai")
    assert_told(report, before(f'client.api_key = "{real}"\n'), "KEY-LITERAL", "client.api_key")


def test_the_sources_address_becomes_the_targets() -> None:
    stores = 'client.base_url = "https://api.openai.com/v1"\n'
    after = stores.replace("api.openai.com", "dashscope.aliyuncs.com/compatible-mode")
    report = check_migrated(
        before(stores), HEAD + "client = OpenAI(<new>)\n" + after + NOW, sdk="openai"
    )
    assert "CLIENT-ADDRESS" not in codes(report)


@pytest.mark.parametrize(
    ("value", "after"),
    [
        ('os.getenv("LLM_URL", client.base_url)', 'os.getenv("LLM_URL", client.base_url)'),
        (
            'os.getenv("LLM_URL", "https://api.openai.com/v1")',
            'os.getenv("LLM_URL", "https://dashscope.aliyuncs.com/compatible-mode/v1")',
        ),
        (
            'os.getenv("OPENAI_BASE_URL", client.base_url)',
            'os.environ.get("DASHSCOPE_BASE_URL", "https://dashscope.aliyuncs.com/compatible-mode/v1")',
        ),
    ],
)
def test_an_address_from_configuration_is_told(value: str, after: str) -> None:
    source = before(f"client.base_url = {value}\n")
    wanted = HEAD + f"client = OpenAI(<new>)\nclient.base_url = {after}\n" + NOW
    report = check_migrated(source, wanted, sdk="openai")
    assert_told(report, source, "CLIENT-ADDRESS", 4)


@BOTH
@pytest.mark.parametrize("name", ["organization", "project"])
def test_an_identifier_of_the_source_is_not_assigned_again(name: str, sdk: str) -> None:
    source = before(f'client.{name} = os.environ["ACCOUNT"]\n')
    made = {
        "native": NATIVE + 'client = Client(protocol="openai")\n',
        "openai": HEAD + "client = OpenAI(<new>)\n",
    }
    report = check_migrated(source, made[sdk] + NOW, sdk=sdk)
    assert_told(report, source, "PARAMETER-DROPPED", 4)


def test_a_statement_that_says_more_is_not_taken_out() -> None:
    stores = "client.organization = account = look_up()\n"
    check_reported(before(stores), "CLIENT-READDRESSED", line=4, sdk="openai")
    check_reported(
        before("client.organization = look_up()\n"), "CLIENT-READDRESSED", line=4, sdk="openai"
    )


# ------------------------------------------------------------------- settings that are fixed


def test_what_directly_follows_is_given_at_once() -> None:
    check_both(
        before('client.api_key = os.getenv("OPENAI_API_KEY")\nclient.timeout = 5\n'),
        NATIVE
        + 'client = Client(api_key=os.getenv("DASHSCOPE_API_KEY"), timeout=5, protocol="openai")\n'
        + NOW,
        HEAD
        + 'client = OpenAI(<new>)\nclient.api_key = os.getenv("DASHSCOPE_API_KEY")\nclient.timeout = 5\n'
        + NOW,
    )


def test_the_same_key_twice_is_given_once() -> None:
    made = "def ask(key):\n    client = OpenAI(api_key=key)\n"
    stores = (
        '    client.api_key = key\n    client.base_url = os.getenv("LLM_URL", client.base_url)\n'
    )
    source = HEAD + made + stores + "    " + ASKED + 'ask(os.environ["OPENAI_API_KEY"])\n'
    after = (
        NATIVE
        + 'def ask(key):\n    client = Client(api_key=key, protocol="openai")\n    '
        + NOW
        + 'ask(os.environ["DASHSCOPE_API_KEY"])\n'
    )
    report = check_migrated(source, after)
    assert_told(report, source, "PARAMETER-DROPPED", "client.base_url = os")


def test_a_value_that_a_name_holds_is_given_at_once() -> None:
    head = "class Bot:\n    def __init__(self, seconds):\n        self.seconds = seconds\n"
    made = "        self.client = OpenAI()\n        self.client.timeout = self.seconds\n"
    rest = (
        "    def ask(self):\n        " + ASKED.replace("client", "self.client") + "Bot(5).ask()\n"
    )
    source = HEAD + head + made + rest
    now = '        self.client = Client(timeout=self.seconds, protocol="openai")\n'
    report = check_migrated(source, NATIVE + head + now + rest.replace("gpt-4", "qwen-plus"))
    assert_told(report, source, "PARAMETER-CHANGED", "self.client.timeout")


def test_a_later_value_takes_the_place_of_the_first() -> None:
    made = "client = OpenAI(max_retries=1, timeout=3)\n"
    after = NATIVE + 'client = Client(max_retries=4, timeout=3, protocol="openai")\n' + NOW
    check_migrated(before("client.max_retries = 4\n", made), after)


@pytest.mark.parametrize(
    "stores",
    [
        "print(client)\nclient.timeout = 5\n",
        "if os.getenv('SLOW'):\n    client.timeout = 5\n",
        "client.timeout = 5\nclient.timeout = 6\n",
        "client.timeout = seconds()\n",
        "client.timeout = None\n",
        "client.timeout += 5\n",
        "client.max_retries = client.timeout\n",
        'setattr(client, "timeout", 5)\n',
        "def slow():\n    client.timeout = 5\nslow()\n",
    ],
)
def test_what_may_not_be_the_same_keeps_the_client(stores: str) -> None:
    number = next(i for i, row in enumerate(stores.splitlines(), 4) if "timeout" in row)
    check_reported(before(stores), "CLIENT-READDRESSED", line=number)


def test_a_client_that_is_only_declared_is_not_told_by_its_stores() -> None:
    source = "from openai import OpenAI\ndef slow(client: OpenAI):\n    client.timeout = 5\n"
    check_noop(source)
    check_noop(source, sdk="openai")


@BOTH
def test_a_member_of_something_else_stays(sdk: str) -> None:
    check_noop("class A: ...\nclient = A()\nclient.base_url = 'x'\nclient.api_key = 'k'\n", sdk=sdk)
