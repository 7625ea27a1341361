"""Mistral's own SDK: one class for both kinds of client, a method for streams, units, errors."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_noop, check_reported, codes

RETRIES = (
    'retry_config=mistralai.client.utils.RetryConfig("backoff", '
    "mistralai.client.utils.BackoffStrategy(500, 8000, 2, {}), True)"
)
OPENAI = "import openai\nclient = openai.OpenAI(max_retries=0)\n"
MISTRAL = "import mistralai.client\nclient = mistralai.client.Mistral()\n"
LARGE = 'model="mistral-large-latest", messages=[]'
CALL = 'client.chat.completions.create(model="gpt-4o", messages=[]'


def mistral(before: str, after: str, **settings: str) -> list[str]:
    """A program of one client becomes another; return the codes of what is said."""
    report = check_migrated(OPENAI + before, MISTRAL + after, to="mistral", **settings)
    return codes(report)


# -- the client -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "", ["CLIENT-DIFFERS"]),
        ("max_retries=0", "", []),
        ("max_retries=1", RETRIES.format(500), ["PARAMETER-CHANGED"]),
        ("max_retries=5, timeout=2.5", RETRIES.format(15500) + ", timeout_ms=2500", ["PARAMETER-CHANGED"]),
        ("max_retries=0, timeout=None", "", []),
        ("max_retries=0, timeout=openai.Timeout(60.0)", "timeout_ms=60000", ["TYPE-KEPT"]),  # as its import does
        ("max_retries=0, timeout=seconds", "timeout_ms=round(seconds * 1000)", ["PARAMETER-CHANGED"]),
        ('max_retries=0, organization="org"', "", ["PARAMETER-DROPPED"]),
    ],
)  # fmt: skip
def test_what_the_client_is_given(before: str, after: str, said: list[str]) -> None:
    call = 'chat.completions.create(model="gpt-4o", messages=[])'
    kept = "import openai\n" if "openai." in before else ""  # read for what went
    report = check_migrated(
        f"import openai\nopenai.OpenAI({before}).{call}\n",
        f"{kept}import mistralai.client\nmistralai.client.Mistral({after}).chat.complete({LARGE})\n",
        to="mistral",
    )
    assert codes(report) == said


@pytest.mark.parametrize(
    "given",
    ["http_client=httpx.Client()", "timeout=openai.Timeout(connect=5, read=None)", 'timeout="20"'],
)
def test_what_the_client_cannot_be_given_blocks(given: str) -> None:
    program = f"import openai\nclient = openai.OpenAI({given})\n{CALL})\n"
    check_reported(program, "PARAMETER-UNSUPPORTED", line=2, to="mistral")


def test_a_region_is_a_server() -> None:
    check_migrated(
        f"{OPENAI}{CALL})\n",
        f'import mistralai.client\nclient = mistralai.client.Mistral(server="eu")\nclient.chat.complete({LARGE})\n',
        to="mistral",
        region="eu",
    )


def test_a_client_that_is_split_gets_its_timeout_in_milliseconds() -> None:
    check_migrated(
        f'import openai\nclient = openai.OpenAI(timeout=20, max_retries=0)\n{CALL})\nclient.images.generate(prompt="x")\n',
        "import mistralai.client\nimport openai\nclient = openai.OpenAI(timeout=20, max_retries=0)\n"
        "mistral_client = mistralai.client.Mistral(timeout_ms=20000)\n"
        f'mistral_client.chat.complete({LARGE})\nclient.images.generate(prompt="x")\n',
        to="mistral",
    )


KIND = """\
from openai import AsyncOpenAI, OpenAI
def kind(client: OpenAI | AsyncOpenAI):
    {}
OpenAI(max_retries=0).chat.completions.create(model="gpt-4o", messages=[])
"""


@pytest.mark.parametrize(
    "test",
    [
        "return isinstance(client, AsyncOpenAI)",
        "return isinstance(client, (OpenAI, str))",
        "return type(client) is OpenAI",
        "return {OpenAI: 1, AsyncOpenAI: 2}[type(client)]",
    ],
)
def test_classes_that_are_told_apart_and_become_one_block(test: str) -> None:
    check_reported(KIND.format(test), "CLASS-MERGED", line=3, to="mistral")


def test_classes_that_are_asked_for_together_become_one() -> None:
    check_migrated(
        KIND.format("return isinstance(client, (OpenAI, AsyncOpenAI))"),
        f"""\
        from mistralai.client import Mistral
        def kind(client: Mistral):
            return isinstance(client, Mistral)
        Mistral().chat.complete({LARGE})
        """,
        to="mistral",
    )


# -- calls ------------------------------------------------------------------------------------


def test_one_class_has_the_methods_of_both_kinds() -> None:
    check_migrated(
        """\
        from openai import AsyncOpenAI, OpenAI

        def ask():
            with OpenAI(max_retries=0) as client:
                for chunk in client.chat.completions.create(model="gpt-4o", messages=[], stream=True):
                    print(chunk.choices[0].delta.content or "", chunk.id)
                return client.chat.completions.create(model="gpt-4o", messages=[]).choices[0].message.content

        async def later():
            client = AsyncOpenAI(max_retries=0)
            stream = await client.chat.completions.create(model="gpt-4o", messages=[], stream=True)
            async for chunk in stream:
                if chunk.choices and chunk.choices[0].delta.content:
                    print(chunk.choices[0].delta.content)
            answer = await client.chat.completions.create(model="gpt-4o", messages=[], stream=False)
            await client.close()
            return answer.choices[0].message.content
        """,
        f"""\
        from mistralai.client import Mistral

        def ask():
            with Mistral() as client:
                for chunk in client.chat.stream({LARGE}):
                    print(chunk.data.choices[0].delta.content or "", chunk.data.id)
                return client.chat.complete({LARGE}).choices[0].message.content

        async def later():
            client = Mistral()
            stream = await client.chat.stream_async({LARGE})
            async for chunk in stream:
                if chunk.data.choices and chunk.data.choices[0].delta.content:
                    print(chunk.data.choices[0].delta.content)
            answer = await client.chat.complete_async({LARGE})
            await client.sdk_configuration.async_client.aclose()
            return answer.choices[0].message.content
        """,
        to="mistral",
    )


def test_chunks_that_are_taken_step_by_step() -> None:
    program = """\
stream = client.chat.{}
first = next(stream)
second = stream.__next__()
print(first.{}id, second.{}id)
async def later():
    client = openai.AsyncOpenAI(max_retries=0)
    third = await (await client.chat.completions.create(model="gpt-4o", messages=[], stream=True)).__anext__()
    print(third.id)
"""
    before = 'completions.create(model="gpt-4o", messages=[], stream=True)'
    after = (
        program.format(f"stream({LARGE})", "data.", "data.")
        .replace("openai.AsyncOpenAI(max_retries=0)", "mistralai.client.Mistral()")
        .replace(f"client.chat.{before}", f"client.chat.stream_async({LARGE})")
        .replace("third.id", "third.data.id")
    )
    mistral(program.format(before, "", ""), after)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("seed=3, max_completion_tokens=9", "random_seed=3, max_tokens=9", []),
        ('timeout=5, extra_headers={"a": "b"}', 'http_headers={"a": "b"}, timeout_ms=5000', []),
        ("n=2, stop='x', tool_choice='required'", "n=2, stop='x', tool_choice='required'", []),
        ("user='me'", "", ["PARAMETER-DROPPED"]),
        ('reasoning_effort="none"', 'reasoning_effort="none"', []),
        ('reasoning_effort="low"', 'reasoning_effort="high"', ["PARAMETER-CHANGED"]),
    ],
)
def test_parameters(before: str, after: str, said: list[str]) -> None:
    more = f", {after}" if after else ""
    assert mistral(f"{CALL}, {before})\n", f"client.chat.complete({LARGE}{more})\n") == said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("extra_body={'safe_prompt': True}", "PARAMETER-UNSUPPORTED"),
        ("logprobs=True", "PARAMETER-UNSUPPORTED"),
        ("functions=[{}]", "PARAMETER-UNSUPPORTED"),
        ("stream=flag()", "STREAM-RUNTIME"),
    ],
)
def test_parameters_that_block(arguments: str, code: str) -> None:
    check_reported(f"{OPENAI}{CALL}, {arguments})\n", code, line=3, to="mistral")


def test_embeddings() -> None:
    said = mistral(
        'print(client.embeddings.create(model="text-embedding-3-small", input=["a"]).data[0].embedding)\n',
        'print(client.embeddings.create(model="mistral-embed", inputs=["a"]).data[0].embedding)\n',
    )
    assert said == ["EMBEDDING-INDEX", "EMBEDDING-SIZE"]


@pytest.mark.parametrize(
    "use",
    [
        f"print({CALL}).usage.prompt_tokens_details)",
        f"print({CALL}).to_dict())",
        "client.with_options(timeout=3).chat.completions.create(model='gpt-4o', messages=[])",
        "client.chat.completions.with_raw_response.create(model='gpt-4o', messages=[])",
        "client.chat.completions.parse(model='gpt-4o', messages=[], response_format=Answer)",
        "client.embeddings.create(model='text-embedding-3-small', input='x', dimensions=256)",
        "print(client.api_key)",
    ],
)
def test_what_mistral_has_not_stays(use: str) -> None:
    check_noop(f"{OPENAI}{use}\n", to="mistral")


# -- errors -----------------------------------------------------------------------------------


def test_errors_by_what_they_are() -> None:
    program = """\
try:
    {}
except {} as error:
{}    print({}, error.status_code)
except {}:
    print("no answer")
"""
    before = program.format(
        CALL + ")", "openai.APIStatusError", "", "error.message", "openai.APIConnectionError"
    )
    after = program.format(
        f"client.chat.complete({LARGE})",
        "mistralai.client.errors.MistralError",
        "    if error.status_code < 300:\n        raise\n",
        "str(error)",
        "httpx2.TransportError",
    )
    report = check_migrated(OPENAI + before, "import httpx2\n" + MISTRAL + after, to="mistral")
    assert codes(report) == []


# -- what an answer leaves out ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "if m.tool_calls is not None:\n    f()",
            "if m.tool_calls:\n    f()",
        ),
        ("a = m.tool_calls", "a = m.tool_calls or None"),
        ("if m.tool_calls is None:\n    f()", "if not m.tool_calls:\n    f()"),
        ("a = m.tool_calls is None", "a = (m.tool_calls or None) is None"),
        ("if m.tool_calls:\n    f()", "if m.tool_calls:\n    f()"),
        ("for a in m.tool_calls or []:\n    f()", "for a in m.tool_calls or []:\n    f()"),
        ("a = m.tool_calls[0].id, len(m.tool_calls)", "a = m.tool_calls[0].id, len(m.tool_calls)"),
    ],
)
def test_calls_of_tools_that_are_not_there_are_none(before: str, after: str) -> None:
    start = "m = {}.choices[0].message\n"
    said = mistral(
        start.format(f"{CALL})") + before + "\n",
        start.format(f"client.chat.complete({LARGE})") + after + "\n",
    )
    assert "MEMBER-MIXED" not in said


def test_calls_of_tools_in_a_stream_that_are_not_there_are_none() -> None:
    mistral(
        f"for c in {CALL}, stream=True):\n"
        "    if c.choices[0].delta.tool_calls is not None:\n        f()\n",
        f"for c in client.chat.stream({LARGE}):\n"
        "    if c.data.choices[0].delta.tool_calls:\n        f()\n",
    )
