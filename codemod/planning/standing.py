"""Who moves: the calls and clients by their groups, the names that they share, what blocks them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from codemod.planning.groups import Groups
from codemod.vocabulary.around import AddressSite, AroundSite, RequestSite
from codemod.vocabulary.places import is_test
from codemod.vocabulary.references import ReferenceSite, UnresolvedSite
from codemod.vocabulary.results import Blocker, Change, Withheld
from codemod.vocabulary.site import Site
from codemod.vocabulary.sites import CallSite, ClientSite, ModelSite
from codemod.vocabulary.values import Origin

OTHERS = ("foreign", "unknown", "mixed")
"""Whose a client is that cannot be the source's alone."""


def place(blocker: Blocker) -> str:
    """Return where a blocker stands, as reports write it."""
    return f"{blocker.path}:{blocker.span.line}"


class Standing:
    """The calls and clients of a repository, the groups that they form, and who is blocked."""

    def __init__(self, sites: Iterable[Site]) -> None:
        held = list(sites)
        self.clients = [s for s in held if isinstance(s, ClientSite)]
        self.calls = [s.call for s in held if isinstance(s, ModelSite)]
        self.derived = [s for s in held if isinstance(s, ReferenceSite) and s.role == "base"]
        """Classes that derive from a client's: who makes one stays with the source."""
        self.untraced = {s.path for s in held if isinstance(s, UnresolvedSite) and not s.foreign}
        """Modules with calls whose client cannot be told."""
        self.around = [
            site.client
            for site in held
            if isinstance(site, RequestSite)
            or (isinstance(site, AroundSite) and site.whose == "source")
        ]
        self.around += [c for s in held if isinstance(s, AddressSite) for c in s.clients]
        """What other packages ask the source with."""
        self.groups = Groups()
        self.names = Groups()
        """Literals that change together."""
        self.moving: set[Origin] = set()
        """Roots of the literals that reach a call which moves."""
        self.foreigners: set[Origin] | None = None
        self.by_path: dict[str, set[Origin]] = defaultdict(set)
        self.known: set[Origin] = set()
        self.strangers = {c.origin for c in self.clients if c.host in OTHERS}
        """Clients of others: their calls are of no conversation with those that may move."""
        self.left: dict[Origin, set[Origin]] = {}
        """Calls that leave clients: those, for a new one, or because one of both is a test's."""
        self.regroup()

    def regroup(self) -> None:
        """Put each call into one group with its clients, but for those that it leaves.

        Calls of one conversation are one group too; another vendor's, which stay, are none of it.
        """
        self.groups, self.by_path, self.known = Groups(), defaultdict(set), set()
        for client in (*self.clients, *self.around):
            self.note(client.path, (client.origin,))
        for derived in self.derived:
            self.note(derived.path, derived.origins)
        theirs = {c.origin for c in self.calls if not self.strangers.isdisjoint(c.clients)}
        for call in self.calls:
            self.note(call.path, self.joined((call.origin, *call.clients)))
            if not is_test(call.path) and call.origin not in theirs:
                talks = (origin for origin in call.talks if origin not in theirs)
                self.groups.join((call.origin, *talks))

    def part(self, blockers: Iterable[Blocker]) -> None:
        """Take the clients that rules found to be others' out of the conversations."""
        self.strangers.update(origin for blocker in blockers for origin in blocker.origins)
        self.regroup()

    def joined(self, origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
        """Return origins without the clients that a call among them leaves."""
        gone = {client for origin in origins for client in self.left.get(origin, ())}
        return tuple(origin for origin in origins if origin not in gone) if gone else origins

    def note(self, path: str, origins: Iterable[Origin]) -> None:
        held = list(origins)
        self.groups.join(held)
        self.by_path[path].update(held)
        self.known.update(held)

    def near(self, path: str) -> set[Origin]:
        """Return the calls and clients of a module, or of the repository where it has none."""
        return self.by_path.get(path) or self.known

    def attached(self, blocker: Blocker) -> Blocker | None:
        """Give a blocker without origins those of the calls of its module.

        None where it has to do with other vendors' clients only, or its module does: nothing of it
        is ours, and the client says so itself.
        """
        held = [origin for origin in blocker.origins if origin in self.known]
        if held and not blocker.quiet and self.others().issuperset(held):
            return None
        if held:
            return blocker
        near = self.near(blocker.path)
        origins = tuple(sorted(near - self.others()))
        if near and not origins:
            return None
        return Blocker(
            blocker.path, blocker.span, blocker.code, blocker.message, origins, blocker.quiet
        )

    def unnamed(self, changes: Iterable[Change]) -> list[Blocker]:
        """Block the calls that could only ask for a name of the source's, which must stay.

        A call that writes the target's name itself where its own is withheld is none of them.
        """
        held = list(changes)
        written = {change.origins for change in held if change.otherwise}
        found: dict[Blocker, None] = {}
        for change in held:
            if not change.names or change.origins in written or not self.ours(change.origins):
                continue
            reason = self.names.blocked(change.names)
            if reason is not None:
                found[replace(reason, origins=change.origins, quiet=False)] = None
        return list(found)

    def ours(self, origins: Iterable[Origin]) -> bool:
        """Say whether any of ``origins`` is a call or a client."""
        return any(origin in self.known for origin in origins)

    def shared_names(self, changes: list[Change]) -> tuple[list[Withheld], list[Blocker]]:
        """Withhold names that also reach a call which stays, and block what cannot do without.

        Return what to say where a call moves though its name stays, and the blockers, which hold
        already.
        """
        stays: dict[Origin, tuple[Change, Blocker]] = {}
        found: list[Blocker] = []
        while True:
            for change in changes:
                blocker = self.groups.blocked(change.origins) if change.names else None
                root = self.names.root(change.names[0]) if change.names else None
                if blocker is None or root is None or root in stays:
                    continue
                stays[root] = (change, blocker)
                self.names.block(replace(self.shared(change, blocker), quiet=True))
            new = [b for b in self.unnamed(changes) if self.groups.blocked(b.origins) is None]
            if not new:
                break
            for each in new:
                self.groups.block(each)
            found += new
        told: list[Withheld] = []
        for change in changes:
            row = stays.get(self.names.root(change.names[0])) if change.names else None
            if row is not None and self.moves(change.origins, change.path):
                said = self.shared(change, row[1])
                told.append(Withheld(said.path, said.span, said.code, said.message, said.origins))
        return told, found

    def shared(self, change: Change, blocker: Blocker) -> Blocker:
        message = f"the name also reaches a call that stays because of {place(blocker)}"
        return Blocker(change.path, change.edit.span, "MODEL-SHARED", message, change.names)

    def note_moving(self, changes: Iterable[Change]) -> None:
        """Note the names that reach a call which moves."""
        self.moving = {
            self.names.root(change.names[0])
            for change in changes
            if change.names
            and any(origin in self.known for origin in change.origins)
            and self.groups.blocked(change.origins) is None
        }

    def of_names(self, origins: Iterable[Origin]) -> bool:
        """Say whether these are literals that some edit renames."""
        return any(origin in self.names.parents for origin in origins)

    def names_move(self, origins: Iterable[Origin]) -> bool:
        """Say whether any of these literals gets its new text."""
        return any(
            self.names.root(origin) in self.moving and self.names.blocked((origin,)) is None
            for origin in origins
            if origin in self.names.parents
        )

    def all_move(self, path: str) -> bool:
        return bool(self.known) and self.groups.blocked(self.near(path)) is None

    def some_move(self, path: str) -> bool:
        return any(self.groups.blocked((o,)) is None for o in self.near(path))

    def none_moves(self, path: str) -> bool:
        """Say whether a module has calls or clients of its own, and all of them stay."""
        own = self.by_path.get(path, set())
        return bool(own) and all(self.groups.blocked((o,)) is not None for o in own)

    def moves(self, origins: Iterable[Origin], path: str) -> bool:
        held = [o for o in origins if o in self.known]
        if not held:
            return self.all_move(path)
        return self.groups.blocked(origins) is None

    def others(self) -> set[Origin]:
        """Return the other vendors' clients, and the calls that have to do with them only."""
        if self.foreigners is None:
            sites: list[ClientSite | CallSite] = [*self.clients, *self.calls]
            self.foreigners = {site.origin for site in sites if self.foreign(site)}
        return self.foreigners

    def foreign(self, site: ClientSite | CallSite) -> bool:
        """Say whether a site has to do with other vendors' clients only."""
        hosts = {client.origin: client.host for client in self.clients}
        origins = (site.origin,) if isinstance(site, ClientSite) else site.clients
        return bool(origins) and all(hosts.get(origin) == "foreign" for origin in origins)
