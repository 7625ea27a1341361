"""Model names: where they come from, and what becomes of each."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, check_noop, codes, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
BEFORE = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
NATIVE = 'from dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'


def check_names(before: str, after: str) -> None:
    """The names become these ones; client and call are written around them."""
    report = check_migrated(BEFORE + before, NATIVE + after)
    assert "MODEL-OUTSIDE" not in codes(report)


def ask(model: str, more: str = "") -> str:
    return f"print(client.chat.completions.create(model={model}, messages=[]{more}))\n"


# ---------------------------------------------------------------------------- names left alone


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        'MODEL = "gpt-4"\nPRICES = {"gpt-4": 0.03}\nprint(PRICES[MODEL])\n',
        'from litellm import completion\nprint(completion(model="gpt-4o", messages=[]))\n',
        'import tiktoken\nprint(tiktoken.encoding_for_model("gpt-4"))\n',
        'from typing import Literal\nModel = Literal["gpt-4", "gpt-4o"]\n',
        'import os\nos.environ["MODEL"] = "gpt-4"\n',
        'def ask(model="gpt-4"):\n    return model.startswith("gpt")\n',
    ],
)
def test_names_that_reach_no_call_stay(source: str, sdk: str) -> None:
    check_noop(source, sdk=sdk)


@BOTH
def test_names_that_reach_another_clients_call_stay(sdk: str) -> None:
    check_noop(
        'from openai import OpenAI\nMODEL = "gpt-4"\n'
        'client = OpenAI(base_url="https://openrouter.ai/api/v1", api_key="k")\n' + ask("MODEL"),
        sdk=sdk,
    )


def test_a_name_beside_the_call_that_only_looks_like_one_stays() -> None:
    check_names(
        'TITLE = "gpt-4"\nprint("gpt-4 says", TITLE)\n' + ask('"gpt-4"'),
        'TITLE = "gpt-4"\nprint("gpt-4 says", TITLE)\n' + ask('"qwen-plus"'),
    )


@BOTH
@pytest.mark.parametrize("name", ["qwen-plus", "qwen3.8-max", "text-embedding-v4"])
def test_a_name_of_the_target_stays_in_silence(name: str, sdk: str) -> None:
    report = report_of(BEFORE + ask(f'"{name}"'), sdk=sdk)
    assert codes(report) == ["KEY-SETTING"]
    assert name.encode() in report.rewritten[0].after


@pytest.mark.parametrize("name", ["llama3", "my-deployment", "claude-sonnet-4"])
def test_a_name_that_is_not_the_sources_stays_and_is_told(name: str) -> None:
    before = BEFORE + ask(f'"{name}"')
    report = check_migrated(before, NATIVE + ask(f'"{name}"'))
    assert name in assert_told(report, before, "MODEL-UNKNOWN", 3).message


@BOTH
@pytest.mark.parametrize(
    "name", ["ft:gpt-3.5-turbo:acme::abc", "ft:gpt-4o-mini-2024-07-18:acme:x:1"]
)
def test_a_fine_tuned_model_stays_and_is_told(name: str, sdk: str) -> None:
    before = BEFORE + ask(f'"{name}"')
    report = report_of(before, sdk=sdk)
    told = assert_told(report, before, "MODEL-UNMAPPED", 3)
    assert "--model" in told.message and name in told.message
    assert all(name.encode() in o.after for o in report.rewritten)


def test_a_model_from_the_environment_is_told() -> None:
    before = "import os\n" + BEFORE + ask('os.environ["MODEL"]')
    report = check_migrated(before, "import os\n" + NATIVE + ask('os.environ["MODEL"]'))
    assert "MODEL" in assert_told(report, before, "MODEL-OUTSIDE", 4).message
    assert any("set MODEL to a model" in todo for todo in report.todo)


@pytest.mark.parametrize("value", ["pick()", "settings.model", 'f"my-{size}"', '"my-" + size'])
def test_a_computed_name_is_told(value: str) -> None:
    before = BEFORE + ask(value)
    report = check_migrated(before, NATIVE + ask(value))
    assert_told(report, before, "MODEL-OUTSIDE", 3)


# -------------------------------------------------------------------------------- the table


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [
        ("gpt-3.5-turbo", "qwen-flash", ""),
        ("gpt-3.5-turbo-0125", "qwen-flash", ""),
        ("gpt-4", "qwen-plus", ""),
        ("gpt-4-0613", "qwen-plus", ""),
        ("gpt-4o", "qwen3.7-plus", ", enable_thinking=False"),
        ("gpt-4o-2024-08-06", "qwen3.7-plus", ", enable_thinking=False"),
        ("gpt-4.1", "qwen3.7-plus", ", enable_thinking=False"),
        ("gpt-4o-mini", "qwen3.6-flash", ", enable_thinking=False"),
        ("gpt-4-vision-preview", "qwen3.7-plus", ", enable_thinking=False"),
        ("o1", "qwen3.8-max", ""),
        ("o3-mini", "qwen3.7-plus", ""),
        ("gpt-5", "qwen3.8-max", ""),
        ("gpt-5-codex", "qwen3-coder-plus", ""),
    ],
)
def test_names_by_their_role(old: str, new: str, more: str) -> None:
    before = BEFORE + ask(f'"{old}"')
    report = check_migrated(before, NATIVE + ask(f'"{new}"', more))
    told = assert_told(report, before, "MODEL-RENAMED", 3)
    assert old in told.message and new in told.message


def test_thinking_is_switched_off_on_the_openai_route() -> None:
    check_migrated(
        BEFORE + ask('"gpt-4o"'),
        'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)\n'
        + ask('"qwen3.7-plus"', ', extra_body={"enable_thinking": False}'),
        sdk="openai",
    )


def test_thinking_is_switched_off_in_a_body_that_is_there() -> None:
    check_migrated(
        BEFORE + ask('"gpt-4o"', ', extra_body={"top_k": 5}'),
        'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)\n'
        + ask('"qwen3.7-plus"', ', extra_body={"top_k": 5, "enable_thinking": False}'),
        sdk="openai",
    )


def test_thinking_that_was_asked_for_is_not_switched_off() -> None:
    check_migrated(
        BEFORE + ask('"gpt-4o"', ', extra_body={"enable_thinking": True}'),
        NATIVE + ask('"qwen3.7-plus"', ", enable_thinking=True"),
    )


def test_thinking_that_was_asked_for_stays_on_the_openai_route() -> None:
    more = ', extra_body={"enable_thinking": True}'
    check_migrated(
        BEFORE + ask('"gpt-4o"', more),
        'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)\n'
        + ask('"qwen3.7-plus"', more),
        sdk="openai",
    )


@BOTH
def test_one_call_for_a_model_that_thinks_and_one_that_does_not(sdk: str) -> None:
    before = BEFORE + 'for model in ["gpt-4o", "o3"]:\n    ' + ask("model")
    report = report_of(before, sdk=sdk)
    assert_told(report, before, "MODEL-THINKING", 4)


def test_the_users_own_table() -> None:
    check_migrated(
        BEFORE + ask('"gpt-4"') + ask('"my-deployment"'),
        NATIVE + ask('"qwen-max"') + ask('"qwen-turbo"'),
        models=("gpt-4=qwen-max", "my-deployment=qwen-turbo"),
    )


def test_a_spelling_of_azure() -> None:
    check_migrated(
        'from openai import AzureOpenAI\nclient = AzureOpenAI(api_key="k")\n'
        + ask('"gpt-35-turbo"'),
        NATIVE + ask('"qwen-flash"'),
    )


SHARED = """
from openai import OpenAI
client = OpenAI()
{stays}
print(client.chat.completions.create(model="gpt-4o", messages=[]).id)
print(client.embeddings.create(model="text-embedding-3-small", input="x").data[0].embedding)
{more}
"""
OLD = 'print(client.images.generate(model="dall-e-3", prompt="x").data)'
WRAPPED = 'print(langchain_openai.OpenAIEmbeddings(model="text-embedding-3-small"))'
OUT_OF_SIGHT = "print(litellm.embedding(model=asked, input=['x']))"
SENT = 'print(requests.post(f"https://api.openai.com/v1/embeddings", json={"input": "x"}).text)'
MORE = 'print(client.embeddings.create(model="text-embedding-3-large", input="y").data)'


@pytest.mark.parametrize("sdk", ["native", "openai"])
@pytest.mark.parametrize("more", ["", MORE])
def test_vectors_leave_a_client_all_together(more: str, sdk: str) -> None:
    """What stays asks a model by its name, and makes none."""
    source = SHARED.format(stays=OLD, more=more)
    report = report_of(source, sdk=sdk)
    text = report.rewritten[0].after.decode()
    assert OLD in text
    assert text.count("qwen_client.embeddings.create(") == 1 + bool(more)
    assert " client.emb" not in text and "(client.emb" not in text
    assert "qwen_client.chat.completions.create(" in text
    assert "EMBEDDING-APART" not in codes(report)


@pytest.mark.parametrize(
    ("stays", "more"),
    [
        (OLD, MORE.replace("input=", "dimensions=3000, input=")),
        (
            'print(client.batches.create(input_file_id="f", endpoint="/v1/embeddings", '
            'completion_window="24h").id)',
            "",
        ),
        (OLD, f"other = OpenAI(http_client=print)\n{MORE.replace('client.', 'other.')}"),
        (OLD, f"def ask(client):\n    {MORE}"),
        (OLD, f"import langchain_openai\n{WRAPPED}"),
        (OLD, f"import litellm\nasked = input()\n{OUT_OF_SIGHT}"),
        (OLD, f"import requests\n{SENT}"),
        (OLD, f"import requests\nkind = input()\n{SENT.replace('embeddings', '{kind}')}"),
    ],
    ids=[
        "one stays",
        "a batch",
        "another client",
        "untraced",
        "a wrapper",
        "a wrapper of a model out of sight",
        "a request",
        "a request out of sight",
    ],
)
def test_vectors_stay_where_not_all_leave_their_client(stays: str, more: str) -> None:
    source = SHARED.format(stays=stays, more=more)
    report = report_of(source)
    text = report.rewritten[0].after.decode()
    assert '\nprint(client.embeddings.create(model="text-embedding-3-small"' in text
    assert "qwen_client.chat.completions.create(" in text


@pytest.mark.parametrize("sdk", ["native", "openai"])
@pytest.mark.parametrize(
    "more",
    [
        f"other = OpenAI()\n{MORE.replace('client.', 'other.')}",
        f"def ask(client: OpenAI):\n    {MORE}\nask(OpenAI())",
        'import requests\nrequests.post("https://api.openai.com/v1/chat/completions", json={"n": 1})',
    ],
    ids=["another client", "a parameter", "a request for a chat"],
)
def test_vectors_leave_a_client_where_all_others_move_too(more: str, sdk: str) -> None:
    """Otherwise those of the other client would move now, and these when it is run once more."""
    report = report_of(SHARED.format(stays=OLD, more=more), sdk=sdk)
    text = report.rewritten[0].after.decode()
    assert OLD in text
    assert "(qwen_client.embeddings.create(" in text
    assert '"text-embedding-3' not in text
    assert "EMBEDDING-APART" not in codes(report)
    again = report_of(text, sdk=sdk)
    assert not again.rewritten


@pytest.mark.parametrize(
    "more", [f"import langchain_openai\n{WRAPPED}", f"import requests\n{SENT}"]
)
def test_vectors_that_are_made_without_the_sdk_are_told_beside_those_of_a_call_that_moves(
    more: str,
) -> None:
    source = SHARED.format(stays="", more=more)
    told = assert_told(report_of(source), source, "EMBEDDING-APART", "client.emb")
    assert "main.py:7 " in told.message


def test_vectors_of_a_call_that_stays_are_told_beside_those_of_one_that_moves() -> None:
    """An index that one fills and the other asks would hold vectors of two models."""
    source = """
    from elsewhere import tokens
    from openai import OpenAI
    index = OpenAI(api_key="k", http_client=tokens)
    query = OpenAI(api_key="k")
    print(index.embeddings.create(model="text-embedding-3-small", input="x").data[0].embedding)
    print(query.embeddings.create(model="text-embedding-3-large", input="x").data[0].embedding)
    """
    report = report_of(source)
    assert report.rewritten
    told = assert_told(report, source, "EMBEDDING-APART", "query.emb")
    assert "main.py:5" in told.message and told.severity.value == "review"
    both = source.replace(", http_client=tokens", "")
    assert "EMBEDDING-APART" not in codes(report_of(both))
    chat = source.replace("index.embeddings.create", "index.images.generate")
    assert "EMBEDDING-APART" not in codes(report_of(chat))
