"""What command lines give: the options of argparse, and decorators that fill parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.analysis import items
from codemod.analysis.passing import Passed
from codemod.vocabulary.values import Product, Sequence, Text, Value

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


def parser(link: Linker, passed: Passed, target: int) -> None:
    link.add(target, Product("argparse", (passed.path, passed.op.target)))


def argparse_method(
    link: Linker, receiver: Product, name: str, passed: Passed, target: int
) -> None:
    """One namespace for a parser, its groups and its sub-parsers."""
    namespace = Product("argparse.Namespace", receiver.origin)
    if name in ("add_argument_group", "add_mutually_exclusive_group", "add_subparsers"):
        link.add(target, receiver)
    elif name == "add_parser":
        link.add(target, receiver)
    elif name in ("parse_args", "parse_intermixed_args"):
        link.add(target, namespace)
    elif name == "parse_known_args":
        origin = (passed.path, passed.op.target)
        cell = link.cell(origin, "namespace")
        link.add(cell, namespace)
        link.add(target, Sequence(origin))
        link.put(origin, 0, cell, None)
    elif name == "set_defaults":
        for given, node, _, _ in passed.rows():
            if given.keyword and node >= 0:
                link.flow(node, link.cell(namespace, given.keyword))
    elif name == "add_argument":
        add_argument(link, namespace, passed)


def option(link: Linker, made: Product, parameters: dict[str, int]) -> None:
    """A decorator that fills a parameter from the command line: its default, its choices."""
    passed = link.products.get(made.origin)
    if passed is None:
        return
    name = destination(link, passed)
    if name not in parameters:
        return
    for given, node, _, _ in passed.rows():
        if node >= 0 and given.keyword == "default":
            link.flow(node, parameters[name])
        elif node >= 0 and given.keyword == "type":
            link.on(node, lambda found: choices(link, found, parameters[name]))


def choices(link: Linker, value: Value, target: int) -> None:
    passed = link.products.get(value.origin) if isinstance(value, Product) else None
    if passed is not None and passed.rows() and passed.rows()[0][1] >= 0:
        link.on(passed.rows()[0][1], lambda found: items.each_of(link, found, target))


def add_argument(link: Linker, namespace: Product, passed: Passed) -> None:
    dest = destination(link, passed)
    if not dest:
        return
    cell = link.cell(namespace, dest)
    for given, node, _, _ in passed.rows():
        if node >= 0 and given.keyword in ("default", "const"):
            link.flow(node, cell)
        elif node >= 0 and given.keyword == "choices":
            link.on(node, lambda found: items.each_of(link, found, cell))


def destination(link: Linker, passed: Passed) -> str:
    """Return the name under which an option's value is kept."""
    names: list[str] = []
    dest = ""
    for given, node, _, _ in passed.rows():
        if node < 0:
            continue
        texts = [v.text for v in link.values[node] if isinstance(v, Text)]
        if not given.keyword and texts:
            names.append(texts[0])
        elif given.keyword == "dest" and texts:
            dest = texts[0]
    if not dest and names:
        long = [n for n in names if n.startswith("--")] or names
        dest = long[0].lstrip("-").replace("-", "_")
    return dest
