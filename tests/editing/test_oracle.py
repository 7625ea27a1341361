"""Random edits on a few real files do to the text what they do to the tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editing.join import standard_library
from tests.editing.oracle import check_file


def sample() -> list[Path]:
    small = [path for path in standard_library() if 3_000 < path.stat().st_size < 12_000]
    return small[:: len(small) // 10]


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("path", sample(), ids=lambda path: path.name)
def test_random_edits_do_what_they_do_to_the_tree(path: Path, seed: int) -> None:
    assert check_file(path, seed, share=0.1) == "edited"
