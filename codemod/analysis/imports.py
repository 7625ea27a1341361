"""What imports bind: names and modules of the repository, or dotted names outside it.

A module that has not been asked for is not read: who imports from it waits until it is.
"""

from __future__ import annotations

from functools import partial
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
            else:
                link.add(node, External(first))
        elif found is not None:
            link.add(node, ModuleValue(found))
        else:
            link.add(node, External(op.module))
        return
    inner = f"{op.module}.{op.name}" if op.module else op.name
    target = link.resolve(path, op.module, op.level)
    submodule = link.resolve(path, inner, op.level)
    if target is not None and link.missing(target) and submodule in (None, target):
        link.wait(target, node, lambda: import_into(link, node, path, op))
        return
    if target is not None:
        module = link.load(target)
        if module is not None and op.name in module.facts.names:
            link.flow(module.base + module.facts.names[op.name], node)
            if op.name in module.facts.bound:
                return
        if module is not None and follow_stars(link, target, op.name, node):
            return
    if submodule is not None and submodule != target:
        link.add(node, ModuleValue(submodule))
    elif target is None:
        link.add(node, External(inner) if op.level == 0 else Unknown("module not found"))


def import_star(
    link: Linker, path: str, base: int, found: ModuleFacts, dotted: str, level: int
) -> None:
    """Give names that the module reads and does not bind what a star import may bring."""
    target = link.resolve(path, dotted, level)
    if target is not None and link.missing(target):
        link.wait(target, link.new(), partial(import_star, link, path, base, found, dotted, level))
        for name, cell in found.names.items():
            if name not in found.bound and not name.startswith("__"):
                link.lack(base + cell, (target,))
        return
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


def follow_stars(link: Linker, path: str, name: str, node: int) -> bool:
    """Follow star imports of a module, and theirs, for one of its names; say whether one was found."""
    followed = False
    for dotted, level in link.modules[path].facts.stars:
        inner = link.resolve(path, dotted, level)
        if inner is not None:
            followed = follow_star(link, inner, name, node) or followed
        elif level == 0:
            link.add(node, External(f"{dotted}.{name}"))
            followed = True
    return followed


def follow_star(link: Linker, inner: str, name: str, node: int) -> bool:
    """Look for a name in a module that is imported by a star; one that is absent is waited for."""
    key = (inner, name, node)
    if link.missing(inner):
        if key not in link.starred:
            link.starred[key] = False
            link.wait(inner, node, lambda: (link.starred.pop(key), follow_star(link, *key)))
        return False
    if key in link.starred or inner not in link.modules:
        return link.starred.get(key, False)
    loaded = link.modules[inner]
    link.starred[key] = found = name in loaded.facts.names
    if found:
        link.flow(loaded.base + loaded.facts.names[name], node)
    if name not in loaded.facts.bound:
        found = follow_stars(link, inner, name, node) or found
    link.starred[key] = found
    return found


def module_member(link: Linker, value: ModuleValue, name: str, target: int) -> None:
    """Read a name of a module of the repository; that of a package may be a module inside it."""
    package = value.path.removesuffix("/__init__.py")
    inside = link.resolve(value.path, name, 1) if package != value.path else None
    if value.path and inside is None and link.missing(value.path):
        link.wait(value.path, target, lambda: module_member(link, value, name, target))
        return
    module = link.load(value.path) if value.path else None
    if module is not None:
        if name in module.facts.names:
            link.flow(module.base + module.facts.names[name], target)
        if name in module.facts.bound or follow_stars(link, value.path, name, target):
            return
        if inside in (f"{package}/{name}.py", f"{package}/{name}/__init__.py"):
            link.add(target, ModuleValue(inside))
