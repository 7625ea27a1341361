"""Azure as the source: deployments are never guessed; and as the target, on its v1 endpoint."""

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
AZURE = "import os\nfrom openai import AsyncAzureOpenAI, AzureOpenAI, OpenAI\n\nclient = {}\n"
CLASSIC = 'AzureOpenAI(api_version="2024-10-21")'
V1 = 'OpenAI(base_url="https://mine.openai.azure.com/openai/v1/")'
PUT_TOGETHER = """OpenAI(base_url=f"{os.environ['AZURE_OPENAI_ENDPOINT']}/openai/v1/")"""
ADDED = "OpenAI(base_url=os.environ['AZURE_OPENAI_ENDPOINT'] + '/openai/v1/')"
CLIENTS = (CLASSIC, V1, PUT_TOGETHER, ADDED)
PROVIDER = (
    "import os\nfrom azure.identity import DefaultAzureCredential, get_bearer_token_provider\n"
    "from openai import AsyncAzureOpenAI, AzureOpenAI, OpenAI\n\n"
    'tokens = get_bearer_token_provider(DefaultAzureCredential(), "scope")\nclient = {}\n'
)


def ask(model: str) -> str:
    return f"client.chat.completions.create(model={model}, messages=[])\n"


def to_azure(program: str) -> str:
    (outcome,) = report_of(program, sdk="openai", to="azure", workspace="acme").rewritten
    return outcome.after.decode()


# -- from Azure ---------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("client", CLIENTS)
def test_a_deployment_that_has_no_models_name_is_asked_for(client: str, sdk: str) -> None:
    program = AZURE.format(client) + ask('"our-bot"')
    report = check_reported(program, "MODEL-UNMAPPED", line="create(", sdk=sdk)
    assert (
        "--model our-bot=NEW" in assert_told(report, program, "MODEL-UNMAPPED", "create(").message
    )


@BOTH
def test_a_name_is_a_deployments_for_sure_where_nothing_else_is_asked(sdk: str) -> None:
    program = AZURE.format(CLASSIC) + ask('"our-bot"')
    told = assert_told(report_of(program, sdk=sdk), program, "MODEL-UNMAPPED", "create(")
    assert told.message.startswith("our-bot is the name of a deployment: ")
    either = AZURE.format(f'{CLASSIC} if os.getenv("AZURE") else OpenAI()') + ask('"our-bot"')
    told = assert_told(report_of(either, sdk=sdk), either, "MODEL-UNMAPPED", "create(")
    assert told.message.startswith("our-bot may be the name of a deployment: ")


@BOTH
@pytest.mark.parametrize("client", CLIENTS)
def test_a_deployment_that_is_mapped_moves(client: str, sdk: str) -> None:
    report = report_of(
        AZURE.format(client) + ask('"our-bot"'), sdk=sdk, models=("our-bot=qwen-plus",)
    )
    (outcome,) = report.rewritten
    assert b'model="qwen-plus"' in outcome.after
    assert b"AZURE_OPENAI_ENDPOINT" not in outcome.after


@BOTH
def test_a_deployment_from_the_environment_is_told_and_left_to_it(sdk: str) -> None:
    report = report_of(AZURE.format(CLASSIC) + ask('os.environ["DEPLOYMENT"]'), sdk=sdk)
    (outcome,) = report.rewritten
    assert b'model=os.environ["DEPLOYMENT"]' in outcome.after
    assert any("set DEPLOYMENT to a model" in todo for todo in report.todo)


@BOTH
def test_a_deployment_with_the_name_of_a_model_moves_by_its_role(sdk: str) -> None:
    report = report_of(AZURE.format(CLASSIC) + ask('"gpt-35-turbo"'), sdk=sdk)
    assert b'model="qwen-flash"' in report.rewritten[0].after


@BOTH
def test_a_deployment_of_the_client_is_told(sdk: str) -> None:
    program = AZURE.format('AzureOpenAI(azure_deployment="d", api_version="1")') + ask('"gpt-4"')
    report = report_of(program, sdk=sdk)
    said = [d.message for d in report.diagnostics if d.message.startswith("azure_deployment:")]
    assert said and "whatever model the call names" in said[0]


@BOTH
@pytest.mark.parametrize(
    "client", ["OpenAI(base_url=URL, api_key=tokens)", "OpenAI(api_key=tokens)"]
)
def test_a_provider_of_tokens_is_no_key(client: str, sdk: str) -> None:
    url = '"https://mine.openai.azure.com/openai/v1/"'
    program = PROVIDER.format(client.replace("URL", url)) + ask('"gpt-4"')
    check_reported(program, "KEY-FUNCTION", line="client = ", sdk=sdk)


@BOTH
def test_tokens_of_the_classic_client_go_with_a_finding(sdk: str) -> None:
    program = PROVIDER.format('AzureOpenAI(azure_ad_token_provider=tokens, api_version="1")')
    report = report_of(program + ask('"gpt-4"'), sdk=sdk)
    (outcome,) = report.rewritten
    assert b"azure_ad_token_provider" not in outcome.after
    assert any("Microsoft Entra" in d.message for d in report.diagnostics)


@BOTH
def test_an_address_that_begins_with_another_variable_is_not_known(sdk: str) -> None:
    program = AZURE.format("OpenAI(base_url=os.environ['GATEWAY'] + '/v1')") + ask('"gpt-4"')
    check_reported(program, "CLIENT-HOST", line="client = ", sdk=sdk)


# -- to Azure -----------------------------------------------------------------------------------


def test_deployments_keep_their_names_at_azure() -> None:
    text = to_azure(AZURE.format(CLASSIC) + ask('"our-bot"') + ask('"gpt-4o"'))
    assert 'model="our-bot"' in text and 'model="gpt-4o"' in text
    assert 'base_url="https://acme.openai.azure.com/openai/v1/"' in text


def test_a_deployment_that_is_asked_for_takes_the_place_of_another_at_azure() -> None:
    program = AZURE.format(CLASSIC) + ask('"our-bot"') + ask('"gpt-4o"')
    settings = {"sdk": "openai", "to": "azure", "workspace": "acme", "models": ("gpt-4o=new-bot",)}
    (outcome,) = report_of(program, **settings).rewritten
    text = outcome.after.decode()
    assert '"our-bot"' in text and '"new-bot"' in text and '"gpt-4o"' not in text


def test_a_provider_of_tokens_becomes_the_key_at_azure() -> None:
    text = to_azure(
        PROVIDER.format('AzureOpenAI(azure_ad_token_provider=tokens, api_version="1")') + ask('"d"')
    )
    assert "OpenAI(\n    api_key=tokens," in text or "OpenAI(api_key=tokens," in text
    assert "AZURE_OPENAI_API_KEY" not in text


@pytest.mark.parametrize(
    "client",
    [
        'AzureOpenAI(azure_deployment="d", api_version="1")',
        "AzureOpenAI(azure_ad_token=TOKEN, api_version='1')",
        "AzureOpenAI(azure_ad_token_provider=tokens, api_key='k', api_version='1')",
        "AsyncAzureOpenAI(azure_ad_token_provider=tokens, api_version='1')",
    ],
)
def test_what_the_newer_endpoint_of_azure_does_otherwise_stays(client: str) -> None:
    report = check_noop(
        PROVIDER.format(client) + ask('"d"'), sdk="openai", to="azure", workspace="acme"
    )
    assert set(codes(report)) & {"PARAMETER-UNSUPPORTED", "PARAMETER-CONFLICT"}


def test_a_client_of_the_newer_endpoint_stays_in_silence() -> None:
    check_silent(
        PROVIDER.format(V1.replace("/v1/", "/v1/").replace(")", ", api_key=tokens)")) + ask('"d"'),
        sdk="openai",
        to="azure",
        workspace="acme",
    )


def test_a_model_of_openais_must_be_mapped_at_azure() -> None:
    check_reported(
        "from openai import OpenAI\n\nclient = OpenAI()\n" + ask('"gpt-4o"'),
        "MODEL-UNMAPPED",
        line="create(",
        sdk="openai",
        to="azure",
        workspace="acme",
    )


def test_a_client_is_migrated_as_before() -> None:
    check_migrated(
        'from openai import AzureOpenAI\n\nclient = AzureOpenAI(api_key="k")\n' + ask('"gpt-4"'),
        'from dashscope import Client\n\nclient = Client(api_key="k", protocol="openai")\n'
        + ask('"qwen-plus"'),
    )
