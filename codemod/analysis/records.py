"""Named tuples: the classes, their objects, and what those give."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from codemod.analysis import members
from codemod.analysis.members import EVERY, RECORD, RECORDED
from codemod.analysis.passing import Passed, argument
from codemod.vocabulary.values import Dictionary, Product, Sequence, Text, Value

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


def record_type(link: Linker, passed: Passed, target: int) -> None:
    """``namedtuple``: a class whose objects are told apart by the place that makes them."""
    origin = (passed.path, passed.op.target)
    link.products[origin] = passed
    link.add(target, Product(RECORD, origin))


def record(link: Linker, made: Product, passed: Passed, target: int) -> None:
    """Make an object of a ``namedtuple``: a member for each field."""
    created = link.products[made.origin]
    held = Product(RECORDED, (passed.path, passed.op.target))
    link.add(target, held)
    every = link.cell(held, EVERY)
    fields = argument(created, 1, "field_names")
    rows = [(given, node) for given, node, _, _ in passed.rows()]
    placed = [node for given, node in rows if not given.keyword]
    for _, node in rows:
        if node >= 0:
            link.flow(node, every)
    for given, node in rows:
        if given.keyword and node >= 0:
            link.flow(node, link.cell(held, given.keyword))

    def names(value: Value) -> None:
        if isinstance(value, Text):
            for name, node in zip(value.text.replace(",", " ").split(), placed, strict=False):
                if node >= 0:
                    link.flow(node, link.cell(held, name))
        elif isinstance(value, Sequence):
            for place, node in enumerate(placed):
                if node >= 0:
                    link.on(link.at(value.origin, place), partial(one_name, node))

    def one_name(node: int, value: Value) -> None:
        if isinstance(value, Text):
            link.flow(node, link.cell(held, value.text))

    if fields >= 0 and not any(given.star for given, _ in rows):
        link.on(fields, names)


def record_method(link: Linker, receiver: Product, name: str, passed: Passed, target: int) -> None:
    """``_replace`` gives the record with other members, ``_asdict`` a dict of all."""
    every = link.cell(receiver, EVERY)
    if name == "_replace":
        link.add(target, receiver)
        for given, node, _, _ in passed.rows():
            if given.keyword and node >= 0:
                link.flow(node, link.cell(receiver, given.keyword))
                link.flow(node, every)
    elif name == "_asdict":
        origin = (passed.path, passed.op.target)
        link.add(target, Dictionary(origin))
        link.open(origin)
        link.flow(every, link.container(origin).rest)
    else:
        link.add(target, members.OUTSIDE)
