"""Calls that stream, what they say, and calls for embeddings."""

from __future__ import annotations

import pytest

from tests.migrating import (
    assert_told,
    check_migrated,
    check_reported,
    codes,
    report_of,
)
from tests.rules.chats import HEAD, chat, chatted

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
# ------------------------------------------------------------------------------------ streams


def test_a_stream_does_not_bring_its_usage_unasked() -> None:
    check_migrated(
        chat(", stream=True"),
        chatted(', stream=True, parameters={"stream_options": {"include_usage": False}}', "native"),
    )
    check_migrated(chat(", stream=True"), chatted(", stream=True", "openai"), sdk="openai")


def test_a_stream_that_asked_for_usage_needs_no_word() -> None:
    before = chat(', stream=True, stream_options={"include_usage": True}')
    check_migrated(before, chatted(", stream=True", "native"))
    after = chatted(', stream=True, stream_options={"include_usage": True}', "openai")
    check_migrated(before, after, sdk="openai")


def test_other_options_of_a_stream_move() -> None:
    check_migrated(
        chat(", stream=True, stream_options=options"),
        chatted(', stream=True, parameters={"stream_options": options}', "native"),
    )


def test_a_stream_and_a_cap_share_the_body() -> None:
    check_migrated(
        chat(", stream=True, max_completion_tokens=9"),
        chatted(
            ', stream=True, parameters={"max_completion_tokens": 9, '
            '"stream_options": {"include_usage": False}}',
            "native",
        ),
    )


def test_a_stream_that_is_decided_at_run_time() -> None:
    before = """
        from openai import OpenAI
        client = OpenAI(api_key="k")
        def ask(stream: bool):
            response = client.chat.completions.create(model="gpt-4", messages=[], stream=stream)
            if stream:
                for chunk in response:
                    print(chunk.choices[0].delta.content)
            else:
                print(response.choices[0].message.content)
        ask(True)
        ask(False)
    """
    after = """
        from dashscope import Client
        client = Client(api_key="k", protocol="openai")
        def ask(stream: bool):
            response = client.chat.completions.create(model="qwen-plus", messages=[], stream=stream, \
parameters={"stream_options": {"include_usage": False}} if stream else None)
            if stream:
                for chunk in response:
                    print(chunk.choices[0].delta.content)
            else:
                print(response.choices[0].message.content)
        ask(True)
        ask(False)
    """
    check_migrated(before, after)


def test_a_stream_that_is_decided_out_of_sight_blocks() -> None:
    check_reported(chat(", stream=wanted(), max_completion_tokens=9"), "STREAM-RUNTIME", line=3)


# --------------------------------------------------------------------------------- embeddings


def embed(given: str, rest: str = ".data[0].embedding") -> str:
    return (
        'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
        f"print(client.embeddings.create({given}){rest})\n"
    )


def embedded(given: str, sdk: str, rest: str = "") -> str:
    rest = rest or (".embeddings[0].embedding" if sdk == "native" else ".data[0].embedding")
    return HEAD[sdk] + f"print(client.embeddings.create({given}){rest})\n"


@pytest.mark.parametrize("model", ["text-embedding-ada-002", "text-embedding-3-small"])
def test_vectors_keep_their_size(model: str) -> None:
    before = embed(f'model="{model}", input="x"')
    name = 'model="text-embedding-v4", input="x"'
    report = check_migrated(before, embedded(f"{name}, dimension=1536", "native"))
    assert_told(report, before, "EMBEDDING-INDEX", 3)
    check_migrated(
        before,
        embedded(f'{name}, encoding_format="float", dimensions=1536', "openai"),
        sdk="openai",
    )


def test_a_size_that_was_asked_for_stays() -> None:
    before = embed('model="text-embedding-3-large", input=["x"], dimensions=1024')
    check_migrated(
        before, embedded('model="text-embedding-v4", input=["x"], dimension=1024', "native")
    )


@BOTH
@pytest.mark.parametrize("size", [3072, 1000])
def test_a_size_that_the_target_lacks_blocks(size: int, sdk: str) -> None:
    source = embed(f'model="text-embedding-3-large", input="x", dimensions={size}')
    check_reported(source, "EMBEDDING-SIZE", line=3, sdk=sdk)


def test_a_size_that_changes_is_told() -> None:
    before = embed('model="text-embedding-3-large", input="x"')
    report = check_migrated(before, embedded('model="text-embedding-v4", input="x"', "native"))
    assert "3072" in assert_told(report, before, "EMBEDDING-SIZE", 3).message


def test_formats_of_vectors() -> None:
    check_reported(
        embed('model="text-embedding-3-small", input="x", encoding_format="base64"'),
        "PARAMETER-UNSUPPORTED",
        line=3,
    )
    check_migrated(
        embed('model="text-embedding-3-small", input="x", encoding_format="float", dimensions=512'),
        embedded('model="text-embedding-v4", input="x", dimension=512', "native"),
    )


def test_too_many_texts_are_told() -> None:
    before = embed('model="text-embedding-3-small", input=texts, dimensions=512')
    after = embedded('model="text-embedding-v4", input=texts, dimension=512', "native")
    assert (
        "10" in assert_told(check_migrated(before, after), before, "PARAMETER-CHANGED", 3).message
    )


@BOTH
def test_texts_that_cannot_be_counted_are_told(sdk: str) -> None:
    before = embed('model="text-embedding-3-small", input=texts')
    told = assert_told(report_of(before, sdk=sdk), before, "PARAMETER-CHANGED", 3)
    assert "10 texts" in told.message
    counted = embed('model="text-embedding-3-small", input=["a", "b"]')
    assert "PARAMETER-CHANGED" not in codes(report_of(counted, sdk=sdk))


def test_a_name_of_no_embedding_beside_one_leaves_its_size() -> None:
    before = embed('model=("gpt-4" if chats else "text-embedding-3-small"), input="x"')
    report = check_migrated(
        before,
        embedded(
            'model=("qwen-plus" if chats else "text-embedding-v4"), input="x", dimension=1536',
            "native",
        ),
    )
    assert_told(report, before, "EMBEDDING-INDEX", 3)


SIZED = """\
from openai import OpenAI
client = OpenAI(api_key="k")
def embed(text, size={}):
    extra = {{"dimensions": size}} if size else {{}}
    return client.embeddings.create(model="text-embedding-3-small", input=text, {}).data[0].embedding
print(embed("x"), embed("x", 256))
"""


@BOTH
@pytest.mark.parametrize(("size", "given"), [("None", "dimensions=size"), ("0", "**extra")])
def test_a_size_that_is_only_asked_for_at_times_is_told(size: str, given: str, sdk: str) -> None:
    before = SIZED.format(size, given)
    report = report_of(before, sdk=sdk)
    message = assert_told(report, before, "EMBEDDING-SIZE", "client.embeddings").message
    assert report.rewritten and "had 1536 numbers and now have 1024" in message


@BOTH
def test_a_size_that_is_always_asked_for_is_not_told(sdk: str) -> None:
    report = report_of(SIZED.format("512", "dimensions=size"), sdk=sdk)
    assert report.rewritten and "EMBEDDING-SIZE" not in codes(report)


def test_names_whose_vectors_differ_in_size_are_told() -> None:
    before = embed(
        'model=("text-embedding-3-large" if big else "text-embedding-3-small"), input="x"'
    )
    after = 'model=("text-embedding-v4" if big else "text-embedding-v4"), input="x"'
    report = check_migrated(before, embedded(after, "native"))
    assert "1024" in assert_told(report, before, "EMBEDDING-SIZE", 3).message


def test_keywords_that_are_added_beside_a_mapping_out_of_sight_are_told() -> None:
    before = embed('model="text-embedding-3-small", input="x", **load()')
    report = report_of(before, sdk="openai")
    assert "dimensions" in assert_told(report, before, "MAPPING-UNSEEN", 3).message


def test_tokens_cannot_be_embedded() -> None:
    check_reported(
        embed('model="text-embedding-3-small", input=[[1, 2, 3]]'), "PARAMETER-UNSUPPORTED", line=3
    )


# ----------------------------------------------------------------------------------- messages


def messages(parts: str, model: str = "gpt-4o") -> str:
    return (
        'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
        f'print(client.chat.completions.create(model="{model}", messages=[{parts}]))\n'
    )


@pytest.mark.parametrize(
    "parts",
    [
        '{"role": "user", "content": "x"}',
        '{"role": "user", "content": [{"type": "text", "text": "x"}]}',
        '{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "u"}}]}',
        '{"role": "assistant", "content": None, "tool_calls": [{}]}',
        '{"role": "tool", "tool_call_id": "1", "content": "x"}',
        "*history",
    ],
)
def test_messages_that_both_take_stay(parts: str) -> None:
    check_migrated(
        messages(parts),
        HEAD["native"]
        + f'print(client.chat.completions.create(model="qwen3.7-plus", messages=[{parts}], enable_thinking=False))\n',
    )


def test_a_model_that_reads_no_images_was_sent_none() -> None:
    """One builder of messages serves models with eyes and without; the names decide who gets what."""
    parts = '{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "u"}}]}'
    check_migrated(
        messages(parts, "gpt-4"),
        HEAD["native"]
        + f'print(client.chat.completions.create(model="qwen-plus", messages=[{parts}]))\n',
    )


@BOTH
def test_the_role_of_the_developer_is_that_of_the_system(sdk: str) -> None:
    off = {"native": "enable_thinking=False", "openai": 'extra_body={"enable_thinking": False}'}[
        sdk
    ]
    check_migrated(
        messages('{"role": "developer", "content": "x"}'),
        HEAD[sdk]
        + 'print(client.chat.completions.create(model="qwen3.7-plus", messages=[{"role": "system", '
        + f'"content": "x"}}], {off}))\n',
        sdk=sdk,
    )


@pytest.mark.parametrize(
    "part", ['{"type": "file", "file": {"file_id": "f"}}', '{"type": "refusal", "refusal": "no"}']
)
def test_parts_that_the_sdk_refuses_block(part: str) -> None:
    source = messages(f'{{"role": "user", "content": [{part}]}}')
    check_reported(source, "PARAMETER-UNSUPPORTED", line=3)


def test_a_part_that_is_added_to_a_message_blocks() -> None:
    source = (
        'from openai import OpenAI\nclient = OpenAI(api_key="k")\nparts = []\n'
        'parts.append({"type": "file", "file": {"file_id": "f"}})\n'
        'print(client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", '
        '"content": parts}]))\n'
    )
    check_reported(source, "PARAMETER-UNSUPPORTED", line="parts.append")


def test_a_part_that_the_endpoint_may_take_stays_on_the_other_route() -> None:
    part = '{"type": "file", "file": {"file_id": "f"}}'
    report = report_of(messages(f'{{"role": "user", "content": [{part}]}}'), sdk="openai")
    assert [site.status for site in report.sites] == ["migrated"]
