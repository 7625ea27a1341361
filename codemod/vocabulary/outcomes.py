"""What became of one file: a closed union of frozen values that may cross a process boundary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from codemod.vocabulary.diagnostics import WHOLE_FILE, Diagnostic, Severity
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.skipped import Skipped as Skipped
from codemod.vocabulary.spans import Span

if TYPE_CHECKING:
    from codemod.vocabulary.edits import Edit


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a file whose text was replaced: where it stood, and where the new text stands."""

    before: Span
    after: Span


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The file changes from ``before`` to ``after`` (bytes) by ``edits``.

    With ``lifted`` it was changed in two steps, and these are the regions of the first: spans of the
    edits and of the file's findings are then those of the text between.
    """

    path: str
    before: bytes
    after: bytes
    edits: tuple[Edit, ...]
    regions: tuple[Region, ...]
    lifted: tuple[Region, ...] = ()
    created: bool = False
    """The file is new: there is nothing before."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing to do in this file."""

    path: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The file was left as it is because of ``error`` (one clause)."""

    path: str
    error: str


Outcome = Rewritten | Unchanged | Skipped | Failed


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """What became of one call that is, or looks like, one of the source's operations.

    ``status`` is migrated, left or foreign; ``span`` is in the source as read.
    """

    path: str
    span: Span
    operation: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook: its number, from 1 over all cells, and where its source stands."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run found: one outcome for each file looked at, and every finding.

    ``outcomes`` and ``diagnostics`` are sorted by path, then place. ``todo`` are the things that
    the user must still do, one sentence each. Paths are relative to the project's root. ``cells`` are
    the places of the cells of each notebook, in the source as read.
    """

    outcomes: tuple[Outcome, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    todo: tuple[str, ...] = ()
    sites: tuple[SiteStatus, ...] = ()
    cells: Mapping[str, Sequence[Cell]] = field(default_factory=dict)

    @property
    def rewritten(self) -> tuple[Rewritten, ...]:
        """The files that change."""
        return tuple(o for o in self.outcomes if isinstance(o, Rewritten))


def skipped_files(skipped: Iterable[Skipped]) -> tuple[Diagnostic, ...]:
    """Return a finding for each file that was not read."""
    rows = (
        Diagnostic(each.path, WHOLE_FILE, "FILE-SKIPPED", each.reason, Severity.ERROR)
        for each in skipped
    )
    return tuple(sorted(set(rows)))
