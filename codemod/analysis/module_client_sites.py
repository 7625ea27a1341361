"""Sites of modules that use the SDK's module as a client."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from codemod.analysis.event_loops import loops
from codemod.analysis.module_uses import Assigned, Layouts, Uses
from codemod.analysis.placing import Placing
from codemod.vocabulary import operations
from codemod.vocabulary.facts import ImportStatement
from codemod.vocabulary.module_sites import (
    LegacyNameSite,
    ModuleCallSite,
    ModuleClientSite,
    ModuleUse,
    Placement,
    Problem,
    Store,
    UnreadSite,
    UnusedImportSite,
)
from codemod.vocabulary.places import is_test
from codemod.vocabulary.spans import Span


def module_clients(
    uses: Uses, layouts: Layouts, gone: Sequence[LegacyNameSite | ModuleCallSite]
) -> Iterator[ModuleClientSite]:
    """Yield each module that calls the SDK's module, with the client that it can have.

    Settings stay for what stays: ``gone`` are the names that no client has, of an older major or not known.
    """
    by_path = uses.uses()
    reads = list(uses.read())
    imported = {
        uses.link.resolve(where, dotted, op.level)
        for where, op in uses.traces.ops(operations.Import)
        for dotted in (op.module, f"{op.module}.{op.name}" if op.name else op.module)
        if not is_test(where)
    }
    for path, found in sorted(by_path.items()):
        layout = layouts(path)
        if layout is None:
            continue
        named = [settled(uses, each, layouts) for each in found]
        together = [a for a in uses.assigned if uses.components.together(a.path, path)]
        relying = tuple(c.origin for c in uses.calls if uses.components.together(c.path, path))
        own, others, fault = relevant(path, together, layouts)
        needed = any(uses.components.together(each.path, path) for each in gone)
        chosen = [a for a in (*own, *others) if a.name == uses.surface.module_client.chooser]
        chooser = (chosen[0].literal.strip("'\"") or chosen[0].text) if chosen else ""
        strange = next((c for c in uses.strange if c.path == path), None)
        read = next((r for r in reads if uses.components.together(r[0], path)), None)
        shared = path in imported or uses.link.resolve(path, "", 1) is not None
        placement: Placement | Problem
        if strange is not None:
            placement = Problem(
                path, strange.func_span, "a client, or something else, may stand here as well"
            )
        elif fault is not None:
            placement = fault
        elif read is not None and together:
            placement = Problem(read[0], read[1], f"the setting {read[2]} is also read here")
        else:
            placement = Placing(
                path,
                uses.link.modules[path].facts,
                layout,
                [use for use in named if not use.own] or named,
                own,
                others,
                uses.surface.modules,
                uses.surface.name,
                shared,
            ).place()
        yield ModuleClientSite(
            path,
            tuple(named),
            bound(uses, path),
            placement,
            chooser,
            tuple((each.name, each.text) for each in (*others, *own) if each.literal != "None"),
            tuple(
                Store(each.path, each.name, each.statement, each.text)
                for each in together
                if each.statement is not None and not needed
            ),
            relying,
            uses.legacy,
            frozenset(each.name for each in together),
            shared,
            loops(uses.traces, layouts) if any(use.asynchronous for use in named) else "one",
        )


def relevant(
    path: str, together: list[Assigned], layouts: Layouts
) -> tuple[list[Assigned], list[Assigned], Problem | None]:
    """Return the settings that a module makes itself, those that it relies on, and what is in the way."""
    for each in together:
        if each.statement is None:
            return (
                [],
                [],
                Problem(each.path, each.span, f"{each.name} is set in a way that cannot be moved"),
            )
    own = sorted((each for each in together if each.path == path), key=lambda each: each.span)
    names = [each.name for each in own]
    for each in own:
        if names.count(each.name) > 1:
            return [], [], Problem(path, each.span, f"{each.name} is set more than once")
    others: dict[str, Assigned] = {}
    for each in together:
        if each.path == path:
            continue
        known = next((o for o in own if o.name == each.name), others.get(each.name))
        if known is not None and known.text != each.text:
            where = f"{known.path}:{known.span.line}"
            return [], [], Problem(each.path, each.span, f"{each.name} is set otherwise at {where}")
        if known is None:
            layout = layouts(each.path)
            standing = layout.statements.get(each.statement) if layout and each.statement else None
            if standing is None or not isinstance(standing.owner, ast.Module):
                reason = f"{each.name} is set under a condition, or in a function of another module"
                return [], [], Problem(each.path, each.span, reason)
            others[each.name] = each
    return own, list(others.values()), None


def settled(uses: Uses, use: ModuleUse, layouts: Layouts) -> ModuleUse:
    """Note the settings that a call gives by itself."""
    call = next((c for c in uses.calls if use.called and c.origin in use.origins), None)
    if call is None or not use.legacy:
        return use
    found = [
        given
        for given in call.given
        if given.name in PER_CALL and given.direct and given.kind == "argument"
    ]
    layout = layouts(call.path)
    if layout is None or not found:
        return use
    return replace(
        use,
        own=tuple((given.name, layout.code(given.value_span)) for given in found),
        taken=tuple((given.holder, given.span) for given in found),
    )


PER_CALL = ("api_key", "api_base", "api_type", "api_version", "organization")
"""Settings that a call of an older major may give by itself."""


def bound(uses: Uses, path: str) -> str:
    """Return the name by which a module knows that of the SDK, or ""."""
    for statement in uses.link.modules[path].facts.imports:
        for name, asname, _ in statement.names:
            if statement.plain and name in uses.surface.modules:
                return asname or name
            if statement.plain and not asname and name.partition(".")[0] in uses.surface.modules:
                return name.partition(".")[0]
    return ""


def unused_imports(uses: Uses) -> Iterator[UnusedImportSite]:
    """Yield imports of the SDK that only the settings of others, or moved calls, need."""
    by_path = uses.uses()
    for path, module in sorted(uses.link.modules.items()):
        stores = [each for each in uses.assigned if each.path == path]
        mine = by_path.get(path, [])
        if not stores and not mine:
            continue
        origins = tuple(c.origin for c in uses.calls if uses.components.together(c.path, path))
        for statement in module.facts.imports:
            for name, asname, span in statement.names:
                known = asname or (name.partition(".")[0] if statement.plain else name)
                root = name if statement.plain else statement.module
                if root.partition(".")[0] not in uses.surface.modules or statement.guarded:
                    continue
                if module.facts.bound.get(known, 0) != 1 or known in module.facts.exported:
                    continue
                count = len(stores) if statement.plain else 0
                if not statement.plain:
                    count = sum(reading(uses, path, use.span) == known for use in mine)
                elif mine:
                    continue
                if count and count == module.facts.reads.get(known, 0):
                    yield UnusedImportSite(path, statement.span, span, origins)


def reading(uses: Uses, path: str, span: Span) -> str:
    """Return the first name of a dotted expression."""
    for (where, target), op in uses.traces.members.items():
        if where == path and op.span == span:
            return uses.traces.chain(path, target)[0]
    return ""


def renamed_imports(
    uses: Uses, taken: Mapping[str, frozenset[str]]
) -> Iterator[UnusedImportSite | UnreadSite]:
    """Yield ``import sdk.error``, whose module is gone: that of the SDK itself takes its place.

    So are names imported from there that nothing here reads; ``taken`` are, by path, those that
    other modules import.
    """
    gone = {name.partition(".")[0] for name in uses.surface.module_client.errors if "." in name}
    for path, module in sorted(uses.link.modules.items()):
        for statement in module.facts.imports:
            if not statement.plain:
                yield from unread_imports(uses, path, statement, taken.get(path, frozenset()))
                continue
            roots = {name for name, asname, _ in statement.names if not asname}
            for name, asname, span in statement.names:
                root, _, rest = name.partition(".")
                if root not in uses.surface.modules or rest not in gone:
                    continue
                origins = tuple(c.origin for c in uses.calls if c.path == path) or uses.legacy
                if asname:
                    aliased = (f"import {root} as {asname}",)
                    yield UnusedImportSite(path, statement.span, span, origins, aliased)
                    continue
                bare = root in roots or any(
                    other.plain
                    and other.scope == statement.scope
                    and (root, "") in [(n, a) for n, a, _ in other.names]
                    for other in module.facts.imports
                )
                instead = () if bare else (f"import {root}",)
                yield UnusedImportSite(path, statement.span, span, origins, instead)


def unread_imports(
    uses: Uses, path: str, statement: ImportStatement, taken: frozenset[str]
) -> Iterator[UnusedImportSite | UnreadSite]:
    """Yield the exceptions of an older major that an import names and nothing in its module reads."""
    facts = uses.link.modules[path].facts
    root, _, below = statement.module.partition(".")
    if root not in uses.surface.modules or statement.guarded:
        return
    for name, asname, span in statement.names:
        dotted, known = ".".join(part for part in (below, name) if part), asname or name
        if dotted not in uses.surface.module_client.errors or facts.reads.get(known, 0):
            continue
        origins = tuple(c.origin for c in uses.calls if c.path == path) or uses.legacy
        given = known in taken or known in facts.exported or path.endswith("__init__.py")
        yield UnreadSite(path, statement.span, span, f"{root}.{dotted}", known, given, origins)
