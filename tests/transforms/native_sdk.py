"""The native routes, and a client of each SDK that they name, for the contract tests."""

from __future__ import annotations

import inspect
import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from codemod.vocabulary.provider import Provider, Route
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.treatment import Treatment, Verb
from tests.transforms.places import ROOT, place
from tests.transforms.test_surface_contract import resolve
from transforms import catalog

SURFACE: Surface = catalog.load_surface()
PROFILES = [
    catalog.load_provider(summary.name)
    for summary in catalog.provider_names()
    if "native" in summary.routes
]
EACH = pytest.mark.parametrize("provider", PROFILES, ids=lambda provider: provider.name)
BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
KEPT = Treatment(Verb.KEEP)


def native(provider: Provider) -> Route:
    """Return the native route; skip the test where its SDK needs a newer Python."""
    route = provider.routes["native"]
    if sys.version_info[:2] < tuple(int(part) for part in route.python.split(".")):
        pytest.skip(f"{route.distribution} needs Python {route.python}")
    return route


def at(provider: Provider, *keys: str) -> str:
    """Return the profile's file and line of an entry of its native route."""
    return place(file_of(provider), "native", *keys)


def file_of(provider: Provider) -> Path:
    return ROOT / "providers" / f"{provider.name}.yaml"


def class_of(route: Route, asynchronous: bool) -> type | None:
    """Return the target's client class, or None where there is none of the kind."""
    name = "openai.AsyncOpenAI" if asynchronous else "openai.OpenAI"
    return resolve(route.names[name]) if name in route.names else None


@cache
def client(name: str, asynchronous: bool) -> Any:
    """Return a client as a migrated program makes it, with a key that is none; None if there is none."""
    provider = next(each for each in PROFILES if each.name == name)
    route = native(provider)
    made = class_of(route, asynchronous)
    if made is None:
        return None
    values = {k: eval(code, {"os": os, **roots(code)}) for k, code in route.client_defaults.items()}
    key = written("api_key", route.client_parameters["api_key"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return made(**dict.fromkeys(key, "k"), **values)


def roots(code: str) -> dict[str, Any]:
    """Return the modules that an expression names by their dotted names, imported."""
    from transforms.treatments import modules_of

    return {name: __import__(name) for name in modules_of(code) if name != "os"}


def keywords(function: Callable[..., Any]) -> set[str]:
    """Return the keywords that a function takes; none may be hidden in ``**``."""
    found = list(inspect.signature(function).parameters.values())
    if {each.kind for each in found} == {inspect.Parameter.VAR_POSITIONAL, _REST}:
        return keywords(inside(function))
    assert not any(each.kind is _REST for each in found), function
    return {each.name for each in found if each.name != "self"}


_REST = inspect.Parameter.VAR_KEYWORD


def inside(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the one function that a wrapper of any arguments closes over."""
    held = inspect.unwrap(function)
    cells = [cell.cell_contents for cell in getattr(held, "__closure__", None) or ()]
    (found,) = [each for each in cells if inspect.isroutine(each)]
    return found


def written(name: str, treatment: Treatment) -> set[str]:
    """Return the keywords that an argument may become, but for what a shape makes of it."""
    if treatment.verb in (Verb.RENAME, Verb.MOVE):
        return {treatment.to.partition(".")[0]}
    found = set()
    if treatment.verb is Verb.EXPAND:
        found = {word for words in treatment.expansions.values() for word in words}
    if treatment.verb in (Verb.KEEP, Verb.CLAMP) or treatment.kept_values:
        found.add(name)
    return found


def members(klass: Any) -> set[str]:
    """Return what can be read of the objects of a class."""
    own = set(getattr(klass, "model_fields", ())) | set(dir(klass))
    return own | ({each.name for each in fields(klass)} if is_dataclass(klass) else set())
