"""Dumps: the dicts that the fields of an object are written into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.analysis import calls, members
from codemod.analysis.containers import Key
from codemod.analysis.passing import Passed, argument
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    ClassValue,
    Dictionary,
    Object,
    Origin,
    Sequence,
    Text,
    Value,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker

DUMPING = frozenset({"model_dump", "dict", "_asdict"})
"""Methods that give a dict of the fields of an object."""
COPYING = frozenset({"model_copy", "copy", "_replace"})
"""Methods that give an object like their own, with other fields."""
DUMPED = ("BaseModel", "BaseSettings", "NamedTuple", "SQLModel")
"""The last names of bases that have such a method."""
LEAVING_OUT = frozenset({"exclude_none", "exclude_unset", "exclude_defaults"})


def has_dump(link: Linker, klass: ClassValue, name: str) -> bool:
    """Say whether a base outside the repository gives objects of a class such a method."""
    return name in (*DUMPING, *COPYING) and any(
        base.rpartition(".")[2] in DUMPED for base in link.external_bases(klass)
    )


def asdict(link: Linker, passed: Passed, target: int) -> None:
    """``dataclasses.asdict(x)``: a dict of the fields of its argument."""
    node = argument(passed, 0, "obj")
    if node < 0:
        return

    def found(value: Value) -> None:
        if isinstance(value, Object):
            dump(link, value, passed, target)
        else:
            link.add(target, members.OUTSIDE)

    link.on(node, found)


def object_method(link: Linker, receiver: Object, name: str, passed: Passed, target: int) -> None:
    """``x.model_dump(exclude={"a"})``: a dict of the fields of ``x``; ``x.model_copy()``: another."""
    if name in DUMPING:
        dump(link, receiver, passed, target)
    else:
        copied(link, receiver, passed, target)


def replaced(link: Linker, passed: Passed, target: int) -> None:
    """``dataclasses.replace(x, a=1)``: an object like its first argument, with other fields."""
    node = argument(passed, 0, "")
    if node >= 0:
        link.on(node, lambda value: copied(link, value, passed, target))


def copied(link: Linker, value: Value, passed: Passed, target: int) -> None:
    """Give an object on, with the fields that a call changes in its copy."""
    link.add(target, value)
    if not isinstance(value, Object):
        return
    for given, node, _, _ in passed.rows():
        if node >= 0 and given.keyword == "update":
            link.on(node, calls.field_spreader(link, value.klass))
        elif node >= 0 and given.star == 2:
            link.on(node, calls.field_spreader(link, value.klass))
        elif node >= 0 and given.keyword:
            link.flow(node, link.field(value.klass, given.keyword))


def dump(link: Linker, value: Object, passed: Passed, target: int) -> None:
    origin = (passed.path, passed.op.target)
    link.add(target, Dictionary(origin))
    if any(given.keyword in LEAVING_OUT for given, *_ in passed.rows()):
        link.filtered.add(origin)
    fill(link, value.klass, origin)
    excluded = argument(passed, -1, "exclude")
    if excluded >= 0:
        link.on(excluded, lambda names: leave_out(link, names, origin))


def leave_out(link: Linker, names: Value, origin: Origin) -> None:
    """Take the names of a set or list out of a dict."""
    if isinstance(names, Sequence):
        every = link.container(names.origin).every
        link.on(every, lambda name: leave_out(link, name, origin))
    elif isinstance(names, Text):
        link.popped.add((origin, names.text))


def fill(link: Linker, klass: ClassValue, origin: Origin) -> None:
    """Put the declared fields of a class and its bases into a dict, now and when more are found."""
    if origin not in link.dumps[klass]:
        link.dumps[klass].append(origin)
    for related in link.ancestors(klass):
        for name in link.klass(related).fields:
            cell = link.cell((origin, klass), name)
            link.object_reads[klass][(name, cell)] = None
            members.read_object(link, klass, name, cell)
            link.put(origin, name, cell, field_key(link, related, name, cell))


def field_key(link: Linker, klass: ClassValue, name: str, node: int) -> Key:
    """Return the key of a field, which stands in its class, or somewhere in its methods."""
    facts = link.klass(klass)
    head = Span(facts.span.line, facts.span.column, facts.span.line, facts.span.column)
    place = facts.places.get(name, head)
    return Key("field", klass.path, head, place, place, node)
