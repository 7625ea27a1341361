"""Leave the slow proofs out of a plain run of the tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest


class Slow(pytest.Module):
    """A module that is not asked for: its tests, which may be thousands, are not made."""

    def collect(self) -> NoReturn:
        pytest.skip("slow: set MIGRATE_SOAK=1", allow_module_level=True)


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Skip what lies here, unless it is asked for by the environment or by its path."""
    asked = any("soak" in Path(argument).parts for argument in parent.config.args)
    if asked or os.environ.get("MIGRATE_SOAK"):
        return None
    return Slow.from_parent(parent, path=module_path)
