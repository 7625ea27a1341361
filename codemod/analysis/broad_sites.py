"""Sites of exceptions that may be any: what a program reads of them only an SDK's errors have."""

from __future__ import annotations

from collections.abc import Container, Iterator

from codemod.analysis.reach import Reach
from codemod.analysis.reference_sites import ASKING
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.operations import Handler
from codemod.vocabulary.references import ErrorSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import External

BROAD = frozenset({"builtins.Exception", "builtins.BaseException"})


def broad(traces: Traces, told: Container[tuple[str, Span]] = ()) -> Iterator[ErrorSite]:
    """Yield members that are read, or asked for, of what ``except Exception`` caught.

    Not at the places of ``told``: the program has asked for its class there.
    """
    handlers = dict(caught(traces))
    if not handlers:
        return
    reach = Reach(traces)
    for path, span, node, name in read(traces):
        handler = handlers.get((path, node))
        known = name in traces.link.surface.exception_members
        if handler is not None and known and (path, span) not in told:
            yield ErrorSite(path, span, span, name, reach.of(path, handler.body))


def read(traces: Traces) -> Iterator[tuple[str, Span, int, str]]:
    """Yield (path, span, node, name) for ``node.name``, and for ``getattr`` and ``hasattr`` of it."""
    for path, op in traces.ops(operations.GetMember, operations.Call):
        if isinstance(op, operations.GetMember):
            yield path, op.span, op.obj, op.name
        elif len(op.arguments) > 1:
            asked = (v.name for v in traces.values(path, op.func) if isinstance(v, External))
            if ASKING.intersection(asked):
                for literal in traces.literals(traces.values(path, op.arguments[1].node)):
                    yield path, op.span, op.arguments[0].node, literal.text


def caught(traces: Traces) -> Iterator[tuple[tuple[str, int], Handler]]:
    """Yield (path, node of the name) for every handler of any exception that gives it a name."""
    for path, op in traces.ops(Handler):
        names = {v.name for v in traces.values(path, op.types) if isinstance(v, External)}
        if op.name and names & BROAD:
            yield (path, op.target), op
