"""Bounds on versions, and what becomes of them."""

from __future__ import annotations

import pytest
from packaging.version import Version

from codemod.documents.versions import BoundsError, adjusted, lowest


@pytest.mark.parametrize(
    ("bounds", "allowed", "after"),
    [
        ("==1.3.0", ">=1.20", ">=1.20"),
        ("===1.3.0", ">=1.20", ">=1.20"),
        ("==1.*", ">=1.20", ">=1.20,<2"),
        ("==1.3.*", ">=1.20", ">=1.20"),
        ("<1.20", ">=1.20", ">=1.20"),
        ("<=1.19.3", ">=1.20", ">=1.20"),
        (">=1,<2", ">=1.20", ">=1.20,<2"),
        (">1.0, !=1.5, <2", ">=1.20", ">=1.20, !=1.5, <2"),
        ("~=1.3", ">=1.20", "~=1.20"),
        ("~=1.3.0", ">=1.20", ">=1.20"),
        ("<2,>=1.0.0", ">=1.20", "<2,>=1.20"),
        ("==1.20.0", ">=2.0.2,<3", ">=2.0.2,<3"),
        (">=3", ">=2.0.2,<3", ">=2.0.2,<3"),
    ],
)
def test_bounds_meet_what_is_allowed(bounds: str, allowed: str, after: str) -> None:
    assert adjusted(bounds, allowed) == after
    assert adjusted(after, allowed) is None


@pytest.mark.parametrize(
    "bounds",
    ["", "*", "==1.20", "==1.30.0", "<=1.20", ">=1.20", ">=1.20.0", "~=1.20", ">2", "!=1.3", "<2"],
)
def test_bounds_that_meet_it_stay(bounds: str) -> None:
    assert adjusted(bounds, ">=1.20") is None


@pytest.mark.parametrize(
    ("bounds", "after"),
    [
        ("^1", "^1.20"),
        ("^1.2.3", "^1.20"),
        ("^0.28.1", ">=1.20"),
        ("~1", ">=1.20,<2"),
        ("~1.3", ">=1.20"),
        ("1.3", ">=1.20"),
        ("1.*", ">=1.20,<2"),
        (">=1.0 <2", ">=1.20 <2"),
    ],
)
def test_carets_and_tildes(bounds: str, after: str) -> None:
    assert adjusted(bounds, ">=1.20", caret=True) == after
    assert adjusted(after, ">=1.20", caret=True) is None


@pytest.mark.parametrize("bounds", ["^1", "1.3", "latest", ">=1 || <2", ">=x", "=1.3", ">=1.*"])
def test_what_is_no_pep_440_is_refused(bounds: str) -> None:
    with pytest.raises(BoundsError):
        adjusted(bounds, ">=1.20")


@pytest.mark.parametrize(
    ("bounds", "least"),
    [
        (">=3.8", "3.8"),
        ("^3.8.1", "3.8.1"),
        (">=3.8,<4,>=3.9", "3.9"),
        ("3.10", "3.10"),
        ("~3.7 || ^3.9", "3.7"),
        ("==3.8.*", "3.8"),
    ],
)
def test_the_lowest_version(bounds: str, least: str) -> None:
    assert lowest(bounds) == Version(least)


@pytest.mark.parametrize("bounds", ["<3.13", "", "*", "!=3.9", "<3 || >=3.8"])
def test_no_lowest_version(bounds: str) -> None:
    assert lowest(bounds) is None
