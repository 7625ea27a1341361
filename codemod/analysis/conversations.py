"""Conversations: calls that send what another sent before, and what was answered to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codemod.analysis.message_sites import PARTS, Spread, held
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.sites import CallSite
from codemod.vocabulary.values import Dictionary, Instance, Origin, Sequence, Text, Value

ANSWERS = frozenset({"assistant", "tool", "function"})
"""Roles of messages that stand for what a model said, or for what it asked for."""


class Conversations:
    """Finds which lists of messages reach calls, whatever they are put together of."""

    def __init__(self, traces: Traces) -> None:
        self.traces = traces
        self.inner: dict[Origin, tuple[str, tuple[int, ...]]] = {}
        spread = Spread(traces)
        for path, op in traces.ops(operations.MakeSequence):
            if op.kind in PARTS:
                self.inner[(path, op.target)] = (path, op.elements)
            elif op.kind == "list" and op.spans:
                rows = zip(op.elements, op.spans, strict=True)
                sources = tuple(spread.of(path, *row) for row in rows)
                self.inner[(path, op.target)] = (path, tuple(node for node in sources if node))

    def of(self, calls: Iterable[CallSite]) -> Mapping[Origin, tuple[Origin, ...]]:
        """Return, by call, origins that it shares with the other calls of its conversation.

        These are lists with an answer in them, lists that one call sends as they are and another
        as a part of such a conversation, and the calls whose responses are sent back.
        """
        sent = {call.origin: self.sent(call) for call in calls}
        parts = {origin: self.parts(lists) for origin, lists in sent.items()}
        answers = {part: self.answers(part) for lists in parts.values() for part in lists}
        talking = {o: lists for o, lists in parts.items() if any(answers[x] for x in lists)}
        spoken = {part for lists in talking.values() for part in lists}
        whole = {each for lists in sent.values() for each in lists}
        found: dict[Origin, tuple[Origin, ...]] = {}
        for origin, lists in parts.items():
            shared = sent[origin] & spoken
            if origin in talking:
                shared |= lists & whole
                shared |= {
                    each for part in lists for each in (part, *answers[part]) if answers[part]
                }
            found[origin] = tuple(sorted(shared))
        return found

    def sent(self, call: CallSite) -> set[Origin]:
        values = (v for given in call.given if given.name == "messages" for v in given.values)
        return {value.origin for value in values if isinstance(value, Sequence)}

    def parts(self, lists: Iterable[Origin]) -> set[Origin]:
        """Return lists and the lists that they are put together of."""
        found: set[Origin] = set()
        queue = list(lists)
        while queue:
            origin = queue.pop()
            if origin in found:
                continue
            found.add(origin)
            path, nodes = self.inner.get(origin, ("", ()))
            for node in nodes:
                values = self.traces.values(path, node)
                queue += [value.origin for value in values if isinstance(value, Sequence)]
        return found

    def answers(self, origin: Origin) -> set[Origin]:
        """Return the origins of the answers that stand in a list."""
        elements = (value for _, value in self.traces.elements([Sequence(origin)]))
        return {
            value.origin
            for value in elements
            if isinstance(value, Instance)
            or (isinstance(value, Dictionary) and self.is_answer(value))
        }

    def is_answer(self, value: Dictionary) -> bool:
        roles: Iterable[Value] = held(self.traces, value, "role")
        return any(isinstance(role, Text) and role.text in ANSWERS for role in roles)
