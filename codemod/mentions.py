"""What the run tells of texts that it does not migrate: names of variables, cells of a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from codemod.repository import Repository
from codemod.vocabulary.cells import CELL, MAGIC, TEXT, UNREAD, is_notebook_text
from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Outcome, Rewritten
from codemod.vocabulary.places import is_test
from codemod.vocabulary.spans import Span

_NAME = re.compile(rb"(?<![\w./-])[A-Za-z][\w.:-]{2,60}(?![\w/-])")


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


def read_no_more(migration: Migration, repository: Repository) -> Mapping[str, str]:
    """Return the variables that only an older major read by itself → those of today.

    They matter where the target is the source's own service. What the program itself reads is none
    of them: it goes on to do so.
    """
    named = migration.surface.module_client.variables if migration.own else {}
    texts = [repository.peek(path) or b"" for path in repository.paths if named]
    return {old: new for old, new in named.items() if not any(old.encode() in t for t in texts)}


def older_variables(path: str, data: bytes, named: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the places in a text that name a variable which only an older major read by itself.

    ``named`` are such variables → those of today.
    """
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in named).encode())
    for span, found in lines_with(pattern, data) if named else ():
        message = f"{found} is named here, which an older major read by itself: today's SDK reads {named[found]}"
        yield Diagnostic(path, span, "MODULE-SETTING", message, Severity.REVIEW)


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


def data_names(
    files: Iterable[tuple[str, bytes]], migration: Migration, edited: set[tuple[str, int]]
) -> tuple[list[Diagnostic], list[str]]:
    """Return a finding for each file of data that names models of the source, and what is to do.

    ``edited`` are the lines that were edited. What stands among tests is counted, and not listed. Where
    the source itself is the target, only names that it serves no more are told.
    """
    provider = migration.provider
    ended = {*provider.models, *provider.gone}
    found: list[Diagnostic] = []
    tests = 0
    for path, data in files:
        rows = [
            (Span(number, match.start(), number, match.end()), match[0].decode())
            for number, line in enumerate(data.splitlines(), 1)
            if (path, number) not in edited
            for match in _NAME.finditer(line)
            if (name := match[0].decode()) in ended
            or (not migration.own and migration.surface.is_model_name(name))
        ]
        if rows and is_test(path):
            tests += 1
        elif rows:
            names = ", ".join(list(dict.fromkeys(name for _, name in rows))[:3])
            message = f"{names}: nothing that moved is seen to read this, and it stays"
            found.append(Diagnostic(path, rows[0][0], "DATA-NAMES", message, Severity.NOTE))
    said = listed(found, tests)
    return found, [f"look whether the names of models in {said} still fit"] if said else []


def data_addresses(
    files: Iterable[tuple[str, bytes]], migration: Migration, edited: set[tuple[str, int]]
) -> tuple[list[Diagnostic], list[str]]:
    """Return a finding for each file of data that gives an address of the source, and what is to do."""
    hosts = "|".join(re.escape(host) for host in migration.surface.hosts if host[:1] != ".")
    pattern = re.compile(rf"https?://(?:{hosts})(?![\w.-])(?:/[\w./-]*\w)?".encode())
    found: list[Diagnostic] = []
    for path, data in files:
        rows = [row for row in lines_with(pattern, data) if (path, row[0].line) not in edited]
        if rows and not is_test(path):
            message = f"{rows[0][1]}: nothing that moved is seen to read this, and it stays"
            found.append(Diagnostic(path, rows[0][0], "DATA-ADDRESS", message, Severity.NOTE))
    said = listed(found)
    return found, [f"look whether the addresses in {said} still fit"] if said else []


def listed(found: list[Diagnostic], tests: int = 0) -> str:
    """Return the files of findings as a text, and how many files of tests there are beside them."""
    paths = [each.path for each in found[:3]]
    paths += [f"{len(found) - 3} more files"] if len(found) > 3 else []
    paths += [f"{tests} file{'s' * (tests > 1)} of tests"] if tests else []
    return " and ".join([", ".join(paths[:-1]), paths[-1]] if len(paths) > 1 else paths)


def lines_edited(outcomes: Iterable[Outcome]) -> set[tuple[str, int]]:
    """Return the lines of files, as they were read, that edits touch."""
    return {
        (outcome.path, line)
        for outcome in outcomes
        if isinstance(outcome, Rewritten)
        for edit in outcome.edits
        for line in range(edit.span.line, edit.span.end_line + 1)
    }
