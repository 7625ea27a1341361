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


@dataclass(frozen=True, slots=True)
class Plain:
    path: str
    line: int = 0
    seen: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(slots=True)
class Open:
    path: str


@dataclass(frozen=True, slots=True)
class Empty:
    pass


@dataclass(frozen=True)
class Own:
    path: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own)

    def __hash__(self) -> int:
        return 7


def test_one_without_an_order_compares_its_fields_alike() -> None:
    assert Plain("a", 1) == Plain("a", 1, ("b",)) != Plain("a", 2)
    assert Plain("a", 1).__eq__(Mine("a", 1)) is NotImplemented
    assert hash(Plain("a", 1, ("b",))) == hash(Plain("a", 1)) == hash(Mine("a", 1))
    assert len({Plain("a"), Plain("a"), Plain("b")}) == 2
    assert Open("a") == Open("a") != Open("b")
    assert Open.__hash__ is None
    assert Empty() == Empty() and len({Empty(), Empty()}) == 1
    assert Own("a") == Own("b") and hash(Own("a")) == 7
    assert pickle.loads(pickle.dumps(Plain("a", 3))) == Plain("a", 3)


def test_without_equality_each_is_its_own() -> None:
    one, other = Single("a"), Single("a")
    assert one != other and len({one, other}) == 2


def test_nothing_is_compiled_to_guard_or_to_show_it() -> None:
    assert Mine.__setattr__ is object.__setattr__
    assert Mine.__repr__ is Single.__repr__
    assert not hasattr(Mine("a"), "__dict__")
