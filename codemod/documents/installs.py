"""Requirements in commands: ``pip install`` in Dockerfiles, workflows, shell scripts and makefiles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from codemod.documents.entries import Manifest, pep508
from codemod.documents.text import Document
from codemod.vocabulary.cells import MAGIC
from codemod.vocabulary.patterns import late

_COMMAND = late(r"\b(?:pip3?(?:\.\d+)?|uv\s+pip)\s+install\b")
_EXEC = late(r"\"pip3?\"\s*,\s*\"install\"(?P<rest>[^\]\r\n]*)\]")
_STRING = late(r"\"(?P<text>[^\"\\]*)\"")
_UNSAID = late(r"^\s*(?:#|//)|\becho\b[^&;|]*$")
_GAP = r"(?P<gap>(?:[ \t]|\\\r?\n(?:[ \t]*#[^\r\n]*\r?\n)*)+)"
_WORD = (
    r"(?:(?P<quoted>\"[^\"\r\n]*\"|'[^'\r\n]*')(?![^\s;&|\"'])|(?P<bare>[^\s\"'#;&|][^\s\"';&|]*))"
)
_TOKEN = late(_GAP + _WORD)
_FOLDED_TOKEN = late(r"(?P<gap>\s+)" + _WORD)
_FOLDED = late(
    r"^(?P<indent>[ ]*)(?:- +)*[\w-]+: *>[-+\d]*[ \t]*(?:#[^\r\n]*)?\r?\n"
    r"(?P<block>(?:(?P=indent) +[^\r\n]*(?:\r?\n|$)|[ \t]*\r?\n)*)",
    re.MULTILINE,
)
"""A block of YAML whose lines are joined to one."""
_VALUED = {
    *("-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-t", "--target", "-i"),
    *("--index-url", "--extra-index-url", "-f", "--find-links", "--prefix", "--root", "--src"),
    *("--platform", "--python-version", "--implementation", "--abi", "--python", "-p", "--timeout"),
    *("--retries", "--proxy", "--cert", "--trusted-host", "--cache-dir", "--progress-bar", "--log"),
    *("--no-binary", "--only-binary", "--upgrade-strategy", "--report", "--config-settings"),
}


def read_cells(document: Document) -> Manifest:
    """Return the manifest that the commands in a notebook are; its text stands for the notebook."""
    rows = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", document.text)
    blanked = "".join(_command(row) for row in rows)
    manifest = read_installs(Document(document.path, blanked.encode()))
    manifest.kind, manifest.host = "cells", document
    return manifest


def _command(row: str) -> str:
    """Return a line of a notebook's text with all but a command in it blanked."""
    at = row.find(MAGIC) + len(MAGIC) if MAGIC in row else len(row.rstrip("\r\n"))
    return " " * at + row[at:]


def read_installs(document: Document) -> Manifest:
    """Return the manifest that the install commands of a text are."""
    manifest = Manifest(document, "install")
    text = document.text
    folded = [match.span("block") for match in _FOLDED.finditer(text) if _is_yaml(document.path)]
    for number, command in enumerate(_COMMAND.finditer(text)):
        start = document.line_start(command.start())
        if _UNSAID.search(text[start : command.start()]):
            continue
        opened = _open_quote(text[start : command.start()])
        valued = False
        block = next((end for first, end in folded if first <= command.start() < end), 0)
        for token in _tokens(text, command.end(), block):
            place = "quoted" if token["quoted"] is not None else "bare"
            first, last = token.span(place)
            said = text[first:last]
            if valued or said.startswith("-"):
                valued = not valued and said in _VALUED
                continue
            inner = (first + 1, last - 1) if place == "quoted" else (first, last)
            group = f"command {number}"
            entry = pep508(text, *inner, group, "word", outer=(first, last))
            if entry is None:
                continue
            fixed = entry.fixed
            if place == "quoted" and said[0] == opened:
                fixed = "the quotes around it cannot be told"
            quote = "" if place == "quoted" else "'" if opened == '"' else '"'
            manifest.entries.append(replace(entry, fixed=fixed, quote=quote))
    for number, command in enumerate(_EXEC.finditer(text)):
        for string in _STRING.finditer(text, *command.span("rest")):
            group = f"list {number}"
            entry = pep508(text, *string.span("text"), group, "bracket", outer=string.span())
            if entry is not None:
                manifest.entries.append(entry)
    return manifest


def _tokens(text: str, at: int, folded: int) -> Iterator[re.Match[str]]:
    """Yield the words of a command; with ``folded``, up to there, its lines are one."""
    pattern, end = (_FOLDED_TOKEN, folded) if folded else (_TOKEN, len(text))
    while (match := pattern.match(text, at, end)) is not None:
        yield match
        at = match.end()


def _is_yaml(path: str) -> bool:
    return path.endswith((".yml", ".yaml"))


def _open_quote(before: str) -> str:
    """Return the quote in which a command stands that begins behind ``before``, or ""."""
    opened = ""
    for char in before:
        if char in "\"'" and opened in ("", char):
            opened = "" if opened else char
    return opened
