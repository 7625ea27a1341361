"""YAML with its place: every value knows its file and line, and refuses what it should not be."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import yaml

from transforms.faults import CatalogError as CatalogError


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean X?)" for the known word nearest to ``word``, or ""."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


class Entry:
    """One value of a YAML file. ``name`` says what it is, for messages."""

    __slots__ = ("file", "key", "name", "node")

    def __init__(self, file: str, name: str, node: yaml.Node, key: yaml.Node | None = None) -> None:
        self.file = file
        self.name = name
        self.node = node
        self.key = key

    @property
    def line(self) -> int:
        """The line of the key, or of the value where there is no key; from 1."""
        node = self.key if self.key is not None else self.node
        return int(node.start_mark.line) + 1

    @property
    def place(self) -> str:
        """``file:line``, of the file that holds this very value: a profile may extend another."""
        node = self.key if self.key is not None else self.node
        return f"{node.start_mark.name}:{self.line}"

    def error(self, message: str) -> CatalogError:
        """Return the error that says ``message`` of this place."""
        return CatalogError(f"{self.place}: {message}")

    @property
    def is_text(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    def text(self) -> str:
        """Return the scalar as it is written, whatever YAML would make of it."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error(f"{self.name} must be one value")
        return str(self.node.value)

    def flag(self) -> bool:
        if self.text() not in ("true", "false"):
            raise self.error(f"{self.name} must be true or false")
        return self.text() == "true"

    def number(self) -> int:
        if not self.text().isdecimal():
            raise self.error(f"{self.name} must be a number")
        return int(self.text())

    def elements(self) -> tuple[Entry, ...]:
        """Return the elements of a list; a list inside it counts as its elements."""
        return tuple(self._elements(self.node))

    def _elements(self, node: yaml.Node) -> Iterator[Entry]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(f"{self.name} must be a list")
        for child in node.value:
            if isinstance(child, yaml.SequenceNode):
                yield from self._elements(child)
            else:
                yield Entry(self.file, self.name, child)

    def texts(self) -> tuple[str, ...]:
        """Return the elements of a list of scalars; none may stand there twice."""
        found: list[str] = []
        for element in self.elements():
            if element.text() in found:
                raise element.error(f"{element.text()} stands twice in {self.name}")
            found.append(element.text())
        return tuple(found)

    def items(self) -> dict[str, Entry]:
        """Return the values of a mapping by their keys, in order."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"{self.name} must be a mapping")
        found: dict[str, Entry] = {}
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Entry(self.file, self.name, key).error(f"a key of {self.name} must be a word")
            name = str(key.value)
            entry = Entry(self.file, name, value, key)
            if name in found:
                raise entry.error(f"{name} stands twice in {self.name}")
            found[name] = entry
        return found

    def fields(
        self, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> dict[str, Entry]:
        """Return the values of a mapping whose keys are fixed; a misspelt one is an error."""
        required = tuple(required)
        found = self.items()
        known = (*required, *optional)
        for name, entry in found.items():
            if name not in known:
                raise entry.error(f"unknown key {name} in {self.name}{suggestion(name, known)}")
        for name in required:
            if name not in found:
                raise self.error(f"{self.name} has no {name}")
        return found

    def without(self, key: str) -> Entry:
        """Return the mapping without one of its keys."""
        assert isinstance(self.node, yaml.MappingNode)
        rows = [(name, value) for name, value in self.node.value if name.value != key]
        node = yaml.MappingNode(self.node.tag, rows, self.node.start_mark, self.node.end_mark)
        return Entry(self.file, self.name, node, self.key)

    def known(self, what: str, words: Iterable[str]) -> str:
        """Return the scalar, which must be one of ``words``."""
        words = tuple(words)
        if self.text() not in words:
            raise self.error(f"unknown {what} {self.text()}{suggestion(self.text(), words)}")
        return self.text()


def read(text: str, file: str) -> Iterator[Entry]:
    """Yield the documents of ``text`` one by one; ``file`` is its name in messages.

    Raises ``CatalogError`` where the text is no YAML.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stream = io.StringIO(text)
    stream.name = file
    try:
        for node in yaml.compose_all(stream, Loader=loader):
            if node is not None:
                yield Entry(file, "the file", node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else 1
        raise CatalogError(f"{file}:{line}: {error.problem}") from None
