"""Keywords of a construction that come in a mapping: nothing is missing, and nothing leaks."""

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

ASK = """
print(client.chat.completions.create(model="gpt-4", messages=[]).choices[0].message.content)
"""
ASKED = ASK.replace("gpt-4", "qwen-plus")
HEAD = """import os
from openai import OpenAI
"""
QWEN = "https://dashscope.aliyuncs.com/compatible-mode/v1"
READ = 'os.environ["DASHSCOPE_API_KEY"]'
KEY = f'"api_key": kwargs.get("api_key") or {READ}'
OWN = '"organization": "", "project": ""'


def laid(key: str = KEY, url: str = f'"{QWEN}"') -> str:
    return f'OpenAI(**{{**kwargs, {key}, "base_url": {url}, {OWN}}})'


def moved(before: str, after: str) -> None:
    check_migrated(HEAD + before + ASK, HEAD + after + ASKED, sdk="openai")


def test_a_key_under_a_condition() -> None:
    before = """kwargs = {"timeout": 5}
if os.getenv("MINE"):
    kwargs["api_key"] = os.environ["MINE"]
client = OpenAI(**kwargs)
"""
    moved(before, before.replace("OpenAI(**kwargs)", laid()))


def test_a_key_that_may_be_none() -> None:
    before = """def made(key=None):
    kwargs = {}
    kwargs["api_key"] = key
    return OpenAI(**kwargs)
client = made()
"""
    moved(before, before.replace("OpenAI(**kwargs)", laid()))


def test_one_of_two_displays_has_a_key() -> None:
    before = """key = os.getenv("OPENAI_API_KEY")
kwargs = {"api_key": key} if key else {}
client = OpenAI(**kwargs)
"""
    after = before.replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
    moved(before, after.replace("OpenAI(**kwargs)", laid()))


def test_a_copy_of_a_mapping_with_a_key() -> None:
    before = """base = {"api_key": os.environ["OPENAI_API_KEY"]}
kwargs = {**base, "timeout": 5}
client = OpenAI(**kwargs)
"""
    after = before.replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
    moved(before, after.replace("OpenAI(**kwargs)", laid()))


def test_a_mapping_of_the_object() -> None:
    before = """class Bot:
    def __init__(self, key=None):
        self.options = {"timeout": 5}
        if key:
            self.options["api_key"] = key
        self.client = OpenAI(**self.options)
client = Bot().client
"""
    after = laid().replace("kwargs", "self.options")
    moved(before, before.replace("OpenAI(**self.options)", after))


def test_keywords_at_the_call_stay_there() -> None:
    before = """kwargs = {}
if os.getenv("MINE"):
    kwargs["api_key"] = os.environ["MINE"]
client = OpenAI(base_url="https://api.openai.com/v1", **kwargs)
"""
    call = f'OpenAI(base_url="{QWEN}", **{{**kwargs, {KEY}, {OWN}}})'
    start = before.index("OpenAI(")
    moved(before, before[:start] + call + "\n")


def test_an_address_from_the_sources_variable() -> None:
    before = """kwargs = {"api_key": os.environ["OPENAI_API_KEY"]}
if "OPENAI_BASE_URL" in os.environ:
    kwargs["base_url"] = os.environ["OPENAI_BASE_URL"]
client = OpenAI(**kwargs)
"""
    after = before.replace("OPENAI_", "DASHSCOPE_")
    url = f'os.environ.get("DASHSCOPE_BASE_URL", "{QWEN}")'
    call = f'OpenAI(**{{**kwargs, "base_url": {url}, {OWN}}})'
    report = check_migrated(
        HEAD + before + ASK,
        HEAD + after.replace("OpenAI(**kwargs)", call) + ASKED,
        sdk="openai",
    )
    assert_told(report, HEAD + before, "CLIENT-ADDRESS", 'kwargs["base_url"]')


def test_an_address_from_configuration_stands() -> None:
    before = """def made(url=None):
    kwargs = {"api_key": os.environ["OPENAI_API_KEY"]}
    if url:
        kwargs["base_url"] = url
    return OpenAI(**kwargs)
client = made(input())
"""
    after = before.replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
    url = f'kwargs.get("base_url") or "{QWEN}"'
    call = f'OpenAI(**{{**kwargs, "base_url": {url}, {OWN}}})'
    report = check_migrated(
        HEAD + before + ASK,
        HEAD + after.replace("OpenAI(**kwargs)", call) + ASKED,
        sdk="openai",
    )
    assert_told(report, HEAD + before, "CLIENT-ADDRESS", 'kwargs["base_url"]')


def test_the_sources_own_address_does_not_stand() -> None:
    before = """kwargs = {"api_key": os.environ["OPENAI_API_KEY"]}
if os.getenv("EUROPE"):
    kwargs["base_url"] = "https://eu.api.openai.com/v1"
client = OpenAI(**kwargs)
"""
    after = before.replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
    call = f'OpenAI(**{{**kwargs, "base_url": "{QWEN}", {OWN}}})'
    moved(before, after.replace("OpenAI(**kwargs)", call))


def test_an_account_is_laid_over_and_told() -> None:
    before = """kwargs = {"api_key": os.environ["OPENAI_API_KEY"]}
if os.getenv("ORG"):
    kwargs["organization"] = os.environ["ORG"]
client = OpenAI(**kwargs)
"""
    after = before.replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
    call = f'OpenAI(**{{**kwargs, "base_url": "{QWEN}", {OWN}}})'
    report = check_migrated(
        HEAD + before + ASK,
        HEAD + after.replace("OpenAI(**kwargs)", call) + ASKED,
        sdk="openai",
    )
    assert_told(report, HEAD + before, "PARAMETER-DROPPED", 'kwargs["organization"]')


def test_what_surely_stands_in_a_display_is_edited_there() -> None:
    before = """kwargs = {
    "api_key": os.getenv("OPENAI_API_KEY"),
    "base_url": "https://api.openai.com/v1",
    "organization": os.getenv("ORG"),
}
client = OpenAI(**kwargs)
"""
    after = f"""kwargs = {{
    "api_key": {READ},
    "base_url": "{QWEN}",
    "organization": "",
}}
client = OpenAI(project="", **kwargs)
"""
    moved(before, after)


def test_a_call_of_dict_is_a_display_too() -> None:
    before = 'kwargs = dict(api_key=os.getenv("OPENAI_API_KEY"))\nclient = OpenAI(**kwargs)\n'
    after = f'kwargs = dict(api_key={READ})\nclient = OpenAI(base_url="{QWEN}", organization="", project="", **kwargs)\n'
    moved(before, after)


def test_two_clients_of_one_mapping_leave_it_alone() -> None:
    before = """from openai import AsyncOpenAI
kwargs = {"api_key": os.getenv("OPENAI_API_KEY")}
client, other = OpenAI(**kwargs), AsyncOpenAI(**kwargs)
"""
    after = before.replace("OPENAI_API_KEY", "DASHSCOPE_API_KEY")
    for name in ("OpenAI", "AsyncOpenAI"):
        after = after.replace(f" {name}(**kwargs)", " " + laid().replace("OpenAI", name))
    moved(before, after)


def test_on_the_native_route_the_sdk_reads_its_own_key() -> None:
    before = """kwargs = {"timeout": 5}
if os.getenv("MINE"):
    kwargs["api_key"] = os.environ["MINE"]
client = OpenAI(**kwargs)
"""
    after = before.replace("OpenAI(**kwargs)", 'Client(protocol="openai", **kwargs)')
    head = HEAD.replace("openai import OpenAI", "dashscope import Client")
    check_migrated(HEAD + before + ASK, head + after + ASKED)


@pytest.mark.parametrize(
    "mapping", ["options()", "{**base, **more}", "options[0]", "base | more", "(base or more)"]
)
def test_a_mapping_without_a_name_that_may_lack_the_key_is_left(mapping: str) -> None:
    program = f"""import os
from openai import OpenAI
base, more = {{}}, {{}}
if os.getenv("MINE"):
    base["api_key"] = os.environ["MINE"]
options = lambda: base
client = OpenAI(**{mapping})
print(client.chat.completions.create(model="gpt-4", messages=[]).choices[0].message.content)
"""
    if mapping == "options[0]":
        program = program.replace("options = lambda: base", "options = [base]")
    check_reported(program, "KEY-NONE", line='base["api_key"]', sdk="openai")


def test_another_vendors_mapping_is_left() -> None:
    check_noop(
        """
        import os
        from openai import OpenAI
        kwargs = {"base_url": "https://api.deepseek.com"}
        if os.getenv("DEEPSEEK_API_KEY"):
            kwargs["api_key"] = os.environ["DEEPSEEK_API_KEY"]
        client = OpenAI(**kwargs)
        print(client.chat.completions.create(model="deepseek-chat", messages=[]).choices)
        """,
        sdk="openai",
    )


def test_an_address_behind_a_spread_hides_the_spreads_own() -> None:
    program = """
    from openai import OpenAI
    base = {"base_url": "https://api.openai.com/v1", "api_key": "k"}
    client = OpenAI(**{**base, "base_url": "https://api.deepseek.com"})
    print(client.chat.completions.create(model="deepseek-chat", messages=[]).choices)
    """
    report = check_noop(program, sdk="openai")
    assert codes(report) == []


def test_one_before_a_spread_does_not() -> None:
    program = """
    from openai import OpenAI
    base = {"base_url": "https://api.deepseek.com", "api_key": "k"}
    client = OpenAI(**{"base_url": "https://api.openai.com/v1", **base})
    print(client.chat.completions.create(model="deepseek-chat", messages=[]).choices)
    """
    assert codes(check_noop(program, sdk="openai")) != []


def test_nor_one_that_is_updated_later() -> None:
    program = """
    from openai import OpenAI
    base = {"base_url": "https://api.deepseek.com", "api_key": "k"}
    kwargs = {**base, "base_url": "https://api.openai.com/v1"}
    kwargs.update(base)
    client = OpenAI(**kwargs)
    print(client.chat.completions.create(model="deepseek-chat", messages=[]).choices)
    """
    assert not report_of(program, sdk="openai").rewritten


@pytest.mark.parametrize("first", ["", "timeout=5, "])
def test_keywords_of_callers_out_of_sight_may_hold_the_key(first: str) -> None:
    """Given twice, a keyword is a TypeError: what the target needs is laid over the mapping."""
    before = f"""from openai import OpenAI
class Asker:
    def __init__(self, **options):
        self.client = OpenAI({first}**options)
    def ask(self):
        return self.client.chat.completions.create(model="gpt-4", messages=[]).choices[0]
"""
    laid = (
        '{**options, "api_key": options.get("api_key") or <key>, "base_url": options.get("base_url") or '
        '"https://dashscope.aliyuncs.com/compatible-mode/v1", "organization": "", "project": ""}'
    )
    after = "import os\n" + before.replace("**options)\n    def", f"**{laid})\n    def").replace(
        "gpt-4", "qwen-plus"
    )
    report = check_migrated(before, after, sdk="openai")
    assert "the target's" in assert_told(report, before, "CLIENT-MAPPING", "OpenAI(").message
