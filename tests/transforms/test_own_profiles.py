"""Profiles of the user's own: what they may say, what they extend, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemod import choices
from codemod.configuration import ConfigurationError, Settings, load
from codemod.pipeline import transform
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Report
from codemod.vocabulary.treatment import Verb
from transforms import catalog
from transforms.entries import CatalogError

GATEWAY = """\
name: gateway
title: Our gateway
facts: 2026-11-01
default_sdk: openai
routes: [openai]
---
hosts: [llm.acme.example]
endpoint:
  api_key_env: GATEWAY_KEY
  regions: {only: https://llm.acme.example/v1}
models:
  roles:
    chat: acme-large
openai:
  operations:
    chat.completions.create:
      parameters:
        temperature: {clamp: [0.01, 1]}
        max_completion_tokens: {rename: max_tokens}
        max_tokens: keep
        tool_choice: {unsupported: Only auto., keeps: ['"auto"'], silent: ['None']}
  unsupported: {'*': The gateway has chats and embeddings.}
"""
EXTENDING = """\
name: our-qwen
extends: qwen
default_sdk: openai
---
endpoint:
  api_key_env: OUR_KEY
models:
  roles:
    small: {name: qwen-tiny}
openai:
  operations:
    chat.completions.create:
      parameters:
        seed: {drop: Our proxy refuses it.}
"""
PROGRAM = b"""\
from openai import OpenAI
client = OpenAI()
client.chat.completions.create(model="gpt-3.5-turbo", messages=[])
"""


def profile(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def asked(path: Path, **settings: object) -> Migration:
    wanted = Settings(**{"providers": (str(path),), **settings})  # type: ignore[arg-type]
    return choices.migration(wanted, catalog.load_surface())


def migrated(program: bytes, migration: Migration) -> tuple[str, Report]:
    report = transform({"main.py": program}, migration)
    texts = [outcome.after.decode() for outcome in report.rewritten]
    return (texts[0] if texts else ""), report


def test_a_provider_of_ones_own_is_a_target(tmp_path: Path) -> None:
    text, _ = migrated(PROGRAM, asked(profile(tmp_path, GATEWAY), to="gateway"))
    assert 'base_url="https://llm.acme.example/v1"' in text
    assert 'os.environ["GATEWAY_KEY"]' in text
    assert 'model="acme-large"' in text


def test_its_own_clients_are_left_in_silence(tmp_path: Path) -> None:
    migration = asked(profile(tmp_path, GATEWAY), to="gateway")
    program = PROGRAM.replace(b"OpenAI()", b'OpenAI(base_url="https://llm.acme.example/v1")')
    text, report = migrated(program, migration)
    assert (text, report.diagnostics) == ("", ())


def test_it_is_listed_among_the_others(tmp_path: Path) -> None:
    names = [each.name for each in catalog.provider_names((profile(tmp_path, GATEWAY),))]
    assert "gateway" in names and "qwen" in names
    assert names == sorted(names)


def test_the_configuration_names_it_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    profile(tmp_path / "tools", GATEWAY)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.migrate]\nto = "gateway"\nproviders = ["tools/own.yaml"]\n', "utf-8"
    )
    settings = load(tmp_path / "pyproject.toml")
    assert choices.migration(settings, catalog.load_surface()).provider.title == "Our gateway"


def test_a_profile_is_extended_where_the_user_says_something(tmp_path: Path) -> None:
    provider = asked(profile(tmp_path, EXTENDING), to="our-qwen").provider
    base = catalog.load_provider("qwen")
    assert (provider.api_key_env, base.api_key_env) == ("OUR_KEY", "DASHSCOPE_API_KEY")
    assert (provider.default_sdk, base.default_sdk) == ("openai", "native")
    assert provider.regions == base.regions
    assert provider.roles["small"].name == "qwen-tiny"
    assert provider.roles["chat"] == base.roles["chat"]
    chat = provider.routes["openai"].operations["chat.completions.create"].parameters
    assert chat["seed"].verb is Verb.DROP
    assert chat["reasoning_effort"].verb is Verb.EXPAND
    helper = provider.routes["openai"].operations["chat.completions.parse"].parameters
    assert helper["seed"].verb is Verb.DROP


def test_a_mistake_in_an_extension_is_told_at_its_own_line(tmp_path: Path) -> None:
    path = profile(tmp_path, EXTENDING.replace("        seed: {drop", "        sead: {drop"))
    with pytest.raises(CatalogError) as caught:
        asked(path, to="our-qwen")
    assert str(caught.value).startswith(f"{path}:14: unknown parameter of chat.completions.create")
    assert "did you mean seed?" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("extends: qwen", "extends: qwne", ":2: unknown provider qwne (did you mean qwen?)"),
        ("name: our-qwen\nextends: qwen", "name: qwen", "a profile is a head"),
        ("default_sdk: openai", "default_sdk: nativ", "(did you mean native?)"),
    ],
)
def test_what_cannot_be_extended_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = EXTENDING.partition("---")[0] if "a profile is" in message else EXTENDING
    path = profile(tmp_path, text.replace(old, new))
    with pytest.raises(CatalogError) as caught:
        asked(path, to="our-qwen")
    assert message in str(caught.value)


def test_a_known_name_is_not_taken_in_passing(tmp_path: Path) -> None:
    path = profile(tmp_path, GATEWAY.replace("name: gateway", "name: dashscope"))
    with pytest.raises(CatalogError, match="there is a provider dashscope: choose another name"):
        asked(path, to="dashscope")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"gone\.yaml:1: cannot be read: No such file"):
        asked(tmp_path / "gone.yaml", to="gateway")


# -- models ------------------------------------------------------------------------------------

THINKING = "name: acme-thinker, thinks: true"


@pytest.mark.parametrize("role", ["chat", "vision", "small", "small-vision", "coding"])
def test_a_model_that_thinks_takes_no_plain_role_without_a_switch(
    tmp_path: Path, role: str
) -> None:
    rows = f"    chat: acme-large\n    {role}: {{{THINKING}}}\n"
    if role == "chat":
        rows = f"    chat: {{{THINKING}}}\n"
    text = GATEWAY.replace("    chat: acme-large\n", rows)
    with pytest.raises(CatalogError) as caught:
        catalog.load_provider_file(profile(tmp_path, text))
    line = text.splitlines().index(f"    {role}: {{{THINKING}}}") + 1
    assert f":{line}: {role} is no role of reasoning, and acme-thinker thinks" in str(caught.value)
    assert "the openai route needs thinking_off" in str(caught.value)
    switch = "openai:\n  thinking_off: {extra_body: '{\"think\": False}'}\n"
    able = profile(tmp_path, text.replace("openai:\n", switch))
    assert catalog.load_provider_file(able).roles[role].thinks
    always = profile(tmp_path, able.read_text("utf-8").replace("thinks: true", "thinks: always"))
    with pytest.raises(CatalogError, match="thinks whatever it is told"):
        catalog.load_provider_file(always)


def test_a_model_that_always_thinks_may_reason(tmp_path: Path) -> None:
    row = "    reasoning: {name: acme-thinker, thinks: always}\n"
    text = GATEWAY.replace("    chat: acme-large\n", "    chat: acme-large\n" + row)
    roles = catalog.load_provider_file(profile(tmp_path, text)).roles
    assert (roles["reasoning"].thinks, roles["reasoning"].always) == (True, True)
    assert roles["coding"].name == "acme-large"


ASKING = GATEWAY.replace(
    "  roles:\n    chat: acme-large\n",
    "  asked: The gateway serves what you called so.\n"
    "  families:\n    llama: {chat: llama-4}\n    glm: {chat: glm-6}\n",
)


def test_names_that_only_the_user_knows_are_asked_for(tmp_path: Path) -> None:
    path = profile(tmp_path, ASKING)
    text, report = migrated(PROGRAM, asked(path, to="gateway"))
    (told,) = [d for d in report.diagnostics if d.code == "MODEL-UNMAPPED"]
    assert text == ""
    assert "The gateway serves what you called so." in told.message
    assert "--model gpt-3.5-turbo=" in told.message
    text, _ = migrated(PROGRAM, asked(path, to="gateway", models={"gpt-3.5-turbo": "mine"}))
    assert 'model="mine"' in text


def test_a_family_gives_the_names(tmp_path: Path) -> None:
    path = profile(tmp_path, ASKING)
    text, _ = migrated(PROGRAM, asked(path, to="gateway", family="glm"))
    assert 'model="glm-6"' in text
    with pytest.raises(ConfigurationError, match=r"unknown family lama .*mean llama.*; choose"):
        asked(path, to="gateway", family="lama")
    with pytest.raises(ConfigurationError, match="unknown family llama of qwen; it has none"):
        asked(path, to="qwen", family="llama")


# -- addresses ---------------------------------------------------------------------------------

NOWHERE = GATEWAY.replace(
    "  regions: {only: https://llm.acme.example/v1}\n",
    "  asked: Every team has its own.\n  workspace_url: https://{workspace}.acme.example/v1\n",
)


def test_an_address_that_only_the_user_knows_is_asked_for(tmp_path: Path) -> None:
    path = profile(tmp_path, NOWHERE)
    with pytest.raises(ConfigurationError) as caught:
        asked(path, to="gateway")
    assert "Every team has its own." in str(caught.value)
    assert "--base-url URL, or with --workspace NAME" in str(caught.value)
    text, _ = migrated(PROGRAM, asked(path, to="gateway", workspace="red"))
    assert 'base_url="https://red.acme.example/v1"' in text
    migration = asked(path, to="gateway", base_url="http://localhost:9999/v1")
    text, _ = migrated(PROGRAM, migration)
    assert 'base_url="http://localhost:9999/v1"' in text
    assert migrated(text.encode(), migration)[1].diagnostics == ()


def test_an_endpoint_is_named_or_asked_for(tmp_path: Path) -> None:
    text = NOWHERE.replace("  asked: Every team has its own.\n", "")
    with pytest.raises(CatalogError, match=":8: regions must name the base URL of one region"):
        catalog.load_provider_file(profile(tmp_path, text))


# -- what nobody verified ----------------------------------------------------------------------


def test_an_experimental_target_says_so(tmp_path: Path) -> None:
    text = GATEWAY.replace("facts:", "experimental: No parameter is verified.\nfacts:")
    provider = catalog.load_provider_file(profile(tmp_path, text))
    said = "Our gateway is an experimental target: No parameter is verified."
    assert choices.caution(provider, provider.routes["openai"]) == said
    qwen = catalog.load_provider("qwen")
    assert choices.caution(qwen, qwen.routes["openai"]) == ""


def test_what_a_provider_says_of_its_endpoint_comes_first(tmp_path: Path) -> None:
    text = GATEWAY.replace("openai:\n", "openai:\n  caution: It is a beta.\n")
    provider = catalog.load_provider_file(profile(tmp_path, text))
    assert choices.caution(provider, provider.routes["openai"]) == "It is a beta."


def test_what_an_operation_does_not_list_is_treated_alike(tmp_path: Path) -> None:
    row = "embeddings.create: {unlisted: keep, defaults: {}}"
    text = GATEWAY.replace("    chat.completions", f"    {row}\n    chat.completions", 1)
    route = catalog.load_provider_file(profile(tmp_path, text)).routes["openai"]
    mapped = route.operations["embeddings.create"]
    assert {treatment.verb for treatment in mapped.parameters.values()} == {Verb.KEEP}
    assert mapped.defaults == {}
    assert route.operations["chat.completions.create"].parameters["n"].verb is Verb.UNSUPPORTED
