"""Sites of streams that are read step by step: by ``next``, or in two loops one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from codemod.analysis.members import inside
from codemod.analysis.repository import CALLER
from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import operations
from codemod.vocabulary.sites import CallSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.streams import Making, SteppedSite
from codemod.vocabulary.values import Atom, External, Instance, Origin, Resource, Value

STEPS = ("__next__", "__anext__")


def stepped(traces: Traces, calls: Sequence[CallSite]) -> Iterator[SteppedSite]:
    """Yield, for each place that takes a next chunk, the calls whose streams it may be."""
    makers = Makers(traces, calls)
    for path, op in traces.ops(operations.GetMember, operations.Call):
        if isinstance(op, operations.GetMember):
            if op.name in STEPS and op.context == "load":
                yield from makers.sites(path, op.span, op.obj)
        elif op.arguments:
            names = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
            if names & {"builtins.next", "builtins.anext"}:
                yield from makers.sites(path, op.span, op.arguments[0].node)
    yield from again(traces, makers)


def again(traces: Traces, makers: Makers) -> Iterator[SteppedSite]:
    """Yield the second of two loops of one function that go through one stream."""
    seen: set[tuple[str, int, Origin]] = set()
    for path, op in traces.ops(operations.Iterate):
        origins = makers.streams(traces.values(path, op.source))
        if not origins:
            continue
        functions = traces.link.modules[path].facts.functions
        around = [f for f in functions if f.span.encloses(op.span)]
        inner = max(around, key=lambda f: f.span.start).number if around else -1
        places = {(path, inner, origin) for origin in origins}
        if places & seen:
            yield from makers.sites(path, op.span, op.source, again=True)
        seen |= places


class Makers:
    """Finds where streams are made, and how an iterator can take their place there."""

    def __init__(self, traces: Traces, calls: Sequence[CallSite]) -> None:
        self.traces = traces
        self.calls = {call.origin: call for call in calls}
        self.bound = {(path, op.source): op.text for path, op in traces.ops(operations.Assigned)}

    def sites(self, path: str, use: Span, node: int, again: bool = False) -> Iterator[SteppedSite]:
        """Yield one site for each call whose stream may stand at a node."""
        values = list(self.traces.values(path, node))
        origins = origins_of(values)
        for origin in sorted(self.streams(values)):
            call = self.calls.get(origin)
            yield SteppedSite(path, use, origins, self.making(call) if call else None, again)

    def making(self, call: CallSite) -> Making | None:
        """Return how an iterator can take the place of a call's stream, None where that is unsure."""
        span = self.place(call)
        bound, condition = self.bound.get(call.origin, ""), self.condition(call)
        if span is None:
            return None
        if bound and condition:
            return Making(call.path, span, call.asynchronous, call.statement, bound, condition)
        if self.always(call):
            return Making(call.path, span, call.asynchronous, call.statement)
        return None

    def streams(self, values: Iterable[Value]) -> set[Origin]:
        """Return the calls that gave the streams among ``values``."""
        return {
            v.origin for v in values if isinstance(v, Instance) and inside(v.type)[0] == "stream"
        }

    def place(self, call: CallSite) -> Span | None:
        """Return the expression that gives the stream itself; None where it cannot be told."""
        op = self.traces.calls[call.origin]
        callees = list(self.traces.values(call.path, op.func))
        if not any(isinstance(v, Resource) for v in callees):
            return None
        if any(not isinstance(v, (Resource, Atom)) and v != CALLER for v in callees):
            return None
        return call.awaited if call.asynchronous else call.span

    def always(self, call: CallSite) -> bool:
        """Say whether the call streams whenever it is made: it says so itself, or its mapping does."""
        rows = [given for given in call.given if given.name == "stream"]
        if call.streams is not True or len(rows) != 1:
            return False
        argument = self.argument(call)
        literal = argument is None or (call.path, argument.node) in self.traces.constants
        sure = rows[0].certain and not rows[0].filtered
        return literal and sure and all(v == Atom(True) for v in rows[0].values)

    def argument(self, call: CallSite) -> operations.Argument | None:
        """Return the ``stream`` that is written at the call itself."""
        given = self.traces.calls[call.origin].arguments
        return next((argument for argument in given if argument.keyword == "stream"), None)

    def condition(self, call: CallSite) -> str:
        """Return the parameter of the function that decides whether the call streams.

        Nothing in the module ever binds a name like it: behind the call it says the same.
        """
        op, argument = self.traces.calls[call.origin], self.argument(call)
        if argument is None or op.scope < 0:
            return ""
        facts = self.traces.link.modules[call.path].facts
        names = {parameter.name for parameter in facts.functions[op.scope].parameters}
        for load in self.traces.loads.get((call.path, argument.node), ()):
            if load.span == argument.value_span and load.name in names:
                return "" if facts.bound.get(load.name, 0) else load.name
        return ""
