"""Sites of lists of dicts that calls are given, as far back as where they are built."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Sequence as Sequence_

from codemod.analysis.escape_sites import QUIET_METHODS, unreadable
from codemod.analysis.list_parts import Parts, repeatable
from codemod.analysis.repository import CALLER
from codemod.analysis.response_sites import instances
from codemod.analysis.texts import texted
from codemod.analysis.traces import Traces
from codemod.analysis.turns import turn_of
from codemod.vocabulary import operations
from codemod.vocabulary.lists import ElementSite, ListPart, ListSite, Turn
from codemod.vocabulary.operations import MakeDict, MakeSequence
from codemod.vocabulary.sites import CallSite, Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    Atom,
    Dictionary,
    Inner,
    Instance,
    Origin,
    Sequence,
    Text,
    Unknown,
    Value,
)

EVERY = "every key"
"""Stands for the keys that are read where they cannot be told."""
Tree = Callable[[str, Span], "ast.expr | None"]


class Lists:
    """Looks at the lists that calls get for some parameters (``messages``, ``messages.content``).

    The first of them is one that no call can go without.
    """

    def __init__(
        self,
        traces: Traces,
        calls: Iterable[CallSite],
        tree: Tree,
        parameters: Sequence_[str],
        key: str,
        content: str,
        lent: str,
        turns: tuple[str, Callable[[str, ast.AST], ast.AST | None]],
    ) -> None:
        self.traces = traces
        self.calls = list(calls) if parameters else []
        self.tree = tree
        self.parameters = parameters
        self.content = content
        self.first = next(iter(parameters), "")
        self.lent = lent
        self.owner, self.parent = turns
        self.dicts: dict[Origin, MakeDict] = {}
        self.sequences: dict[Origin, MakeSequence] = {}
        self.parts = Parts(traces, key, content)
        self.iterated: dict[Origin, int] = {}
        self.read: dict[Origin, set[str]] = defaultdict(set)
        self.passed: set[Origin] = set()
        self.reaching: dict[Origin, set[Origin]] = defaultdict(set)
        if self.calls:
            self.index()

    def index(self) -> None:
        for path, op in self.traces.ops(MakeDict, MakeSequence):
            if isinstance(op, MakeDict):
                self.dicts[(path, op.target)] = op
            elif isinstance(op, MakeSequence):
                self.sequences[(path, op.target)] = op
        self.iterated = {
            (path, op.target): op.source for path, op in self.traces.ops(operations.Iterate)
        }
        for path, item in self.traces.ops(operations.GetItem):
            if item.context == "load":
                key = item.constant if isinstance(item.constant, str) else EVERY
                self.note_read(path, item.obj, key)
        for path, loop in self.traces.ops(operations.Iterate):
            self.note_read(path, loop.source, EVERY)
        for path, test in self.traces.ops(operations.Compare):
            if test.op in ("in", "not in"):
                for text in self.traces.values(path, test.left):
                    self.note_read(path, test.right, text.text if isinstance(text, Text) else EVERY)
        for path, call in self.traces.ops(operations.Call):
            self.note_call(path, call)

    def note_read(self, path: str, node: int, key: str) -> None:
        for value in self.traces.values(path, node):
            if isinstance(value, Dictionary):
                self.read[value.origin].add(key)

    def note_call(self, path: str, call: operations.Call) -> None:
        """Note which dicts and lists reach code that cannot be read, and keys read by ``get``."""
        callees = list(self.traces.values(path, call.func))
        for value in callees:
            if isinstance(value, Inner) and isinstance(value.receiver, Dictionary):
                if value.name in ("get", "pop") and call.arguments:
                    for text in self.traces.values(path, call.arguments[0].node):
                        if isinstance(text, Text):
                            self.read[value.receiver.origin].add(text.text)
                elif value.name in ("items", "values", "keys"):
                    self.read[value.receiver.origin].add(EVERY)
        chain = self.traces.chain(path, call.func)
        if chain and chain[-1] in QUIET_METHODS:
            return
        if any(unreadable(value) for value in callees):
            for argument in call.arguments:
                for value in self.traces.values(path, argument.node):
                    if isinstance(value, (Dictionary, Sequence)):
                        self.passed.add(value.origin)

    # -- the lists --------------------------------------------------------------------------

    def sites(self) -> Iterator[ListSite | ElementSite]:
        """Yield the list of each call and parameter, and each dict that stands in one of them."""
        found: dict[tuple[str, Origin], set[Origin]] = defaultdict(set)
        shared: set[Origin] = set()
        for call in self.calls:
            origins = (call.origin, *call.clients)
            names = {given.name for given in call.given}
            if call.opaque and self.demanded(call) and self.first not in names:
                yield self.unseen(call, origins)
            for given in call.given:
                if given.name not in self.parameters:
                    continue
                yield self.list_site(call, given)
                self.gather(found, shared, given.name, given.values, origins)
        for (parameter, origin), reached in sorted(found.items()):
            yield self.element(parameter, origin, tuple(sorted(reached)), origin in shared)

    def demanded(self, call: CallSite) -> bool:
        """Say whether a call cannot go without the first of the lists."""
        operation = self.traces.link.surface.operations.get(call.operation)
        return operation is not None and self.first in operation.parameters

    def unseen(self, call: CallSite, origins: tuple[Origin, ...]) -> ListSite:
        return ListSite(
            call.path,
            call.span,
            self.first,
            call.span,
            "argument",
            call.span,
            False,
            "it comes in a mapping that cannot be seen",
            (),
            tuple(sorted(origins)),
        )

    def gather(
        self,
        found: dict[tuple[str, Origin], set[Origin]],
        shared: set[Origin],
        parameter: str,
        values: Iterable[Value],
        origins: tuple[Origin, ...],
    ) -> None:
        for sequence, value in self.traces.elements(values):
            if not isinstance(value, Dictionary):
                continue
            found[(parameter, value.origin)].update(origins)
            self.reaching[value.origin].add(origins[0])
            if {sequence, value.origin} & self.passed:
                shared.add(value.origin)
            inner = f"{parameter}.{self.content}"
            if inner in self.parameters:
                self.gather(found, shared, inner, self.parts.held(value, self.content), origins)

    def element(
        self, parameter: str, origin: Origin, reached: tuple[Origin, ...], shared: bool
    ) -> ElementSite:
        box = self.traces.link.containers[origin]
        op = self.dicts.get(origin)
        made = op or self.traces.calls.get(origin)  # dict(role="user", ...)
        path = origin[0]
        keys = frozenset(str(key) for key in box.given)
        tree = self.tree(path, op.span) if op is not None and not op.call else None
        own = {i.constant for i in op.items if i.key_span is not None} if op is not None else set()
        whole = isinstance(tree, ast.Dict) and own == set(box.given) and not box.open
        once = all(len(box.sites.get(key, ())) == 1 for key in box.given)
        answers = [
            value
            for cell in box.keys.values()
            for value in self.traces.link.values[cell]
            if isinstance(value, Instance)
        ]
        answers += [
            part
            for cell in box.keys.values()
            for _, part in self.traces.elements(self.traces.link.values[cell])
            if isinstance(part, Instance)
        ]
        origins = tuple(sorted({*reached, *(value.origin for value in answers)}))
        return ElementSite(
            path,
            made.span if made is not None else Span(1, 0, 1, 0),
            parameter,
            keys,
            whole and once,
            frozenset(self.read.get(origin, ())),
            origins,
            shared,
            bool(instances(answers)),
            tree,
            {
                key: tuple(self.traces.link.values[cell])
                for key, cell in box.keys.items()
                if isinstance(key, str)
            },
            self.answers(path, op) if op is not None else {},
            self.turn(path, tree) if isinstance(tree, ast.Dict) else None,
            frozenset(
                key
                for key, cell in box.keys.items()
                if isinstance(key, str)
                and CALLER in self.traces.link.values[cell]
                and not texted(tree, key, lambda node: self.parent(path, node))
            ),
            frozenset(self.reaching[origin]),
        )

    def turn(self, path: str, tree: ast.Dict) -> Turn | None:
        """Return how a dict and those that belong to it are put into their list."""
        if not self.owner:
            return None
        return turn_of(tree, self.owner, lambda node: self.parent(path, node))

    def answers(self, path: str, op: MakeDict) -> dict[str, str]:
        """Return the keys whose value is a member that is read of a response, with that member."""
        found = {}
        for item in op.items:
            read = self.traces.members.get((path, item.value))
            held = list(self.traces.values(path, read.obj)) if read is not None else []
            types = {v.type for v in held if isinstance(v, Instance)}
            alone = all(isinstance(v, Instance) for v in held) and len(types) == 1
            if read is not None and alone and isinstance(item.constant, str):
                found[item.constant] = f"{types.pop()}.{read.name}"
        return found

    def list_site(self, call: CallSite, given: Given) -> ListSite:
        tree = self.tree(given.path, given.value_span)
        lost = self.lost(given.values)
        parts: list[ListPart] = []
        sums: list[tuple[Span, Span, Span]] = []
        if not lost and tree is not None:
            self.parts.split(given.path, tree, given.values, parts, sums)
        return ListSite(
            given.path,
            given.value_span,
            given.name,
            call.span,
            given.kind,
            call.span if given.direct else given.holder,
            given.shared,
            lost,
            tuple(parts),
            tuple(sorted({call.origin, *call.clients, *given.others})),
            tuple(sums),
            frozenset((*(g.name for g in call.given), *("*" if call.opaque else ""))),
            self.offered(call, given),
            call.origin,
            given.span if given.direct and given.kind == "argument" else None,
            ast.unparse(tree) if tree is not None and given.simple else "",
        )

    def offered(self, call: CallSite, given: Given) -> str:
        """Return a name of what another call, with the same list in the same place, is given."""
        own = {value.origin for value in given.values if isinstance(value, Sequence)}
        here = self.traces.link.operations[call.origin][0].op.scope
        names = self.traces.link.modules[call.path].facts.names
        for other in self.calls if self.lent else ():
            scope = self.traces.link.operations[other.origin][0].op.scope
            lists = {
                v.origin
                for g in other.given
                if g.name == given.name
                for v in g.values
                if isinstance(v, Sequence)
            }
            for each in other.given:
                if each.name != self.lent or not each.direct or not own & lists:
                    continue
                tree = self.tree(each.path, each.value_span)
                if other.path != call.path or tree is None or not repeatable(tree):
                    continue
                code = ast.unparse(tree)
                if scope == here or code.partition(".")[0] in names:
                    return code
        return ""

    def lost(self, values: Iterable[Value]) -> str:
        """Say why not every element of a list can be seen, or ""."""
        held = [value for value in values if value != Atom(None)]
        if not held:
            return "nothing of it can be seen"
        for value in held:
            if value == CALLER:
                return "it is a parameter that nothing in the repository passes"
            if not isinstance(value, Sequence):
                return f"it comes from out of sight{self.said(value)}"
            reason = self.hidden(value.origin, set())
            if reason:
                return reason
        return ""

    def hidden(self, origin: Origin, seen: set[Origin]) -> str:
        """Say what of a list's elements cannot be seen, or ""."""
        op = self.sequences.get(origin)
        if op is not None and op.spans and op.kind == "list":
            for node in op.elements:
                if not any(True for _ in self.traces.values(origin[0], node)):
                    if not self.empty(origin[0], node):
                        return "an element of it cannot be seen"
        box = self.traces.link.containers[origin]
        for value in self.traces.link.values[box.every]:
            if value == CALLER:
                return "an element of it is a parameter that nothing in the repository passes"
            if isinstance(value, Dictionary):
                held = self.traces.link.containers.get(value.origin)
                if held is None or held.open:
                    return "an element of it has keys that cannot be seen"
            elif not isinstance(value, (Instance, Atom)):
                return f"an element of it comes from out of sight{self.said(value)}"
        return ""

    def empty(self, path: str, node: int) -> bool:
        """Say whether an element is one of a list that is spread and has none."""
        source = self.iterated.get((path, node), 0)
        return any(isinstance(v, Sequence) for v in self.traces.values(path, source))

    def said(self, value: Value) -> str:
        return f" ({value.reason})" if isinstance(value, Unknown) and value.reason else ""
