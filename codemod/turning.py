"""Turning: before the migration, calls of what the target lacks are written as calls of what it has.

The turned text exists in memory only. What the migration would leave of it is not turned: those calls
stay as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from codemod.analysis.collect import taken_names
from codemod.analysis.collect_turned import collect_turned
from codemod.lifting import Lifted
from codemod.planning.plan import Plan, plan
from codemod.repository import Repository
from codemod.vocabulary.migration import TURNING, Migration
from codemod.vocabulary.module_sites import HeldSite
from codemod.vocabulary.outcomes import Rewritten, Skipped
from codemod.vocabulary.spans import Span
from codemod.vocabulary.turned import Older, OlderSite, TurnedSite
from codemod.work import Work

TRIES = 5


def needed(migration: Migration, sources: Sequence[bytes]) -> bool:
    """Say whether some text may call an operation that the target lacks, and another stands for."""
    if not migration.allows(TURNING):
        return False
    if migration.older is not None and any(map(offering(migration.older), sources)):
        return True
    return any(
        called(name, data, tuple(migration.surface.operations))
        for name in migration.turned
        for data in sources
    )


def offering(older: Older) -> Callable[[bytes], object]:
    """Return what says whether a text may give a call one of the keywords of an older way."""
    words = "|".join(map(re.escape, older.words))
    return re.compile(rf"\b(?:{words})\s*=(?!=)|['\"](?:{words})['\"]".encode()).search


def called(name: str, data: bytes, operations: Sequence[str]) -> bool:
    """Say whether a text may call an operation; one whose name ends another's is told from that."""
    words = [word.encode() for word in name.split(".")]
    if not all(word in data for word in words):
        return False
    longer = {
        o.removesuffix(f".{name}").rpartition(".")[2] for o in operations if o.endswith(f".{name}")
    }
    if not longer:
        return True
    way = re.compile(rb"(\w+)?[)\]]?\s*\.\s*" + rb"\s*\.\s*".join(words))
    return any((m[1] or b"").decode() not in longer for m in way.finditer(data))


class Turning:
    """The step over the files of a run; they are solved once."""

    def __init__(self, run: Work, named: Sequence[str]) -> None:
        self.run = run
        asked = replace(run.migration, rules=run.migration.turning, only=())
        self.step = self.work(run.repository, asked)
        self.solved, self.fence = self.step.solved(self.step.starts(named))

    def work(self, repository: Repository, migration: Migration) -> Work:
        run = self.run
        return Work(
            repository,
            run.modules,
            migration,
            run.editable,
            run.rewriter.styles,
            run.others,
            run.books,
            run.guard,
            run.rewriter.pool,
        )

    def turn(self, held: Sequence[HeldSite]) -> Lifted:
        """Return the files with the calls written anew, but for held ones."""
        run, solved = self.step, self.solved
        asked = run.migration
        sites = collect_turned(solved, run.looking(), asked.turned, held, asked.older)
        facts = {path: module.facts for path, module in solved.modules.items()}
        names = taken_names(solved)
        refused: dict[str, tuple[tuple[Span, str], ...]] = {}
        planned, files = Plan(), dict[str, Rewritten]()
        for _ in range(TRIES):
            fence = replace(self.fence, refused=refused)
            planned = plan(sites, facts, names, run.migration, fence, {})
            outcomes, failed = run.edit(planned, facts)
            failed = failed or run.books.faults(outcomes)
            if not failed:
                files = {o.path: o for o in outcomes if isinstance(o, Rewritten)}
                break
            for path, row in failed.items():
                refused[path] = (*refused.get(path, ()), row)
        calls = [site.call for site in sites if isinstance(site, (TurnedSite, OlderSite))]
        migrated = {(s.path, s.span) for s in planned.sites if s.status == "migrated"}
        moved = [c for c in calls if (c.path, c.span) in migrated and c.path in files]
        mine = {call.origin for call in moved}
        beside: dict[str, tuple[Span, ...]] = {}
        for origin, (passed, _) in solved.operations.items():
            if origin not in mine:
                beside[passed.path] = (*beside.get(passed.path, ()), passed.op.span)
        return Lifted(
            files,
            tuple(each for each in planned.diagnostics if each.code != "GROUP-LEFT"),
            tuple(sorted(moved, key=lambda call: (call.path, call.span))),
            (),
            beside,
        )

    def after(self, turned: Lifted) -> Work:
        """Return the step that follows, over the files as this one leaves them."""
        old = self.run.repository
        if not turned.files:
            return self.unturned()
        texts = {path: outcome.after for path, outcome in turned.files.items()}

        def get(path: str) -> bytes | Skipped:
            return texts[path] if path in texts else old.get(path)

        files = Repository(old.paths, get, old.data)
        files.sources.update({p: data for p, data in old.sources.items() if p not in texts})
        files.facts = {p: found for p, found in old.facts.items() if p not in texts}
        files.failures = dict(old.failures)
        found = self.work(files, self.run.migration)
        found.lifted = {**self.run.lifted, **turned.files}
        self.take_over(found)
        self.run.books.lifted({path: each.after for path, each in found.lifted.items()})
        return found

    def unturned(self) -> Work:
        """Return the step that follows where nothing is written anew: it is solved already."""
        found = self.work(self.run.repository, self.run.migration)
        found.lifted = self.run.lifted
        found.ready = self.solved, self.fence
        self.take_over(found)
        return found

    def take_over(self, found: Work) -> None:
        """Let the step that follows know what the steps before have told."""
        found.told, found.older = self.run.told, self.run.older
        found.lingering = self.run.lingering
