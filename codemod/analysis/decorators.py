"""Decorators of the repository: who calls a decorated function, with what, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from codemod.analysis import calls, command_line
from codemod.analysis.parameters import Parameters
from codemod.analysis.passing import Direct, Passed
from codemod.vocabulary import operations
from codemod.vocabulary.facts import Function
from codemod.vocabulary.values import (
    Bound,
    ClassValue,
    External,
    FunctionValue,
    Object,
    Origin,
    Product,
    Value,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


@dataclass(slots=True)
class Decorated:
    """A function of the repository with its decorators, and who calls it by its name.

    ``fills`` let the callers' arguments reach the parameters, ``gives`` the results the callers: at
    once where the decorators cannot be seen or give the function itself back (``open``). Where a
    wrapper stands between, the arguments pass at once only if it hands on its own (``relayed``).
    """

    fills: list[Callable[[], None]] = field(default_factory=list)
    gives: list[Callable[[], None]] = field(default_factory=list)
    relayed: bool = False
    open: bool = False


def decorated(link: Linker, path: str, base: int, function: Function, value: Value) -> None:
    """A decorator of the repository is called with the function, whose name keeps it."""
    if isinstance(value, Product):
        nodes = {p.name: base + p.node for p in function.parameters}
        command_line.option(link, value, nodes)
    elif isinstance(value, (FunctionValue, Bound)):
        node = link.cell((path, function.number), "decorated")
        link.add(node, FunctionValue(path, function.number, True))
        place = function.span
        call = operations.Call(0, 0, (), place, place, -1, place)
        whole = Direct(Passed(path, base, call), [node])
        named = FunctionValue(path, function.number)
        wrapper = wrapper_of(link, named)
        link.on(wrapper, partial(serve, link, named))
        calls.invoke(link, value, whole, wrapper)


def serve(link: Linker, inner: FunctionValue, wrapper: Value) -> None:
    """A wrapper stands in the place of a function."""
    if isinstance(wrapper, FunctionValue) and not wrapper.bare:
        link.wrappers.setdefault(wrapper, {})[inner] = None


def wrapper_of(link: Linker, value: FunctionValue) -> int:
    """Return the node that holds what a function's decorators put in its place."""
    return link.cell((value.path, value.number), "wrapper")


def call_decorated(
    link: Linker,
    value: FunctionValue,
    passed: Passed,
    target: int,
    receiver: Object | ClassValue | None,
) -> None:
    """Call a function by its name: what its decorators gave is called."""
    held = link.decorated.setdefault(value, Decorated())
    fill = partial(Parameters(link, value).fill, passed, receiver)
    give = partial(calls.give_result, link, value, target)
    held.fills.append(fill)
    held.gives.append(give)
    base = link.modules[value.path].base
    kinds = [v for n in link.function(value).decorators for v in link.values[base + n]]
    if kinds and all(isinstance(v, (External, Product)) for v in kinds):
        held.open = True
    if held.open:
        give()
    if held.open or held.relayed:
        fill()
    link.on(
        wrapper_of(link, value),
        lambda found: call_wrapper(link, found, value, passed, target, receiver),
    )


def bare(link: Linker, value: FunctionValue) -> None:
    """What the decorators of a function do cannot be seen: its callers reach the function itself."""
    held = link.decorated[value]
    if held.open:
        return
    held.open = True
    link.told += 1
    for run in [*held.gives, *([] if held.relayed else held.fills)]:
        run()


def call_wrapper(
    link: Linker,
    wrapper: Value,
    inner: FunctionValue,
    passed: Passed,
    target: int,
    receiver: Object | ClassValue | None,
) -> None:
    """Call what stands in a function's place.

    One wrapper serves every function that is decorated alike: what comes back from another of them
    is kept apart. A wrapper that is decorated itself may stand in its own place: one call of it has
    one result, whoever asks.
    """
    if not isinstance(wrapper, FunctionValue) or wrapper.bare:
        bare(link, inner)
        return
    call = (*passed.givers(), tuple(passed.nodes) if isinstance(passed, Direct) else ())
    result = link.cell((call, wrapper, inner, receiver), "wrapped")
    if (result, target) in link.wrapped:
        return
    called = (result, result) in link.wrapped
    link.wrapped |= {(result, target), (result, result)}
    serve(link, inner, wrapper)
    served = link.wrappers[wrapper]
    own = link.node(inner.path, link.function(inner).result)

    def back(value: Value) -> None:
        origin = origin_of(value)
        theirs = origin is not None and any(origin in origins(link, o) for o in served)
        if not theirs or origin in origins(link, inner):
            link.add(target, value)

    def again(_: Value) -> None:
        for value in list(link.values[result]):
            back(value)

    if not called:
        calls.call_function(link, wrapper, passed, result, receiver)
    link.on(result, back)
    link.on(own, again)


def origin_of(value: Value) -> Origin | None:
    return getattr(value, "origin", None)


def origins(link: Linker, value: FunctionValue) -> set[Origin | None]:
    """Return the origins of what a function returns, so far."""
    function = link.function(value)
    held = link.values[link.node(value.path, function.result)]
    count, found = link.returned.get(value, (-1, set()))
    if count != len(held):
        found = {origin_of(v) for v in held}
        if function.generator:
            found.add((value.path, function.element))
        link.returned[value] = (len(held), found)
    return found


def relays(link: Linker, callee: FunctionValue, origin: Origin, before: int) -> bool:
    """Say whether ``*args`` at ``origin`` are what the wrapper of the callee was given.

    Then the callers' own arguments reach the callee, and not those of every function that is
    decorated alike. ``before`` counts the positional arguments in front of the star: as many as the
    wrapper names, or the others are moved.
    """
    if not callee.bare:
        return False
    named = FunctionValue(callee.path, callee.number)
    for wrapper in link.values[wrapper_of(link, named)]:
        if not isinstance(wrapper, FunctionValue) or wrapper.path != origin[0]:
            continue
        rows = link.function(wrapper).parameters
        positional = sum(p.kind == "positional" for p in rows)
        if positional == before and any(p.node == origin[1] for p in rows):
            held = link.decorated.setdefault(named, Decorated())
            if not held.relayed:
                held.relayed = True
                for fill in [] if held.open else held.fills:
                    fill()
            return True
    return False
