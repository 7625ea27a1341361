"""Plan: rules over sites, groups over what they say, and what survives of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from codemod.planning.groups import Groups
from codemod.planning.names import Importing, settle_names
from codemod.planning.rules import REGISTRY
from codemod.planning.split import detached, splits
from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.edits import Certainty, Edit, Rewrite
from codemod.vocabulary.facts import ModuleFacts
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import SiteStatus
from codemod.vocabulary.results import (
    Blocker,
    Change,
    Finding,
    Rename,
    Result,
    Rule,
    Todo,
    Withheld,
)
from codemod.vocabulary.sites import CallSite, ClientSite, ModelSite, Site, UnresolvedSite
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

    def refuses(self, path: str, span: Span) -> tuple[str, str] | None:
        """Return (code, message) when no edit may be made here."""
        if path in self.skipped_files:
            return "SKIPPED", "the file is opted out (migrate: skip-file)"
        if not self.editable(path):
            return "PATH-OUTSIDE", f"{path} must move along, and is outside PATHS: add it"
        if path in self.dirty:
            return "FILE-DIRTY", f"git does not have the present state of {path}; see --force"
        for place, reason in self.refused.get(path, ()):
            if place.encloses(span) or span.encloses(place):
                return "EDIT-REFUSED", reason
        lines = self.skipped_lines.get(path, frozenset())
        if any(line in lines for line in range(span.line, span.end_line + 1)):
            return "SKIPPED", "the line is opted out (migrate: skip)"
        return None


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
) -> Plan:
    """Return the plan for all sites of a repository.

    ``facts`` are those of every module that was looked at; ``imported`` are, by path, the names that
    other modules import from it or patch by string.
    """
    return Planner(list(sites), facts, imported, migration, fence).plan()


class Planner:
    """One run of the plan phase."""

    def __init__(
        self,
        sites: list[Site],
        facts: Mapping[str, ModuleFacts],
        imported: Mapping[str, frozenset[str]],
        migration: Migration,
        fence: Fence,
    ) -> None:
        self.sites = sites
        self.facts = facts
        self.imported = imported
        self.migration = migration
        self.fence = fence
        self.groups = Groups()
        self.names = Groups()
        """Literals that change together."""
        self.moving: set[Origin] = set()
        """Roots of the literals that reach a call which moves."""
        self.clients = [s for s in sites if isinstance(s, ClientSite)]
        self.calls = [s.call for s in sites if isinstance(s, ModelSite)]
        self.by_path: dict[str, set[Origin]] = defaultdict(set)
        self.known: set[Origin] = set()
        self.left: dict[Origin, Origin] = {}
        """Calls that leave their client for a new one → that client."""
        self.result = Plan()
        self.regroup()

    def regroup(self) -> None:
        """Put each call into one group with its clients, but for those that it leaves."""
        self.groups, self.by_path, self.known = Groups(), defaultdict(set), set()
        for client in self.clients:
            self.note(client.path, (client.origin,))
        for call in self.calls:
            self.note(call.path, self.joined((call.origin, *call.clients)))

    def joined(self, origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
        """Return origins without the clients that a call among them leaves."""
        gone = {self.left[origin] for origin in origins if origin in self.left}
        return tuple(origin for origin in origins if origin not in gone) if gone else origins

    def note(self, path: str, origins: Iterable[Origin]) -> None:
        held = list(origins)
        self.groups.join(held)
        self.by_path[path].update(held)
        self.known.update(held)

    def plan(self) -> Plan:
        said = self.apply(self.migration.rules or tuple(REGISTRY))
        changes = [r for r in said if isinstance(r, Change)]
        renames = [r for r in said if isinstance(r, Rename)]
        blockers = [r for r in said if isinstance(r, Blocker)]
        first = [*blockers, *self.fenced(changes, renames), *self.unbound(renames)]
        for row in splits(self.clients, self.calls, changes, first, self.facts, self.migration):
            self.left.update(detached([row]))
            origins = tuple(call.origin for call in row.calls)
            needs = row.needs
            changes += [Change(row.client.path, e, origins, needs) for e in row.edits]
        if self.left:
            self.regroup()
            changes = [replace(c, origins=self.joined(c.origins)) for c in changes]
            blockers = [replace(b, origins=self.joined(b.origins)) for b in blockers]
        for change in changes:
            if change.origins:
                self.groups.join(change.origins)
        for change in changes:
            self.names.join(change.names)
        held = [r for r in said if isinstance(r, Withheld)]
        for each in held:
            self.names.block(Blocker(each.path, each.span, each.code, each.message, each.names))
        blockers += self.fenced(changes, renames)
        blockers += self.unbound(renames)
        blockers += self.taken(changes, renames)
        for blocker in blockers:
            self.groups.block(self.attached(blocker))
        held += self.shared_names(changes)
        self.moving = {
            self.names.root(change.names[0])
            for change in changes
            if change.names
            and any(origin in self.known for origin in change.origins)
            and self.groups.blocked(change.origins) is None
        }
        self.keep_changes(changes)
        kept = [r for r in (self.keep_rename(r) for r in renames) if r is not None]
        for path, edits in settle_names(kept, self.importing(changes)).items():
            self.result.edits[path] = composed([*self.result.edits[path], *edits])
        self.tell_withheld(held)
        self.tell(blockers, [r for r in said if isinstance(r, Finding)])
        self.remind([r for r in said if isinstance(r, Todo)])
        self.statuses()
        return self.result

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

    # -- blockers ------------------------------------------------------------------------

    def attached(self, blocker: Blocker) -> Blocker:
        """Give a blocker without origins those of the calls of its module."""
        if blocker.origins and any(o in self.known for o in blocker.origins):
            return blocker
        origins = tuple(sorted(self.near(blocker.path)))
        return Blocker(
            blocker.path, blocker.span, blocker.code, blocker.message, origins, blocker.quiet
        )

    def near(self, path: str) -> set[Origin]:
        """Return the calls and clients of a module, or of the repository where it has none."""
        return self.by_path.get(path) or self.known

    def shared_names(self, changes: list[Change]) -> list[Withheld]:
        """Withhold names that also reach a call which stays; return what to say where one moves."""
        found: list[Withheld] = []
        stays: dict[Origin, tuple[Change, Blocker]] = {}
        for change in changes:
            blocker = self.groups.blocked(change.origins) if change.names else None
            if blocker is not None:
                stays.setdefault(self.names.root(change.names[0]), (change, blocker))
        for change in changes:
            row = stays.get(self.names.root(change.names[0])) if change.names else None
            if row is not None and self.moves(change.origins, change.path):
                where = f"{row[1].path}:{row[1].span.line}"
                message = f"the name also reaches a call that stays because of {where}"
                found.append(
                    Withheld(change.path, change.edit.span, "MODEL-SHARED", message, change.names)
                )
        for change, blocker in stays.values():
            self.names.block(
                Blocker(change.path, change.edit.span, blocker.code, "", change.names, True)
            )
        return found

    def fenced(self, changes: list[Change], renames: list[Rename]) -> list[Blocker]:
        """Return blockers for edits that may not be made where they would have to be."""
        found: list[Blocker] = []
        placed = [(c.path, c.edit.span, c.origins) for c in changes]
        placed += [(r.path, r.span, r.origins) for r in renames]
        for path, span, origins in placed:
            if not origins:
                continue
            refused = self.fence.refuses(path, span)
            if refused is not None:
                found.append(Blocker(path, span, *refused, origins))
        for call in self.calls:
            refused = self.fence.refuses(call.path, call.span)
            if refused is not None:
                found.append(
                    Blocker(
                        call.path, call.span, *refused, self.joined((call.origin, *call.clients))
                    )
                )
        return found

    def taken(self, changes: list[Change], renames: list[Rename]) -> list[Blocker]:
        """Return blockers for modules that the new text needs by a name that means something else."""
        found: list[Blocker] = []
        rows = [(c.path, c.edit.span, c.needs, c.origins) for c in changes if c.needs]
        for rename in renames:
            roots = tuple({t.partition(".")[0] for t in rename.targets} - {"builtins"})
            rows.append((rename.path, rename.span, roots, rename.origins))
        for path, span, needs, origins in rows:
            facts = self.facts.get(path)
            for module in needs if facts is not None else ():
                assert facts is not None
                imports = sum(
                    statement.plain and (asname or name.partition(".")[0]) == module
                    for statement in facts.imports
                    for name, asname, _ in statement.names
                )
                if facts.bound.get(module, 0) > imports or module in facts.parameters:
                    message = f"the name {module} is needed here and means something else"
                    found.append(Blocker(path, span, "NAME-TAKEN", message, origins))
        return found

    def unbound(self, renames: list[Rename]) -> list[Blocker]:
        """Return blockers for references whose name is not bound by an import we can edit."""
        found: list[Blocker] = []
        for each in renames:
            facts = self.facts.get(each.path)
            if facts is None or not each.origins:
                continue
            names = {
                asname or name.partition(".")[0] if statement.plain else asname or name
                for statement in facts.imports
                for name, asname, _ in statement.names
            }
            rows = [
                statement.plain
                for statement in facts.imports
                for name, asname, _ in statement.names
                if each.bound == (asname or (name.partition(".")[0] if statement.plain else name))
            ]
            if any(rows) and facts.bound.get(each.bound, 0) > len(rows):
                message = f"the name {each.bound} is also bound otherwise (a failed import?)"
                found.append(Blocker(each.path, each.span, "IMPORT-REBOUND", message, each.origins))
            elif each.bound not in names:
                message = f"{each.source} is not imported here by a name that can be moved"
                found.append(
                    Blocker(each.path, each.span, "IMPORT-INDIRECT", message, each.origins)
                )
        return found

    # -- what survives -------------------------------------------------------------------

    def all_move(self, path: str) -> bool:
        return bool(self.known) and self.groups.blocked(self.near(path)) is None

    def some_move(self, path: str) -> bool:
        return any(self.groups.blocked((o,)) is None for o in self.near(path))

    def moves(self, origins: Iterable[Origin], path: str) -> bool:
        held = [o for o in origins if o in self.known]
        if not held:
            return self.all_move(path)
        return self.groups.blocked(origins) is None

    def keep_changes(self, changes: list[Change]) -> None:
        for change in changes:
            if self.kept(change):
                edits = self.result.edits[change.path]
                if change.edit not in edits:
                    edits.append(change.edit)

    def kept(self, change: Change) -> bool:
        if not change.origins and self.fence.refuses(change.path, change.edit.span) is not None:
            return False
        if change.names:
            if self.names.blocked(change.names) is not None:
                return False
            if not any(origin in self.known for origin in change.origins):
                return True
        return self.moves(change.origins, change.path)

    def keep_rename(self, rename: Rename) -> Rename | None:
        held = tuple(o for o in rename.origins if o in self.known)
        if held:
            return rename if self.groups.blocked(rename.origins) is None else None
        if self.fence.refuses(rename.path, rename.span) is not None:
            return None
        near = self.inside(rename)
        blocked = [self.groups.blocked((origin,)) is not None for origin in near]
        if blocked and not any(blocked):
            return rename
        if rename.role == "error" and not all(blocked):
            return Rename(
                rename.path,
                rename.span,
                rename.bound,
                rename.source,
                rename.targets,
                rename.origins,
                rename.role,
                True,
                rename.tuple_span,
                rename.tuple_elements,
                rename.quoted,
                rename.body,
            )
        return None

    def inside(self, rename: Rename) -> set[Origin]:
        """Return the calls in a handler's own ``try``, else those of the module."""
        if rename.body is not None:
            found = {
                origin
                for call in self.calls
                if call.path == rename.path and rename.body.encloses(call.span)
                for origin in (call.origin, *call.clients)
            }
            if found:
                return found
        return self.near(rename.path)

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
            )
            for path, facts in self.facts.items()
        }

    def unused(self, path: str, facts: ModuleFacts) -> frozenset[Span]:
        """Return the imports of the source that nothing uses, where all calls leave it.

        What a package's ``__init__`` imports and does not use is there for others: a finding.
        """
        if not self.migration.native or path not in self.by_path or not self.all_move(path):
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
                    self.say(path, span, "IMPORT-KEPT", message, Severity.REVIEW)
                else:
                    found.add(span)
        return frozenset(found)

    # -- what is said --------------------------------------------------------------------

    def say(self, path: str, span: Span, code: str, message: str, severity: Severity) -> None:
        if code == "SKIPPED":
            line = 1 if path in self.fence.skipped_files else span.line
            span = Span(line, 0, line, 0)
        diagnostic = Diagnostic(path, span, code, message, severity)
        if diagnostic not in self.result.diagnostics:
            self.result.diagnostics.append(diagnostic)

    def tell(self, blockers: list[Blocker], findings: list[Finding]) -> None:
        for blocker in blockers:
            if not blocker.quiet:
                severity = Severity.NOTE if blocker.code == "SKIPPED" else Severity.LEFT
                self.say(blocker.path, blocker.span, blocker.code, blocker.message, severity)
        for finding in findings:
            always = finding.severity is Severity.LEFT and not finding.origins
            if finding.origins:
                said = any(self.groups.blocked((o,)) is None for o in finding.origins)
            else:
                said = always or self.some_move(finding.path)
            if said:
                self.say(
                    finding.path, finding.span, finding.code, finding.message, finding.severity
                )
        self.reviews()
        for client in self.clients:
            self.left_with_group(client)
        for call in self.calls:
            self.left_with_group(call)

    def tell_withheld(self, held: list[Withheld]) -> None:
        """Say which names keep their text although their calls move."""
        for each in held:
            if self.names.root(each.names[0]) in self.moving:
                self.say(each.path, each.span, each.code, each.message, Severity.LEFT)

    def reviews(self) -> None:
        """Every edit that wants a look is a finding too."""
        for path, edits in self.result.edits.items():
            for edit in edits:
                why = edit.why
                if why.certainty is Certainty.REVIEW and why.code == "MODEL-RENAMED":
                    self.say(path, edit.span, why.code, why.message, Severity.REVIEW)

    def left_with_group(self, site: ClientSite | CallSite) -> None:
        """Say at each site of a blocked group what blocks it."""
        blocker = self.groups.blocked((site.origin,))
        if blocker is None:
            return
        if blocker.code == "SKIPPED" and blocker.path == site.path:
            return
        if (blocker.path, blocker.span.line) == (site.path, site.span.line) and not blocker.quiet:
            return
        if blocker.quiet and self.foreign(site):
            return
        where = f"{blocker.path}:{blocker.span.line}"
        what = site.klass if isinstance(site, ClientSite) else site.operation
        self.say(
            site.path,
            site.span,
            "GROUP-LEFT",
            f"{what} stays as it is because of {where} ({blocker.code}: {blocker.message})",
            Severity.LEFT,
        )

    def foreign(self, site: ClientSite | CallSite) -> bool:
        """Say whether a site has to do with other vendors' clients only."""
        hosts = {client.origin: client.host for client in self.clients}
        origins = (site.origin,) if isinstance(site, ClientSite) else site.clients
        return all(hosts.get(origin) == "foreign" for origin in origins)

    def remind(self, todos: list[Todo]) -> None:
        for todo in todos:
            if any(self.groups.blocked((o,)) is None for o in todo.origins):
                if todo.message not in self.result.todo:
                    self.result.todo.append(todo.message)

    def statuses(self) -> None:
        for call in self.calls:
            blocker = self.groups.blocked((call.origin,))
            if blocker is None:
                status, reason = "migrated", ""
            elif blocker.quiet and self.foreign(call):
                status, reason = "foreign", blocker.message
            else:
                status, reason = "left", f"{blocker.code}: {blocker.message}"
            self.result.sites.append(
                SiteStatus(call.path, call.span, call.operation, status, reason)
            )
        for site in self.sites:
            if isinstance(site, UnresolvedSite):
                status = "foreign" if site.foreign else "left"
                reason = site.receiver if site.foreign else f"CALL-UNTRACED: {site.receiver}"
                self.result.sites.append(
                    SiteStatus(site.path, site.span, site.operation, status, reason)
                )


def composed(edits: list[Edit]) -> list[Edit]:
    """Let the new name of a reference into the template that is written around it."""
    around = {
        edit.span: edit
        for edit in edits
        if isinstance(edit, Rewrite) and any(span == edit.span for _, span in edit.holes)
    }
    found: list[Edit] = []
    for edit in edits:
        outer = around.get(edit.span)
        if outer is None or not isinstance(edit, Rewrite):
            found.append(edit)
        elif edit.holes or edit is outer:
            found.append(merged(outer, edits))
    return found


def merged(outer: Rewrite, edits: list[Edit]) -> Edit:
    template, holes = outer.template, outer.holes
    for edit in edits:
        if isinstance(edit, Rewrite) and edit.span == outer.span and not edit.holes:
            for name, span in outer.holes:
                if span == outer.span:
                    template = template.replace("{" + name + "}", edit.template)
            holes = tuple(row for row in holes if row[1] != outer.span)
    return Rewrite(outer.span, outer.why, template, holes)
