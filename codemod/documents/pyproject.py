"""Requirements in TOML: pyproject.toml, Pipfile, and the block of a script.

PEP 621, PEP 735 and PEP 723; the tables of Poetry, PDM, Hatch, uv, Rye, Flit and Pixi; pipenv's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemod.documents.entries import Entry, Manifest, normalized, pep508
from codemod.documents.text import Document
from codemod.documents.toml import Pair, TomlError, Value, pairs
from codemod.vocabulary.patterns import late

_LISTS = late(
    r"project\.dependencies|project\.optional-dependencies\.[^.]+|dependency-groups\.[^.]+"
    r"|tool\.pdm\.dev-dependencies\.[^.]+|tool\.(?:uv|rye)\.dev-dependencies"
    r"|tool\.hatch\.envs\.[^.]+\.(?:extra-)?dependencies|tool\.flit\.metadata\.requires"
    r"|tool\.flit\.metadata\.requires-extra\.[^.]+"
)
_CONSTRAINTS = late(r"tool\.uv\.(?:constraint|override)-dependencies")
_NAMES = late(r"tool\.poetry\.extras\.[^.]+")
_CARET = late(
    r"tool\.poetry\.(?:dependencies|dev-dependencies|group\.[^.]+\.dependencies)"
    r"|tool\.pixi\.pypi-dependencies|tool\.pixi\.feature\.[^.]+\.pypi-dependencies"
)
_PIPENV = late(r"(?!requires$|source$|scripts$|pipenv$)[^.]+")
_PYTHON = ("project.requires-python", "tool.poetry.dependencies.python", "requires-python")
_FILES = late(
    r"tool\.setuptools\.dynamic\.(?:dependencies|optional-dependencies\.[^.]+)\.file"
    r"|tool\.hatch\.metadata\.hooks\.requirements_txt\.files"
)
_SCRIPT = late(
    r"^# /// script[ \t]*\r?\n(?P<block>(?:#(?:| [^\r\n]*)\r?\n)*?)# ///[ \t]*(?:\r?$)",
    re.MULTILINE,
)
_PREFIX = late(r"^# ?", re.MULTILINE)


def read_pyproject(document: Document) -> Manifest:
    """Return the manifest that a pyproject.toml is."""
    return _read(Manifest(document), document.text, lists=_LISTS, tables=_CARET)


def read_pipfile(document: Document) -> Manifest:
    """Return the manifest that a Pipfile is."""
    manifest = Manifest(document)
    return _read(manifest, document.text, lists=None, tables=_PIPENV, style="pep440")


def read_script(document: Document) -> Manifest | None:
    """Return the manifest in a script's block, or None without one."""
    match = _SCRIPT.search(document.text)
    if match is None:
        return None
    start, end = match.span("block")
    block = _PREFIX.sub(lambda found: " " * len(found[0]), document.text[start:end])
    # What lies around the block is white space: the offsets are those of the file.
    blank = re.sub(r"[^\r\n]", " ", document.text[:start])
    wanted = re.compile("dependencies")
    return _read(Manifest(document, "script"), blank + block, lists=wanted, tables=None)


def _read(
    manifest: Manifest,
    text: str,
    *,
    lists: re.Pattern[str] | None,
    tables: re.Pattern[str] | None,
    style: str = "caret",
) -> Manifest:
    try:
        found = list(pairs(text))
    except (TomlError, ValueError, IndexError) as error:
        manifest.fault = str(error)
        return manifest
    split = _split_tables(found, tables)
    for pair in found:
        dotted = ".".join(pair.path)
        parent = ".".join(pair.path[:-1])
        if dotted in _PYTHON or (style == "pep440" and dotted == "requires.python_version"):
            if pair.value.inner is not None:
                manifest.python.append(pair.value.inner)
        elif lists and lists.fullmatch(dotted):
            manifest.entries += _listed(text, dotted, pair.value)
        elif lists and _CONSTRAINTS.fullmatch(dotted):
            manifest.entries += _listed(text, dotted, pair.value, constraint=True)
        elif lists and _NAMES.fullmatch(dotted):
            manifest.entries += _listed(text, dotted, pair.value, style="name")
        elif tables and tables.fullmatch(parent) and pair.parts == 1:
            manifest.entries.append(_in_table(text, parent, pair, style))
        elif lists and _files(pair.path):
            manifest.includes += _included(text, dotted, pair.value)
    manifest.entries += split
    return _sourced(manifest, found)


def _files(path: tuple[str, ...]) -> bool:
    """Say whether a key is, or may hold, the names of files with requirements."""
    dotted = ".".join(path)
    return _FILES.fullmatch(dotted) is not None or _FILES.fullmatch(f"{dotted}.file") is not None


def _included(text: str, dotted: str, value: Value) -> Iterator[tuple[str, bool]]:
    for pair in value.pairs:
        yield from _included(text, ".".join(pair.path), pair.value)
    if _FILES.fullmatch(dotted):
        for each in value.items or (value,):
            if each.kind == "string" and each.inner is not None:
                yield text[slice(*each.inner)], False


def _listed(
    text: str, group: str, value: Value, *, constraint: bool = False, style: str = "pep440"
) -> Iterator[Entry]:
    for item in value.items:
        if item.kind != "string":
            continue
        inner = item.inner or (item.start + 1, item.end - 1)
        entry = pep508(text, *inner, group, "bracket", outer=(item.start, item.end))
        if entry is not None:
            fixed = entry.fixed or ("" if item.inner else "it is written with escapes")
            yield _changed(entry, style=style, constraint=constraint, fixed=fixed)


def _changed(entry: Entry, **fields: object) -> Entry:
    from dataclasses import replace

    return replace(entry, **fields)  # type: ignore[arg-type]


def _in_table(text: str, group: str, pair: Pair, style: str) -> Entry:
    value = pair.value
    bounds, fixed, extras = value.inner, "", ""
    if value.kind == "table":
        said = {each.path[-1]: each.value for each in value.pairs}
        version = said.get("version")
        bounds = version.inner if version is not None else None
        for key in ("git", "path", "url", "file", "ref"):
            if key in said:
                fixed = f"it is installed by {key}"
        if "extras" in said:
            extras = ", ".join(text[slice(*e.inner)] for e in said["extras"].items if e.inner)
    if bounds is None and not fixed:
        fixed = "its version is written in a way that is not edited"
    return Entry(
        group=group,
        name=normalized(pair.path[-1]),
        start=pair.start,
        end=value.end,
        name_at=pair.key,
        bounds_at=bounds or (value.start, value.start),
        layout="pair",
        style=style,
        extras=extras,
        fixed=fixed,
    )


def _split_tables(found: list[Pair], tables: re.Pattern[str] | None) -> list[Entry]:
    """Return entries that have a table of their own, or dotted keys: named, and not edited."""
    entries: dict[tuple[str, str], Entry] = {}
    for pair in found:
        for depth in range(1, len(pair.path) - 1):
            parent, name = ".".join(pair.path[:depth]), pair.path[depth]
            if tables and tables.fullmatch(parent):
                place = pair.start, pair.value.end
                entries.setdefault(
                    (parent, name),
                    Entry(
                        parent,
                        normalized(name),
                        *place,
                        (pair.start, pair.start),
                        (pair.start, pair.start),
                        "pair",
                        fixed="it has a table of its own",
                    ),
                )
    return list(entries.values())


def _sourced(manifest: Manifest, found: list[Pair]) -> Manifest:
    """Leave what uv or PDM installs from somewhere else."""
    sources = {
        normalized(pair.path[3])
        for pair in found
        if pair.path[:3] == ("tool", "uv", "sources") and len(pair.path) > 3
    }
    manifest.entries = [
        (
            _changed(entry, fixed="tool.uv.sources says where it comes from")
            if entry.name in sources
            else entry
        )
        for entry in manifest.entries
    ]
    return manifest
