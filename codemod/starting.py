"""Where a run starts: in a project of which a part is chosen, with that part and what bears on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from codemod.lifting import needed

if TYPE_CHECKING:
    from codemod.vocabulary.surface import Surface
    from codemod.work import Work

BESIDE = "Run it on the other files too: {} outside PATHS name the source, and what shares nothing with those in PATHS was not looked at."


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
    beside = (path for path in named if path not in mine and setting(texts[path]))
    return sorted({*mine, *beside})


def reminder(named: Sequence[str], starts: Iterable[str]) -> tuple[str, ...]:
    """Return what is still to do where a run did not start from all files that name the source."""
    count = len({*named}.difference(starts))
    return (BESIDE.format(f"{count} file{'s' if count > 1 else ''}"),) if count else ()


def more_than_read(surface: Surface) -> Callable[[bytes], bool]:
    """Return what says whether a text names a variable of the source otherwise than to read it."""
    names = "|".join(re.escape(name) for each in surface.environment.values() for name in each)
    named = re.compile(rf"\b(?:{names})\b".encode(), re.IGNORECASE)
    read = re.compile(
        rf"(?<!del os\.)(?:\benviron(?:\.get\(\s*|\[\s*)|\bgetenv\(\s*)(['\"])(?:{names})\1"
        rf"(?!\s*\]\s*=[^=])".encode()
    )
    return lambda text: named.search(read.sub(b"", text)) is not None
