"""Sites of messages: responses that are put back into them, and their roles."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Sequence as Sequence_

from codemod.analysis.feeding import Feeding
from codemod.analysis.receivers import Receivers
from codemod.analysis.response_sites import instances, mixed
from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import operations
from codemod.vocabulary.lists import PartSite, RoleSite
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.sites import CallSite, MessageSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Dictionary, Inner, Origin, Sequence, Text, Value

PARTS = ("sum", "slice", "repeat", "union")
"""Sequences that are made of others."""
PUTTING = frozenset({"append", "appendleft", "insert", "add"})
"""Methods that put their last argument into a sequence."""


class Returning:
    """Finds what of responses goes back into the messages of ``calls``, as ``types`` of the surface."""

    def __init__(
        self,
        traces: Traces,
        types: Collection[str],
        calls: Sequence_[CallSite],
        tree: Callable[[str, Span], ast.expr | None],
    ) -> None:
        self.traces = traces
        self.types = types
        self.tree = tree
        self.given = [g.values for call in calls for g in call.given if g.name == "messages"]
        self.calls = calls
        roots = message_lists(traces, self.given)
        self.feeding = Feeding(traces, types, roots)
        self.lists = self.feeding.lists
        self.reread = read_back(traces, types, self.lists)

    def sites(self) -> Iterator[MessageSite]:
        """Yield expressions whose value, of one of the types, goes into a list of messages."""
        put: set[int] = set()
        for path, node, span in self.places():
            values = list(self.traces.values(path, node))
            held = [i.type for i in instances(values) if i.type in self.types]
            if held and not self.feeding.fed(path, node):
                put.add(self.traces.link.node(path, node))
                yield self.site(path, span, held[0], values, self.reread)
        yield from self.inner()
        for call in self.calls:
            for given in call.given if self.types else ():
                lists = {v.origin for v in given.values if isinstance(v, Sequence)}
                missed = self.feeding.missed(lists, put) if given.name == "messages" else []
                if missed:
                    origins = tuple(sorted({part.origin for part in missed} | {call.origin}))
                    kind = missed[0].type
                    yield MessageSite(given.path, given.value_span, kind, origins, True)

    def places(self) -> Iterator[tuple[str, int, Span]]:
        """Yield (path, node, span) for what is put into lists of messages."""
        spread = Spread(self.traces)
        for path, op in self.traces.ops(
            operations.Call, operations.MakeSequence, operations.SetItem
        ):
            if isinstance(op, operations.SetItem):
                held = {
                    v.origin for v in self.traces.values(path, op.obj) if isinstance(v, Sequence)
                }
                if held & self.lists:
                    yield path, op.source, op.value_span
            elif isinstance(op, operations.MakeSequence):
                if (path, op.target) in self.lists and op.spans and op.kind not in PARTS:
                    for node, span in zip(op.elements, op.spans, strict=True):
                        if not spread.of(path, node, span):
                            yield path, node, span
            elif isinstance(op, operations.Call) and op.arguments:
                receivers = {
                    v.receiver.origin
                    for v in self.traces.values(path, op.func)
                    if isinstance(v, Inner)
                    and isinstance(v.receiver, Sequence)
                    and v.name in PUTTING
                }
                if receivers & self.lists:
                    last = op.arguments[-1]
                    yield path, last.node, last.value_span

    def inner(self) -> Iterator[MessageSite]:
        """Yield the lists of parts of a response that stand in messages which are dicts."""
        wrapped = {f"list[{name}]" for name in self.types}
        dicts = {m.origin for values in self.given for _, m in items_of(self.traces, values)}
        read = {
            op.constant
            for path, op in self.traces.ops(operations.GetItem)
            if dicts
            & {v.origin for v in self.traces.values(path, op.obj) if isinstance(v, Dictionary)}
        }
        for path, op in self.traces.ops(operations.MakeDict):
            for item in op.items if (path, op.target) in dicts else ():
                values = list(self.traces.values(path, item.value))
                held = [i.type for i in instances(values) if i.type in wrapped]
                parts = [part for _, part in self.traces.elements(values)]
                held += [f"list[{i.type}]" for i in instances(parts) if i.type in self.types]
                if held:
                    reread = item.constant in read
                    yield self.site(path, item.value_span, held[0], values, reread)

    def site(
        self, path: str, span: Span, kind: str, values: list[Value], reread: bool
    ) -> MessageSite:
        tree = self.tree(path, span)
        while isinstance(tree, ast.Attribute):
            tree = tree.value
        parts = [part for _, part in self.traces.elements(values)]
        origins = tuple(sorted({*origins_of(values), *origins_of(parts)}))
        simple = isinstance(tree, ast.Name)
        return MessageSite(path, span, kind, origins, mixed(values, path), reread, simple)


def read_back(traces: Traces, types: Collection[str], lists: set[Origin]) -> bool:
    """Say whether an element of such a list is read by attribute."""
    taken: set[tuple[str, int]] = set()
    for path, op in traces.ops(operations.GetItem, operations.Iterate):
        source = op.obj if isinstance(op, operations.GetItem) else op.source
        held = {v.origin for v in traces.values(path, source) if isinstance(v, Sequence)}
        if held & lists:
            taken.add((path, op.target))
    return any(
        (path, op.obj) in taken
        and any(i.type in types for i in instances(list(traces.values(path, op.obj))))
        for path, op in traces.ops(operations.GetMember)
    )


def roles(
    traces: Traces, calls: Iterable[CallSite], moved: Collection[str]
) -> Iterator[RoleSite | PartSite]:
    """Yield the literal roles of the messages that reach calls, and the types of their parts.

    ``moved`` are the roles that a rule writes anew: which calls they reach is looked at closely.
    """
    found: dict[Literal, set[Origin]] = {}
    parts: dict[Literal, set[Origin]] = {}
    receivers: Receivers | None = None
    for call in calls:
        origins = (call.origin, *call.clients)
        values = [v for given in call.given if given.name == "messages" for v in given.values]
        node = node_of(traces, call)
        for sequence, message in items_of(traces, values):
            literals = traces.literals(held(traces, message, "role"))
            if node >= 0 and any(literal.text in moved for literal in literals):
                receivers = receivers or Receivers(traces)
                if not receivers.meets(message.origin, sequence, node):
                    continue
            for literal in literals:
                found.setdefault(literal, set()).update(origins)
            for _, part in items_of(traces, held(traces, message, "content")):
                for literal in traces.literals(held(traces, part, "type")):
                    parts.setdefault(literal, set()).update(origins)
    for literal in sorted(found, key=lambda x: (x.path, x.span)):
        yield RoleSite(literal, tuple(sorted(found[literal])))
    for literal in sorted(parts, key=lambda x: (x.path, x.span)):
        yield PartSite(literal, tuple(sorted(parts[literal])))


def items_of(traces: Traces, values: Iterable[Value]) -> Iterator[tuple[Origin, Dictionary]]:
    """Yield (list, dict) for the dicts that stand in the lists among ``values``."""
    for sequence, element in traces.elements(values):
        if isinstance(element, Dictionary):
            yield sequence, element


def held(traces: Traces, value: Dictionary, key: str) -> Iterable[Value]:
    """Return what a dict is given under a key."""
    box = traces.link.containers.get(value.origin)
    return traces.link.values[box.keys[key]] if box is not None and key in box.given else ()


def node_of(traces: Traces, call: CallSite) -> int:
    """Return the node of a ``messages=`` that is written at the call itself, else -1."""
    passed, _ = traces.link.operations[call.origin]
    for argument in passed.op.arguments:
        if argument.keyword == "messages" and argument.node > 0:
            return passed.base + argument.node
    return -1


def parts(traces: Traces, call: CallSite) -> tuple[str, ...]:
    """Return the kinds of the parts of messages that reach a call, as far as they are literal."""
    found: set[str] = set()
    values = [v for given in call.given if given.name == "messages" for v in given.values]
    for _, message in traces.elements(values):
        if isinstance(message, Dictionary):
            for _, part in traces.elements(held(traces, message, "content")):
                kinds = held(traces, part, "type") if isinstance(part, Dictionary) else ()
                found.update(v.text for v in kinds if isinstance(v, Text))
    return tuple(sorted(found))


def told(traces: Traces, call: CallSite) -> tuple[str, ...]:
    """Return the roles of the messages that reach a call, ``*`` for what is no literal."""
    found: set[str] = set()
    values = [v for given in call.given if given.name == "messages" for v in given.values]
    for _, message in items_of(traces, values):
        roles = list(held(traces, message, "role"))
        found.update(v.text if isinstance(v, Text) else "*" for v in roles)
        found.update(() if roles else "*")
    return tuple(sorted(found))


class Spread:
    """The lists whose elements stand in another by ``*``."""

    def __init__(self, traces: Traces) -> None:
        self.sources = {
            (path, op.target): (op.source, op.span) for path, op in traces.ops(operations.Iterate)
        }

    def of(self, path: str, element: int, span: Span) -> int:
        """Return the node of the list that is spread at ``span``, 0 where none is."""
        source, place = self.sources.get((path, element), (0, span))
        return source if span.encloses(place) and span != place else 0


def message_lists(traces: Traces, nodes: Iterable[Iterable[Value]]) -> set[Origin]:
    """Return the sequences that reach ``messages`` arguments, nested sums included."""
    found: set[Origin] = set()
    for values in nodes:
        found.update(v.origin for v in values if isinstance(v, Sequence))
    grown = True
    made = [
        (path, op)
        for path, op in traces.ops(operations.MakeSequence)
        if op.kind == "sum" or (op.kind == "list" and op.spans)
    ]
    spread = Spread(traces)
    while grown:
        grown = False
        for path, op in made:
            if (path, op.target) in found:
                inner = op.elements
                if op.kind == "list":
                    rows = zip(op.elements, op.spans, strict=True)
                    inner = tuple(spread.of(path, *row) for row in rows)
                for element in inner:
                    for value in traces.values(path, element):
                        if isinstance(value, Sequence) and value.origin not in found:
                            found.add(value.origin)
                            grown = True
    return found
