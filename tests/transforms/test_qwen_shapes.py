"""The functions beside Qwen's profile, and the SDK's stream, which the profile describes."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import json
import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from codemod.vocabulary.shapes import Refused, Reshaped
from transforms import catalog
from transforms.providers import qwen as shapes

dashscope = pytest.importorskip("dashscope")
native = catalog.load_provider("qwen").routes["native"]


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def placed(result: Reshaped | Refused, text: str) -> list[tuple[str, str, str]]:
    """Return what a shape places as (keyword, key, code): its holes filled from ``text``."""
    assert isinstance(result, Reshaped)
    assert result.placed is not None
    rows = []
    for each in result.placed:
        holes = {name: text[span.column : span.end_column] for name, span in each.holes}
        rows.append((each.keyword, each.key, each.template.format(**holes)))
    return rows


def test_qwens_own_keys_of_extra_body_become_keywords() -> None:
    text = '{"enable_thinking": False, "foo": [1], **more}'
    assert placed(shapes.extra_body(expression(text)), text) == [
        ("enable_thinking", "", "False"),
        ("parameters", "foo", "[1]"),
        ("parameters", "**", "more"),
    ]


def test_an_extra_body_out_of_sight_goes_into_parameters_whole() -> None:
    assert placed(shapes.extra_body(expression("body")), "body") == [("parameters", "**", "body")]


def test_an_extra_body_with_a_computed_key_is_refused() -> None:
    assert isinstance(shapes.extra_body(expression("{key: 1}")), Refused)


def test_the_keywords_of_extra_body_are_those_that_the_source_lacks() -> None:
    """Else spreading might write a keyword twice."""
    import inspect

    sync = client("Client", "http://127.0.0.1:1/v1")
    taken = set(inspect.signature(sync.chat.completions.create).parameters)
    source = set(catalog.load_surface().operations["chat.completions.create"].parameters)
    assert taken >= shapes._OWN_KEYWORDS
    assert not shapes._OWN_KEYWORDS & source


def test_stream_options_move_to_where_they_override() -> None:
    text = '{"include_usage": flag}'
    assert placed(shapes.stream_options(expression(text)), text) == [
        ("parameters", "stream_options", text)
    ]


@pytest.mark.parametrize(
    "text, kept, review",
    [("30", True, False), ("2.5", True, False), ("seconds", True, True), ("None", False, True)],
)
def test_a_clients_timeout(text: str, kept: bool, review: bool) -> None:
    result = shapes.client_timeout(expression(text))
    assert isinstance(result, Reshaped)
    assert (result.placed is None, bool(result.review)) == (kept, review)


def test_a_timeout_object_becomes_its_seconds() -> None:
    text = "httpx.Timeout(60.0, connect=5.0)"
    assert placed(shapes.client_timeout(expression(text)), text) == [("timeout", "", "60.0")]
    assert isinstance(shapes.client_timeout(expression("Timeout(connect=5)")), Refused)
    assert isinstance(shapes.client_timeout(expression("Timeout(None)")), Refused)


def test_the_constructor_refuses_what_the_shape_takes_apart() -> None:
    import httpx

    with pytest.raises(TypeError):
        dashscope.Client(api_key="k", timeout=httpx.Timeout(60.0))


@pytest.mark.parametrize(
    "text, review",
    [
        ("'one'", False),
        ("f'{a}'", False),
        ("[a]", False),
        ("[" + "a, " * 10 + "]", False),
        ("[" + "a, " * 11 + "]", True),
        ("[*many]", True),
        ("texts", True),
    ],
)
def test_texts_of_a_request(text: str, review: bool) -> None:
    result = shapes.embedding_input(expression(text))
    assert isinstance(result, Reshaped)
    assert result.placed is None
    assert bool(result.review) == review


def test_token_numbers_are_refused() -> None:
    assert isinstance(shapes.embedding_input(expression("[[1, 2], [3]]")), Refused)


# -- the stream, run against a local server ----------------------------------------------------


class Server(BaseHTTPRequestHandler):
    """Streams three chunks, and one with the usage where it is asked for."""

    asked: list[dict[str, Any]]

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        chunks: list[dict[str, Any]] = [
            {"id": "c", "choices": [{"index": 0, "delta": {"content": text}}]} for text in "abc"
        ]
        if body.get("stream_options", {}).get("include_usage"):
            usage = {"prompt_tokens": 1, "completion_tokens": 3, "total_tokens": 4}
            chunks.append({"id": "c", "choices": [], "usage": usage})
        lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
        data = "".join([*lines, "data: [DONE]\n\n"]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)


@pytest.fixture
def address() -> Iterator[str]:
    Server.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


CALL: dict[str, Any] = {
    "model": "m",
    "messages": [{"role": "user", "content": "x"}],
    "stream": True,
}


def client(kind: str, address: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(dashscope, kind)(api_key="k", base_url=address, protocol="openai")


def stream_default() -> dict[str, Any]:
    mapped = native.operations["chat.completions.create"]
    return {name: ast.literal_eval(code) for name, code in mapped.stream_defaults.items()}


def test_a_stream_ends_as_at_the_source_only_with_the_default(address: str) -> None:
    sync = client("Client", address)
    plain = [len(chunk.choices) for chunk in sync.chat.completions.create(**CALL)]
    asked = [
        len(chunk.choices) for chunk in sync.chat.completions.create(**CALL, **stream_default())
    ]
    assert (plain, asked) == ([1, 1, 1, 0], [1, 1, 1])
    assert Server.asked[1]["stream_options"] == {"include_usage": False}


def test_with_closes_a_stream_as_the_profile_says(address: str) -> None:
    stream = client("Client", address).chat.completions.create(**CALL)
    with pytest.raises((TypeError, AttributeError)), stream:  # the latter on 3.10
        pass
    template = native.stream["with"].to
    with eval(template.format(self="s"), {"s": stream, "contextlib": contextlib}) as opened:
        assert [chunk.choices[0].delta.content for chunk in opened if chunk.choices] == list("abc")


def test_async_with_closes_a_stream_as_the_profile_says(address: str) -> None:
    treatment = native.stream["with"].asynchronous
    close = native.stream["close"].asynchronous
    assert treatment is not None
    assert close is not None

    async def run() -> list[str]:
        stream = await client("AsyncClient", address).chat.completions.create(**CALL)
        assert not hasattr(stream, "close")
        assert callable(getattr(stream, close.to))
        names = {"s": stream, "contextlib": contextlib}
        async with eval(treatment.to.format(self="s"), names) as opened:
            return [chunk.choices[0].delta.content async for chunk in opened if chunk.choices]

    assert asyncio.run(run()) == list("abc")


def test_a_stream_has_no_next_and_is_read_once(address: str) -> None:
    """Why ``next(stream)`` is not simply written otherwise."""
    stream = client("Client", address).chat.completions.create(**CALL)
    with pytest.raises(TypeError):
        next(stream)
    assert next(iter(stream)).choices[0].delta.content == "a"
    import httpx

    with pytest.raises(httpx.StreamError):
        list(stream)


def test_moved_and_reshaped_arguments_reach_the_wire(address: str) -> None:
    sync = client("Client", address)
    list(
        sync.chat.completions.create(
            **CALL,
            enable_thinking=False,
            parameters={"max_completion_tokens": 5, "foo": [1], "stream_options": {"x": 1}},
        )
    )
    sent = Server.asked[0]
    assert sent["enable_thinking"] is False
    assert (sent["max_completion_tokens"], sent["foo"]) == (5, [1])
    assert sent["stream_options"] == {"x": 1}
