"""The seven phases in order: select, scan, link, plan, edit, verify; writing is the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codemod.pausing import collector_paused
from codemod.reading.glance import Glance, glance
from codemod.reading.modules import Modules, setup_folders
from codemod.reading.needles import compile_needles
from codemod.reading.sources import read, read_if
from codemod.searching import words
from codemod.vocabulary.cells import is_notebook_name
from codemod.vocabulary.diagnostics import WHOLE_FILE
from codemod.vocabulary.outcomes import Report, Skipped, skipped_files

if TYPE_CHECKING:
    from codemod.pool import Pool
    from codemod.vocabulary.migration import Migration

PYTHON = (".py", ".pyi", ".pyw")


def transform(
    files: Mapping[str, bytes],
    migration: Migration,
    editable: Callable[[str], bool] = lambda path: True,
) -> Report:
    """Run scan, link, plan, edit and verify over files in memory.

    ``files`` maps paths (relative to the project's root) to bytes; all of them inform the plan, those
    for which ``editable`` is true may change.
    """
    from codemod.books import Books
    from codemod.data import Data
    from codemod.reading.kinds import is_code_name
    from codemod.reading.style import Styles
    from codemod.repository import Others, Repository
    from codemod.steps import report
    from codemod.work import Work

    python = [path for path in files if path.endswith(PYTHON)]
    needles = compile_needles(words(migration))
    code = [*python, *filter(is_notebook_name, files)]
    starts = [path for path in code if needles.within(files[path])]
    books = Books(files.__getitem__)
    texts = {path: data for path, data in files.items() if not path.endswith(PYTHON)}
    is_name = migration.surface.is_model_name
    settings = Data(texts, files.__getitem__, filter(is_code_name, texts), is_name)
    repository = Repository(code, books.source, settings)
    modules = Modules.of(
        python, setup_folders=setup_folders(files), installed=migration.surface.modules
    )
    others = Others(
        tuple(texts),
        files.__getitem__,
        files.__contains__,
        lambda every: texts.items(),
        code=tuple(starts),
    )
    styles = Styles(files.get)
    with collector_paused():
        work = Work(repository, modules, migration, editable, styles, others, books)
        return documented(report(work, starts), migration, modules, files.items(), editable)


def run(
    root: Path,
    paths: Sequence[Path],
    migration: Migration,
    *,
    exclude: Sequence[str] = (),
    jobs: int = 1,
    executor: str = "",
    progress: Callable[[str], None] | None = None,
    talk: Callable[[str], None] | None = None,
    guard: Callable[[Sequence[str]], set[str]] | None = None,
    glanced: Glance | None = None,
) -> Report:
    """Select the project's files below ``root`` and transform those below ``paths``; write nothing.

    ``guard`` says which of some paths must not be overwritten. ``jobs`` is the most processes that
    edit, where several pay, ``executor`` the address of a cluster in their place; ``talk`` is told in one
    line if they fail.
    ``glanced`` is what was found already by a search for more words than those of the migration.
    Raises ``PathError`` for a path that does not exist, ``ConfigurationError`` for a cluster that
    cannot be used.
    """
    say = progress or (lambda message: None)
    say("selecting files")
    needles = compile_needles(words(migration))
    if glanced is None:
        glanced = glance(root, paths, needles, exclude)
    else:
        glanced = glanced.through(needles)
    selection, held, notebooks = glanced.selection, glanced.held, glanced.notebooks
    if not held and not notebooks and not migration.docs:
        return Report((), skipped_files(selection.skipped))

    from codemod.books import Books
    from codemod.data import Data
    from codemod.documents.examples import is_document
    from codemod.reading.style import Styles
    from codemod.repository import Others, Repository
    from codemod.steps import report
    from codemod.work import Work

    books = Books(lambda path: held[path] if path in held else read(root, path))
    is_name = migration.surface.is_model_name
    settings = Data(selection.texts, lambda path: read(root, path), selection.programs, is_name)
    repository = Repository((*selection.python, *notebooks), books.source, settings)
    modules = Modules.of(
        selection.python,
        root_name=root.name,
        setup_folders=setup_folders((*selection.python, *selection.texts)),
        installed=migration.surface.modules,
        links=selection.links,
    )
    starts = [path for path, data in held.items() if isinstance(data, bytes)]
    starts += [path for path in notebooks if isinstance(read_if(root, path, needles), bytes)]
    say(f"reading {len(starts)} of {len(repository.paths)} files")

    def texts(every: bool) -> Iterator[tuple[str, bytes]]:
        for path in selection.texts:
            found = None
            if every or is_notebook_name(path):
                found = read_if(root, path, needles)
            if isinstance(found, bytes):
                yield path, found

    others = Others(
        selection.texts,
        lambda path: read(root, path),
        lambda path: (root / path).is_file(),
        texts,
        selection.programs,
        tuple(starts),
    )
    styles = Styles(lambda path: found if isinstance(found := read(root, path), bytes) else None)
    editable = selection.editable.__contains__
    pool = pooled(jobs, executor, talk or (lambda message: None))
    work = Work(repository, modules, migration, editable, styles, others, books, guard, pool)
    for path, data in held.items():
        if isinstance(data, Skipped):
            repository.fail(path, WHOLE_FILE, "FILE-SKIPPED", data.reason)

    def documents() -> Iterator[tuple[str, bytes]]:
        yield from ((path, data) for path, data in held.items() if isinstance(data, bytes))
        for path in selection.texts:
            found = read_if(root, path, needles) if is_document(path) else None
            if isinstance(found, bytes):
                yield path, found

    try:
        with collector_paused():
            found = report(work, starts, selection.skipped)
            return documented(found, migration, modules, documents(), editable, guard)
    finally:
        if pool is not None:
            pool.close()


def pooled(jobs: int, executor: str, talk: Callable[[str], None]) -> Pool | None:
    """Return what edits beside this process, None for nothing."""
    if executor:
        from codemod.cluster import of_cluster

        return of_cluster(executor, talk)
    from codemod.pool import of_processes

    return of_processes(jobs, talk)


def documented(
    report: Report,
    migration: Migration,
    modules: Modules,
    files: Iterable[tuple[str, bytes]],
    editable: Callable[[str], bool],
    guard: Callable[[Sequence[str]], set[str]] | None = None,
) -> Report:
    """Return a report with what is to be said of the examples in documents, or what becomes of them."""
    from codemod.documents.examples import is_document
    from codemod.examples import Documents

    if not migration.docs and not report.rewritten:
        return report
    asked = replace(migration, docs=False, helpers=False)
    documents = Documents(
        asked,
        lambda files: transform(files, asked),
        lambda path, module: module.startswith(".") or bool(modules.resolve(path, 0, module)),
    )
    if not migration.docs:
        told = documents.mentioned((p, data) for p, data in files if is_document(p))
        return replace(report, diagnostics=tuple(sorted({*report.diagnostics, *told})))
    return documents.over(report, ((p, data) for p, data in files if editable(p)), guard)
