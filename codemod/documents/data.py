"""A file of data as the Python that would make it, at the places where its parts stand in the file."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeVar

from codemod.documents import ini
from codemod.documents.text import Document
from codemod.documents.toml import Value, load, pairs
from codemod.vocabulary.patterns import late
from codemod.vocabulary.places import DOCKERFILE, SCRIPT, is_dotenv

Node = TypeVar("Node", bound=ast.expr)
LARGEST = 256 * 1024
"""Bytes: settings that people write are smaller."""
KINDS = (".json", ".yaml", ".yml", ".toml")
NAME = "data"


class DataError(ValueError):
    """A file that is not read as data; ``str()`` is one clause."""


def is_data(path: str) -> bool:
    """Say whether a file of this name is data that is read here."""
    return path.endswith(KINDS) or ini.is_ini(path)


def said(path: str, text: str) -> Any:
    """Return what a file says, by the standard reader of its format. Raises ValueError."""
    import yaml

    if path.endswith(".json"):
        return json.loads(text)
    if path.endswith(".toml"):
        return load(text)
    if ini.is_ini(path):
        return ini.load(text)
    if is_dotenv(path) or path.endswith(SCRIPT) or DOCKERFILE.fullmatch(path):
        return re.findall(r"[^\r\n]+", text)
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DataError(str(error).splitlines()[0]) from error


def module(path: str, data: bytes) -> ast.Module:
    """Return Python that binds what the file says to ``NAME``.

    Each text has the place of the scalar that it is. Raises ValueError for what cannot be read so.
    """
    if len(data) > LARGEST:
        raise DataError("it is too large for settings")
    document = Document(path, data)
    plain = said(path, document.text)
    value = _maker(document).root()
    if _plain(value) != plain:
        raise DataError("its places cannot be told")
    shared = _Shared(value)
    rows = [*shared.bound, (NAME, shared.value)]
    return ast.Module([_assigned(name, each) for name, each in rows], [])


def _assigned(name: str, value: ast.expr) -> ast.stmt:
    target = ast.Name(name, ast.Store())
    statement = ast.Assign([target], value)
    for node in (target, statement):
        ast.copy_location(node, value)
    return statement


class _Shared:
    """An expression whose parts that stand in it several times are bound to names of their own.

    What an alias of YAML means, or each section of INI by default, is one value for all that read it.
    """

    def __init__(self, value: ast.expr) -> None:
        self.bound: list[tuple[str, ast.expr]] = []
        self._met: Counter[int] = Counter()
        self._names: dict[int, str] = {}
        self._count(value)
        self.value = self._named(value)

    def _count(self, value: ast.expr) -> None:
        self._met[id(value)] += 1
        if self._met[id(value)] == 1:
            for part in _parts(value):
                self._count(part)

    def _named(self, value: ast.expr) -> ast.expr:
        if id(value) in self._names:
            return ast.copy_location(ast.Name(self._names[id(value)], ast.Load()), value)
        if isinstance(value, ast.Dict):
            value.values = [self._named(each) for each in value.values]
        elif isinstance(value, ast.List):
            value.elts = [self._named(each) for each in value.elts]
        if self._met[id(value)] == 1:
            return value
        name = self._names[id(value)] = f"{NAME}_{len(self.bound)}"
        self.bound.append((name, value))
        return ast.copy_location(ast.Name(name, ast.Load()), value)


def _parts(value: ast.expr) -> list[ast.expr]:
    if isinstance(value, ast.Dict):
        return value.values
    return value.elts if isinstance(value, ast.List) else []


def _plain(node: ast.expr) -> Any:
    """Return what the expression of a file says."""
    if isinstance(node, ast.Dict):
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                found = {**_plain(value), **found}
            else:
                found[_plain(key)] = _plain(value)
        return found
    if isinstance(node, ast.List):
        return [_plain(each) for each in node.elts]
    assert isinstance(node, ast.Constant)
    return node.value


def placed(document: Document, node: Node, start: int, end: int) -> Node:
    """Give a node the place between two offsets of a document."""
    span = document.span(start, end)
    node.lineno, node.col_offset = span.line, span.column
    node.end_lineno, node.end_col_offset = span.end_line, span.end_column
    return node


class _Maker:
    def __init__(self, document: Document) -> None:
        self.document = document

    def at(self, node: Node, start: int, end: int) -> Node:
        return placed(self.document, node, start, end)


def _maker(document: Document) -> _Toml | _Ini | _Yaml:
    if document.path.endswith(".toml"):
        return _Toml(document)
    return _Ini(document) if ini.is_ini(document.path) else _Yaml(document)


_NAMED = late(r"&[^\s\[\]{},]+[ \t]+")


class _Yaml(_Maker):
    """YAML, of which JSON is a part."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.made: dict[int, ast.expr] = {}

    @property
    def json(self) -> bool:
        return self.document.path.endswith(".json")

    def root(self) -> ast.expr:
        import yaml

        try:
            # Tabs, which YAML refuses, stand in JSON between its parts only.
            text = self.document.text.replace("\t", " ") if self.json else self.document.text
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            raise DataError(str(error).splitlines()[0]) from error
        if node is None:
            raise DataError("it is empty")
        return self.expression(node, 0)

    def expression(self, node: Any, depth: int) -> ast.expr:
        """Return the expression of a node: of one that aliases mean too, always the same."""
        found = self.made.get(id(node))
        if found is None:
            found = self.made[id(node)] = self.of(node, depth)
        return found

    def of(self, node: Any, depth: int) -> ast.expr:
        import yaml

        if depth > 40:
            raise DataError("it is nested too deeply")
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.MappingNode):
            keys: list[ast.expr | None] = []
            values: list[ast.expr] = []
            merged = [pair for pair in node.value if pair[0].tag == "tag:yaml.org,2002:merge"]
            own = [pair for pair in node.value if pair not in merged]
            for _, value in merged:
                parts = value.value if isinstance(value, yaml.SequenceNode) else [value]
                # Of several the first wins, as the last does in a display.
                for part in reversed(parts):
                    keys.append(None)
                    values.append(self.expression(part, depth + 1))
            for key, value in own:
                keys.append(self.expression(key, depth + 1))
                values.append(self.expression(value, depth + 1))
            return self.at(ast.Dict(keys, values), start, end)
        if isinstance(node, yaml.SequenceNode):
            items = [self.expression(each, depth + 1) for each in node.value]
            return self.at(ast.List(items, ast.Load()), start, end)
        # What a scalar is called for others (``&name``) stands before it, and is none of its text.
        named = _NAMED.match(self.document.text, start, end) if not self.json else None
        start = named.end() if named is not None else start
        if node.tag == "tag:yaml.org,2002:str" and (node.style is not None or not self.json):
            return self.at(ast.Constant(str(node.value)), start, end)
        value = json.loads(node.value) if self.json else self.scalar(node)
        if value is not None and not isinstance(value, (bool, int, float, str)):
            value = str(value)
        return self.at(ast.Constant(value), start, end)

    def scalar(self, node: Any) -> Any:
        import yaml

        loader = yaml.SafeLoader("")
        try:
            return loader.construct_object(node)
        except yaml.YAMLError as error:
            raise DataError("it has a tag of its own") from error
        finally:
            loader.dispose()


class _Ini(_Maker):
    def root(self) -> ast.expr:
        text = self.document.text
        plain = ini.load(text)
        made = self.at(ast.Dict([], []), 0, len(text))
        sections: dict[str, ast.Dict] = {}
        for option in ini.options(self.document):
            held = plain.get(option.section, {})
            if option.key not in held:
                raise DataError("its places cannot be told")
            if option.section not in sections:
                # Where the name of a section stands is not known: at this place another text stands.
                sections[option.section] = self.at(ast.Dict([], []), *option.key_at)
                made.keys.append(self.at(ast.Constant(option.section), *option.key_at))
                made.values.append(sections[option.section])
            inner = sections[option.section]
            for name in dict.fromkeys((option.key, option.key.lower())):
                value = ast.Constant(held[option.key])
                inner.keys.append(self.at(ast.Constant(name), *option.key_at))
                inner.values.append(self.at(value, *option.value_at))
        for name in sorted(plain.keys() - sections.keys()):  # it has nothing but the defaults
            sections[name] = self.at(ast.Dict([], []), 0, 0)
            made.keys.append(self.at(ast.Constant(name), 0, 0))
            made.values.append(sections[name])
        defaults = sections.pop(ini.DEFAULT, None)
        if defaults is not None:
            for inner in sections.values():
                inner.keys.insert(0, None)
                inner.values.insert(0, defaults)
        return made


class _Toml(_Maker):
    def root(self) -> ast.expr:
        text = self.document.text
        self.read = load(text)
        made = self.at(ast.Dict([], []), 0, len(text))
        tables: dict[tuple[str, ...], ast.Dict] = {(): made}
        for pair in pairs(text):
            value = self.expression(pair.value, _found(self.read, pair.path))
            above = self.table(tables, pair.path[:-1], pair.key)
            key = self.at(ast.Constant(pair.path[-1]), *pair.key)
            above.keys.append(key)
            above.values.append(value)
        return made

    def table(
        self, tables: dict[tuple[str, ...], ast.Dict], path: tuple[str, ...], at: tuple[int, int]
    ) -> ast.Dict:
        if path not in tables:
            above = self.table(tables, path[:-1], at)
            # Where the name of a table stands is not known: at this place another text stands.
            tables[path] = self.at(ast.Dict([], []), *at)
            above.keys.append(self.at(ast.Constant(path[-1]), *at))
            above.values.append(tables[path])
        return tables[path]

    def expression(self, value: Value, plain: Any) -> ast.expr:
        place = (value.start, value.end)
        if value.kind == "array" and isinstance(plain, list):
            rows = zip(value.items, plain, strict=True)
            items = [self.expression(item, each) for item, each in rows]
            return self.at(ast.List(items, ast.Load()), *place)
        if value.kind == "table" and isinstance(plain, Mapping):
            made = self.at(ast.Dict([], []), *place)
            for pair in value.pairs:
                if pair.parts > 1:
                    raise DataError("it has a dotted key in a table on one line")
                inner = self.expression(pair.value, plain[pair.path[-1]])
                made.keys.append(self.at(ast.Constant(pair.path[-1]), *pair.key))
                made.values.append(inner)
            return made
        known = isinstance(plain, (bool, int, float, str)) or plain is None
        if not known:
            raise DataError("it has a date, or a list of tables")
        return self.at(ast.Constant(plain), *place)


def _found(data: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        if not isinstance(data, Mapping):
            raise DataError("it has a list of tables")
        data = data[part]
    return data
