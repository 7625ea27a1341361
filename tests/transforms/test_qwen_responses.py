"""What the profile of Qwen says of responses, messages and errors is what the SDK does."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from codemod.vocabulary.treatment import Treatment, Verb
from tests.transforms.places import QWEN, place
from tests.transforms.qwen_sdk import SYNC, native, surface
from tests.transforms.test_surface_contract import leaf, resolve
from transforms.treatments import modules_of

# -- what a response offers ------------------------------------------------------------------

COMPLETION = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "qwen-plus",
    "choices": [
        {
            "index": 0,
            "finish_reason": "tool_calls",
            "message": {
                "role": "assistant",
                "content": "hello",
                "tool_calls": [
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "f", "arguments": "{}"},
                    }
                ],
            },
            "logprobs": {
                "content": [
                    {
                        "token": "hello",
                        "logprob": -0.5,
                        "bytes": [104],
                        "top_logprobs": [{"token": "hello", "logprob": -0.5}],
                    }
                ]
            },
        }
    ],
    "usage": {
        "prompt_tokens": 3,
        "completion_tokens": 5,
        "total_tokens": 8,
        "prompt_tokens_details": {"cached_tokens": 2},
        "completion_tokens_details": {"reasoning_tokens": 4},
    },
}
BARE: dict[str, Any] = {
    **COMPLETION,
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hi"}}
    ],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}
CHUNK: dict[str, Any] = {
    **COMPLETION,
    "object": "chat.completion.chunk",
    "choices": [
        {
            "index": 0,
            "finish_reason": None,
            "delta": {
                "role": "assistant",
                "content": "he",
                "tool_calls": [
                    {
                        "index": 0,
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "f", "arguments": "{"},
                    }
                ],
            },
        }
    ],
}


def read(obj: Any, type_name: str, member: str) -> Any:
    """Read a member of the target's object as the profile says; raises KeyError if it does not."""
    treatment = native.members.get(type_name, {}).get(member, Treatment(Verb.KEEP))
    if treatment.verb is Verb.UNSUPPORTED:
        raise KeyError(member)
    if treatment.verb is Verb.TEMPLATE:
        assert modules_of(treatment.to) == ()
        return eval(treatment.to.format(self="o"), {"o": obj})
    return getattr(obj, treatment.to or member)


def compare(type_expression: str, before: Any, after: Any, seen: set[tuple[str, str]]) -> None:
    """Hold every supported member of ``after`` against that of ``before``, down to the leaves."""
    if before is None:
        assert after is None
    elif type_expression.startswith("list["):
        assert len(before) == len(after)
        for one, other in zip(before, after, strict=True):
            compare(leaf(type_expression), one, other, seen)
    elif type_expression in surface.types:
        for member, described in surface.types[type_expression].items():
            if described.method or member in ("model_extra", "model_fields_set", "_request_id"):
                continue
            try:
                found = read(after, type_expression, member)
            except KeyError:
                continue
            seen.add((type_expression, member))
            where = place(QWEN, "native", "types", type_expression, "members", member)
            try:
                compare(described.type, getattr(before, member, None), found, seen)
            except AssertionError as error:
                raise AssertionError(f"{where}: {type_expression}.{member}: {error}") from error
    else:
        assert before == after, f"{before!r} became {after!r}"


def test_what_is_read_of_a_completion_is_what_the_source_read() -> None:
    from openai.types.chat import ChatCompletion

    seen: set[tuple[str, str]] = set()
    for payload in (COMPLETION, BARE):
        before = ChatCompletion.model_validate(payload)
        compare("ChatCompletion", before, SYNC.protocol.parse_completion(payload), seen)
    for expected in (
        ("ChatCompletion", "id"),
        ("ChatCompletionMessage", "refusal"),
        ("Function", "arguments"),
        ("CompletionUsage", "prompt_tokens"),
        ("PromptTokensDetails", "cached_tokens"),
        ("CompletionTokensDetails", "reasoning_tokens"),
        ("TopLogprob", "bytes"),
    ):
        assert expected in seen


def test_what_is_read_of_a_chunk_is_what_the_source_read() -> None:
    from openai.types.chat import ChatCompletionChunk

    seen: set[tuple[str, str]] = set()
    before = ChatCompletionChunk.model_validate(CHUNK)
    compare("ChatCompletionChunk", before, SYNC.protocol.parse_chunk(CHUNK), seen)
    assert ("ChoiceDeltaToolCallFunction", "name") in seen


def test_what_is_read_of_vectors_is_what_the_source_read() -> None:
    from dashscope.v2.resources.embeddings import parse_embedding_response
    from openai.types import CreateEmbeddingResponse

    before = CreateEmbeddingResponse.model_validate(
        {
            "object": "list",
            "model": "m",
            "data": [{"object": "embedding", "index": 1, "embedding": [0.5]}],
            "usage": {"prompt_tokens": 7, "total_tokens": 7},
        }
    )
    after = parse_embedding_response(
        {
            "request_id": "r",
            "output": {"embeddings": [{"text_index": 1, "embedding": [0.5]}]},
            "usage": {"total_tokens": 7},
        }
    )
    seen: set[tuple[str, str]] = set()
    compare("CreateEmbeddingResponse", before, after, seen)
    assert {("Embedding", "embedding"), ("EmbeddingUsage", "prompt_tokens")} <= seen


def test_a_member_that_has_no_counterpart_is_indeed_absent() -> None:
    """Else the profile blocks what works."""
    objects = {
        "ChatCompletion": SYNC.protocol.parse_completion(COMPLETION),
        "ChatCompletionChunk": SYNC.protocol.parse_chunk(CHUNK),
    }
    for name, obj in objects.items():
        for member, treatment in native.members[name].items():
            if treatment.verb is Verb.UNSUPPORTED:
                where = place(QWEN, "native", "types", name, "members", member)
                assert not hasattr(obj, member), f"{where}: {member}"


def test_methods_of_responses_exist() -> None:
    for dotted, target in native.names.items():
        name = surface.type_names.get(dotted, "")
        for member, described in surface.types.get(name, {}).items():
            treatment = native.members.get(name, {}).get(member, Treatment(Verb.KEEP))
            if described.method and treatment.verb in (Verb.KEEP, Verb.RENAME):
                where = place(QWEN, "native", "types", name, "members", member)
                assert callable(getattr(resolve(target), treatment.to or member)), where


def reachable(expression: str, found: set[str]) -> set[str]:
    """Return the types that one can get to from a value of the type ``expression``."""
    name = leaf(expression)
    if name in surface.types and name not in found:
        found.add(name)
        for member, described in surface.types[name].items():
            treatment = native.members.get(name, {}).get(member, Treatment(Verb.KEEP))
            if treatment.verb is not Verb.UNSUPPORTED:
                reachable(described.type, found)
    return found


def test_every_type_that_a_supported_operation_gives_has_a_counterpart() -> None:
    found: set[str] = set()
    for path, mapped in native.operations.items():
        operation = surface.operations[path]
        if not mapped.unsupported:
            for expression in (operation.returns, operation.streamed):
                reachable(expression, found)
            for expression in operation.inputs.values():
                reachable(expression, found)
    assert {"ChatCompletion", "ChoiceDeltaToolCall", "TopLogprob", "Embedding"} <= found
    mapped_types = {surface.type_names[d] for d in native.names if d in surface.type_names}
    for name in found:
        assert name in mapped_types, f"{place(QWEN, 'native', 'types', name)}: {name}"


def test_members_of_a_type_exist_in_its_counterpart() -> None:
    """A member of which nothing is said has the same name there."""
    for dotted, target in native.names.items():
        name = surface.type_names.get(dotted, "")
        real = resolve(target)
        if not hasattr(real, "model_fields"):
            continue
        for member, described in surface.types[name].items():
            treatment = native.members.get(name, {}).get(member, Treatment(Verb.KEEP))
            if described.method or treatment.verb not in (Verb.KEEP, Verb.RENAME):
                continue
            where = place(QWEN, "native", "types", name, "members", member)
            wanted = treatment.to or member
            assert wanted in real.model_fields or hasattr(real, wanted), f"{where}: {wanted}"


# -- messages that go back --------------------------------------------------------------------


def test_a_message_goes_back_only_as_the_profile_says() -> None:
    from dashscope.v2.types.messages import normalize_messages

    message = SYNC.protocol.parse_completion(COMPLETION).choices[0].message
    with pytest.raises(ValueError, match="unsupported message"):
        normalize_messages([message])
    template = native.as_input["ChatCompletionMessage"]
    (back,) = normalize_messages([eval(template.format(self="m"), {"m": message})])
    assert (back.role, back.content) == ("assistant", "hello")
    assert back.tool_calls is not None
    assert back.tool_calls[0].function.name == "f"


# -- errors -----------------------------------------------------------------------------------


def test_errors_exist_and_keep_their_tree() -> None:
    """What is below another class at the source is caught by that class's counterpart too."""
    for name, targets in native.errors.items():
        where = f"{place(QWEN, 'native', 'errors', name)}: {name}"
        assert targets or native.error_reasons[name], where
        for target in targets:
            real = resolve(target)
            assert issubclass(real, Exception), where
            parent = surface.exceptions[name]
            above = tuple(resolve(each) for each in native.errors.get(parent, ()))
            assert not above or issubclass(real, above), where


@pytest.mark.parametrize(
    "status, name",
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "APIStatusError"),
        (422, "APIStatusError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
        (502, "APIStatusError"),
        (503, "InternalServerError"),
        (504, "InternalServerError"),
    ],
)
def test_a_status_raises_what_the_profile_says(status: int, name: str) -> None:
    from dashscope.v2.errors import error_from_status

    raised = type(error_from_status(status, message="no", body={}))
    named = {resolve(each) for each in native.errors[name]}
    assert raised in named, place(QWEN, "native", "errors", name)


def test_members_of_errors() -> None:
    from dashscope.v2.errors import APIStatusError

    error = APIStatusError("no", code="c", status_code=400, request_id="r", body={}, headers={})
    assert set(native.error_members) == set(surface.exception_members)
    for name, treatment in native.error_members.items():
        where = f"{place(QWEN, 'native', 'error_members', name)}: {name}"
        if treatment.verb is Verb.UNSUPPORTED:
            assert not hasattr(error, name) or name == "body", where
        else:
            assert hasattr(error, treatment.to or name), where


def test_the_body_of_an_error_differs() -> None:
    """Why it is not simply kept."""
    from dashscope.v2.errors import error_from_status

    sent = {"error": {"message": "no", "code": "c"}}
    assert error_from_status(400, message="no", body=sent).body == sent
    response = openai.OpenAI(api_key="k")._make_status_error(
        "no", body=sent, response=_response(400)
    )
    assert response.body == sent["error"]


def _response(status: int) -> Any:
    import httpx2

    return httpx2.Response(status, request=httpx2.Request("POST", "http://127.0.0.1:1"))
