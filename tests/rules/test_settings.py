"""Settings of the SDK's module: a place that clients are made from, or that nobody reads."""

from __future__ import annotations

import pytest

from tests.migrating import (
    ADDRESS,
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
HEAD = "import os\nimport openai\n"
ASKED = 'print(client.chat.completions.create(model="gpt-4", messages=[]))\n'
NOW = ASKED.replace("gpt-4", "qwen-plus")
URL = '"https://dashscope.aliyuncs.com/compatible-mode/v1"'


@BOTH
def test_a_setting_that_nobody_reads_is_told(sdk: str) -> None:
    source = HEAD + 'openai.api_key = "k"\nclient = openai.OpenAI()\n' + ASKED
    report = report_of(source, sdk=sdk)
    assert report.rewritten
    assert_told(report, source, "SETTING-UNREAD", 3)


@BOTH
@pytest.mark.parametrize("line", ['openai.api_key = "k"', "openai.base_url = URL"])
def test_a_setting_without_a_client_is_not_told(line: str, sdk: str) -> None:
    check_silent(HEAD + line + "\n", sdk=sdk)


@BOTH
def test_settings_of_something_else_are_not_told(sdk: str) -> None:
    source = 'import mylib\nmylib.api_key = "k"\nfrom openai import OpenAI\nclient = OpenAI()\n'
    assert "SETTING-UNREAD" not in codes(report_of(source, sdk=sdk))


@BOTH
def test_a_module_that_is_a_client_itself_reads_its_settings(sdk: str) -> None:
    source = (
        HEAD
        + 'openai.api_key = "k"\nclient = openai.OpenAI()\n'
        + ASKED
        + ASKED.replace("client", "openai")
    )
    assert "SETTING-UNREAD" not in codes(report_of(source, sdk=sdk))


def test_a_key_that_a_client_takes_from_the_module() -> None:
    stored = 'openai.api_key = os.environ["{}_API_KEY"]\n'
    source = HEAD + stored.format("OPENAI") + "client = openai.OpenAI(api_key=openai.api_key)\n"
    kept = HEAD + stored.format("DASHSCOPE")
    check_both(
        source + ASKED,
        kept.replace("import openai\n", "import openai\nimport dashscope\n")
        + 'client = dashscope.Client(api_key=openai.api_key, protocol="openai")\n'
        + NOW,
        kept + "client = openai.OpenAI(api_key=openai.api_key or <key>, <address>)\n" + NOW,
    )
    assert_told(report_of(source + ASKED), source, "SETTING-KEPT", 3)


def test_an_address_that_a_client_takes_from_the_module() -> None:
    files = {
        "main.py": 'import os\nimport openai\nimport llm\nopenai.base_url = os.getenv("OPENAI_BASE_URL")\nllm.ask()\n',
        "llm.py": "import openai\nfrom openai import OpenAI\ndef ask(url=None):\n"
        '    client = OpenAI(api_key="k", base_url=url or openai.base_url)\n    ' + ASKED,
    }
    after = {
        "main.py": files["main.py"].replace("OPENAI", "DASHSCOPE"),
        "llm.py": "import openai\nfrom openai import OpenAI\ndef ask(url=None):\n"
        f'    client = OpenAI(api_key="k", base_url=url or openai.base_url or {URL}, '
        'organization="", project="")\n    ' + NOW,
    }
    files = {path: text.replace('"k"', "openai.api_key") for path, text in files.items()}
    after = {path: text.replace('"k"', "openai.api_key or <key>") for path, text in after.items()}
    after["llm.py"] = "import os\n" + after["llm.py"]
    report = check_migrated(files, after, sdk="openai")
    told = assert_told(report, files, "CLIENT-ADDRESS", "client = OpenAI(")
    assert "DASHSCOPE_BASE_URL" in told.message


@BOTH
def test_another_vendors_address_on_the_module_is_theirs(sdk: str) -> None:
    made = "client = openai.OpenAI(base_url=openai.base_url, api_key=openai.api_key)\n"
    source = HEAD + 'openai.base_url = "https://api.deepseek.com"\n' + made + ASKED
    check_noop(source, sdk=sdk)
    own = source.replace("https://api.deepseek.com", "http://10.0.0.1/v1")
    check_reported(own, "CLIENT-HOST", line="client = openai", sdk=sdk)


# ---------------------------------------------------------------- variables whose names meet


ASKING = """\
import os
from openai import OpenAI
class Settings:
    key = None
    def need(self, name):
        if not os.environ.get(name):
            value = input(name)
            if name == "OPENAI_API_KEY":
                self.key = value
            elif name == "OTHER_KEY":
                self.other = value
            with open(".env", "a") as file:
                file.write(f"{name}={value}")
settings = Settings()
settings.need("OPENAI_API_KEY")
settings.need("OTHER_KEY")
theirs = OpenAI(base_url="https://api.x.ai/v1", api_key=os.environ["OTHER_KEY"])
"""
CLIENT = 'client = OpenAI(api_key=settings.key or os.environ["OPENAI_API_KEY"])\n'


def test_a_name_and_what_it_is_compared_with_move_together() -> None:
    check_both(
        ASKING + CLIENT,
        ASKING.replace("OPENAI_", "DASHSCOPE_").replace(
            "import OpenAI\n", "import OpenAI\nfrom dashscope import Client\n"
        )
        + 'client = Client(api_key=settings.key or os.environ["DASHSCOPE_API_KEY"], protocol="openai")\n',
        ASKING.replace("OPENAI_", "DASHSCOPE_")
        + "client = OpenAI(\n    api_key=settings.key or <key>,\n"
        + "".join(f"    {each},\n" for each in ADDRESS)
        + ")\n",
    )


@BOTH
def test_names_that_meet_stay_together(sdk: str) -> None:
    check_noop(ASKING + CLIENT.replace("(api", '(base_url="http://10.0.0.1", api'), sdk=sdk)


def test_names_in_a_table_that_is_looked_up_move_together() -> None:
    table = (
        "import os\nfrom {}\n"
        'HELP = {{"{}_API_KEY": "get one", "X_KEY": "-"}}\n'
        'for name in ["{}_API_KEY", "X_KEY"]:\n'
        "    if name not in os.environ:\n        print(HELP[name])\n"
        "client = {}\n"
    )
    check_migrated(
        table.format("openai import OpenAI", "OPENAI", "OPENAI", "OpenAI()"),
        table.format(
            "dashscope import Client", "DASHSCOPE", "DASHSCOPE", 'Client(protocol="openai")'
        ),
    )


@BOTH
def test_a_name_that_only_looks_like_it_stays(sdk: str) -> None:
    report = check_noop('NAMES = ["OPENAI_API_KEY"]\nprint("OPENAI_API_KEY" in NAMES)\n', sdk=sdk)
    assert codes(report) == []


def test_a_key_that_is_written_to_a_file_of_variables() -> None:
    source = (
        "import os\nimport dotenv\nfrom {}\n"
        'dotenv.set_key(".env", "{}_API_KEY", input())\ndotenv.load_dotenv()\nclient = {}\n'
    )
    check_migrated(
        source.format("openai import OpenAI", "OPENAI", "OpenAI()"),
        source.format("dashscope import Client", "DASHSCOPE", 'Client(protocol="openai")'),
    )


# ------------------------------------------------------------- fields that the environment fills

FILLED = """\
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from openai import OpenAI
class Settings(BaseSettings):
{}
settings = Settings()
client = OpenAI(api_key=settings.key, base_url=settings.url)
print(client.chat.completions.create(model="gpt-4", messages=[]))
"""


@pytest.mark.parametrize(
    ("fields", "key", "url"),
    [
        ("    key: str\n    url: str = None", "KEY", "URL"),
        (
            '    model_config = SettingsConfigDict(env_prefix="app_")\n    key: str\n    url: str | None = None',
            "APP_KEY",
            "APP_URL",
        ),
        (
            '    key: str = Field(validation_alias="SECRET")\n    url: str = Field(None, env="WHERE")',
            "SECRET",
            "WHERE",
        ),
        (
            '    class Config:\n        env_prefix = "LLM_"\n    key: str\n    url: str = None',
            "LLM_KEY",
            "LLM_URL",
        ),
    ],
)
def test_the_variable_behind_a_setting_is_told(fields: str, key: str, url: str) -> None:
    source = FILLED.format(fields)
    for sdk in ("native", "openai"):
        report = report_of(source, sdk=sdk)
        assert (
            f"a setting that {key} fills"
            in assert_told(report, source, "KEY-SETTING", "api_key=").message
        )
        assert [s.status for s in report.sites] == ["migrated"]
    assert url in assert_told(report, source, "CLIENT-ADDRESS", "api_key=").message


def test_an_address_that_the_environment_may_fill_is_not_dropped_in_silence() -> None:
    source = FILLED.format("    key: str\n    url: str | None = None")
    assert_told(report_of(source), source, "PARAMETER-DROPPED", "api_key=")


@pytest.mark.parametrize("base", ["BaseModel", "dict"])
def test_a_field_that_nothing_fills_names_no_variable(base: str) -> None:
    source = FILLED.format('    key: str = "k"\n    url: str = None').replace(
        "(BaseSettings)", f"({base})"
    )
    assert not [d for d in report_of(source).diagnostics if "fills" in d.message]


def test_a_model_that_the_environment_may_name_is_told() -> None:
    source = FILLED.format('    key: str\n    url: str = None\n    model: str = "gpt-4"')
    source = source.replace('model="gpt-4", m', "model=settings.model, m")
    report = report_of(source)
    assert_told(report, source, "MODEL-OUTSIDE", "settings.model")
    assert b'model: str = "qwen-plus"' in report.rewritten[0].after
