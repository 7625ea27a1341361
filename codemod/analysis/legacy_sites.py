"""Sites of an older major of the SDK: responses that are dicts too, and names that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from codemod.analysis.members import SCALARS, inside
from codemod.analysis.module_uses import Layouts, Uses
from codemod.analysis.repository import CALLER
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.module_sites import LegacyMemberSite, LegacyNameSite, ModuleCallSite
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.surface import Member
from codemod.vocabulary.values import (
    Atom,
    Bound,
    ClassValue,
    External,
    FunctionValue,
    Instance,
    Method,
    Origin,
    Text,
    Value,
)

DICT_METHODS = frozenset(
    "keys values items update pop popitem setdefault clear copy fromkeys".split()
)
MAPPED = frozenset(
    "builtins.dict json.dumps json.dump builtins.isinstance builtins.str builtins.len builtins.list "
    "builtins.tuple builtins.sorted builtins.set".split()
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a node may hold of one type of an older major's responses: those of ``origins``."""

    type: str
    origins: tuple[Origin, ...]


def legacy_members(traces: Traces, layouts: Layouts) -> Iterator[LegacyMemberSite]:
    """Yield how responses of an older major are read, where that is not the way of today."""
    kinds = (
        operations.GetMember,
        operations.GetItem,
        operations.SetItem,
        operations.Call,
        operations.Compare,
        operations.Iterate,
        operations.MakeDict,
    )
    for path, op in traces.ops(*kinds):
        if isinstance(op, operations.GetMember):
            yield from attributes(traces, path, op)
        elif isinstance(op, operations.GetItem):
            yield from items(traces, path, op)
        elif isinstance(op, operations.SetItem):
            for value, own in responses(traces, path, op.obj):
                member = str(op.constant)
                yield site(path, op.span, op.obj_span, value, member, "item", own, context="store")
        elif isinstance(op, operations.Call):
            yield from calls(traces, path, op, layouts)
        elif isinstance(op, operations.Compare) and op.op in ("in", "not in"):
            for value, own in responses(traces, path, op.right):
                texts = [v for v in traces.values(path, op.left) if isinstance(v, Text)]
                if len(texts) == 1:
                    yield site(
                        path, op.span, op.right_span, value, texts[0].text, op.op, own, traces
                    )
                else:
                    yield site(path, op.span, op.right_span, value, "in", "dict", own)
        elif isinstance(op, operations.Iterate):
            for value, own in responses(traces, path, op.source):
                yield site(path, op.span, op.span, value, "iteration", "dict", own)
        elif isinstance(op, operations.MakeDict):
            for item in op.items:
                if item.constant is None and item.key == PLAIN:
                    for value, own in responses(traces, path, item.value):
                        yield site(path, item.value_span, item.value_span, value, "**", "dict", own)


def attributes(traces: Traces, path: str, op: operations.GetMember) -> Iterator[LegacyMemberSite]:
    client = traces.link.surface.module_client
    for value, own in responses(traces, path, op.obj):
        if op.name in client.dumps:
            yield site(path, op.span, op.obj_span, value, op.name, "dump", own, context=op.context)
        elif op.name in DICT_METHODS or op.name in client.absent:
            kind = "dict" if op.name in DICT_METHODS else "attribute"
            yield site(path, op.span, op.obj_span, value, op.name, kind, own)
        elif op.name != "get":
            known = members_of(traces, value.type).get(op.name)
            if known is None or known.type == "any":
                yield site(path, op.span, op.obj_span, value, op.name, "attribute", own, traces)


def members_of(traces: Traces, kind: str) -> Mapping[str, Member]:
    """Return the members of a type; those of a page are the same whatever stands on it."""
    return traces.link.surface.types.get(inside(kind)[0] or kind, {})


def items(traces: Traces, path: str, op: operations.GetItem) -> Iterator[LegacyMemberSite]:
    for value, own in responses(traces, path, op.obj):
        if isinstance(op.constant, str):
            yield site(
                path, op.span, op.obj_span, value, op.constant, "item", own, traces, op.context
            )
        else:
            yield site(path, op.span, op.obj_span, value, "[…]", "dict", own)


def calls(
    traces: Traces, path: str, op: operations.Call, layouts: Layouts
) -> Iterator[LegacyMemberSite]:
    for value in held(
        (v.type, v.origin)
        for v in traces.values(path, op.func)
        if isinstance(v, Method) and v.name == "get" and not inside(v.type)[0]
        if v.origin in traces.link.legacy
    ):
        read = traces.members.get((path, op.func))
        texts = [
            v
            for argument in op.arguments[:1]
            for v in traces.values(path, argument.node)
            if isinstance(v, Text)
        ]
        plain = all(not a.keyword and not a.star for a in op.arguments)
        own = own_only(traces, path, read.obj) if read is not None else False
        layout = layouts(path)
        if read is None or len(texts) != 1 or not plain or layout is None:
            yield site(path, op.span, op.func_span, value, "get", "dict", own)
            continue
        default = layout.code(op.arguments[1].value_span) if len(op.arguments) > 1 else ""
        yield site(
            path, op.span, read.obj_span, value, texts[0].text, "get", own, traces, "load", default
        )
    names = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
    for argument in op.arguments:
        if argument.star == 2 or names & MAPPED:
            for value, own in responses(traces, path, argument.node):
                how = "**" if argument.star == 2 else min(names & MAPPED).rpartition(".")[2]
                span = argument.value_span
                yield site(path, span, span, value, how, "dict", own)


def responses(traces: Traces, path: str, node: int) -> Iterator[tuple[Held, bool]]:
    """Yield what a node may hold of an older major, by type, and if it is nothing else."""
    found = held(
        (value.type, value.origin)
        for value in traces.values(path, node)
        if isinstance(value, Instance) and value.origin in traces.link.legacy
        if inside(value.type)[0] in ("", "page")
    )
    own = len(found) == 1 and own_only(traces, path, node)
    for each in found:
        yield each, own


def held(rows: Iterable[tuple[str, Origin]]) -> list[Held]:
    """Return (type, origin) as one for each type, in order: a place serves all calls that reach it."""
    found: dict[str, set[Origin]] = {}
    for kind, origin in rows:
        found.setdefault(kind, set()).add(origin)
    return [Held(kind, tuple(sorted(found[kind]))) for kind in sorted(found)]


def own_only(traces: Traces, path: str, node: int) -> bool:
    """Say whether a node holds nothing but responses of an older major."""

    def fits(value: Value) -> bool:
        if isinstance(value, Instance):
            return value.origin in traces.link.legacy
        return isinstance(value, Atom) or value == CALLER

    return all(fits(value) for value in traces.values(path, node))


def site(
    path: str,
    span: Span,
    obj_span: Span,
    value: Held,
    member: str,
    kind: str,
    own: bool,
    traces: Traces | None = None,
    context: str = "load",
    default: str = "",
) -> LegacyMemberSite:
    shape = ""
    if traces is not None:
        known = members_of(traces, value.type).get(member)
        if known is not None and not known.method:
            outer = inside(known.type)[0]
            shape = outer or ("scalar" if known.type in SCALARS else "object")
            shape = "any" if known.type == "any" else shape
    return LegacyMemberSite(
        path,
        span,
        obj_span,
        value.type,
        member,
        kind,
        context,
        value.origins,
        not own,
        default,
        shape,
    )


def legacy_names(traces: Traces, uses: Uses) -> Iterator[LegacyNameSite]:
    """Yield names of an older major that are neither operations, exceptions nor settings."""
    surface = traces.link.surface
    refused = surface.module_client.refused
    called = {(path, op.func_span) for path, op in traces.ops(operations.Call)}
    consumed = {
        (path, op.obj_span)
        for path, op in traces.ops(operations.GetMember)
        for value in traces.values(path, op.obj)
        if isinstance(value, External) and f"{value.name}.{op.name}" in surface.module_operations
    }
    longer = {(path, op.obj_span) for path, op in traces.ops(operations.GetMember)}
    imported = {
        (path, bound)
        for path, module in traces.link.modules.items()
        for statement in module.facts.imports
        for name, asname, _ in statement.names
        for bound in (asname or name.partition(".")[0],)
    }
    for path, op in traces.ops(operations.GetMember, operations.Load):
        if isinstance(op, operations.Load) and (path, op.name) not in imported:
            continue
        if (path, op.span) in consumed or (path, op.span) in longer:
            continue
        for value in traces.values(path, op.target):
            if not isinstance(value, External):
                continue
            root, _, rest = value.name.partition(".")
            first = rest.partition(".")[0]
            if root in surface.modules and first in refused:
                yield LegacyNameSite(
                    path, op.span, value.name, (path, op.span) in called, uses.legacy
                )
    for path, module in sorted(traces.link.modules.items()):
        for statement in module.facts.imports:
            for name, _, span in statement.names:
                dotted = name if statement.plain else f"{statement.module}.{name}"
                root, _, rest = dotted.partition(".")
                first, _, more = rest.partition(".")
                gone = first in refused and (more or first[:1].islower())
                if root in surface.modules and gone and not statement.level:
                    yield LegacyNameSite(path, span, dotted, False, uses.legacy)


def unknown_calls(traces: Traces) -> Iterator[ModuleCallSite]:
    """Yield calls on the module's resources of today that are no operation: no client makes them."""
    surface = traces.link.surface
    resources = {name.partition(".")[0] for name in surface.operations if "." in name}
    for path, op in traces.ops(operations.Call):
        assert isinstance(op, operations.Call)
        names = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
        for name in sorted(names - surface.module_operations.keys()):
            root, _, rest = name.partition(".")
            if root in surface.modules and rest.partition(".")[0] in resources:
                yield ModuleCallSite(path, op.func_span, name)
        yield from handed_on(traces, path, op)


def handed_on(traces: Traces, path: str, op: operations.Call) -> Iterator[ModuleCallSite]:
    """Yield arguments that are a resource of the module, where what takes them cannot be read."""
    surface = traces.link.surface
    callees = list(traces.values(path, op.func))
    if any(isinstance(v, (FunctionValue, ClassValue, Bound)) for v in callees):
        return
    for argument in op.arguments:
        for value in traces.values(path, argument.node):
            if not isinstance(value, External):
                continue
            root, _, rest = value.name.partition(".")
            below = f"{rest}."
            if (
                root in surface.modules
                and rest
                and any(o.startswith(below) for o in surface.operations)
            ):
                yield ModuleCallSite(path, argument.value_span, value.name, handed=True)
