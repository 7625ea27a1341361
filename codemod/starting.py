"""Where a run starts: in a project of which a part is chosen, with that part and what bears on it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Iterable, Sequence
from typing import TYPE_CHECKING

from codemod.lifting import needed
from codemod.vocabulary.trees import parsed

if TYPE_CHECKING:
    from codemod.vocabulary.surface import Surface
    from codemod.work import Work

BESIDE = "Run it on the other files too: {} the source, and what shares nothing with those in PATHS was not looked at."


def chosen(run: Work, named: Sequence[str]) -> list[str]:
    """Return those of the files that name the source from which a run must start.

    All that imports connect is read from there on. What acts on other files without an import
    makes it all of them: the module of the SDK as a client, which the whole process has once, and
    variables of the environment that some file in PATHS does more with than read. A file outside
    PATHS that does so is one to start from.
    """
    mine = [path for path in named if run.editable(path)]
    if len(mine) == len(named):
        return list(named)
    texts = {path: run.repository.peek(path) or b"" for path in named}
    migration = run.migration
    if needed(migration, (texts[p] for p in (mine if migration.native else named))):
        return list(named)
    setting = more_than_read(migration.surface)
    if any(map(setting, (texts[path] for path in mine))):
        return list(named)
    beside = {path for path in named if setting(texts[path])}
    return sorted(beside.union(mine))


def reminder(named: Sequence[str], starts: Iterable[str]) -> tuple[str, ...]:
    """Return what is still to do where a run did not start from all files that name the source."""
    count = len({*named}.difference(starts))
    if not count:
        return ()
    return (
        BESIDE.format(
            "1 file outside PATHS names" if count == 1 else f"{count} files outside PATHS name"
        ),
    )


def more_than_read(surface: Surface) -> Callable[[bytes], bool]:
    """Return what says whether a text names a variable of the source otherwise than to read it."""
    names = frozenset(name for each in surface.environment.values() for name in each)
    words = "|".join(map(re.escape, sorted(names)))
    named = re.compile(rf"\b(?:{words})\b".encode(), re.IGNORECASE)
    read = re.compile(rf"\b(?:environ(?:\.get\(|\[)|getenv\()\s*(['\"])(?:{words})\1".encode())

    def found(text: bytes) -> bool:
        rest, count = read.subn(b"", text)
        return named.search(rest) is not None or (count > 0 and puts(text, names))

    return found


def puts(text: bytes, names: Container[object]) -> bool:
    """Say whether an item under one of the names is assigned or deleted, or whether none can tell."""
    try:
        nodes = ast.walk(parsed(text))
    except (SyntaxError, ValueError, RecursionError):
        return True
    return any(
        isinstance(node, ast.Subscript)
        and not isinstance(node.ctx, ast.Load)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value in names
        for node in nodes
    )
