"""The profile of the source's own service agrees with the installed SDK, which says what ends when."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date, timedelta
from pathlib import Path

import openai
import pytest
from openai.types.shared import chat_model
from packaging.requirements import Requirement

from tests.transforms.sdk_paths import operations
from transforms import catalog
from transforms.roles import REASONING
from transforms.surface_schema import PLAIN_ROLES

SURFACE = catalog.load_surface()
PROVIDER = catalog.load_provider("openai")
ROUTE = PROVIDER.routes["openai"]
REAL = operations()
TODAY = date.fromisoformat(PROVIDER.facts)
CHATTING = {*PLAIN_ROLES, *REASONING, "completion"}


def announced() -> dict[str, date]:
    """Return what the SDK's list of chat models says of their ends."""
    text = Path(str(chat_model.__file__)).read_text("utf-8").partition('"""Deprecated values:')[2]
    found = {}
    for entry in re.split(r"^- ", text, flags=re.MULTILINE):
        when = re.search(r"Announced shutdown date:\s*(\d{4}-\d\d-\d\d)", entry)
        if when:
            for name in re.findall(r'"([^"]+)"', entry.partition(":")[0]):
                found[name] = date.fromisoformat(when[1])
    return found


def test_every_end_that_the_sdk_announces_is_in_the_profile() -> None:
    ends = announced()
    assert len(ends) > 60
    ended = {name for name, day in ends.items() if day <= TODAY}
    assert ended - {*PROVIDER.models, *PROVIDER.gone} == set()
    coming = {
        name for name, day in ends.items() if day > TODAY and SURFACE.models[name].role != "audio"
    }
    assert coming - set(PROVIDER.leaving) == set()
    assert not coming & {*PROVIDER.models, *PROVIDER.gone}


def test_the_days_are_those_of_the_sdk() -> None:
    for name, day in announced().items():
        said = PROVIDER.models[name].note if name in PROVIDER.models else PROVIDER.leaving.get(name)
        if said:
            assert day.isoformat() in said, name


def test_no_successor_has_ended_or_is_about_to() -> None:
    soon = announced()
    for name, target in PROVIDER.models.items():
        assert soon.get(target.name, date.max) > TODAY + timedelta(days=90), name
        assert target.name not in PROVIDER.leaving, name
        assert target.name in SURFACE.models, name


def test_what_gives_way_converses_and_can_be_told_not_to_reason() -> None:
    for name, target in PROVIDER.models.items():
        role = SURFACE.models[name].role
        assert role in CHATTING, name
        assert role in REASONING or (ROUTE.thinking_off and not target.always), name


def test_nothing_is_said_twice() -> None:
    held = [*PROVIDER.models, *PROVIDER.gone, *PROVIDER.leaving]
    assert len(held) == len(set(held))


def test_what_is_written_exists_in_the_sdk() -> None:
    for path, mapped in ROUTE.operations.items():
        renamed = [t.to for t in (*mapped.renewed.values(), *mapped.reasoning.values()) if t.to]
        if not mapped.unsupported and (renamed or mapped.thinking_off):
            taken = inspect.signature(REAL[path]).parameters
            assert {*renamed, *mapped.thinking_off} <= set(taken), path
    assert set(ROUTE.thinking_off) <= set(
        inspect.signature(REAL["chat.completions.create"]).parameters
    )
    for code in ROUTE.thinking_off.values():
        assert ast.literal_eval(code) == "none"


def test_clients_stay() -> None:
    assert PROVIDER.own
    assert ROUTE.names == {} and ROUTE.client_defaults == {}
    assert PROVIDER.api_key_env in SURFACE.environment["api_key"]


def test_the_installed_sdk_is_the_one_that_is_required() -> None:
    requirement = Requirement(ROUTE.requirement)
    assert requirement.name == "openai"
    assert requirement.specifier.contains(openai.__version__)


@pytest.mark.parametrize("host", ["mine.openai.azure.com", "eu.api.openai.com"])
def test_some_hosts_of_the_source_serve_deployments(host: str) -> None:
    deploying = any(host.endswith(each) for each in SURFACE.deploying_hosts)
    assert deploying is (host == "mine.openai.azure.com")
