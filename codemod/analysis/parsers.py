"""What ``configparser`` reads: the files that a parser is given, and the options that are asked of it.

What is in the files is kept as a member of the parser; a file out of sight makes it unknown too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.analysis import files, items
from codemod.analysis.passing import Passed, argument
from codemod.vocabulary.values import Composed, Product, Sequence, Text, Unknown, Value

if TYPE_CHECKING:
    from codemod.analysis.link import Linker

PARSERS = frozenset(
    f"configparser.{name}" for name in ("ConfigParser", "RawConfigParser", "SafeConfigParser")
)
OUTSIDE = Unknown("outside")
_READ = "read()"
"""The member of a parser that holds what is in its files; no name of Python's."""
_READING = {
    "read": "filenames",
    "read_file": "f",
    "readfp": "fp",
    "read_string": "string",
    "read_dict": "dictionary",
}
_NUMBERS = frozenset(("getint", "getfloat", "getboolean"))


def is_parser(value: Value) -> bool:
    """Say whether a value is a parser of INI files."""
    return isinstance(value, Product) and value.name in PARSERS


def section(
    link: Linker, parser: Product, constant: str | int | None, key: int, target: int
) -> None:
    """Let ``parser[name]`` flow into ``target``."""
    cell = link.cell(parser, _READ)
    link.waiting.setdefault((cell, target), OUTSIDE)
    link.on(cell, lambda value: items.item(link, value, constant, key, target))


def method(link: Linker, parser: Product, name: str, passed: Passed, target: int) -> None:
    """Call a method of a parser."""
    cell = link.cell(parser, _READ)
    if name in _READING:
        node = argument(passed, 0, _READING[name])
        if node >= 0 and name == "read_dict":
            link.flow(node, cell)
        elif node >= 0:
            link.on(node, lambda value: given(link, parser, value, passed, name == "read"))
    elif name == "get":
        asked(link, parser, passed, target)
    elif name not in _NUMBERS:
        link.add(target, OUTSIDE)


def given(link: Linker, parser: Product, value: Value, passed: Passed, by_path: bool) -> None:
    """Let what is in a file, or in each file of a list, be what the parser holds."""
    if isinstance(value, Sequence) and by_path:
        inner = link.container(value.origin).every
        link.on(inner, lambda each: given(link, parser, each, passed, by_path))
        return
    cell = link.cell(parser, _READ)
    told = isinstance(value, (Text, Composed)) and by_path
    path = isinstance(value, Product) and value.name.startswith(files.FILE)
    if (told or path) and files.flows(link, value, passed.path, cell):
        return
    link.add(cell, OUTSIDE)


def asked(link: Linker, parser: Product, passed: Passed, target: int) -> None:
    """``parser.get(section, option, fallback=...)``: the option's text, or the fallback."""
    node, option = argument(passed, 0, "section"), argument(passed, 1, "option")
    fallback = argument(passed, -1, "fallback")
    if fallback >= 0:
        link.flow(fallback, target)
    if node < 0 or option < 0:
        link.add(target, OUTSIDE)
        return
    inner = link.cell((parser, passed.path, passed.op.target), "section")
    link.on(node, lambda name: _named(link, parser, name, inner))

    def read(held: Value) -> None:
        link.on(
            option,
            lambda name: items.item(
                link, held, name.text if isinstance(name, Text) else None, -1, target
            ),
        )

    link.on(inner, read)


def _named(link: Linker, parser: Product, name: Value, target: int) -> None:
    section(link, parser, name.text if isinstance(name, Text) else None, -1, target)
