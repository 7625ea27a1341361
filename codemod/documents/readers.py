"""Who reads an environment variable, in code as the edits leave it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from codemod.documents.uses import Own
from codemod.vocabulary.cells import MAGIC, is_notebook_text
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.trees import parsed

Search = Callable[[bytes], bool]
"""What says whether some bytes hold a word."""


@dataclass(frozen=True)
class Source:
    """What is known of the source SDK: its modules, its distribution, its key's variables.

    ``libraries`` are import names of packages that read such a variable by themselves. ``search`` gives
    what searches for any of some words.
    """

    modules: tuple[str, ...]
    distribution: str
    names: tuple[str, ...]
    libraries: frozenset[str]
    search: Callable[[Iterable[str]], Search]

    def may_read(self, data: bytes) -> bool:
        """Say whether a file of Python may read a variable: its bytes tell of most that do not.

        It names a variable, or a part of it that is more than a word, or the distribution, in whatever
        case; or it holds the last part as it is written; or it imports one of the libraries.
        """
        if self._exact(data):
            return True
        low = data.lower()
        if self._lowered(low) or (b"env_prefix" in low and self._prefixes(low)):
            return True
        return bool(self._roots(data)) and self._imported.search(data) is not None

    @cached_property
    def _exact(self) -> Search:
        parts = {piece for name in self.names for piece in pieces(name)}
        return self.search(parts - {name.partition("_")[0] for name in self.names})

    @cached_property
    def _lowered(self) -> Search:
        return self.search(name.lower() for name in (self.distribution, *self.names))

    @cached_property
    def _prefixes(self) -> Search:
        return self.search(f"{name.partition('_')[0]}_".lower() for name in self.names)

    @cached_property
    def _roots(self) -> Search:
        return self.search(self.libraries)

    @cached_property
    def _imported(self) -> re.Pattern[bytes]:
        roots = "|".join(map(re.escape, sorted(self.libraries)))
        return re.compile(rf"(?:\bimport|\bfrom|,)[\s\\]*(?:{roots or '(?!)'})\b".encode())


def pieces(name: str) -> frozenset[str]:
    """Return the texts of which a program makes the name of a variable: its first word, the rest."""
    first, _, rest = name.partition("_")
    return frozenset((name, first, f"{first}_", rest, f"_{rest}"))


def readers(path: str, data: bytes, source: Source, own: Own) -> dict[str, int]:
    """Return the variables that a file of Python may read, each with a line, SDKs aside.

    It names one, makes its name of pieces, has a setting of that name, or imports what reads it.
    """
    if not source.may_read(data):
        return {}
    try:
        tree = parsed(data)
    except (SyntaxError, ValueError, RecursionError):
        return in_text(data, source.names)
    found: dict[str, int] = {}
    if is_notebook_text(data):
        mark = MAGIC.encode()
        rows = [row.partition(mark)[2] if mark in row else b"" for row in data.splitlines()]
        found = in_text(b"\n".join(rows), source.names)
    nodes = list(ast.walk(tree))
    documented = {node.value for node in nodes if isinstance(node, ast.Expr)}
    within: set[ast.AST] = set()
    for node in nodes:
        if isinstance(node, _NAMING):
            if node in within or (isinstance(node, ast.Constant) and node in documented):
                continue
            parts: list[ast.AST] = [node]
            if isinstance(node, (ast.JoinedStr, ast.BinOp)):
                parts = list(ast.walk(node))
                # What stands within a sum is a part of it: of a long one each is looked at once.
                within.update(
                    part for part in parts if isinstance(part, (ast.JoinedStr, ast.BinOp))
                )
            for name in source.names:
                if name not in found and _names(node, name, parts):
                    found[name] = getattr(node, "lineno", 1)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            line = _imports(path, node, source, own)
            if line:
                for name in source.names:
                    found.setdefault(name, line)
    return found


_NAMING = (ast.Constant, ast.JoinedStr, ast.BinOp, ast.keyword, ast.ClassDef)
"""Nodes that may name a variable."""


def in_text(data: bytes, names: Sequence[str]) -> dict[str, int]:
    """Return the variables that a text names, each with the first line."""
    found = {}
    for name in names:
        match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)".encode(), data)
        if match is not None:
            found[name] = data.count(b"\n", 0, match.start()) + 1
    return found


def _names(node: ast.AST, name: str, within: Sequence[ast.AST]) -> bool:
    """Say whether a node may name a variable: the text, a piece of it, a setting of a class.

    ``within`` are the nodes of a text that is made.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value == name
    if isinstance(node, (ast.JoinedStr, ast.BinOp)):
        parts = pieces(name) - {name.partition("_")[0]}
        return any(isinstance(part, ast.Constant) and part.value in parts for part in within)
    if isinstance(node, ast.keyword):
        said = node.value.value if isinstance(node.value, ast.Constant) else None
        prefix = f"{name.partition('_')[0]}_"
        return node.arg == name or (
            node.arg == "env_prefix" and isinstance(said, str) and said.upper() == prefix
        )
    if isinstance(node, ast.ClassDef):
        held = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
        fields = [target.id.upper() for target in held if isinstance(target, ast.Name)]
        return bool(node.bases) and name in fields
    return False


def _imports(path: str, node: ast.AST, source: Source, own: Own) -> int:
    """Return the line of an import of what reads the variables by itself, or 0."""
    word = source.distribution.lower()
    rows: Iterator[tuple[str, str]] | list[tuple[str, str]] = []
    if isinstance(node, ast.Import):
        rows = [(alias.name, alias.name) for alias in node.names if not own(path, alias.name, 0)]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        module = node.module or ""
        if not own(path, module, 0):
            rows = [(module, f"{module}.{alias.name}") for alias in node.names]
    for module, dotted in rows:
        root = module.partition(".")[0]
        if root not in source.modules and (root in source.libraries or word in dotted.lower()):
            return int(getattr(node, "lineno", 1))
    return 0


def made_without_key(data: bytes, modules: Sequence[str], called: Sequence[str], key: str) -> bool:
    """Say whether a file makes a client of ``modules``, or calls one of ``called``, without a key.

    ``key`` is the keyword of the key. The SDK then reads the variable by itself.
    """
    try:
        tree = parsed(data)
    except (SyntaxError, ValueError, RecursionError):
        return False
    bound: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            bound |= {
                (alias.asname or alias.name).partition(".")[0]
                for alias in node.names
                if alias.name.partition(".")[0] in modules
            }
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in modules:
            bound |= {alias.asname or alias.name for alias in node.names}
    lasts = {name.rpartition(".")[2] for name in called}
    return any(
        isinstance(node, ast.Call)
        and _root(node.func) in bound
        and _last(node.func) in lasts
        and not any(keyword.arg in (key, None) for keyword in node.keywords)
        for node in ast.walk(tree)
    )


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
