"""Requirements of setuptools, tox and nox: setup.cfg, tox.ini, the literals of setup.py and noxfile.py."""

from __future__ import annotations

import ast
import configparser
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace

from codemod.documents.entries import Entry, Manifest, pep508
from codemod.documents.text import Document
from codemod.vocabulary.patterns import late

_SECTION = late(r"\[(?P<name>[^\]]+)\]")
_KEY = late(r"(?P<key>[^\s=:#;\[][^=:]*?)\s*[=:]")
_LISTS = {
    "install_requires",
    "tests_require",
    "setup_requires",
    "extras_require",
    "requires",
    "python_requires",
}
_FACTOR = late(r"[\w.,{}!-]+:[ \t]+")
_PLAIN = late(r"(?P<quote>'|\")(?:(?!(?P=quote))[^\\\r\n])*(?P=quote)")


def read_setup_cfg(document: Document) -> Manifest:
    """Return the manifest that a setup.cfg or a tox.ini is."""
    manifest = Manifest(document, "install" if document.path.endswith(".ini") else "declared")
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(document.text)
    except configparser.Error as error:
        manifest.fault = f"it cannot be read: {str(error).splitlines()[0]}"
        return manifest
    section = key = ""
    for start, end in _lines(document):
        text = document.text[start:end]
        if not text.strip() or text.lstrip()[0] in "#;":
            continue
        header = _SECTION.match(text)
        opened = _KEY.match(text)
        if header is not None:
            section, key = header["name"].strip(), ""
            continue
        if text[0] not in " \t" and opened is not None:
            key = opened["key"].strip().lower()
            start += opened.end()
        _item(manifest, section, key, start, end)
    return manifest


def _lines(document: Document) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(document.text):
        yield at, document.line_end(at)
        at = document.next_line(at)


def _item(manifest: Manifest, section: str, key: str, start: int, end: int) -> None:
    text = manifest.document.text
    while start < end and text[start] in " \t":
        start += 1
    if start == end:
        return
    if (section, key) == ("options", "python_requires"):
        manifest.python.append((start, end))
    is_list = section == "options.extras_require" or (section == "options" and key in _LISTS)
    is_list |= section.startswith("testenv") and key == "deps"
    if not is_list:
        return
    if text.startswith("file:", start):
        named = text[start + 5 : end].split(",")
        manifest.includes += [(each.strip(), False) for each in named if each.strip()]
        return
    factor = _FACTOR.match(text, start, end)
    entry = pep508(text, factor.end() if factor else start, end, f"{section}.{key}", "line")
    if entry is not None:
        manifest.entries.append(replace(entry, start=start))


def read_setup_py(document: Document) -> Manifest:
    """Return the manifest that a setup.py is: what its literals say of requirements.

    Only strings are read that stand in a list which reaches a keyword of requirements: directly, or
    by names that the module binds.
    """
    manifest = Manifest(document)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(document.data)
    except (SyntaxError, ValueError, RecursionError) as error:
        manifest.fault = f"it cannot be parsed: {error}"
        return manifest
    loose: list[Entry] = []
    bound: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                while isinstance(target, ast.Subscript):
                    target = target.value
                if isinstance(target, ast.Name):
                    bound.setdefault(target.id, []).append(node.value)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            for keyword in call.keywords:
                if keyword.arg in _LISTS:
                    for each in _reached(keyword.value, bound, set()):
                        _literals(manifest, keyword.arg, each)
                        if keyword.arg != "python_requires":
                            loose += _loose(document, each)
    unique = {(entry.start, entry.name): entry for entry in (*loose, *manifest.entries)}
    manifest.entries = sorted(unique.values(), key=lambda entry: entry.start)
    return manifest


def read_noxfile(document: Document) -> Manifest:
    """Return the manifest that the ``install()`` calls of a noxfile.py are."""
    manifest = Manifest(document, "install")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(document.data)
    except (SyntaxError, ValueError, RecursionError) as error:
        manifest.fault = f"it cannot be parsed: {error}"
        return manifest
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "install":
                group = f"install@{node.lineno}:{node.col_offset}"
                manifest.entries += _elements(document, group, node.args)
    return manifest


def _reached(
    value: ast.expr, bound: dict[str, list[ast.expr]], seen: set[str]
) -> Iterator[ast.expr]:
    yield value
    for node in ast.walk(value):
        if isinstance(node, ast.Name) and node.id not in seen:
            seen.add(node.id)
            for each in bound.get(node.id, ()):
                yield from _reached(each, bound, seen)


def _literals(manifest: Manifest, keyword: str, value: ast.expr) -> None:
    document = manifest.document
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and _opened(node):
            manifest.includes.append((_opened(node), False))
        if keyword == "python_requires":
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                start, end = _place(document, node)
                if _PLAIN.fullmatch(document.text, start, end):
                    manifest.python.append((start + 1, end - 1))
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            group = f"{keyword}@{node.lineno}:{node.col_offset}"
            manifest.entries += _elements(document, group, node.elts)


def _opened(call: ast.Call) -> str:
    """Return the path of the text file that a call opens, or ""."""
    for argument in call.args[:1]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            if argument.value.endswith((".txt", ".in")):
                return argument.value
    return ""


def _elements(document: Document, group: str, elements: list[ast.expr]) -> Iterator[Entry]:
    for element in elements:
        if isinstance(element, ast.Constant) and isinstance(element.value, str):
            start, end = _place(document, element)
            if _PLAIN.fullmatch(document.text, start, end):
                place = start, end
                entry = pep508(document.text, start + 1, end - 1, group, "bracket", outer=place)
                if entry is not None:
                    yield entry


def _loose(document: Document, value: ast.expr) -> Iterator[Entry]:
    """Yield what strings name that are no plain elements of a list: it is not edited."""
    keys = {
        key
        for node in ast.walk(value)
        for key in (node.keys if isinstance(node, ast.Dict) else [getattr(node, "slice", None)])
    }
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in keys:
            start, end = _place(document, node)
            for word in re.split(r"[\s,]+", node.value):
                named = pep508(word, 0, len(word), "", "bracket")
                if named is not None:
                    fixed = "it is not written as one plain string"
                    at = (start, start)
                    yield Entry("", named.name, start, end, at, at, "bracket", fixed=fixed)


def _place(document: Document, node: ast.expr) -> tuple[int, int]:
    assert node.end_lineno is not None and node.end_col_offset is not None
    return (
        document.offset(node.lineno, node.col_offset),
        document.offset(node.end_lineno, node.end_col_offset),
    )
