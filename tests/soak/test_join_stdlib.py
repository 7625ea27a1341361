"""The join between ``ast`` and libcst holds on the whole standard library (``MIGRATE_SOAK=1``)."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.editing.join import join_file, standard_library


@pytest.mark.skipif(not os.environ.get("MIGRATE_SOAK"), reason="takes minutes")
def test_every_node_of_the_standard_library_is_found(record_property: object) -> None:
    total: Counter[str] = Counter()
    wrong: list[str] = []
    for path in standard_library():
        try:
            total += join_file(path)
        except Exception as error:
            wrong.append(f"{path}: {type(error).__name__} {error}")
    print(sum(total.values()), dict(total.most_common()))
    assert not wrong, "\n".join(wrong)
    assert total["Call"] > 50_000
