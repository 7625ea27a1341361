"""Enumerations: their members, and those that are made by their own ``__init__``: ``BEST = ("name", 2)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.vocabulary.values import (
    ClassValue,
    External,
    FunctionValue,
    Object,
    Sequence,
    Text,
    Value,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


ENUMERATIONS = ("Enum", "Flag")
VALUES = ("value", "_value_")
"""Members of a member that are what it was made of."""


def making(link: Linker, klass: ClassValue) -> bool:
    """Say whether a class is an enumeration that takes the tuples of its members apart.

    What they hold reaches the parameters of its ``__init__`` from then on.
    """
    if klass in link.enumerated:
        return True
    init = link.klass(klass).members.get("__init__")
    bases = link.external_bases(klass)
    if init is None or not any(base.endswith(ENUMERATIONS) for base in bases):
        return False
    link.enumerated.add(klass)
    base = link.modules[klass.path].base
    link.on(base + init, lambda function: made(link, klass, function))
    return True


def made(link: Linker, klass: ClassValue, function: Value) -> None:
    """Hand the tuple of each member to ``__init__``."""
    if not isinstance(function, FunctionValue):
        return
    link.called.add(function)
    parameters = link.function(function).parameters
    nodes = [link.modules[function.path].base + parameter.node for parameter in parameters]
    if nodes:
        link.add(nodes[0], Object(klass))

    def member(value: Value) -> None:
        if isinstance(value, Sequence):
            for place, node in enumerate(nodes[1:]):
                link.flow(link.at(value.origin, place), node)

    for name, cell in link.klass(klass).members.items():
        if not name.startswith("__"):
            link.on(link.modules[klass.path].base + cell, member)


def any_member(link: Linker, klass: ClassValue, node: int) -> None:
    """Let what an enumeration calls models flow to ``node``, where any of its members may stand.

    Members that are no model's name by the looks of it stay out: they are for something else.
    """
    if (klass, node) in link.anyone:
        return
    link.anyone.add((klass, node))

    def member(value: Value) -> None:
        if isinstance(value, Text) and link.surface.is_model_name(value.text):
            link.add(node, value)

    def based(value: Value) -> None:
        if isinstance(value, External) and value.name.endswith(ENUMERATIONS):
            for name, cell in link.klass(klass).members.items():
                if not name.startswith("__"):
                    link.on(link.modules[klass.path].base + cell, member)
        elif isinstance(value, ClassValue):
            look(value)

    def look(each: ClassValue) -> None:
        for base in link.klass(each).bases:
            if base >= 0:
                link.on(link.modules[each.path].base + base, based)

    look(klass)
