"""Prove the join on real files: each node that a rule may edit is found where it stands."""

from __future__ import annotations

import ast
import re
import sys
import sysconfig
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import libcst as cst

from codemod.editing.arguments import in_source_order
from codemod.editing.errors import EditError
from codemod.editing.imports import without_names
from codemod.editing.joining import RegionTree
from codemod.editing.regions import Tree, children
from codemod.editing.text import Source
from codemod.vocabulary.spans import Span

EDITABLE = (
    ast.Attribute,
    ast.Await,
    ast.BinOp,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.Dict,
    ast.DictComp,
    ast.GeneratorExp,
    ast.IfExp,
    ast.JoinedStr,
    ast.Lambda,
    ast.List,
    ast.ListComp,
    ast.Name,
    ast.NamedExpr,
    ast.Set,
    ast.SetComp,
    ast.Subscript,
    ast.Tuple,
    ast.UnaryOp,
    ast.Yield,
    ast.YieldFrom,
)


def standard_library() -> list[Path]:
    """Return the modules of the standard library that this Python can parse, sorted."""
    root = Path(sysconfig.get_path("stdlib"))
    apart = {"site-packages", "lib2to3"}  # the first may hold far more than all the rest
    inner = [f for path in root.iterdir() if path.name not in apart for f in path.rglob("*.py")]
    return sorted([*root.glob("*.py"), *(f for f in inner if not apart & {*f.parts})])


def join_file(path: Path) -> Counter[str]:
    """Find the twin of every editable node of a file; return how many of each type were found.

    AssertionError names the first node that is not found, or found elsewhere.
    """
    data = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            module = ast.parse(data)
        except (SyntaxError, ValueError):
            return Counter()
        return _join(path, Source.decode(data), module)


def _join(path: Path, source: Source, module: ast.Module) -> Counter[str]:
    found: Counter[str] = Counter()
    roots = dict(headers(module))
    tree = Tree(module, map(Span.of, roots))
    for node, role in roots.items():
        place = tree.expression(Span.of(node), type(node))
        assert place.root is node, f"{path}: {role} {ast.dump(node)}"
        found[role] += 1
        try:
            region = RegionTree(source, node)
        except RecursionError:  # hundreds of string pieces in a row: the editor refuses
            found["too deep"] += 1
            continue
        except EditError as error:  # white space behind a conversion in an f-string
            assert "does not give its text back" in error.message, f"{path}:{node.lineno} {error}"
            found["no round trip"] += 1
            continue
        indices = _without_twin(node)
        misplaced = _in_fstrings(node) if sys.version_info < (3, 12) else set()
        for inner in _nodes(region.node):
            if isinstance(inner, EDITABLE) and inner not in indices:
                twin = region.twin(inner)
                if inner not in misplaced:
                    _check_text(path, source, region, inner, twin)
                found[type(inner).__name__] += 1
                if isinstance(inner, ast.Call):
                    found["keyword"] += _check_arguments(path, region, inner, twin)
    for statement in ast.walk(module):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            found["alias"] += _check_aliases(path, source, statement)
    return found


def headers(module: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Yield the outermost expressions of a module, each with the role that it plays."""
    for parent in ast.walk(module):
        if isinstance(parent, (ast.expr, ast.comprehension)):
            continue
        for name, value in ast.iter_fields(parent):
            for node in value if isinstance(value, list) else [value]:
                if isinstance(node, ast.keyword):
                    continue
                if isinstance(parent, ast.keyword) and not _is_outermost(module, parent):
                    continue
                if isinstance(parent, ast.arguments) and not _is_outermost(module, parent):
                    continue
                while isinstance(node, ast.Starred):
                    node = node.value
                if isinstance(node, ast.expr):
                    yield node, f"{type(parent).__name__}.{name}"


def _is_outermost(module: ast.Module, node: ast.AST) -> bool:
    """Say whether a keyword belongs to a class, arguments to a def: not to an expression."""
    outer = getattr(module, "_outer", None)
    if outer is None:
        outer = {
            id(child)
            for parent in ast.walk(module)
            if isinstance(parent, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            for child in ast.iter_child_nodes(parent)
        }
        module._outer = outer  # type: ignore[attr-defined]
    return id(node) in outer


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in children(node):
        yield from _nodes(child)


def _without_twin(root: ast.expr) -> set[ast.expr]:
    """Return the known exceptions: an index of several dimensions is no tuple for libcst."""
    indices = {n.slice for n in ast.walk(root) if isinstance(n, ast.Subscript)}
    return {index for index in indices if isinstance(index, ast.Tuple)}


def _in_fstrings(root: ast.expr) -> set[ast.AST]:
    """Return what stands inside of f-strings: its span may be wrong before 3.12."""
    strings = [n for n in ast.walk(root) if isinstance(n, ast.JoinedStr)]
    return {inner for string in strings for inner in ast.walk(string) if inner is not string}


def _check_text(
    path: Path, source: Source, region: RegionTree, node: ast.expr, twin: cst.BaseExpression
) -> None:
    """Check that the twin's own text stands at the span of the node."""
    code = region.code(twin)
    empty = isinstance(twin, cst.Tuple) and not twin.elements
    bare = code if empty else region.code(twin.with_changes(lpar=[], rpar=[]))
    start, end = source.lines.range_of(Span.of(node))
    text = source.text[start:end]
    inner = re.sub(r"\A\(\s*|\s*\)\Z", "", text)
    assert text in (bare, code) or (
        isinstance(twin, (cst.GeneratorExp, cst.Tuple)) and inner in bare
    ), f"{path}:{node.lineno} {text!r} is not {code!r}"


def _check_arguments(
    path: Path, region: RegionTree, call: ast.Call, twin: cst.BaseExpression
) -> int:
    assert isinstance(twin, cst.Call)
    given = in_source_order(call)
    assert len(given) == len(twin.args), f"{path}:{call.lineno}"
    for argument, found in zip(given, twin.args, strict=True):
        name = found.keyword.value if found.keyword else None
        assert (argument.arg if isinstance(argument, ast.keyword) else None) == name
        value = argument.value if isinstance(argument, (ast.keyword, ast.Starred)) else argument
        parsed = ast.parse(f"({region.code(found.value)}\n)", mode="eval").body
        assert ast.dump(parsed) == ast.dump(value), f"{path}:{call.lineno}"
    return len(call.keywords)


def _check_aliases(path: Path, source: Source, node: ast.Import | ast.ImportFrom) -> int:
    for alias in node.names:
        text = without_names(source, node, {Span.of(alias)})
        rest = [(a.name, a.asname) for a in node.names if a is not alias]
        if text is None:
            assert not rest
            continue
        (left,) = ast.parse(text).body
        assert isinstance(left, (ast.Import, ast.ImportFrom))
        assert [(a.name, a.asname) for a in left.names] == rest, f"{path}:{node.lineno}"
    return len(node.names)
