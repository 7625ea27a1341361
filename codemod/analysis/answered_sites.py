"""Names of models that stand in responses: what a program looks up or decides by them."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.operations import PLAIN, Node
from codemod.vocabulary.sites import NameUse
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Dictionary, Inner, Instance, Value

DECIDING = frozenset({"startswith", "endswith"})


def answered(traces: Traces) -> Iterator[NameUse]:
    """Yield lookups and comparisons by ``response.model``, with the literals that it meets."""
    keys = {
        (path, op.target): tuple(
            literal
            for item in op.items
            for literal in traces.literals(traces.values(path, item.key))
        )
        for path, op in traces.ops(operations.MakeDict)
    }

    def named(path: str, node: Node) -> bool:
        read = traces.members.get((path, node))
        return read is not None and read.name == "model" and of_response(traces, path, read.obj)

    def use(path: str, span: Span, values: list[Value]) -> Iterator[NameUse]:
        tables = [keys.get(v.origin, ()) for v in values if isinstance(v, Dictionary)]
        found: list[Literal] = [literal for table in tables for literal in table]
        found += [*traces.literals(values), *traces.literals(e for _, e in traces.elements(values))]
        if found:
            yield NameUse(path, span, "answered", (), tuple(found), "dict" if tables else "")

    for path, op in traces.ops(operations.GetItem, operations.Compare, operations.Call):
        if isinstance(op, operations.GetItem):
            if named(path, op.key):
                yield from use(path, op.span, list(traces.values(path, op.obj)))
        elif isinstance(op, operations.Compare):
            for one, other in ((op.left, op.right), (op.right, op.left)):
                if named(path, one):
                    yield from use(path, op.span, list(traces.values(path, other)))
        elif isinstance(op, operations.Call) and op.arguments:
            read = traces.members.get((path, op.func))
            first = op.arguments[0].node
            if read is not None and read.name in DECIDING and named(path, read.obj):
                yield from use(path, op.span, list(traces.values(path, first)))
            elif first != PLAIN and named(path, first):
                boxes = [v.receiver for v in traces.values(path, op.func) if isinstance(v, Inner)]
                yield from use(path, op.span, [v for v in boxes if isinstance(v, Dictionary)])


def of_response(traces: Traces, path: str, node: Node) -> bool:
    """Say whether a node holds a response."""
    return any(isinstance(value, Instance) for value in traces.values(path, node))
