"""Lifting: before the migration, code that calls the SDK's module gets clients, where they then move.

The lifted text exists in memory only. What the migration would leave of it is not lifted: those
calls stay as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.migration import LIFTING, Migration
from codemod.vocabulary.module_sites import HeldSite
from codemod.vocabulary.outcomes import Outcome, Region, Report, Rewritten, SiteStatus, Unchanged
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.regions import chained, map_places, map_span, reversed_regions
from codemod.vocabulary.sites import CallSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.surface import Surface

TWICE = ("TEST-DOUBLE", "ERROR-MADE")
"""What both steps say of one place in their own words; those of the second count."""


MORE = "-KEPT"
"""The end of the codes that say most of why a call stays."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """What lifting makes of a repository: the new texts, what is said of it, and each call's fate."""

    files: Mapping[str, Rewritten] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    moved: tuple[CallSite, ...] = ()
    """Calls of the module that a client makes now."""
    left: tuple[SiteStatus, ...] = ()
    beside: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    """Calls of clients in the same files, which were there before."""
    older: frozenset[str] = frozenset()
    """Files that stay with an older major altogether: its exceptions are theirs."""
    lingering: bool = False
    """Some call of the module stays, or a file with an older major: the module's settings are for it."""

    def now(self, path: str, span: Span) -> Span:
        """Return where what stood at ``span`` stands in the new text."""
        first = self.files.get(path)
        return map_span(first.regions, span) if first is not None else span


def needed(migration: Migration, sources: Iterable[bytes]) -> bool:
    """Say whether some text may use the SDK's module as a client."""
    if not migration.allows(LIFTING):
        return False
    found = _pattern(migration.surface)
    return any(found.search(data) for data in sources) and bool(migration.lifting)


def _pattern(surface: Surface) -> re.Pattern[bytes]:
    client = surface.module_client
    legacy = {
        name.partition(".")[0] for name in (*client.operations, *client.refused, *client.errors)
    }
    first = {path.partition(".")[0] for path in surface.operations} | legacy
    modules = "|".join(map(re.escape, surface.modules))
    classes = {name for name in legacy if name[:1].isupper()}
    text = (
        rf"\b(?:{modules})\s*\.\s*(?:{'|'.join(sorted(first))})\b"
        rf"|\bimport\s+(?:{modules})\s+as\b"
        rf"|\bfrom\s+(?:{modules})\s+import\b[^#]*?\b(?:{'|'.join(sorted(classes | {'error'}))})\b"
    )
    return re.compile(text.encode())


Status = Mapping[tuple[str, Span], SiteStatus]


def unmoved(
    lifted: Lifted, statuses: Status, diagnostics: Sequence[Diagnostic], native: bool
) -> list[HeldSite]:
    """Return the calls that must stay as they were written, because the migration leaves them.

    Where the SDK stays, a call of an older major that does not move is lifted nevertheless as long
    as some other one moves: both cannot live with one installed version.
    """
    rows = list(paired(lifted, statuses))
    stays = [row for row in rows if row[1] is None or row[1].status != "migrated"]
    if not native and any(row not in stays for row in rows if row[0].legacy):
        stays = [row for row in stays if not row[0].legacy]
    told_there = [told(call, status, diagnostics) for call, status in stays]
    way = ways_back(lifted)
    found = [(replace(s, message=map_places(s.message, way)), certain) for s, certain in told_there]
    culprits = [site for site, certain in found if certain]
    return culprits or [site for site, _ in found]


def paired(lifted: Lifted, statuses: Status) -> Iterable[tuple[CallSite, SiteStatus | None]]:
    """Yield the lifted calls with what became of them: calls keep their order in a file."""
    for path in sorted({call.path for call in lifted.moved}):
        mine = {call.span: call for call in lifted.moved if call.path == path}
        before = sorted([*mine, *lifted.beside.get(path, ())])
        after = sorted(span for where, span in statuses if where == path)
        same = len(before) == len(after)
        for index, span in enumerate(before):
            if span in mine:
                yield mine[span], statuses[(path, after[index])] if same else None


def told(
    call: CallSite, status: SiteStatus | None, diagnostics: Sequence[Diagnostic]
) -> tuple[HeldSite, bool]:
    """Return a call that stays with the reason, and whether the call itself is it."""
    if status is None:
        message = "what becomes of it cannot be told in a file that mixes both ways"
        return HeldSite(call.path, call.span, "MODULE-CLIENT", message), True
    if status.status == "foreign":
        return HeldSite(call.path, call.span, "CLIENT-FOREIGN", status.reason, quiet=True), False
    within = [
        each
        for each in diagnostics
        if each.path == status.path
        and each.severity is Severity.LEFT
        and each.code != "GROUP-LEFT"
        and status.span.encloses(each.span)
    ]
    for each in sorted(within, key=lambda each: not each.code.endswith(MORE)):
        return HeldSite(call.path, call.span, each.code, each.message), True
    code, _, message = status.reason.partition(": ")
    return HeldSite(call.path, call.span, code, message), False


def still_caught(lifted: Lifted, diagnostics: Iterable[Diagnostic]) -> frozenset[tuple[str, int]]:
    """Return the lines, as they were, that name exceptions which stay the source's.

    They are raised by what stays, with the SDK as it is installed: their names of today are not known
    to it.
    """
    found: set[tuple[str, int]] = set()
    for each in diagnostics:
        first = lifted.files.get(each.path)
        if first is not None and each.code in ("ERROR-KEPT", "ERROR-BOTH"):
            line = map_span(reversed_regions(first.regions), each.span).line
            renamed = {edit.span.line for edit in first.edits if edit.why.code == "NAME"}
            found.update({(each.path, line)} if line in renamed else ())
    return frozenset(found)


def composed(lifted: Lifted, report: Report) -> Report:
    """Return the report of both steps, the second of which may be two itself, as that of one.

    Places in messages are those of the files as they were.
    """
    files, way = lifted.files, ways_back(lifted)
    second = [replace(d, message=map_places(d.message, way)) for d in report.diagnostics]
    later = {o.path: o.lifted for o in report.outcomes if isinstance(o, Rewritten)}
    outcomes: list[Outcome] = []
    for outcome in report.outcomes:
        first = files.get(outcome.path)
        if first is not None and isinstance(outcome, (Rewritten, Unchanged)):
            outcome = joined(first, outcome)
        outcomes.append(outcome)
    known = {outcome.path for outcome in outcomes}
    outcomes += [joined(first, Unchanged(p)) for p, first in files.items() if p not in known]
    said = {(each.path, each.span, each.code) for each in second}
    placed = [moved_on(each, lifted, later) for each in lifted.diagnostics]
    twice = [d for d in placed if d.code in TWICE and (d.path, d.span, d.code) in said]
    diagnostics = [each for each in placed if each not in twice]
    sites = [
        replace(back(each, files), reason=map_places(each.reason, way)) for each in report.sites
    ]
    return replace(
        report,
        outcomes=tuple(sorted(outcomes, key=lambda outcome: outcome.path)),
        diagnostics=tuple(sorted({*second, *diagnostics})),
        sites=tuple(sorted((*sites, *lifted.left), key=lambda site: (site.path, site.span))),
    )


def joined(first: Rewritten, then: Rewritten | Unchanged) -> Rewritten:
    edits = tuple(replace(edit, span=map_span(first.regions, edit.span)) for edit in first.edits)
    if isinstance(then, Unchanged):
        return Rewritten(first.path, first.before, first.after, edits, (), first.regions)
    regions = first.regions
    if then.lifted:
        edits = tuple(replace(edit, span=map_span(then.lifted, edit.span)) for edit in edits)
        regions = chained(regions, then.lifted)
    return replace(then, before=first.before, edits=(*edits, *then.edits), lifted=regions)


def moved_on(
    diagnostic: Diagnostic,
    lifted: Lifted,
    later: Mapping[str, tuple[Region, ...]],
) -> Diagnostic:
    span = map_span(later.get(diagnostic.path, ()), lifted.now(diagnostic.path, diagnostic.span))
    return replace(diagnostic, span=span)


def back(site: SiteStatus, files: Mapping[str, Rewritten]) -> SiteStatus:
    first = files.get(site.path)
    if first is None:
        return site
    return replace(site, span=map_span(reversed_regions(first.regions), site.span))


def ways_back(lifted: Lifted) -> Mapping[str, tuple[Region, ...]]:
    """Return, by path, the regions of the way from the text of the second step to that of the first."""
    return {path: reversed_regions(file.regions) for path, file in lifted.files.items()}
