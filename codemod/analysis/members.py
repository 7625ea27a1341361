"""What members, items, loops and displays give, for every kind of value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codemod.vocabulary import facts
from codemod.vocabulary.facts import PLAIN
from codemod.vocabulary.spans import Span
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
OUTSIDE = Unknown("outside")
STATES = (".session_state", ".state", ".g", ".user_session")
"""Objects of frameworks in which a program keeps its own."""


def inside(expression: str) -> tuple[str, str]:
    """Split ``list[T]`` into ("list", "T"); a plain type gives ("", type)."""
    if expression.endswith("]") and "[" in expression:
        outer, _, inner = expression.partition("[")
        return outer, inner[:-1]
    return "", expression


def get_member(link: Linker, path: str, base: int, op: facts.GetMember) -> None:
    if op.obj == PLAIN:
        return
    target = base + op.target
    store = op.context in ("store", "del")

    def read(value: Value) -> None:
        if store:
            return
        member(link, value, op.name, target)

    link.on(base + op.obj, read)


def member(link: Linker, value: Value, name: str, target: int) -> None:
    """Let the member ``name`` of ``value`` flow into ``target``."""
    if isinstance(value, Client):
        client_member(link, value, name, target)
    elif isinstance(value, Resource):
        link.add(target, Resource(f"{value.path}.{name}", value.klass, value.origin))
    elif isinstance(value, Instance):
        instance_member(link, value, name, target)
    elif isinstance(value, Object):
        link.object_reads[value.klass][(name, target)] = None
        read_object(link, value.klass, name, target)
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
    elif isinstance(value, (Dictionary, Sequence, Product, Variable)):
        if isinstance(value, Product) and value.name != "argparse":
            stored(link, value, name, target, Inner(value, name))
        else:
            link.add(target, Inner(value, name))
    elif isinstance(value, Inner):
        stored(link, value, name, target, value)
    elif isinstance(value, Text):
        link.add(target, value if name in ("value", "_value_") else Inner(value, name))
    elif isinstance(value, FunctionValue):
        link.add(target, OUTSIDE)
    elif isinstance(value, Unknown):
        link.add(target, value)
    elif isinstance(value, ErrorValue):
        if name in ("message", "args", "body", "code", "user_message"):
            link.add(target, Inner(value, name))
    elif isinstance(value, (Bound, Method, Atom)):
        return


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
        return
    link.add(target, Resource(name, value.klass, value.origin))


def instance_member(link: Linker, value: Instance, name: str, target: int) -> None:
    outer, inner = inside(value.type)
    if outer in ("list", "dict", "dump"):
        link.add(target, Method(value.type, name, "", value.origin))
        return
    if outer == "stream" and name not in link.surface.types.get("stream", {}):
        link.add(target, Method(value.type, name, "", value.origin))
        return
    known = link.surface.types.get(outer or value.type, {}).get(name)
    if known is None:
        return
    returns = known.type.replace("[T]", f"[{inner}]") if outer else known.type
    if returns == "T":
        returns = inner
    if known.method:
        link.add(target, Method(value.type, name, returns, value.origin))
    elif returns not in SCALARS:
        link.add(target, Instance(returns, value.origin))


SCALARS = frozenset({"str", "int", "float", "bool", "any", ""})


def read_object(link: Linker, klass: ClassValue, name: str, target: int) -> None:
    """Join a member over a class, its bases and its subclasses."""
    nearest = False
    for related in link.ancestors(klass):
        link.flow(link.field(related, name), target)
        if not nearest and read_body(link, related, name, target, Object(klass)):
            nearest = True
    for related in link.descendants(klass)[1:]:
        link.flow(link.field(related, name), target)
        read_body(link, related, name, target, Object(related))


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
            link.add(target, value)
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


def module_member(link: Linker, value: ModuleValue, name: str, target: int) -> None:
    module = link.load(value.path) if value.path else None
    if module is not None:
        if name in module.facts.names:
            link.flow(module.base + module.facts.names[name], target)
        if name in module.facts.bound or link.module_getattr(value.path, name, target):
            return
        package = value.path.removesuffix("/__init__.py")
        for inner in (f"{package}/{name}.py", f"{package}/{name}/__init__.py"):
            if link.load(inner) is not None:
                link.add(target, ModuleValue(inner))
                return


def set_member(link: Linker, path: str, base: int, op: facts.SetMember) -> None:
    if op.obj == PLAIN:
        return
    source = base + op.source

    link.on(base + op.obj, lambda value: write_member(link, value, op.name, source, path, op.span))


def write_member(
    link: Linker,
    value: Value,
    name: str,
    source: int,
    path: str = "",
    span: Span | None = None,
) -> None:
    """Let ``source`` flow into the member ``name`` of ``value``."""
    if isinstance(value, Object):
        link.flow(source, link.field(value.klass, name))
    elif isinstance(value, ClassValue):
        link.flow(source, link.field(value, name))
    elif isinstance(value, ModuleValue) and value.path:
        module = link.load(value.path)
        if module is not None and name in module.facts.names:
            link.flow(source, module.base + module.facts.names[name])
    elif isinstance(value, (Product, Inner)):
        link.flow(source, link.cell(value, name))
    elif isinstance(value, External):
        if value.name.endswith(STATES):
            link.flow(source, link.cell(value, name))
        if span is not None and value.name.partition(".")[0] in link.surface.modules:
            link.settings.append((path, f"{value.name}.{name}", source, span))


def get_item(link: Linker, path: str, base: int, op: facts.GetItem) -> None:
    if op.obj == PLAIN or op.context == "del":
        return
    target = base + op.target

    def read(value: Value) -> None:
        item(link, value, op.constant, base + op.key if op.key != PLAIN else -1, target)

    link.on(base + op.obj, read)


def item(link: Linker, value: Value, constant: str | int | None, key: int, target: int) -> None:
    """Let ``value[key]`` flow into ``target``; ``key`` is a node or -1."""
    if isinstance(value, (Dictionary, Sequence)):
        box = link.container(value.origin)
        if constant is not None and not (isinstance(constant, int) and constant < 0):
            link.flow(link.at(value.origin, constant), target)
        else:
            link.flow(box.every, target)
    elif isinstance(value, Instance):
        outer, inner = inside(value.type)
        if outer in ("list", "dict"):
            if inner not in SCALARS:
                link.add(target, Instance(inner, value.origin))
        elif outer == "dump":
            dump_item(link, value, inner, constant, target)
        elif isinstance(constant, str):
            instance_member(link, value, constant, target)
    elif isinstance(value, External):
        if value.name.endswith(STATES) and isinstance(constant, str):
            stored(link, value, constant, target, OUTSIDE)
        elif value.name == "os.environ":
            variable(link, key, target, True)
        elif value.name.rpartition(".")[2] in GENERICS and key >= 0:
            link.flow(key, target)
        else:
            link.add(target, OUTSIDE)
    elif isinstance(value, ClassValue) and key >= 0:
        link.add(target, value)
    elif isinstance(value, Object):
        special(link, value, "__getitem__", lambda node: link.flow(node, target), target)
    elif isinstance(value, (Unknown, Product)):
        link.add(target, OUTSIDE)


def special(
    link: Linker, value: Object, name: str, use: Callable[[int], None], target: int
) -> None:
    """Call a special method of an object of ours; ``use`` takes the node of its result."""
    found = False
    for klass in link.ancestors(value.klass):
        cell = link.klass(klass).members.get(name)
        if cell is None:
            continue
        found = True
        for held in link.values[link.node(klass.path, cell)]:
            if isinstance(held, FunctionValue):
                link.called.add(held)
                function = link.function(held)
                if function.generator:
                    use_generator(link, held.path, function.element, use)
                else:
                    use(link.node(held.path, function.result))
        break
    if not found:
        link.add(target, OUTSIDE)


def use_generator(link: Linker, path: str, element: int, use: Callable[[int], None]) -> None:
    cell = link.cell((path, element), "generated")
    link.add(cell, Sequence((path, element)))
    link.put((path, element), None, link.node(path, element), None)
    use(cell)


def variable(link: Linker, key: int, target: int, sure: bool = False) -> None:
    """Let the environment variable that the node ``key`` names flow into ``target``."""

    def named(value: Value) -> None:
        if isinstance(value, Text):
            link.add(target, Variable(value.text, value.origin, sure))
        else:
            link.add(target, OUTSIDE)

    if key >= 0:
        link.on(key, named)


def dump_item(
    link: Linker, value: Instance, inner: str, constant: str | int | None, target: int
) -> None:
    """Items of the plain dict made of a surface type."""
    outer, deeper = inside(inner)
    if outer == "list":
        if deeper not in SCALARS:
            link.add(target, Instance(f"dump[{deeper}]", value.origin))
    elif isinstance(constant, str):
        known = link.surface.types.get(inner, {}).get(constant)
        if known is not None and not known.method and known.type not in SCALARS:
            link.add(target, Instance(f"dump[{known.type}]", value.origin))


def set_item(link: Linker, path: str, base: int, op: facts.SetItem) -> None:
    from codemod.analysis.link import Key

    if op.obj == PLAIN:
        return
    source = base + op.source

    def write(value: Value) -> None:
        if isinstance(value, (Dictionary, Sequence)):
            site = Key(
                "assignment", path, op.statement, op.key_span, op.value_span, source, op.obj_span
            )
            link.put(value.origin, op.constant, source, site)
            if op.constant is None and isinstance(value, Dictionary):
                link.open(value.origin)
        elif isinstance(value, External) and value.name.endswith(STATES):
            if isinstance(op.constant, str):
                link.flow(source, link.cell(value, op.constant))

    link.on(base + op.obj, write)


def make_dict(link: Linker, path: str, base: int, op: facts.MakeDict) -> None:
    from codemod.analysis.link import Key

    origin = (path, op.target)
    link.add(base + op.target, Dictionary(origin))
    link.container(origin)
    for each in op.items:
        value = base + each.value
        if each.key_span is None:
            spread_value(link, value, origin)
        elif each.constant is None:
            link.put(origin, None, value, None)
            keyed(link, base + each.key, origin, value)
        else:
            kind = "argument" if op.call else "item"
            key = Key(kind, path, op.span, each.key_span, each.value_span, value)
            link.put(origin, each.constant, value, key)
            link.container(origin).texts[each.constant] = base + each.key


def keyed(link: Linker, key: int, origin: tuple[str, int], value: int) -> None:
    """A computed key of a dict display: known when its value is."""

    def named(found: Value) -> None:
        if isinstance(found, Text):
            link.put(origin, found.text, value, None)
        else:
            link.open(origin)

    if key > 0:
        link.on(key, named)


def spread_value(link: Linker, source: int, origin: tuple[str, int]) -> None:
    """``**source`` inside the dict at ``origin``."""

    def spread(value: Value) -> None:
        if isinstance(value, Dictionary):
            link.spread(value.origin, origin)
        elif not isinstance(value, Atom):
            link.open(origin)

    link.on(source, spread)


def make_sequence(link: Linker, path: str, base: int, op: facts.MakeSequence) -> None:
    origin = (path, op.target)
    target = base + op.target
    if op.kind == "union":
        for element in op.elements:
            if element != PLAIN:
                link.on(base + element, lambda value: union(link, value, origin, target))
        return
    if op.kind == "sum":
        for element in op.elements:
            if element != PLAIN:
                link.on(base + element, lambda value: add_up(link, value, origin, target))
        return
    link.add(target, Sequence(origin))
    for index, element in enumerate(op.elements):
        if element != PLAIN:
            key = index if op.kind in ("tuple", "list") else None
            link.put(origin, key, base + element, None)


def union(link: Linker, value: Value, origin: tuple[str, int], target: int) -> None:
    if isinstance(value, Dictionary):
        link.add(target, Dictionary(origin))
        link.spread(value.origin, origin)
    else:
        link.add(target, value)


def add_up(link: Linker, value: Value, origin: tuple[str, int], target: int) -> None:
    if isinstance(value, Sequence):
        link.add(target, Sequence(origin))
        link.flow(link.container(value.origin).every, link.container(origin).every)
    else:
        link.add(target, Unknown("computed"))


def iterate(link: Linker, path: str, base: int, op: facts.Iterate) -> None:
    if op.source != PLAIN:
        link.on(base + op.source, lambda value: each_of(link, value, base + op.target))


def each_of(link: Linker, value: Value, target: int) -> None:
    """Let the elements of ``value`` flow into ``target``."""
    if isinstance(value, Sequence):
        link.flow(link.container(value.origin).every, target)
    elif isinstance(value, Instance):
        outer, inner = inside(value.type)
        if outer in ("list", "stream", "page", "manager") and inner not in SCALARS:
            link.add(target, Instance(inner, value.origin))
        elif outer == "dump" and inside(inner)[0] == "list":
            link.add(target, Instance(f"dump[{inside(inner)[1]}]", value.origin))
    elif isinstance(value, ClassValue):
        for cell in link.klass(value).members.values():
            link.flow(link.modules[value.path].base + cell, target)
    elif isinstance(value, Dictionary):
        for key in list(link.container(value.origin).given):
            if isinstance(key, str):
                link.each_key(value.origin, lambda found: key_text(link, value, found, target))
                break
    elif isinstance(value, Object):
        name = "__iter__"
        special(
            link,
            value,
            name,
            lambda node: link.on(node, lambda found: each_of(link, found, target)),
            target,
        )
    elif isinstance(value, (Unknown, Product)):
        link.add(target, OUTSIDE)


def key_text(link: Linker, value: Dictionary, key: str | int, target: int) -> None:
    """Let the literal of a dict's key flow where the dict is iterated."""
    node = link.container(value.origin).texts.get(key)
    if node is not None:
        link.flow(node, target)


def enter(link: Linker, path: str, base: int, op: facts.Enter) -> None:
    if op.source == PLAIN:
        return
    target = base + op.target

    def entered(value: Value) -> None:
        if isinstance(value, Instance) and inside(value.type)[0] == "manager":
            link.add(target, Instance(inside(value.type)[1], value.origin))
        elif isinstance(value, Sequence):
            link.flow(link.container(value.origin).every, target)
        elif isinstance(value, Object):
            name = "__aenter__" if op.asynchronous else "__enter__"
            for klass in link.ancestors(value.klass):
                cell = link.klass(klass).members.get(name)
                if cell is not None:
                    for found in link.values[link.node(klass.path, cell)]:
                        if isinstance(found, FunctionValue):
                            link.called.add(found)
                            node = link.function(found).result
                            link.flow(link.node(found.path, node), target)
                    return
            link.add(target, value)
        else:
            link.add(target, value)

    link.on(base + op.source, entered)


def get_index(link: Linker, path: str, base: int, op: facts.GetIndex) -> None:
    if op.source != PLAIN:
        constant = op.index if op.index >= 0 else None
        link.on(base + op.source, lambda value: item(link, value, constant, -1, base + op.target))
