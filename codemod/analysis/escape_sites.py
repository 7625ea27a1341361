"""Escapes: the places where a client or a response reaches code that cannot be read."""

from __future__ import annotations

from collections.abc import Container, Iterator

from codemod.analysis.concurrency import model_of
from codemod.analysis.displays import fields
from codemod.analysis.members import EVERY, RECORD, RECORDED, SCALARS, inside
from codemod.analysis.response_sites import instances
from codemod.analysis.states import States
from codemod.analysis.traces import Traces, origins_of
from codemod.vocabulary import operations
from codemod.vocabulary.cells import is_notebook_name
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.sites import EscapeSite
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
    Partial,
    Product,
    Resource,
    Sequence,
    Text,
    Unknown,
    Value,
)

KEEPERS = {
    operations.SetItem: (Unknown, Product, External, Object),
    operations.SetMember: (Unknown, External),
}
"""What hides a value that is stored in it."""
QUIET_METHODS = frozenset("""
    debug info warning warn error exception critical log print pprint echo secho isEnabledFor
    assertEqual assertIsNotNone assertTrue assertIsInstance
    """.split())
SHOWN = ("display",)
"""What every notebook may call without an import, to print in its own way."""
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
    types.SimpleNamespace argparse.Namespace weakref.finalize atexit.register json.dumps inspect.isasyncgen inspect.isawaitable
    builtins.vars asyncio.as_completed concurrent.futures.as_completed asyncio.wait
    collections.defaultdict collections.OrderedDict collections.deque itertools.chain.from_iterable
    random.choice random.choices random.sample itertools.cycle IPython.display.display
    """.split())


CARRYING = frozenset((Client, Resource, Instance, Sequence, Dictionary, Product))
"""The kinds of values that are, or hold, something of the SDK."""


def escapes(traces: Traces) -> Iterator[EscapeSite]:
    """Yield the places where a client or a response reaches code that cannot be read."""
    for path, node, span, how in given_away(traces):
        yield from escaped(traces, path, node, span, how)
    yield from hidden_reads(traces)
    for path, node, span, how in hidden(traces):
        yield from escaped(traces, path, node, span, how)


def given_away(traces: Traces, known: Container[str] = ()) -> Iterator[tuple[str, int, Span, str]]:
    """Yield what is passed to code that cannot be read: path, node, place, and how it gets there.

    What the externals ``known`` do with their arguments is known.
    """
    around = traces.link.surface.around
    for path, op in traces.ops(operations.Call):
        callees = [v for v in traces.values(path, op.func) if not isinstance(v, Atom)]
        reading = [v for v in callees if unreadable(v)]
        if callees and all(isinstance(v, External) and v.name in around for v in callees):
            continue  # what it does with a client is known: a site of its own
        if callees and not reading:
            continue
        if callees and all(isinstance(v, External) and v.name in known for v in callees):
            continue
        chain = traces.chain(path, op.func)
        if chain and (chain[-1] in QUIET_METHODS or (chain == SHOWN and is_notebook_name(path))):
            continue
        name = ".".join(part or "…" for part in chain)
        for argument in op.arguments:
            if argument.star != 2:
                yield path, argument.node, argument.value_span, f"is passed to {name}()"


def hidden(traces: Traces) -> Iterator[tuple[str, int, Span, str]]:
    """Yield what is stored where nothing is seen, or returned to callers out of sight, alike."""
    states = States(traces)
    for path, kept in traces.ops(operations.SetItem, operations.SetMember):
        key = kept.name if isinstance(kept, operations.SetMember) else kept.constant
        if any(
            isinstance(v, KEEPERS[type(kept)]) and not states.followed(v, key)
            for v in traces.values(path, kept.obj)
        ):
            yield path, kept.source, kept.span, "is stored where it cannot be followed,"
    for path, module in sorted(traces.link.modules.items()):
        for function in module.facts.functions:
            if function.role == "property":
                continue
            given = function.name == "<lambda>"
            if given and not any(
                isinstance(v, Client) for v in traces.values(path, function.result)
            ):
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
                    place = f"{function.qualified}(), which nothing in the repository calls,"
                    place = (
                        "a lambda that is handed to code which cannot be read" if given else place
                    )
                    yield path, node, head, f"is {how} {place}"


def hidden_reads(traces: Traces) -> Iterator[EscapeSite]:
    """Yield reads whose name cannot be seen: ``getattr`` with a computed name, ``vars``, ``dict``."""
    for path, op in traces.ops(operations.Call, operations.GetMember):
        if isinstance(op, operations.GetMember):
            if op.name == "__dict__":
                yield from escaped(traces, path, op.obj, op.span, "is read by __dict__")
            continue
        names = {v.name for v in traces.values(path, op.func) if isinstance(v, External)}
        if not op.arguments:
            continue
        yield from formatted(traces, path, op)
        first = op.arguments[0]
        if names & {"builtins.getattr", "builtins.setattr"} and len(op.arguments) > 1:
            texts = [v for v in traces.values(path, op.arguments[1].node) if isinstance(v, Text)]
            if not texts:
                how = "is read by getattr() with a name that cannot be seen"
                yield from escaped(traces, path, first.node, op.span, how)
        elif names & {"builtins.vars", "builtins.dict"} and not first.keyword and not first.star:
            held = list(traces.values(path, first.node))
            if any(isinstance(v, Instance) and not v.type.startswith("dump[") for v in held):
                yield from escaped(traces, path, first.node, op.span, "is read as a dict")


def formatted(traces: Traces, path: str, op: operations.Call) -> Iterator[EscapeSite]:
    """Yield what ``"{0.member}".format(…)`` reads by a name inside its text."""
    given = [a for a in op.arguments if not a.star]
    places = [a.node for a in given if not a.keyword]
    for value in traces.values(path, op.func):
        if not (isinstance(value, Inner) and value.name == "format"):
            continue
        if not isinstance(value.receiver, Text):
            continue
        for _, field, place in fields(value.receiver.text):
            if field is None or not field[1]:
                continue
            node = next((a.node for a in given if a.keyword and a.keyword == field[0]), PLAIN)
            if 0 <= place < len(places):
                node = places[place]
            how = f"is read by format() as {{{field[0] or place}{field[1]}}}"
            yield from escaped(traces, path, node, op.span, how)


def escaped(traces: Traces, path: str, node: int, span: Span, how: str) -> Iterator[EscapeSite]:
    """Yield what of ours leaves here; a response that only an annotation promises is no call's."""
    values = list(traces.values(path, node))
    if not any(value.__class__ in CARRYING for value in values):
        return
    for value in list(values):
        if isinstance(value, Product) and value.name == RECORDED:
            held = traces.link.values[traces.link.cell(value, EVERY)]
            values.extend(v for v in held if isinstance(v, (Client, Instance)))
        if isinstance(value, (Sequence, Dictionary)) and value.origin in traces.link.containers:
            box = traces.link.containers[value.origin]
            values.extend(v for v in traces.link.values[box.every] if isinstance(v, Instance))
    clients = [v for v in values if isinstance(v, (Client, Resource))]
    responses = [
        v
        for v in values
        if isinstance(v, Instance)
        and innermost(v.type) not in SCALARS
        and v.origin not in traces.link.declared
    ]
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
        return isinstance(value.receiver, (Product, External)) and model_of(value) is None
    if isinstance(value, Product) and value.name == RECORD:
        return False
    if isinstance(value, (FunctionValue, Bound, ClassValue, Partial, Resource, Method)):
        return False
    return isinstance(value, (Unknown, Product))
