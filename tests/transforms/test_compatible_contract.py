"""Every profile's route over the openai SDK agrees with the installed one, and keeps its promises."""

from __future__ import annotations

import ast
import inspect
import typing
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openai
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from codemod import choices
from codemod.configuration import Settings
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.provider import Provider, Route
from codemod.vocabulary.treatment import Treatment, Verb
from tests.transforms.places import ROOT, place
from tests.transforms.sdk_paths import operations
from tests.transforms.test_surface_contract import resolve
from transforms import catalog
from transforms.roles import COMPLETING, REASONING, choose
from transforms.surface_schema import PLAIN_ROLES

SURFACE = catalog.load_surface()
REAL = operations()
PROFILES = [
    catalog.load_provider(summary.name)
    for summary in catalog.provider_names()
    if "openai" in summary.routes and not catalog.load_provider(summary.name).own
]
EACH = pytest.mark.parametrize("provider", PROFILES, ids=lambda provider: provider.name)


def file_of(provider: Provider) -> Path:
    return ROOT / "providers" / f"{provider.name}.yaml"


def at(provider: Provider, *keys: str) -> str:
    """Return the profile's file and line of an entry of its openai route."""
    return place(file_of(provider), "openai", *keys)


def route_of(provider: Provider) -> Route:
    return provider.routes["openai"]


def keywords(function: Any) -> set[str]:
    """Return the keywords that a function takes; none may be hidden in ``**``."""
    found = inspect.signature(function).parameters.values()
    assert not any(each.kind is each.VAR_KEYWORD for each in found), function
    return {each.name for each in found if each.name != "self"}


def written(name: str, treatment: Treatment) -> set[str]:
    """Return the keywords that an argument may become, but for what a shape makes of it."""
    if treatment.verb in (Verb.RENAME, Verb.MOVE):
        return {treatment.to}
    if treatment.verb is Verb.EXPAND:
        return {word for words in treatment.expansions.values() for word in words}
    kept = treatment.verb in (Verb.KEEP, Verb.CLAMP) or treatment.kept_values
    return {name} if kept else set()


# -- what is installed -------------------------------------------------------------------------


@EACH
def test_the_installed_sdk_is_one_that_the_requirement_allows(provider: Provider) -> None:
    route = route_of(provider)
    requirement = Requirement(route.requirement)
    assert requirement.name == route.distribution == "openai"
    assert requirement.specifier.contains(metadata.version("openai"))
    needs = SpecifierSet(metadata.metadata("openai")["Requires-Python"])
    assert any(needs.contains(f"3.{minor}.0") for minor in range(8, 14))


@EACH
def test_every_keyword_that_is_written_exists(provider: Provider) -> None:
    route = route_of(provider)
    for path, mapped in route.operations.items():
        if mapped.unsupported:
            continue
        assert mapped.path == path, at(provider, "operations", path)
        taken = keywords(REAL[path])
        for name, treatment in mapped.parameters.items():
            where = at(provider, "operations", path, "parameters", name)
            assert written(name, treatment) <= taken, f"{where}: {name}"
        for name in (*mapped.defaults, *mapped.stream_defaults):
            assert name in taken, f"{at(provider, 'operations', path, 'defaults')}: {name}"
    constructor = keywords(openai.OpenAI.__init__)
    assert set(route.client_defaults) <= constructor, at(provider, "client", "defaults")
    for name, treatment in route.client_parameters.items():
        assert written(name, treatment) <= constructor, at(provider, "client", "parameters", name)
    create = keywords(REAL["chat.completions.create"])
    assert set(route.thinking_off) <= create, at(provider, "thinking_off")
    assert route.dimension_keyword in keywords(REAL["embeddings.create"])


@EACH
def test_every_value_that_is_written_is_a_literal(provider: Provider) -> None:
    route = route_of(provider)
    codes = list(route.thinking_off.values())
    for mapped in route.operations.values():
        codes += [*mapped.defaults.values(), *mapped.stream_defaults.values()]
        for treatment in mapped.parameters.values():
            codes += [code for words in treatment.expansions.values() for code in words.values()]
    for code in codes:
        ast.literal_eval(code)


@EACH
def test_it_names_clients_of_the_sdk_only(provider: Provider) -> None:
    route = route_of(provider)
    for dotted, target in route.names.items():
        assert dotted.rpartition(".")[2] in ("AzureOpenAI", "AsyncAzureOpenAI"), dotted
        assert issubclass(resolve(target), (openai.OpenAI, openai.AsyncOpenAI)), target
    for kind, members in route.members.items():
        for name, treatment in members.items():
            assert treatment.verb is Verb.KEEP, f"{at(provider, 'types', kind, 'members')}: {name}"
    assert not route.errors, at(provider, "errors")


# -- what it promises --------------------------------------------------------------------------


@EACH
def test_nothing_of_the_sources_leaks(provider: Provider) -> None:
    route = route_of(provider)
    for name in ("organization", "project", "admin_api_key", "webhook_secret"):
        assert route.client_parameters[name].verb is Verb.DROP
    assert route.client_defaults["api_key"] == f'os.environ["{provider.api_key_env}"]'
    assert route.client_defaults["organization"] == route.client_defaults["project"] == '""'
    assert not provider.api_key_env.startswith("OPENAI_"), place(file_of(provider), "endpoint")


@EACH
def test_its_addresses_are_its_hosts_and_its_hosts_are_known(provider: Provider) -> None:
    for host in provider.hosts:
        where = place(file_of(provider), "hosts")
        known = (*catalog.known_hosts(), *SURFACE.hosts)
        assert host in known, f"{where}: {host} is not in hosts.yaml"
    for region, url in provider.regions.items():
        parts = urlsplit(url)
        where = place(file_of(provider), "endpoint", "regions", region)
        if parts.hostname == "localhost":
            assert parts.scheme == "http", where
            continue
        assert parts.scheme == "https", where
        assert any(
            parts.hostname == host or (host.startswith(".") and str(parts.hostname).endswith(host))
            for host in provider.hosts
        ), where


@EACH
def test_every_effort_becomes_something(provider: Provider) -> None:
    """Of the words that the source's SDK declares; the unset one says nothing."""
    from openai.types.shared import ReasoningEffort

    treatment = (
        route_of(provider).operations["chat.completions.create"].parameters["reasoning_effort"]
    )
    if treatment.verb is Verb.EXPAND:
        kept = {str(ast.literal_eval(value)) for value in treatment.kept_values}
        where = at(provider, "operations", "chat.completions.create", "parameters")
        assert set(treatment.expansions) | kept == set(_literals(ReasoningEffort)), where


def _literals(annotation: Any) -> list[str]:
    if typing.get_origin(annotation) is typing.Literal:
        return list(typing.get_args(annotation))
    return [each for part in typing.get_args(annotation) for each in _literals(part)]


@EACH
def test_the_helpers_treat_parameters_as_create_does(provider: Provider) -> None:
    found = route_of(provider).operations
    create = found["chat.completions.create"].parameters
    for path in (
        "chat.completions.parse",
        "chat.completions.stream",
        "beta.chat.completions.parse",
    ):
        for name, treatment in found[path].parameters.items():
            where = at(provider, "operations", path, "parameters", name)
            own = treatment.verb is Verb.UNSUPPORTED
            assert own or treatment == create[name], where


def to(provider: Provider, family: str = "") -> Migration:
    address = "" if provider.regions else "https://llm.example.com/v1"
    settings = Settings(to=provider.name, sdk="openai", family=family, base_url=address)
    return choices.migration(settings, SURFACE)


@EACH
def test_every_name_of_the_source_has_a_fate(provider: Provider) -> None:
    for family in ("", *provider.families):
        migration = to(provider, family)
        for model in SURFACE.models.values():
            choice = choose(model.name, migration)
            if choice.target is None:
                assert f"--model {model.name}=" in choice.reason, model.name
            elif choice.target.thinks and model.role not in REASONING:
                turned = model.role == "completion" and COMPLETING in migration.turned
                assert model.role in PLAIN_ROLES or turned, model.name
                assert route_of(provider).thinking_off and not choice.target.always, model.name


@EACH
def test_a_model_of_vectors_has_sizes(provider: Provider) -> None:
    target = provider.roles.get("embedding")
    if target is None:
        return
    assert target.dimensions, place(file_of(provider), "models", "roles", "embedding")
    assert not route_of(provider).operations["embeddings.create"].unsupported


@EACH
def test_it_is_found_by_every_name(provider: Provider) -> None:
    for name in (provider.name, *provider.aliases):
        assert catalog.load_provider(name).name == provider.name


def test_a_target_without_an_sdk_of_its_own_says_so() -> None:
    from codemod.configuration import ConfigurationError

    without = [provider for provider in PROFILES if "native" not in provider.routes]
    assert without
    for provider in without:
        with pytest.raises(ConfigurationError) as caught:
            choices.migration(Settings(to=provider.name, sdk="native"), SURFACE)
        said = f"{provider.name} has no SDK of its own that we know; choose --sdk openai"
        assert str(caught.value) == said
