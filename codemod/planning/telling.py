"""What a plan says: findings, reminders, and the fate of each call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from codemod.planning.fence import Fence
from codemod.planning.standing import Standing
from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.edits import Certainty, Edit
from codemod.vocabulary.outcomes import SiteStatus
from codemod.vocabulary.places import is_test
from codemod.vocabulary.references import UnresolvedSite
from codemod.vocabulary.regions import lines_of
from codemod.vocabulary.results import Alike, Blocker, Change, Finding, Todo, Withheld
from codemod.vocabulary.site import Site
from codemod.vocabulary.sites import CallSite, ClientSite, ModelSite
from codemod.vocabulary.spans import Span

FOLDED = ("ERROR-MEMBER",)
"""What one reason may say of a file by the dozen, none of it a call: it is told once, with the lines."""
ONCE = ("EDIT-REFUSED", "FILE-DIRTY")
"""What is said of each edit of a line alike."""


class Telling:
    """Says what was not done, what wants a look and what the user must still do.

    ``diagnostics``, ``todo`` and ``sites`` (each call's fate) grow as things are said.
    """

    def __init__(self, standing: Standing, fence: Fence) -> None:
        self.standing = standing
        self.fence = fence
        self.diagnostics: list[Diagnostic] = []
        self.todo: list[str] = []
        self.sites: list[SiteStatus] = []
        self.settings: set[str] = set()
        """Files of which it is said that settings stay."""

    def say(self, path: str, span: Span, code: str, message: str, severity: Severity) -> None:
        if code == "SKIPPED":
            line = 1 if path in self.fence.skipped_files else span.line
            span = Span(line, 0, line, 0)
        diagnostic = Diagnostic(path, span, code, message, severity)
        if code in ONCE and any(
            (d.path, d.span.line, d.message) == (path, span.line, message) for d in self.diagnostics
        ):
            return
        if diagnostic not in self.diagnostics:
            self.diagnostics.append(diagnostic)

    def tell(
        self,
        blockers: list[Blocker],
        findings: list[Finding],
        planned: Mapping[str, list[Edit]],
    ) -> None:
        """Say what blocks, what rules found, what edits want a look, and what stays with its group."""
        for blocker in blockers:
            if not blocker.quiet:
                severity = Severity.NOTE if blocker.code == "SKIPPED" else Severity.LEFT
                self.say(blocker.path, blocker.span, blocker.code, blocker.message, severity)
        for finding in findings:
            always = finding.severity is Severity.LEFT and not finding.origins
            if self.standing.of_names(finding.origins):
                said = self.standing.names_move(finding.origins)
            elif finding.origins:
                said = any(self.standing.groups.blocked((o,)) is None for o in finding.origins)
            else:
                said = always or self.standing.some_move(finding.path)
            if said:
                self.say(
                    finding.path, finding.span, finding.code, finding.message, finding.severity
                )
        self.reviews(planned)
        for client in self.standing.clients:
            self.left_with_group(client)
        for call in self.standing.calls:
            self.left_with_group(call)

    def tell_parted(self, alike: list[Alike]) -> None:
        """Say of calls that move that another one, whose results theirs are compared with, stays."""
        ours = [each for each in alike if not is_test(each.path)]
        blocked = {each: self.standing.groups.blocked(each.origins) for each in ours}
        staying = [
            each
            for each in ours
            if not each.origins
            or (blocked[each] is not None and self.standing.others().isdisjoint(each.origins))
        ]
        for each in ours:
            first = next((other for other in staying if other.code == each.code), None)
            if each.origins and blocked[each] is None and first is not None:
                message = each.message.format(f"{first.path}:{first.span.line}")
                self.say(each.path, each.span, each.code, message, Severity.REVIEW)

    def tell_withheld(self, held: list[Withheld]) -> None:
        """Say which names keep their text although their calls move."""
        for each in held:
            if self.standing.names.root(each.names[0]) in self.standing.moving:
                self.say(each.path, each.span, each.code, each.message, Severity.LEFT)

    def tell_unseen(self, models: Sequence[ModelSite], changes: Iterable[Change]) -> None:
        """Say which names get a new text that a call which stays may read out of sight.

        A name beside its call is for that call; one in another module may be for others too.
        """
        groups = self.standing.groups
        calls = {site.call.origin: site.call for site in models}
        staying = {
            site.call.operation: site.call
            for site in reversed(models)
            if site.outside
            and not site.variables
            and groups.blocked((site.call.origin,)) is not None
            and not self.standing.foreign(site.call)
            and not is_test(site.call.path)
        }
        found: dict[tuple[str, Span], dict[str, None]] = {}
        for change in changes:
            for call in (calls[origin] for origin in change.origins if origin in calls):
                other = staying.get(call.operation)
                if other is not None and change.path != call.path:
                    place = found.setdefault((change.path, change.edit.span), {})
                    place[f"{other.path}:{other.span.line}"] = None
        for (path, span), places in found.items():
            message = (
                f"the model of what stays at {' and '.join(places)} comes from out of sight: if it is "
                "this one, give it a name of its own there"
            )
            self.say(path, span, "MODEL-SHARED", message, Severity.REVIEW)

    def reviews(self, planned: Mapping[str, list[Edit]]) -> None:
        """Every edit that wants a look is a finding too."""
        for path, edits in planned.items():
            told: dict[Span, str] = {}
            for edit in edits:
                why = edit.why
                if why.certainty is Certainty.REVIEW and why.code == "MODEL-RENAMED":
                    if len(why.message) > len(told.get(edit.span, "")):  # the one that says most
                        told[edit.span] = why.message
            for span, message in told.items():
                self.say(path, span, "MODEL-RENAMED", message, Severity.REVIEW)

    def parted(self, path: str, edit: Edit) -> None:
        """Say that an edit is not made, for it is of clients of which some have moved; settings once."""
        if edit.why.code != "MODULE-SETTING":
            message = (
                "some of the clients that this is for have moved, and others stay: the program needs "
                "both variables now"
            )
            self.say(path, edit.span, "VARIABLE-LEFT", message, Severity.REVIEW)
        elif path not in self.settings:
            self.settings.add(path)
            message = (
                "calls that stay need the settings, and the variables behind them; those that moved "
                "have a client of their own"
            )
            self.say(path, edit.span, "MODULE-SETTING", message, Severity.REVIEW)

    def left_with_group(self, site: ClientSite | CallSite) -> None:
        """Say at each site of a blocked group what blocks it, but where the site has a reason itself."""
        blocker = self.standing.groups.blocked((site.origin,))
        if blocker is None:
            return
        if blocker.code == "SKIPPED" and blocker.path == site.path:
            return
        here = (blocker.path, blocker.span.line) == (site.path, site.span.line)
        if here and (not blocker.quiet or blocker.span == site.span):
            return
        if blocker.quiet and self.standing.foreign(site):
            return
        if self.standing.groups.blocked_at(site.origin, site.path, site.span):
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

    def remind(self, todos: list[Todo]) -> None:
        for todo in todos:
            if any(self.standing.groups.blocked((o,)) is None for o in todo.origins):
                if todo.message not in self.todo:
                    self.todo.append(todo.message)

    def statuses(self, sites: Iterable[Site]) -> None:
        """Say of each call what becomes of it."""
        for call in self.standing.calls:
            blocker = self.standing.groups.blocked((call.origin,))
            if blocker is None:
                status, reason = "migrated", ""
            elif blocker.quiet and self.standing.foreign(call):
                status, reason = "foreign", blocker.message
            else:
                status, reason = "left", f"{blocker.code}: {blocker.message}"
            self.sites.append(SiteStatus(call.path, call.span, call.operation, status, reason))
        for site in sites:
            if isinstance(site, UnresolvedSite):
                status = "foreign" if site.foreign else "left"
                reason = site.receiver if site.foreign else f"CALL-UNTRACED: {site.receiver}"
                self.sites.append(SiteStatus(site.path, site.span, site.operation, status, reason))


def folded(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics; what is told of many places of a file alike is told of the first, with the lines."""
    found: list[Diagnostic] = []
    alike: dict[tuple[str, str], list[Diagnostic]] = {}
    for each in diagnostics:
        if each.code in FOLDED:
            alike.setdefault((each.path, each.message), []).append(each)
        else:
            found.append(each)
    for first, *rest in map(sorted, alike.values()):
        lines = {each.span.line for each in rest}
        more = f" (and {len(rest)} more: {lines_of(first.path, lines)})" if rest else ""
        found.append(replace(first, message=first.message + more))
    return found
