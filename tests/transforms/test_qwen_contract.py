"""The profile of Qwen agrees with the installed SDKs: every name that it writes exists and works."""

from __future__ import annotations

import ast
import inspect
import warnings
from importlib import metadata
from typing import Any

import openai
import pytest

from codemod.vocabulary.provider import OperationMap, Provider, Route, Treatment, Verb
from codemod.vocabulary.surface import Surface
from tests.transforms.places import QWEN, place
from tests.transforms.sdk_paths import operations
from tests.transforms.test_surface_contract import leaf, resolve
from transforms import catalog
from transforms.treatments import modules_of

dashscope = pytest.importorskip("dashscope")

surface: Surface = catalog.load_surface()
qwen: Provider = catalog.load_provider("qwen")
native: Route = qwen.routes["native"]
compatible: Route = qwen.routes["openai"]

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the SDK warns of a client without a workspace
    SYNC = dashscope.Client(api_key="k", base_url="http://127.0.0.1:1/v1", protocol="openai")
    ASYNC = dashscope.AsyncClient(api_key="k", base_url="http://127.0.0.1:1/v1", protocol="openai")
BOTH = pytest.mark.parametrize("client", [SYNC, ASYNC], ids=["sync", "async"])


def keywords(function: Any) -> set[str]:
    """Return the keywords that a function takes; none may be hidden in ``**``."""
    found = inspect.signature(function).parameters.values()
    assert not any(each.kind is each.VAR_KEYWORD for each in found), function
    return {each.name for each in found if each.name != "self"}


def written(name: str, treatment: Treatment) -> set[str]:
    """Return the keywords of the target that an argument may become."""
    if treatment.verb is Verb.KEEP:
        return {name}
    if treatment.verb in (Verb.RENAME, Verb.MOVE):
        return {treatment.to}
    if treatment.verb is Verb.EXPAND:
        return {word for words in treatment.expansions.values() for word in words}
    if treatment.verb is Verb.SHAPE:
        return {word for words in SHAPED[treatment.to] for word in words}
    return set()


SHAPED = {
    "client_timeout": [{"timeout"}],
    "embedding_input": [{"input"}],
    "stream_options": [{"parameters"}],
    "extra_body": [
        {"parameters"},
        {"enable_search", "enable_thinking", "repetition_penalty"},
        {"search_options", "thinking_budget", "top_k"},
    ],
}
"""What the shapes write, which their own tests below prove."""


# -- what is installed -----------------------------------------------------------------------


def test_the_installed_sdk_is_one_that_the_requirement_allows() -> None:
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

    requirement = Requirement(native.requirement)
    assert requirement.name == native.distribution
    assert requirement.specifier.contains(metadata.version(native.distribution))
    needs = SpecifierSet(metadata.metadata(native.distribution)["Requires-Python"])
    where = place(QWEN, "native", "python")
    assert needs.contains(f"{native.python}.0"), where
    assert not needs.contains("3.8.20"), where


def test_every_name_of_the_target_exists() -> None:
    for dotted, target in native.names.items():
        kind = surface.type_names.get(dotted)
        where = place(QWEN, "native", "types", kind) if kind else place(QWEN, "native", "clients")
        assert resolve(target) is not None, f"{where}: {target}"


def test_every_supported_client_has_a_counterpart_of_its_kind() -> None:
    for name, client in surface.clients.items():
        if client.supported:
            target = resolve(native.names[client.names[0]])
            where = place(QWEN, "native", "clients", name)
            assert hasattr(target, "__aenter__") == client.asynchronous, where


def test_regions_are_those_of_the_sdk() -> None:
    from dashscope.v2._config import (
        DEFAULT_REGION,
        VALID_REGIONS,
        WORKSPACE_GATEWAY_TEMPLATE,
        _protocol_default_base_url,
    )

    assert set(qwen.regions) == set(VALID_REGIONS), place(QWEN, "endpoint", "regions")
    assert next(iter(qwen.regions)) == DEFAULT_REGION
    assert qwen.workspace_url == WORKSPACE_GATEWAY_TEMPLATE + "/compatible-mode/v1"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for region, url in qwen.regions.items():
            if region != "us-east-1":  # the SDK sends Virginia to Singapore, the documents do not
                where = place(QWEN, "endpoint", "regions", region)
                assert url == _protocol_default_base_url("openai", None, region), where


def test_the_variables_are_those_of_the_sdk() -> None:
    from dashscope.v2 import _config

    assert qwen.api_key_env == _config._API_KEY_ENV
    assert qwen.base_url_env == _config._BASE_URL_ENV


# -- the client -------------------------------------------------------------------------------


@BOTH
def test_client_parameters(client: Any) -> None:
    real = keywords(type(client).__init__)
    for name, treatment in native.client_parameters.items():
        where = f"{place(QWEN, 'native', 'client', 'parameters', name)}: {name}"
        assert written(name, treatment) <= real, where
        if treatment.verb in (Verb.DROP, Verb.UNSUPPORTED):
            # what the SDK has under the same name is told with what is the matter with it
            assert name not in real or name in ("base_url", "http_client"), where
    for name in (*native.client_defaults, *native.options.values()):
        assert name in real, f"{place(QWEN, 'native', 'client', 'defaults')}: {name}"


def test_the_defaults_of_a_client_make_one() -> None:
    values = {name: ast.literal_eval(code) for name, code in native.client_defaults.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client = dashscope.Client(api_key="k", **values)
    assert client.config.protocol_base_url == next(iter(qwen.regions.values()))


@BOTH
def test_client_members(client: Any) -> None:
    for name in surface.client_members:
        treatment = native.client_members.get(name, Treatment(Verb.KEEP))
        if client is ASYNC and treatment.asynchronous is not None:
            treatment = treatment.asynchronous
        where = f"{place(QWEN, 'native', 'client', 'members', name)}: {name}"
        if treatment.verb is Verb.UNSUPPORTED:
            assert not hasattr(client, name), where
        elif treatment.verb is Verb.TEMPLATE:
            assert eval(treatment.to.format(self="c"), {"c": client}) is not None, where
        else:
            assert callable(getattr(client, treatment.to or name)), where


def test_the_values_of_client_members_are_those_that_were_given() -> None:
    values = {
        name: eval(native.client_members[name].to.format(self="c"), {"c": SYNC})
        for name in ("api_key", "base_url", "max_retries")
    }
    assert values == {"api_key": "k", "base_url": "http://127.0.0.1:1/v1", "max_retries": 2}


@BOTH
def test_what_copy_becomes_takes_what_copy_took(client: Any) -> None:
    real = keywords(client.with_options)
    kept = {n for n, t in native.client_parameters.items() if written(n, t)}
    assert kept <= real, place(QWEN, "native", "client", "members", "with_options")


# -- operations -------------------------------------------------------------------------------


def target_of(client: Any, path: str) -> Any:
    for part in path.split("."):
        client = getattr(client, part)
    return client


def supported(route: Route) -> list[OperationMap]:
    return [mapped for mapped in route.operations.values() if not mapped.unsupported]


def test_chat_and_embeddings_are_supported() -> None:
    for path in ("chat.completions.create", "embeddings.create"):
        assert not native.operations[path].unsupported
        assert not compatible.operations[path].unsupported


@BOTH
def test_parameters(client: Any) -> None:
    for path, mapped in native.operations.items():
        if mapped.unsupported:
            continue
        real = keywords(target_of(client, mapped.path))
        for name, treatment in mapped.parameters.items():
            where = place(QWEN, "native", "operations", path, "parameters", name)
            assert written(name, treatment) <= real, f"{where}: {name}"
            if treatment.verb in (Verb.DROP, Verb.UNSUPPORTED):
                assert name not in real, f"{where}: {name} is there by now"
        for name in (*mapped.defaults, *mapped.stream_defaults):
            assert name in real, f"{place(QWEN, 'native', 'operations', path)}: {name}"


def test_reasoning_and_vector_size_have_keywords() -> None:
    chat = keywords(SYNC.chat.completions.create)
    assert native.thinking_off
    assert set(native.thinking_off) <= chat, place(QWEN, "native", "thinking_off")
    vectors = keywords(SYNC.embeddings.create)
    assert native.dimension_keyword in vectors, place(QWEN, "native", "dimension_keyword")


def test_every_effort_has_an_expansion() -> None:
    """Of the words that the source's SDK declares; the unset one says nothing."""
    from openai.types.shared import ReasoningEffort

    words = set(_literals(ReasoningEffort))
    for route in (native, compatible):
        treatment = route.operations["chat.completions.create"].parameters["reasoning_effort"]
        where = place(QWEN, route.kind, "operations", "chat.completions.create")
        assert set(treatment.expansions) == words, where
        for expansion in treatment.expansions.values():
            for code in expansion.values():
                ast.literal_eval(code)


def _literals(annotation: Any) -> list[str]:
    import typing

    if typing.get_origin(annotation) is typing.Literal:
        return list(typing.get_args(annotation))
    return [each for part in typing.get_args(annotation) for each in _literals(part)]


def test_an_unsupported_operation_is_absent_or_names_the_other_interface() -> None:
    for path, mapped in native.operations.items():
        if not mapped.unsupported or path.startswith("audio."):
            continue
        try:
            target_of(SYNC, path)
        except AttributeError:
            continue
        assert f"client.{path.split('.')[0]}" in mapped.unsupported, f"{path} exists"


def test_interfaces_that_a_reason_names_exist() -> None:
    import re

    for prefix, mapped in native.operations.items():
        for named in re.findall(r"\bclient\.([a-z_.]+[a-z_])", mapped.unsupported):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                where = place(QWEN, "native", "unsupported", prefix)
                assert target_of(SYNC, named) is not None, where


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


# -- the openai route -------------------------------------------------------------------------


def test_the_openai_route_writes_keywords_that_the_sdk_has() -> None:
    real = operations()
    for path, mapped in compatible.operations.items():
        if mapped.unsupported:
            continue
        assert mapped.path == path
        taken = keywords(real[path])
        where = place(QWEN, "openai", "operations", path)
        for name, treatment in mapped.parameters.items():
            assert written(name, treatment) <= taken, f"{where}: {name}"
        assert set(mapped.defaults) <= taken, where
    constructor = keywords(openai.OpenAI.__init__)
    assert set(compatible.client_defaults) <= constructor
    for name, treatment in compatible.client_parameters.items():
        assert written(name, treatment) <= constructor, name
    assert set(compatible.thinking_off) == {"extra_body"}
    assert compatible.dimension_keyword in keywords(real["embeddings.create"])


def test_the_openai_route_renames_nothing_but_azures_clients() -> None:
    assert set(compatible.names.values()) == {"openai.OpenAI", "openai.AsyncOpenAI"}
    assert {d.rpartition(".")[2] for d in compatible.names} == {"AzureOpenAI", "AsyncAzureOpenAI"}
    assert not compatible.members
    assert not compatible.errors


def test_nothing_of_the_sources_leaks_on_the_openai_route() -> None:
    for name in ("organization", "project", "admin_api_key", "webhook_secret"):
        assert compatible.client_parameters[name].verb is Verb.DROP
    assert compatible.client_defaults == {
        "api_key": 'os.environ["DASHSCOPE_API_KEY"]',
        "base_url": '"https://dashscope.aliyuncs.com/compatible-mode/v1"',
    }


def test_the_helpers_treat_parameters_as_create_does() -> None:
    create = compatible.operations["chat.completions.create"].parameters
    for path in (
        "chat.completions.parse",
        "chat.completions.stream",
        "beta.chat.completions.parse",
    ):
        for name, treatment in compatible.operations[path].parameters.items():
            assert treatment == create[name], f"{path}: {name}"
