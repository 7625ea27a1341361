"""Packages that stand apart in a repository: large ones that cannot have to do with the SDK."""

from __future__ import annotations

import ast
import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable

from codemod.reading.importing import imports, quoted
from codemod.reading.modules import Modules

LARGE = 100
"""Modules of a package that may stand apart: smaller ones are read when they are asked for."""
_TEXT = re.compile(rb"[\"']([\w.:/@-]{2,80})[\"']")


class Apart:
    """Tells the modules of packages that stand apart, which are taken as an installed library is.

    Such a package is large, none of its files holds a word that names the SDK or the name of a
    model, and it imports nothing of the repository but packages that stand apart too: all that it
    can have to do with the SDK is what it is handed. ``get`` gives the bytes of a file, ``speaks``
    says whether some hold such a word, and ``resolve`` is (importing path, dotted module, level) →
    path of the repository's module, or None.
    """

    def __init__(
        self,
        modules: Modules,
        paths: Iterable[str],
        get: Callable[[str], bytes | None],
        speaks: Callable[[bytes], bool],
        resolve: Callable[[str, str, int], str | None],
        is_model_name: Callable[[str], bool],
    ) -> None:
        self.modules = modules
        self.get = get
        self.speaks = speaks
        self.resolve = resolve
        self.is_model_name = is_model_name
        groups: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            groups[self.outermost(path)].append(path)
        self.groups = {t: rows for t, rows in groups.items() if t and len(rows) >= LARGE}
        """Outermost package → its modules, where it is large."""
        self.known: dict[str, bool] = {}
        self.needed: dict[str, frozenset[str] | None] = {}

    def outermost(self, path: str) -> str:
        """Return the folder of the outermost package above a module, "" where there is none."""
        end = path.find("/")
        while end >= 0:
            if path[:end] in self.modules.packages:
                return path[:end]
            end = path.find("/", end + 1)
        return ""

    def holds(self, path: str) -> bool:
        """Say whether a module belongs to a package that stands apart."""
        top = self.outermost(path)
        if top not in self.groups:
            return False
        if top not in self.known:
            seen: dict[str, None] = {}
            queue = [top]
            while queue:
                here = queue.pop()
                if here in seen:
                    continue
                seen[here] = None
                needed = self.needs(here)
                if needed is None:
                    self.known[top] = False
                    return False
                queue += needed
            self.known.update(dict.fromkeys(seen, True))
        return self.known[top]

    def needs(self, top: str) -> frozenset[str] | None:
        """Return the other packages that a package imports, None where it cannot stand apart."""
        if top not in self.needed:
            self.needed[top] = self.looked(top)
        return self.needed[top]

    def looked(self, top: str) -> frozenset[str] | None:
        found: set[str] = set()
        for path in self.groups.get(top, ()):
            data = self.get(path) or b""
            if self.speaks(data) or any(
                self.is_model_name(text.decode()) for text in set(_TEXT.findall(data))
            ):
                return None
            for place in self.imported(path, data):
                other = self.outermost(place)
                if other not in self.groups:
                    return None
                found.add(other)
        return frozenset(found - {top})

    def imported(self, path: str, data: bytes) -> set[str]:
        """Return the modules of the repository that a file imports, or names in strings."""
        found: dict[str, set[str]] = {}
        for each in imports(data):
            if not each.level:
                inner = (f"{each.module}.{name}" for name in each.names)
                places = {self.resolve(path, name, 0) for name in (each.module, *inner)}
                found.setdefault(each.module, set()).update(p for p in places if p is not None)
        top = self.outermost(path)
        if any(self.outermost(place) != top for places in found.values() for place in places):
            real = imported(data)  # an example in a docstring is no import
            found = {module: places for module, places in found.items() if module in real}
        for dotted in quoted(data):
            module, _, name = dotted.rpartition(".")
            place = self.resolve(path, module, 0)
            if place is not None and name.encode() in (self.get(place) or b""):
                found.setdefault(dotted, set()).add(place)
        return {place for places in found.values() for place in places}


def imported(data: bytes) -> set[str]:
    """Return the modules that a file's import statements name; all that look so if it has an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            nodes = list(ast.walk(ast.parse(data)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return {each.module for each in imports(data)}
    found = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    return found | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
