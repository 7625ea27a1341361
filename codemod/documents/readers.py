"""Who reads an environment variable, in code as the edits leave it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codemod.documents.uses import Own
from codemod.vocabulary.cells import MAGIC, is_notebook_text


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of the source SDK: its modules, its distribution, its key's variables.

    ``libraries`` are import names of packages that read such a variable by themselves.
    """

    modules: tuple[str, ...]
    distribution: str
    names: tuple[str, ...]
    libraries: frozenset[str]

    @property
    def words(self) -> tuple[bytes, ...]:
        """What stands in every file of Python that may read a variable."""
        parts = [piece for name in self.names for piece in pieces(name)]
        found = (*self.modules, self.distribution, *parts, *self.libraries)
        return tuple(word.lower().encode() for word in found)


def pieces(name: str) -> frozenset[str]:
    """Return the texts of which a program makes the name of a variable: its first word, the rest."""
    first, _, rest = name.partition("_")
    return frozenset((name, first, f"{first}_", rest, f"_{rest}"))


def readers(path: str, data: bytes, source: Source, own: Own) -> dict[str, int]:
    """Return the variables that a file of Python may read, each with a line, SDKs aside.

    It names one, makes its name of pieces, has a setting of that name, or imports what reads it.
    """
    low = data.lower()
    if not any(word in low for word in source.words):
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return in_text(data, source.names)
    found: dict[str, int] = {}
    if is_notebook_text(data):
        mark = MAGIC.encode()
        rows = [row.partition(mark)[2] if mark in row else b"" for row in data.splitlines()]
        found = in_text(b"\n".join(rows), source.names)
    documented = _documentation(tree)
    for node in ast.walk(tree):
        for name in source.names:
            if name not in found and node not in documented and _names(node, name):
                found[name] = getattr(node, "lineno", 1)
        line = _imports(path, node, source, own)
        if line:
            for name in source.names:
                found.setdefault(name, line)
    return found


def _documentation(tree: ast.Module) -> set[ast.AST]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def in_text(data: bytes, names: Sequence[str]) -> dict[str, int]:
    """Return the variables that a text names, each with the first line."""
    found = {}
    for name in names:
        match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)".encode(), data)
        if match is not None:
            found[name] = data.count(b"\n", 0, match.start()) + 1
    return found


def _names(node: ast.AST, name: str) -> bool:
    """Say whether a node may name a variable: the text, a piece of it, a setting of a class."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value == name
    if isinstance(node, (ast.JoinedStr, ast.BinOp)):
        parts = pieces(name) - {name.partition("_")[0]}
        return any(
            isinstance(part, ast.Constant) and part.value in parts for part in ast.walk(node)
        )
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
        tree = ast.parse(data)
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
