"""What a cheap dataclass does is what a frozen one of the standard library does, but for the guard."""

from __future__ import annotations

import pickle
from dataclasses import dataclass as standard
from dataclasses import field, replace

import pytest

from codemod.vocabulary.records import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Mine:
    path: str
    line: int = 0
    seen: tuple[str, ...] = field(default=(), compare=False, repr=False)


@standard(frozen=True, slots=True, order=True)
class Standard:
    path: str
    line: int = 0
    seen: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    path: str


@pytest.mark.parametrize("given", [("a",), ("a", 1), ("a", 1, ("b",))])
def test_it_shows_compares_and_hashes_alike(given: tuple[object, ...]) -> None:
    mine, other = Mine(*given), Standard(*given)  # type: ignore[arg-type]
    assert repr(mine) == repr(other).replace("Standard", "Mine")
    assert hash(mine) == hash(other)
    assert mine == Mine(*given[:2]) and mine != other  # type: ignore[arg-type]
    assert (mine < Mine("b")) is (other < Standard("b")) is True
    assert replace(mine, line=7).line == 7
    assert pickle.loads(pickle.dumps(mine)) == mine


def test_without_equality_each_is_its_own() -> None:
    one, other = Single("a"), Single("a")
    assert one != other and len({one, other}) == 2


def test_nothing_is_compiled_to_guard_or_to_show_it() -> None:
    assert Mine.__setattr__ is object.__setattr__
    assert Mine.__repr__ is Single.__repr__
    assert not hasattr(Mine("a"), "__dict__")
