"""Two steps over a repository: what calls the SDK's module is lifted to clients, then all migrates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from codemod import turning
from codemod.analysis.collect import taken_names
from codemod.analysis.collect_module import collect_module
from codemod.analysis.link import Linker
from codemod.lifting import Lifted, back, composed, needed, still_caught, unmoved
from codemod.planning.fence import Fence
from codemod.planning.plan import Plan, plan
from codemod.repository import Repository
from codemod.starting import chosen, reminder
from codemod.vocabulary.diagnostics import Diagnostic
from codemod.vocabulary.module_sites import HeldSite, LegacyNameSite, ModuleCallSite, StayingSite
from codemod.vocabulary.outcomes import Report, Rewritten, SiteStatus, Skipped
from codemod.vocabulary.references import ReferenceSite
from codemod.vocabulary.regions import lines_of
from codemod.vocabulary.sites import CallSite, ModelSite
from codemod.vocabulary.spans import Span
from codemod.work import Work

TRIES = 5
MANY = 3
REPEATED = ("LEGACY-MEMBER", "LEGACY-PARAMETER", "RESPONSE-ESCAPES")
"""Reasons that one call may have by the dozen."""


def report(run: Work, named: Sequence[str], skipped: Sequence[Skipped] = ()) -> Report:
    """Return the report of both steps, with notebooks as their files have them.

    ``named`` are the files that name the source, to use it or not.
    """
    starts = chosen(run, named)
    found = of_both(run, starts, skipped)
    if found.rewritten:
        found = replace(found, todo=(*found.todo, *reminder(named, starts)))
    return run.books.told(found)


def of_both(run: Work, named: Sequence[str], skipped: Sequence[Skipped]) -> Report:
    """Return the report of both steps; what the second leaves is not made by the first.

    ``named`` are the files to start from.
    """
    sources = [data for path in named if (data := run.repository.source(path)) is not None]
    if not needed(run.migration, sources):
        return of_turned(run, named, skipped)[0]
    lifting = Lifting(run, named)
    held: list[HeldSite] = []
    caught: frozenset[tuple[str, int]] = frozenset()
    while True:
        lifted = lifting.lift(held, caught)
        then = lifting.after(lifted)
        found, settled = of_turned(then, named, skipped)
        if not lifted.moved:
            return composed(lifted, found)
        statuses = {(s.path, s.span): s for s in found.sites if (s.path, s.span) in settled}
        if run.migration.own:  # a client of today's SDK is right, whatever its model is
            return composed(lifted, found)
        more = unmoved(lifted, statuses, found.diagnostics, run.migration.native)
        if len(held) < TRIES * 10 and more:
            held += more
            continue
        lines = still_caught(lifted, found.diagnostics) if run.migration.native else frozenset()
        if lines <= caught:
            return composed(lifted, found)
        caught |= lines


def of_turned(
    run: Work, named: Sequence[str], skipped: Sequence[Skipped]
) -> tuple[Report, set[tuple[str, Span]]]:
    """Return the report of a run whose plain calls of what the target lacks are written first.

    With it, the places of the calls of clients whose fate it tells.
    """
    sources = [data for path in named if (data := run.repository.source(path)) is not None]
    if not turning.needed(run.migration, sources):
        return run.report(named, skipped), run.settled
    step = turning.Turning(run, named)
    held: list[HeldSite] = []
    while True:
        turned = step.turn(held)
        then = step.after(turned)
        found = then.report(named, skipped)
        statuses = {(s.path, s.span): s for s in found.sites if (s.path, s.span) in then.settled}
        more = unmoved(turned, statuses, found.diagnostics, native=True)
        if len(held) >= TRIES * 10 or not more:
            settled = {(s.path, back(s, turned.files).span) for s in statuses.values()}
            return composed(turned, found), settled
        held += more


class Lifting:
    """The first step over the files of a run; they are solved once."""

    def __init__(self, run: Work, named: Sequence[str]) -> None:
        self.run = run
        self.surface = run.migration.surface.of_module()
        asked = replace(run.migration, surface=self.surface, rules=run.migration.lifting, only=())
        self.step = Work(
            run.repository,
            run.modules,
            asked,
            run.editable,
            run.rewriter.styles,
            run.others,
            run.books,
            run.guard,
            run.rewriter.pool,
        )
        self.solved: Linker
        self.fence: Fence
        self.solved, self.fence = self.step.solved(self.step.starts(named))

    def lift(
        self, held: Sequence[HeldSite], caught: frozenset[tuple[str, int]] = frozenset()
    ) -> Lifted:
        """Return the files with clients in the place of the SDK's module, but for held calls.

        The exceptions that are named at the places of ``caught`` (path, line) keep their names.
        """
        run, solved = self.step, self.solved
        sites = [
            site
            for site in collect_module(solved, run.looking(), run.repository.source, held)
            if not (isinstance(site, ReferenceSite) and (site.path, site.span.line) in caught)
        ]
        facts = {path: module.facts for path, module in solved.modules.items()}
        names = taken_names(solved)
        refused: dict[str, tuple[tuple[Span, str], ...]] = {}
        dirty = self.fence.dirty
        planned, files = Plan(), dict[str, Rewritten]()
        for _ in range(TRIES):
            fence = replace(self.fence, dirty=dirty, refused=refused)
            planned = plan(sites, facts, names, run.migration, fence, {})
            changing = sorted(path for path, edits in planned.edits.items() if edits)
            found = frozenset(run.guard(changing)) if run.guard is not None and changing else dirty
            if found - dirty:
                dirty = dirty | found
                continue
            outcomes, failed = run.edit(planned, facts)
            failed = failed or run.books.faults(outcomes)
            if not failed:
                files = {o.path: o for o in outcomes if isinstance(o, Rewritten)}
                break
            for path, row in failed.items():
                refused[path] = (*refused.get(path, ()), row)
        calls = {(s.call.path, s.call.span): s.call for s in sites if isinstance(s, ModelSite)}
        migrated = {(s.path, s.span) for s in planned.sites if s.status == "migrated"}
        moved = [call for place, call in calls.items() if place in migrated and files]
        mine = {call.origin for call in calls.values()}
        beside: dict[str, tuple[Span, ...]] = {}
        for (path, _), (passed, _) in (
            row for row in solved.operations.items() if row[0] not in mine
        ):
            beside[path] = (*beside.get(path, ()), passed.op.span)
        unknown = [site for site in sites if isinstance(site, ModuleCallSite)]
        older = {site.path for site in sites if isinstance(site, LegacyNameSite)}
        older |= {call.path for call in calls.values() if call.legacy and call not in moved}
        return Lifted(
            files,
            thinned(planned.diagnostics, calls),
            tuple(sorted(moved, key=order)),
            (
                *(settled(s) for s in planned.sites if s.status != "migrated" and not right(s)),
                *(gone(s) for s in sites if isinstance(s, LegacyNameSite) and s.called),
                *(gone(site) for site in unknown if not site.handed),
            ),
            beside,
            frozenset(older - {call.path for call in moved}),
            bool(older or unknown) or len(moved) < len(calls),
        )

    def after(self, lifted: Lifted) -> Work:
        """Return the second step, over the files as the first leaves them."""
        run, old = self.run, self.run.repository
        texts = {path: outcome.after for path, outcome in lifted.files.items()}
        run.books.lifted(texts)

        def get(path: str) -> bytes | Skipped:
            return texts[path] if path in texts else old.get(path)

        files = Repository(old.paths, get, old.data)
        for path, data in old.sources.items():
            if path not in texts:
                files.sources[path] = data
        files.facts = {p: found for p, found in old.facts.items() if p not in texts}
        files.failures = dict(old.failures)
        found = Work(
            files,
            run.modules,
            run.migration,
            run.editable,
            run.rewriter.styles,
            run.others,
            run.books,
            run.guard,
            run.rewriter.pool,
        )
        found.lifted = lifted.files
        found.told = True
        found.older = lifted.older
        found.lingering = lifted.lingering
        found.staying = tuple(
            StayingSite(s.path, lifted.now(s.path, s.span), s.operation)
            for s in lifted.left
            if s.status == "left"
        )
        return found


def order(call: CallSite) -> tuple[str, Span]:
    return call.path, call.span


def thinned(
    diagnostics: Iterable[Diagnostic], calls: Collection[tuple[str, Span]]
) -> tuple[Diagnostic, ...]:
    """Leave out of the reasons of one kind in a file all but the first few, and say where those are.

    What stands in a call, or around it, names that call, and is never left out.
    """
    found: list[Diagnostic] = []
    rows: dict[tuple[str, str], list[Diagnostic]] = {}
    places: dict[str, list[Span]] = {}
    for path, span in calls:
        places.setdefault(path, []).append(span)
    for each in sorted(diagnostics):
        near = places.get(each.path, ())
        touches = any(span.encloses(each.span) or each.span.encloses(span) for span in near)
        if each.code in REPEATED and not touches:
            rows.setdefault((each.path, each.code), []).append(each)
        else:
            found.append(each)
    for group in rows.values():
        last, more = group[min(len(group), MANY) - 1], group[MANY:]
        found += group[: MANY - 1] if more else group
        if more:
            lines = lines_of(last.path, (each.span.line for each in more))
            message = f"{last.message} (and {len(more)} more: {lines})"
            found.append(replace(last, message=message))
    return tuple(sorted(found))


def settled(status: SiteStatus) -> SiteStatus:
    """Return the fate of a call that stays; that of another vendor's is no loss."""
    foreign = status.reason.startswith("CLIENT-FOREIGN")
    return replace(status, status="foreign") if foreign else status


def right(status: SiteStatus) -> bool:
    """Say whether a call stays because it is right: what comes of it the second step tells."""
    return status.reason == "MODULE-CLIENT: "


def gone(site: LegacyNameSite | ModuleCallSite) -> SiteStatus:
    """Return the fate of a call that no client has."""
    operation = site.name.partition(".")[2]
    return SiteStatus(site.path, site.span, operation, "left", f"CALL-MODULE: {site.name}")
