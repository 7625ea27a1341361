"""INI files as ``configparser`` reads them: what they say, and where each option's text stands."""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from typing import NamedTuple

from codemod.documents.text import Document
from codemod.vocabulary.patterns import late

KINDS = (".ini", ".cfg", ".conf")
DEFAULT = configparser.DEFAULTSECT
_TOOLS = late(r"(?:.*/)?(?:setup\.cfg|tox\.ini|pytest\.ini|mypy\.ini|\.[^/]*)")
"""Files of tools, which read them for themselves."""
_SECTION = late(r"\[(?P<name>.+)\]")
_OPTION = late(r"(?P<key>.*?)\s*[=:]\s*(?P<value>.*)")
_MADE = late(r"%\((?P<name>[^)]+)\)s|\$\{(?:[^:}]*:)?(?P<other>[^}]+)\}")


class IniError(ValueError):
    """A file that is not read as INI; ``str()`` is one clause."""


class Option(NamedTuple):
    """An option of a section, its name as it is written, and the offsets of its name and its value."""

    section: str
    key: str
    key_at: tuple[int, int]
    value_at: tuple[int, int]


def is_ini(path: str) -> bool:
    """Say whether a file of this name may be INI that a program reads, and not a tool."""
    return path.endswith(KINDS) and _TOOLS.fullmatch(path) is None


def load(text: str) -> dict[str, dict[str, str]]:
    """Return section → option → text; an option is there by its name as written, and in lower case.

    What ``DEFAULT`` says is in each section, as in the parser. Raises `IniError`, also for a file in
    which one value is made of another.
    """
    found: dict[str, dict[str, str]] = {}
    for written in (True, False):
        parser = configparser.RawConfigParser()
        if written:
            parser.optionxform = str  # type: ignore[assignment, method-assign] # as its document says
        try:
            parser.read_string(text)
        except configparser.Error as error:
            raise IniError(str(error).splitlines()[0]) from error
        for section in (DEFAULT, *parser.sections()):
            for key, value in parser[section].items():
                found.setdefault(section, {}).setdefault(key, value)
    names = {key for section in found.values() for key in section}
    for values in found.values():
        for value in values.values():
            for match in _MADE.finditer(value):
                if {match["name"], match["other"]} & names:
                    raise IniError("a value in it is made of another")
    return found


def options(document: Document) -> Iterator[Option]:
    """Yield the options of an INI file that can be read; a value may stand over several lines."""
    text = document.text
    section, held, indent = "", None, 0
    at = 0
    while at < len(text):
        end = document.line_end(at)
        line = text[at:end]
        said = line.strip()
        start = at + len(line) - len(line.lstrip())
        at = document.next_line(at)
        if not said or said[0] in "#;":
            continue
        if held is not None and start - (end - len(line)) > indent:
            held = held._replace(value_at=(held.value_at[0], start + len(said)))
            continue
        if held is not None:
            yield held
        indent, held = start - (end - len(line)), None
        header = _SECTION.match(said)
        if header is not None:
            section = header["name"]
            continue
        found = _OPTION.fullmatch(said)
        if found is None:
            raise IniError("a line in it is no option")
        first, last = found.span("value")
        held = Option(
            section,
            found["key"],
            (start, start + found.end("key")),
            (start + first, start + last),
        )
    if held is not None:
        yield held
