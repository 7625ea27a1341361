"""Patches of the source SDK: by a test's string, by ``setattr``, by an assignment to its class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codemod.analysis.named_modules import NamedModules
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.references import PatchSite
from codemod.vocabulary.values import Client, External, Origin

PATCHING = frozenset({"patch", "setattr", "delattr", "object", "spy", "stub"})
"""Last names of what patches: of ``unittest.mock``, pytest's ``monkeypatch``, ``pytest_mock``."""


def patches(traces: Traces, modules: NamedModules) -> Iterator[PatchSite]:
    """Yield the places that change something of the SDK."""
    for path, op in traces.ops(operations.Call, operations.SetMember):
        if isinstance(op, operations.SetMember):
            for name in of_sdk(traces, path, op.obj):
                yield PatchSite(path, op.span, f"{name}.{op.name}")
            continue
        if not op.arguments or traces.chain(path, op.func)[-1] not in PATCHING:
            continue
        first = op.arguments[0]
        for name in of_sdk(traces, path, first.node):
            yield PatchSite(path, first.value_span, name)
        for literal in traces.literals(traces.values(path, first.node)):
            if literal.path == path:
                if leads_to_sdk(traces, literal, modules):
                    yield PatchSite(path, literal.span, literal.text)
                yield from of_client(traces, literal, modules)


def of_client(traces: Traces, literal: Literal, modules: NamedModules) -> Iterator[PatchSite]:
    """Yield a patch of what a client has that a module holds: ``"app.client.chat.completions"``."""
    named = modules.split(literal.path, literal.text)
    if named is None or len(named[1]) < 2:
        return
    module = traces.link.modules[named[0]]
    node = module.facts.names.get(named[1][0])
    values = () if node is None else traces.link.values[module.base + node]
    clients = tuple(sorted(value.origin for value in values if isinstance(value, Client)))
    dotted = ".".join(named[1][1:])
    called = {each.path for _, found in traces.link.operations.values() for each in found}
    for path in sorted(called) if clients else ():
        if f"{path}.".startswith(f"{dotted}."):
            yield PatchSite(literal.path, literal.span, literal.text, (), path, clients)
            return


def module_patches(
    traces: Traces, modules: NamedModules, calls: Sequence[Origin]
) -> Iterator[PatchSite]:
    """Yield the places that put something in the place of the SDK's module, or of what it calls.

    Such a patch reaches ``calls`` of the module, but none of a client that is made before.
    """
    surface = traces.link.surface
    client = surface.module_client
    dotted = (*surface.operations, *client.operations, *client.asynchronous)
    first = {name.partition(".")[0] for name in dotted} - {""}
    for path, op in traces.ops(operations.Call):
        assert isinstance(op, operations.Call)
        if not op.arguments or traces.chain(path, op.func)[-1] not in PATCHING:
            continue
        one = op.arguments[0]
        for value in traces.values(path, one.node):
            if isinstance(value, External) and value.name.partition(".")[0] in surface.modules:
                attributes = [
                    v.text
                    for each in op.arguments[1:2]
                    for v in traces.literals(traces.values(path, each.node))
                ]
                for name in {f"{value.name}.{attribute}" for attribute in attributes}:
                    if name.split(".")[1] in first:
                        yield PatchSite(path, one.value_span, name, tuple(calls))
        for literal in traces.literals(traces.values(path, one.node)):
            rest = below_sdk(traces, literal, modules)
            if literal.path == path and rest is not None and rest.partition(".")[0] in {*first, ""}:
                owner = "" if rest else modules.at(path, literal.text.rpartition(".")[0])
                missed = tuple(origin for origin in calls if owner in ("", origin[0]))
                yield PatchSite(path, literal.span, literal.text, missed)


def below_sdk(traces: Traces, literal: Literal, modules: NamedModules) -> str | None:
    """Return what a dotted text names below the SDK's module, "" for the module as a program's name."""
    parts = literal.text.split(".")
    if parts[0] in traces.link.surface.modules:
        return ".".join(parts[1:]) or None
    named = modules.split(literal.path, literal.text)
    if named is None or not imports_sdk(traces, *named):
        return None
    return ".".join(named[1][1:])


def of_sdk(traces: Traces, path: str, node: int) -> list[str]:
    """Return the dotted names of what the SDK's module holds, among the values of a node."""
    roots = traces.link.surface.modules
    names = [v.name for v in traces.values(path, node) if isinstance(v, External)]
    return sorted(n for n in names if "." in n and n.partition(".")[0] in roots)


def leads_to_sdk(traces: Traces, literal: Literal, modules: NamedModules) -> bool:
    """Say whether a dotted text names something of the SDK, itself or through a module's import."""
    parts = literal.text.split(".")
    if parts[0] in traces.link.surface.modules:
        return len(parts) > 1
    named = modules.split(literal.path, literal.text)
    return named is not None and len(named[1]) > 1 and imports_sdk(traces, *named)


def imports_sdk(traces: Traces, path: str, names: list[str]) -> bool:
    """Say whether the first of ``names`` is one that the module at ``path`` imports the SDK as."""
    roots = traces.link.surface.modules
    return any(
        (asname or name.partition(".")[0]) == names[0] and name.partition(".")[0] in roots
        for statement in traces.link.modules[path].facts.imports
        if statement.plain
        for name, asname, _ in statement.names
    )
