"""Classes that are told by their status: how they lie to the others that an ``except`` may name."""

from __future__ import annotations

import inspect
import re

import pytest

from codemod.vocabulary.provider import Provider
from tests.transforms.native_sdk import PROFILES, SURFACE, at, native
from tests.transforms.test_surface_contract import resolve
from transforms.statuses import APART, STATUSES

TOLD = [each for each in PROFILES if each.routes["native"].error_statuses]
EACH = pytest.mark.parametrize("provider", TOLD, ids=lambda provider: provider.name)


def related(one: type, other: type) -> bool:
    return issubclass(one, other) or issubclass(other, one)


def ancestors(name: str) -> set[str]:
    found: set[str] = set()
    while (name := SURFACE.exceptions.get(name, "")) in SURFACE.exceptions:
        found.add(name)
    return found


@EACH
def test_it_is_one_class(provider: Provider) -> None:
    route = native(provider)
    classes = {route.errors[name] for name in route.error_statuses}
    assert len(classes) == 1, at(provider, "errors")


@EACH
def test_what_lies_beside_it_is_said(provider: Provider) -> None:
    """Of the exceptions that are none of its ancestors at the source: no more, and no less."""
    route = native(provider)
    (told,) = {resolve(route.errors[name][0]) for name in route.error_statuses}
    above = set.intersection(*map(ancestors, route.error_statuses))
    rest = route.errors.keys() - route.error_statuses.keys() - above
    beside = {n for n in rest if any(related(resolve(t), told) for t in route.errors[n])}
    assert beside == set(route.error_beside), at(provider, "error_status")


@EACH
def test_other_classes_are_apart(provider: Provider) -> None:
    route = native(provider)
    for name in route.error_statuses:
        told = resolve(route.errors[name][0])
        for other in APART:
            assert not related(told, resolve(other)), f"{at(provider, 'errors', name)}: {other}"


@EACH
def test_the_status_is_a_member(provider: Provider) -> None:
    """That it is the status of the answer is held by programs that run."""
    route = native(provider)
    (told,) = {resolve(route.errors[name][0]) for name in route.error_statuses}
    found = re.match(r"\{self\}\.(\w+)", route.error_status)
    assert found is not None
    modules = {inspect.getmodule(each) for each in told.__mro__ if each.__module__ != "builtins"}
    sources = [inspect.getsource(module) for module in modules if module is not None]
    pattern = rf"\bself\.{found[1]}\b|^    {found[1]}:"
    where = at(provider, "error_status")
    assert any(re.search(pattern, source, re.MULTILINE) for source in sources), where


def has(real: type, name: str) -> bool:
    """Say whether instances have a member: of the class, or assigned where they are made."""
    made = [vars(each).get("__init__") for each in real.__mro__]
    pattern = re.compile(rf"\bself\.{name} *[:=]")
    sources = [inspect.getsource(each) for each in made if inspect.isfunction(each)]
    return hasattr(real, name) or any(map(pattern.search, sources))


@EACH
def test_which_other_classes_have_a_status_of_the_name_is_said(provider: Provider) -> None:
    """Else ``getattr`` would take it for one, where a clause names both."""
    route = native(provider)
    name = route.error_status.removeprefix("{self}.").partition(".")[0]
    (told,) = {resolve(route.errors[each][0]) for each in route.error_statuses}
    shared = {
        error
        for error, targets in route.errors.items()
        for real in map(resolve, targets)
        if not related(real, told) and has(real, name)
    }
    assert shared - STATUSES.keys() == set(route.error_shared), at(provider, "error_status")
