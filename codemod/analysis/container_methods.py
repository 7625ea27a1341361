"""What the methods of dicts and sequences give, and what they put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.analysis import displays, items
from codemod.analysis.containers import Key
from codemod.analysis.passing import Direct, Passed, argument
from codemod.vocabulary.values import Dictionary, Sequence, Text, Value

if TYPE_CHECKING:
    from codemod.analysis.link import Linker

MOVING = (
    "insert",
    "pop",
    "popleft",
    "appendleft",
    "extendleft",
    "remove",
    "sort",
    "reverse",
    "rotate",
)
"""Methods behind which an element may stand at another place."""


def dict_method(link: Linker, receiver: Dictionary, name: str, passed: Passed, target: int) -> None:
    box = link.container(receiver.origin)
    if name in ("get", "pop", "setdefault"):
        key, default = argument(passed, 0, ""), argument(passed, 1, "fallback")
        if key >= 0:

            def keyed(found: Value) -> None:
                if isinstance(found, Text):
                    if name == "pop":
                        link.popped.add((receiver.origin, found.text))
                    link.flow(link.at(receiver.origin, found.text), target)
                    if name == "setdefault" and default >= 0:
                        put_default(link, receiver, found.text, passed, default)
                else:
                    link.flow(box.every, target)

            link.on(key, keyed)
        if default >= 0:
            link.flow(default, target)
    elif name == "update":
        update_dict(link, receiver, passed)
    elif name in ("items", "values", "keys", "copy"):
        if name == "copy":
            made = (passed.path, passed.op.target)
            link.add(target, Dictionary(made))
            link.spread(receiver.origin, made)
            return
        origin = (passed.path, passed.op.target)
        link.add(target, Sequence(origin))
        inner = (passed.path, -passed.op.target)
        if name == "items":
            cell = link.cell(origin, "pair")
            link.add(cell, Sequence(inner))
            link.put(origin, None, cell, None)
            link.put(inner, 1, box.every, None)
            link.put(inner, 0, keys_of(link, receiver), None)
        elif name == "keys":
            link.put(origin, None, keys_of(link, receiver), None)
        elif name == "values":
            link.put(origin, None, box.every, None)


def put_default(link: Linker, receiver: Dictionary, key: str, passed: Passed, default: int) -> None:
    first, second = passed.op.arguments[0], passed.op.arguments[1]
    statement = passed.op.statement
    site = Key("assignment", passed.path, statement, first.span, second.value_span, default)
    link.put(receiver.origin, key, default, site)


def keys_of(link: Linker, receiver: Dictionary) -> int:
    """Return the node that holds the literals of a dict's keys."""
    cell = link.cell(receiver, "keys")
    link.each_key(receiver.origin, lambda key: items.key_text(link, receiver, key, cell))
    return cell


def update_dict(link: Linker, receiver: Dictionary, passed: Passed) -> None:
    for given, node, path, span in passed.rows():
        if given.keyword:
            source = node if node >= 0 else link.new()
            key = Key("argument", path, span, given.span, given.value_span, source)
            link.put(receiver.origin, given.keyword, source, key)
        elif node >= 0:
            displays.spread_value(link, node, receiver.origin)


def list_method(link: Linker, receiver: Sequence, name: str, passed: Passed, target: int) -> None:
    box = link.container(receiver.origin)
    if name in MOVING:
        items.moved(link, receiver)
    if name in ("append", "add", "appendleft"):
        node = argument(passed, 0, "")
        if node >= 0:
            link.put(receiver.origin, None, node, None)
    elif name == "insert":
        node = argument(passed, 1, "")
        if node >= 0:
            link.put(receiver.origin, None, node, None)
    elif name in ("extend", "extendleft"):
        node = argument(passed, 0, "")
        if node >= 0:
            link.carry(node, box.rest)
            link.on(node, lambda found: items.each_of(link, found, box.rest))
    elif name in ("pop", "popleft"):
        link.flow(box.every, target)
    elif name == "sort":
        from codemod.analysis import calls

        key = argument(passed, -1, "key")
        if key >= 0:
            each = Direct(passed, [box.every])
            link.on(key, lambda found: calls.invoke(link, found, each, link.new()))
    elif name in ("copy", "result"):
        link.add(target, receiver)
