"""What the run tells of texts that it does not migrate: names of variables, cells of a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemod.vocabulary.cells import CELL, MAGIC, TEXT, UNREAD, is_notebook_text
from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.spans import Span


def told(path: str, data: bytes, migration: Migration, *, rewriting: bool) -> Iterator[Diagnostic]:
    """Yield what is to be told of a text; ``rewriting`` says whether any code moves.

    A notebook comes as the Python source that stands for it.
    """
    if is_notebook_text(data):
        yield from unread(path, data, migration)
        if rewriting:
            yield from in_cells(path, data, migration)
    elif rewriting:
        yield from mentions(path, data, migration)


def mentions(path: str, data: bytes, migration: Migration) -> Iterator[Diagnostic]:
    """Yield the places in another text that name a variable of the source's key, or install it."""
    if migration.own:
        return
    yield from variables(path, data, migration)
    if migration.native:
        yield from installs(path, data, migration)


def variables(path: str, data: bytes, migration: Migration) -> Iterator[Diagnostic]:
    """Yield the places in a text that name a variable of the source's key."""
    names = migration.surface.environment.get("api_key", ())
    pattern = re.compile("|".join(rf"\b{name}\b" for name in names).encode())
    now = migration.key_variable or "the variable of each model's provider"
    for span, found in lines_with(pattern, data):
        message = f"{found} is named here; the code now reads {now}"
        yield Diagnostic(path, span, "VARIABLE-ELSEWHERE", message, Severity.NOTE)


def installs(path: str, data: bytes, migration: Migration) -> Iterator[Diagnostic]:
    """Yield the lines of a text that install the source and are no entries of a manifest."""
    from codemod.documents.serving import reader

    name = re.escape(migration.surface.distribution)
    # What pip installs in a manifest is an entry of it.
    tools = r"(?:pip[\d.]*|uv +pip|" if reader(path) is None else "(?:"
    tools += "uv|poetry|pdm|pipenv|rye|conda|mamba)"
    pattern = re.compile(
        rf"\b{tools} +(?:install|add)\b[^\r\n]*?(?<![\w./-]){name}(?![\w/.-])".encode()
    )
    for span, _ in lines_with(pattern, data):
        message = f"{name} is installed here; the code now uses {migration.route.requirement}"
        yield Diagnostic(path, span, "REQUIREMENT-ELSEWHERE", message, Severity.NOTE)


def in_cells(path: str, source: bytes, migration: Migration) -> Iterator[Diagnostic]:
    """Yield the mentions in the text and the magics of a notebook; ``source`` stands for it."""
    rows = source.splitlines(keepends=True)
    texts = [row if row.startswith(TEXT.encode()) else b"\n" for row in rows]
    yield from mentions(path, b"".join(texts), migration)
    if migration.own:
        return
    magics = [row if MAGIC.encode() in row else b"\n" for row in rows]
    yield from variables(path, b"".join(magics), migration)


def unread(path: str, source: bytes, migration: Migration) -> Iterator[Diagnostic]:
    """Yield what uses the source in a notebook's cells and lines that are no Python of its own."""
    modules = "|".join(migration.surface.modules)
    ends = {".".join(o.split(".")[-2:]) for o in migration.surface.operations if "." in o}
    calls = "|".join(sorted(re.escape(end) for end in ends))
    pattern = re.compile(
        rf"\b(?:import|from) (?:{modules})\b|\.(?:{calls})\(|\b(?:{modules})\.[A-Z]\w+\.\w+\(".encode()
    )
    why = ""
    for number, row in enumerate(source.splitlines(), 1):
        if CELL.encode() in row and MAGIC.encode() not in row:
            why = "the cell cannot be read" if UNREAD.encode() in row else "a magic runs this"
        match = pattern.search(row) if MAGIC.encode() in row else None
        if match is not None:
            said = match[0].decode(errors="replace").strip()
            span = Span(number, match.start(), number, match.end())
            yield Diagnostic(
                path, span, "NOTEBOOK-LEFT", f"{why}, and it stays: {said}", Severity.LEFT
            )


def lines_with(pattern: re.Pattern[bytes], data: bytes) -> Iterator[tuple[Span, str]]:
    """Yield the place and the text of the first match in each line."""
    for number, line in enumerate(data.splitlines(), 1):
        match = pattern.search(line)
        if match is not None:
            yield Span(number, match.start(), number, match.end()), match[0].decode(
                errors="replace"
            )
