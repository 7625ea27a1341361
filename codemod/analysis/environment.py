"""The environment: where the program reads, checks or sets its variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Dictionary, External, Origin, Text, Value

ENVIRONMENT_CALLS = {
    "os.getenv": "read",
    "os.environ.get": "read",
    "os.environ.pop": "set",
    "os.environ.setdefault": "set",
    "os.putenv": "set",
    "os.unsetenv": "set",
    "decouple.config": "read",
    "dotenv.get_key": "read",
    "dotenv.set_key": "set",
    "dotenv.unset_key": "set",
}
SECOND = frozenset(("dotenv.get_key", "dotenv.set_key", "dotenv.unset_key"))
"""Those whose first argument is a file."""
PATCHING = frozenset({"unittest.mock.patch.dict", "mock.patch.dict"})
"""What gives a mapping other items for a while: its first argument."""
EnvironmentUse = tuple[Origin, str, "Span | None", Iterable[Value]]
"""The literal that names a variable, how it is used, the call if it is one, and what is put there."""


def environment_uses(traces: Traces) -> Iterator[EnvironmentUse]:
    """Yield literals that stand where the environment is read, checked or set."""
    for path, op in traces.ops(
        operations.Call,
        operations.GetItem,
        operations.SetItem,
        operations.SetMember,
        operations.Compare,
    ):
        if isinstance(op, operations.Call):
            use, place = "", 0
            for value in traces.values(path, op.func):
                if isinstance(value, External):
                    use = ENVIRONMENT_CALLS.get(value.name, use)
                    place = 1 if value.name in SECOND else place
            if traces.last(path, op.func) in ("setenv", "delenv"):
                use = "set"
            for node in mappings(traces, path, op):
                yield from displayed(traces, path, node)
            nodes = [argument.node for argument in op.arguments][place:]
            if use and nodes:
                given = traces.values(path, nodes[1] if use == "set" and len(nodes) > 1 else PLAIN)
                yield from texts(traces, path, nodes[0], use, op.span, given)
        elif isinstance(op, (operations.GetItem, operations.SetItem)):
            if is_environment(traces, path, op.obj):
                setting = isinstance(op, operations.SetItem)
                given = traces.values(path, op.source) if isinstance(op, operations.SetItem) else ()
                use = "set" if setting else "read"
                yield from texts(traces, path, op.key, use, None, given)
        elif isinstance(op, operations.SetMember):
            if op.name == "environ" and External("os") in traces.values(path, op.obj):
                yield from displayed(traces, path, op.source)
        elif isinstance(op, operations.Compare) and op.op in ("in", "not in"):
            if is_environment(traces, path, op.right):
                yield from texts(traces, path, op.left, "check", None)


def mappings(traces: Traces, path: str, op: operations.Call) -> list[int]:
    """Return the mappings that a call puts into the environment, ``op`` being any call."""
    names = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
    given = [argument.node for argument in op.arguments if not argument.keyword]
    if "os.environ.update" in names:
        return given
    if names & PATCHING and given and is_environment(traces, path, given[0]):
        return given[1:]
    return []


def displayed(traces: Traces, path: str, node: int) -> Iterator[EnvironmentUse]:
    """Yield the keys of the displays that a node may hold, which name variables that are set."""
    for value in traces.values(path, node):
        if isinstance(value, Dictionary):
            where, made = value.origin[0], traces.displays.get(value.origin)
            for item in made.items if made is not None and not made.call else ():
                if isinstance(item.constant, str):
                    given = traces.values(where, item.value)
                    yield (where, item.key), "set", None, given


def keyword_uses(
    traces: Traces, names: frozenset[str]
) -> Iterator[tuple[str, operations.Argument, Span, tuple[Literal, ...]]]:
    """Yield the keywords of ``os.environ.update(NAME=value)``, with the call and what is put there."""
    for path, op in traces.ops(operations.Call):
        keywords = [argument for argument in op.arguments if argument.keyword in names]
        if not keywords:
            continue
        called = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
        first = op.arguments[0].node
        patching = called & PATCHING and is_environment(traces, path, first)
        if "os.environ.update" in called or patching:
            for argument in keywords:
                literals = traces.literals(traces.values(path, argument.node))
                yield path, argument, op.span, literals


def texts(
    traces: Traces,
    path: str,
    node: int,
    use: str,
    span: Span | None,
    given: Iterable[Value] = (),
) -> Iterator[EnvironmentUse]:
    for value in traces.values(path, node):
        if isinstance(value, Text):
            yield value.origin, use, span, given


def is_environment(traces: Traces, path: str, node: int) -> bool:
    return any(
        isinstance(v, External) and v.name == "os.environ" for v in traces.values(path, node)
    )
