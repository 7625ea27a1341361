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


@pytest.mark.parametrize("use", ["stream.response.headers", "stream.response"])
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


# ------------------------------------------------------------------------------- step by step

STEPPED = f"""\
from dashscope import Client
client = Client(api_key="k", protocol="openai")
stream = iter(client.chat.completions.create(model="qwen-plus", messages=[], stream=True{QUIET}))
"""


@pytest.mark.parametrize(
    "use",
    [
        "print(next(stream))\n",
        "print(next(stream, None))\n",
        "print(next(iter(stream)))\n",
        "print(stream.__next__())\n",
        "step = stream.__next__\nprint(step())\n",
        "first = next(stream)\nfor chunk in stream:\n    print(chunk)\n",
        "for chunk in stream:\n    break\nfor chunk in stream:\n    print(chunk)\n",
        "for chunk in stream:\n    break\nrest = [chunk for chunk in stream]\n",
        "next(stream)\nstream.close()\n",
    ],
)
def test_a_stream_that_is_read_step_by_step_becomes_an_iterator(use: str) -> None:
    check_migrated(BEFORE + use, STEPPED + use)
    check_migrated(BEFORE + use, OPENAI + use, sdk="openai")


def test_streams_with_one_loop_each_need_no_iterator() -> None:
    use = """\
other = client.chat.completions.create(model="{}", messages=[], stream=True{})
for chunk in stream:
    print(chunk)
for chunk in other:
    print(chunk)
"""
    check_migrated(BEFORE + use.format("gpt-4", ""), NATIVE + use.format("qwen-plus", QUIET))


def test_a_second_loop_whose_stream_cannot_become_an_iterator_is_told() -> None:
    source = """\
from openai import OpenAI
client = OpenAI(api_key="k")
def ask(messages, kind):
    response = client.chat.completions.create(model="gpt-4", messages=messages, stream=kind == "s"%s)
    if kind == "s":
        for chunk in response:
            break
        for chunk in response:
            print(chunk)
        return ""
    return response.choices[0].message.content
"""
    before = source % ', stream_options={"include_usage": True}'
    after = (source % "").replace("gpt-4", "qwen-plus").replace("openai", "dashscope")
    after = after.replace('OpenAI(api_key="k")', 'Client(api_key="k", protocol="openai")')
    report = check_migrated(before, after.replace("OpenAI", "Client"))
    assert [d.span.line for d in report.diagnostics if d.code == "STREAM-AGAIN"] == [8]


def test_an_iterator_is_made_where_the_call_is_and_read_elsewhere() -> None:
    check_migrated(
        {
            "ask.py": """
                from openai import OpenAI
                client = OpenAI(api_key="k")
                def chunks():
                    return client.chat.completions.create(model="gpt-4", messages=[], stream=True)
                """,
            "main.py": """
                from ask import chunks
                class Reader:
                    def __init__(self):
                        self.stream = chunks()
                    def __next__(self):
                        return self.stream.__next__().choices[0].delta.content
                print(next(Reader()))
                """,
        },
        {
            "ask.py": f"""
                from dashscope import Client
                client = Client(api_key="k", protocol="openai")
                def chunks():
                    return iter(client.chat.completions.create(model="qwen-plus", messages=[], stream=True{QUIET}))
                """,
        },
    )


def test_an_iterator_within_a_with() -> None:
    rest = " as stream:\n    print(next(stream))\n"
    call = 'client.chat.completions.create(model="{}", messages=[], stream=True{})'
    head = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
    check_migrated(
        head + "with " + call.format("gpt-4", "") + rest,
        'import contextlib\nfrom dashscope import Client\nclient = Client(api_key="k", protocol="openai")\n'
        + f"with contextlib.closing(iter({call.format('qwen-plus', QUIET)}))"
        + rest,
    )


def test_asynchronous_iterators() -> None:
    check_migrated(
        """
        from openai import AsyncOpenAI
        client = AsyncOpenAI(api_key="k")
        async def main():
            stream = await client.chat.completions.create(model="gpt-4", messages=[], stream=True)
            print(await anext(stream))
            async for chunk in stream:
                print(chunk)
        """,
        f"""
        from dashscope import AsyncClient
        client = AsyncClient(api_key="k", protocol="openai")
        async def main():
            stream = (await client.chat.completions.create(model="qwen-plus", messages=[], stream=True{QUIET})).__aiter__()
            print(await anext(stream))
            async for chunk in stream:
                print(chunk)
        """,
    )


RUNTIME = """\
from openai import OpenAI
client = OpenAI(api_key="k")
def ask(messages, streaming=True):
    response = client.chat.completions.create(model="gpt-4", messages=messages, stream=streaming)
    if streaming:
        return response.__next__().choices[0].delta.content
    return response.choices[0].message.content
"""


def test_a_stream_that_is_decided_at_run_time() -> None:
    check_migrated(
        RUNTIME,
        """\
from dashscope import Client
client = Client(api_key="k", protocol="openai")
def ask(messages, streaming=True):
    response = client.chat.completions.create(model="qwen-plus", messages=messages, stream=streaming, parameters={"stream_options": {"include_usage": False}} if streaming else None)
    response = iter(response) if streaming else response
    if streaming:
        return response.__next__().choices[0].delta.content
    return response.choices[0].message.content
""",
    )
    asynchronous = RUNTIME.replace("OpenAI", "AsyncOpenAI").replace("def ask", "async def ask")
    asynchronous = asynchronous.replace("= client.chat", "= await client.chat")
    check_migrated(
        asynchronous.replace("response.__next__()", "(await response.__anext__())"),
        """\
from dashscope import AsyncClient
client = AsyncClient(api_key="k", protocol="openai")
async def ask(messages, streaming=True):
    response = await client.chat.completions.create(model="qwen-plus", messages=messages, stream=streaming, parameters={"stream_options": {"include_usage": False}} if streaming else None)
    response = response.__aiter__() if streaming else response
    if streaming:
        return (await response.__anext__()).choices[0].delta.content
    return response.choices[0].message.content
""",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # what decides is bound anew, or is no parameter, and may say something else by then
        ("    response =", "    streaming = bool(messages)\n    response ="),
        ("stream=streaming", "stream=bool(messages)"),
        ("stream=streaming", "stream=streaming and bool(messages)"),
        # no name holds what the call gives
        ("    response = client", "    response = held = client"),
        ("    response = client", "    response, = [client"),
    ],
)
def test_what_decides_at_run_time_must_be_seen(old: str, new: str) -> None:
    source = RUNTIME.replace(old, new)
    if "[client" in source:
        source = source.replace("stream=streaming)", "stream=streaming)]")
    report = check_noop(source)
    assert {d.code for d in report.diagnostics} & {"STREAM-UNSUPPORTED", "STREAM-RUNTIME"}


def test_a_stream_that_another_function_calls_for_is_no_iterator() -> None:
    check_reported(
        """
        import asyncio
        from openai import OpenAI
        client = OpenAI(api_key="k")
        async def main():
            create = client.chat.completions.create
            stream = await asyncio.to_thread(create, model="gpt-4", messages=[], stream=True)
            print(next(stream))
        """,
        "STREAM-UNSUPPORTED",
        line="next(stream)",
    )


def test_a_coroutine_that_is_awaited_later_gives_no_iterator() -> None:
    check_reported(
        """
        from openai import AsyncOpenAI
        client = AsyncOpenAI(api_key="k")
        async def main():
            coming = client.chat.completions.create(model="gpt-4", messages=[], stream=True)
            stream = await coming
            print(await stream.__anext__())
        """,
        "STREAM-UNSUPPORTED",
        line="__anext__",
    )


def test_a_stream_whose_class_is_looked_at_stays() -> None:
    check_reported(
        "import openai\n"
        + BEFORE
        + "if isinstance(stream, openai.Stream):\n    print(next(stream))\n",
        "TYPE-MISSING",
        line="isinstance",
    )


def test_other_iterators_beside_a_stream_stay() -> None:
    check_read(
        "rows = iter([1, 2])\nprint(next(rows))\nfor chunk in stream:\n    print(chunk)\n",
        "rows = iter([1, 2])\nprint(next(rows))\nfor chunk in stream:\n    print(chunk)\n",
    )


def test_a_stream_that_a_mapping_asks_for() -> None:
    use = "for chunk in client.chat.completions.create({}):\n    print(chunk)\n"
    head = BEFORE.rsplit("stream =", 1)[0] + 'more = {"stream": True}\n'
    new = NATIVE.rsplit("stream =", 1)[0] + 'more = {"stream": True}\n'
    check_migrated(
        head + use.format('model="gpt-4", messages=[], **more'),
        new + use.format(f'model="qwen-plus", messages=[]{QUIET}, **more'),
    )


def test_a_stream_that_a_mapping_may_ask_for_is_decided_at_run_time() -> None:
    head = BEFORE.rsplit("stream =", 1)[0] + "from config import x\nmore = {}\n"
    head += "if x:\n    more['stream'] = True\n"
    call = 'client.chat.completions.create(model="gpt-4", messages=[], **more)'
    source = head + f"for chunk in {call}:\n    print(chunk)\n"
    check_reported(source, "STREAM-RUNTIME", line="for chunk")
