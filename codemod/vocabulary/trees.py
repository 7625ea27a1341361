"""The syntax trees of Python files: the phases ask for the same ones again, and each is parsed once."""

from __future__ import annotations

import ast
import warnings

from codemod.vocabulary.records import dataclass

MOST = 150_000
"""Bytes of source whose trees are kept; a tree takes up to 150 times as much memory."""


@dataclass(slots=True)
class _Kept:
    tree: ast.Module
    version: tuple[int, int] | None
    """The oldest Python whose grammar it is known to follow, None for that of this one."""


_kept: dict[bytes, _Kept] = {}
"""The last that were asked for, the latest last."""


def parsed(source: bytes, version: tuple[int, int] | None = None) -> ast.Module:
    """Return the tree of a Python file, which nobody may change.

    With a ``version`` it follows the grammar of that Python, as far as this one can tell.
    Raises what ``ast.parse`` raises; what the parser warns of is not shown.
    """
    known = _kept.pop(source, None)
    if known is None or (
        version is not None and (known.version is None or known.version > version)
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source, feature_version=version)
        known = _Kept(tree, version)
    _kept[source] = known
    _shrink()
    return known.tree


def forget() -> None:
    """Keep no tree any more."""
    _kept.clear()


def _shrink() -> None:
    """Let go of the oldest trees: all but two where even these are large."""
    size = sum(map(len, _kept))
    while size > MOST and len(_kept) > 2:
        oldest = next(iter(_kept))
        size -= len(oldest)
        del _kept[oldest]
