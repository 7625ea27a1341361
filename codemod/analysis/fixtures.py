"""Fixtures of pytest: what a test's parameter holds is what the fixture of its name gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import dirname
from typing import TYPE_CHECKING

from codemod.vocabulary.facts import Function
from codemod.vocabulary.values import External, FunctionValue, Product, Value

if TYPE_CHECKING:
    from codemod.analysis.link import Linker

DECORATORS = frozenset(("pytest.fixture", "pytest_asyncio.fixture", "pytest.yield_fixture"))


@dataclass(slots=True)
class Fixtures:
    """The fixtures and the parameters of a repository, by name, and who was told of whom."""

    made: dict[str, list[FunctionValue]] = field(default_factory=dict)
    wanted: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def want(link: Linker, path: str, base: int, function: Function) -> None:
    """A test or a fixture takes fixtures by the names of its parameters."""
    for parameter in function.parameters[function.klass >= 0 :]:
        if parameter.kind in ("positional", "keyword") and parameter.default < 0:
            row = (path, base + parameter.node)
            link.fixtures.wanted.setdefault(parameter.name, []).append(row)
            for made in link.fixtures.made.get(parameter.name, ()):
                connect(link, made, *row)


def fixture(link: Linker, path: str, base: int, function: Function, value: Value) -> None:
    """Note a function that a decorator makes a fixture."""
    if not isinstance(value, (External, Product)) or value.name not in DECORATORS:
        return
    made = FunctionValue(path, function.number)
    rows = link.fixtures.made.setdefault(function.name, [])
    if made in rows:
        return
    rows.append(made)
    for place, node in link.fixtures.wanted.get(function.name, ()):
        connect(link, made, place, node)
    want(link, path, base, function)


def connect(link: Linker, made: FunctionValue, path: str, node: int) -> None:
    """Let what a fixture gives flow into a parameter that can see it."""
    function, folder = link.function(made), dirname(made.path)
    shared = made.path.endswith("conftest.py") and (not folder or path.startswith(f"{folder}/"))
    if made.path != path and not shared:
        return
    link.called.add(made)
    link.injected.add(node)
    link.flow(
        link.node(made.path, function.element if function.generator else function.result), node
    )


def is_test(function: Function) -> bool:
    """Say whether pytest calls a function by its name."""
    return function.name.startswith("test")
