"""What settings, fields, options and widgets give: a variable, their default, their choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codemod.analysis import items
from codemod.analysis.passing import Passed, argument
from codemod.vocabulary.values import FunctionValue, Value

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


def environment(link: Linker, passed: Passed, target: int) -> None:
    items.variable(link, argument(passed, 0, "key"), target)
    default = argument(passed, 1, "default")
    if default >= 0:
        link.flow(default, target)


def default_of(position: int, *keywords: str) -> Callable[[Linker, Passed, int], None]:
    """Return the model of a field or option whose value is its default, or comes from outside."""

    def model(link: Linker, passed: Passed, target: int) -> None:
        for keyword in keywords:
            node = argument(passed, position, keyword)
            if node >= 0:
                link.flow(node, target)
        factory = argument(passed, -1, "default_factory")
        if factory < 0:
            factory = argument(passed, -1, "factory")
        if factory >= 0:
            empty = passed.shifted(len(passed.op.arguments))
            link.on(factory, lambda found: link.invoke(found, empty, target))

    return model


def depends(link: Linker, passed: Passed, target: int) -> None:
    """A web framework's dependency: the value is what the callable gives, or yields."""
    link.injected.add(target)
    rest = passed.shifted(1)

    def given(found: Value) -> None:
        if isinstance(found, FunctionValue) and link.function(found).generator:
            yielded = link.new()
            link.invoke(found, rest, yielded)
            link.on(yielded, lambda value: items.each_of(link, value, target))
        else:
            link.invoke(found, rest, target)

    node = argument(passed, 0, "dependency")
    if node >= 0:
        link.on(node, given)


def options(link: Linker, passed: Passed, target: int, position: int, keyword: str) -> None:
    """A widget's choices are what it may give."""
    node = argument(passed, position, keyword)
    if node >= 0:
        link.on(node, lambda found: items.each_of(link, found, target))
