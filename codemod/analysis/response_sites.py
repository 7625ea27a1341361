"""Sites of responses: members that are read, streams in use, messages put back, escapes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from codemod.analysis.members import SCALARS, inside
from codemod.analysis.repository import CALLER
from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import facts
from codemod.vocabulary.sites import (
    CallSite,
    EscapeSite,
    Literal,
    MemberSite,
    MessageSite,
    RoleSite,
    StreamSite,
)
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    Atom,
    Bound,
    ClassValue,
    Client,
    Dictionary,
    External,
    FunctionValue,
    Inner,
    Instance,
    Method,
    Object,
    Origin,
    Partial,
    Product,
    Resource,
    Sequence,
    Text,
    Unknown,
    Value,
)

KEEPERS = {
    facts.SetItem: (Unknown, Product, External, Object),
    facts.SetMember: (Unknown, External),
}
"""What hides a value that is stored in it."""
QUIET_METHODS = frozenset("""
    debug info warning warn error exception critical log print pprint echo secho isEnabledFor
    assertEqual assertIsNotNone assertTrue assertIsInstance
    """.split())
QUIET_CALLS = frozenset("""
    builtins.print builtins.len builtins.str builtins.repr builtins.bool builtins.isinstance
    builtins.type builtins.id builtins.hasattr builtins.callable builtins.list builtins.tuple
    builtins.iter builtins.enumerate builtins.zip builtins.sorted builtins.reversed builtins.set
    builtins.getattr builtins.dict builtins.any builtins.all builtins.sum builtins.max builtins.min
    builtins.map builtins.filter builtins.setattr builtins.super builtins.aiter builtins.hash
    pprint.pprint pprint.pformat rich.print typing.cast copy.copy copy.deepcopy asyncio.gather
    asyncio.run asyncio.wait_for asyncio.create_task asyncio.ensure_future asyncio.shield
    contextlib.closing contextlib.aclosing contextlib.nullcontext functools.partial itertools.islice
    itertools.chain asyncio.to_thread sys.getsizeof dataclasses.field builtins.next builtins.anext
    types.SimpleNamespace argparse.Namespace weakref.finalize atexit.register json.dumps inspect.isasyncgen inspect.isawaitable vars
    """.split())


def mixed(values: Iterable[Value]) -> bool:
    """Say whether something beside responses of ours may stand here."""
    return any(not isinstance(v, (Instance, Atom, Method, Client)) and v != CALLER for v in values)


def members(traces: Traces) -> Iterator[MemberSite]:
    """Yield every member and item of a response that is read or written."""
    for path, op in traces.ops(facts.GetMember, facts.GetItem, facts.Call):
        if isinstance(op, facts.GetMember):
            values = list(traces.values(path, op.obj))
            for kind in kinds(values, op.name, traces.link.surface.client_members):
                yield MemberSite(
                    path,
                    op.span,
                    op.obj_span,
                    op.span,
                    kind,
                    op.name,
                    "attribute",
                    op.context,
                    origins_of(values),
                    mixed(values),
                    any(asynchronous(traces, v) for v in values),
                )
        elif isinstance(op, facts.GetItem) and isinstance(op.constant, str):
            values = list(traces.values(path, op.obj))
            for instance in instances(values):
                yield MemberSite(
                    path,
                    op.span,
                    op.obj_span,
                    op.key_span,
                    instance.type,
                    op.constant,
                    "item",
                    op.context,
                    origins_of(values),
                    mixed(values),
                )
        elif isinstance(op, facts.Call):
            yield from gets(traces, path, op)
            yield from named(traces, path, op)


def kinds(values: list[Value], name: str, members: Collection[str]) -> list[str]:
    """Return the types whose member ``name`` is meant, ``client`` for one of a client."""
    found = [instance.type for instance in instances(values)]
    if name in members and any(isinstance(v, Client) for v in values):
        found.append("client")
    return found


def asynchronous(traces: Traces, value: Value) -> bool:
    """Say whether a client is asynchronous, or a response comes from one that is."""
    clients = traces.link.surface.clients
    if isinstance(value, Client):
        return clients[value.klass].asynchronous
    if isinstance(value, Instance):
        known = traces.link.operations.get(value.origin)
        if known is not None:
            return any(clients[resource.klass].asynchronous for resource in known[1])
    return False


def named(traces: Traces, path: str, op: facts.Call) -> Iterator[MemberSite]:
    """Yield ``getattr(response, "name")`` and ``hasattr(response, "name")``."""
    names = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
    if not names & {"builtins.getattr", "builtins.hasattr"} or len(op.arguments) < 2:
        return
    first, second = op.arguments[0], op.arguments[1]
    values = list(traces.values(path, first.node))
    for literal in traces.literals(traces.values(path, second.node)):
        for instance in instances(values):
            if literal.span == second.value_span:
                yield MemberSite(
                    path,
                    op.span,
                    first.value_span,
                    second.value_span,
                    instance.type,
                    literal.text,
                    "default" if len(op.arguments) > 2 or "builtins.hasattr" in names else "name",
                    "load",
                    origins_of(values),
                    mixed(values),
                )


def gets(traces: Traces, path: str, op: facts.Call) -> Iterator[MemberSite]:
    """Yield ``dump.get("name")``."""
    for value in traces.values(path, op.func):
        if isinstance(value, Method) and inside(value.type)[0] == "dump" and op.arguments:
            first = op.arguments[0]
            texts = [v for v in traces.values(path, first.node) if isinstance(v, Text)]
            if value.name in ("get", "pop") and len(texts) == 1:
                yield MemberSite(
                    path,
                    op.span,
                    op.func_span,
                    first.value_span,
                    value.type,
                    texts[0].text,
                    "get",
                    "load",
                    (value.origin,),
                    False,
                )


def instances(values: Iterable[Value]) -> list[Instance]:
    """Return one instance for each type, in a stable order."""
    by_type = {v.type: v for v in values if isinstance(v, Instance)}
    return [by_type[name] for name in sorted(by_type)]


def streams(traces: Traces) -> Iterator[StreamSite]:
    """Yield streams used as context managers, and through ``next``."""
    for path, op in traces.ops(facts.Enter, facts.Call):
        if isinstance(op, facts.Enter):
            values = list(traces.values(path, op.source))
            for instance in instances(values):
                if inside(instance.type)[0] == "stream":
                    origins = origins_of(values)
                    yield StreamSite(path, op.span, "with", op.asynchronous, origins, mixed(values))
        elif isinstance(op, facts.Call) and op.arguments:
            names = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
            if names & {"builtins.next", "builtins.anext"}:
                first = op.arguments[0]
                values = list(traces.values(path, first.node))
                if any(inside(i.type)[0] == "stream" for i in instances(values)):
                    yield StreamSite(
                        path,
                        first.value_span,
                        "next",
                        "builtins.anext" in names,
                        origins_of(values),
                        mixed(values),
                    )


def messages(traces: Traces, types: Collection[str], lists: set[Origin]) -> Iterator[MessageSite]:
    """Yield expressions whose value, of one of ``types``, goes into a list of messages.

    ``lists`` are the sequences that reach a ``messages`` argument.
    """
    reread = read_back(traces, types, lists)
    for path, op in traces.ops(facts.Call, facts.MakeSequence):
        if isinstance(op, facts.MakeSequence):
            if (path, op.target) not in lists or not op.spans or op.kind == "sum":
                continue
            pairs = zip(op.elements, op.spans, strict=True)
        elif isinstance(op, facts.Call) and op.arguments:
            receivers = {
                v.receiver.origin
                for v in traces.values(path, op.func)
                if isinstance(v, Inner)
                and isinstance(v.receiver, Sequence)
                and v.name in ("append", "insert")
            }
            if not receivers & lists:
                continue
            last = op.arguments[-1]
            pairs = zip((last.node,), (last.value_span,), strict=True)
        else:
            continue
        for node, span in pairs:
            values = list(traces.values(path, node))
            held = [i.type for i in instances(values) if i.type in types]
            if held:
                yield MessageSite(path, span, held[0], origins_of(values), mixed(values), reread)


def read_back(traces: Traces, types: Collection[str], lists: set[Origin]) -> bool:
    """Say whether an element of such a list is read by attribute."""
    taken: set[tuple[str, int]] = set()
    for path, op in traces.ops(facts.GetItem, facts.Iterate):
        source = op.obj if isinstance(op, facts.GetItem) else getattr(op, "source", 0)
        held = {v.origin for v in traces.values(path, source) if isinstance(v, Sequence)}
        if held & lists and isinstance(op, (facts.GetItem, facts.Iterate)):
            taken.add((path, op.target))
    return any(
        isinstance(op, facts.GetMember)
        and (path, op.obj) in taken
        and any(i.type in types for i in instances(list(traces.values(path, op.obj))))
        for path, op in traces.ops(facts.GetMember)
    )


def roles(traces: Traces, calls: Iterable[CallSite]) -> Iterator[RoleSite]:
    """Yield the literal roles of the messages that reach calls."""
    found: dict[Literal, set[Origin]] = {}
    for call in calls:
        values = [v for given in call.given if given.name == "messages" for v in given.values]
        for _, element in traces.elements(values):
            box = traces.link.containers.get(getattr(element, "origin", ("", -1)))
            if not isinstance(element, Dictionary) or box is None or "role" not in box.given:
                continue
            for literal in traces.literals(traces.link.values[box.keys["role"]]):
                found.setdefault(literal, set()).update((call.origin, *call.clients))
    for literal in sorted(found, key=lambda x: (x.path, x.span)):
        yield RoleSite(literal, tuple(sorted(found[literal])))


def message_lists(traces: Traces, nodes: Iterable[Iterable[Value]]) -> set[Origin]:
    """Return the sequences that reach ``messages`` arguments, nested sums included."""
    found: set[Origin] = set()
    for values in nodes:
        found.update(v.origin for v in values if isinstance(v, Sequence))
    grown = True
    sums = [
        (path, op)
        for path, op in traces.ops(facts.MakeSequence)
        if isinstance(op, facts.MakeSequence) and op.kind == "sum"
    ]
    while grown:
        grown = False
        for path, op in sums:
            if (path, op.target) in found:
                for element in op.elements:
                    for value in traces.values(path, element):
                        if isinstance(value, Sequence) and value.origin not in found:
                            found.add(value.origin)
                            grown = True
    return found


def escapes(traces: Traces) -> Iterator[EscapeSite]:
    """Yield the places where a client or a response reaches code that cannot be read."""
    for path, op in traces.ops(facts.Call):
        assert isinstance(op, facts.Call)
        callees = [v for v in traces.values(path, op.func) if not isinstance(v, Atom)]
        reading = [v for v in callees if unreadable(v)]
        if callees and not reading:
            continue
        chain = traces.chain(path, op.func)
        if chain and chain[-1] in QUIET_METHODS:
            continue
        name = ".".join(part or "…" for part in chain)
        for argument in op.arguments:
            if argument.star == 2:
                continue
            yield from escaped(
                traces, path, argument.node, argument.value_span, f"is passed to {name}()"
            )
    for path, op in traces.ops(facts.SetItem, facts.SetMember):
        assert isinstance(op, (facts.SetItem, facts.SetMember))
        holders = list(traces.values(path, op.obj))
        if any(isinstance(v, KEEPERS[type(op)]) for v in holders):
            yield from escaped(
                traces, path, op.source, op.span, "is stored where it cannot be followed,"
            )
    for path, module in sorted(traces.link.modules.items()):
        for function in module.facts.functions:
            if function.name == "<lambda>" or function.role == "property":
                continue
            if FunctionValue(path, function.number) in traces.link.public:
                head = Span(
                    function.span.line,
                    function.span.column,
                    function.span.line,
                    function.span.column,
                )
                for node, how in (
                    (function.result, "returned by"),
                    (function.element, "yielded by"),
                ):
                    yield from escaped(
                        traces,
                        path,
                        node,
                        head,
                        f"is {how} {function.qualified}(), which nothing in the repository calls,",
                    )


def escaped(traces: Traces, path: str, node: int, span: Span, how: str) -> Iterator[EscapeSite]:
    values = list(traces.values(path, node))
    for value in list(values):
        if isinstance(value, (Sequence, Dictionary)) and value.origin in traces.link.containers:
            box = traces.link.containers[value.origin]
            values.extend(v for v in traces.link.values[box.every] if isinstance(v, Instance))
    clients = [v for v in values if isinstance(v, (Client, Resource))]
    responses = [v for v in values if isinstance(v, Instance) and innermost(v.type) not in SCALARS]
    if clients:
        yield EscapeSite(path, span, how, "client", origins_of(clients))
    for instance in instances(responses):
        yield EscapeSite(path, span, how, instance.type, origins_of(responses))


def innermost(expression: str) -> str:
    outer, inner = inside(expression)
    return innermost(inner) if outer else expression


def unreadable(value: Value) -> bool:
    """Say whether what a callee does with its arguments cannot be seen."""
    if isinstance(value, External):
        return value.name not in QUIET_CALLS
    if isinstance(value, Inner):
        return isinstance(value.receiver, (Product, External))
    if isinstance(value, (FunctionValue, Bound, ClassValue, Partial, Resource, Method)):
        return False
    return isinstance(value, (Unknown, Product))
