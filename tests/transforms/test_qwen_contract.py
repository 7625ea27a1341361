"""The profile of Qwen agrees with the installed SDKs: every name that it writes exists and works."""

from __future__ import annotations

import ast
import inspect
import warnings
from importlib import metadata
from typing import Any

from codemod.vocabulary.provider import OperationMap, Route
from codemod.vocabulary.treatment import Treatment, Verb
from tests.transforms.places import QWEN, place
from tests.transforms.qwen_sdk import (
    ASYNC,
    BOTH,
    SYNC,
    compatible,
    dashscope,
    native,
    qwen,
    surface,
)
from tests.transforms.test_surface_contract import resolve


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
    "call_timeout": [{"timeout"}],
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
