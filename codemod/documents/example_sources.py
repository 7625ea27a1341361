"""Examples as Python sources, each with those that it builds on, and the way back into the document."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from codemod.documents.examples import Example
from codemod.documents.text import Document, TextEdit
from codemod.vocabulary.edits import Why
from codemod.vocabulary.spans import Span

MARK = "#!example:"
TEXT = "#!text:"
"""What stands before a line that is no Python, such as the output below a prompt."""
WHY = Why("", "the example follows")
_BUILTINS = frozenset(dir(builtins))


class ExampleError(ValueError):
    """An example cannot be given back; ``str()`` is one clause."""


class Source:
    """The examples of a document that belong together as one Python source.

    Each begins with a line of its own, so that no edit goes over its border.
    """

    def __init__(self, document: Document, examples: Sequence[Example]) -> None:
        self.document = document
        self.examples = list(examples)
        self.places: list[tuple[int, int] | None] = []
        """For each line: which example, and which row of it; None for a mark."""
        lines: list[str] = []
        for number, example in enumerate(self.examples):
            lines.append(f"{MARK}{number}")
            self.places.append(None)
            for at, line in enumerate(shown(document, example)):
                lines.append(line)
                self.places.append((number, at))
        self.text = "\n".join(lines) + "\n"

    def span(self, span: Span) -> Span:
        """Return where a span of the source stands in the document."""
        return self.document.span(self.offset(*span.start), self.offset(*span.end))

    def offset(self, line: int, column: int) -> int:
        """Return the offset in the document of a place in the source."""
        place = self.places[min(max(line, 1), len(self.places)) - 1]
        if place is None:
            following = [each for each in self.places[line:] if each is not None]
            number, at = following[0] if following else (0, 0)
            return self.examples[number].rows[at].start
        row = self.examples[place[0]].rows[place[1]]
        code = self.document.text[row.start + row.lead : row.end]
        return row.start + row.lead + len(code.encode()[:column].decode("utf-8", "ignore"))

    def edits(self, after: str) -> Iterator[TextEdit]:
        """Yield the edits of the document that make the source ``after``. Raises `ExampleError`."""
        parts = re.split(rf"(?m)^{re.escape(MARK)}(\d+)\n", after)
        numbers = [int(each) for each in parts[1::2]]
        if parts[0] or numbers != list(range(len(self.examples))):
            raise ExampleError("an edit went over the border of an example")
        for example, part in zip(self.examples, parts[2::2], strict=True):
            yield from self.of_one(example, part.removesuffix("\n").split("\n"))

    def of_one(self, example: Example, new: list[str]) -> Iterator[TextEdit]:
        old = shown(self.document, example)
        if [x for x in old if x.startswith(TEXT)] != [x for x in new if x.startswith(TEXT)]:
            raise ExampleError("what is no Python in an example would have to be edited")
        first = _starts(new) if example.prompts else frozenset()
        newline = self.document.newline(example.rows[0].start)
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            if any(line.startswith(TEXT) for line in (*old[i:j], *new[k:m])):
                raise ExampleError("the output of an example stands between what is edited")
            said = [self.written(example, new[n], n in first) for n in range(k, m)]
            rows = example.rows
            if j > i and said:
                yield TextEdit(rows[i].start, rows[j - 1].end, newline.join(said), WHY)
            elif j > i:
                gone = self.document.next_line(rows[j - 1].end)
                yield TextEdit(rows[i].start, gone, "", WHY)
            elif i < len(rows):
                text = "".join(line + newline for line in said)
                yield TextEdit(rows[i].start, rows[i].start, text, WHY)
            else:
                text = "".join(newline + line for line in said)
                yield TextEdit(rows[-1].end, rows[-1].end, text, WHY)

    def written(self, example: Example, line: str, begins: bool) -> str:
        if not example.prompts:
            return example.indent + line if line.strip() else line
        prompt = ">>> " if begins else "... "
        return (
            (example.indent + prompt + line).rstrip()
            if not line
            else example.indent + prompt + line
        )


def shown(document: Document, example: Example) -> list[str]:
    """Return the lines of an example in a source."""
    rows = zip(example.rows, example.lines(document), strict=True)
    return [line if row.code else TEXT + line for row, line in rows]


def _starts(lines: list[str]) -> frozenset[int]:
    """Return the numbers, from 0, of lines that begin a statement, or belong to none."""
    inside: set[int] = set()
    for node in ast.parse("\n".join(lines)).body:
        head = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        inside.update(range(head + 1, (node.end_lineno or head) + 1))
    return frozenset(n for n in range(len(lines)) if n + 1 not in inside)


def parsed(document: Document, example: Example) -> ast.Module | None:
    """Return the tree of an example, None for one that is no Python."""
    try:
        return ast.parse("\n".join(shown(document, example)))
    except (SyntaxError, ValueError, RecursionError):
        return None


def bound(tree: ast.AST) -> set[str]:
    """Return the names that an example binds, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


def exported(tree: ast.Module) -> set[str]:
    """Return the names that an example binds for what follows: those of its functions are not among them."""
    found: set[str] = set()
    held: list[ast.AST] = [tree]
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    while held:
        for node in ast.iter_child_nodes(held.pop()):
            if isinstance(node, scopes):
                found.add(getattr(node, "name", ""))
                continue
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.alias):
                found.add((node.asname or node.name).partition(".")[0])
            held.append(node)
    return found


def free(tree: ast.AST) -> set[str]:
    """Return the names that an example reads and does not bind."""
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return read - bound(tree) - _BUILTINS


def together(trees: Sequence[ast.Module]) -> list[list[int]]:
    """Return the numbers of examples that are read as one.

    Read from above to below, as the document is, an example means by a name that it does not bind
    what the last one before it that binds the name does.
    """
    groups: list[set[int]] = []
    last: dict[str, int] = {}
    for number, tree in enumerate(trees):
        linked = {last[name] for name in free(tree) if name in last}
        last.update(dict.fromkeys(exported(tree), number))
        joined = {number}
        for group in [g for g in groups if g & linked]:
            joined |= group
            groups.remove(group)
        groups.append(joined)
    return sorted(sorted(group) for group in groups)
