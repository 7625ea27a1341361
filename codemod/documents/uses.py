"""Whether a file uses an SDK: by an import, by its name in a string, through another library."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from codemod.vocabulary.cells import MAGIC, is_notebook_text
from codemod.vocabulary.trees import parsed

Own = Callable[[str, str, int], bool]
"""(path, dotted module, level) → whether that module is the repository's own."""
_LOADERS = {
    "import_module",
    "__import__",
    "find_spec",
    "importorskip",
    "patch",
    "setattr",
    "LazyLoader",
}


def first_use(
    path: str, data: bytes, modules: Sequence[str], own: Own, *, foreign: str = ""
) -> int | None:
    """Return the line of the first use of any of ``modules`` in a file, or None.

    With ``foreign``, a name of another library that contains it counts too: that library may need
    the SDK to be installed. What cannot be parsed is searched as text.
    """
    needles = [*modules, foreign] if foreign else modules
    low = data.lower()
    if not any(needle.encode().lower() in low for needle in needles):
        return None
    if not path.endswith((".py", ".pyi", ".pyw")) and not is_notebook_text(data):
        return _in_text(data, modules)
    try:
        tree = parsed(data)
    except (SyntaxError, ValueError, RecursionError):
        return _in_text(data, modules)
    lines = list(_lines(path, tree, modules, own, foreign.lower()))
    if is_notebook_text(data) and (hidden := _hidden(data, modules)) is not None:
        lines.append(hidden)
    return min(lines, default=None)


def imports_own(path: str, data: bytes, own: Own) -> bool:
    """Say whether Python imports, or runs, something of the repository."""
    for node in ast.walk(parsed(data)):
        if isinstance(node, ast.Import) and any(own(path, a.name, 0) for a in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and own(path, node.module or "", node.level):
            return True
    return False


def imported_beside(path: str, data: bytes) -> set[str]:
    """Return the paths of the modules beside a file of Python that it imports, be they there or not."""
    names: set[str] = set()
    for node in ast.walk(parsed(data)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    folder = path.rpartition("/")[0]
    return {"/".join(filter(None, (folder, f"{name.replace('.', '/')}.py"))) for name in names}


def _hidden(data: bytes, modules: Sequence[str]) -> int | None:
    """Return the line of the first use in the magics and unread cells of a notebook."""
    mark = MAGIC.encode()
    rows = [row.partition(mark)[2] if mark in row else b"" for row in data.splitlines()]
    return _in_text(b"\n".join(rows), modules)


def _lines(
    path: str, tree: ast.Module, modules: Sequence[str], own: Own, foreign: str
) -> Iterator[int]:
    roots = frozenset(modules)
    strange: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                ours = own(path, alias.name, 0)
                if not ours and _root(alias.name) in roots:
                    yield node.lineno
                elif not ours:
                    strange.add(_root(alias.asname or alias.name))
                    if foreign and foreign in alias.name.lower():
                        yield node.lineno
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level or own(path, module, 0):
                continue
            if _root(module) in roots:
                yield node.lineno
            elif foreign and any(
                foreign in f"{module}.{alias.name}".lower() for alias in node.names
            ):
                yield node.lineno
            strange.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node.func) in _LOADERS and node.args:
            said = node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                if _root(said.value) in roots:
                    yield node.lineno
    if foreign:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and foreign in node.attr.lower():
                if _base(node) in strange:
                    yield node.lineno


def _root(dotted: str) -> str:
    return dotted.partition(".")[0]


def _called(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _base(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _in_text(data: bytes, modules: Sequence[str]) -> int | None:
    names = "|".join(re.escape(module) for module in modules)
    match = re.search(rf"\b(?:import|from)[ \t]+(?:{names})\b".encode(), data)
    return None if match is None else data.count(b"\n", 0, match.start()) + 1
