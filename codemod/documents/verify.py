"""Prove that a manifest says after its edits what it said before, but for the requirements meant."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Callable, Sequence
from typing import Any

from codemod.documents.entries import Manifest, normalized, pep508
from codemod.documents.text import Document
from codemod.documents.toml import load

Read = Callable[[Document], "Manifest | None"]


def verify(manifest: Manifest, after: bytes, names: Sequence[str], read: Read | None = None) -> str:
    """Return why ``after`` must not replace the manifest, one clause, or "".

    Both texts are read by the standard reader of their format; what is left without requirements
    of ``names`` (distributions) must be the same. Byte order mark and line ends must be kept. Where
    ``read`` is given, the last of ``names`` must not stand in more places that it makes no entries of.
    """
    before = manifest.document.data
    try:
        if _said(manifest.path, before, names) != _said(manifest.path, after, names):
            return "its edited text says something else than meant"
    except (ValueError, SyntaxError, KeyError, configparser.Error) as error:
        return f"its edited text cannot be read: {error}"
    if ends(after) - ends(before) and ends(before):
        return "its line ends are no longer of one kind"
    if read is not None:
        new = read(Document(manifest.path, after))
        if new is None or new.fault or _outside(new, names[-1]) != _outside(manifest, names[-1]):
            return "its edited text names what it requires in another place too"
    return ""


def _outside(manifest: Manifest, name: str) -> int:
    """Return how often ``name`` stands outside of the entries of a manifest."""
    text = manifest.document.text
    for entry in sorted(manifest.named(name), key=lambda entry: entry.start, reverse=True):
        text = text[: entry.start] + text[entry.end :]
    return len(re.findall(rf"(?<![\w.-]){_written(name)}(?![\w-])", text, re.IGNORECASE))


def _written(name: str) -> str:
    """Return a pattern for all the ways to write a distribution's normalized name (PEP 503)."""
    return re.escape(name).replace(r"\-", "[-_.]+")


def ends(data: bytes) -> set[bytes]:
    return set(re.findall(rb"\r\n|\r|\n", data))


def _said(path: str, data: bytes, names: Sequence[str]) -> object:
    text = data.decode("utf-8-sig")
    name = path.rpartition("/")[2]
    if path.endswith(".toml") or name == "Pipfile":
        return _without(load(text), names)
    if path.endswith((".cfg", ".ini")):
        parser = configparser.RawConfigParser(strict=False)
        parser.read_string(text)
        return {s: {k: _lines(v, names) for k, v in parser.items(s)} for s in parser.sections()}
    if path.endswith(".py"):
        return _python(text, names)
    if path.endswith((".yml", ".yaml")):
        return [_without(_yaml(text), names), _lines(text, names)]
    return _lines(text, names)


def _yaml(text: str) -> Any:
    """Return what YAML says; None for what is none, a template for example."""
    import yaml

    try:
        return plain(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return None


def plain(node: Any) -> Any:
    """Return YAML as it stands there, without its tags being resolved."""
    if hasattr(node, "__next__"):
        return [plain(each) for each in node]
    if isinstance(getattr(node, "value", None), list):
        return [
            [plain(part) for part in each] if isinstance(each, tuple) else plain(each)
            for each in node.value
        ]
    return getattr(node, "value", node)


def _named(text: str, names: Sequence[str]) -> bool:
    entry = pep508(text, 0, len(text), "", "")
    return entry is not None and entry.name in names


def _without(value: Any, names: Sequence[str]) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, names) for k, v in value.items() if normalized(k) not in names}
    if isinstance(value, list):
        return [_without(v, names) for v in value if not (isinstance(v, str) and _named(v, names))]
    return _lines(value, names) if isinstance(value, str) and "\n" in value else _line(value, names)


def _lines(text: str, names: Sequence[str]) -> list[object]:
    found = [_line(line, names) for line in text.splitlines()]
    return [line for line in found if line not in ("", ())]


def _line(value: Any, names: Sequence[str]) -> Any:
    """Return the words of a line without requirements of ``names`` and what belongs to them."""
    if not isinstance(value, str):
        return value
    pattern = "|".join(map(_written, names))
    named = rf"(?:{pattern})(?![\w/-])"
    requirement = re.compile(
        rf"\"{named}[^\"]*\"|'{named}[^']*'"
        rf"|(?<![\w./-]){named}(?:\[[^\]]*\])?[^\s;\"'&|#]*(?:,\s*[<>=!~][^\s;\"'&|#]*)*",
        re.IGNORECASE,
    )
    match = requirement.search(value)
    if match is None:
        return value
    if not value[: match.start()].strip(" \t-"):
        return ""
    rest = re.sub(r"[\"']", " ", requirement.sub(" ", value))
    return tuple(word for word in rest.split() if word != "\\")


def _python(text: str, names: Sequence[str]) -> str:
    class Without(ast.NodeTransformer):
        def visit_List(self, node: ast.List) -> ast.AST:
            return self.kept(node)

        def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
            return self.kept(node)

        def visit_Set(self, node: ast.Set) -> ast.AST:
            return self.kept(node)

        def visit_Call(self, node: ast.Call) -> ast.AST:
            node.args = [each for each in node.args if not self.named(each)]
            return self.generic_visit(node)

        def kept(self, node: Any) -> ast.AST:
            node.elts = [each for each in node.elts if not self.named(each)]
            return self.generic_visit(node)

        def named(self, node: ast.expr) -> bool:
            said = node.value if isinstance(node, ast.Constant) else None
            return isinstance(said, str) and _named(said, names)

    return ast.dump(Without().visit(ast.parse(text)))
