"""The stretches of a file that may hold examples: a document as a whole, of a module its docstrings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from codemod.documents.examples import MARKDOWN
from codemod.documents.text import Document
from codemod.vocabulary.patterns import late

_QUOTES = late(r"(?P<prefix>[A-Za-z]*)(?P<quotes>\"\"\"|''')")


@dataclass(slots=True)
class Section:
    """A stretch of a file that may hold examples; new text in it holds none of ``without``."""

    first: int
    last: int
    markdown: bool = False
    without: tuple[str, ...] = ()


def bare(data: bytes) -> str:
    """Return what a module says without its docstrings."""
    tree = ast.parse(data)
    for node in holders(tree):
        node.body = node.body[1:]
    return ast.dump(tree)


Holder = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def holders(tree: ast.Module) -> list[Holder]:
    """Return what has a docstring."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and ast.get_docstring(node, clean=False) is not None
    ]


def sections(document: Document) -> Iterator[Section]:
    """Yield the whole of a document, of a module its docstrings."""
    if not document.path.endswith(".py"):
        markdown = document.path.lower().endswith(MARKDOWN)
        yield Section(0, len(document.text), markdown)
        return
    try:
        tree = ast.parse(document.data)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in holders(tree):
        value = node.body[0].value  # type: ignore[attr-defined] # it is an expression
        start = document.offset(value.lineno, value.col_offset)
        end = document.offset(value.end_lineno, value.end_col_offset)
        text = document.text[start:end]
        quotes = _QUOTES.match(text)
        if quotes is None or not text.endswith(quotes["quotes"]):
            continue
        inner = Section(start + quotes.end(), end - 3, without=("\\", quotes["quotes"]))
        if "\\" not in document.text[inner.first : inner.last]:
            yield inner
