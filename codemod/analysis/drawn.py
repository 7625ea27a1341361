"""What a call is asked with that another call answered: the id of what it made, for example."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.sites import CallSite
from codemod.vocabulary.values import External, Origin, Product, Sequence

WHOLES: dict[type[Any], str] = {
    operations.GetMember: "obj",
    operations.GetItem: "obj",
    operations.Iterate: "source",
    operations.GetIndex: "source",
    operations.Call: "func",
}
"""Operations that give a part of something, and what they call that."""


HANDING = ("builtins.", "itertools.")
"""Modules whose functions give what they are given, or parts of it, but for a few."""
MEASURING = frozenset("len range sum bool print type isinstance hasattr hash id".split())
ENCODER = "tiktoken."
ENCODING = frozenset({"encode", "encode_ordinary", "encode_batch", "encode_ordinary_batch"})


ASKING = frozenset({"messages", "input", "prompt"})
"""Parameters of operations that a model answers in words or numbers: what it says names no model."""


def handing(name: str) -> bool:
    """Say whether a function gives what it is given, or parts of it."""
    return name.startswith(HANDING) and name.rpartition(".")[2] not in MEASURING


class Drawn:
    """Follows the ``model`` of calls back to the calls whose answers name it.

    What an answer says in plain values is not followed forward: the way back is found when asked.
    """

    def __init__(self, traces: Traces, calls: Iterable[CallSite]) -> None:
        self.traces = traces
        self.calls = list(calls)
        operations = traces.link.surface.operations
        self.answers = {
            traces.link.node(call.path, call.origin[1]): call.origin
            for call in self.calls
            if (known := operations.get(call.operation)) is None
            or ASKING.isdisjoint(known.parameters)
        }
        self.encoded = frozenset(self.encodings())
        self.back: dict[int, list[int]] = {}

    def of(self, call: CallSite) -> tuple[Origin, ...]:
        """Return the calls from whose answers the model of ``call`` may come."""
        if not self.answers:
            return ()
        nodes = [
            self.traces.link.modules[path].base + node for (path, node) in self.named(call, "model")
        ]
        found: set[Origin] = set()
        seen: set[int] = set()
        while nodes:
            node = nodes.pop()
            if node in seen:
                continue
            seen.add(node)
            if node in self.answers:
                found.add(self.answers[node])
            else:
                nodes.extend(self.before().get(node, ()))
        return tuple(sorted(found - {call.origin}))

    def tokens(self, call: CallSite) -> bool:
        """Say whether numbers of tokens may be the ``input`` of a call, by what made them."""
        if not self.encoded:
            return False
        todo = [self.traces.link.node(*origin) for origin in self.named(call, "input")]
        seen: set[int] = set()
        while todo:
            node = todo.pop()
            if node in self.encoded:
                return True
            if node not in seen:
                seen.add(node)
                todo.extend(self.before().get(node, ()))
                todo.extend(self.elements(node))
        return False

    def elements(self, node: int) -> Iterator[int]:
        """Yield the nodes that join the elements of the sequences at a node."""
        for value in self.traces.link.values[node]:
            if isinstance(value, Sequence) and value.origin in self.traces.link.containers:
                yield self.traces.link.containers[value.origin].every

    def encodings(self) -> Iterator[int]:
        """Yield the nodes that hold what an encoder of the source's texts gives."""
        for path, op in self.traces.ops(operations.Call):
            read = self.traces.members.get((path, op.func))
            if read is not None and read.name in ENCODING:
                made = self.traces.values(path, read.obj)
                if any(isinstance(v, Product) and v.name.startswith(ENCODER) for v in made):
                    yield self.traces.link.node(path, op.target)

    def named(self, call: CallSite, name: str) -> Iterable[Origin]:
        """Return the nodes of a keyword, where it is written at the call itself."""
        for argument in self.traces.calls[call.origin].arguments:
            if argument.keyword == name and argument.node:
                yield call.path, argument.node

    def before(self) -> dict[int, list[int]]:
        """Return, by node, what its value is made of: what flows into it, what it is a part of."""
        if self.back:
            return self.back
        link = self.traces.link
        found: defaultdict[int, list[int]] = defaultdict(list)
        for source, targets in link.edges.items():
            for target in targets:
                found[target].append(source)
        for kind, whole in WHOLES.items():
            for path, op in self.traces.ops(kind):
                target, source = op.target, getattr(op, whole)
                if target and source:
                    found[link.node(path, target)].append(link.node(path, source))
        for path, made in self.traces.ops(operations.MakeSequence):
            rows = [link.node(path, element) for element in made.elements if element]
            found[link.node(path, made.target)].extend(rows)
        for path, op in self.traces.ops(operations.Call):
            callees = self.traces.values(path, op.func)
            if any(isinstance(v, External) and handing(v.name) for v in callees):
                rows = [link.node(path, each.node) for each in op.arguments if each.node]
                found[link.node(path, op.target)].extend(rows)
        self.back = dict(found)
        return self.back
