"""Imports and names, settled last: what the surviving references need, and what nothing needs."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from codemod.planning.alternatives import united
from codemod.planning.annotations import annotated
from codemod.planning.bindings import imports_from, stands
from codemod.planning.several import repeated, spread
from codemod.vocabulary.edits import (
    Edit,
    EditImport,
    InsertStatement,
    ReplaceString,
    Rewrite,
    Why,
)
from codemod.vocabulary.facts import ImportStatement, ModuleFacts
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.results import Rename
from codemod.vocabulary.spans import Span

WHY = Why("IMPORT", "the import follows its names")


@dataclass(frozen=True, slots=True)
class Importing:
    """One module: its facts, the names that others take from it, the modules its new text needs."""

    facts: ModuleFacts
    taken: frozenset[str]
    needs: frozenset[str]
    unused: frozenset[Span] = frozenset()
    """Imports of the source, by alias, that nothing uses any more."""
    module: str = ""
    """What is imported in place of its top package, which has nothing by itself."""

    def imports(self, root: str) -> str:
        """Return the module whose import makes the names below a top package reachable."""
        return self.module if self.module.partition(".")[0] == root else root


def settle_names(
    renames: Iterable[Rename], modules: Mapping[str, Importing]
) -> dict[str, list[Edit]]:
    """Return the edits of references and imports for every path."""
    by_path: dict[str, list[Rename]] = defaultdict(list)
    for rename in renames:
        by_path[rename.path].append(rename)
    found: dict[str, list[Edit]] = {}
    for path, module in sorted(modules.items()):
        if by_path.get(path) or module.needs or module.unused:
            found[path] = ModuleNames(module, by_path.get(path, [])).edits()
    return found


class ModuleNames:
    """Settles the names of one module."""

    def __init__(self, module: Importing, renames: list[Rename]) -> None:
        self.module = module
        self.facts = module.facts
        self.renames = renames
        self.removed: dict[Span, list[Span]] = defaultdict(list)
        self.added: dict[Span, list[str]] = defaultdict(list)
        self.found: list[Edit] = []
        self.taken = set(self.facts.bound)
        self.ours: set[str] = set()
        """Names of the target that an added import binds by their own name."""
        self.splats: set[Span] = set()
        self.quoted: dict[tuple[Span, str, str], str] = {}
        """The new name in a string annotation, by its place, the name bound there, and the source's."""
        self.gone: Counter[str] = Counter()
        """How often names before brackets are gone, as one class is left inside."""

    def edits(self) -> list[Edit]:
        by_bound: dict[str, list[Rename]] = defaultdict(list)
        for rename in self.renames:
            by_bound[rename.bound].append(rename)
        texts: dict[Span, str] = {}
        for bound, renames in sorted(by_bound.items()):
            settled = self.settle(bound, renames)
            for each in renames:
                if each.quoted and each.span in settled:
                    place = each.span, bound, each.source
                    self.quoted.setdefault(place, settled[each.span])
            texts.update(settled)
        alternatives, written, self.gone = united(self.renames, texts)
        self.found.extend(alternatives)
        self.splats -= written
        self.rewrite({span: text for span, text in texts.items() if span not in written})
        self.unneeded()
        for module in sorted(self.module.needs):
            self.need(module)
        for statement in self.facts.imports:
            gone = self.removed[statement.span]
            gone.extend(s for _, _, s in statement.names if s in self.module.unused - set(gone))
        before, end = set[str](), 0  # what the imports of one block add
        for statement in sorted(self.facts.imports, key=lambda each: each.span):
            before = before if statement.span.line <= end + 1 else set()
            added = [t for t in self.added.get(statement.span, ()) if t not in before]
            if statement.scope == -1 and not (statement.guarded or statement.type_checking):
                before.update(added)
            end = statement.span.end_line
            if (removed := tuple(self.removed.get(statement.span, ()))) or added:
                self.found.append(EditImport(statement.span, WHY, removed, tuple(joined(added))))
        return self.found

    def statements(self, bound: str) -> list[tuple[ImportStatement, str, str, Span]]:
        """Return the imports that bind a name: statement, imported name, as-name, alias span."""
        return [
            (statement, name, asname, span)
            for statement in self.facts.imports
            for name, asname, span in statement.names
            if bound == (asname or (name.partition(".")[0] if statement.plain else name))
        ]

    def settle(self, bound: str, renames: list[Rename]) -> dict[Span, str]:
        """Settle one bound name; return the new text of each reference by it."""
        root = renames[0].source.partition(".")[0]
        rows = [row for row in self.statements(bound) if imports_from(row[0], row[1], root)]
        if not rows:
            return {}
        outer = [row for row in rows if row[0].scope == -1 and not row[0].type_checking]
        spans = {rename.span for rename in renames}
        whole = self.facts.reads.get(bound, 0) <= len(spans) and not any(r.also for r in renames)
        rebound = self.facts.bound.get(bound, 0) > len(rows)
        kept = bound in self.module.taken or bound in self.facts.exported or rebound
        plain = rows[0][0].plain
        same = plain and any(t.startswith(f"{root}.") for r in renames for t in r.targets)
        kept = kept or same
        single = {rename.targets for rename in renames}
        if not plain and whole and len(single) == 1 and len(renames[0].targets) == 1:
            return self.replace(bound, renames, rows, kept)
        if whole and not kept:
            for statement, _, _, span in rows:
                self.removed[statement.span].append(span)
        gone = whole and not kept
        return self.qualified(renames, rows if gone else outer or rows, plain, gone)

    def replace(
        self,
        bound: str,
        renames: list[Rename],
        rows: list[tuple[ImportStatement, str, str, Span]],
        kept: bool,
    ) -> dict[Span, str]:
        """One imported name becomes one other: the import changes, and the references if needed."""
        target = renames[0].targets[0]
        module, _, name = target.rpartition(".")
        aliased = rows[0][2]
        local = name
        if module == "builtins":
            local = name
        elif kept or aliased:
            local = bound
        elif local != bound and self.another(target) and not self.present(module, name):
            return self.swap(renames, rows, target)
        present = self.present(module, name)
        if present and not kept and not aliased:
            local = present
        self.taken.add(local)
        if local == name:
            self.ours.add(target)
        for statement, _, _, span in rows:
            self.removed[statement.span].append(span)
            if module != "builtins" and present != local:
                suffix = f" as {local}" if local != name else ""
                self.added[statement.span].append(f"from {module} import {name}{suffix}")
        return {rename.span: local for rename in renames if local != bound}

    def another(self, target: str) -> bool:
        """Say whether the last part of a dotted name is bound to something else here."""
        return target.rpartition(".")[2] in self.taken and target not in self.ours

    def present(self, module: str, name: str) -> str:
        """Return the name by which a module-level import binds the target already, or ""."""
        for statement in self.facts.imports:
            if statement.module == module and statement.scope == -1 and not statement.guarded:
                for imported, asname, _ in statement.names:
                    if imported == name:
                        return asname or name
        return ""

    def swap(
        self,
        renames: list[Rename],
        rows: list[tuple[ImportStatement, str, str, Span]],
        target: str,
    ) -> dict[Span, str]:
        """The new name is taken here: write it with its module."""
        for statement, _, _, span in rows:
            self.removed[statement.span].append(span)
        self.add_module(rows, target)
        return {rename.span: target for rename in renames}

    def qualified(
        self,
        renames: list[Rename],
        rows: list[tuple[ImportStatement, str, str, Span]],
        plain: bool,
        gone: bool,
    ) -> dict[Span, str]:
        """References are written with their module, or by names imported beside the old one."""
        texts: dict[Span, str] = {}
        for rename in renames:
            names: list[str] = []
            if not rename.targets:
                continue
            for target in rename.targets:
                module, _, name = target.rpartition(".")
                root = rename.source.partition(".")[0]
                if module == "builtins":
                    names.append(name)
                elif plain and module == root:
                    names.append(f"{rename.bound}.{name}")
                elif plain or (self.another(target) and (name != rename.bound or not gone)):
                    self.add_module(rows, target)
                    names.append(target)
                else:
                    for statement, _, _, _ in rows:
                        self.added[statement.span].append(f"from {module} import {name}")
                    names.append(name)
            if rename.also:
                below = rename.source.partition(".")[2]
                names.insert(0, f"{rename.bound}.{below}" if plain else rename.bound)
            text = names[0] if len(names) == 1 else f"({', '.join(names)})"
            if len(names) > 1 and rename.tuple_span is not None:
                text = ", ".join(names)
                self.splats.add(rename.span)
            texts[rename.span] = text
            self.quoted[rename.span, rename.bound, rename.source] = text
        return texts

    def add_module(self, rows: list[tuple[ImportStatement, str, str, Span]], target: str) -> None:
        module = self.module.imports(target.partition(".")[0])
        if self.imported(module):
            return
        for statement, _, _, _ in rows:
            self.added[statement.span].append(f"import {module}")

    def imported(self, module: str) -> bool:
        """Say whether an import at the top of the module binds ``module`` by its name."""
        return any(
            module in (name, name.partition(".")[0]) and not asname
            for statement in self.facts.imports
            if statement.plain and statement.scope == -1 and not statement.guarded
            for name, asname, _ in statement.names
        )

    def rewrite(self, texts: Mapping[Span, str]) -> None:
        """Yield the edits of references; a tuple that gains elements is written anew as a whole."""
        self.splats |= repeated(self.renames, texts)
        tuples = {r.tuple_span: r for r in self.renames if r.span in self.splats}
        annotations, gone = annotated(self.renames, self.quoted)
        self.gone += gone
        for place, quoted in annotations.items():
            self.found.append(ReplaceString(place, Why("NAME", "the annotation follows"), quoted))
        for rename in self.renames:
            text = texts.get(rename.span)
            if text is None or rename.span in self.splats or rename.quoted:
                continue
            why = Why("NAME", f"{rename.source} becomes {text}")
            edit = Rewrite(rename.span, why, text)
            if edit not in self.found:
                self.found.append(edit)
        for span, rename in tuples.items():
            if span is not None:
                self.found.extend(spread(span, rename, texts, self.splats))

    def unneeded(self) -> None:
        """Take away the imports of names that stood only before the brackets of one class."""
        for name, number in sorted(self.gone.items()):
            other = name in self.module.taken or name in self.facts.exported
            if not number or other or self.facts.bound.get(name, 0) != 1:
                continue
            if self.facts.reads.get(name, 0) == number:
                for statement, _, _, span in self.statements(name):
                    if not statement.guarded:
                        self.removed[statement.span].append(span)

    def need(self, module: str) -> None:
        """Import a module where it is not imported yet: one of a package where the source's stood.

        ``module`` is a dotted name, or the whole statement, ``from PACKAGE import MODULE``.
        """
        line = f"import {self.module.imports(module)}"
        line = module if module.startswith("from ") else line
        module = line.rpartition(" ")[2]
        top = [s for s in self.facts.imports if s.scope == -1 and not s.guarded]
        if stands(line, top) or any(line in rows for rows in self.added.values()):
            return
        gone = [s for s in top if self.removed.get(s.span)]
        if gone and module not in sys.stdlib_module_names:
            self.added[gone[0].span].append(line)
            return
        anchors = [s for s in top if s.module != "__future__"]
        free = [s for s in anchors if s.span not in self.removed and s.span not in self.added]
        why = Why("IMPORT", f"{module} is used now")
        if free:
            self.found.append(InsertStatement(free[0].span, why, line, False))
        elif anchors:
            self.added[anchors[0].span].insert(0, line)
        elif self.facts.body_start is not None:
            self.found.append(InsertStatement(self.facts.body_start, why, line, False))


def joined(statements: list[str]) -> list[str]:
    """Join ``from m import a`` and ``from m import b``; plain imports first, no statement twice."""
    plain = sorted({s for s in statements if s.startswith("import ")})
    names: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        if statement.startswith("from "):
            module, _, name = statement[5:].partition(" import ")
            names[module].add(name)
    froms = [f"from {module} import {', '.join(sorted(n))}" for module, n in sorted(names.items())]
    return plain + froms
