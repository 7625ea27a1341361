"""Clients whose key, address or model come from a class of settings."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, codes, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
HEAD = (
    "import os\nfrom pydantic import AliasChoices, BaseModel, Field\n"
    "from pydantic_settings import BaseSettings\nfrom {}\n\nclass Settings({}):\n"
)
SOURCE, TARGET = "openai import OpenAI", "dashscope import Client"


def made(sdk: str, key: str) -> str:
    if sdk == "native":
        return f'client = Client(api_key={key}, protocol="openai")\n'
    return f'client = OpenAI(api_key={key} or os.environ["DASHSCOPE_API_KEY"], <address>)\n'


@BOTH
@pytest.mark.parametrize(
    "field",
    [
        'Field(alias="{}")',
        'Field("", validation_alias="{}")',
        'Field(default="", env="{}")',
        'Field(validation_alias=AliasChoices("{}", "MY_KEY"))',
    ],
)
def test_the_variable_that_a_setting_names_moves_with_its_client(field: str, sdk: str) -> None:
    body = "    key: str = {}\n\nsettings = Settings()\n"
    before = HEAD.format(SOURCE, "BaseSettings") + body.format(field.format("OPENAI_API_KEY"))
    imported = TARGET if sdk == "native" else SOURCE
    after = HEAD.format(imported, "BaseSettings") + body.format(field.format("DASHSCOPE_API_KEY"))
    check_migrated(
        before + "client = OpenAI(api_key=settings.key)\n",
        after + made(sdk, "settings.key"),
        sdk=sdk,
    )


@BOTH
def test_an_alias_of_another_class_stays(sdk: str) -> None:
    """What a file or a request calls so is none of the environment's."""
    body = '    key: str = Field(alias="OPENAI_API_KEY")\n\nsettings = Settings()\n'
    imported = TARGET if sdk == "native" else SOURCE
    check_migrated(
        HEAD.format(SOURCE, "BaseModel") + body + "client = OpenAI(api_key=settings.key)\n",
        HEAD.format(imported, "BaseModel") + body + made(sdk, "settings.key"),
        sdk=sdk,
    )


def implied(field: str, more: str = "") -> str:
    return (
        HEAD.format(SOURCE, "BaseSettings")
        + f"{more}    {field}\n\nsettings = Settings()\n"
        + "client = OpenAI(api_key=settings.openai_api_key)\n"
    )


@BOTH
@pytest.mark.parametrize("field", ["openai_api_key: str", 'openai_api_key: str = ""'])
def test_a_setting_that_reads_the_variable_by_its_own_name_is_told(field: str, sdk: str) -> None:
    source = implied(field)
    report = report_of(source, sdk=sdk)
    told = assert_told(report, source, "KEY-SETTING", field)
    assert told.severity.value == "review" and "OPENAI_API_KEY" in told.message
    said = assert_told(report, source, "KEY-SETTING", "client = ").message
    assert "placeholder" not in said


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ('openai_api_key: str = Field(alias="MY_KEY")', ""),
        ("openai_api_key: str", '    model_config = dict(env_prefix="APP_")\n'),
    ],
)
def test_a_setting_that_reads_another_variable_is_not_told(field: str, more: str) -> None:
    told = [d for d in report_of(implied(field, more)).diagnostics if d.span.line < 10]
    assert "KEY-SETTING" not in {d.code for d in told}


def test_an_address_from_the_settings_is_kept_where_it_is_set() -> None:
    program = (
        "    base: str | None = None\n\nsettings = Settings()\n"
        "client = OpenAI(base_url=settings.base{})\n"
    )
    report = report_of(HEAD.format(SOURCE, "BaseSettings") + program.format(""), sdk="openai")
    assert b"base_url=settings.base or " in report.rewritten[0].after
    assert "CLIENT-ADDRESS" in codes(report)


def test_a_model_from_the_settings_moves_with_its_default() -> None:
    program = (
        '    model: str = "{}"\n\nsettings = Settings()\nclient = {}\n'
        "print(client.chat.completions.create(model=settings.model, messages=[]))\n"
    )
    check_migrated(
        HEAD.format(SOURCE, "BaseSettings") + program.format("gpt-4", 'OpenAI(api_key="k")'),
        HEAD.format(TARGET, "BaseSettings")
        + program.format("qwen-plus", 'Client(api_key="k", protocol="openai")'),
    )
