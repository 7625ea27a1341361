"""The catalogue: what is found, what is not, and what its patterns match."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from codemod.vocabulary.surface import Surface
from tests.transforms.places import ROOT
from transforms import catalog
from transforms.entries import CatalogError


@pytest.fixture(scope="module")
def surface() -> Surface:
    return catalog.load_surface()


def test_a_provider_is_found_by_name_and_by_alias() -> None:
    qwen = catalog.load_provider("qwen")
    assert qwen.name == "qwen"
    assert catalog.load_provider("dashscope").name == "qwen"
    assert catalog.load_provider("qwen") is qwen


def test_the_summary_says_what_the_profile_says() -> None:
    for summary in catalog.provider_names():
        provider = catalog.load_provider(summary.name)
        assert summary.routes == tuple(provider.routes)
        assert summary.default_sdk == provider.default_sdk
        for alias in summary.aliases:
            assert catalog.load_provider(alias) is not None
            assert catalog.load_provider(alias).name == summary.name


def test_names_and_aliases_are_used_once() -> None:
    words = [word for each in catalog.provider_names() for word in (each.name, *each.aliases)]
    assert len(words) == len(set(words))
    stems = {path.stem for path in (ROOT / "providers").glob("*.yaml")}
    assert stems == {each.name for each in catalog.provider_names()}


def test_an_unknown_provider_comes_with_suggestions() -> None:
    with pytest.raises(catalog.UnknownProvider) as caught:
        catalog.load_provider("qwenn")
    assert caught.value.name == "qwenn"
    assert caught.value.suggestions[0] == "qwen"
    with pytest.raises(catalog.UnknownProvider) as caught:
        catalog.load_provider("zzzzzz")
    assert caught.value.suggestions == ()


def test_a_path_is_no_name() -> None:
    with pytest.raises(catalog.UnknownProvider):
        catalog.load_provider("../surfaces/openai")


def test_what_is_loaded_crosses_a_process_boundary(surface: Surface) -> None:
    provider = catalog.load_provider("qwen")
    assert pickle.loads(pickle.dumps(surface)) == surface
    assert pickle.loads(pickle.dumps(provider)) == provider


def test_loading_one_provider_reads_no_other_profile(tmp_path: Path) -> None:
    """And neither libcst, black nor an SDK is imported on the way."""
    code = (
        "import sys; from transforms import catalog; catalog.load_provider('qwen');"
        "print(sorted({'libcst', 'black', 'openai', 'dashscope', 'click'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("# nothing\n", "utf-8")
    with pytest.raises(CatalogError, match=r"empty\.yaml:1: the file is empty"):
        catalog.load_surface_file(path)


# -- hosts ------------------------------------------------------------------------------------


def below(host: str, hosts: tuple[str, ...]) -> bool:
    """Say whether ``host`` is one of ``hosts``, or lies below one that starts with a dot."""
    return any(host == each or (each.startswith(".") and host.endswith(each)) for each in hosts)


@pytest.mark.parametrize(
    "host",
    [
        "dashscope.aliyuncs.com",
        "ws-1.cn-beijing.maas.aliyuncs.com",
        "ark.cn-beijing.volces.com",
        "api.deepseek.com",
        "openrouter.ai",
        "api.groq.com",
        "api.perplexity.ai",
        "models.inference.ai.azure.com",
        "us-central1-aiplatform.googleapis.com",
    ],
)
def test_hosts_of_other_vendors_are_known(host: str) -> None:
    assert below(host, catalog.known_hosts())


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "llm.internal", "gateway.ai.cloudflare.com"]
)
def test_what_may_relay_is_nobodys_host(host: str, surface: Surface) -> None:
    assert not below(host, catalog.known_hosts())
    assert not below(host, surface.hosts)


@pytest.mark.parametrize("host", ["api.openai.com", "eu.api.openai.com", "mine.openai.azure.com"])
def test_hosts_of_the_source_are_its_own(host: str, surface: Surface) -> None:
    assert below(host, surface.hosts)
    assert not below(host, catalog.known_hosts())


def test_no_host_is_both_the_sources_and_a_vendors(surface: Surface) -> None:
    for host in catalog.known_hosts():
        assert re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)+", host), host
        assert not below(host.lstrip("."), surface.hosts), host
    for host in surface.hosts:
        assert not below(host.lstrip("."), catalog.known_hosts()), host


def test_a_profiles_hosts_are_known_hosts(surface: Surface) -> None:
    """Or the source's own, which are another vendor's for one target only."""
    for summary in catalog.provider_names():
        provider = catalog.load_provider(summary.name)
        known = {*catalog.known_hosts(), *surface.hosts}
        assert set(provider.hosts) <= known, summary.name
        for url in provider.regions.values():
            host = url.split("/")[2]
            assert host.startswith("localhost:") or below(host, provider.hosts), url


# -- patterns ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4o-2031-01-01",
        "gpt-7",
        "gpt-6.3-sol",
        "gpt-35-turbo-0613",
        "gpt-4-32k",
        "o1",
        "o5-mini",
        "o3-pro-2025-06-10",
        "ft:gpt-3.5-turbo-0613:acme::8abc",
        "text-davinci-003",
        "text-embedding-3-large",
        "whisper-1",
        "tts-1-hd",
        "dall-e-3",
        "chatgpt-4o-latest",
        "omni-moderation-latest",
        "text-search-ada-doc-001",
        "gpt-4o-mini-realtime-preview-2024-12-17",
    ],
)
def test_names_of_the_sources_models_match(surface: Surface, name: str) -> None:
    assert surface.is_model_name(name)


@pytest.mark.parametrize(
    "word",
    [
        "o",
        "o1x",
        "oh1",
        "gpt",
        "gpt-",
        "gpt2",
        "gpt-2",
        "gpt-j-6b",
        "gpt-neo",
        "gpt-oss-120b",
        "gpt-4all",
        "ada",
        "davinci",
        "whisper",
        "text-embedding",
        "text-embedding-v4",
        "text-embedding-004",
        "text-davinci",
        "chatgpt",
        "chatgpt-clone",
        "model",
        "hello world",
        "",
        "ft",
        "claude-3-opus",
        "codex",
        "gpt-4 is great",
    ],
)
def test_other_words_do_not_match(surface: Surface, word: str) -> None:
    assert not surface.is_model_name(word)


def test_no_providers_model_looks_like_one_of_the_source(surface: Surface) -> None:
    """Else a second run would map what the first one wrote."""
    for summary in catalog.provider_names():
        provider = catalog.load_provider(summary.name)
        for target in (*provider.roles.values(), *provider.models.values()):
            if provider.own:
                assert target.name not in {*provider.models, *provider.gone}, target.name
            else:
                assert not surface.is_model_name(target.name), target.name


def test_every_model_of_the_source_matches_the_pattern(surface: Surface) -> None:
    stray = [name for name in surface.models if not re.fullmatch(surface.model_pattern, name)]
    assert stray == []


@pytest.mark.parametrize(
    "key",
    [
        "sk-" + "aB3dE6gH9j" * 4 + "kLmNoPqR",
        "sk-proj-" + "aB3_dE6-gH9j" * 12,
        "sk-svcacct-" + "Zx9" * 30,
        "sk-admin-" + "q1W" * 30,
    ],
)
def test_real_keys_match(surface: Surface, key: str) -> None:
    assert re.search(surface.key_pattern, f'api_key="{key}"')


@pytest.mark.parametrize(
    "text",
    [
        "sk-test",
        "sk-...",
        "sk-xxx",
        "sk-" + "x" * 48,
        "sk-proj-" + "X" * 60,
        "sk-your-openai-api-key-here",
        "sk-ant-api03-" + "aB3dE6gH9j" * 9,
        "sk-or-v1-" + "0a1b2c3d" * 8,
        "sk-" + "0123456789abcdef" * 2,
        "sk-" + "*" * 48,
    ],
)
def test_placeholders_and_other_vendors_keys_do_not(surface: Surface, text: str) -> None:
    assert not re.search(surface.key_pattern, text)


# -- every profile ---------------------------------------------------------------------------


def test_a_model_that_does_not_reason_never_becomes_one_that_always_does() -> None:
    """A target that thinks unless told not to can be told so on every route."""
    for summary in catalog.provider_names():
        provider = catalog.load_provider(summary.name)
        thinks = any(
            provider.roles[role].thinks
            for role in ("chat", "vision", "small", "small-vision", "coding")
            if role in provider.roles
        )
        for route in provider.routes.values():
            assert not thinks or route.thinking_off, f"{summary.name}: {route.kind}"


def test_every_operation_and_parameter_of_the_surface_is_covered(surface: Surface) -> None:
    for summary in catalog.provider_names():
        for route in catalog.load_provider(summary.name).routes.values():
            assert set(route.operations) == set(surface.operations)
            for path, mapped in route.operations.items():
                if not mapped.unsupported:
                    assert set(mapped.parameters) == set(surface.operations[path].parameters), path
