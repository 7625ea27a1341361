"""Where an aid stands: in one folder for all that call it, imported as its neighbours are."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from codemod.reading.modules import Modules
from codemod.vocabulary.aids import Aid
from codemod.vocabulary.edits import Edit, Why
from codemod.vocabulary.lists import ElementSite, ListSite
from codemod.vocabulary.outcomes import Outcome, Rewritten
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.site import Site
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin

if TYPE_CHECKING:
    from codemod.work import Work

CALLED = "HELPER-CALLED"
"""The code of an edit that calls an aid."""
UNWRITTEN = "a dict in it is not written in one piece"
_SCRIPT = re.compile(rb"""__name__\s*==\s*['"]__main__['"]""")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a repository.

    ``resolve`` finds an import, ``get`` the bytes of any file, or None, ``source`` the text of a module,
    ``importers`` the modules that may import one.
    """

    modules: Modules
    resolve: Callable[[str, str, int], str | None]
    get: Callable[[str], bytes | None]
    source: Callable[[str], bytes]
    importers: Callable[[str], Iterable[str]]


def aided(
    sites: Sequence[Site], aid: Aid, plain: Mapping[str, Collection[str]], files: Files
) -> tuple[list[Site], str]:
    """Return sites, and the path of the aid, "" where none is needed.

    The lists that it takes apart say how it is imported, or why it cannot be; what stands in no others
    says so. ``plain`` are the keys with which a dict of a list may stay as it is, unseen.
    """
    unseen = unwritten(sites, aid, plain)
    found = [
        (
            replace(site, lost=site.lost or UNWRITTEN)
            if isinstance(site, ListSite)
            and site.call in unseen
            and site.parameter == aid.parameter
            else site
        )
        for site in sites
    ]
    calling = {site.path for site in found if isinstance(site, ListSite) and fits(site, aid)}
    if not calling:
        return found, ""
    folder = posixpath.commonpath([posixpath.dirname(path) or "." for path in calling])
    folder = "" if folder == "." else folder
    path = posixpath.join(folder, f"{aid.module}.py")
    taken = reason_taken(path, aid, files)
    rows = {each: ("", taken) if taken else imported(each, folder, aid, files) for each in calling}
    for number, site in enumerate(found):
        if isinstance(site, ListSite) and fits(site, aid):
            line, why = rows[site.path]
            found[number] = replace(site, aid=line, unaided=why)
    able = {s.call for s in found if isinstance(s, ListSite) and s.aid}
    for number, site in enumerate(found):
        if isinstance(site, ElementSite) and of(site, aid) and site.calls <= able:
            found[number] = replace(site, aided=bool(site.calls))
    return found, path


def unwritten(
    sites: Iterable[Site], aid: Aid, plain: Mapping[str, Collection[str]]
) -> frozenset[Origin]:
    """Return the calls whose list holds a dict that is not written in one piece."""
    return frozenset(
        call
        for site in sites
        if isinstance(site, ElementSite) and of(site, aid)
        if site.unseen(plain.get(site.parameter, ()))
        for call in site.calls
    )


def of(site: ElementSite, aid: Aid) -> bool:
    """Say whether a dict stands in a list that an aid takes, or in a list within one."""
    return site.parameter.partition(".")[0] == aid.parameter


def fits(site: ListSite, aid: Aid) -> bool:
    """Say whether an aid may take a list apart: it is the call's own argument, and cannot be seen."""
    return bool(site.lost) and site.argument is not None and site.parameter == aid.parameter


def reason_taken(path: str, aid: Aid, files: Files) -> str:
    """Say why an aid cannot stand at a path, or "": what stands there is never overwritten."""
    stem = path.removesuffix(".py")
    held = files.get(path)
    if held not in (None, aid.text) or f"{stem}/__init__" in files.modules.files:
        return f"{path} is there already, and is another module"
    return ""


def imported(path: str, folder: str, aid: Aid, files: Files) -> tuple[str, str]:
    """Return how a file imports the aid in ``folder`` (its name, or a statement), and why it cannot."""
    own = posixpath.dirname(path)
    deep = own.count("/") + bool(own) - folder.count("/") - bool(folder)
    above = [own]
    while above[-1] != folder:
        above.append(posixpath.dirname(above[-1]))
    packaged = bool(folder) and all(each in files.modules.packages for each in above)
    if deep and not packaged:
        return "", "the calls that need it stand in several folders, which are no package together"
    seen = (*neighbours(path, files), *importers(path, files))
    prefix = seen[0] if seen else None
    if prefix is None and packaged:
        if _SCRIPT.search(files.source(path)):
            return "", "the file is a script in a package: how it imports is not seen"
        prefix = "."
    if prefix is None or (not prefix and not deep):
        return aid.module, ""
    if prefix.startswith("."):
        return f"from {'.' * (deep + 1)} import {aid.module}", ""
    parts = prefix.split(".")
    if deep >= len(parts):
        return "", "how the file would import it is not seen"
    return f"from {'.'.join(parts[: len(parts) - deep])} import {aid.module}", ""


def neighbours(path: str, files: Files) -> Iterator[str]:
    """Yield how a file imports modules beside it: ``.``, the package before their names, or ""."""
    folder = posixpath.dirname(path)
    for level, name in statements(files.source(path)):
        found = files.resolve(path, name, level)
        beside = found is not None and found != path and posixpath.dirname(found) == folder
        if found is not None and beside and posixpath.basename(found) != "__init__.py":
            yield "." if level else name.rpartition(".")[0]


def importers(path: str, files: Files) -> Iterator[str]:
    """Yield how other files import this one, in the same words."""
    for other in files.importers(path):
        for level, name in statements(files.source(other)):
            if files.resolve(other, name, level) == path:
                yield "." if level else name.rpartition(".")[0]


def statements(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield (level, dotted name) of what a module imports, and of what may be a module there."""
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            head = f"{node.module}." if node.module else ""
            yield from ((node.level, head + alias.name) for alias in node.names)
            if node.module:
                yield node.level, node.module


def with_aid(sites: list[Site], run: Work) -> tuple[list[Site], str]:
    """Return the sites of a run and the path of its aid, "" where the user asks for none."""
    aid = run.migration.route.aid
    if aid is None or not run.migration.helpers:
        return sites, ""

    def source(path: str) -> bytes:
        return run.repository.source(path) or b""

    plain, importers = run.migration.route.plain, run.reaching.importing
    files = Files(run.modules, run.reaching.resolve, partial(held, run), source, importers)
    return aided(sites, aid, plain, files)


def held(run: Work, path: str) -> bytes | None:
    """Return what any file of the project holds, None where there is none."""
    data = run.others.get(path) if run.others.present(path) else None
    return data if isinstance(data, bytes) or data is None else b""


def written(outcomes: Iterable[Outcome], run: Work) -> list[Outcome]:
    """Return the new file, if a file that changes calls the run's aid and it is not there already."""
    aid = run.migration.route.aid
    calling = any(
        edit.why.code == CALLED
        for outcome in outcomes
        if isinstance(outcome, Rewritten)
        for edit in outcome.edits
    )
    if aid is None or not calling or not run.aid or held(run, run.aid) is not None:
        return []
    message = f"{aid.module} is new: it takes {aid.parameter} apart when the program runs"
    edit = Edit(Span(1, 0, 1, 0), Why("HELPER-WRITTEN", message))
    return [Rewritten(run.aid, b"", aid.text, (edit,), (), created=True)]


def shipping(outcomes: Iterable[Outcome]) -> list[str]:
    """Return what is to do for files that are new: images and distributions may name theirs one by one."""
    return [
        f"see that {outcome.path}, which is new, goes wherever the program goes (an image, a distribution)"
        for outcome in outcomes
        if isinstance(outcome, Rewritten) and outcome.created
    ]
