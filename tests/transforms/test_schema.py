"""A mistake in a profile or a surface is told with its file and line, and the word that was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemod.vocabulary.provider import Provider
from codemod.vocabulary.treatment import Verb
from tests.transforms.mistakes import line_of, mutate
from tests.transforms.places import QWEN
from transforms import catalog
from transforms.entries import CatalogError, read
from transforms.surface_schema import ROLES
from transforms.treatments import modules_of, read_treatment

PROFILE_MISTAKES = {
    "key of the head": ("default_sdk:", "default_sdkk:", "unknown key default_sdkk"),
    "route in the head": (
        "routes: [native, openai]",
        "routes: [native, opena]",
        "unknown route opena (did you mean openai?)",
    ),
    "default route": ("default_sdk: native", "default_sdk: nativ", "(did you mean native?)"),
    "date": ("facts: 2026-11-23", "facts: November 2026", "facts must be a date"),
    "key of the body": ("endpoint:\n", "endpoints:\n", "(did you mean endpoint?)"),
    "key of the endpoint": ("  base_url_env:", "  base_url_enf:", "(did you mean base_url_env?)"),
    "role": ("    small-vision:", "    small-vison:", "unknown role small-vison (did you mean"),
    "key of a model": (
        "vision: {name: qwen3.7-plus, thinks: true}",
        "vision: {name: qwen3.7-plus, think: true}",
        "unknown key think in vision (did you mean thinks?)",
    ),
    "flag": (
        "vision: {name: qwen3.7-plus, thinks: true}",
        "vision: {name: qwen3.7-plus, thinks: yes}",
        "thinks must be true or false",
    ),
    "vector size": ("dimensions: [1024,", "dimensions: [1k,", "dimensions must be a number"),
    "key of a route": (
        "  thinking_off: {enable",
        "  thinking_of: {enable",
        "(did you mean thinking_off?)",
    ),
    "client": (
        "    AsyncOpenAI: dashscope",
        "    AsnycOpenAI: dashscope",
        "unknown client AsnycOpenAI",
    ),
    "client of which nothing is said": (
        "  clients:  # SDK __init__.py\n    OpenAI: dashscope.Client\n",
        "  clients:  # SDK __init__.py\n",
        "nothing is said of clients OpenAI",
    ),
    "client without a reason": (
        "    AsyncOpenAI: dashscope.AsyncClient\n",
        "    AsyncOpenAI: {unsuported: None.}\n",
        "(did you mean unsupported?)",
    ),
    "dotted name": (
        "    OpenAI: dashscope.Client",
        "    OpenAI: dashscope-Client",
        "dashscope-Client is no dotted name",
    ),
    "client parameter": (
        "      max_retries: keep",
        "      max_retry: keep",
        "(did you mean max_retries?)",
    ),
    "client member": (
        "      with_options: keep",
        "      with_option: keep",
        "(did you mean with_options?)",
    ),
    "operation": (
        "    embeddings.create:\n      parameters:\n        model: keep\n        input: {shape",
        "    embedding.create:\n      parameters:\n        model: keep\n        input: {shape",
        "unknown operation embedding.create (did you mean embeddings.create?)",
    ),
    "prefix of operations": (
        "    moderations: Model",
        "    moderation: Model",
        "unknown operation moderation",
    ),
    "parameter of an operation": (
        "        presence_penalty: keep",
        "        presence_penality: keep",
        "(did you mean presence_penalty?)",
    ),
    "word for a verb": (
        "        seed: keep",
        "        seed: kept",
        "unknown verb kept (did you mean keep?)",
    ),
    "verb": (
        "        dimensions: {rename: dimension}",
        "        dimensions: {renam: dimension}",
        "unknown verb renam (did you mean rename?)",
    ),
    "two verbs": (
        "        dimensions: {rename: dimension}",
        "        dimensions: {rename: dimension, move: parameters}",
        "dimensions must have one verb",
    ),
    "key beside a verb": (
        "n: {keep: true, review: Only some models answer more than once., silent",
        "n: {keep: true, review: Only some models answer more than once., silnt",
        "unknown key silnt in n (did you mean silent?)",
    ),
    "review of a drop": (
        "        store: {drop: Model Studio stores no completions., silent",
        "        store: {drop: Model Studio stores no completions., review: x, silent",
        "unknown key review in store",
    ),
    "empty reason": (
        "prediction: {drop: It only speeds up an answer., silent",
        "prediction: {drop: '', silent",
        "drop needs a reason",
    ),
    "literal": (
        "silent: ['None', '1']}  # CHAT",
        "silent: [none, '1']}  # CHAT",
        "none is no Python literal",
    ),
    "shape": (
        "{shape: extra_body,",
        "{shape: extra_bodies,",
        "unknown shape extra_bodies (did you mean",
    ),
    "new name": ("{rename: dimension}", "{rename: the dimension}", "the dimension is no name"),
    "expression": (
        "thinking_off: {enable_thinking: 'False'}",
        "thinking_off: {enable_thinking: 'not'}",
        "not is no Python expression",
    ),
    "parameter of unless": (
        "unless: stream_options}",
        "unless: stream_option}",
        "(did you mean stream_options?)",
    ),
    "type": (
        "    ChunkChoice:",
        "    ChunkChoise:",
        "unknown type ChunkChoise (did you mean ChunkChoice?)",
    ),
    "member": (
        "        prompt_tokens: {rename: input_tokens}",
        "        promt_tokens: {rename: input_tokens}",
        "unknown member of CompletionUsage promt_tokens (did you mean prompt_tokens?)",
    ),
    "hole of a template": (
        "      timeout: '{self}.config.timeout'",
        "      timeout: '{this}.config.timeout'",
        "has a hole other than {self}",
    ),
    "template without hole": (
        "      timeout: '{self}.config.timeout'",
        "      timeout: '{{self}}.config.timeout'",
        "has no {self}",
    ),
    "template's syntax": (
        "      timeout: '{self}.config.timeout'",
        "      timeout: '{self}..config'",
        "is no Python expression",
    ),
    "part of a stream": ("    next: {template", "    nxt: {template", "(did you mean next?)"),
    "exception": (
        "    NotFoundError: dash",
        "    NotFoundErorr: dash",
        "(did you mean NotFoundError?)",
    ),
    "exception's fields": (
        "    OAuthError: {unsupported: &never",
        "    OAuthError: {is: a.b, unsupported: &never",
        "OAuthError needs either is or unsupported",
    ),
    "exception member": (
        "    status_code: keep",
        "    statuscode: keep",
        "(did you mean status_code?)",
    ),
    "twice": ("        seed: keep", "        temperature: keep", "temperature stands twice"),
    "a list for a mapping": (
        "      close: {keep: true, async: {rename: aclose}}",
        "      close: [keep]",
        "close must be a mapping",
    ),
}


@pytest.mark.parametrize("old, new, message", PROFILE_MISTAKES.values(), ids=PROFILE_MISTAKES)
def test_a_mistake_in_a_profile_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path, line = mutate(QWEN, tmp_path, old, new)
    if "twice" in message:  # the second of two equal lines is the mistake
        line = line_of(path.read_text("utf-8"), "        stop: keep") + 1
    with pytest.raises(CatalogError) as caught:
        catalog.load_provider_file(path)
    assert str(caught.value).startswith(f"{path}:{line}: "), caught.value
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "gone, place, message",
    [
        (
            "        seed: keep\n",
            "    chat.completions.create:",
            "nothing is said of parameters seed",
        ),
        (
            "    '*': dashscope.Client has no counterpart.\n",
            "native:",
            "nothing is said of audio.translations.create",
        ),
        ("      max_retries: keep  # the same", "  client:", "of client parameters max_retries"),
        (
            "    NotFoundError: dashscope",
            "  errors:",
            "nothing is said of exceptions NotFoundError",
        ),
        ("  requirement: dashscope", "native:", "native has no requirement"),
        ("  api_key_env: DASHSCOPE", "endpoint:", "endpoint has no api_key_env"),
    ],
)
def test_what_is_missing_is_told_at_the_section(
    tmp_path: Path, gone: str, place: str, message: str
) -> None:
    lines = QWEN.read_text("utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith(place.rstrip()))
    first = next(
        n for n, line in enumerate(lines) if n >= start and line.startswith(gone.rstrip("\n"))
    )
    text = "".join([*lines[:first], *lines[first + 1 :]])
    path = tmp_path / "qwen.yaml"
    path.write_text(text, "utf-8")
    (tmp_path / "qwen.py").write_text(QWEN.with_suffix(".py").read_text("utf-8"), "utf-8")
    with pytest.raises(CatalogError) as caught:
        catalog.load_provider_file(path)
    assert str(caught.value).startswith(f"{path}:{start + 1}: "), caught.value
    assert message in str(caught.value)


def test_a_profile_needs_two_documents(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\n", "utf-8")
    with pytest.raises(CatalogError, match=r"mine\.yaml:1: a profile is a head"):
        catalog.load_provider_file(path)


MINIMAL = """\
name: mine
title: Mine
facts: 2026-01-31
default_sdk: openai
routes: [openai]
---
hosts: [llm.example.com]
endpoint:
  api_key_env: MINE_KEY
  regions: {only: https://llm.example.com/v1}
models:
  roles:
    chat: mine-large
    reasoning: {name: mine-thinker, thinks: true}
  names:
    gpt-4: mine-four
openai:
  client: {}
  operations:
    chat.completions.create:
      parameters: {temperature: keep}
  unsupported:
    '*': Mine has no such thing.
    audio: Mine is deaf.
"""


@pytest.fixture
def mine(tmp_path: Path) -> Provider:
    path = tmp_path / "mine.yaml"
    path.write_text(MINIMAL, "utf-8")
    return catalog.load_provider_file(path)


def test_a_profile_of_a_users_own_needs_little(mine: Provider) -> None:
    route = mine.routes["openai"]
    assert route.distribution == "openai"
    assert route.client_defaults == {
        "api_key": 'os.environ["MINE_KEY"]',
        "base_url": '"https://llm.example.com/v1"',
        "organization": '""',
        "project": '""',
    }
    chat = route.operations["chat.completions.create"]
    assert chat.parameters["temperature"].verb is Verb.KEEP
    assert chat.parameters["seed"].verb is Verb.DROP
    assert route.operations["audio.speech.create"].unsupported == "Mine is deaf."
    assert route.operations["files.list"].unsupported == "Mine has no such thing."
    assert route.names["openai.AzureOpenAI"] == "openai.OpenAI"
    assert "openai.OpenAI" not in route.names


def test_a_role_without_a_model_takes_that_of_its_stand_in(mine: Provider) -> None:
    assert mine.roles["small-vision"].name == "mine-large"
    assert mine.roles["reasoning-small"].name == "mine-thinker"
    assert mine.roles["reasoning-small"].thinks
    assert "embedding" not in mine.roles
    assert mine.models["gpt-4"].name == "mine-four"


def test_every_stand_in_is_a_role() -> None:
    assert {stand_in for stand_in in ROLES.values() if stand_in} <= set(ROLES)


def treatment(text: str, *shapes: str):  # type: ignore[no-untyped-def]
    (entry,) = read(text, "f")
    return read_treatment(entry, shapes)


def test_verbs_are_read() -> None:
    assert treatment("keep").verb is Verb.KEEP
    template = treatment("'{self}.a[\"b\"]'")
    assert (template.verb, template.to) == (Verb.TEMPLATE, '{self}.a["b"]')
    moved = treatment("{move: parameters, silent: ['None'], review: why}")
    assert (moved.verb, moved.to, moved.reason, moved.silent_values) == (
        Verb.MOVE,
        "parameters",
        "why",
        ("None",),
    )
    expanded = treatment("{expand: {low: {think: 'True'}}}")
    assert expanded.expansions == {"low": {"think": "True"}}
    closed = treatment("{keep: true, async: {rename: aclose}}")
    assert closed.asynchronous is not None
    assert (closed.asynchronous.verb, closed.asynchronous.to) == (Verb.RENAME, "aclose")
    assert treatment("{shape: f}", "f").verb is Verb.SHAPE
    dropped = treatment("{drop: 'two\n  lines'}")
    assert dropped.reason == "two lines"


def test_the_modules_of_a_template_are_its_bare_names() -> None:
    assert modules_of("contextlib.closing({self})") == ("contextlib",)
    assert modules_of('getattr({self}, "x", None)') == ()
    assert modules_of('os.environ["X"]') == ("os",)
