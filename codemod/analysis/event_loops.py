"""How many event loops a program runs one after another: what is bound to one is of no use in the next."""

from __future__ import annotations

import ast

from codemod.analysis.module_uses import Layouts
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import External

RUNNING = frozenset({"asyncio.run", "anyio.run", "uvloop.run", "asgiref.sync.async_to_sync"})
METHODS = ("run_until_complete",)
TESTED = (("pytest", "mark", "asyncio"), ("pytest", "mark", "anyio"))
"""Marks of tests each of which has a loop of its own."""
TEST_CASE = "unittest.IsolatedAsyncioTestCase"
REPEATING = (ast.For, ast.AsyncFor, ast.While)


def loops(traces: Traces, layouts: Layouts) -> str:
    """Return one, several or unseen: a loop is run once for sure at the top of a module only."""
    tested = any(
        traces.chain(path, op.target) in TESTED for path, op in traces.ops(operations.GetMember)
    )
    if tested or any(TEST_CASE in traces.link.external_bases(k) for k in list(traces.link.bases)):
        return "several"
    rows = [
        (path, op.span)
        for path, op in traces.ops(operations.Call)
        if traces.chain(path, op.func)[-1:] in {(name,) for name in METHODS}
        or any(isinstance(v, External) and v.name in RUNNING for v in traces.values(path, op.func))
    ]
    if not rows:
        return "unseen"
    return "one" if len(rows) == 1 and once(*rows[0], layouts) else "several"


def once(path: str, span: Span, layouts: Layouts) -> bool:
    """Say whether what stands at a place is run once for sure."""
    layout = layouts(path)
    if layout is None or layout.around(span):
        return False
    rounds = (n for n in ast.walk(layout.tree) if isinstance(n, REPEATING))
    return not any(Span.of(each).encloses(span) for each in rounds)
