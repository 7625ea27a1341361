"""What a file is for, by its path alone."""

from __future__ import annotations

from pathlib import PurePosixPath

FOLDERS = frozenset({"test", "tests", "testing"})


def is_test(path: str) -> bool:
    """Say whether the file at ``path``, relative to the project, belongs to its tests.

    By the names that pytest and unittest look for, and the folders that tests commonly stand in.
    """
    parts = PurePosixPath(path).parts
    name = parts[-1] if parts else ""
    stem = name.partition(".")[0]
    return (
        any(part in FOLDERS for part in parts[:-1])
        or stem.startswith("test_")
        or stem.endswith("_test")
        or stem in ("conftest", "tests")
    )
