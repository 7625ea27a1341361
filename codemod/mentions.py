"""What the run tells of files that it does not migrate: notebooks, and names of variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.spans import Span


def mentions(path: str, data: bytes, migration: Migration) -> Iterator[Diagnostic]:
    """Yield the places in another file that name a variable of the source's key."""
    names = migration.surface.environment.get("api_key", ())
    pattern = re.compile("|".join(rf"\b{name}\b" for name in names).encode())
    now = migration.key_variable or "the variable of each model's provider"
    for span, found in lines_with(pattern, data):
        message = f"{found} is named here; the code now reads {now}"
        yield Diagnostic(path, span, "VARIABLE-ELSEWHERE", message, Severity.NOTE)
    if migration.native:
        yield from installs(path, data, migration)


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


def notebook(path: str, data: bytes, migration: Migration) -> Iterator[Diagnostic]:
    """Yield the lines of a notebook that import the source or look like a call of it."""
    modules = "|".join(migration.surface.modules)
    ends = {".".join(o.split(".")[-2:]) for o in migration.surface.operations if "." in o}
    calls = "|".join(sorted(re.escape(end) for end in ends))
    pattern = re.compile(
        rf"\b(?:import|from) (?:{modules})\b|\.(?:{calls})\(|\b(?:{modules})\.[A-Z]\w+\.\w+\(".encode()
    )
    for span, found in lines_with(pattern, data):
        message = f"notebooks are not migrated yet: {found.strip()}"
        yield Diagnostic(path, span, "NOTEBOOK-LEFT", message, Severity.LEFT)


def lines_with(pattern: re.Pattern[bytes], data: bytes) -> Iterator[tuple[Span, str]]:
    """Yield the place and the text of the first match in each line."""
    for number, line in enumerate(data.splitlines(), 1):
        match = pattern.search(line)
        if match is not None:
            yield Span(number, match.start(), number, match.end()), match[0].decode(
                errors="replace"
            )
