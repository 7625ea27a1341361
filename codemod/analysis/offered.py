"""Functions that calls offer: which are seen where they are built, and known to nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.lists import ElementSite, ListSite
from codemod.vocabulary.sites import CallSite
from codemod.vocabulary.values import Dictionary, External, Origin
from codemod.vocabulary.values import Sequence as Listed


class Offered:
    """Looks at the lists that calls are given for ``parameter``.

    ``elements`` and ``lists`` are the sites of these lists and of what stands in them.
    """

    def __init__(
        self,
        traces: Traces,
        parameter: str,
        calls: Sequence[CallSite],
        elements: Iterable[ElementSite],
        lists: Iterable[ListSite],
    ) -> None:
        self.traces = traces
        self.parameter = parameter
        self.calls = calls
        self.seen = {(s.path, s.span) for s in elements if s.parameter == parameter and fits(s)}
        self.lost = {o for s in lists if s.parameter == parameter and s.lost for o in s.origins}
        self.held = {call.origin: self.holders(call) for call in calls}

    def whole(self) -> frozenset[Origin]:
        """Return the calls of which every function is a display that nothing else knows.

        Calls that share a list, or a function, are so together or not at all.
        """
        known = self.known()
        strange = {c.origin for c in self.calls if self.strange(c) or self.held[c.origin] & known}
        grown = True
        while grown:
            shared = {holder for origin in strange for holder in self.held[origin]}
            more = {o for o, holders in self.held.items() if holders & shared} - strange
            strange |= more
            grown = bool(more)
        return frozenset(self.held.keys() - strange)

    def holders(self, call: CallSite) -> set[Origin]:
        """Return the lists that a call is given, and the dicts in them."""
        values = [v for given in call.given if given.name == self.parameter for v in given.values]
        found = {value.origin for value in values if isinstance(value, Listed)}
        for sequence, value in self.traces.elements(values):
            found |= {sequence, *([value.origin] if isinstance(value, Dictionary) else ())}
        return found

    def strange(self, call: CallSite) -> bool:
        """Say whether something in a list of a call is no display that is seen."""
        if call.origin in self.lost:
            return True
        values = [v for given in call.given if given.name == self.parameter for v in given.values]
        for _, value in self.traces.elements(values):
            if not isinstance(value, Dictionary):
                return True
            op = self.traces.displays.get(value.origin)
            if op is None or (value.origin[0], op.span) not in self.seen:
                return True
        return False

    def known(self) -> set[Origin]:
        """Return the lists that something outside the program is given: it may tell what they hold."""
        every = {holder for holders in self.held.values() for holder in holders}
        found: set[Origin] = set()
        for path, call in self.traces.ops(operations.Call):
            if any(isinstance(value, External) for value in self.traces.values(path, call.func)):
                for each in call.arguments:
                    values = self.traces.values(path, each.node)
                    held = {v.origin for v in values if isinstance(v, (Listed, Dictionary))}
                    found |= held & every
        return found


def fits(site: ElementSite) -> bool:
    """Say whether a dict is written in one piece, and known to nothing else."""
    return site.whole and not site.shared and not site.read and not site.answered
