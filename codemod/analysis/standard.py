"""What calls of the standard library give that make or take values: builtins, functools, asyncio."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Sequence_
from functools import partial
from typing import TYPE_CHECKING

from codemod.analysis import displays, items, members
from codemod.analysis.containers import Key
from codemod.analysis.passing import Direct, Passed, argument
from codemod.vocabulary.values import (
    ClassValue,
    Dictionary,
    External,
    Object,
    Partial,
    Product,
    Sequence,
    Text,
    Value,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


def make_partial(link: Linker, passed: Passed, target: int) -> None:
    origin = (passed.path, passed.op.target)
    link.partials[origin] = passed
    link.add(target, Partial(origin))


def wraps(link: Linker, passed: Passed, target: int) -> None:
    """``functools.wraps(f)`` is a decorator that keeps what it decorates."""
    link.add(target, External("functools.update_wrapper"))


def same(link: Linker, passed: Passed, target: int) -> None:
    """A callable that gives back its first argument."""
    node = argument(passed, 0, "wrapper")
    if node >= 0:
        link.flow(node, target)


def members_of(link: Linker, passed: Passed, target: int) -> None:
    """``vars(x)``: the dict of an object's members."""
    node = argument(passed, 0, "")
    if node >= 0:
        link.on(node, lambda found: members.member(link, found, "__dict__", target))


def parent(link: Linker, passed: Passed, target: int) -> None:
    """``super()`` behaves as an instance of each base in the repository."""
    module = link.modules[passed.path]
    number = passed.op.scope
    if number < 0 or module.facts.functions[number].klass < 0:
        return
    klass = module.facts.classes[module.facts.functions[number].klass]
    for node in klass.bases:
        if node:
            link.on(
                module.base + node,
                lambda found: link.add(
                    target, Object(found) if isinstance(found, ClassValue) else members.OUTSIDE
                ),
            )


def gather(link: Linker, passed: Passed, target: int) -> None:
    origin = (passed.path, passed.op.target)
    link.add(target, Sequence(origin))
    known = True
    for index, (given, node, _, _) in enumerate(passed.rows()):
        if given.star:
            known = False
            if node >= 0:
                link.on(node, partial(each_into, link, link.container(origin).rest))
        elif node >= 0 and not given.keyword:
            link.put(origin, index if known else None, node, None)


def call_argument(position: int) -> Callable[[Linker, Passed, int], None]:
    """Return the model of a callable that calls its argument with those behind it."""

    def model(link: Linker, passed: Passed, target: int) -> None:
        node = argument(passed, position, "")
        if node >= 0:
            rest = passed.shifted(position + 1)
            link.on(node, lambda found: link.invoke(found, rest, target))

    return model


def cast(link: Linker, passed: Passed, target: int) -> None:
    """``cast`` gives its second argument, and nothing of its first, a class."""
    node = argument(passed, 1, "val")
    if node >= 0:
        link.flow(node, target)


def make_dict(link: Linker, passed: Passed, target: int) -> None:
    origin = (passed.path, passed.op.target)
    link.add(target, Dictionary(origin))
    named = frozenset(given.keyword for given, *_ in passed.rows() if given.keyword)
    for given, node, path, span in passed.rows():
        if given.keyword:
            source = node if node >= 0 else link.new()
            key = Key("argument", path, span, given.span, given.value_span, source)
            link.put(origin, given.keyword, source, key)
        elif node >= 0:
            displays.spread_value(link, node, origin, named)


def default_dict(link: Linker, passed: Passed, target: int) -> None:
    """``defaultdict``: what its factory makes stands under any key."""
    origin = (passed.path, passed.op.target)
    link.add(target, Dictionary(origin))
    factory, rest = argument(passed, 0, "default_factory"), link.container(origin).rest
    empty = passed.shifted(len(passed.op.arguments))

    def made(value: Value) -> None:
        inner = (passed.path, -passed.op.target)
        if isinstance(value, External) and value.name in ("builtins.list", "builtins.set"):
            link.add(rest, Sequence(inner))
        elif isinstance(value, External) and value.name == "builtins.dict":
            link.add(rest, Dictionary(inner))
        else:
            link.invoke(value, empty, rest)

    if factory >= 0:
        link.on(factory, made)
    given = argument(passed, 1, "")
    if given >= 0:
        displays.spread_value(link, given, origin)


def one_of(link: Linker, passed: Passed, target: int) -> None:
    """``next`` and the like: an element of the first argument, or the default."""
    given, default = argument(passed, 0, ""), argument(passed, 1, "")
    if given >= 0:
        link.on(given, partial(each_into, link, target))
    if default >= 0:
        link.flow(default, target)


def chained(link: Linker, passed: Passed, target: int) -> None:
    """``chain.from_iterable``: the elements of each element."""
    inner = elements(link, passed, [0])[0]
    each = link.new()
    link.on(inner, partial(each_into, link, each))
    give(link, passed, target, each)


def elements(link: Linker, passed: Passed, positions: Sequence_[int]) -> list[int]:
    """Return, for each positional argument, a node that holds what it gives one by one."""
    found: list[int] = []
    for position in positions:
        node, each = argument(passed, position, ""), link.new()
        if node >= 0:
            link.on(node, partial(each_into, link, each))
        found.append(each)
    return found


def each_into(link: Linker, target: int, value: Value) -> None:
    items.each_of(link, value, target)


def give(link: Linker, passed: Passed, target: int, node: int) -> None:
    """The result is a list of what ``node`` holds."""
    origin = (passed.path, passed.op.target)
    link.add(target, Sequence(origin))
    link.put(origin, None, node, None)


def pairs(link: Linker, passed: Passed, target: int) -> None:
    """``enumerate`` and ``zip``: tuples whose places are known."""
    names = {v.name for v in link.values[passed.base + passed.op.func] if isinstance(v, External)}
    count = sum(not a.keyword and not a.star for a in passed.op.arguments)
    first = 1 if "builtins.enumerate" in names else 0
    given = elements(link, passed, range(1 if first else count))
    inner = (passed.path, -passed.op.target)
    cell = link.cell((passed.path, passed.op.target), "pair")
    link.add(cell, Sequence(inner))
    for place, node in enumerate(given):
        link.put(inner, place + first, node, None)
    give(link, passed, target, cell)


def choices(link: Linker, passed: Passed, target: int) -> None:
    """``get_args`` of a ``Literal[…]``: what stands in its brackets."""
    node = argument(passed, 0, "")

    def found(value: Value) -> None:
        if isinstance(value, Product) and value.origin in link.choices:
            link.flow(link.choices[value.origin], target)

    if node >= 0:
        link.on(node, found)


def call_each(link: Linker, function: int, passed: Passed, given: Sequence_[int]) -> int:
    """Call what ``function`` holds with some nodes; return the node of its result."""
    result = link.new()
    if function >= 0:
        whole = Direct(passed, given)
        link.on(function, lambda found: link.invoke(found, whole, result))
    return result


def mapped(link: Linker, passed: Passed, target: int) -> None:
    count = sum(not a.keyword and not a.star for a in passed.op.arguments)
    given = elements(link, passed, range(1, count))
    give(link, passed, target, call_each(link, argument(passed, 0, ""), passed, given))


def filtered(link: Linker, passed: Passed, target: int) -> None:
    given = elements(link, passed, [1])
    call_each(link, argument(passed, 0, ""), passed, given)
    give(link, passed, target, given[0])


def chosen(link: Linker, passed: Passed, target: int) -> None:
    """``max``, ``min`` and ``sorted``, with a key that looks at each element."""
    names = {v.name for v in link.values[passed.base + passed.op.func] if isinstance(v, External)}
    given = elements(link, passed, [0])
    count = sum(not a.keyword and not a.star for a in passed.op.arguments)
    if count > 1:
        for position in range(count):
            node = argument(passed, position, "")
            if node >= 0:
                link.flow(node, given[0])
    call_each(link, argument(passed, -1, "key"), passed, given)
    if "builtins.sorted" in names:
        give(link, passed, target, given[0])
    else:
        link.flow(given[0], target)
        default = argument(passed, -1, "default")
        if default >= 0:
            link.flow(default, target)


def get_attribute(link: Linker, passed: Passed, target: int) -> None:
    obj, name = argument(passed, 0, ""), argument(passed, 1, "")
    default = argument(passed, 2, "")
    if default >= 0:
        link.flow(default, target)
    if obj < 0 or name < 0:
        return

    def named(text: Value) -> None:
        if isinstance(text, Text):
            wanted = text.text
            link.on(obj, lambda value: members.member(link, value, wanted, target))

    link.on(name, named)


def set_attribute(link: Linker, passed: Passed, target: int) -> None:
    obj, name, source = (argument(passed, place, "") for place in range(3))
    if obj < 0 or name < 0 or source < 0:
        return

    def named(text: Value) -> None:
        if isinstance(text, Text):
            link.on(obj, lambda value: members.write_member(link, value, text.text, source))
        else:
            link.on(obj, anywhere)

    def anywhere(value: Value) -> None:
        if isinstance(value, Object):
            link.put(members.own_dictionary(link, value.klass).origin, None, source, None)

    link.on(name, named)


def namespace(link: Linker, passed: Passed, target: int) -> None:
    made = Product("types.SimpleNamespace", (passed.path, passed.op.target))
    link.add(target, made)
    for given, node, _, _ in passed.rows():
        if given.keyword and node >= 0:
            link.flow(node, link.cell(made, given.keyword))
