"""The construction of clients: whose it is, and its address."""

from __future__ import annotations

import pytest

from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    check_silent,
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


# ------------------------------------------------------------------------ whose client it is


@BOTH
@pytest.mark.parametrize(
    "address",
    [
        "https://api.deepseek.com",
        "https://api.deepseek.com/v1/",
        "https://openrouter.ai/api/v1",
        "https://generativelanguage.googleapis.com/v1beta/openai/",
        "https://api.groq.com/openai/v1",
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        "https://ark.cn-beijing.volces.com/api/v3",
    ],
)
def test_a_client_of_another_vendor_is_left_in_silence(address: str, sdk: str) -> None:
    check_silent(program(f'OpenAI(base_url="{address}", api_key="k")'), sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "value",
    [
        'os.getenv("LLM_URL", "https://api.deepseek.com")',
        'os.environ.get("LLM_URL", default="https://api.deepseek.com")',
        'os.environ.get("LLM_URL") or "https://api.deepseek.com"',
    ],
)
def test_a_default_that_names_another_vendor_is_left(value: str, sdk: str) -> None:
    check_silent(
        program(f'OpenAI(base_url={value}, api_key="k")', "import os\nfrom openai import OpenAI\n"),
        sdk=sdk,
    )


@BOTH
def test_a_constant_that_names_another_vendor_is_left(sdk: str) -> None:
    head = 'from openai import OpenAI\nURL = "https://api.x.ai/v1"\n'
    check_silent(program('OpenAI(base_url=URL, api_key="k")', head), sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    "address", ["http://localhost:8000/v1", "http://127.0.0.1:11434/v1", "https://llm.corp.example"]
)
def test_an_unknown_host_is_left_with_a_hint(address: str, sdk: str) -> None:
    source = program(f'OpenAI(base_url="{address}", api_key="k")')
    report = check_reported(source, "CLIENT-HOST", line=2, sdk=sdk)
    told = assert_told(report, source, "CLIENT-HOST", 2)
    assert address in told.message and "--source-host" in told.message


def test_a_host_that_the_user_names_is_the_source() -> None:
    check_migrated(
        program('OpenAI(base_url="https://llm.corp.example/v1", api_key="k")'),
        'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")' + ASKED,
        source_hosts=("llm.corp.example",),
    )


def test_a_host_that_the_user_names_is_readdressed() -> None:
    check_migrated(
        program('OpenAI(base_url="https://llm.corp.example/v1", api_key="k")'),
        "from openai import OpenAI\n"
        'client = OpenAI(base_url="https://dashscope.aliyuncs.com/compatible-mode/v1", api_key="k", '
        'organization="", project="")' + ASKED,
        sdk="openai",
        source_hosts=("llm.corp.example",),
    )


@BOTH
def test_a_host_below_the_one_that_the_user_names_is_not_it(sdk: str) -> None:
    check_reported(
        program('OpenAI(base_url="https://evil-llm.corp.example", api_key="k")'),
        "CLIENT-HOST",
        line=2,
        sdk=sdk,
        source_hosts=("llm.corp.example",),
    )


@BOTH
def test_a_client_of_one_vendor_or_another_by_a_branch_is_one_group(sdk: str) -> None:
    source = """
        from openai import OpenAI

        def make(local: bool) -> OpenAI:
            if local:
                return OpenAI(base_url="https://api.deepseek.com", api_key="k")
            return OpenAI()

        client = make(True)
        print(client.chat.completions.create(model="gpt-4", messages=[]).choices[0].message.content)
    """
    check_reported(source, "GROUP-LEFT", line="return OpenAI()", sdk=sdk)


@BOTH
def test_clients_of_two_vendors_do_not_touch_each_other(sdk: str) -> None:
    before = """
        import os
        from openai import OpenAI
        deepseek = OpenAI(base_url="https://api.deepseek.com", api_key="k")
        client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
        print(deepseek.chat.completions.create(model="deepseek-chat", messages=[]).id)
        print(client.chat.completions.create(model="gpt-4", messages=[]).id)
    """
    native = """
        import os
        from openai import OpenAI
        from dashscope import Client
        deepseek = OpenAI(base_url="https://api.deepseek.com", api_key="k")
        client = Client(api_key=os.environ["DASHSCOPE_API_KEY"], protocol="openai")
        print(deepseek.chat.completions.create(model="deepseek-chat", messages=[]).id)
        print(client.chat.completions.create(model="qwen-plus", messages=[]).request_id)
    """
    openai = """
        import os
        from openai import OpenAI
        deepseek = OpenAI(base_url="https://api.deepseek.com", api_key="k")
        client = OpenAI(api_key=<key>, <address>)
        print(deepseek.chat.completions.create(model="deepseek-chat", messages=[]).id)
        print(client.chat.completions.create(model="qwen-plus", messages=[]).id)
    """
    check_migrated(before, native if sdk == "native" else openai, sdk=sdk)


@BOTH
def test_a_client_of_bedrock_is_left(sdk: str) -> None:
    source = "from openai import BedrockOpenAI\nclient = BedrockOpenAI()" + ASK
    check_reported(source, "CLIENT-KIND", line=2, sdk=sdk)


@BOTH
def test_a_class_derived_from_the_client_is_left(sdk: str) -> None:
    source = """
        from openai import OpenAI
        class Mine(OpenAI):
            def ask(self, text):
                return self.chat.completions.create(model="gpt-4", messages=[text])
        print(Mine().ask("x").choices[0].message.content)
    """
    check_reported(source, "CLASS-DERIVED", line=2, sdk=sdk)


# ------------------------------------------------------------------------------- the address


@pytest.mark.parametrize("host", ["https://api.openai.com/v1", "https://api.openai.com/v1/"])
def test_the_sources_own_address_goes_in_silence(host: str) -> None:
    report = check_migrated(
        program(f'OpenAI(base_url="{host}", max_retries=4)'),
        'from dashscope import Client\nclient = Client(max_retries=4, protocol="openai")' + ASKED,
    )
    assert codes(report) == []


def test_an_address_from_the_environment_is_told() -> None:
    before = program(
        'OpenAI(base_url=os.getenv("OPENAI_BASE_URL"))', "import os\nfrom openai import OpenAI\n"
    )
    after = 'import os\nfrom dashscope import Client\nclient = Client(protocol="openai")' + ASKED
    report = check_migrated(before, after)
    assert "DASHSCOPE_BASE_URL" in assert_told(report, before, "PARAMETER-DROPPED", 3).message


def test_an_address_from_the_environment_may_be_overridden_by_the_targets_variable() -> None:
    before = program(
        'OpenAI(base_url=os.getenv("OPENAI_BASE_URL"))', "import os\nfrom openai import OpenAI\n"
    )
    after = """\
import os
from openai import OpenAI
client = OpenAI(base_url=os.environ.get("DASHSCOPE_BASE_URL", "https://dashscope.aliyuncs.com/\
compatible-mode/v1"), api_key=<key>, organization="", project="")"""
    report = check_migrated(before, after + ASKED, sdk="openai")
    assert "OPENAI_BASE_URL" in assert_told(report, before, "CLIENT-ADDRESS", 3).message


@BOTH
def test_a_variable_that_is_gone_is_not_called_read(sdk: str) -> None:
    before = program(
        'OpenAI(base_url=os.getenv("OPENAI_BASE_URL"), api_key="k")',
        "import os\nfrom openai import OpenAI\n",
    )
    assert "VARIABLE-LEFT" not in codes(report_of(before, sdk=sdk))


SETTINGS = "from openai import OpenAI\nfrom config import settings\n"


def test_an_address_from_settings_without_a_default_is_migrated_and_told() -> None:
    before = program("OpenAI(base_url=settings.url, api_key=settings.key)", SETTINGS)
    after = """\
from dashscope import Client
from config import settings
client = Client(api_key=settings.key, protocol="openai")"""
    report = check_migrated(before, after + ASKED)
    assert_told(report, before, "PARAMETER-DROPPED", 3)


@BOTH
def test_an_address_from_settings_beside_a_placeholder_is_ones_own_server(sdk: str) -> None:
    source = program('OpenAI(base_url=settings.url, api_key="EMPTY")', SETTINGS)
    check_reported(source, "CLIENT-HOST", line=3, sdk=sdk)


def test_region_and_workspace_are_written() -> None:
    check_migrated(
        program('OpenAI(api_key="k")'),
        "from dashscope import Client\n"
        'client = Client(api_key="k", protocol="openai", region="ap-southeast-1")' + ASKED,
        region="ap-southeast-1",
    )


def test_a_region_is_an_address_on_the_openai_route() -> None:
    check_migrated(
        program('OpenAI(api_key="k")'),
        "from openai import OpenAI\n"
        'client = OpenAI(api_key="k", base_url="https://dashscope-intl.aliyuncs.com/compatible-mode/v1"'
        ', organization="", project="")' + ASKED,
        sdk="openai",
        region="ap-southeast-1",
    )


# ------------------------------------------------------------------------------------- azure


def test_azure_becomes_one_of_the_targets_clients() -> None:
    before = program(
        'AzureOpenAI(api_key="k", api_version="2024-02-01", azure_endpoint="https://a.openai.azure.com")',
        "from openai import AzureOpenAI\n",
    )
    after = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")' + ASKED
    report = check_migrated(before, after)
    assert codes(report) == ["KEY-SETTING", "PARAMETER-DROPPED"]


def test_azure_becomes_the_plain_client_on_the_openai_route() -> None:
    before = program(
        'AzureOpenAI(api_key="k", api_version="2024-02-01", azure_endpoint="https://a.openai.azure.com")',
        "from openai import AzureOpenAI\n",
    )
    after = 'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)' + ASKED
    check_migrated(before, after, sdk="openai")


# ---------------------------------------------------------------------- clients that say nothing


@BOTH
def test_a_construction_that_nothing_uses_moves(sdk: str) -> None:
    after = {
        "native": 'from dashscope import Client\nclient = Client(protocol="openai")\n',
        "openai": "import os\nfrom openai import OpenAI\nclient = OpenAI(<new>)\n",
    }
    check_migrated("from openai import OpenAI\nclient = OpenAI()\n", after[sdk], sdk=sdk)


@BOTH
def test_a_mention_in_strings_and_comments_is_nothing(sdk: str) -> None:
    check_silent(
        '''
        # client = OpenAI(api_key="x")
        """from openai import OpenAI; OpenAI().chat.completions.create(model="gpt-4")"""
        TEXT = "OpenAI()"
        ''',
        sdk=sdk,
    )


@BOTH
def test_an_own_class_of_the_same_name_is_nothing(sdk: str) -> None:
    check_noop(
        """
        class OpenAI:
            def __init__(self, api_key=None):
                self.api_key = api_key
        client = OpenAI(api_key="x")
        """,
        sdk=sdk,
    )
