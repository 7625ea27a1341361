"""Where the Python examples of a document stand: fences, directives, literal blocks and doctests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from codemod.documents.text import Document
from codemod.vocabulary.patterns import late
from codemod.vocabulary.records import dataclass

MARKDOWN = (".md", ".markdown")
RST = (".rst",)
_PYTHON = frozenset(
    "python py python2 python3 py3 pycon pycon3 ipython ipython3 python-repl".split()
)
_FENCE = late(r"(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)")
_DIRECTIVE = late(
    r"(?P<indent>[ \t]*)\.\. (?P<name>code-block|code|sourcecode|testcode|doctest)::[ \t]*(?P<info>.*)"
)
_TESTED = ("testcode", "doctest")
_WORDS = late(r"[A-Za-z][\w+-]*")
_PROMPT = late(r"(?:>>>|\.\.\.)(?: |$)")


class Row(NamedTuple):
    """A line of an example: its offsets without the line end, and what stands before the code.

    ``code`` is False for what is no Python: the output below a prompt.
    """

    start: int
    end: int
    lead: int
    code: bool


@dataclass(frozen=True, slots=True)
class Example:
    """One example. ``indent`` stands before each line of it; ``prompts``: each has a prompt.

    ``said`` is False where nothing but its content tells that it is Python.
    """

    rows: tuple[Row, ...]
    indent: str
    prompts: bool
    said: bool

    def lines(self, document: Document) -> list[str]:
        """Return the Python of its lines, of those that are none what stands there."""
        return [
            document.text[row.start + row.lead if row.code else row.start : row.end]
            for row in self.rows
        ]


def is_document(path: str) -> bool:
    """Say whether a file of this name is a document that may hold examples."""
    return path.lower().endswith((*MARKDOWN, *RST))


def find(document: Document, first: int, last: int, markdown: bool) -> Iterator[Example]:
    """Yield the examples between two offsets of a document, in order.

    In Markdown an indented block may be one, elsewhere a block behind ``::``.
    """
    return _Finder(document, first, last, markdown).all()


class _Finder:
    def __init__(self, document: Document, first: int, last: int, markdown: bool) -> None:
        self.document = document
        self.markdown = markdown
        self.lines: list[tuple[int, int]] = []
        at = first
        while at < last:
            self.lines.append((at, min(document.line_end(at), last)))
            at = document.next_line(at)

    def text(self, number: int) -> str:
        start, end = self.lines[number]
        return self.document.text[start:end]

    def blank(self, number: int) -> bool:
        return not self.text(number).strip()

    def indent(self, number: int) -> int:
        text = self.text(number)
        return len(text) - len(text.lstrip())

    def all(self) -> Iterator[Example]:
        number = 0
        while number < len(self.lines):
            found, number = self.at(number)
            if found is not None:
                yield found

    def at(self, number: int) -> tuple[Example | None, int]:
        """Return the example that begins in a line, and the line behind it."""
        text = self.text(number)
        fence = _FENCE.fullmatch(text)
        if fence is not None:
            return self.fenced(number, fence)
        directive = _DIRECTIVE.fullmatch(text)
        if directive is not None:
            return self.directed(number, directive)
        if text.lstrip().startswith(">>> "):
            end = number + 1
            while end < len(self.lines) and not self.blank(end):
                end += 1
            return self.made(range(number, end), True), end
        opened = text.rstrip().endswith("::") and not text.lstrip().startswith("..")
        if opened and not self.markdown:
            end = self.below(number + 1, self.indent(number))
            body = self.made(range(number + 1, end), False)
            return body, max(end, number + 1)
        before = number == 0 or self.blank(number - 1)
        deep = text.startswith(("    ", "\t")) and bool(text.strip())
        if self.markdown and before and deep:
            end = self.below(number, 0)
            return self.made(range(number, end), False), end
        return None, number + 1

    def fenced(self, number: int, fence: re.Match[str]) -> tuple[Example | None, int]:
        mark = fence["fence"]
        closing = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*")
        end = number + 1
        while end < len(self.lines) and closing.fullmatch(self.text(end)) is None:
            end += 1
        said = language(fence["info"])
        if end == len(self.lines) or said is False:
            return None, end + 1
        return self.made(range(number + 1, end), said is True), end + 1

    def directed(self, number: int, found: re.Match[str]) -> tuple[Example | None, int]:
        end = self.below(number + 1, len(found["indent"]))
        begin = number + 1
        while begin < end and self.text(begin).lstrip().startswith(":"):
            begin += 1
        said = True if found["name"] in _TESTED else language(found["info"])
        if said is False:
            return None, max(end, number + 1)
        return self.made(range(begin, end), said is True), max(end, number + 1)

    def below(self, number: int, indent: int) -> int:
        """Return the line behind those that are indented deeper, blank ones at the end left out."""
        end = last = number
        while end < len(self.lines) and (self.blank(end) or self.indent(end) > indent):
            end += 1
            last = last if self.blank(end - 1) else end
        return last

    def made(self, numbers: Sequence[int], said: bool) -> Example | None:
        held = list(numbers)
        while held and self.blank(held[0]):
            del held[0]
        full = [self.text(n) for n in held if not self.blank(n)]
        if not full:
            return None
        indent = full[0][: len(full[0]) - len(full[0].lstrip())]
        while not all(text.startswith(indent) for text in full):
            indent = indent[:-1]
        prompts = full[0].lstrip().startswith(">>>")
        rows = tuple(self.row(number, indent, prompts) for number in held)
        return Example(rows, indent, prompts, said or prompts)

    def row(self, number: int, indent: str, prompts: bool) -> Row:
        start, end = self.lines[number]
        text = self.text(number)
        if not prompts:
            return Row(start, end, min(len(indent), end - start), True)
        found = _PROMPT.match(text, len(indent))
        if found is None:
            return Row(start, end, 0, False)
        return Row(start, end, found.end(), True)


def language(info: str) -> bool | None:
    """Say whether the info of a block names Python; None where it names no language."""
    words = [w for w in _WORDS.findall(info.lower()) if w not in ("code-block", "code-cell")]
    if not words:
        return None
    return words[0] in _PYTHON
