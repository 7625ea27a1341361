"""One run over a repository: scan, link, plan, edit and verify, and what is to be told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from codemod.aiding import shipping, with_aid, written
from codemod.analysis.collect import Looking, collect, taken_names
from codemod.analysis.link import Linker
from codemod.analysis.repository import solve
from codemod.beside import beside
from codemod.books import Books
from codemod.comments import type_comments
from codemod.data import shared
from codemod.looking import looking
from codemod.manifests import Project, Settled, settle_documents
from codemod.mentions import lines_edited, older_variables, read_no_more, told
from codemod.planning.fence import Fence
from codemod.planning.plan import Plan, plan
from codemod.pool import Pool
from codemod.reaching import Reaching
from codemod.reading.modules import Modules
from codemod.reading.needles import compile_needles
from codemod.reading.optout import opt_out
from codemod.reading.style import Styles
from codemod.remaining import alone, needed_beside, without_older
from codemod.repository import Others, Repository
from codemod.rewriting import Rewriter, whole
from codemod.searching import naming
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.facts import ModuleFacts
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.module_sites import StayingSite
from codemod.vocabulary.outcomes import (
    Failed,
    Outcome,
    Report,
    Rewritten,
    Skipped,
    Unchanged,
    skipped_files,
)
from codemod.vocabulary.references import VariableSite
from codemod.vocabulary.site import Site
from codemod.vocabulary.sites import ClientSite, ModelSite
from codemod.vocabulary.spans import Span

TRIES = 5
UNFORMATTED = "Run black over the changed files: {}."


class Work:
    """One run over a repository."""

    def __init__(
        self,
        repository: Repository,
        modules: Modules,
        migration: Migration,
        editable: Callable[[str], bool],
        styles: Styles,
        others: Others,
        books: Books,
        guard: Callable[[Sequence[str]], set[str]] | None = None,
        pool: Pool | None = None,
    ) -> None:
        self.repository = repository
        self.modules = modules
        self.migration = migration
        self.editable = editable
        self.others = others
        self.books = books
        self.guard = guard
        self.rewriter = Rewriter(styles, migration.black, pool)
        self.named: Sequence[str] = ()
        self.reaching = Reaching(repository, modules, books)
        self.lifted: Mapping[str, Rewritten] = {}
        """The files that are read as an earlier step left them."""
        self.told = False
        """An earlier step has told of what calls the SDK's module."""
        self.older: frozenset[str] = frozenset()
        """The files that stay with an older major of the SDK, whose exceptions are theirs."""
        self.lingering = False
        """Something stays with an older major, and needs the settings of the SDK's module."""
        self.staying: tuple[StayingSite, ...] = ()
        self.ready: tuple[Linker, Fence] | None = None
        """The repository as a step before has solved it, where it left all as it was."""
        self.settled: set[tuple[str, Span]] = set()
        """The calls of clients whose fate the report tells."""
        self.aid = ""
        """Where the module stands that calls need for what only run time knows; "" for none."""

    def report(self, named: Sequence[str], skipped: Sequence[Skipped] = ()) -> Report:
        """Solve, plan and edit; an edit that cannot be made keeps its group as it was.

        ``named`` are the files that name the source, to use it or not.
        """
        self.named = named
        solved, fence = self.ready or self.solved(self.starts(named))
        planned, outcomes, decided = self.settle(solved, self.sites(solved), fence)
        outcomes += written(outcomes, self)
        diagnostics = [*planned.diagnostics, *self.repository.failures.values()]
        diagnostics += decided.diagnostics
        diagnostics += skipped_files(skipped)
        diagnostics += type_comments(outcomes, self.migration.surface.modules)
        unformatted = [UNFORMATTED.format(why) for why in sorted(self.rewriter.hindrances)]
        rewriting = any(isinstance(outcome, Rewritten) for outcome in outcomes)
        settled = {(d.path, d.span.line) for d in decided.diagnostics}
        settled |= decided.quiet | lines_edited(outcomes)
        lifted = rewriting and self.told and bool(self.lifted)
        older = read_no_more(self.migration, self.repository) if lifted else {}
        for path, data in self.others.telling(rewriting):
            text = self.books.text(path, data)
            found = told(path, text, self.migration, rewriting=rewriting)
            diagnostics.extend(d for d in found if (d.path, d.span.line) not in settled)
            diagnostics.extend(older_variables(path, text, older))
        names = shipping(outcomes)
        if rewriting:
            sites = planned.sites
            for held, asked in beside(
                self.repository, self.others, outcomes, sites, settled, self.migration
            ):
                diagnostics += held
                names += asked
        return Report(
            tuple(sorted(outcomes, key=lambda outcome: outcome.path)),
            tuple(sorted(set(diagnostics))),
            (*planned.todo, *decided.todo, *names, *(unformatted if rewriting else ())),
            tuple(sorted(planned.sites, key=lambda site: (site.path, site.span))),
        )

    def starts(self, named: Iterable[str]) -> list[str]:
        """Return those of the files that name the source which may use it."""
        rows = ((path, self.repository.source(path)) for path in named)
        known = naming(self.migration)
        tops = known.around.intersection(self.modules.tops)
        return [
            path
            for path, data in rows
            if data is not None
            and known.may_use(data, [name for name in tops if self.reaching.resolve(path, name, 0)])
        ]

    def solved(self, starts: Sequence[str]) -> tuple[Linker, Fence]:
        """Scan and link; return the solved repository, and what must not be edited in it."""
        outs = {path: opt_out(data) for path in starts if (data := self.repository.source(path))}
        repository = self.repository
        solved = solve(
            self.migration.surface,
            starts,
            repository.load,
            self.reaching.resolve,
            self.reaching.importers,
            repository.data.find,
            repository.naming,
            repository.data.variables.setters,
        )
        for path in solved.modules:
            if path not in outs:
                outs[path] = opt_out(self.repository.source(path) or b"")
        return solved, Fence(
            self.editable,
            {path: out.lines for path, out in outs.items() if out.lines},
            frozenset(path for path, out in outs.items() if out.file),
            held=shared(solved, repository.data),
        )

    def sites(self, solved: Linker) -> list[Site]:
        found = collect(solved, self.migration.surface, self.looking())
        self.settled = {(s.call.path, s.call.span) for s in found if isinstance(s, ModelSite)}
        if self.migration.own:
            found = [alone(s) for s in found if not isinstance(s, ClientSite)]
        elif any(isinstance(site, VariableSite) and not site.origins for site in found):
            found = needed_beside(found, self.lingering, self.migration.surface, self)
        found, self.aid = with_aid(found, self)
        if not self.told:
            return found
        return [*without_older(found, self.older, self.lingering), *self.staying]

    def looking(self) -> Looking:
        return looking(self.migration, self.repository)

    def settle(
        self, solved: Linker, sites: list[Site], fence: Fence
    ) -> tuple[Plan, list[Outcome], Settled]:
        """Plan and edit, and plan anew without what could not be edited, manifests included."""
        facts = {path: module.facts for path, module in solved.modules.items()}
        taken = taken_names(solved)
        hidden = {path: self.hidden(path) for path in facts}
        solved.forget()
        refused: dict[str, tuple[tuple[Span, str], ...]] = {}
        held = dict(fence.held)
        dirty = fence.dirty
        for _ in range(TRIES):
            fence = Fence(
                fence.editable, fence.skipped_lines, fence.skipped_files, dirty, refused, held
            )
            planned = plan(sites, facts, taken, self.migration, fence, hidden)
            changing = [path for path, edits in planned.edits.items() if edits]
            if self.guard is not None and changing:
                found = frozenset(self.guard(sorted(changing)))
                if found - dirty:
                    dirty = dirty | found
                    continue
            outcomes, failed = self.edit(planned, facts)
            failed = failed or self.repeated([o for o in outcomes if isinstance(o, Rewritten)])
            settled = Settled()
            if not failed:
                settled = settle_documents(
                    partial(self.project, planned), outcomes, self.migration, self.guard
                )
                failed = self.books.faults(settled.outcomes)
            for path, row in failed.items():
                refused[path] = (*refused.get(path, ()), row)
            if failed:
                continue
            if not settled.held:
                return planned, list(settled.outcomes), settled
            held |= settled.held
        return planned, [o for o in outcomes if not isinstance(o, Rewritten)], Settled()

    def project(self, planned: Plan) -> Project:
        """Return the files of this run as the documents need them."""
        left = {site.path for site in planned.sites if site.status == "left"}
        left |= {d.path for d in planned.diagnostics if d.severity is Severity.LEFT}
        return Project(
            paths=(*self.repository.paths, *self.others.paths, *self.others.programs),
            code=tuple(sorted({*self.others.code, *self.repository.loaded})),
            get=lambda path: self.repository.sources.get(path) or self.others.get(path),
            present=self.others.present,
            editable=self.editable,
            own=lambda path, module, level: self.reaching.resolve(path, module, level) is not None,
            search=lambda words: compile_needles(words).within,
            staying=frozenset(left),
        )

    def hidden(self, path: str) -> frozenset[str]:
        """Return the target's modules in whose place an import finds one of the repository."""
        route = self.migration.route
        roots = {target.partition(".")[0] for target in (*route.names.values(), *route.called)}
        own = path.rpartition("/")[0]
        folders = {"", *self.modules.declared, *(() if own in self.modules.packages else (own,))}
        found = {root: self.reaching.resolve(path, root, 0) for root in roots}
        return frozenset(
            root
            for root, place in found.items()
            if place is not None
            and place.removesuffix("/__init__.py").rpartition("/")[0] in folders
        )

    def edit(
        self, planned: Plan, facts: Mapping[str, ModuleFacts]
    ) -> tuple[list[Outcome], dict[str, tuple[Span, str]]]:
        """Edit and verify every file of a plan; return the outcomes and what failed."""
        outcomes: list[Outcome] = []
        failed: dict[str, tuple[Span, str]] = {}
        data = self.repository.data
        paths = [p for p in sorted({*facts, *self.named}) if p not in self.repository.failures]
        sources = {path: self.repository.source(path) for path in paths}
        changing = {
            path: (source, edits)
            for path, source in sources.items()
            if source is not None and (edits := planned.edits.get(path))
        }
        made = self.rewriter.rewrite({p: f for p, f in changing.items() if not data.holds(p)})
        for path, source in sources.items():
            outcome: Outcome | tuple[Span, str] = Unchanged(path)
            if path in made:
                outcome = made[path]
            elif path in changing:
                from codemod.documents.data_edits import rewrite as rewrite_data

                outcome = rewrite_data(path, *changing[path])
            elif path in self.lifted and source is not None:
                outcome = Rewritten(path, source, source, (), ())
            if isinstance(outcome, tuple):
                failed[path] = outcome
            else:
                outcomes.append(outcome)
        for path, diagnostic in self.repository.failures.items():
            outcomes.append(Failed(path, diagnostic.message))
        return outcomes, failed

    def repeated(self, changed: Sequence[Rewritten]) -> dict[str, tuple[Span, str]]:
        """Return the files that a second run would change again, and that they fail for it.

        The changed files are scanned, linked and planned by themselves first. Where that proposes an
        edit, which may be for want of the other files, it is done with those that it is linked to,
        and only if that proposes one too, with all of them.
        """
        after = {outcome.path: outcome.after for outcome in changed}
        again = self.proposed(after, after) if after else set()
        if not again:
            return {}
        every = {**self.repository.sources, **after}
        if not self.proposed(every, again):
            return {}
        again = self.proposed(every, {*self.starts(self.named), *after})
        fault = "the edited file fails its check: a second run would change it again"
        return {o.path: whole(o.before, fault) for o in changed if o.path in again}

    def proposed(self, files: Mapping[str, bytes], starts: Iterable[str]) -> set[str]:
        """Return the paths for which a run over ``files`` plans an edit."""
        data = self.repository.data.over(files)
        repository = Repository(
            [path for path in files if not data.holds(path)], files.__getitem__, data
        )
        starts = [path for path in starts if not data.holds(path)]
        run = Work(
            repository,
            self.modules,
            self.migration,
            self.editable,
            self.rewriter.styles,
            self.others,
            self.books,
        )
        solved, fence = run.solved(sorted(starts))
        facts = {path: module.facts for path, module in solved.modules.items()}
        hidden = {path: self.hidden(path) for path in facts}
        sites = run.sites(solved)
        planned = plan(sites, facts, taken_names(solved), self.migration, fence, hidden)
        return {path for path, edits in planned.edits.items() if edits}
