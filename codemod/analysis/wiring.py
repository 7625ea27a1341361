"""Wire a module that was loaded: each of its operations is made to work on the nodes it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from codemod.analysis import calls, decorators, displays, enums, fixtures, items, members
from codemod.analysis.imports import import_into, import_star
from codemod.vocabulary import operations
from codemod.vocabulary.facts import Function, Klass, ModuleFacts
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.values import (
    Atom,
    ClassValue,
    Client,
    Dictionary,
    ErrorValue,
    External,
    FunctionValue,
    Instance,
    Object,
    Origin,
    Sequence,
    Text,
    Value,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


def wire(link: Linker, path: str) -> None:
    """Let the operations of a loaded module work."""
    module = link.modules[path]
    found, base = module.facts, module.base
    for function in found.functions:
        wire_function(link, path, base, function)
    for op in found.ops:
        WIRING[type(op)](link, path, base, op)
    ask_for_lookalikes(link, base, found)
    for function in found.functions:
        if fixtures.is_test(function):
            fixtures.want(link, path, base, function)
        for node in function.decorators:
            if node != PLAIN:
                link.ask(base + node)
            if node != PLAIN and not function.role:
                link.on(base + node, partial(decorators.decorated, link, path, base, function))
                link.on(base + node, partial(fixtures.fixture, link, path, base, function))
    for klass in found.classes:
        wire_bases(link, ClassValue(path, klass.number), base, klass)
    for dotted, level in found.stars:
        import_star(link, path, base, found, dotted, level)


def ask_for_lookalikes(link: Linker, base: int, found: ModuleFacts) -> None:
    """Want what members that are called like operations belong to: only that tells whose they are."""
    members = {op.target: op for op in found.ops if isinstance(op, operations.GetMember)}
    for op in members.values():
        ends = link.surface.tails.get(op.name, ())
        dotted, inner = f".{op.name}", members.get(op.obj) if ends else None
        while inner is not None:
            dotted, inner = f".{inner.name}{dotted}", members.get(inner.obj)
        if any(dotted.endswith(end) for end in ends):
            link.ask(base + op.target)


def wire_bases(link: Linker, value: ClassValue, base: int, klass: Klass) -> None:
    for node in klass.bases:
        if node != PLAIN:
            link.ask(base + node)
            link.on(base + node, lambda found: link.add_base(value, found))


def wire_function(link: Linker, path: str, base: int, function: Function) -> None:
    for position, parameter in enumerate(function.parameters):
        node = base + parameter.node
        if parameter.default > 0:
            link.flow(base + parameter.default, node)
        if parameter.kind == "kwarg":
            link.add(node, Dictionary((path, parameter.node)))
        elif parameter.kind == "vararg":
            link.add(node, Sequence((path, parameter.node)))
        elif position == 0 and function.klass >= 0 and parameter.kind == "positional":
            klass = ClassValue(path, function.klass)
            if function.role == "class":
                link.add(node, klass)
            elif function.role != "static":
                link.add(node, Object(klass))


def _constant(link: Linker, path: str, base: int, op: operations.Constant) -> None:
    if isinstance(op.value, str):
        link.add(base + op.target, Text(op.value, (path, op.target)))
    else:
        link.add(base + op.target, Atom(op.value))


def _copy(link: Linker, path: str, base: int, op: operations.Copy) -> None:
    if op.source != PLAIN:
        link.flow(base + op.source, base + op.target)


def _load(link: Linker, path: str, base: int, op: operations.Load | operations.Quoted) -> None:
    module = link.modules[path].facts
    if op.name not in module.bound and not module.stars and not link.values[base + op.target]:
        if module.names.get(op.name) == op.target:
            link.add(base + op.target, External(f"builtins.{op.name}"))


def _function(link: Linker, path: str, base: int, op: operations.MakeFunction) -> None:
    link.add(base + op.target, FunctionValue(path, op.function))


def _class(link: Linker, path: str, base: int, op: operations.MakeClass) -> None:
    link.add(base + op.target, ClassValue(path, op.klass))


def _import(link: Linker, path: str, base: int, op: operations.Import) -> None:
    import_into(link, base + op.target, path, op)


def _handler(link: Linker, path: str, base: int, op: operations.Handler) -> None:
    inside: set[Origin] = set()

    def caught(value: Value) -> None:
        if isinstance(value, External):
            name = link.surface.exception_names.get(value.name)
            if name is not None:
                link.add(base + op.target, ErrorValue(name))
                ask_for_callees(link, path, base, op)
        elif isinstance(value, Sequence) and value.origin not in inside:
            inside.add(value.origin)
            link.on(link.container(value.origin).every, caught)

    if op.types != PLAIN:
        link.on(base + op.types, caught)


def ask_for_callees(link: Linker, path: str, base: int, handler: operations.Handler) -> None:
    """Want what the statements of a ``try`` call: which class catches depends on what it runs."""
    for op in link.modules[path].facts.ops:
        if isinstance(op, operations.Call) and op.func != PLAIN and handler.body.encloses(op.span):
            link.ask(base + op.func)


def _pattern(link: Linker, path: str, base: int, op: operations.ClassPattern) -> None:
    if op.types != PLAIN and op.subject != PLAIN:
        for value in link.values[base + op.types]:
            if isinstance(value, External) and value.name in link.surface.exception_names:
                link.add(base + op.subject, ErrorValue(link.surface.exception_names[value.name]))


def _annotation(link: Linker, path: str, base: int, op: operations.Annotation) -> None:
    inside: set[Origin] = set()

    def described(value: Value) -> None:
        if isinstance(value, ClassValue):
            link.add(base + op.holder, Object(value))
            enums.any_member(link, value, base + op.holder)
        elif isinstance(value, (Client, Instance)):
            link.add(base + op.holder, value)
            link.injected.add(base + op.holder)
        elif isinstance(value, External) and op.vouches:
            link.annotated.append((path, op.holder, value))
            web = members.WEB.get(value.name)
            if web is not None:
                link.add(base + op.holder, External(web))
                link.injected.add(base + op.holder)
        elif isinstance(value, Sequence) and value.origin not in inside:
            inside.add(value.origin)
            link.on(link.container(value.origin).every, described)

    if op.type > PLAIN and op.holder != PLAIN:
        link.carry(base + op.type, base + op.holder)
        link.on(base + op.type, described)


def _compare(link: Linker, path: str, base: int, op: operations.Compare) -> None:
    if op.left != PLAIN and op.right != PLAIN:
        link.meetings += [(base + op.left, base + op.right), (base + op.right, base + op.left)]


def _nothing(link: Linker, path: str, base: int, op: object) -> None:
    return None


WIRING: Mapping[type, Callable[..., None]] = {
    operations.Constant: _constant,
    operations.Copy: _copy,
    operations.Load: _load,
    operations.Quoted: _load,
    operations.GetMember: members.get_member,
    operations.SetMember: members.set_member,
    operations.GetItem: items.get_item,
    operations.SetItem: items.set_item,
    operations.Call: calls.call,
    operations.MakeDict: displays.make_dict,
    operations.MakeSequence: displays.make_sequence,
    operations.MakeText: displays.make_text,
    operations.Spelled: _nothing,
    operations.Iterate: items.iterate,
    operations.Enter: items.enter,
    operations.GetIndex: items.get_index,
    operations.MakeFunction: _function,
    operations.MakeClass: _class,
    operations.Import: _import,
    operations.Compare: _compare,
    operations.Handler: _handler,
    operations.ClassPattern: _pattern,
    operations.Annotation: _annotation,
    operations.Use: _nothing,
    operations.Assigned: _nothing,
}
