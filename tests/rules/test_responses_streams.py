"""Streams: chunks, ends, and the ways in which a program goes through them."""

from __future__ import annotations

import pytest

from tests.migrating import check_migrated, check_noop, check_reported

BEFORE = """\
from openai import OpenAI
client = OpenAI(api_key="k")
stream = client.chat.completions.create(model="gpt-4", messages=[], stream=True)
"""
QUIET = ', parameters={"stream_options": {"include_usage": False}}'
NATIVE = f"""\
from dashscope import Client
client = Client(api_key="k", protocol="openai")
stream = client.chat.completions.create(model="qwen-plus", messages=[], stream=True{QUIET})
"""
OPENAI = """\
from openai import OpenAI
client = OpenAI(api_key="k", <address>)
stream = client.chat.completions.create(model="qwen-plus", messages=[], stream=True)
"""


def check_read(before: str, after: str) -> None:
    """The native route reads the stream so, and the openai route as before."""
    check_migrated(BEFORE + before, NATIVE + after)
    check_migrated(BEFORE + before, OPENAI + before, sdk="openai")


# ----------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "use", ["next(stream)", "next(iter(stream))", "next(stream, None)", "stream.response.headers"]
)
def test_what_the_targets_stream_lacks_blocks(use: str) -> None:
    source = BEFORE + f"print({use})\n"
    report = check_noop(source)
    assert {d.code for d in report.diagnostics if d.span.line == 4} & {
        "STREAM-UNSUPPORTED",
        "MEMBER-UNSUPPORTED",
    }
    check_migrated(source, OPENAI + f"print({use})\n", sdk="openai")


def test_a_member_of_a_chunk_without_counterpart_blocks() -> None:
    check_reported(
        BEFORE + "for chunk in stream:\n    print(chunk.created)\n", "MEMBER-UNSUPPORTED", line=5
    )


def test_a_stream_in_code_that_cannot_be_read_blocks() -> None:
    check_reported(
        "from web import StreamingResponse\n" + BEFORE + "StreamingResponse(stream)\n",
        "RESPONSE-ESCAPES",
        line=5,
    )


def test_a_generator_of_chunks_that_nothing_calls_blocks() -> None:
    check_reported(
        """
        from openai import OpenAI
        client = OpenAI()
        def chunks():
            yield from client.chat.completions.create(model="gpt-4", messages=[], stream=True)
        """,
        "RESPONSE-ESCAPES",
        line="def chunks",
    )


def test_streams_of_other_things_stay() -> None:
    check_noop("""
        import contextlib
        with open("x") as stream:
            print(next(stream), stream.close())
        for chunk in stream:
            print(chunk.id, chunk.choices)
        """)


# -------------------------------------------------------------------------------------- loops


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for chunk in stream:\n    print(chunk.choices[0].delta.content, chunk.id)\n",
            "for chunk in stream:\n    print(chunk.choices[0].delta.content, chunk.request_id)\n",
        ),
        (
            "print([chunk.id for chunk in stream])\n",
            "print([chunk.request_id for chunk in stream])\n",
        ),
        (
            "for number, chunk in enumerate(stream):\n    print(number, chunk.id)\n",
            "for number, chunk in enumerate(stream):\n    print(number, chunk.request_id)\n",
        ),
        (
            "chunks = list(stream)\nprint(chunks[-1].id)\n",
            "chunks = list(stream)\nprint(chunks[-1].request_id)\n",
        ),
        (
            "for chunk in stream:\n    delta = chunk.choices[0].delta\n    print(delta.refusal or delta.content)\n",
            "for chunk in stream:\n    delta = chunk.choices[0].delta\n"
            '    print(getattr(delta, "refusal", None) or delta.content)\n',
        ),
        (
            "for chunk in stream:\n    for call in chunk.choices[0].delta.tool_calls or []:\n"
            "        print(call.index, call.id, call.function.arguments)\n",
            "for chunk in stream:\n    for call in chunk.choices[0].delta.tool_calls or []:\n"
            "        print(call.index, call.id, call.function.arguments)\n",
        ),
        ("stream.close()\n", "stream.close()\n"),
    ],
)
def test_loops(before: str, after: str) -> None:
    check_read(before, after)


def test_usage_at_the_end() -> None:
    head = BEFORE.replace("stream=True", 'stream=True, stream_options={"include_usage": True}')
    loop = "for chunk in stream:\n    if chunk.usage:\n        print(chunk.usage.{})\n"
    check_migrated(
        head + loop.format("prompt_tokens"),
        NATIVE.replace(QUIET, "") + loop.format("input_tokens"),
    )


def test_generators() -> None:
    check_migrated(
        """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        def chunks():
            yield from client.chat.completions.create(model="gpt-4", messages=[], stream=True)
        def texts():
            for chunk in chunks():
                yield chunk.choices[0].delta.content, chunk.id
        print(list(texts()))
        """,
        f"""
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        def chunks():
            yield from client.chat.completions.create(model="qwen-plus", messages=[], stream=True{QUIET})
        def texts():
            for chunk in chunks():
                yield chunk.choices[0].delta.content, chunk.request_id
        print(list(texts()))
        """,
    )


def test_with() -> None:
    loop = " as chunks:\n    for chunk in chunks:\n        print(chunk.{})\n"
    check_migrated(
        BEFORE + "with stream" + loop.format("id"),
        "import contextlib\n"
        + NATIVE
        + "with contextlib.closing(stream)"
        + loop.format("request_id"),
    )


def test_asynchronous_streams() -> None:
    check_migrated(
        """
        import contextlib
        from openai import AsyncOpenAI
        client = AsyncOpenAI(api_key="k")
        async def main():
            stream = await client.chat.completions.create(model="gpt-4", messages=[], stream=True)
            async for chunk in stream:
                print(chunk.id)
            await stream.close()
            async with await client.chat.completions.create(model="gpt-4", messages=[], stream=True) as s:
                print([chunk.id async for chunk in s])
        """,
        f"""
        import contextlib
        from dashscope import AsyncClient
        client = AsyncClient(api_key="k", protocol="openai")
        async def main():
            stream = await client.chat.completions.create(model="qwen-plus", messages=[], stream=True{QUIET})
            async for chunk in stream:
                print(chunk.request_id)
            await stream.aclose()
            async with contextlib.aclosing(await client.chat.completions.create(model="qwen-plus", messages=[], stream=True{QUIET})) as s:
                print([chunk.request_id async for chunk in s])
        """,
    )


def test_helpers_of_the_openai_sdk_stay_there() -> None:
    rest = """\
with client.chat.completions.stream(model="{}", messages=[]) as stream:
    for event in stream:
        if event.type == "content.delta":
            print(event.delta)
    print(stream.get_final_completion().id)
"""
    head = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
    check_reported(head + rest.format("gpt-4"), "OPERATION-UNSUPPORTED", line=3)
    check_migrated(
        head + rest.format("gpt-4"),
        'from openai import OpenAI\nclient = OpenAI(api_key="k", <address>)\n'
        + rest.format("qwen-plus"),
        sdk="openai",
    )
