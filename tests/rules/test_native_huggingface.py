"""Hugging Face's own SDK: clients without retries, dataclasses that are dicts, generators."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_noop, check_reported, codes

OPENAI = "from openai import OpenAI\nclient = OpenAI(max_retries=0)\n"
HUB = "from huggingface_hub import InferenceClient\nclient = InferenceClient()\n"
LLAMA = 'model="meta-llama/Llama-3.3-70B-Instruct", messages=[]'
CALL = 'client.chat.completions.create(model="gpt-4o", messages=[]'
MADE = f"client.chat.completions.create({LLAMA}"


def hub(before: str, after: str) -> list[str]:
    """A program of one client becomes another; return the codes of what is said."""
    report = check_migrated(OPENAI + before, HUB + after, to="huggingface", sdk="native")
    return codes(report)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("timeout=20", "timeout=20", ["CLIENT-DIFFERS"]),
        # its import stays, and so the program still needs the source SDK
        ("timeout=Timeout(30.0)", "timeout=30.0", ["CLIENT-DIFFERS"]),
        ("max_retries=0", "", []),
        ("max_retries=4", "", ["PARAMETER-DROPPED"]),
        ('default_headers={"a": "b"}', 'headers={"a": "b"}', ["CLIENT-DIFFERS"]),
    ],
)
def test_what_the_client_is_given(before: str, after: str, said: list[str]) -> None:
    taken = (
        "from openai import OpenAI, Timeout\n"
        if "Timeout" in before
        else "from openai import OpenAI\n"
    )
    kept = "from huggingface_hub import InferenceClient\n"
    report = check_migrated(
        f"{taken}client = OpenAI({before})\n{CALL})\n",
        f"{kept}client = InferenceClient({after})\n{MADE})\n",
        to="huggingface",
        sdk="native",
    )
    assert codes(report) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("seed=3, max_completion_tokens=9", "seed=3, max_tokens=9", []),
        ("timeout=5, user='me'", "", ["PARAMETER-DROPPED"]),
        ('extra_body={"x": 1}', 'extra_body={"x": 1}', ["PARAMETER-KEPT"]),
    ],
)
def test_parameters(before: str, after: str, said: list[str]) -> None:
    more = f", {after}" if after else ""
    assert hub(f"{CALL}, {before})\n", f"{MADE}{more})\n") == said


@pytest.mark.parametrize(
    "arguments", ["n=2", "parallel_tool_calls=False", "logit_bias={5: 1}", "functions=[{}]"]
)
def test_parameters_that_block(arguments: str) -> None:
    program = f"{OPENAI}{CALL}, {arguments})\n"
    check_reported(program, "PARAMETER-UNSUPPORTED", line=3, to="huggingface", sdk="native")


def test_a_stream_is_a_generator() -> None:
    program = """\
with {} as stream:
    for chunk in stream:
        print(chunk.choices[0].delta.content, chunk.id)
"""
    before = f"{CALL}, stream=True)"
    after = f"contextlib.closing({MADE}, stream=True))"
    check_migrated(
        OPENAI + program.format(before),
        "import contextlib\n" + HUB + program.format(after),
        to="huggingface",
        sdk="native",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("usage.total_tokens", "{0}.usage.total_tokens"),
        ("object", 'getattr({0}, "object", None)'),
        (
            "usage.prompt_tokens_details.cached_tokens",
            'getattr({0}.usage, "prompt_tokens_details", None).get("cached_tokens")',
        ),
    ],
)
def test_what_is_read_of_responses(before: str, after: str) -> None:
    assert (
        hub(f"r = {CALL})\nprint(r.{before})\n", f"r = {MADE})\nprint({after.format('r')})\n") == []
    )


@pytest.mark.parametrize(
    "use",
    [
        f"print({CALL}).model_dump())",
        f"print({CALL}, stream=True).response)",
        "client.embeddings.create(model='text-embedding-3-small', input='x')",
        "client.with_options(timeout=3).chat.completions.create(model='gpt-4o', messages=[])",
        f"import openai\ntry:\n    {CALL})\nexcept openai.RateLimitError:\n    pass\nexcept Exception:\n    pass",
    ],
)
def test_what_the_hub_has_not_stays(use: str) -> None:
    check_noop(f"{OPENAI}{use}\n", to="huggingface", sdk="native")


def test_errors() -> None:
    program = """\
import {}
client = {}()
try:
    {}
except {} as error:
    print({}, {})
"""
    check_migrated(
        program.format(
            "openai",
            "openai.OpenAI",
            f"{CALL})",
            "openai.APIStatusError",
            "error.message",
            "error.status_code",
        ),
        program.format(
            "huggingface_hub",
            "huggingface_hub.InferenceClient",
            f"{MADE})",
            "huggingface_hub.errors.HfHubHTTPError",
            "str(error)",
            "error.response.status_code",
        ),
        to="huggingface",
        sdk="native",
    )
