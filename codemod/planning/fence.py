"""Where no edit may go, and what that blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from codemod.planning.standing import Standing
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.results import Blocker, Change, Rename
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


@dataclass(frozen=True, slots=True)
class Fence:
    """Where no edit may go: files outside PATHS, opted out, or with changes git does not have."""

    editable: Callable[[str], bool]
    skipped_lines: Mapping[str, frozenset[int]] = field(default_factory=dict)
    skipped_files: frozenset[str] = frozenset()
    dirty: frozenset[str] = frozenset()
    refused: Mapping[str, tuple[tuple[Span, str], ...]] = field(default_factory=dict)
    """Edits that were tried and could not be made, by path: the place and why."""
    held: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Files that must stay because of another file that would have to move along: (code, message)."""

    def refuses(self, path: str, span: Span) -> tuple[str, str] | None:
        """Return (code, message) when no edit may be made here."""
        if path in self.skipped_files:
            return "SKIPPED", "the file is opted out (migrate: skip-file)"
        if not self.editable(path):
            return "PATH-OUTSIDE", f"{path} must move along, and is outside PATHS: add it"
        if path in self.dirty:
            return "FILE-DIRTY", f"git does not have the present state of {path}; see --force"
        if path in self.held:
            return self.held[path]
        for place, reason in self.refused.get(path, ()):
            if place.encloses(span) or span.encloses(place):
                return "EDIT-REFUSED", reason
        lines = self.skipped_lines.get(path, frozenset())
        if any(line in lines for line in range(span.line, span.end_line + 1)):
            return "SKIPPED", "the line is opted out (migrate: skip)"
        return None


def fenced(
    fence: Fence, standing: Standing, changes: list[Change], renames: list[Rename]
) -> list[Blocker]:
    """Return blockers for edits that may not be made where they would have to be."""
    found: list[Blocker] = []
    placed = [(c.path, c.edit.span, c.origins) for c in changes]
    placed += [(r.path, r.span, r.origins or raised_by(r)) for r in renames]
    for path, span, origins in placed:
        if not origins:
            continue
        refused = fence.refuses(path, span)
        if refused is not None:
            found.append(Blocker(path, span, *refused, origins))
    for call in standing.calls:
        refused = fence.refuses(call.path, call.span)
        if refused is not None:
            found.append(
                Blocker(
                    call.path, call.span, *refused, standing.joined((call.origin, *call.clients))
                )
            )
    return found


def raised_by(rename: Rename) -> tuple[Origin, ...]:
    """Return the calls that raise an exception: they cannot move without the clause that catches it."""
    return rename.reached.origins if rename.reached is not None else ()
