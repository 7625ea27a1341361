"""What a call is asked with that another call answered: the id of what it made, for example."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.sites import CallSite
from codemod.vocabulary.values import External, Origin

WHOLES: dict[type[Any], str] = {
    operations.GetMember: "obj",
    operations.GetItem: "obj",
    operations.Iterate: "source",
    operations.GetIndex: "source",
    operations.Call: "func",
}
"""Operations that give a part of something, and what they call that."""


class Drawn:
    """Follows the ``model`` of calls back to the calls whose answers name it.

    What an answer says in plain values is not followed forward: the way back is found when asked.
    """

    def __init__(self, traces: Traces, calls: Iterable[CallSite]) -> None:
        self.traces = traces
        self.calls = list(calls)
        self.answers = {
            traces.link.node(call.path, call.origin[1]): call.origin for call in self.calls
        }
        self.back: dict[int, list[int]] = {}

    def of(self, call: CallSite) -> tuple[Origin, ...]:
        """Return the calls from whose answers the model of ``call`` may come."""
        if len(self.calls) < 2:
            return ()
        nodes = [self.traces.link.modules[path].base + node for (path, node) in self.named(call)]
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

    def named(self, call: CallSite) -> Iterable[Origin]:
        """Return the nodes of the model's name, where it is written at the call itself."""
        for argument in self.traces.calls[call.origin].arguments:
            if argument.keyword == "model" and argument.node:
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
        for path, op in self.traces.ops(operations.Call):
            callees = self.traces.values(path, op.func)
            if any(isinstance(v, External) and v.name.startswith("builtins.") for v in callees):
                rows = [link.node(path, each.node) for each in op.arguments if each.node]
                found[link.node(path, op.target)].extend(rows)
        self.back = dict(found)
        return self.back
