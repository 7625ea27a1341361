"""A compatible endpoint as data: what one provider's documents say that it takes and refuses.

Each file below ``endpoints/`` is written from the documents alone, and shares nothing with the
profile of the same name. Its keys::

    hosts: [api.acme.example]       # host:port where there is a port
    path: /v1
    key: {variable: ACME_API_KEY, value: ...}     # what the environment holds; header: a name of
                                                  # its own where it is not Authorization: Bearer
    refuses: unknown                # or: nothing (what no document speaks of is not heeded)
    models: {name: {thinks: true|false|always, sees: true|false, calls: true|false}}
    parameters: {name: check}       # heeded: [low, high], [word, ...] or a check of checks.py
    unheeded: [name]                # taken, and without effect
    nulls: [name]                   # the provider's own SDK sends them as null: nothing else is taken
    roles: [system, user, assistant, tool]
    formats: [json_object]          # kinds of response_format
    choices: [auto, none]           # words of tool_choice; "function" stands for the choice of one
    thinking:                       # the switches: values that stop and start it
      - {parameter: thinking, stops: [{type: disabled}], starts: [{type: enabled}]}
    thinking_refuses: [parameter]   # with these a request that thinks is an error
    choices_while_thinking: [auto]  # the words of tool_choice that go with thinking
    vectors: {name: {sizes: [1024], batch: 64, base64: false}}
    lists_models: false             # it has no /models
    responses: true                 # it serves plain calls of the Responses API
    ends_with_usage: true           # a stream's last choice comes with the usage, asked for or not
    whole_calls: true               # a stream gives each tool call in one chunk
    options: [--region, mainland]   # of the command, in tests
    stays: {feature: word}          # why the program of a feature is left as it is
    stays_native: {feature: word}   # the same with the provider's own SDK, which speaks to this endpoint
    differs: {feature: word}        # what it does otherwise with the openai SDK, as a finding tells
    differs_native: {feature: word}  # the same with that SDK
    unset_native: [VARIABLE]        # what the command tells the user to take away with that SDK
    native_prefix: acme/            # what that SDK wants before the names of models, which it strips
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.fake import checks
from tests.fake.checks import Check

FOLDER = Path(__file__).with_name("endpoints")
KEYS = frozenset(
    "hosts path key refuses models parameters unheeded roles formats choices thinking"
    " thinking_refuses choices_while_thinking vectors options stays lists_models ends_with_usage"
    " responses nulls differs stays_native whole_calls native_prefix differs_native unset_native".split()
)
EVERYWHERE: dict[str, Check] = {
    "model": checks.text,
    "messages": checks.anything,
    "stream": checks.flag,
}


@dataclass(frozen=True)
class ChatModel:
    """A chat model: whether it reasons unless told not to, sees images, calls tools."""

    thinks: bool = False
    always: bool = False
    sees: bool = False
    calls: bool = True


@dataclass(frozen=True)
class VectorModel:
    """An embedding model: its sizes, the default first; texts per request; whether it packs them."""

    sizes: tuple[int, ...]
    batch: int = 2048
    base64: bool = False


@dataclass(frozen=True)
class Endpoint:
    """One endpoint, as its file describes it."""

    name: str
    hosts: tuple[str, ...]
    path: str
    key: str
    key_variable: str
    key_header: str
    strict: bool
    models: Mapping[str, ChatModel]
    accepted: Mapping[str, Check]
    unheeded: frozenset[str]
    roles: tuple[str, ...]
    formats: tuple[str, ...]
    choices: tuple[str, ...]
    thinking: tuple[Mapping[str, Any], ...]
    thinking_refuses: frozenset[str]
    choices_while_thinking: tuple[str, ...]
    vectors: Mapping[str, VectorModel]
    lists_models: bool = True
    responses: bool = False
    ends_with_usage: bool = False
    whole_calls: bool = False
    options: tuple[str, ...] = ()
    stays: dict[str, str] = field(default_factory=dict)
    stays_native: dict[str, str] = field(default_factory=dict)
    native_prefix: str = ""
    differs: dict[str, str] = field(default_factory=dict)
    differs_native: dict[str, str] = field(default_factory=dict)
    unset_native: tuple[str, ...] = ()

    @property
    def switches(self) -> frozenset[str]:
        """The parameters that turn reasoning on and off."""
        return frozenset(each["parameter"] for each in self.thinking)

    @property
    def host(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(host) for host in self.hosts))


def load_endpoint(path: Path) -> Endpoint:
    """Return the endpoint that a file describes. Raises ValueError for a key of another schema."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if unknown := data.keys() - KEYS:
        raise ValueError(f"{path.name}: unknown keys {sorted(unknown)}")
    unheeded = frozenset(data.get("unheeded", ()))
    heeded = {name: _check(value) for name, value in data["parameters"].items()}
    nulls = dict.fromkeys(data.get("nulls", ()), checks.nothing)
    accepted = {**EVERYWHERE, **dict.fromkeys(unheeded, checks.anything), **nulls, **heeded}
    return Endpoint(
        name=path.stem,
        hosts=tuple(data["hosts"]),
        path=data["path"],
        key=data["key"]["value"],
        key_variable=data["key"]["variable"],
        key_header=data["key"].get("header", ""),
        strict=data.get("refuses", "unknown") == "unknown",
        models={name: _model(given or {}) for name, given in data["models"].items()},
        accepted=accepted,
        unheeded=unheeded,
        roles=tuple(data.get("roles", ("system", "user", "assistant", "tool"))),
        formats=tuple(data.get("formats", ())),
        choices=tuple(data.get("choices", ("auto",))),
        thinking=tuple(data.get("thinking", ())),
        thinking_refuses=frozenset(data.get("thinking_refuses", ())),
        choices_while_thinking=tuple(
            data.get("choices_while_thinking", data.get("choices", ("auto",)))
        ),
        vectors={
            name: VectorModel(
                tuple(given["sizes"]), given.get("batch", 2048), given.get("base64", False)
            )
            for name, given in data.get("vectors", {}).items()
        },
        lists_models=data.get("lists_models", True),
        responses=data.get("responses", False),
        ends_with_usage=data.get("ends_with_usage", False),
        whole_calls=data.get("whole_calls", False),
        options=tuple(data.get("options", ())),
        stays=data.get("stays", {}),
        stays_native=data.get("stays_native", {}),
        native_prefix=data.get("native_prefix", ""),
        differs=data.get("differs", {}),
        differs_native=data.get("differs_native", {}),
        unset_native=tuple(data.get("unset_native", ())),
    )


def _model(given: Mapping[str, Any]) -> ChatModel:
    thinks = given.get("thinks", False)
    return ChatModel(
        bool(thinks), thinks == "always", given.get("sees", False), given.get("calls", True)
    )


def _check(value: Any) -> Check:
    if isinstance(value, str):
        found: Check = NAMED[value]
        return found
    if all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in value):
        return checks.number(value[0], value[1])
    return checks.one_of(*value)


NAMED: dict[str, Check] = {
    "any": checks.anything,
    "count": checks.whole(1),
    "flag": checks.flag,
    "mapping": checks.mapping,
    "one": checks.whole(1, 1),
    "seed": checks.whole(-(2**63), 2**63),
    "stop": checks.stop,
    "text": checks.text,
    "tool_choice": checks.tool_choice,
    "tools": checks.tools,
    "format": checks.response_format,
    "top": checks.whole(0, 20),
}
"""The words that stand for a check in a file."""


def all_endpoints() -> list[Endpoint]:
    """Return every endpoint, by name."""
    return [load_endpoint(path) for path in sorted(FOLDER.glob("*.yaml"))]
