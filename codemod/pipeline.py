"""The seven phases in order: select, scan, link, plan, edit, verify, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Report


def transform(
    files: Mapping[str, bytes],
    migration: Migration,
    editable: Callable[[str], bool] = lambda path: True,
) -> Report:
    """Run scan, link, plan, edit and verify over files in memory.

    ``files`` maps paths (relative to the project's root) to bytes; all of them inform the plan, those
    for which ``editable`` is true may change.
    """
    raise NotImplementedError


def run(
    root: Path,
    paths: Sequence[Path],
    migration: Migration,
    *,
    exclude: Sequence[str] = (),
    jobs: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Select the project's files below ``root``, transform those below ``paths``; write nothing."""
    raise NotImplementedError
