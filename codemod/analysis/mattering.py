"""What is, makes or holds something of the SDK: whoever has to do with it is read."""

from __future__ import annotations

from codemod.analysis.bearing import Near
from codemod.analysis.link import Linker
from codemod.vocabulary.values import (
    Bound,
    ClassValue,
    Client,
    Dictionary,
    External,
    FunctionValue,
    Instance,
    Object,
    Resource,
    Sequence,
    Text,
    Value,
)


def hands(link: Linker, value: Value, near: Near) -> bool:
    """Say whether code that is handed a value may do something with the SDK by it.

    It may call what matters, or put something into what reaches a call.
    """
    if isinstance(value, (Dictionary, Sequence)):
        box = link.containers.get(value.origin)
        if box is None:
            return False
        if box.every in link.marked or box.every in link.bearing:
            return True
        inner = (v for v in link.values[box.every] if not isinstance(v, (Dictionary, Sequence)))
        return any(hands(link, each, near) for each in inner)
    if isinstance(value, Bound):
        return hands(link, value.function, near) or hands(link, value.receiver, near)
    return matters(link, value, 0) or near.takes(value)


def matters(link: Linker, value: Value, depth: int) -> bool:
    """Say whether a value is, makes or holds something of the SDK."""
    if isinstance(value, (Client, Resource, Instance)):
        return True
    if isinstance(value, External):
        return value.name.partition(".")[0] in link.surface.modules
    if isinstance(value, Text):
        return link.surface.is_model_name(value.text)
    if isinstance(value, FunctionValue):
        return function_matters(link, value)
    if isinstance(value, (ClassValue, Object)) and depth < 2:
        klass = value.klass if isinstance(value, Object) else value
        cells = [*link.fields.get(klass, {}).values()]
        base = link.modules[klass.path].base
        cells += [base + cell for cell in link.klass(klass).members.values()]
        return any(
            matters(link, found, depth + 1)
            for cell in cells
            for found in link.values[cell]
            if not isinstance(found, (Object, ClassValue))
        )
    if isinstance(value, Sequence):
        return link.container(value.origin).every in link.marked
    return False


def function_matters(link: Linker, value: FunctionValue) -> bool:
    """Say whether a function takes, returns or yields something of the SDK."""
    function = link.function(value)
    base = link.modules[value.path].base
    nodes = [function.result, function.element, *(p.node for p in function.parameters)]
    return any(base + node in link.marked for node in nodes)
