"""Every native route agrees with the installed SDK: each name that it writes exists and is taken."""

from __future__ import annotations

import ast
import inspect
import re
import typing
from importlib import metadata
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from codemod.vocabulary.provider import OperationMap, Provider, Route
from codemod.vocabulary.treatment import Verb
from tests.transforms.native_sdk import (
    BOTH,
    EACH,
    KEPT,
    SURFACE,
    at,
    class_of,
    client,
    keywords,
    members,
    native,
    written,
)
from tests.transforms.test_surface_contract import leaf, resolve

THERE = {
    "cohere": {"client.with_raw_response", "Choice.logprobs", "chat.logprobs", "Embedding.index"},
    "anthropic": {
        *("client.http_client", "client.with_raw_response", "client.with_streaming_response"),
        *("client.organization", "client.get", "client.post", "client.put", "client.patch"),
        *("client.delete", "client.request", "client.get_api_list"),
        *("messages.create.metadata", "messages.create.service_tier"),
        *(
            f"{name}.{member}"
            for name in SURFACE.types
            for member in ("to_dict", "model_dump", "dict", "json")
        ),
    },
    "doubao": {
        *("client.user_agent", "client.qs", "client.default_headers", "client.auth_headers"),
        *("client.get", "client.post", "client.delete", "client.request", "client.get_api_list"),
        *("chat.completions.create.logit_bias", "chat.completions.create.function_call"),
    },
    "gemini": {
        "client.project",
        *(
            f"{name}.{member}"
            for name in SURFACE.types
            for member in ("model_dump", "dict", "json")
        ),
    },
    "huggingface": {
        *("chat.completions.create.n", "chat.completions.create.logit_bias", "client.provider"),
    },
    "mistral": {
        *("chat.completions.create.stream", "chat.completions.create.service_tier"),
        *("chat.completions.create.logprobs", "chat.completions.create.top_logprobs"),
        *("Choice.logprobs", "ChunkChoice.logprobs"),
    },
    "ollama": {"client.copy", "client.delete", "Embedding.index", "ChoiceDelta.role"},
    "qwen": {"client.base_url", "client.http_client"},
    "zhipu": {
        *("client.auth_headers", "client.custom_auth", "client.base_url"),
        *("client.get", "client.post", "client.put", "client.patch", "client.delete"),
        *("client.request", "client.get_api_list", "embeddings.create.user"),
    },
}
"""What an SDK has under the source's name, and the profile leaves alone: it is not the same, or of no
use there. Whatever else a profile drops or refuses must be absent."""

MADE = {
    "litellm": {
        "ChatCompletion.usage",
        *(f"ChatCompletionMessageToolCall.{name}" for name in ("id", "function", "type")),
        *(f"ChoiceDelta.{n}" for n in ("audio", "content", "function_call", "role", "tool_calls")),
        *(f"ChunkChoice.{name}" for name in ("delta", "index", "finish_reason", "logprobs")),
    }
}
"""Members that an SDK's objects have and their classes do not name."""


# -- what is installed -----------------------------------------------------------------------


@EACH
def test_the_installed_sdk_is_one_that_the_requirement_allows(provider: Provider) -> None:
    route = native(provider)
    requirement = Requirement(route.requirement)
    assert requirement.name == route.distribution
    assert requirement.specifier.contains(metadata.version(route.distribution))
    needs = SpecifierSet(metadata.metadata(route.distribution)["Requires-Python"])
    where = at(provider, "python")
    assert needs.contains(f"{route.python}.0"), where
    major, minor = route.python.split(".")
    assert not needs.contains(f"{major}.{int(minor) - 1}.20"), where


@EACH
def test_every_name_of_the_target_exists(provider: Provider) -> None:
    for dotted, target in native(provider).names.items():
        kind = SURFACE.type_names.get(dotted)
        where = at(provider, "types", kind) if kind else at(provider, "clients")
        assert resolve(target) is not None, f"{where}: {target}"


@EACH
def test_every_supported_client_has_a_counterpart_of_its_kind(provider: Provider) -> None:
    route = native(provider)
    for name, each in SURFACE.clients.items():
        target = route.names.get(each.names[0])
        if target is not None:
            treatment = route.entered
            if each.asynchronous and treatment.asynchronous is not None:
                treatment = treatment.asynchronous
            if treatment.verb is Verb.UNSUPPORTED:
                continue
            entered = "__aenter__" if each.asynchronous else "__enter__"
            assert hasattr(resolve(target), entered), at(provider, "clients", name)


# -- the client -------------------------------------------------------------------------------


@EACH
@BOTH
def test_client_parameters(provider: Provider, asynchronous: bool) -> None:
    route = native(provider)
    made = class_of(route, asynchronous)
    if made is None:
        return
    real = constructed(provider, made)
    for name, treatment in route.client_parameters.items():
        where = f"{at(provider, 'client', 'parameters', name)}: {name}"
        assert written(name, treatment) <= real, where
        if treatment.verb in (Verb.DROP, Verb.UNSUPPORTED) and not known(provider, "client", name):
            assert name not in real or name == "base_url", where
    for name in (*route.client_defaults, *route.options.values()):
        assert name.partition(".")[0] in real, f"{at(provider, 'client', 'defaults')}: {name}"


def constructed(provider: Provider, made: Any) -> set[str]:
    """Return the keywords of a client's constructor, with those of what it hands the rest to."""
    if provider.name != "ollama":
        return keywords(made.__init__)
    import httpx

    rest = httpx.AsyncClient if "Async" in made.__name__ else httpx.Client
    own = set(inspect.signature(made.__mro__[1].__init__).parameters)
    return (own | keywords(rest.__init__)) - {"base_url", "kwargs", "client"}


def known(provider: Provider, *names: str) -> bool:
    """Say whether a member or a parameter is there, and not what the source's is."""
    return ".".join(names) in THERE.get(provider.name, ())


@EACH
@BOTH
def test_client_members(provider: Provider, asynchronous: bool) -> None:
    route = native(provider)
    made = client(provider.name, asynchronous)
    for name in SURFACE.client_members if made is not None else ():
        treatment = route.client_members.get(name, KEPT)
        if asynchronous and treatment.asynchronous is not None:
            treatment = treatment.asynchronous
        where = f"{at(provider, 'client', 'members', name)}: {name}"
        if treatment.verb is Verb.UNSUPPORTED:
            assert not hasattr(made, name) or known(provider, "client", name), where
        elif treatment.verb is Verb.TEMPLATE:
            eval(treatment.to.format(self="c"), {"c": made})
        else:
            assert hasattr(made, treatment.to or name), where


# -- operations -------------------------------------------------------------------------------


def target_of(made: Any, path: str) -> Any:
    if "." not in path:  # an SDK may wrap the methods of its clients one by one
        return getattr(type(made), path)
    for part in path.split("."):
        made = getattr(made, part)
    return made


def supported(route: Route) -> dict[str, OperationMap]:
    return {path: mapped for path, mapped in route.operations.items() if not mapped.unsupported}


@EACH
@BOTH
def test_parameters(provider: Provider, asynchronous: bool) -> None:
    route = native(provider)
    made = client(provider.name, asynchronous)
    for path, mapped in supported(route).items() if made is not None else ():
        for streams in (False, True) if "stream" in mapped.parameters else (False,):
            real = keywords(
                target_of(made, mapped.path_of(asynchronous=asynchronous, streams=streams))
            )
            check_keywords(provider, path, mapped, real)


def check_keywords(provider: Provider, path: str, mapped: OperationMap, real: set[str]) -> None:
    """Hold all that a call may be given against the keywords that a method takes."""
    route = native(provider)
    for name, treatment in mapped.parameters.items():
        where = f"{at(provider, 'operations', path, 'parameters', name)}: {name}"
        assert written(name, treatment) <= real, where
        if treatment.verb in (Verb.DROP, Verb.UNSUPPORTED) and not treatment.kept_values:
            told = known(provider, path.removeprefix("beta."), name)
            told = told or known(provider, mapped.path, name)
            assert name not in real or told, f"{where} is there by now"
    for name in (*mapped.defaults, *mapped.stream_defaults):
        assert name in real, f"{at(provider, 'operations', path)}: {name}"
    if "messages" in mapped.parameters:
        assert set(route.thinking_off) <= real, at(provider, "thinking_off")
    if path == "embeddings.create" and route.dimension_keyword:
        assert route.dimension_keyword.partition(".")[0] in real, at(provider, "dimension_keyword")


@EACH
def test_every_value_that_is_written_is_a_literal(provider: Provider) -> None:
    route = native(provider)
    codes = list(route.thinking_off.values())
    for mapped in supported(route).values():
        codes += [*mapped.defaults.values(), *mapped.stream_defaults.values()]
        for treatment in mapped.parameters.values():
            codes += [code for words in treatment.expansions.values() for code in words.values()]
    for code in codes:
        ast.literal_eval(code)


@EACH
def test_chats_are_supported(provider: Provider) -> None:
    assert "chat.completions.create" in supported(native(provider))


# -- what a response offers --------------------------------------------------------------------


def reachable(route: Route, expression: str, found: set[str]) -> set[str]:
    """Return the types that one can get to from a value of the type ``expression``."""
    name = leaf(expression)
    if name in SURFACE.types and name not in found:
        found.add(name)
        for member, described in SURFACE.types[name].items():
            treatment = route.members.get(name, {}).get(member, KEPT)
            if treatment.verb is not Verb.UNSUPPORTED:
                reachable(route, described.type, found)
    return found


@EACH
def test_every_type_that_a_supported_operation_gives_has_a_counterpart(provider: Provider) -> None:
    route = native(provider)
    found: set[str] = set()
    for path in supported(route):
        operation = SURFACE.operations[path]
        for expression in (operation.returns, operation.streamed, *operation.inputs.values()):
            reachable(route, expression, found)
    assert "ChatCompletion" in found
    mapped = {SURFACE.type_names[d] for d in route.names if d in SURFACE.type_names}
    assert found <= mapped, f"{at(provider, 'types')}: {sorted(found - mapped)}"


@EACH
def test_members_of_a_type_exist_in_its_counterpart(provider: Provider) -> None:
    """A member of which nothing is said has the same name there."""
    route = native(provider)
    for name, real in counterparts(route):
        offered = members(real)
        for member, described in SURFACE.types[name].items():
            treatment = route.members.get(name, {}).get(member, KEPT)
            if treatment.verb in (Verb.KEEP, Verb.RENAME):
                where = at(provider, "types", name, "members", member)
                wanted = treatment.to or member
                if f"{name}.{wanted}" in MADE.get(provider.name, ()):
                    continue
                assert wanted in offered, f"{where}: {real.__name__}.{wanted}"
                called = callable(getattr(real, wanted, None))
                assert called == described.method, f"{where}: {real.__name__}.{wanted}()"


@EACH
def test_members_within_another_exist(provider: Provider) -> None:
    route = native(provider)
    for name, real in counterparts(route):
        for member, treatment in route.members.get(name, {}).items():
            way = re.fullmatch(r"\{self\}\.(\w+)\.(\w+)", treatment.to)
            if treatment.verb is Verb.TEMPLATE and way is not None:
                inner = real.model_fields[way[1]].annotation
                where = at(provider, "types", name, "members", member)
                kinds = [k for k in (inner, *typing.get_args(inner)) if isinstance(k, type)]
                assert any(
                    way[2] in members(kind) for kind in kinds
                ), f"{where}: {real.__name__}.{way[1]}.{way[2]}"


@EACH
def test_what_has_no_counterpart_is_indeed_absent(provider: Provider) -> None:
    """Else the profile blocks what works."""
    route = native(provider)
    for name, real in counterparts(route):
        for member, treatment in route.members.get(name, {}).items():
            if treatment.verb is Verb.UNSUPPORTED:
                where = at(provider, "types", name, "members", member)
                own = member in members(real) and not hasattr(dict, member)
                there = own and not known(provider, name, member)
                assert not there, f"{where}: {real.__name__}.{member}"


def counterparts(route: Route) -> list[tuple[str, Any]]:
    """Return the types of responses with the class that each becomes."""
    rows = {
        (SURFACE.type_names[dotted], target)
        for dotted, target in route.names.items()
        if dotted in SURFACE.type_names
    }
    found = [(name, resolve(target)) for name, target in sorted(rows) if name != "stream"]
    return [
        (name, real)
        for name, real in found
        if isinstance(real, type) and not name.endswith("Param") and real is not dict
    ]


# -- errors -----------------------------------------------------------------------------------


@EACH
def test_errors_exist_and_keep_their_tree(provider: Provider) -> None:
    """What is below another class at the source is caught by that class's counterpart too."""
    route = native(provider)
    for name, targets in route.errors.items():
        where = f"{at(provider, 'errors', name)}: {name}"
        assert targets or route.error_reasons[name], where
        for target in targets:
            real = resolve(target)
            assert issubclass(real, Exception), where
            parent = SURFACE.exceptions[name]
            above = tuple(resolve(each) for each in route.errors.get(parent, ()))
            assert not above or issubclass(real, above), where


@EACH
def test_every_member_of_an_error_is_spoken_of(provider: Provider) -> None:
    assert set(native(provider).error_members) == set(SURFACE.exception_members)
