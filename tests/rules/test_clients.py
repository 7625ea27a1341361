"""The construction of clients: whose it is, its keywords, its address."""

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


# ------------------------------------------------------------------------------------- proxies


@pytest.mark.xfail(strict=True, reason="a proxy is not looked for")
@BOTH
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_in_the_environment_is_told(name: str, sdk: str) -> None:
    source = program(
        'OpenAI(api_key="k")',
        f'import os\nos.environ["{name}"] = "http://p:1"\nfrom openai import OpenAI\n',
    )
    assert any(d.span.line == 2 for d in report_of(source, sdk=sdk).diagnostics)


@pytest.mark.xfail(strict=True, reason="a proxy is not looked for")
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


@pytest.mark.parametrize("line", ["client.api_key = key", "client.timeout = 3"])
def test_members_of_a_client_that_are_assigned_block(line: str) -> None:
    source = program("OpenAI(timeout=1)") + f"{line}\n"
    check_reported(source, "MEMBER-ASSIGNED", line=line)


@pytest.mark.xfail(strict=True, reason="settings of the module stay, read by nobody, untold")
def test_settings_of_the_module_are_told() -> None:
    source = program("openai.OpenAI()", 'import openai\nopenai.api_key = "k"\n')
    assert any(d.span.line == 2 for d in report_of(source).diagnostics)
