"""What members give and take, for every kind of value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.analysis import displays, dumps, enums
from codemod.analysis.imports import module_member
from codemod.analysis.resources import below
from codemod.analysis.runners import QUEUES, RUNNERS
from codemod.analysis.tasks import is_task
from codemod.vocabulary import operations
from codemod.vocabulary.module_client import ModuleOperation
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.values import (
    Atom,
    Bound,
    ClassValue,
    Client,
    Dictionary,
    ErrorValue,
    External,
    FunctionValue,
    Inner,
    Instance,
    Method,
    ModuleValue,
    Object,
    Product,
    Resource,
    Sequence,
    Text,
    Unknown,
    Value,
    Variable,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


GENERICS = frozenset({"Optional", "Union", "Annotated", "Final", "ClassVar", "Required"})
RECORD, RECORDED = "collections.namedtuple", "collections.namedtuple()"
"""The class that a call of ``namedtuple`` makes, and an object of that class."""
EVERY = "*"
"""The cell of a record for whatever it holds."""
OUTSIDE = Unknown("outside")
STATES = (".session_state", ".state", ".g", ".user_session")
"""Objects of frameworks in which a program keeps its own."""
APPLICATIONS = (
    "fastapi.FastAPI",
    "fastapi.applications.FastAPI",
    "starlette.applications.Starlette",
)
CONNECTIONS = (
    *("fastapi.Request", "fastapi.requests.Request", "starlette.requests.Request"),
    *("fastapi.WebSocket", "fastapi.websockets.WebSocket", "starlette.websockets.WebSocket"),
    *("fastapi.requests.HTTPConnection", "starlette.requests.HTTPConnection"),
)
WEB = {**dict.fromkeys(APPLICATIONS, "web.app"), **dict.fromkeys(CONNECTIONS, "web")}
"""What a parameter with such an annotation holds: ``app.state`` is ``request.app.state``."""
STATE = External("web.app.state")
"""The state of an application: the ``state`` of an unknown object may be it, where one is used."""
SCALARS = frozenset({"str", "int", "float", "bool", "any", ""})


def inside(expression: str) -> tuple[str, str]:
    """Split ``list[T]`` into ("list", "T"); a plain type gives ("", type)."""
    if expression.endswith("]") and "[" in expression:
        outer, _, inner = expression.partition("[")
        return outer, inner[:-1]
    return "", expression


def get_member(link: Linker, path: str, base: int, op: operations.GetMember) -> None:
    if op.obj == PLAIN:
        return
    target = base + op.target
    store = op.context in ("store", "del")

    def read(value: Value) -> None:
        if store:
            return
        if isinstance(value, External) and link.surface.module_operations:
            found = link.surface.module_operations.get(f"{value.name}.{op.name}")
            if found is not None:
                link.add(target, of_module(link, path, found))
                return
        member(link, value, op.name, target)

    if not store:
        link.carry(base + op.obj, target)
    link.on(base + op.obj, read)


MODULE, LEGACY_MODULE = -1, -2
"""The node of the module itself as a client, in the origin of its operations: (who calls, node)."""


def of_module(link: Linker, path: str, operation: ModuleOperation) -> Resource:
    """Return an operation of the SDK's module, as the module at ``path`` names it."""
    kind = link.surface.module_client.kinds[""]
    klass = kind.asynchronous if operation.asynchronous else kind.synchronous
    node = LEGACY_MODULE if operation.legacy else MODULE
    return Resource(operation.path, klass, (path, node))


def member(link: Linker, value: Value, name: str, target: int) -> None:
    """Let the member ``name`` of ``value`` flow into ``target``."""
    if isinstance(value, Client):
        client_member(link, value, name, target)
    elif isinstance(value, Resource):
        link.add(target, below(link, value, name))
    elif isinstance(value, Instance):
        instance_member(link, value, name, target)
    elif isinstance(value, Object) and name == "__dict__":
        link.add(target, own_dictionary(link, value.klass))
    elif isinstance(value, Object):
        link.flow(object_member(link, value.klass, name), target)
    elif isinstance(value, ClassValue):
        read_class(link, value, name, target)
    elif isinstance(value, ModuleValue):
        module_member(link, value, name, target)
    elif isinstance(value, External):
        outside = External(f"{value.name}.{name}")
        if value.name.endswith(STATES):
            stored(link, value, name, target, outside)
        else:
            link.add(target, outside)
            if link.surface.is_setting(value.name, name):
                link.flow(link.cell(value, name), target)
    elif isinstance(value, (Dictionary, Sequence)) and name in ("value", "_value_"):
        link.add(target, value)
    elif isinstance(value, (Dictionary, Sequence, Product, Variable)):
        if isinstance(value, Product) and value.name in APPLICATIONS:
            member(link, External(WEB[value.name]), name, target)
        elif isinstance(value, Product) and value.name not in ("argparse", *RUNNERS, *QUEUES):
            stored(link, value, name, target, Inner(value, name))
        else:
            link.add(target, Inner(value, name))
    elif isinstance(value, Inner):
        stored(link, value, name, target, value)
    elif isinstance(value, Text):
        link.add(target, value if name in ("value", "_value_") else Inner(value, name))
    elif isinstance(value, FunctionValue):
        link.add(target, Inner(value, name) if is_task(link, value, name) else OUTSIDE)
    elif isinstance(value, Unknown):
        link.add(target, value)
        if name == "state":
            link.flow(link.cell(STATE, ""), target)
    elif isinstance(value, ErrorValue):
        if name in ("message", "args", "body", "code", "type", "user_message"):
            link.add(target, Inner(value, name))
    elif isinstance(value, (Bound, Method, Atom)):
        return


def own_dictionary(link: Linker, klass: ClassValue) -> Dictionary:
    """Return the dict of the members of a class's objects: its keys are their fields."""
    origin = (f"{klass.path} fields", klass.number)
    if klass not in link.dictionaries:
        link.dictionaries[klass] = origin
        link.open(origin)
        for name in list(link.fields[klass]):
            link.field(klass, name)

        def key(name: str | int) -> None:
            link.flow(link.at(origin, name), link.field(klass, str(name)))

        link.each_key(origin, key)
        dumps.fill(link, klass, origin)
    return Dictionary(origin)


def stored(link: Linker, value: Value, name: str, target: int, otherwise: Value) -> None:
    """Read what the program itself puts into an object from outside; else it is unknown."""
    cell = link.cell(value, name)
    link.flow(cell, target)
    if not link.values[cell]:
        link.waiting[(cell, target)] = otherwise


def client_member(link: Linker, value: Client, name: str, target: int) -> None:
    known = link.surface.client_members.get(name)
    if known is not None:
        if known.type == "client" and not known.method:
            link.add(target, value)
        elif known.method:
            link.add(target, Method("client", name, known.type, value.origin))
            if known.type == "client":
                link.add(target, value)
        elif known.type == "raw":
            link.add(target, Resource(name, value.klass, value.origin))
        return
    link.add(target, Resource(name, value.klass, value.origin))


def instance_member(link: Linker, value: Instance, name: str, target: int) -> None:
    outer, inner = inside(value.type)
    if outer in ("list", "dict", "dump"):
        link.add(target, Method(value.type, name, "", value.origin))
        return
    if outer == "stream" and name not in link.surface.types.get("stream", {}):
        returns = inner if name in ("__next__", "__anext__") else ""
        link.add(target, Method(value.type, name, returns, value.origin))
        return
    known = link.surface.types.get(outer or value.type, {}).get(name)
    if link.surface.module_operations and not outer and value.origin in link.legacy:
        dumps = link.surface.module_client.dumps
        if name == "get" or name in dumps:
            returns = f"dump[{value.type}]" if name in dumps else ""
            link.add(target, Method(value.type, name, returns, value.origin))
            return
    if known is None and name == "result":
        link.add(target, Method(value.type, name, value.type, value.origin))
    if known is None:
        return
    returns = known.type.replace("[T]", f"[{inner}]") if outer else known.type
    if returns == "T":
        returns = inner
    if known.method:
        link.add(target, Method(value.type, name, returns, value.origin))
    elif returns not in SCALARS:
        link.add(target, Instance(returns, value.origin))


def object_member(link: Linker, klass: ClassValue, name: str) -> int:
    """Return the node that joins what a member of a class's objects may be, whoever reads it."""
    cell = link.cell(klass, f".{name}")
    if (name, cell) not in link.object_reads[klass]:
        link.object_reads[klass][(name, cell)] = None
        read_object(link, klass, name, cell)
        if name in enums.VALUES:
            enums.any_member(link, klass, cell)
    return cell


def read_object(link: Linker, klass: ClassValue, name: str, target: int) -> None:
    """Join a member over a class, its bases and its subclasses."""
    nearest = False
    for related in link.ancestors(klass):
        link.flow(link.field(related, name), target)
        if not nearest and read_body(link, related, name, target, Object(klass)):
            nearest = True
    if nearest and configured(link, klass, name):
        link.add(target, OUTSIDE)
    if not nearest and dumps.has_dump(link, klass, name):
        link.add(target, Inner(Object(klass), name))
    if not nearest and any(link.surface.client_named(b) for b in link.external_bases(klass)):
        link.add(target, OUTSIDE)
    for related in link.descendants(klass)[1:]:
        link.flow(link.field(related, name), target)
        read_body(link, related, name, target, Object(related))


def configured(link: Linker, klass: ClassValue, name: str) -> bool:
    """Say whether a field of a class is read from the environment, whatever its default."""
    return any(name in link.klass(k).fields for k in link.ancestors(klass)) and any(
        base.rpartition(".")[2] == "BaseSettings" for base in link.external_bases(klass)
    )


def read_class(link: Linker, klass: ClassValue, name: str, target: int) -> None:
    for related in link.ancestors(klass):
        link.flow(link.field(related, name), target)
        if read_body(link, related, name, target, klass):
            return


def read_body(
    link: Linker, klass: ClassValue, name: str, target: int, receiver: Object | ClassValue
) -> bool:
    """Read a name of a class's body; functions bind, properties are called."""
    module = link.modules.get(klass.path)
    if module is None:
        return False
    cell = link.klass(klass).members.get(name)
    if cell is None:
        return False
    key = (klass, name, target, receiver)
    if key in link.body_reads:
        return True
    link.body_reads.add(key)

    def give(value: Value) -> None:
        if not isinstance(value, FunctionValue):
            taken = isinstance(value, Sequence) and enums.making(link, klass)
            link.add(target, Object(klass) if taken else value)
            return
        function = link.function(value)
        if function.role == "property" and isinstance(receiver, Object):
            owner = link.modules[value.path].base
            link.called.add(value)
            if function.parameters:
                link.add(owner + function.parameters[0].node, receiver)
            link.flow(owner + function.result, target)
        elif function.role == "static" or (
            isinstance(receiver, ClassValue) and function.role != "class"
        ):
            link.add(target, value)
        else:
            link.add(target, Bound(value, receiver))

    link.on(module.base + cell, give)
    return True


def set_member(link: Linker, path: str, base: int, op: operations.SetMember) -> None:
    if op.obj == PLAIN:
        return
    source = base + op.source
    link.meetings.append((base + op.obj, source))

    link.on(base + op.obj, lambda value: write_member(link, value, op.name, source))


def write_member(link: Linker, value: Value, name: str, source: int) -> None:
    """Let ``source`` flow into the member ``name`` of ``value``."""
    if isinstance(value, Object) and name == "__dict__":
        displays.spread_value(link, source, own_dictionary(link, value.klass).origin)
    elif isinstance(value, Object):
        link.flow(source, link.field(value.klass, name))
    elif isinstance(value, ClassValue):
        link.flow(source, link.field(value, name))
    elif isinstance(value, ModuleValue) and value.path:
        if link.missing(value.path):
            holder = link.new()
            link.meetings.append((holder, source))
            link.wait(value.path, holder, lambda: write_member(link, value, name, source))
            return
        module = link.load(value.path)
        if module is not None and name in module.facts.names:
            link.flow(source, module.base + module.facts.names[name])
    elif isinstance(value, (Product, Inner)):
        link.flow(source, link.cell(value, name))
    elif isinstance(value, External):
        if value.name.endswith(STATES) or link.surface.is_setting(value.name, name):
            link.flow(source, link.cell(value, name))
        if value == STATE:
            link.add(link.cell(STATE, ""), STATE)
