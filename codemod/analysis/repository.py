"""Solve a whole repository: start from the files that name the SDK, widen to those that matter."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from codemod.analysis.asking import ask
from codemod.analysis.decorators import bare, wrapper_of
from codemod.analysis.link import Finder, Linker, Loader, Resolver, Setters
from codemod.analysis.mattering import Mattering
from codemod.vocabulary.facts import Function
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.values import (
    Bound,
    ClassValue,
    Client,
    External,
    FunctionValue,
    Instance,
    Unknown,
    Value,
)

Importers = Callable[[str, Iterable[str], Container[str]], Iterable[str]]
"""(path, names, loaded) → paths of other files that may import one of the names from that module."""
CALLER = Unknown("a parameter that nothing in the repository passes")


def solve(
    surface: Surface,
    starts: Iterable[str],
    load: Loader,
    resolve: Resolver,
    importers: Importers,
    document: Finder = lambda path, named: None,
    namers: Callable[[str], Iterable[str]] = lambda path: (),
    setters: Setters = lambda path, name: (),
) -> Linker:
    """Return the solved repository.

    ``starts`` are the paths of the files that name the SDK. ``load`` gives a module's facts or None,
    ``resolve`` finds the repository's module that an import names, ``importers`` finds files that may
    import from a module. ``document`` finds the file of data that a path means, ``namers`` the files
    that may name such a file, ``setters`` those that set a variable.
    """
    link = Linker(surface, load, resolve, document, setters)
    for path in sorted(starts):
        link.load(path)
    mattering = Mattering(link)
    asked: dict[str, frozenset[str]] = {}
    while True:
        link.solve()
        mattering.again()
        if (
            ask(link, mattering)
            or widen(mattering, importers, asked)
            or widen_data(link, namers, asked)
        ):
            continue
        if not settle(link):
            return link


def widen(mattering: Mattering, importers: Importers, asked: dict[str, frozenset[str]]) -> bool:
    """Load the files that import what matters; say whether any was new."""
    link, grown = mattering.link, False
    if not link.operations and not link.constructed:
        return False
    for path in sorted(link.modules):
        if link.modules[path].facts.data:
            continue
        names = frozenset(exported(mattering, path)) | handed_on(mattering, path, frozenset())
        if not names or names == asked.get(path):
            continue
        asked[path] = names
        for found in importers(path, sorted(names), link.modules):
            if link.load(found) is not None:
                grown = True
    return grown


def widen_data(
    link: Linker, namers: Callable[[str], Iterable[str]], asked: dict[str, frozenset[str]]
) -> bool:
    """Load the files that name a file of data which matters; say whether any was new."""
    grown = False
    for path in sorted(link.modules):
        if link.modules[path].facts.data and path not in asked:
            asked[path] = frozenset()
            new = [p for p in namers(path) if p not in link.modules]
            found = [link.load(each) for each in new]
            grown = grown or any(module is not None for module in found)
    return grown


def exported(mattering: Mattering, path: str) -> list[str]:
    """Return the module's names that hold, or lead to, values of the SDK, or take what reaches it."""
    module, values = mattering.link.modules[path], mattering.link.values
    return [
        name
        for name, cell in module.facts.names.items()
        if name in module.facts.bound
        and any(mattering.exports(value) for value in values[module.base + cell])
    ]


def handed_on(mattering: Mattering, path: str, seen: frozenset[str]) -> frozenset[str]:
    """Return the names of the SDK that a module hands on by its star imports."""
    link, found = mattering.link, set[str]()
    for dotted, level in link.modules[path].facts.stars:
        inner = link.resolve(path, dotted, level)
        if inner is not None and inner in link.modules and inner not in seen:
            found.update(exported(mattering, inner))
            found.update(handed_on(mattering, inner, seen | {path, inner}))
    return frozenset(found)


def settle(link: Linker) -> bool:
    """Say what nothing in the repository decides; return whether that told anything new."""
    before = link.told
    for node, plain, streamed, target in list(link.late):
        if not link.values[node]:
            link.tell(target, streamed)
            link.tell(target, plain)
    link.late.clear()
    for (cell, target), value in list(link.waiting.items()):
        if not link.values[cell]:
            link.tell(target, value)
    link.waiting.clear()
    for value in list(link.decorated):
        if not any(isinstance(v, FunctionValue) for v in link.values[wrapper_of(link, value)]):
            bare(link, value)
    outside = {
        FunctionValue(value.path, value.number) if isinstance(value, FunctionValue) else value
        for node in link.handed
        for value in link.values[node]
        if isinstance(value, (FunctionValue, Bound))
    }
    outside |= {value.function for value in outside if isinstance(value, Bound)}
    for path, module in list(link.modules.items()):
        for function in module.facts.functions:
            value = FunctionValue(path, function.number)
            uncalled = value not in link.called or value in outside
            if uncalled or never_made(link, path, function):
                if value not in link.public:
                    link.public.add(value)
                    for parameter in function.parameters[function.klass >= 0 :]:
                        given = {module.base + parameter.node, module.base + parameter.default}
                        if given & link.injected:
                            continue
                        if parameter.kind in ("positional", "keyword"):
                            link.tell(module.base + parameter.node, CALLER)
                        elif parameter.kind == "kwarg":
                            link.open((path, parameter.node))
    for path, local, annotated in list(link.annotated):
        declared(link, path, local, annotated)
    return link.told > before


def never_made(link: Linker, path: str, function: Function) -> bool:
    """Say whether a function makes instances of a class that only others can make."""
    if function.klass < 0 or function.name != "__init__":
        return False
    kinds = link.descendants(ClassValue(path, function.klass))
    return not any(kind in link.made for kind in kinds)


def declared(link: Linker, path: str, local: int, annotated: Value) -> None:
    """Believe an annotation where nothing else tells what a name holds."""
    node = link.node(path, local)
    if not isinstance(annotated, External):
        return
    if any(isinstance(v, (Client, Instance)) for v in link.values[node]):
        return
    client = link.surface.client_named(annotated.name)
    if client is not None:
        link.declared.add((path, local))
        link.tell(node, Client(client.name, (path, local)))
        return
    typed = link.surface.type_names.get(annotated.name)
    if typed is not None and typed in link.surface.types:
        link.declared.add((path, local))
        link.tell(node, Instance(typed, (path, local)))
