"""The layout of one module: which statement stands where, in which function, in which class."""

from __future__ import annotations

import ast

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.trees import parsed

Function = ast.FunctionDef | ast.AsyncFunctionDef
READS = ("os.getenv", "os.environ.get")


@dataclass(frozen=True, slots=True)
class Standing:
    """A statement: what holds its suite, and its number there."""

    node: ast.stmt
    owner: ast.AST
    suite: list[ast.stmt]
    index: int


class Layout:
    """Answers where spans of one module stand."""

    def __init__(self, data: bytes) -> None:
        self.text = data.decode("utf-8-sig", "replace")
        self.tree = parsed(data)
        self.statements: dict[Span, Standing] = {}
        self.chains: list[tuple[Span, ast.AST]] = []
        self.expressions: dict[Span, ast.expr] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.expr):
                self.expressions.setdefault(Span.of(node), node)
            for name in ("body", "orelse", "finalbody"):
                suite = getattr(node, name, None)
                if isinstance(suite, list):
                    for index, inner in enumerate(suite):
                        self.statements[Span.of(inner)] = Standing(inner, node, suite, index)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                first, last = node.body[0], node.body[-1]
                begin = Span.of(first)
                end = Span.of(last)
                self.chains.append(
                    (Span(begin.line, begin.column, end.end_line, end.end_column), node)
                )

    def around(self, span: Span) -> list[ast.AST]:
        """Return the functions and classes whose bodies hold a span, the outermost first."""
        found = [(body, node) for body, node in self.chains if body.encloses(span)]
        return [node for _, node in sorted(found, key=lambda row: (row[0].start, -row[0].end_line))]

    def top(self, span: Span) -> int:
        """Return the number of the top-level statement that holds a span."""
        for index, node in enumerate(self.tree.body):
            if outer(node).encloses(span):
                return index
        return -1

    def code(self, span: Span) -> str:
        """Return the expression at a span as one line of code, or ""."""
        node = self.expressions.get(span)
        if node is None:
            return ""
        text = ast.get_source_segment(self.text, node) or ""
        return text if text and "\n" not in text else ast.unparse(node)


def outer(node: ast.stmt) -> Span:
    """Return the span of a statement with its decorators."""
    span = Span.of(node)
    rows = [Span.of(each) for each in getattr(node, "decorator_list", ())]
    return Span(*min([span.start, *(row.start for row in rows)]), *span.end)


def still(tree: ast.expr | None) -> bool:
    """Say whether an expression gives the same wherever it is evaluated: names, literals, variables."""
    if isinstance(tree, (ast.Name, ast.Constant)):
        return True
    if isinstance(tree, ast.Attribute):
        return still(tree.value)
    if isinstance(tree, ast.BoolOp):
        return all(still(value) for value in tree.values)
    if isinstance(tree, ast.Subscript):
        return still(tree.value) and still(tree.slice)
    if isinstance(tree, ast.Call):
        rows = [*tree.args, *(keyword.value for keyword in tree.keywords)]
        return ast.unparse(tree.func) in (*READS, "getenv", "environ.get") and all(map(still, rows))
    return False


def portable(tree: ast.expr | None) -> bool:
    """Say whether an expression means the same in every module that imports ``os``."""
    if isinstance(tree, ast.Constant):
        return True
    if isinstance(tree, ast.BoolOp):
        return all(portable(value) for value in tree.values)
    if isinstance(tree, ast.Subscript):
        return ast.unparse(tree.value) == "os.environ" and isinstance(tree.slice, ast.Constant)
    if isinstance(tree, ast.Call):
        rows = [*tree.args, *(keyword.value for keyword in tree.keywords)]
        return ast.unparse(tree.func) in READS and all(isinstance(r, ast.Constant) for r in rows)
    return False


def demanding(tree: ast.expr | None) -> bool:
    """Say whether an expression raises where an environment variable is not set."""
    return tree is not None and any(isinstance(node, ast.Subscript) for node in ast.walk(tree))
