"""What items, loops and context managers give, for every kind of value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codemod.analysis import enums, parsers
from codemod.analysis.containers import Key
from codemod.analysis.files import NAME
from codemod.analysis.members import (
    EVERY,
    GENERICS,
    OUTSIDE,
    RECORDED,
    SCALARS,
    STATES,
    inside,
    instance_member,
    stored,
)
from codemod.vocabulary import operations
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.values import (
    ClassValue,
    Dictionary,
    External,
    FunctionValue,
    Instance,
    Object,
    Product,
    Sequence,
    Text,
    Unknown,
    Value,
    Variable,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


def get_item(link: Linker, path: str, base: int, op: operations.GetItem) -> None:
    if op.obj == PLAIN:
        return
    if op.context == "del":
        link.on(base + op.obj, lambda value: moved(link, value))
        return
    target = base + op.target
    link.carry(base + op.obj, target)
    if op.key != PLAIN:
        link.meetings.append((base + op.obj, base + op.key))

    def read(value: Value) -> None:
        if isinstance(value, External) and value.name.endswith(".Literal"):
            link.choices[(path, op.target)] = base + op.key
            link.add(target, Product(value.name, (path, op.target)))
            return
        item(link, value, op.constant, base + op.key if op.key != PLAIN else -1, target)

    link.on(base + op.obj, read)


def moved(link: Linker, value: Value) -> None:
    """An element of a list is taken out: each of the others may stand at another place now."""
    if isinstance(value, Sequence):
        box = link.container(value.origin)
        link.flow(box.every, box.rest)


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
        enums.any_member(link, value, target)
    elif isinstance(value, Object):
        special(link, value, "__getitem__", lambda node: link.flow(node, target), target)
    elif isinstance(value, Product) and value.name == RECORDED:
        link.flow(link.cell(value, EVERY), target)
    elif isinstance(value, Product) and parsers.is_parser(value):
        parsers.section(link, value, constant, key, target)
    elif isinstance(value, (Unknown, Product)):
        link.add(target, OUTSIDE)


def special(
    link: Linker, value: Object, name: str, use: Callable[[int], None], target: int
) -> None:
    """Call a special method of an object of ours; ``use`` takes the node of its result."""
    key = (value, name, target)
    if key in link.special_reads:
        return
    link.special_reads.add(key)
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


def set_there(link: Linker, path: str, name: str, target: int) -> None:
    """Let the value that a document gives to a variable flow into ``target``."""
    module = link.load(path)
    if module is not None:
        node = link.node(path, module.facts.names[NAME])
        link.on(node, lambda value: item(link, value, name, -1, target))


def variable(link: Linker, key: int, target: int, sure: bool = False) -> None:
    """Let the environment variable that the node ``key`` names flow into ``target``."""

    def named(value: Value) -> None:
        if isinstance(value, Text):
            link.add(target, Variable(value.text, value.origin, sure))
            for path in link.setters(value.origin[0], value.text):
                set_there(link, path, value.text, target)
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


def set_item(link: Linker, path: str, base: int, op: operations.SetItem) -> None:
    if op.obj == PLAIN:
        return
    source = base + op.source
    link.meetings.append((base + op.obj, source))
    if op.key != PLAIN:
        link.meetings.append((base + op.obj, base + op.key))

    def write(value: Value) -> None:
        if isinstance(value, (Dictionary, Sequence)):
            site = Key(
                "assignment", path, op.statement, op.key_span, op.value_span, source, op.obj_span
            )
            link.put(value.origin, op.constant, source, site)
            if op.constant is None and isinstance(value, Dictionary):
                link.open(value.origin)
                if op.key != PLAIN:
                    link.flow(base + op.key, link.cell(value, "keys"))
        elif isinstance(value, External) and value.name.endswith(STATES):
            if isinstance(op.constant, str):
                link.flow(source, link.cell(value, op.constant))

    link.on(base + op.obj, write)


def iterate(link: Linker, path: str, base: int, op: operations.Iterate) -> None:
    if op.source != PLAIN:
        link.carry(base + op.source, base + op.target)
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
        link.flow(link.cell(value, "keys"), target)
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
    elif isinstance(value, Product) and value.name == RECORDED:
        link.flow(link.cell(value, EVERY), target)
    elif isinstance(value, (Unknown, Product)):
        link.add(target, OUTSIDE)


def key_text(link: Linker, value: Dictionary, key: str | int, target: int) -> None:
    """Let the literal of a dict's key flow where the dict is iterated."""
    node = link.container(value.origin).texts.get(key)
    if node is not None:
        link.flow(node, target)
    elif isinstance(key, str):
        link.add(target, Unknown("a keyword"))


def enter(link: Linker, path: str, base: int, op: operations.Enter) -> None:
    if op.source == PLAIN:
        return
    target = base + op.target
    link.carry(base + op.source, target)

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


def get_index(link: Linker, path: str, base: int, op: operations.GetIndex) -> None:
    if op.source != PLAIN:
        constant = op.index if op.index >= 0 else None
        link.carry(base + op.source, base + op.target)
        link.on(base + op.source, lambda value: item(link, value, constant, -1, base + op.target))
