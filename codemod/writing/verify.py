"""Prove that a rewritten file is still the same program outside of its edits."""

from __future__ import annotations

import ast
import gc
import io
import re
import sys
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from codemod.vocabulary.outcomes import Region
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.trees import parsed
from codemod.writing.lexing import Lexed, LexicalError, lex
from codemod.writing.sameness import Side, compare

_NEWLINE = re.compile(rb"\r\n|\r|\n")
_NESTING_QUOTES = (3, 12)
_OLDEST_GRAMMAR = (3, 7)


def verify(
    before: bytes, after: bytes, regions: Sequence[Region], *, lowest_python: tuple[int, int]
) -> list[str]:
    """Return the reasons why ``after`` must not replace ``before``, one clause each; none if fine.

    ``regions`` are the stretches that were edited. Python source only. The new bytes must parse
    and compile, on ``lowest_python`` too as far as this Python can tell; statements, and the parts
    of statements, outside of the regions must mean the same; no comment may be lost; encoding,
    byte order mark and line endings must be kept.
    """
    with _quietly():
        try:
            return _reasons(before, after, regions, lowest_python)
        except (RecursionError, MemoryError):
            return ["it is nested too deeply to be verified"]


@contextmanager
def _quietly() -> Iterator[None]:
    """Silence the parser about the user's code, and spare the garbage collector's time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if collecting:
            gc.enable()


def _reasons(
    before: bytes, after: bytes, regions: Sequence[Region], lowest: tuple[int, int]
) -> list[str]:
    try:
        old_text, new_text = _decoded(before), _decoded(after)
    except (SyntaxError, UnicodeError, LookupError) as error:
        return [f"it cannot be decoded: {error}"]
    if old_text.encoding != new_text.encoding:
        return [f"its encoding changed from {old_text.encoding} to {new_text.encoding}"]
    try:
        old_tree = parsed(before)
    except (SyntaxError, ValueError) as error:
        return [f"the source does not parse: {_shown(error)}"]
    try:
        new_tree, reasons = _parse_for(after, before, lowest)
    except (SyntaxError, ValueError) as error:
        return [f"the result does not parse: {_shown(error)}"]
    ordered = sorted(regions, key=lambda region: (region.before, region.after))
    old = Side(old_text.data, [region.before for region in ordered])
    new = Side(new_text.data, [region.after for region in ordered])
    changed = compare(old, old_tree.body, new, new_tree.body)
    if changed:
        return [*reasons, changed]
    reasons += _not_compiling(before, after, old_tree, new_tree)
    try:
        reasons += _about_text(lex(old.residue()), lex(new.residue()), lowest)
    except LexicalError as error:
        reasons.append(f"its comments cannot be told: {error}")
    if not _newlines(after) <= (_newlines(before) or _newlines(after)):
        reasons.append("its line endings are no longer of one kind")
    return reasons


@dataclass(frozen=True, slots=True)
class _Text:
    encoding: str
    data: bytes
    """The text in UTF-8, without byte order mark."""


def _decoded(source: bytes) -> _Text:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    return _Text(encoding, source.decode(encoding).encode("utf-8"))


def grammar(lowest: tuple[int, int]) -> tuple[int, int] | None:
    """Return the Python by whose grammar a result for ``lowest`` is parsed, None for this one."""
    return None if lowest >= sys.version_info[:2] else max(lowest, _OLDEST_GRAMMAR)


def _parse_for(
    after: bytes, before: bytes, lowest: tuple[int, int]
) -> tuple[ast.Module, list[str]]:
    """Parse ``after`` as ``lowest`` would; a construct too new for it is a reason if it is new."""
    version = grammar(lowest)
    try:
        return parsed(after, version), []
    except SyntaxError as error:
        if version is None:
            raise
        tree = parsed(after)
        try:
            ast.parse(before, feature_version=version)
        except SyntaxError:
            return tree, []
        return tree, [f"it does not run on Python {lowest[0]}.{lowest[1]}: {_shown(error)}"]


def _not_compiling(before: bytes, after: bytes, old: ast.Module, new: ast.Module) -> list[str]:
    """Find what the parser lets pass: a keyword given twice, an import above ``__future__``."""
    for flags in (0, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
        try:
            compile(new, "<after>", "exec", flags, dont_inherit=True)
            return []
        except (SyntaxError, ValueError) as error:
            problem = f"the result does not compile: {_shown(error)}"
        try:
            compile(old, "<before>", "exec", flags, dont_inherit=True)
            return [problem]
        except (SyntaxError, ValueError):
            continue
    return []


def _about_text(old: Lexed, new: Lexed, lowest: tuple[int, int]) -> list[str]:
    lost = Counter(old.comments) - Counter(new.comments)
    reasons = [f"a comment is lost: {comment}" for comment in lost]
    if lowest < _NESTING_QUOTES:
        known = {string.text for string in old.new_strings}
        reasons += [
            f"it does not run on Python {lowest[0]}.{lowest[1]}: an f-string with {string.why}"
            for string in new.new_strings
            if string.text not in known
        ]
    return reasons


def _newlines(source: bytes) -> set[bytes]:
    return set(_NEWLINE.findall(source))


def _shown(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg}, line {error.lineno}"
    return str(error)
