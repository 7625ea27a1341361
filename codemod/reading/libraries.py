"""Which other libraries a repository imports: a search of bytes, for what no scan needs to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from codemod.reading.importing import imports


def imported(
    rows: Iterable[tuple[str, bytes | None]],
    wanted: Callable[[str], bool],
    words: Iterable[str],
    own: Callable[[str, str], bool],
) -> str:
    """Return a top-level package that is ``wanted`` and imported, "" where none is.

    ``rows`` are paths and bytes, ``words`` such that each wanted name holds one of them; ``own`` says
    whether a name in a file is a module of the repository.
    """
    needles = [word.encode() for word in words]
    for path, data in rows:
        if data is None or not any(needle in data for needle in needles):
            continue
        for each in imports(data):
            root = each.module.partition(".")[0]
            if wanted(root) and not each.level and not own(path, root):
                return root
    return ""
