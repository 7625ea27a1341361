"""The surface agrees with the installed openai SDK: nothing is missing, nothing is invented."""

from __future__ import annotations

import importlib
import inspect
import typing
from typing import Any

import openai
import pydantic
import pytest

from codemod.vocabulary.surface import Surface
from tests.transforms.places import SURFACE, place
from tests.transforms.sdk_paths import operations, parameters
from transforms import catalog
from transforms.surface_schema import GENERICS

surface: Surface = catalog.load_surface()

ONLY_OLDER = {
    "openai.types.chat.chat_completion_message_tool_call.Function",
    "openai.types.chat.chat_completion_message_tool_call_param",
}
"""Dotted names that only versions before the installed one have."""

GONE = ("beta.vector_stores.", "beta.assistants.files.", "beta.threads.messages.files.")
GONE_WHOLE = ("edits.", "fine_tunes.")


def resolve(dotted: str) -> Any:
    """Return what ``dotted`` names: the longest importable module, then attributes."""
    parts = dotted.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise AttributeError(dotted)


# -- clients --------------------------------------------------------------------------------


@pytest.mark.parametrize("client", surface.clients.values(), ids=surface.clients)
def test_every_dotted_name_of_a_client_is_that_class(client: Any) -> None:
    where = place(SURFACE, "clients", client.name, "names")
    first = resolve(client.names[0])
    for dotted in client.names:
        assert resolve(dotted) is first, f"{where}: {dotted}"
    assert client.asynchronous == hasattr(first, "__aenter__"), where


@pytest.mark.parametrize("client", surface.clients.values(), ids=surface.clients)
def test_the_parameters_of_a_client_are_those_of_its_constructor(client: Any) -> None:
    if client.supported:
        where = place(SURFACE, "clients", client.name, "parameters")
        real = parameters(resolve(client.names[0]).__init__)
        assert set(client.parameters) == set(real), where


def test_every_class_of_client_is_there() -> None:
    real = {
        name
        for name, value in list(vars(openai).items())
        if inspect.isclass(value) and issubclass(value, (openai.OpenAI, openai.AsyncOpenAI))
        if not name.startswith("_")
    }
    named = {dotted.rpartition(".")[2] for c in surface.clients.values() for dotted in c.names}
    assert real <= named


def test_the_members_of_a_client_are_there() -> None:
    client = openai.OpenAI(api_key="x")
    for name, member in surface.client_members.items():
        where = place(SURFACE, "client_members", name)
        assert hasattr(client, name), f"{where}: {name}"
        assert callable(getattr(client, name)) == member.method or name == "custom_auth", where
    resources = {path.split(".")[0] for path in operations()}
    rest = {
        name
        for name in dir(client)
        if not name.startswith("_") and name not in resources | set(surface.client_members)
    }
    fields = {"provider", "workload_identity", "beta"}
    assert rest <= fields, f"{place(SURFACE, 'client_members')}: {sorted(rest - fields)}"


# -- operations -------------------------------------------------------------------------------


def test_no_operation_of_the_sdk_is_missing_and_none_is_invented() -> None:
    real = {**operations(), **operations(openai.AsyncOpenAI)}
    missing = sorted(set(real) - set(surface.operations))
    assert missing == [], f"{place(SURFACE, 'other_operations')}: add {missing}"
    invented = sorted(
        path
        for path in set(surface.operations) - set(real)
        if not path.startswith(GONE + GONE_WHOLE)
    )
    assert invented == [], place(SURFACE, "other_operations")


def test_the_walk_over_the_sdk_finds_operations() -> None:
    """Else the test above would pass on an empty list."""
    real = operations()
    assert len(real) > 300
    assert {"chat.completions.create", "beta.threads.runs.steps.list"} <= set(real)


@pytest.mark.parametrize(
    "path", [path for path, each in surface.operations.items() if each.parameters]
)
def test_the_parameters_of_an_operation_are_those_of_the_sdk(path: str) -> None:
    where = place(SURFACE, "operations", path, "parameters")
    for client in (openai.OpenAI, openai.AsyncOpenAI):
        real = parameters(operations(client)[path])
        assert set(surface.operations[path].parameters) == set(real), where


def test_what_streams_has_a_stream_parameter() -> None:
    for path, operation in surface.operations.items():
        where = place(SURFACE, "operations", path)
        assert bool(operation.streamed) <= ("stream" in operation.parameters), where


def leaf(expression: str) -> str:
    while expression.endswith("]"):
        expression = expression.partition("[")[2][:-1]
    return expression


# -- types ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dotted, name", surface.type_names.items())
def test_every_dotted_name_of_a_type_is_there(dotted: str, name: str) -> None:
    if dotted not in ONLY_OLDER and not any(dotted.startswith(f"{each}.") for each in ONLY_OLDER):
        assert resolve(dotted) is not None, place(SURFACE, "types", name)


def models() -> list[tuple[str, type]]:
    found = []
    for name in surface.types:
        if name in GENERICS:
            continue
        dotted = next((d for d, known in surface.type_names.items() if known == name), "")
        real = resolve(dotted) if dotted else None
        if inspect.isclass(real) and issubclass(real, pydantic.BaseModel):
            found.append((name, real))
    return found


@pytest.mark.parametrize("name, real", models(), ids=[name for name, _ in models()])
def test_the_members_of_a_type_are_those_of_the_sdk(name: str, real: Any) -> None:
    members = surface.types[name]
    other = {"custom"} if name == "ChatCompletionMessageToolCall" else set()
    for member, described in members.items():
        where = place(SURFACE, "types", name, "members", member)
        if described.method:
            assert callable(getattr(real, member)), where
        elif (
            member not in ("_request_id", "model_extra", "model_fields_set") and member not in other
        ):
            assert member in real.model_fields or isinstance(
                inspect.getattr_static(real, member, None), property
            ), f"{where}: {member}"
    if name not in ("Response", "ResponseUsage", "ImagesResponse", "Transcription", "Moderation"):
        missing = set(real.model_fields) - set(members)
        assert not missing, f"{place(SURFACE, 'types', name)}: {sorted(missing)}"


@pytest.mark.parametrize("name, real", models(), ids=[name for name, _ in models()])
def test_a_member_has_the_type_that_the_sdk_gives_it(name: str, real: Any) -> None:
    """A member of a type that we describe leads to that type, and lists are lists."""
    classes = dict(models())
    for member, described in surface.types[name].items():
        if described.method or member not in real.model_fields:
            continue
        inner = leaf(described.type)
        annotation = real.model_fields[member].annotation
        where = f"{place(SURFACE, 'types', name, 'members', member)}: {annotation}"
        if inner in classes:
            names = {each.__name__ for each in classes_in(annotation)}
            known = {d.rpartition(".")[2] for d, n in surface.type_names.items() if n == inner}
            assert names & known, where
        if described.type != "any" and inner != "any":
            assert described.type.startswith("list[") == any(
                origin is list for origin in origins_in(annotation)
            ), where


def classes_in(annotation: Any) -> list[type]:
    if inspect.isclass(annotation):
        return [annotation]
    return [each for part in typing.get_args(annotation) for each in classes_in(part)]


def origins_in(annotation: Any) -> list[Any]:
    own = [typing.get_origin(annotation)]
    return own + [each for part in typing.get_args(annotation) for each in origins_in(part)]


@pytest.mark.parametrize("name", ["stream", "page", "ChatCompletionStream", "ResponseStream"])
def test_the_members_of_what_is_no_model_are_there(name: str) -> None:
    for dotted, known in surface.type_names.items():
        if known == name and "Cursor" not in dotted:
            real = resolve(dotted)
            for member in surface.types[name]:
                found = hasattr(real, member) or member in annotations_of(real)
                assert found, f"{place(SURFACE, 'types', name, 'members', member)}: {dotted}"


def annotations_of(real: type) -> set[str]:
    return {name for base in real.__mro__ for name in vars(base).get("__annotations__", {})}


# -- exceptions, environment, models ----------------------------------------------------------


def test_the_exceptions_are_those_of_the_sdk() -> None:
    import openai._exceptions as module

    for name, parent in surface.exceptions.items():
        where = place(SURFACE, "exceptions", "tree", name)
        real = getattr(module, name)
        base = real.__mro__[1].__name__
        assert base == (parent or base), where
        assert parent or base in ("Exception", "ValueError"), where
    real_names = {
        name
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and issubclass(value, Exception)
        and value.__module__ == module.__name__
    }
    assert real_names <= set(surface.exceptions), place(SURFACE, "exceptions", "tree")


def test_the_dotted_names_of_exceptions_lead_to_them() -> None:
    for dotted, name in surface.exception_names.items():
        if dotted.startswith("openai.error.") or dotted == "openai.InvalidRequestError":
            continue
        if dotted.startswith("openai._exceptions.") or hasattr(openai, name):
            assert resolve(dotted).__name__ == name


def test_the_variables_are_those_that_the_sdk_reads() -> None:
    from pathlib import Path

    root = Path(openai.__file__).parent
    text = "".join(
        path.read_text("utf-8") for path in (root / "__init__.py", *(root / "lib").glob("*.py"))
    )
    only_older = {"OPENAI_API_BASE", "OPENAI_ORGANIZATION", "OPENAI_API_KEY_PATH"}
    programs = {"AZURE_OPENAI_KEY", "OPENAI_KEY"}  # the SDK does not read them, programs do
    for kind, names in surface.environment.items():
        for name in names:
            if name not in only_older | programs and kind != "proxy":
                assert f'"{name}"' in text, f"{place(SURFACE, 'environment', kind)}: {name}"


@pytest.mark.parametrize("name", surface.environment["proxy"])
def test_the_http_client_takes_its_proxy_from_the_environment(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from httpx._utils import get_environment_proxies

    for other in surface.environment["proxy"]:
        monkeypatch.delenv(other, raising=False)
    assert not any(get_environment_proxies().values())
    monkeypatch.setenv(name, "http://proxy:1")
    assert "http://proxy:1" in get_environment_proxies().values()


def test_the_settings_of_the_module_are_those_of_the_sdk() -> None:
    for name in surface.module_settings:
        assert name in openai.__annotations__, name
    assert "OpenAI" not in surface.module_settings


def literals(annotation: Any) -> list[str]:
    if typing.get_origin(annotation) is typing.Literal:
        return [str(each) for each in typing.get_args(annotation)]
    return [each for part in typing.get_args(annotation) for each in literals(part)]


@pytest.mark.parametrize(
    "kind", ["AllModels", "ChatModel", "EmbeddingModel", "ImageModel", "AudioModel", "VideoModel"]
)
def test_every_model_that_the_sdk_names_has_a_role(kind: str) -> None:
    import openai.types

    names = literals(getattr(openai.types, kind))
    assert names
    missing = [name for name in names if name not in surface.models]
    assert missing == [], f"{place(SURFACE, 'models')}: {missing}"


@pytest.mark.parametrize(
    "name, role, vision",
    [
        ("gpt-3.5-turbo", "small", False),
        ("gpt-4", "chat", False),
        ("gpt-4o", "vision", True),
        ("gpt-4o-mini", "small-vision", True),
        ("gpt-5-chat-latest", "vision", True),
        ("gpt-5", "reasoning", True),
        ("gpt-5-nano", "reasoning-small", True),
        ("o3-mini", "reasoning-small", False),
        ("gpt-5.1-codex", "coding", False),
        ("gpt-3.5-turbo-instruct", "completion", False),
    ],
)
def test_roles(name: str, role: str, vision: bool) -> None:
    assert (surface.models[name].role, surface.models[name].vision) == (role, vision)


def test_sizes_of_vectors() -> None:
    sizes = {m.name: m.dimensions for m in surface.models.values() if m.role == "embedding"}
    assert sizes == {
        "text-embedding-ada-002": 1536,
        "text-embedding-3-small": 1536,
        "text-embedding-3-large": 3072,
    }
