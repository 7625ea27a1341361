"""The join between ``ast`` and libcst holds on the whole standard library (``MIGRATE_SOAK=1``)."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from codemod.editing.editor import EditError
from tests.editing.join import join_file, standard_library
from tests.editing.oracle import check_file


@pytest.mark.skipif(not os.environ.get("MIGRATE_SOAK"), reason="takes minutes")
def test_every_node_of_the_standard_library_is_found() -> None:
    total: Counter[str] = Counter()
    wrong: list[str] = []
    for path in standard_library():
        try:
            total += join_file(path)
        except (AssertionError, EditError) as error:
            wrong.append(f"{path}: {type(error).__name__} {error}")
    print(sum(total.values()), dict(total.most_common()))
    assert not wrong, "\n".join(wrong)
    assert total["Call"] > 50_000


@pytest.mark.skipif(not os.environ.get("MIGRATE_SOAK"), reason="takes minutes")
def test_random_edits_of_the_standard_library_do_what_they_do_to_the_tree() -> None:
    results: Counter[str] = Counter()
    for seed, path in enumerate(standard_library()):
        if path.stat().st_size < 60_000:
            results[check_file(path, seed)] += 1
    print(results)
    assert results["edited"] > 0.95 * sum(results.values())
