"""Leave the slow proofs out of a plain run of the tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what lies here, unless it is asked for by the environment or by its path."""
    asked = any("soak" in Path(argument).parts for argument in config.args)
    if asked or os.environ.get("MIGRATE_SOAK"):
        return
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="slow: set MIGRATE_SOAK=1"))
