"""What calls give: arguments reach parameters, results come back, operations make responses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codemod.analysis import decorators, enums, items, libraries, members
from codemod.analysis.parameters import Parameters
from codemod.analysis.passing import Passed
from codemod.analysis.records import record
from codemod.analysis.selecting import selected
from codemod.vocabulary.operations import PLAIN, Call
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

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


FIELD_BASES = ("BaseModel", "BaseSettings", "NamedTuple", "TypedDict", "SQLModel", "Struct")


def call(link: Linker, path: str, base: int, op: Call) -> None:
    if op.func == PLAIN:
        return
    passed = Passed(path, base, op)
    target = base + op.target
    given = tuple(base + a.node for a in op.arguments if a.node != PLAIN)
    if given:
        link.calls.append((base + op.func, given))
    link.carry(base + op.func, target)
    link.on(base + op.func, lambda value: invoke(link, value, passed, target))


def invoke(link: Linker, value: Value, passed: Passed, target: int) -> None:
    """Call ``value`` and let the result flow into ``target``."""
    origin = (passed.path, passed.op.target)
    if isinstance(value, FunctionValue):
        call_function(link, value, passed, target, None)
    elif isinstance(value, Bound):
        call_function(link, value.function, passed, target, value.receiver)
    elif isinstance(value, Product) and value.name == members.RECORD:
        record(link, value, passed, target)
    elif isinstance(value, Product):
        link.add(target, Product(value.name, origin))
        libraries.outside(link, passed)
    elif isinstance(value, ClassValue):
        construct(link, value, passed, target)
    elif isinstance(value, Resource):
        operate(link, value, passed, target)
    elif isinstance(value, Method):
        call_method(link, value, passed, target)
    elif isinstance(value, External):
        libraries.call_external(link, value, passed, target)
    elif isinstance(value, Inner):
        libraries.call_inner(link, value, passed, target)
    elif isinstance(value, Partial):
        prepared = link.partials.get(value.origin)
        if prepared is not None and not passed.holds(value.origin):
            whole = passed.after(prepared.shifted(1))
            function = prepared.rows()[0][1]
            if function >= 0:
                link.carry(function, target)
                link.on(function, lambda inner: invoke(link, inner, whole, target))
    elif isinstance(value, Object):
        key = (*origin, value, target)
        if key in link.object_calls:
            return
        link.object_calls.add(key)
        cell = link.cell(key, "__call__")
        read_call(link, value.klass, cell)
        link.on(cell, lambda inner: invoke(link, inner, passed, target))
        if not any("__call__" in link.klass(k).members for k in link.ancestors(value.klass)):
            link.add(target, members.OUTSIDE)
    elif isinstance(value, Unknown):
        link.add(target, value)
        libraries.outside(link, passed)


def read_call(link: Linker, klass: ClassValue, target: int) -> None:
    """Join what a call of a class's objects runs: Python looks for it in the class alone.

    What fills a whole ``__dict__`` of its objects is no such thing.
    """
    nearest = False
    for related in link.ancestors(klass):
        if related not in link.dictionaries:
            link.flow(link.field(related, "__call__"), target)
        if not nearest and members.read_body(link, related, "__call__", target, Object(klass)):
            nearest = True
    for related in link.descendants(klass)[1:]:
        if related not in link.dictionaries:
            link.flow(link.field(related, "__call__"), target)
        members.read_body(link, related, "__call__", target, Object(related))


def call_function(
    link: Linker,
    value: FunctionValue,
    passed: Passed,
    target: int,
    receiver: Object | ClassValue | None,
) -> None:
    if not value.bare:
        link.called.add(value)
        if link.function(value).decorators and not link.function(value).role:
            decorators.call_decorated(link, value, passed, target, receiver)
            return
    Parameters(link, value).fill(passed, receiver)
    chosen = selected(link, value, passed, receiver is not None)
    if chosen is None:
        give_result(link, value, target)
    else:
        link.flow(chosen, target)


def give_result(link: Linker, value: FunctionValue, target: int) -> None:
    """Let what a function returns, or a generator of what it yields, flow into ``target``."""
    function, base = link.function(value), link.modules[value.path].base
    if function.generator:
        made = (value.path, function.element)
        link.add(target, Sequence(made))
        link.put(made, None, base + function.element, None)
    else:
        link.flow(base + function.result, target)


def construct(link: Linker, value: ClassValue, passed: Passed, target: int) -> None:
    """Make an instance of a class of the repository."""
    made = Object(value)
    link.made.add(value)
    link.add(target, made)
    enums.any_member(link, value, target)
    cell = link.cell((passed.path, passed.op.target, value), "__init__")
    for klass in link.ancestors(value):
        found = link.klass(klass).members.get("__init__")
        if found is not None:
            link.flow(link.node(klass.path, found), cell)
            link.on(cell, lambda init: initialise(link, init, made, passed))
            return
    fields = [n for k in reversed(link.ancestors(value)) for n in link.klass(k).fields]
    if not fields:
        fields = list(link.klass(value).members)
    index = 0
    for argument, node, _, _ in passed.rows():
        if node < 0:
            index += argument.star == 0 and not argument.keyword
        elif argument.star == 2:
            link.on(node, field_spreader(link, value))
            for name in fields:
                link.carry(node, link.field(value, name))
        elif argument.keyword:
            link.flow(node, link.field(value, argument.keyword))
        elif argument.star == 0 and index < len(fields):
            link.flow(node, link.field(value, fields[index]))
            index += 1


def field_spreader(link: Linker, klass: ClassValue) -> Callable[[Value], None]:
    def spread(value: Value) -> None:
        if isinstance(value, Dictionary):
            box = link.container(value.origin)
            link.each_key(
                value.origin,
                lambda name: link.flow(box.keys[name], link.field(klass, str(name))),
            )

    return spread


def initialise(link: Linker, init: Value, made: Object, passed: Passed) -> None:
    if isinstance(init, FunctionValue):
        call_function(link, init, passed, link.new(), made)


def operate(link: Linker, value: Resource, passed: Passed, target: int) -> None:
    """Call an operation of a client."""
    operation = link.surface.operations.get(value.path)
    origin = (passed.path, passed.op.target)
    seen = link.operations.setdefault(origin, (passed, {}))
    variants, givers = link.variants[origin], passed.givers()
    if value in seen[1] and givers in variants:
        return
    seen[1][value] = None
    variants[givers] = passed
    link.bear(node for _, node, _, _ in passed.rows())
    if value.origin[1] == members.LEGACY_MODULE:
        link.legacy.add(origin)
    if operation is None:
        link.add(target, members.OUTSIDE)
        return
    plain = Instance(operation.returns, origin)
    if not operation.streamed:
        if operation.returns not in members.SCALARS:
            link.add(target, plain)
        return
    streamed = Instance(operation.streamed, origin)
    decided = False
    for argument, node, _, _ in passed.rows():
        if argument.keyword == "stream":
            decided = True
            choose(link, node, plain, streamed, target)
        elif argument.star == 2 and node >= 0:
            link.on(node, stream_in(link, plain, streamed, target))
    if not decided:
        link.add(target, plain)


def choose(link: Linker, node: int, plain: Instance, streamed: Instance, target: int) -> None:
    """Pick the response by the value of ``stream=``; both where it is only known at run time."""

    def decide(value: Value) -> None:
        if isinstance(value, Atom):
            link.add(target, streamed if value.value else plain)
        else:
            link.add(target, streamed)
            link.add(target, plain)

    if node < 0:
        decide(members.OUTSIDE)
    else:
        link.on(node, decide)
        link.late.append((node, plain, streamed, target))


def stream_in(
    link: Linker, plain: Instance, streamed: Instance, target: int
) -> Callable[[Value], None]:
    def look(value: Value) -> None:
        if isinstance(value, Dictionary):
            box = link.container(value.origin)

            def key(name: str | int) -> None:
                if name == "stream":
                    choose(link, box.keys[name], plain, streamed, target)

            link.each_key(value.origin, key)

    return look


def call_method(link: Linker, value: Method, passed: Passed, target: int) -> None:
    """Call a method of the client or of a response."""
    if value.type == "client":
        if value.returns == "client":
            link.derived[(passed.path, passed.op.target)] = passed
            link.bear(node for _, node, _, _ in passed.rows())
            for client in list(link.values[passed.base + passed.op.func]):
                if isinstance(client, Client):
                    link.add(target, client)
        return
    outer, inner = members.inside(value.type)
    if outer == "dump":
        dump_method(link, value, inner, passed, target)
    elif outer in ("list", "dict"):
        if value.name in ("pop", "get", "copy", "values"):
            kept = value.type if value.name == "copy" else inner
            if kept not in members.SCALARS:
                link.add(target, Instance(kept, value.origin))
    elif not outer and value.name == "get" and value.origin in link.legacy:
        for text in texts_of(link, passed):
            members.instance_member(link, Instance(value.type, value.origin), text, target)
    elif value.returns not in members.SCALARS:
        link.add(target, Instance(value.returns, value.origin))


def texts_of(link: Linker, passed: Passed) -> list[str]:
    """Return the literals that the first argument may be."""
    key = passed.rows()[0][1] if passed.rows() else -1
    return [v.text for v in list(link.values[key]) if isinstance(v, Text)] if key >= 0 else []


def dump_method(link: Linker, value: Method, inner: str, passed: Passed, target: int) -> None:
    if value.name in ("get", "pop", "__getitem__"):
        for text in texts_of(link, passed):
            items.dump_item(link, Instance(value.type, value.origin), inner, text, target)
    elif value.name == "copy":
        link.add(target, Instance(value.type, value.origin))
