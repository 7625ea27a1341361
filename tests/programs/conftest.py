"""The bench: one fake server and one launcher for each test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs.harness import Bench
from tests.programs.harness import bench as open_bench


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """The bench that the programs of this process share."""
    with open_bench() as opened:
        yield opened
