"""The files of a project: Python, read and scanned when it is asked for, and the others."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from codemod.analysis.scan import scan, scan_data
from codemod.data import Data
from codemod.vocabulary.diagnostics import WHOLE_FILE, Diagnostic, Severity
from codemod.vocabulary.facts import ModuleFacts
from codemod.vocabulary.outcomes import Skipped
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.trees import parsed


@dataclass(frozen=True, slots=True)
class Others:
    """The files of a project that are not Python.

    ``get`` gives the bytes of any file of the project, ``present`` says whether it exists;
    ``telling`` yields the texts that may name the source, notebooks only unless it is told to yield all.
    """

    paths: tuple[str, ...]
    get: Callable[[str], bytes | Skipped]
    present: Callable[[str], bool]
    telling: Callable[[bool], Iterable[tuple[str, bytes]]]
    programs: tuple[str, ...] = ()
    """Those in other languages, which are no texts."""
    code: tuple[str, ...] = ()
    """The files of code that name the source, to use it or not, notebooks among them."""


class Repository:
    """The Python files of a project, read and scanned when they are asked for."""

    def __init__(
        self,
        paths: Iterable[str],
        get: Callable[[str], bytes | Skipped],
        data: Data | None = None,
    ) -> None:
        self.data = data if data is not None else Data()
        self.paths = sorted(paths)
        self.known = frozenset(self.paths)
        self.get = get
        self.sources: dict[str, bytes] = {}
        self.failures: dict[str, Diagnostic] = {}
        self.facts: dict[str, ModuleFacts | None] = {}
        self.trees: dict[str, dict[Span, ast.expr]] = {}
        self.parents: dict[str, dict[ast.AST, ast.AST]] = {}

    @property
    def loaded(self) -> list[str]:
        """The files whose facts are known."""
        return [path for path, facts in self.facts.items() if facts is not None]

    def source(self, path: str) -> bytes | None:
        if path not in self.sources and path not in self.failures:
            data = self.get(path)
            if isinstance(data, Skipped):
                self.fail(path, WHOLE_FILE, "FILE-SKIPPED", data.reason)
            else:
                self.sources[path] = data
        return self.sources.get(path)

    def peek(self, path: str) -> bytes | None:
        """Return the bytes of a file, None where it has none, without keeping them."""
        if path in self.sources or path in self.failures:
            return self.sources.get(path)
        data = self.get(path)
        return None if isinstance(data, Skipped) else data

    def fail(self, path: str, span: Span, code: str, message: str) -> None:
        self.failures[path] = Diagnostic(path, span, code, message, Severity.ERROR)

    def load(self, path: str) -> ModuleFacts | None:
        """Return the facts of a file, or None; a file that cannot be scanned is a failure."""
        if path not in self.facts and self.data.holds(path):
            self.facts[path] = self.of_data(path)
        if path not in self.facts:
            data = self.source(path) if path in self.known else None
            self.facts[path] = None if data is None else self.scanned(path, data)
        return self.facts[path]

    def of_data(self, path: str) -> ModuleFacts | None:
        """Return the facts of a file of data, None for one that cannot be read as such."""
        tree, found = self.data.module(path), self.data.get(path)
        if tree is None or isinstance(found, Skipped):
            return None
        self.sources[path] = found
        return scan_data(path, tree)

    def naming(self, path: str) -> list[str]:
        """Return the Python files that name the file of data at ``path``, or a variable in it."""
        words = self.data.words(path)
        rows = ((other, self.peek(other)) for other in self.paths)
        return [other for other, data in rows if data and any(word in data for word in words)]

    def scanned(self, path: str, data: bytes) -> ModuleFacts | None:
        import sys

        try:
            return scan(path, data)
        except SyntaxError as error:
            line = max(error.lineno or 1, 1)
            here = f"{sys.version_info[0]}.{sys.version_info[1]}"
            message = f"does not parse with Python {here}: {error.msg}"
            self.fail(path, Span(line, 0, line, 0), "FILE-SYNTAX", message)
        except (ValueError, RecursionError, MemoryError) as error:
            self.fail(path, WHOLE_FILE, "FILE-SYNTAX", f"cannot be parsed: {error}")
        return None

    def expression(self, path: str, span: Span) -> ast.expr | None:
        """Return the expression at a place."""
        if path not in self.trees:
            data = self.source(path) if path in self.known else None
            nodes = list(ast.walk(parsed(data))) if data is not None else []
            self.trees[path] = {Span.of(n): n for n in nodes if isinstance(n, ast.expr)}
            self.parents[path] = {
                child: node for node in nodes for child in ast.iter_child_nodes(node)
            }
        return self.trees[path].get(span)

    def parent(self, path: str, node: ast.AST) -> ast.AST | None:
        """Return what holds a node that ``expression`` has given."""
        return self.parents[path].get(node)
