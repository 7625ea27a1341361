"""The harness passes migrations that are right, and fails each kind of wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import hand
from tests.programs.hand import Hand, written
from tests.programs.harness import Bench


@pytest.mark.parametrize("name", hand.CORRECT)
def test_a_right_migration_passes(bench: Bench, tmp_path: Path, name: str) -> None:
    made = hand.CORRECT[name]
    case, tree = written(made, tmp_path)
    assert bench.check_after(case, tree, list(made.findings)) == []


WRONG: dict[str, tuple[Hand, tuple[tuple[str, str], ...], str]] = {
    "a parameter is lost": (
        hand.CHAT,
        (("    temperature=0.2,\n", ""),),
        "parameter temperature was 0.2, is None",
    ),
    "a parameter is lost, its finding speaks of another": (
        hand.MAPPING,
        (('        "top_p": 0.95,\n', ""),),
        "parameter top_p",
    ),
    "a parameter has another value": (
        hand.CHAT,
        (("max_tokens=200", "max_tokens=20"),),
        "parameter max_tokens was 200, is 20",
    ),
    "a parameter appears": (
        hand.CHAT,
        (("max_tokens=200", "max_tokens=200, top_p=0.5"),),
        "parameter top_p appeared",
    ),
    "a parameter that the SDK refuses is kept": (
        hand.CHAT,
        (("max_tokens=200", "max_completion_tokens=200"),),
        "unexpected keyword argument 'max_completion_tokens'",
    ),
    "a parameter that the endpoint does not heed is kept": (
        hand.MAPPING,
        (('"enable_thinking": False', '"parameters": {"frequency_penalty": 0.3}'),),
        "qwen3.7-plus thinks",
    ),
    "the model keeps its name": (
        hand.CHAT,
        (("qwen3.6-flash", "gpt-4o-mini"),),
        "request with model 'gpt-4o-mini': no model of the provider",
    ),
    "a model's default keeps its name": (
        hand.MEMORY,
        (("qwen-flash", "gpt-3.5-turbo"),),
        "request with model 'gpt-3.5-turbo': no model of the provider",
    ),
    "the key falls back to OpenAI's": (
        hand.CHAT_COMPATIBLE,
        (('os.environ["DASHSCOPE_API_KEY"]', 'os.getenv("NO_SUCH_KEY")'),),
        "an OpenAI key sent to dashscope.aliyuncs.com",
    ),
    "the organization goes along": (
        hand.CHAT_COMPATIBLE,
        (('organization="", ', ""),),
        "leak: openai-organization",
    ),
    "the client still points at OpenAI": (
        hand.CHAT_COMPATIBLE,
        ((', base_url="https://dashscope.aliyuncs.com/compatible-mode/v1"', ""),),
        "still talks to api.openai.com",
    ),
    "reasoning is not switched off": (
        hand.CHAT,
        ((f"    {hand.OFF},\n", ""),),
        "reasoning: qwen3.6-flash thinks",
    ),
    "a usage field keeps its name": (
        hand.USAGE,
        (("usage.input_tokens", "usage.prompt_tokens"),),
        "'Usage' object has no attribute 'prompt_tokens'",
    ),
    "usage fields are swapped": (
        hand.USAGE,
        (
            ("+= usage.input_tokens", "+= usage.output"),
            ("+= usage.output_tokens", "+= usage.input_tokens"),
            ("+= usage.output\n", "+= usage.output_tokens\n"),
        ),
        "output differs",
    ),
    "an error class is too narrow": (
        hand.ERRORS,
        (
            (
                "(errors.InternalServerError, errors.ServiceUnavailableError)",
                "errors.InternalServerError",
            ),
        ),
        "-their fault (503)",
    ),
    "an error class of the old SDK stays": (
        hand.ERRORS,
        (
            ("from dashscope import Client", "import openai\nfrom dashscope import Client"),
            ("errors.RateLimitError", "openai.RateLimitError"),
        ),
        "-rate limited (429)",
    ),
    "except clauses are in the wrong order": (
        hand.ERRORS,
        (("errors.APITimeoutError", "errors.APIConnectionError"),),
        "-no connection",
    ),
    "errors come back as results": (
        hand.ERRORS,
        (("protocol=", "raise_on_error=False, protocol="),),
        "output differs",
    ),
    "a message object is not dumped": (
        hand.TOOLS,
        ((".model_dump(exclude_none=True)", ""),),
        "unsupported message",
    ),
    "tools are lost": (
        hand.TOOLS,
        ((", tools=tools", ""), (', tool_choice="auto"', "")),
        "parameter tools",
    ),
    "the last chunk of a stream is not guarded": (
        hand.STREAM,
        (("        if not chunk.choices:\n            continue\n", ""),),
        "list index out of range",
    ),
    "a stream is not streamed any more": (
        hand.STREAM,
        (
            ("        stream=True,\n", ""),
            (
                "for chunk in stream:\n        if not chunk.choices:",
                "for chunk in []:\n        if 1:",
            ),
        ),
        "stream was True, is False",
    ),
    "the size of vectors is the provider's": (
        hand.VECTORS,
        ((", dimension=1536", ""),),
        "parameter dimensions was 1536, is 1024",
    ),
    "vectors are asked for as base64": (
        hand.VECTORS_COMPATIBLE,
        ((', encoding_format="float"', ""),),
        "encoding_format",
    ),
    "data keeps its name": (
        hand.VECTORS,
        (("response.embeddings", "response.data"),),
        "no attribute 'data'",
    ),
    "the native protocol gets a model it does not serve as text": (
        hand.CHAT,
        (('protocol="openai"', ""),),
        "url error",
    ),
    "the wrong request is made": (
        hand.GATHER,
        (("Good morning", "Good evening"),),
        "a request is not made any more",
    ),
    "an await is lost": (hand.GATHER, (("await client", "client"),), "coroutine"),
    "the program says something else": (
        hand.MEMORY,
        (('"messages"', '"turns"'),),
        "+5 turns",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_migration_fails(bench: Bench, tmp_path: Path, name: str) -> None:
    made, wrong, expected = WRONG[name]
    case, tree = written(made, tmp_path, *wrong)
    problems = bench.check_after(case, tree, list(made.findings))
    assert expected in "\n".join(problems)


def test_a_dropped_parameter_without_a_finding_fails(bench: Bench, tmp_path: Path) -> None:
    case, tree = written(hand.MAPPING, tmp_path)
    problems = bench.check_after(case, tree, ["frequency was dropped"])
    assert any("parameter frequency_penalty" in problem for problem in problems)
    assert any("output differs" in problem for problem in problems)


def test_a_finding_excuses_only_what_it_names(bench: Bench, tmp_path: Path) -> None:
    case, tree = written(hand.MAPPING, tmp_path, ('"temperature": 0.9', '"temperature": 0.1'))
    problems = bench.check_after(case, tree, list(hand.MAPPING.findings))
    assert any("parameter temperature was 0.9, is 0.1" in problem for problem in problems)
