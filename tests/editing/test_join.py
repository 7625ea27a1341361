"""The join between ``ast`` and libcst holds on a sample of the standard library."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.editing.join import join_file, standard_library

LARGEST = 10_000


def sample() -> list[Path]:
    """Return 60 files spread over the standard library, none of them large."""
    small = [path for path in standard_library() if 800 < path.stat().st_size < LARGEST]
    return small[:: max(1, len(small) // 60)][:60]


@pytest.fixture(scope="module")
def found() -> Counter[str]:
    total: Counter[str] = Counter()
    for path in sample():
        total += join_file(path)
    return total


def test_no_region_of_the_sample_is_refused(found: Counter[str]) -> None:
    assert found["too deep"] == found["no round trip"] == 0


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("Attribute", 1000),
        ("Call", 1000),
        ("Compare", 50),
        ("Constant", 1000),
        ("Dict", 20),
        ("JoinedStr", 10),
        ("List", 50),
        ("Name", 3000),
        ("Subscript", 100),
        ("Tuple", 50),
        ("alias", 200),
        ("keyword", 100),
        ("Assign.value", 500),
        ("Assign.targets", 500),
        ("ExceptHandler.type", 20),
        ("For.iter", 20),
        ("FunctionDef.decorator_list", 20),
        ("arguments.defaults", 10),
        ("withitem.context_expr", 20),
    ],
)
def test_every_node_of_a_kind_is_found(found: Counter[str], kind: str, least: int) -> None:
    assert found[kind] >= least
