"""Names that stand in the way: one that is needed and taken, one that no import binds."""

from __future__ import annotations

from collections.abc import Mapping

from codemod.vocabulary.facts import ModuleFacts
from codemod.vocabulary.results import Blocker, Change, Rename


def taken(
    known: Mapping[str, ModuleFacts],
    changes: list[Change],
    renames: list[Rename],
    hidden: Mapping[str, frozenset[str]],
) -> list[Blocker]:
    """Return blockers for modules that the new text needs by a name that means something else.

    ``hidden`` are, by path, the modules in whose place an import finds one of the repository.
    """
    found: list[Blocker] = []
    rows = [(c.path, c.edit.span, c.needs, c.origins) for c in changes if c.needs]
    for rename in renames:
        roots = tuple({t.partition(".")[0] for t in rename.targets} - {"builtins"})
        rows.append((rename.path, rename.span, roots, rename.origins))
    for path, span, needs, origins in rows:
        facts = known.get(path)
        if facts is None:
            continue
        for module in needs:
            imports = sum(
                statement.plain
                and name.partition(".")[0] == module
                and (not asname or name == asname)
                for statement in facts.imports
                for name, asname, _ in statement.names
            )
            if module in hidden.get(path, ()):
                message = f"{module} is a module of the repository here, which hides the one needed"
                found.append(Blocker(path, span, "NAME-TAKEN", message, origins))
            elif facts.bound.get(module, 0) > imports or module in facts.parameters:
                message = f"the name {module} is needed here and means something else"
                found.append(Blocker(path, span, "NAME-TAKEN", message, origins))
    return found


def unbound(known: Mapping[str, ModuleFacts], renames: list[Rename]) -> list[Blocker]:
    """Return blockers for references whose name is not bound by an import we can edit."""
    found: list[Blocker] = []
    for each in renames:
        facts = known.get(each.path)
        if facts is None or not each.origins:
            continue
        names = {
            asname or name.partition(".")[0] if statement.plain else asname or name
            for statement in facts.imports
            for name, asname, _ in statement.names
        }
        rows = [
            statement.plain
            for statement in facts.imports
            for name, asname, _ in statement.names
            if each.bound == (asname or (name.partition(".")[0] if statement.plain else name))
        ]
        if any(rows) and facts.bound.get(each.bound, 0) > len(rows):
            message = f"the name {each.bound} is also bound otherwise (a failed import?)"
            found.append(Blocker(each.path, each.span, "IMPORT-REBOUND", message, each.origins))
        elif each.bound not in names:
            message = f"{each.source} is not imported here by a name that can be moved"
            found.append(Blocker(each.path, each.span, "IMPORT-INDIRECT", message, each.origins))
    return found
