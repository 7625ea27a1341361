"""The values that documents give to environment variables, as the Python that would make them."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from codemod.documents.data import LARGEST, NAME, placed
from codemod.documents.places import HOMES, read_variables
from codemod.documents.readers import in_text
from codemod.documents.serving import Get, upward
from codemod.documents.settings import Setting, references
from codemod.documents.text import Document
from codemod.vocabulary.patterns import late
from codemod.vocabulary.places import DOCKERFILE, sets_variables

_IN_IMAGE = late(
    r"^[ \t]*(?:ENV|ARG)[ \t]+(?P<rest>(?:[^\r\n\\]|\\(?:\r?\n)?)*)", re.MULTILINE | re.IGNORECASE
)
_IN_SCRIPT = late(r"^[ \t]*(?P<rest>(?:export[ \t]+)?\w+=[^\r\n]*)", re.MULTILINE)
_ASSIGNMENT = late(
    r"(?<![\w$\{-])(?P<name>[A-Za-z_]\w*)=(?P<value>\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s;&|]*)"
)
_DEFAULT = late(r"\$\{\w+:?-(?P<value>[^${}]*)\}")


class Values:
    """The values of variables in a repository's documents; only those are known that are names.

    ``is_name`` says whether a value is one, so that no secret is looked at. ``programs`` are files of
    other languages, which may read a variable too.
    """

    def __init__(
        self,
        paths: Iterable[str],
        get: Get,
        programs: Iterable[str],
        is_name: Callable[[str], bool],
    ) -> None:
        every = tuple(paths)
        self.paths = frozenset(path for path in every if sets_variables(path))
        self._homes = {
            posixpath.dirname(path) for path in every if HOMES.fullmatch(path.rpartition("/")[2])
        }
        self._get = get
        self._programs = tuple(programs)
        self._is_name = is_name
        self._strange: set[str] = set()
        self._held: dict[str, tuple[Document, list[tuple[Setting, str, int, int]]]] | None = None
        self._foreign: dict[str, bool] = {}

    @property
    def held(self) -> dict[str, tuple[Document, list[tuple[Setting, str, int, int]]]]:
        """The documents that give names to variables, with the names and their places."""
        if self._held is None:
            self._held = dict(self._read())
        return self._held

    def _read(self) -> Iterator[tuple[str, tuple[Document, list[tuple[Setting, str, int, int]]]]]:
        for path in sorted(self.paths):
            data = self._get(path)
            if not isinstance(data, bytes) or len(data) > LARGEST:
                continue
            try:
                document = Document(path, data)
                reading = read_variables(document)
            except (UnicodeDecodeError, RecursionError):
                continue
            rows = []
            settings = reading.settings if reading is not None else tuple(_assigned(document))
            for setting in settings:
                value, start, end = _value(document, setting)
                said = document.text[slice(*setting.value_at)]
                if setting.strange and (not said or references(said, setting.name)):
                    self._strange.add(setting.name)
                elif not setting.strange and self._is_name(value):
                    rows.append((setting, value, start, end))
            if rows:
                yield path, (document, rows)

    def setters(self, importing: str, name: str) -> list[str]:
        """Return the documents that give the variable ``name`` a name, for the module ``importing``.

        None where something else is given the variable too, or may read it.
        """
        found = [
            path
            for path, (_, rows) in self.held.items()
            for setting, *_ in rows
            if setting.name == name and self._for(setting, importing)
        ]
        if not found or name in self._strange or self.foreign(name):
            return []
        return list(dict.fromkeys(found))

    def _for(self, setting: Setting, importing: str) -> bool:
        folder = setting.folder
        if not setting.whole:
            folder = next((each for each in upward(folder) if each in self._homes), "")
        return folder in upward(posixpath.dirname(importing))

    def foreign(self, name: str) -> bool:
        """Say whether a program in another language names a variable."""
        if name not in self._foreign:
            rows = (self._get(path) for path in self._programs)
            self._foreign[name] = any(
                isinstance(data, bytes) and bool(in_text(data, (name,))) for data in rows
            )
        return self._foreign[name]

    def names(self, path: str) -> list[str]:
        """Return the variables to which the document at ``path`` gives names."""
        return [setting.name for setting, *_ in self.held[path][1]] if path in self.held else []

    def module(self, path: str) -> ast.Module:
        """Return Python that binds the variables with their names to ``NAME``."""
        document, rows = self.held[path]
        keys: list[ast.expr | None] = []
        values: list[ast.expr] = []
        for setting, value, start, end in rows:
            keys.append(placed(document, ast.Constant(setting.name), *setting.name_at))
            values.append(placed(document, ast.Constant(value), start, end))
        made = placed(document, ast.Dict(keys, values), 0, len(document.text))
        statement = ast.Assign([ast.Name(NAME, ast.Store())], made)
        for node in (statement.targets[0], statement):
            ast.copy_location(node, made)
        return ast.Module([statement], [])


def _assigned(document: Document) -> Iterator[Setting]:
    """Yield what a Dockerfile or a shell script sets."""
    folder = posixpath.dirname(document.path)
    instructions = DOCKERFILE.fullmatch(document.path) is not None
    for line in (_IN_IMAGE if instructions else _IN_SCRIPT).finditer(document.text):
        for match in _ASSIGNMENT.finditer(document.text, *line.span("rest")):
            yield Setting(
                match["name"],
                *match.span(),
                match.span("name"),
                match.span("value"),
                "file",
                folder,
            )


def _value(document: Document, setting: Setting) -> tuple[str, int, int]:
    """Return the text of a value and its place: without quotes, of an interpolation its default."""
    start, end = setting.value_at
    text = document.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        text, start = text[1:-1], start + 1
    default = _DEFAULT.fullmatch(text)
    if default is not None:
        text, start = default["value"], start + default.start("value")
    return text, start, start + len(text)
