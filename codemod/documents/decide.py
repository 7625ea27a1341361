"""What becomes of the manifests once the code has moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from codemod.documents.changing import Wanted, beside, bounded, removed, replaced
from codemod.documents.entries import Entry, Manifest, normalized
from codemod.documents.installs import read_installs
from codemod.documents.pyproject import read_script
from codemod.documents.serving import Get, Manifests, Service, reader, upward
from codemod.documents.telling import Decision, Telling
from codemod.documents.text import OverlapError, TextEdit, joined, spliced
from codemod.documents.uses import Own, first_use, imported_beside, imports_own
from codemod.documents.verify import verify
from codemod.documents.versions import BoundsError, adjusted, lowest
from codemod.vocabulary.cells import is_notebook_name
from codemod.vocabulary.diagnostics import WHOLE_FILE, Severity
from codemod.vocabulary.edits import Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Rewritten
from codemod.vocabulary.patterns import late
from codemod.vocabulary.places import is_test

_OPT_OUT = late(r"(?:#|//)\s*migrate:\s*skip(?P<file>-file)?(?![\w-])")


class Files(Protocol):
    """The files of a repository, and what is to be known of them.

    ``paths`` are those of all files, ``code`` of the Python that may name the source. ``present``
    says whether any file exists, ``editable`` whether it may be edited.
    """

    @property
    def paths(self) -> tuple[str, ...]: ...
    @property
    def code(self) -> tuple[str, ...]: ...
    @property
    def get(self) -> Get: ...
    @property
    def present(self) -> Callable[[str], bool]: ...
    @property
    def editable(self) -> Callable[[str], bool]: ...
    @property
    def own(self) -> Own: ...


def decide(files: Files, moved: Mapping[str, Rewritten], migration: Migration) -> Decision:
    """Return what becomes of the manifests when ``moved`` are the files of code that change."""
    return _Decider(files, moved, migration).decide()


class _Decider:
    def __init__(self, files: Files, moved: Mapping[str, Rewritten], migration: Migration) -> None:
        route, surface = migration.route, migration.surface
        self.files = files
        self.rewritten = moved
        self.source = normalized(surface.distribution)
        self.modules = surface.modules
        match = re.match(r"[A-Za-z0-9._-]+", route.requirement)
        assert match is not None
        self.wanted = Wanted(match[0], route.requirement[match.end() :].strip())
        self.target = normalized(match[0])
        self.same = self.source == self.target
        self.floor = route.python
        self.telling = Telling(self.source, self.wanted, same=self.same)
        self.decision = self.telling.decision
        self.faulty: list[str] = []
        roots = {name.partition(".")[0] for name in route.names.values()} - {"builtins"}
        self.target_modules = self.modules if self.same else tuple(sorted(roots))
        self.needing = frozenset(
            path
            for path, outcome in moved.items()
            if first_use(path, outcome.after, self.target_modules, files.own) is not None
        )

    def decide(self) -> Decision:
        if not self.needing:
            return self.decision
        self.manifests = Manifests(self.files.paths, self.files.get, (self.source, self.target))
        self.service = Service(self.manifests, self.source)
        self.other = Service(self.manifests, self.target)
        scripts = list(self.scripts())
        for script in scripts:
            own = self.service.cells if script.kind == "cells" else self.service.scripts
            own.add(script.path)
        self.uses = dict(self.all_uses())
        for manifest in (*self.manifests.found.values(), *scripts):
            self.consider(manifest)
        for path, reason in self.manifests.unreadable.items():
            if self.below(path):
                self.faulty.append(path)
                self.telling.unread(path, reason)
        if not self.faulty:
            self.unnamed()
        self.python(scripts)
        return self.decision

    def scripts(self) -> Iterator[Manifest]:
        """Yield the blocks of scripts that name the source."""
        for path in self.files.code:
            data = self.files.get(path)
            script = self.manifests.script(path, data) if isinstance(data, bytes) else None
            if script is not None and script.named(self.source):
                yield script

    def all_uses(self) -> Iterator[tuple[str, int]]:
        """Yield the files that use the source after the edits, with the line of the first use."""
        if self.same:
            return
        for path in sorted({*self.files.code, *filter(is_notebook_name, self.files.paths)}):
            if path in self.rewritten:
                data = self.rewritten[path].after
            else:
                got = self.files.get(path)
                if not isinstance(got, bytes):
                    continue
                data = got
            line = first_use(path, data, self.modules, self.files.own, foreign=self.source)
            if line is not None:
                yield path, line

    def holder(self, manifest: Manifest, *, alone: bool = True) -> str:
        """Return the place of a use for which the source must stay in a manifest, or "".

        With ``alone``, a file that no manifest serves counts too.
        """
        for path, line in self.uses.items():
            if self.service.serves(manifest, path) or (alone and not self.service.served(path)):
                moved = is_notebook_name(path) and path in self.rewritten
                return path if moved else f"{path}:{line}"
        return ""

    def imported(self, manifest: Manifest) -> str:
        """Return the place of a use in code of the repository that a notebook may run, or ""."""
        if manifest.host is None or not imports_own(
            manifest.path, manifest.host.data, self.files.own
        ):
            return ""
        used = ((p, n) for p, n in self.uses.items() if not (is_notebook_name(p) or is_test(p)))
        return next((f"{path}:{line}" for path, line in used), "")

    # -- one manifest ----------------------------------------------------------------------

    def consider(self, manifest: Manifest) -> None:
        """Edit a manifest that serves code which moved, or say why not."""
        names = [self.source] if self.same else [self.source, self.target]
        served = frozenset(
            path
            for path in self.needing
            for service, name in zip((self.service, self.other), names, strict=False)
            if manifest.named(name) and service.serves(manifest, path)
        )
        if not served and manifest.host is not None and manifest.named(self.source):
            served = self.needing & imported_beside(manifest.path, manifest.host.data)
        if served:
            self.edit(manifest, frozenset(served))
        elif manifest.fault:
            if self.source.encode() in manifest.document.data.lower() and self.below(manifest.path):
                self.faulty.append(manifest.path)
                self.telling.unread(manifest.path, manifest.fault)
        elif not self.same and not self.holder(manifest, alone=False):
            for entry in manifest.named(self.source)[:1]:
                if not entry.constraint:
                    span = manifest.document.span(entry.start, entry.end)
                    why = "no file that it serves used it; see whether it installs what moved"
                    self.telling.kept(manifest, span, why)

    def edit(self, manifest: Manifest, served: frozenset[str]) -> None:
        closed = self.closed(manifest)
        edits: list[TextEdit] = []
        for entry in manifest.entries:
            if entry.name not in (self.source, self.target):
                continue
            held = entry.fixed or closed or self.opted_out(manifest, entry)
            try:
                if entry.name == self.target:
                    edits += self.bound(manifest, entry, held)
                elif not entry.constraint:
                    edits += self.entry(manifest, entry, held)
            except BoundsError as error:
                self.by_hand(manifest, entry, str(error))
        if manifest.path in self.decision.failed:
            self.decision.served[manifest.path] = served
        elif edits:
            self.keep(manifest, edits, served)
        changed = manifest.path in self.decision.served
        if changed or not closed:
            self.telling.renew(manifest, self.files.present, self.files.get, changed=changed)

    def keep(self, manifest: Manifest, edits: list[TextEdit], served: frozenset[str]) -> None:
        outcome = self.rewritten.get(manifest.path)
        try:
            alone = spliced(manifest.document, edits)
            hosted = spliced(manifest.host, edits) if manifest.host else alone
            both = hosted if outcome is None else joined(outcome, edits)
        except OverlapError as error:
            self.telling.by_hand(manifest.path, WHOLE_FILE, str(error))
            return
        self.decision.rewritten[manifest.path] = both
        self.decision.served[manifest.path] = served
        own = {"script": read_script, "cells": read_installs}
        read = own.get(manifest.kind) or reader(manifest.path)
        fault = verify(manifest, alone.after, (self.source, self.target), read)
        if fault:
            self.decision.failed[manifest.path] = fault

    def closed(self, manifest: Manifest) -> str:
        """Return why no entry of a manifest is edited, or ""."""
        if manifest.command:
            return f"it is made by a tool: {manifest.command}"
        if manifest.hashed:
            return "its requirements have hashes, which only your tool can make anew"
        if not self.files.editable(manifest.path):
            return "it is outside PATHS or excluded"
        for match in _OPT_OUT.finditer(manifest.document.text):
            if match["file"]:
                return "it is opted out (migrate: skip-file)"
        return ""

    def opted_out(self, manifest: Manifest, entry: Entry) -> str:
        document = manifest.document
        line = document.text[document.line_start(entry.start) : document.line_end(entry.end)]
        return "the line is opted out (migrate: skip)" if _OPT_OUT.search(line) else ""

    def entry(self, manifest: Manifest, entry: Entry, held: str) -> Iterator[TextEdit]:
        """Yield the edits of a requirement of the source that the code has left."""
        document = manifest.document
        span = document.span(entry.start, entry.end)
        if held:
            self.by_hand(manifest, entry, held)
            return
        group = [e for e in manifest.named(self.target) if e.group == entry.group]
        kept = self.holder(manifest, alone=manifest.kind != "cells") or self.imported(manifest)
        if kept:
            kept = f"{kept} still uses it, or may"
        elif entry.extras:
            kept = f"it brings what its extra [{entry.extras}] needs"
        if kept:
            self.telling.kept(manifest, span, kept)
        if group and not kept:
            message = f"nothing uses {entry.name} any more"
            yield removed(document, entry, Why("REQUIREMENT-REMOVED", message))
        elif not group and kept:
            why = Why("REQUIREMENT-ADDED", f"the code now uses {self.wanted.name}")
            yield from beside(manifest, entry, self.wanted, why)
        elif not group:
            message = f"{self.wanted.name} takes the place of {entry.name}"
            yield replaced(document, entry, self.wanted, Why("REQUIREMENT-REPLACED", message))

    def bound(self, manifest: Manifest, entry: Entry, held: str) -> Iterator[TextEdit]:
        """Yield the edit that lets a requirement of the target, or a constraint, meet the code."""
        if entry.fixed and self.same:
            self.by_hand(manifest, entry, entry.fixed)
        if entry.fixed or entry.style == "name":
            return
        bounds = manifest.document.text[slice(*entry.bounds_at)]
        new = adjusted(bounds, self.wanted.bounds, caret=entry.style == "caret")
        if new is not None and held:
            self.by_hand(manifest, entry, held)
        elif new is not None and new == self.wanted.bounds and (use := self.used_before(manifest)):
            self.decision.failed[manifest.path] = (
                f"it holds {entry.name} at {bounds}, which {use} uses: {self.wanted} may break that"
            )
        elif new is not None:
            if use := self.used_before(manifest):
                span = manifest.document.span(entry.start, entry.end)
                message = f"{use} uses {entry.name} too: see that it works with {new}"
                self.telling.say(
                    manifest.path, span, "REQUIREMENT-SHARED", message, Severity.REVIEW
                )
            message = f"{entry.name} {bounds} becomes {new}: the code needs {self.wanted}"
            yield bounded(manifest.document, entry, new, Why("REQUIREMENT-RAISED", message))

    def used_before(self, manifest: Manifest) -> str:
        """Return the place where code that the manifest serves used the target already, or ""."""
        if self.same:
            return ""
        for path in sorted(path for path in self.files.paths if path.endswith((".py", ".pyw"))):
            data = self.files.get(path)
            if isinstance(data, bytes) and self.other.serves(manifest, path):
                line = first_use(path, data, self.target_modules, self.files.own)
                if line is not None:
                    return f"{path}:{line}"
        return ""

    def by_hand(self, manifest: Manifest, entry: Entry, why: str) -> None:
        span = manifest.document.span(entry.start, entry.end)
        self.telling.by_hand(manifest.path, span, why, command=manifest.command)

    def unnamed(self) -> None:
        """Remind of code whose requirements name neither the source nor the target."""
        alone = sorted(
            path
            for path in self.needing
            if not self.service.served(path) and (self.same or not self.other.served(path))
        )
        if alone == sorted(self.needing):
            self.telling.remind(
                f"add {self.wanted} to what installs the project: no manifest names {self.source}"
            )
        elif alone:
            self.telling.remind(
                f"add {self.wanted} to what installs {common(alone)}: no manifest there names {self.source}"
            )

    def below(self, path: str) -> bool:
        """Say whether code that moved lies below a folder that a manifest serves."""
        homes = self.manifests.homes(path)
        return any(not homes.isdisjoint(upward(p.rpartition("/")[0])) for p in self.needing)

    def python(self, scripts: Iterable[Manifest]) -> None:
        """Say where a manifest allows a Python that the SDK does not run on."""
        from packaging.version import Version

        for manifest in (*self.manifests.found.values(), *scripts):
            if not manifest.python or (manifest.kind != "script" and not self.below(manifest.path)):
                continue
            for start, end in manifest.python:
                try:
                    least = lowest(manifest.document.text[start:end].strip())
                except BoundsError:
                    continue
                if least is not None and least < Version(self.floor):
                    message = f"{self.wanted} needs Python {self.floor}; this allows {least}"
                    span = manifest.document.span(start, end)
                    self.telling.say(manifest.path, span, "PYTHON-RANGE", message, Severity.REVIEW)


def common(paths: list[str]) -> str:
    """Return the one path, or the folder that all have in common."""
    if len(paths) == 1:
        return paths[0]
    folders = [list(upward(path.rpartition("/")[0])) for path in paths]
    shared = next(folder for folder in folders[0] if all(folder in row for row in folders))
    return f"{shared}/" if shared else f"{paths[0]} and {len(paths) - 1} more"
