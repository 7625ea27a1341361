"""The fake Qwen is strict: what its endpoints refuse is refused, and what leaks is seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.fake import openai_api, qwen_api
from tests.fake.exchange import Exchange
from tests.fake.server import FakeServer, Run

USER = [{"role": "user", "content": "hello there"}]
COMPATIBLE = "/dashscope.aliyuncs.com/compatible-mode/v1"
NATIVE = "/dashscope.aliyuncs.com/api/v1/services"
TEXT = NATIVE + "/aigc/text-generation/generation"
MULTIMODAL = NATIVE + "/aigc/multimodal-generation/generation"
VECTORS = NATIVE + "/embeddings/text-embedding/text-embedding"


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer().serving() as serving:
        yield serving


@pytest.fixture
def run(server: FakeServer) -> Run:
    return server.run()


def post(
    run: Run, path: str, body: dict[str, Any], key: str = qwen_api.KEY, **headers: str
) -> tuple[int, Any, Exchange]:
    """Send a request; return the status, the body (text if it is no JSON), and the record."""
    sent = {
        "Authorization": f"Bearer {key}",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    request = Request(run.url + path, json.dumps(body).encode(), sent)
    try:
        with urlopen(request) as response:
            status, raw = response.status, response.read().decode()
    except HTTPError as refused:
        with refused:
            status, raw = refused.code, refused.read().decode()
    try:
        answer = json.loads(raw)
    except ValueError:
        answer = raw
    return status, answer, run.exchanges[-1]


def chat(model: str = "qwen-plus", **parameters: Any) -> dict[str, Any]:
    return {"model": model, "messages": USER, **parameters}


def native(model: str = "qwen-plus", **parameters: Any) -> dict[str, Any]:
    parameters = {"result_format": "message", **parameters}
    return {"model": model, "input": {"messages": USER}, "parameters": parameters}


REFUSED: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "a parameter it does not know": (COMPATIBLE, chat(functions=[]), 400, "functions"),
    "a temperature of two": (COMPATIBLE, chat(temperature=2), 400, "temperature"),
    "no tokens": (COMPATIBLE, chat(max_tokens=0), 400, "max_tokens"),
    "a model of OpenAI's": (COMPATIBLE, chat("gpt-4o"), 404, "gpt-4o"),
    "json_object without the word": (
        COMPATIBLE,
        chat(response_format={"type": "json_object"}),
        400,
        "json",
    ),
    "a role it does not know": (
        COMPATIBLE,
        {**chat(), "messages": [{"role": "developer", "content": "x"}, *USER]},
        400,
        "developer",
    ),
    "a tool result without its call": (
        COMPATIBLE,
        {**chat(), "messages": [*USER, {"role": "tool", "tool_call_id": "c", "content": "x"}]},
        400,
        "no tool call",
    ),
    "an image for a model that is blind": (
        COMPATIBLE,
        {
            **chat(),
            "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}],
        },
        400,
        "images",
    ),
    "a forced tool while it thinks": (
        COMPATIBLE,
        chat(
            "qwen3.7-plus",
            tools=[{"type": "function", "function": {"name": "f"}}],
            tool_choice="required",
        ),
        400,
        "thinking",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_chat_is_refused_in_openai_s_shape(run: Run, name: str) -> None:
    path, body, status, word = REFUSED[name]
    got, answer, exchange = post(run, path + "/chat/completions", body)
    assert (got, exchange.status) == (status, status)
    assert word in answer["error"]["message"]


def test_a_native_refusal_has_the_native_shape(run: Run) -> None:
    status, answer, _ = post(run, TEXT, native(functions=[]))
    assert (status, answer["code"]) == (400, "InvalidParameter")
    status, answer, _ = post(run, TEXT, native("gpt-4o"))
    assert (status, answer["code"]) == (404, "ModelNotFound")


@pytest.mark.parametrize(
    ("path", "model", "status"),
    [
        (TEXT, "qwen-plus", 200),
        (TEXT, "qwen3.7-plus", 400),
        (MULTIMODAL, "qwen3.7-plus", 200),
        (MULTIMODAL, "qwen-plus", 400),
    ],
)
def test_each_model_has_one_native_path(run: Run, path: str, model: str, status: int) -> None:
    assert post(run, path, native(model))[0] == status


def test_a_foreign_key_is_a_leak(run: Run) -> None:
    status, _, exchange = post(run, COMPATIBLE + "/chat/completions", chat(), openai_api.KEY)
    assert (status, exchange.leak) == (401, "an OpenAI key")
    status, _, exchange = post(run, COMPATIBLE + "/chat/completions", chat(), "sk-other")
    assert (status, exchange.leak) == (401, "")


@pytest.mark.parametrize("header", ["OpenAI_Organization", "OpenAI_Project"])
def test_a_header_of_openai_s_is_a_leak(run: Run, header: str) -> None:
    path = COMPATIBLE + "/chat/completions"
    status, _, exchange = post(run, path, chat(), **{header: "mine"})
    assert (status, exchange.leak) == (200, header.lower().replace("_", "-"))


@pytest.mark.parametrize(
    ("model", "parameters", "thinks"),
    [
        ("qwen3.6-flash", {}, True),
        ("qwen3.6-flash", {"enable_thinking": False}, False),
        ("qwen-plus", {}, False),
        ("qwen-plus", {"enable_thinking": True}, True),
    ],
)
def test_some_models_think_unless_told_not_to(
    run: Run, model: str, parameters: dict[str, Any], thinks: bool
) -> None:
    _, answer, exchange = post(run, COMPATIBLE + "/chat/completions", chat(model, **parameters))
    message = answer["choices"][0]["message"]
    assert exchange.reasoned is thinks
    assert ("reasoning_content" in message) is thinks


def test_what_is_not_heeded_does_not_show(run: Run) -> None:
    path = COMPATIBLE + "/chat/completions"
    plain = post(run, path, chat())[1]["choices"][0]["message"]["content"]
    _, answer, exchange = post(run, path, chat(frequency_penalty=1, user="me"))
    assert exchange.ignored == ("frequency_penalty", "user")
    assert answer["choices"][0]["message"]["content"] == plain


@pytest.mark.parametrize(
    ("texts", "dimension", "status"), [(10, 1536, 200), (11, 1536, 400), (1, 3072, 400)]
)
def test_vectors_have_few_sizes_and_small_batches(
    run: Run, texts: int, dimension: int, status: int
) -> None:
    body = {
        "model": "text-embedding-v4",
        "input": {"texts": ["x"] * texts},
        "parameters": {"dimension": dimension},
    }
    assert post(run, VECTORS, body)[0] == status


def test_base64_vectors_are_refused(run: Run) -> None:
    body = {"model": "text-embedding-v4", "input": "x", "encoding_format": "base64"}
    assert post(run, COMPATIBLE + "/embeddings", body)[0] == 400


def test_a_stream_has_usage_only_if_asked(run: Run) -> None:
    path = COMPATIBLE + "/chat/completions"
    assert '"choices": []' not in post(run, path, chat(stream=True))[1]
    asked = post(run, path, chat(stream=True, stream_options={"include_usage": True}))[1]
    assert '"choices": []' in asked


def test_native_chunks_say_null_and_carry_usage(run: Run) -> None:
    body = native(incremental_output=True)
    text = post(run, TEXT, body, X_DashScope_SSE="enable")[1]
    frames = [json.loads(line[5:]) for line in text.splitlines() if line.startswith("data:")]
    assert frames[0]["output"]["choices"][0]["finish_reason"] == "null"
    assert frames[-1]["output"]["choices"][0]["finish_reason"] == "stop"
    assert all(frame["usage"]["total_tokens"] for frame in frames)
