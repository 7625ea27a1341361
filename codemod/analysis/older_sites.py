"""The sites of calls that offer functions in an older way, and of all that must move with them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from codemod.analysis.answering import Answering
from codemod.analysis.collect import Looking
from codemod.analysis.conversations import Conversations
from codemod.analysis.guards import sheltered
from codemod.analysis.list_sites import Lists
from codemod.analysis.member_places import Places
from codemod.analysis.members import inside
from codemod.analysis.message_sites import Returning
from codemod.analysis.offered import Offered
from codemod.analysis.older_words import Words, explained, item
from codemod.analysis.response_sites import members
from codemod.analysis.traces import Traces
from codemod.vocabulary.lists import ElementSite, ListSite
from codemod.vocabulary.sites import CallSite, Given, MemberSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.turned import OfferedSite, Older, OlderSite, ReturnedSite, WordSite
from codemod.vocabulary.values import Atom, Origin, Sequence, Text

ROLE = "role"
NAME = "name"
OPEN = "nothing that came of it is sent right after it"
OlderKind = OlderSite | OfferedSite | ReturnedSite | WordSite | MemberSite


class Olders:
    """Finds the conversations in which functions are offered in an older way."""

    def __init__(
        self,
        traces: Traces,
        calls: Iterable[CallSite],
        looking: Looking,
        older: Older,
        others: Collection[Origin],
    ) -> None:
        """``others`` are the clients of other vendors, whose calls are no one's affair here."""
        rows = list(calls)
        self.others = frozenset(others)
        self.clients = {call.origin: frozenset(call.clients) for call in rows}
        self.traces = traces
        self.looking = looking
        self.older = older
        mine = [call for call in rows if call.operation == older.operation]
        self.calls = [replace(call, clients=()) for call in mine]
        turns = ("", looking.parent)
        asked = (older.messages, older.listed)
        found = list(
            Lists(traces, self.calls, looking.tree, asked, ROLE, "content", "", turns).sites()
        )
        self.lists = [site for site in found if isinstance(site, ListSite)]
        self.elements = [site for site in found if isinstance(site, ElementSite)]
        self.sent = [s for s in self.elements if s.parameter == older.messages and self.is_sent(s)]
        self.reads = list(self.read())
        self.mine = self.conversations()
        self.answers: dict[str, set[Span]] = defaultdict(set)
        """The places of messages of answers that are sent back, by path."""

    # -- which calls ------------------------------------------------------------------------

    def offering(self, call: CallSite) -> bool:
        """Say whether a call is given functions, or which of them to call."""
        return any(g.name in self.older.words and g.source != "None" for g in call.given)

    def is_sent(self, site: ElementSite) -> bool:
        """Say whether a message says in an older way what was called, or what came of it."""
        words = {v.text for v in site.values.get(ROLE, ()) if isinstance(v, Text)}
        return self.older.role in words or self.older.member in site.keys

    def conversations(self) -> frozenset[Origin]:
        """Return the calls that offer functions so, and those that share messages with them."""
        own = {call.origin for call in self.calls}
        found = {call.origin for call in self.calls if self.offering(call)}
        for site in self.sent:
            found |= own & set(site.origins)
        talks = Conversations(self.traces).of(self.calls)
        rows = [{call.origin, *talks[call.origin]} for call in self.calls if talks[call.origin]]
        rows += [{call.origin, *self.holders(call)} for call in self.calls]
        rows += [set(site.origins) & own for site in self.reads]
        rows += [set(site.origins) & own for site in self.sent]
        others = grown(rows, {call.origin for call in self.calls if self.is_other(call)})
        return frozenset((grown(rows, found) - others) & own)

    def is_other(self, call: CallSite) -> bool:
        """Say whether a call is made by a client that is another vendor's, or may be."""
        return bool(self.others & self.clients.get(call.origin, frozenset()))

    def holders(self, call: CallSite) -> set[Origin]:
        """Return the lists of functions that a call is given."""
        values = [v for g in call.given if g.name == self.older.listed for v in g.values]
        return {value.origin for value in values if isinstance(value, Sequence)}

    def read(self) -> Iterator[MemberSite]:
        """Yield where an answer says what is called, and why it ended."""
        older = self.older
        wanted = frozenset((*((kind, older.member) for kind in older.types), *older.ended))
        known = {*older.types, *(kind for kind, _ in older.ended)}
        rows = (
            site
            for site in members(self.traces)
            if (site.type, site.member) in wanted
            or (site.member == older.member and innermost(site.type) in known)
        )
        looking = self.looking
        yield from Places(self.traces, self.calls, looking.tree, looking.parent, wanted).placed(
            rows
        )

    # -- the sites --------------------------------------------------------------------------

    def sites(self) -> Iterator[OlderKind]:
        """Yield each call, function, message, and read; and each word that none of these explains."""
        if not any(self.offering(call) for call in self.calls if call.origin in self.mine):
            return
        returned = list(self.returned())
        yield from returned
        mine = [call for call in self.calls if call.origin in self.mine]
        whole = Offered(self.traces, self.older.listed, mine, self.elements, self.lists).whole()
        back = bool(returned or self.answers)
        calls = [self.call(call, call.origin in whole, back) for call in mine]
        yield from calls
        for site in self.elements:
            if site.parameter == self.older.listed and whole & set(site.origins):
                yield OfferedSite(site.path, site.span, self.of(site.origins))
        reads = [s for s in self.reads if self.mine & set(s.origins)]
        swallowed = list(self.swallowed(returned))
        for read in reads:
            if not any(p == read.path and s.encloses(read.span) for p, s in swallowed):
                yield read
        lost = [each.lost for each in calls] + [each.lost for each in returned]
        if not any(lost):
            known = explained(self.older, calls, returned, reads)
            anchors = {site.call.path: site.call.span for site in calls}
            anchors |= {read.path: read.span for read in reads}
            yield from Words(self.looking, self.older, known).sites(anchors, self.mine)

    def of(self, origins: Iterable[Origin]) -> tuple[Origin, ...]:
        return tuple(sorted(set(origins) & self.mine))

    def call(self, call: CallSite, wrapped: bool, back: bool) -> OlderSite:
        given = tuple(g for g in call.given if g.name in self.older.words)
        trees = tuple(self.looking.tree(g.path, g.value_span) for g in given)
        sure = tuple(self.sure(g, tree) for g, tree in zip(given, trees, strict=True))
        listed = [g.name == self.older.listed and g.source != "None" for g in given]
        always = all(
            g.certain and not g.filtered and fine
            for g, fine, mine in zip(given, sure, listed, strict=True)
            if mine
        )
        always = always and not set(self.older.words) & set(call.sometimes)
        owners = tuple(self.owner(g) for g in given)
        reason = self.lost(call)
        return OlderSite(
            call, reason, any(listed), always, wrapped, back, given, sure, owners, trees
        )

    def sure(self, given: Given, tree: ast.expr | None) -> bool:
        """Say whether an argument is a list wherever it is given."""
        held = [v for v in given.values if v != Atom(None)]
        if not held or not all(isinstance(v, Sequence) for v in held):
            return False
        if len(held) == len(given.values):
            return True
        texts = frozenset({ast.unparse(tree)}) if tree is not None else frozenset[str]()
        path = given.path
        return tree is not None and sheltered(
            tree, texts, lambda node: self.looking.parent(path, node)
        )

    def owner(self, given: Given) -> str:
        """Return the code of the mapping that an assignment puts an argument into, or ""."""
        tree = self.looking.tree(given.path, given.owner) if given.owner is not None else None
        return ast.unparse(tree) if tree is not None else ""

    def lost(self, call: CallSite) -> str:
        """Say what of the messages of a call cannot be seen, or ""."""
        if call.opaque or call.sometimes:
            return "arguments that cannot be seen may reach it"
        if call.mixed:
            return "what stands here may also be something else"
        if reason := self.pointless(call):
            return reason
        for site in self.lists:
            if site.parameter == self.older.messages and call.origin in site.origins and site.lost:
                return f"its messages cannot all be seen: {site.lost}"
        for each in self.elements:
            if each.parameter != self.older.messages or call.origin not in each.origins:
                continue
            held = each.values.get(ROLE, ())
            plain = bool(held) and all(isinstance(v, Text) for v in held)
            if not plain and NAME in each.keys:
                return "a message may have a role that is decided when the program runs"
        return ""

    def pointless(self, call: CallSite) -> str:
        """Say why what a call offers is no list of functions, as far as it is seen, or ""."""
        listed = [g for g in call.given if g.name == self.older.listed and g.source != "None"]
        if not listed and self.offering(call):
            return f"{self.older.chosen} without {self.older.listed} says nothing"
        for given in listed:
            elements = [value for _, value in self.traces.elements(given.values)]
            if not elements and all(isinstance(v, Sequence) for v in given.values):
                return f"its {self.older.listed} are none"
        nameless = any(
            site.parameter == self.older.listed and site.whole and NAME not in site.keys
            for site in self.elements
            if call.origin in site.origins
        )
        return f"something in its {self.older.listed} has no name" if nameless else ""

    # -- messages that are sent back --------------------------------------------------------

    def returned(self) -> Iterator[ReturnedSite]:
        """Yield the dicts that say what was called, and those that say what came of it."""
        older, tree = self.older, self.looking.tree
        kinds = (older.message, f"dump[{older.message}]")
        mine = [call for call in self.calls if call.origin in self.mine]
        offering = {call.origin for call in mine if self.offering(call)}
        open_calls: dict[tuple[str, Span], tuple[Origin, ...]] = {}
        for site in Returning(self.traces, kinds, mine, tree).sites():
            self.answers[site.path].add(site.span)
            if offering & set(site.origins):
                open_calls[site.path, site.span] = site.origins
        told: dict[str, dict[Span, str]] = defaultdict(dict)
        rows = [(s, tree(s.path, s.span)) for s in self.sent if self.mine & set(s.origins)]
        for second in (False, True):  # results need what is known of calls
            for each, display in rows:
                result = older.member not in each.keys
                if result is not second:
                    continue
                path = each.path
                looks = Answering(
                    lambda node, path=path: self.looking.parent(path, node),  # type: ignore[misc]
                    frozenset(self.answers[path]),
                    told[path],
                    older.member,
                )
                message, lost = "", self.hindrance(each, display)
                if not lost and isinstance(display, ast.Dict):
                    if result:
                        message, lost = looks.message(display)
                    else:
                        value = item(display, older.member)
                        message = looks.origin(value, older.member, display) if value else ""
                        lost = "" if message else "the answer that it repeats cannot be told"
                        told[path][each.span] = message
                        open_calls[path, each.span] = each.origins
                shown = display if isinstance(display, ast.Dict) else None
                for place in looks.answered:
                    open_calls.pop((path, place), None)
                yield ReturnedSite(
                    path, each.span, result, message, lost, self.of(each.origins), shown
                )
        for (path, span), origins in sorted(open_calls.items()):
            put = tree(path, span)
            looks = Answering(
                lambda node, path=path: self.looking.parent(path, node),  # type: ignore[misc]
                frozenset(),
                {},
                older.member,
            )
            if put is None or not looks.spoken(put):
                yield ReturnedSite(path, span, False, "", OPEN, self.of(origins), None)

    def hindrance(self, site: ElementSite, display: ast.expr | None) -> str:
        """Say why a message that is sent back cannot be written anew, or ""."""
        if not isinstance(display, ast.Dict) or not site.whole:
            return "it is not written in one piece here"
        if site.shared:
            return "it also reaches something else, which knows it as it is"
        if read := sorted(site.read - {"content"}):
            return f"its {', '.join(read)} is read again"
        role = item(display, ROLE)
        if not isinstance(role, ast.Constant):
            return "its role is not written here"
        return ""

    def swallowed(self, returned: Iterable[ReturnedSite]) -> Iterator[tuple[str, Span]]:
        """Yield the places of values that give way as a whole where a message is written anew."""
        for site in returned:
            if site.tree is None or not site.message:
                continue
            value = item(site.tree, NAME if site.result else self.older.member)
            if value is not None and not (isinstance(value, ast.Dict) and not site.result):
                yield site.path, Span.of(value)


def grown(rows: Iterable[set[Origin]], start: set[Origin]) -> set[Origin]:
    """Return what is joined to ``start`` by rows of what belongs together."""
    found, held = set(start), list(rows)
    before = -1
    while before < len(found):
        before = len(found)
        for row in held:
            if row & found:
                found |= row
    return found


def innermost(kind: str) -> str:
    outer, inner = inside(kind)
    return innermost(inner) if outer else kind
