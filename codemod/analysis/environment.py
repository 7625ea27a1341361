"""The environment: where the program reads, checks or sets its variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import ClassValue, Dictionary, External, Origin, Text, Value

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
ALIASES = ("alias", "validation_alias", "env")
"""Keywords of a field that name the variable it is read from."""
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
            for node in aliases(traces, path, op):
                yield from texts(traces, path, node, "read", None)
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


def aliases(traces: Traces, path: str, op: operations.Call) -> list[int]:
    """Return what names the variable of a setting: ``Field(alias="NAME")`` in a class of settings."""
    names = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
    if not any(name.startswith("pydantic") for name in names):
        return []
    link = traces.link
    held = any(
        klass.span.encloses(op.span)
        and any(
            b.endswith("BaseSettings") for b in link.external_bases(ClassValue(path, klass.number))
        )
        for klass in link.modules[path].facts.classes
    )
    called = {name.rpartition(".")[2] for name in names}
    if not held or not called & {"Field", "AliasChoices"}:
        return []
    keywords = ALIASES if "Field" in called else ("",)
    return [argument.node for argument in op.arguments if argument.keyword in keywords]


def implied(traces: Traces, names: frozenset[str]) -> Iterator[tuple[str, Span, str]]:
    """Yield the settings that read a variable by their own name: (path, their place, the variable)."""
    link = traces.link
    prefixed = [
        (path, op.span)
        for path, op in traces.ops(operations.Call)
        if any(argument.keyword == "env_prefix" for argument in op.arguments)
    ]
    aliased = {
        (path, op.span.line)
        for path, op in traces.ops(operations.Call)
        if any(argument.keyword in ALIASES for argument in op.arguments)
    }
    for path, module in sorted(link.modules.items()):
        for klass in module.facts.classes:
            wanted = {name: name.upper() for name in klass.fields if name.upper() in names}
            bases = link.external_bases(ClassValue(path, klass.number)) if wanted else []
            if not any(base.endswith("BaseSettings") for base in bases):
                continue
            if any(p == path and klass.span.encloses(s) for p, s in prefixed):
                continue
            for name, variable in wanted.items():
                if (path, klass.places[name].line) not in aliased:
                    yield path, klass.places[name], variable


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
