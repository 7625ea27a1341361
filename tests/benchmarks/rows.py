"""The rows of the benchmark: what is timed, beside what, by section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.benchmarks.running import Took

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ours, the other, and what both took. ``clock``: compare by the clock, not the processor."""

    ours: str
    took: Took
    other: str
    beside: Took
    clock: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the other's time ours is; None where one of them has none."""
        mine, its = self.time(self.took), self.time(self.beside)
        if self.took.fault or self.beside.fault or not its:
            return None
        return mine / its

    def time(self, took: Took) -> float:
        """Return the seconds that count here."""
        return took.wall if self.clock else took.seconds

    def cells(self) -> list[str]:
        """Return the row as cells of a table."""
        ratio = self.ratio
        told = "–" if ratio is None else f"{ratio:.2f}"
        both = [self.said(self.took), peak(self.took), self.other, self.said(self.beside)]
        return [self.ours, *both, peak(self.beside), told]

    def said(self, took: Took) -> str:
        """Return the seconds that count, or why there are none."""
        return took.fault or f"{self.time(took):.2f}"

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain data."""
        ratio = self.ratio
        return {
            "ours": self.ours,
            **numbers("", self.took),
            "other": self.other,
            **numbers("other_", self.beside),
            "by": "clock" if self.clock else "processor",
            "ratio": None if ratio is None else round(ratio, 3),
        }


@dataclass(frozen=True, slots=True)
class Phase:
    """What one phase of a run took, and over how much."""

    name: str
    seconds: float
    files: int
    bytes: int

    def cells(self) -> list[str]:
        """Return the phase as cells of a table."""
        each = 1000 * self.seconds / self.files if self.files else 0.0
        speed = self.bytes / 1e6 / self.seconds if self.seconds else 0.0
        return [self.name, f"{self.seconds:.3f}", str(self.files), f"{each:.2f}", f"{speed:.2f}"]

    def as_json(self) -> dict[str, Any]:
        """Return the phase as plain data."""
        return {
            "phase": self.name,
            "seconds": round(self.seconds, 4),
            "files": self.files,
            "bytes": self.bytes,
        }


HEAD = ("ours", "s", "MiB", "beside", "s", "MiB", "ratio")
PHASES = ("phase", "s", "files", "ms per file", "MB/s")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the benchmark: its name, and its rows, or the phases of a run."""

    name: str
    title: str
    rows: Sequence[Row | Phase]
    head: tuple[str, ...] = HEAD

    def as_table(self) -> str:
        """Return the section as a Markdown table below its title."""
        if not self.rows:
            return self.title
        rule = ["---" if cell in ("ours", "beside", "phase") else "---:" for cell in self.head]
        lines: list[Sequence[str]] = [self.head, rule]
        last = ""
        for row in self.rows:
            cells = row.cells()
            if isinstance(row, Row) and row.ours == last:
                cells[:3] = ["", "", ""]  # the same as in the line above
            last = row.ours if isinstance(row, Row) else ""
            lines.append(cells)
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        return f"{self.title}\n\n{table}"


def numbers(prefix: str, took: Took) -> dict[str, Any]:
    """Return what something took as plain data."""
    if took.fault:
        return {f"{prefix}fault": took.fault}
    return {
        f"{prefix}seconds": round(took.seconds, 4),
        f"{prefix}wall": round(took.wall, 4),
        f"{prefix}peak_mib": round(took.peak, 1),
    }


def peak(took: Took) -> str:
    """Return the peak memory of the largest process in MiB."""
    return "–" if took.fault or not took.peak else f"{took.peak:.0f}"
