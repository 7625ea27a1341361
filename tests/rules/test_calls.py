"""The parameters of calls, one by one, and what a route adds to every call."""

from __future__ import annotations

import pytest

from tests.migrating import (
    assert_told,
    check_migrated,
    check_noop,
    check_reported,
    codes,
)
from tests.rules.chats import HEAD, chat, chatted

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
# ------------------------------------------------------------------------ what blocks the group


@BOTH
@pytest.mark.parametrize(
    "given",
    [
        "functions=[{}]",
        'function_call="auto"',
        "logit_bias={50256: -100}",
        'modalities=["text", "audio"]',
        'audio={"voice": "alloy", "format": "wav"}',
        "web_search_options={}",
        "moderation={}",
    ],
)
def test_a_parameter_without_counterpart_blocks(given: str, sdk: str) -> None:
    source = chat(f", {given}")
    report = check_reported(source, "PARAMETER-UNSUPPORTED", line=3, sdk=sdk)
    name = given.partition("=")[0]
    assert name in assert_told(report, source, "PARAMETER-UNSUPPORTED", 3).message
    assert_told(report, source, "GROUP-LEFT", 2)


@BOTH
@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("responses.create", 'client.responses.create(model="gpt-4", input="x", tools=[1])'),
        (
            "completions.create",
            'client.completions.create(model="davinci-002", prompt="x", suffix="y")',
        ),
        ("images.generate", 'client.images.generate(prompt="x")'),
        (
            "audio.transcriptions.create",
            'client.audio.transcriptions.create(file=f, model="whisper-1")',
        ),
        (
            "audio.speech.create",
            'client.audio.speech.create(input="x", model="tts-1", voice="alloy")',
        ),
        ("moderations.create", 'client.moderations.create(input="x")'),
        (
            "fine_tuning.jobs.create",
            'client.fine_tuning.jobs.create(model="gpt-4", training_file="f")',
        ),
        ("beta.threads.create", "client.beta.threads.create()"),
        ("vector_stores.list", "client.vector_stores.list()"),
    ],
)
def test_an_operation_without_counterpart_blocks(operation: str, call: str, sdk: str) -> None:
    source = f"from openai import OpenAI\nclient = OpenAI()\nprint({call})\n"
    report = check_reported(source, "OPERATION-UNSUPPORTED", line=3, sdk=sdk)
    assert operation in assert_told(report, source, "OPERATION-UNSUPPORTED", 3).message


@pytest.mark.parametrize(
    "call",
    [
        "client.models.list()",
        'client.chat.completions.parse(model="gpt-4", messages=[], response_format=Answer)',
        'client.beta.chat.completions.parse(model="gpt-4", messages=[], response_format=Answer)',
        'client.chat.completions.stream(model="gpt-4", messages=[])',
        'client.files.create(file=f, purpose="batch")',
        "client.batches.list()",
    ],
)
def test_what_only_the_openai_sdk_carries_blocks(call: str) -> None:
    check_reported(
        f"from openai import OpenAI\nclient = OpenAI()\nprint({call})\n",
        "OPERATION-UNSUPPORTED",
        line=3,
    )


def test_the_finding_names_the_route_that_carries_it() -> None:
    source = """
        from openai import OpenAI
        client = OpenAI()
        print(client.chat.completions.parse(model="gpt-4", messages=[], response_format=Answer))
    """
    report = check_reported(source, "OPERATION-UNSUPPORTED", line=3)
    assert "--sdk openai" in assert_told(report, source, "OPERATION-UNSUPPORTED", 3).message


@pytest.mark.parametrize(
    ("call", "called"),
    [
        ("client.models.list()", "client.models.list()"),
        (
            'client.chat.completions.parse(model="gpt-4", messages=[], temperature=0)',
            'client.chat.completions.parse(model="qwen-plus", messages=[], temperature=0)',
        ),
        (
            'client.beta.chat.completions.parse(model="gpt-4", messages=[])',
            'client.beta.chat.completions.parse(model="qwen-plus", messages=[])',
        ),
    ],
)
def test_the_openai_sdk_carries_its_helpers(call: str, called: str) -> None:
    before = f'from openai import OpenAI\nclient = OpenAI(api_key="k")\nprint({call})\n'
    check_migrated(before, HEAD["openai"] + f"print({called})\n", sdk="openai")


# ------------------------------------------------------------------- what is dropped, or changes


@pytest.mark.parametrize(
    "given",
    [
        "frequency_penalty=0.5",
        'user="u"',
        'safety_identifier="u"',
        "store=True",
        'metadata={"a": "b"}',
        'service_tier="flex"',
        'prediction={"type": "content", "content": "x"}',
        'prompt_cache_key="k"',
        'prompt_cache_retention="24h"',
        'verbosity="low"',
        'extra_headers={"a": "b"}',
        'extra_query={"a": "b"}',
    ],
)
def test_what_the_target_lacks_is_dropped_with_a_finding(given: str) -> None:
    before = chat(f", {given}, seed=1")
    report = check_migrated(before, chatted(", seed=1", "native"))
    told = assert_told(report, before, "PARAMETER-DROPPED", 3)
    assert told.message.startswith(given.partition("=")[0] + ":")


@pytest.mark.parametrize(
    "given",
    [
        "frequency_penalty=0.5",
        'user="u"',
        "store=True",
        'metadata={"a": "b"}',
        'service_tier="flex"',
        'verbosity="low"',
        'prompt_cache_key="k"',
    ],
)
def test_what_the_endpoint_lacks_is_dropped_with_a_finding(given: str) -> None:
    before = chat(f", {given}, seed=1")
    report = check_migrated(before, chatted(", seed=1", "openai"), sdk="openai")
    assert_told(report, before, "PARAMETER-DROPPED", 3)


@BOTH
@pytest.mark.parametrize(
    "given",
    [
        "user=None",
        "frequency_penalty=0",
        "frequency_penalty=0.0",
        "functions=None",
        "logit_bias={}",
        "logit_bias=None",
        "store=False",
        'service_tier="auto"',
        'modalities=["text"]',
        "reasoning_effort=None",
    ],
)
def test_what_says_nothing_goes_in_silence(given: str, sdk: str) -> None:
    report = check_migrated(chat(f", {given}, seed=1"), chatted(", seed=1", sdk), sdk=sdk)
    assert codes(report) == ["KEY-SETTING"]


@BOTH
@pytest.mark.parametrize(
    "given",
    [
        "temperature=0.2",
        "top_p=0.9",
        'stop=["a", "b"]',
        "seed=7",
        "max_tokens=100",
        "presence_penalty=0.1",
        "tools=[{}]",
        'tool_choice="auto"',
        "parallel_tool_calls=False",
        'response_format={"type": "json_object"}',
        "stream=False",
        "timeout=30",
        "n=1",
        "n=None",
    ],
)
def test_what_both_have_stays(given: str, sdk: str) -> None:
    report = check_migrated(chat(f", {given}"), chatted(f", {given}", sdk), sdk=sdk)
    assert codes(report) == ["KEY-SETTING"]


@BOTH
@pytest.mark.parametrize(
    "given",
    [
        "n=3",
        'response_format={"type": "json_schema", "json_schema": {}}',
        "response_format=FORMAT",
        "logprobs=True",
        "logprobs=True, top_logprobs=2",
    ],
)
def test_what_only_some_models_do_stays_and_is_told(given: str, sdk: str) -> None:
    before = chat(f", {given}")
    report = check_migrated(before, chatted(f", {given}", sdk), sdk=sdk)
    assert_told(report, before, "PARAMETER-KEPT", 3)


def test_the_total_cap_moves_where_the_body_takes_it() -> None:
    report = check_migrated(
        chat(", max_completion_tokens=100, seed=1"),
        chatted(', seed=1, parameters={"max_completion_tokens": 100}', "native"),
    )
    assert codes(report) == ["KEY-SETTING"]


def test_the_total_cap_stays_on_the_openai_route() -> None:
    given = ", max_completion_tokens=100"
    check_migrated(chat(given), chatted(given, "openai"), sdk="openai")


@pytest.mark.parametrize(
    ("effort", "native", "body"),
    [
        ("none", "enable_thinking=False", '"enable_thinking": False'),
        ("minimal", "enable_thinking=False", '"enable_thinking": False'),
        (
            "low",
            "enable_thinking=True, thinking_budget=1024",
            '"enable_thinking": True, "thinking_budget": 1024',
        ),
        ("high", "enable_thinking=True", '"enable_thinking": True'),
    ],
)
def test_an_effort_becomes_a_budget(effort: str, native: str, body: str) -> None:
    before = chat(f', reasoning_effort="{effort}", seed=1', "o3")
    for sdk, new in (("native", native), ("openai", f"extra_body={{{body}}}")):
        after = chatted(f", seed=1, {new}", sdk, "qwen3.8-max")
        report = check_migrated(before, after, sdk=sdk)
        assert_told(report, before, "PARAMETER-CHANGED", 3)


@BOTH
def test_an_effort_that_is_decided_at_run_time_blocks(sdk: str) -> None:
    check_reported(
        chat(", reasoning_effort=effort()", "o3"), "PARAMETER-UNSUPPORTED", line=3, sdk=sdk
    )


def test_an_extra_body_is_spread() -> None:
    check_migrated(
        chat(', extra_body={"enable_thinking": True, "foo": 1, "bar": x}, seed=1'),
        chatted(', seed=1, enable_thinking=True, parameters={"foo": 1, "bar": x}', "native"),
    )


def test_an_extra_body_by_name_is_merged() -> None:
    check_migrated(
        "body = load()\n" + chat(", extra_body=body, max_completion_tokens=5"),
        "body = load()\n" + chatted(', parameters={**body, "max_completion_tokens": 5}', "native"),
    )


def test_a_key_of_an_extra_body_that_is_not_written_out_blocks() -> None:
    check_reported(chat(", extra_body={name(): 1}"), "PARAMETER-UNSUPPORTED", line=3)


def test_an_extra_body_stays_on_the_openai_route() -> None:
    given = ', extra_body={"enable_thinking": True, "foo": 1}, extra_headers={"a": "b"}'
    check_migrated(chat(given), chatted(given, "openai"), sdk="openai")


@BOTH
def test_a_parameter_that_nobody_knows_stays_and_is_told(sdk: str) -> None:
    before = chat(", engine=3")
    report = check_migrated(before, chatted(", engine=3", sdk), sdk=sdk)
    assert_told(report, before, "PARAMETER-UNKNOWN", 3)


def test_comments_and_layout_around_a_dropped_parameter_survive() -> None:
    check_migrated(
        """
        from openai import OpenAI

        client = OpenAI(api_key="k")
        response = client.chat.completions.create(
            model="gpt-4",  # the big one
            messages=[],
            user="someone",  # who asks
            # not too wild
            temperature=0.2,
        )
        print(response)
        """,
        """
        from dashscope import Client

        client = Client(api_key="k", protocol="openai")
        response = client.chat.completions.create(
            model="qwen-plus",  # the big one
            messages=[],
            # who asks
            # not too wild
            temperature=0.2,
        )
        print(response)
        """,
    )


# ------------------------------------------------------------------------------ not our calls


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        'import groq\nclient = groq.Groq()\nprint(client.chat.completions.create(model="gpt-4"))\n',
        'from litellm import completion\nprint(completion(model="gpt-4", messages=[]))\n',
        "from anthropic import Anthropic\nprint(Anthropic().messages.create(model='x', messages=[]))\n",
        "import boto3\nclient = boto3.client('bedrock')\nclient.models.list()\n",
        "from langchain_anthropic import ChatAnthropic\nllm = ChatAnthropic(model='gpt-4', temperature=0)\n",
    ],
)
def test_calls_of_other_sdks_stay(source: str, sdk: str) -> None:
    check_noop(source, sdk=sdk)
