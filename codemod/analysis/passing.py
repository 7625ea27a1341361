"""The arguments of a call on their way to parameters."""

from __future__ import annotations

from collections.abc import Sequence as Sequence

from codemod.vocabulary.operations import PLAIN, Argument, Call
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


class Passed:
    """The arguments of one call as global nodes: given ones first, then those of the call."""

    def __init__(self, path: str, base: int, op: Call, before: Passed | None = None) -> None:
        self.path = path
        self.base = base
        self.op = op
        self.before = before

    def rows(self) -> list[tuple[Argument, int, str, Span]]:
        """Return (argument, node, path, span of the call) in order; -1 for plain values."""
        rows = self.before.rows() if self.before is not None else []
        for argument in self.op.arguments:
            node = self.base + argument.node if argument.node != PLAIN else -1
            rows.append((argument, node, self.path, self.op.span))
        return rows

    def holds(self, origin: Origin) -> bool:
        """Say whether the call at ``origin`` gave some of these: a partial may be made of itself."""
        own = (self.path, self.op.target) == origin
        return own or (self.before is not None and self.before.holds(origin))

    def givers(self) -> tuple[Origin, ...]:
        """Return the calls that gave these, the last first."""
        before = self.before.givers() if self.before is not None else ()
        return ((self.path, self.op.target), *before)

    def after(self, first: Passed) -> Passed:
        """Return these arguments behind those of ``first``, at this call."""
        before = self.before.after(first) if self.before is not None else first
        return Passed(self.path, self.base, self.op, before)

    def shifted(self, count: int) -> Passed:
        """Return the same without its first ``count`` positional arguments."""
        op = self.op
        short = Call(
            op.target,
            op.func,
            op.arguments[count:],
            op.span,
            op.func_span,
            op.scope,
            op.statement,
        )
        return Passed(self.path, self.base, short, self.before)


class Direct(Passed):
    """Arguments that no call spells out: one node each, in order."""

    def __init__(self, passed: Passed, nodes: Sequence[int]) -> None:
        super().__init__(passed.path, passed.base, passed.op)
        self.nodes = nodes

    def rows(self) -> list[tuple[Argument, int, str, Span]]:
        span = self.op.span
        return [(Argument("", 0, span, span), node, self.path, span) for node in self.nodes]


def argument(passed: Passed, position: int, keyword: str) -> int:
    """Return the node of an argument by position or keyword, -1 when absent or plain."""
    index = 0
    for given, node, _, _ in passed.rows():
        if given.keyword == keyword and keyword:
            return node
        if not given.keyword and not given.star:
            if index == position:
                return node
            index += 1
    return -1
