"""Plan: rules over sites, groups over what they say, and what survives of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from codemod.planning.apart import tests_apart, withheld_apart
from codemod.planning.bindings import taken, unbound
from codemod.planning.fence import Fence, fenced
from codemod.planning.gathering import gathered
from codemod.planning.gone import STAYS, vanishes, without
from codemod.planning.names import Importing, settle_names
from codemod.planning.nesting import composed
from codemod.planning.rules import REGISTRY
from codemod.planning.split import detached, splits
from codemod.planning.standing import Standing
from codemod.planning.telling import Telling, folded
from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.edits import Edit, EditImport, InsertStatement, RemoveStatement
from codemod.vocabulary.facts import ModuleFacts
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import SiteStatus
from codemod.vocabulary.results import (
    Alike,
    Blocker,
    Change,
    Finding,
    Rename,
    Result,
    Rule,
    Todo,
    Withheld,
)
from codemod.vocabulary.site import Site
from codemod.vocabulary.sites import ClientSite, ModelSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin

ERRORS = ("error", "one error", "one caught")
"""Roles of the names of exceptions."""


@dataclass(slots=True)
class Plan:
    """What to do: edits by path, findings, what the user must still do, and each call's fate."""

    edits: dict[str, list[Edit]] = field(default_factory=lambda: defaultdict(list))
    diagnostics: list[Diagnostic] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)
    sites: list[SiteStatus] = field(default_factory=list)


def plan(
    sites: Iterable[Site],
    facts: Mapping[str, ModuleFacts],
    imported: Mapping[str, frozenset[str]],
    migration: Migration,
    fence: Fence,
    hidden: Mapping[str, frozenset[str]],
) -> Plan:
    """Return the plan for all sites of a repository.

    ``facts`` are those of every module that was looked at; ``imported`` are, by path, the names that
    other modules import from it or patch by string; ``hidden`` are, by path, the target's modules in
    whose place an import finds one of the repository.
    """
    return Planner(list(sites), facts, imported, migration, fence, hidden).plan()


class Planner:
    """One run of the plan phase."""

    def __init__(
        self,
        sites: list[Site],
        facts: Mapping[str, ModuleFacts],
        imported: Mapping[str, frozenset[str]],
        migration: Migration,
        fence: Fence,
        hidden: Mapping[str, frozenset[str]],
    ) -> None:
        self.sites = sites
        self.facts = facts
        self.imported = imported
        self.migration = migration
        self.fence = fence
        self.hidden = hidden
        self.standing = Standing(sites)
        self.telling = Telling(self.standing, fence)
        self.edits: dict[str, list[Edit]] = defaultdict(list)

    def plan(self) -> Plan:
        said = self.apply(self.migration.rules or tuple(REGISTRY))
        changes = [r for r in said if isinstance(r, Change)]
        renames = [r for r in said if isinstance(r, Rename) and r.role != STAYS]
        held, in_tests = withheld_apart(self.standing, [r for r in said if isinstance(r, Withheld)])
        for change in changes:
            self.standing.names.join(change.names)
            refused = self.fence.refuses(change.path, change.edit.span)
            if refused is not None and change.names and not change.origins:
                held.append(Withheld(change.path, change.edit.span, *refused, change.names))
        for each in held:
            self.standing.names.block(
                Blocker(each.path, each.span, each.code, each.message, each.names)
            )
        blockers = [r for r in said if isinstance(r, Blocker)]
        blockers += self.standing.unnamed(changes)
        self.standing.part(b for b in blockers if b.code == "CLIENT-HOST")
        rest = [
            *fenced(self.fence, self.standing, changes, renames),
            *unbound(self.facts, renames),
        ]
        first, aside = tests_apart(self.standing, [*blockers, *rest])
        anew: list[Finding | Todo] = []
        alike = [r for r in said if isinstance(r, Alike)]
        for row in splits(self.standing, changes, first, alike, self.facts, self.migration):
            self.standing.left.update(detached([row]))
            origins = tuple(call.origin for call in row.calls)
            needs = row.needs
            changes += [Change(row.client.path, e, origins, needs) for e in row.edits]
            anew += again(said, row.client, origins)
            if row.client.bound in self.imported.get(row.client.path, ()):
                anew.append(beside(row.client, origins))
        if self.standing.left:
            self.standing.regroup()
            changes = [replace(c, origins=self.standing.joined(c.origins)) for c in changes]
        for change in changes:
            if change.origins and not change.some:
                self.standing.groups.join(change.origins)
        for rename in renames:
            if rename.together or (rename.role == "value" and rename.origins):
                # one test of a class serves all of its calls
                self.standing.groups.join(rename.origins)
        blockers += fenced(self.fence, self.standing, changes, renames)
        blockers += unbound(self.facts, renames)
        blockers += taken(self.facts, changes, renames, self.hidden)
        blockers, aside = tests_apart(self.standing, blockers)
        blockers = [replace(b, origins=self.standing.joined(b.origins)) for b in blockers]
        rows = [(blocker, self.standing.attached(blocker)) for blocker in blockers]
        blockers = [blocker for blocker, attached in rows if attached is not None]
        for _, attached in rows:
            if attached is not None:
                self.standing.groups.block(attached)
        shared, unnamed = self.standing.shared_names(changes)
        held += shared
        blockers += unnamed
        self.standing.note_moving(changes)
        self.keep_changes(changes)
        self.telling.tell_unseen(
            [s for s in self.sites if isinstance(s, ModelSite)],
            [c for c in changes if c.names and self.kept(c)],
        )
        gone = [
            r
            for r in said
            if isinstance(r, Rename) and r.role == STAYS and vanishes(self.edits[r.path], r.span)
        ]
        kept = [r for r in (self.keep_rename(r) for r in renames) if r is not None] + gone
        for path, edits in settle_names(kept, self.importing(changes)).items():
            self.edits[path] = composed([*self.edits[path], *edits])
        for path, edits in self.edits.items():
            self.edits[path] = gathered(standing(edits))
        self.telling.tell_withheld(held)
        self.telling.tell_parted(alike)
        findings = [*aside, *in_tests, *(r for r in anew if isinstance(r, Finding))]
        findings += without((r for r in said if isinstance(r, Finding)), gone)
        self.telling.tell(blockers, findings, self.edits)
        self.telling.remind([r for r in (*said, *anew) if isinstance(r, Todo)])
        self.telling.statuses(self.sites)
        told = self.telling
        return Plan(self.edits, folded(told.diagnostics), told.todo, told.sites)

    def apply(self, rules: Iterable[Rule]) -> list[Result]:
        by_kind: dict[type, list[Rule]] = defaultdict(list)
        for rule in rules:
            if self.migration.applies(rule):
                by_kind[rule.kind].append(rule)
        return [
            result
            for site in self.sites
            for rule in by_kind.get(type(site), ())
            for result in rule.apply(site, self.migration)
        ]

    # -- what survives -------------------------------------------------------------------

    def keep_changes(self, changes: list[Change]) -> None:
        for change in changes:
            if self.kept(change):
                edits = self.edits[change.path]
                if change.edit not in edits:
                    edits.append(change.edit)
            elif self.parted(change):
                self.telling.parted(change.path, change.edit)

    def parted(self, change: Change) -> bool:
        """Say whether a change that is not made concerns clients of which some have moved."""
        if change.along:
            return any(self.standing.groups.blocked((o,)) is None for o in change.along)
        return not (change.origins or change.names) and self.standing.some_move(change.path)

    def kept(self, change: Change) -> bool:
        if not change.origins and self.fence.refuses(change.path, change.edit.span) is not None:
            return False
        if change.some:
            return any(self.standing.groups.blocked((origin,)) is None for origin in change.origins)
        if change.otherwise and self.standing.names.blocked(change.otherwise) is None:
            return False
        if change.names:
            if self.standing.names.blocked(change.names) is not None:
                return False
            if not any(origin in self.standing.known for origin in change.origins):
                return self.standing.names_move(change.names)
        along = [origin for origin in change.along if origin in self.standing.known]
        if along and not any(origin in self.standing.known for origin in change.origins):
            return not self.standing.none_moves(change.path) and all(
                self.standing.groups.blocked((origin,)) is None for origin in along
            )
        return self.standing.moves(change.origins, change.path)

    def keep_rename(self, rename: Rename) -> Rename | None:
        held = tuple(o for o in rename.origins if o in self.standing.known)
        if held:
            return rename if self.standing.groups.blocked(rename.origins) is None else None
        if self.fence.refuses(rename.path, rename.span) is not None:
            return None
        if rename.reached is not None and not rename.reached.origins:
            return self.keep_unreached(rename, rename.reached.complete)
        if rename.reached is None and rename.role in ERRORS:
            if rename.path in self.standing.untraced and not self.standing.by_path.get(rename.path):
                return self.keep_unreached(rename, complete=True)
        near = self.inside(rename)
        blocked = [self.standing.groups.blocked((origin,)) is not None for origin in near]
        if blocked and not any(blocked):
            return rename
        if rename.role == "error" and not all(blocked):
            return replace(rename, also=True)
        if rename.role == "one error" and not all(blocked):
            name = rename.source.rpartition(".")[2]
            message = f"some calls move that may raise {name} here, others stay, and it is one name"
            self.telling.say(rename.path, rename.span, "ERROR-PLACE", message, Severity.LEFT)
        return None

    def keep_unreached(self, rename: Rename, complete: bool) -> Rename | None:
        """Settle a handler whose ``try`` makes no call that can be seen.

        Another library may raise the source's exceptions, so they stay; a call out of sight may
        raise the target's, so these are caught beside them.
        """
        if not self.standing.some_move(rename.path):
            return None
        name = rename.source.rpartition(".")[2]
        if complete:
            where = "here" if rename.reached is None else "in this try"
            message = f"no call that moves is made {where}, so {name} stays the source's"
            self.telling.say(rename.path, rename.span, "ERROR-KEPT", message, Severity.NOTE)
            return None
        message = (
            f"whether a call that moves is made in this try cannot be seen: {name} of both SDKs"
        )
        self.telling.say(rename.path, rename.span, "ERROR-BOTH", message, Severity.REVIEW)
        return replace(rename, also=True)

    def inside(self, rename: Rename) -> set[Origin]:
        """Return the calls that a handler's ``try`` may make, else those of the module."""
        if rename.reached is not None:
            return {o for o in rename.reached.origins if o in self.standing.known}
        return self.standing.near(rename.path)

    def importing(self, changes: list[Change]) -> dict[str, Importing]:
        """Return, by path, what the surviving edits need imported."""
        needs: dict[str, set[str]] = defaultdict(set)
        for change in changes:
            if change.needs and self.kept(change):
                needs[change.path].update(change.needs)
        return {
            path: Importing(
                facts,
                self.imported.get(path, frozenset()),
                frozenset(needs[path]),
                self.unused(path, facts),
                self.migration.route.module,
            )
            for path, facts in self.facts.items()
        }

    def unused(self, path: str, facts: ModuleFacts) -> frozenset[Span]:
        """Return the imports of the source that nothing uses, where all calls leave it.

        What a package's ``__init__`` imports and does not use is there for others: a finding.
        """
        apart = path not in self.standing.by_path
        if not self.migration.native or not (
            self.standing.some_move(path) if apart else self.standing.all_move(path)
        ):
            return frozenset()
        taken = self.imported.get(path, frozenset())
        found: set[Span] = set()
        for statement in facts.imports:
            if statement.module.partition(".")[0] not in self.migration.surface.modules:
                continue
            if statement.guarded or statement.level or self.fence.refuses(path, statement.span):
                continue
            for name, asname, span in statement.names:
                bound = asname or name
                if facts.reads.get(bound, 0) or facts.bound.get(bound, 0) != 1 or name == "*":
                    continue
                if bound in taken or bound in facts.exported or path.endswith("__init__.py"):
                    message = f"{bound} is passed on to others from here, and is still the source's"
                    self.telling.say(path, span, "IMPORT-KEPT", message, Severity.REVIEW)
                elif not apart:
                    found.add(span)
        return frozenset(found)


def again(
    said: Iterable[Result], client: ClientSite, origins: tuple[Origin, ...]
) -> Iterator[Finding | Todo]:
    """Yield what is said of a client's construction, for the calls that get a new one made like it."""
    for each in said:
        if not isinstance(each, (Finding, Todo)) or each.origins != (client.origin,):
            continue
        if isinstance(each, Todo) or (each.path == client.path and client.span.encloses(each.span)):
            yield replace(each, origins=origins)


def beside(client: ClientSite, origins: tuple[Origin, ...]) -> Finding:
    """Say that what other modules do to the old client does not reach the calls of the new one."""
    message = (
        f"other modules name {client.bound}, or patch it: what they put in its place does not reach the "
        "calls that ask the new client"
    )
    return Finding(client.path, client.span, "CLIENT-SPLIT", message, Severity.REVIEW, origins)


def standing(edits: list[Edit]) -> list[Edit]:
    """Return edits without those within a statement that is removed."""
    gone = [edit.span for edit in edits if isinstance(edit, RemoveStatement)]
    return [
        edit
        for edit in edits
        if isinstance(edit, (RemoveStatement, InsertStatement, EditImport))
        or not any(span.encloses(edit.span) for span in gone)
    ]
