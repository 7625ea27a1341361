"""Names that stand in the way: one that is needed and taken, one that no import binds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codemod.vocabulary.facts import ImportStatement, ModuleFacts
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
        for need in needs:
            module = need.rpartition(" ")[2]
            imports = sum(
                (statement.plain or need.startswith("from "))
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
    """Return blockers for references whose name is not bound by an import we can edit.

    One that is read of a module of the repository follows what is written there, if anything is.
    """
    found: list[Blocker] = []
    written = {(rename.source, rename.path) for rename in renames}
    for each in renames:
        facts = known.get(each.path)
        origins = each.origins or (each.reached.origins if each.reached is not None else ())
        if facts is None or not origins:
            continue
        root = each.source.partition(".")[0]
        names = {
            asname or name.partition(".")[0] if statement.plain else asname or name
            for statement in facts.imports
            for name, asname, _ in statement.names
            if imports_from(statement, name, root)
            or any(source == each.source and lies(path, name) for source, path in written)
        }
        rows = [
            statement.plain
            for statement in facts.imports
            for name, asname, _ in statement.names
            if each.bound == (asname or (name.partition(".")[0] if statement.plain else name))
        ]
        if any(rows) and facts.bound.get(each.bound, 0) > len(rows):
            message = f"the name {each.bound} is also bound otherwise (a failed import?)"
            found.append(Blocker(each.path, each.span, "IMPORT-REBOUND", message, origins))
        elif each.bound not in names:
            message = f"{each.source} is not imported here by a name that can be moved"
            found.append(Blocker(each.path, each.span, "IMPORT-INDIRECT", message, origins))
    return found


def stands(line: str, statements: Iterable[ImportStatement]) -> bool:
    """Say whether one of some imports binds what the statement ``line`` does, a module by its name."""
    head, _, module = line.rpartition(" ")
    for statement in statements:
        package = "." * statement.level + statement.module
        same = statement.plain if head == "import" else head == f"from {package} import"
        if same and any(name == module and not asname for name, asname, _ in statement.names):
            return True
    return False


def imports_from(statement: ImportStatement, name: str, root: str) -> bool:
    """Say whether an import can be replaced: that of a name, or of the module ``root`` itself."""
    return not statement.plain or name.partition(".")[0] == root


def lies(path: str, module: str) -> bool:
    """Say whether the file at ``path`` may be the module of a dotted name."""
    place = module.replace(".", "/")
    stem = path.removesuffix(".py").removesuffix("/__init__")
    return stem == place or stem.endswith(f"/{place}")
