"""Libraries that lie in the tree: large packages that have nothing to do with the source SDK."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from codemod.reading.modules import Modules

MANY = 100
"""Modules of a package that is worth to be taken for a library: fewer are read soon enough."""

DEEPEST = 10
"""Dots that a relative import has at most."""


def libraries(
    modules: Modules, named: Collection[str], users: Callable[[str], Iterable[str]]
) -> frozenset[str]:
    """Return the folders of packages that the repository uses as it uses what is installed.

    Those are large, nothing in them names the source, and they import no package of the repository
    that does, or that imports one. ``named`` are the files that name the source; ``users`` gives
    those that import something of a top-level name.
    """
    sizes: dict[str, int] = {}
    for path in set(modules.files.values()):
        unit = modules.unit(path)
        sizes[unit] = sizes.get(unit, 0) + 1
    using = {modules.unit(path) for path in named}
    large = {unit for unit, size in sizes.items() if size > MANY and unit in modules.packages}
    if large <= using:
        return frozenset()
    using |= above(modules, large, users)
    queue = list(using)
    while queue:
        top = queue.pop().rpartition("/")[2].partition(".")[0]
        reached = {modules.unit(path) for path in users(top)} - using
        using |= reached
        queue += reached
    return frozenset(large - using)


def above(
    modules: Modules, units: Collection[str], users: Callable[[str], Iterable[str]]
) -> set[str]:
    """Return the packages that import something of the folder they lie in by its place."""
    return {
        unit
        for level in range(2, DEEPEST)
        for path in users("." * level)
        if (unit := modules.unit(path)) in units and path.count("/") - unit.count("/") < level
    }
