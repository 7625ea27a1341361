"""What imports bind: names and modules of the repository, or dotted names outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.vocabulary import operations
from codemod.vocabulary.facts import ModuleFacts
from codemod.vocabulary.values import External, ModuleValue, Unknown

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


def import_into(link: Linker, node: int, path: str, op: operations.Import) -> None:
    """Resolve one imported name."""
    if not op.name:
        found = link.resolve(path, op.module, 0)
        first = op.module.partition(".")[0]
        if op.whole:
            if link.resolve(path, first, 0) is not None or found is not None:
                link.add(node, ModuleValue(link.resolve(path, first, 0) or ""))
                if found is not None:
                    link.load(found)
            else:
                link.add(node, External(first))
        elif found is not None:
            link.load(found)
            link.add(node, ModuleValue(found))
        else:
            link.add(node, External(op.module))
        return
    inner = f"{op.module}.{op.name}" if op.module else op.name
    target = link.resolve(path, op.module, op.level)
    if target is not None:
        module = link.load(target)
        if module is not None and op.name in module.facts.names:
            link.flow(module.base + module.facts.names[op.name], node)
            if op.name in module.facts.bound:
                return
        if module is not None and follow_stars(link, target, op.name, node):
            return
    submodule = link.resolve(path, inner, op.level)
    if submodule is not None and submodule != target:
        link.load(submodule)
        link.add(node, ModuleValue(submodule))
    elif target is None:
        link.add(node, External(inner) if op.level == 0 else Unknown("module not found"))


def import_star(
    link: Linker, path: str, base: int, found: ModuleFacts, dotted: str, level: int
) -> None:
    """Give names that the module reads and does not bind what a star import may bring."""
    target = link.resolve(path, dotted, level)
    module = link.load(target) if target is not None else None
    for name, cell in found.names.items():
        if module is not None and target is not None:
            if name.startswith("__"):
                continue
            if name in module.facts.names:
                link.flow(module.base + module.facts.names[name], base + cell)
            if name not in module.facts.bound and name not in found.bound:
                follow_stars(link, target, name, base + cell)
        elif target is None and name not in found.bound:
            link.add(base + cell, External(f"{dotted}.{name}"))


def follow_stars(
    link: Linker, path: str, name: str, node: int, seen: frozenset[str] = frozenset()
) -> bool:
    """Follow star imports of a module, and theirs, for one of its names; say whether one was found."""
    module = link.modules[path]
    followed = False
    for dotted, level in module.facts.stars:
        inner = link.resolve(path, dotted, level)
        if inner is None:
            if level == 0:
                link.add(node, External(f"{dotted}.{name}"))
                followed = True
            continue
        loaded = link.load(inner)
        if loaded is None or inner in seen:
            continue
        if name in loaded.facts.names:
            link.flow(loaded.base + loaded.facts.names[name], node)
            followed = True
        if name not in loaded.facts.bound:
            followed = follow_stars(link, inner, name, node, seen | {path, inner}) or followed
    return followed
