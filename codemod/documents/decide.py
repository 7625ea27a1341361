"""What becomes of the manifests once the code has moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from codemod.documents.changing import Wanted, beside, bounded, removed, replaced
from codemod.documents.entries import Entry, Manifest, normalized
from codemod.documents.locks import locks
from codemod.documents.pyproject import read_script
from codemod.documents.serving import Get, Manifests, Service, reader, upward
from codemod.documents.text import TextEdit, joined, spliced
from codemod.documents.uses import Own, first_use
from codemod.documents.verify import verify
from codemod.documents.versions import BoundsError, adjusted, lowest
from codemod.vocabulary.diagnostics import WHOLE_FILE, Diagnostic, Severity
from codemod.vocabulary.edits import Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Rewritten
from codemod.vocabulary.spans import Span

_OPT_OUT = re.compile(r"(?:#|//)\s*migrate:\s*skip(?P<file>-file)?(?![\w-])")


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


@dataclass(slots=True)
class Decision:
    """The manifests that change, what is said of them, and the code that each belongs to.

    ``rewritten`` replaces the outcome of a file that was rewritten already. ``failed`` are manifests
    whose new text fails its check, and why.
    """

    rewritten: dict[str, Rewritten] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)
    served: dict[str, frozenset[str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


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
        self.decision = Decision()
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
        scripts = list(self.scripts())
        self.service.scripts.update(script.path for script in scripts)
        self.uses = dict(self.all_uses())
        for manifest in (*self.manifests.found.values(), *scripts):
            served = frozenset(p for p in self.needing if self.service.serves(manifest, p))
            if served and manifest.named(self.source):
                self.manifest(manifest, served)
            elif manifest.fault and self.mentions(manifest) and self.below(manifest):
                self.by_hand(manifest, WHOLE_FILE, manifest.fault)
        for path, reason in self.manifests.unreadable.items():
            self.say(path, WHOLE_FILE, "REQUIREMENT-LEFT", reason, Severity.LEFT)
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
        paths = (*self.files.code, *(p for p in self.files.paths if p.endswith(".ipynb")))
        for path in sorted(paths):
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

    def holder(self, manifest: Manifest) -> str:
        """Return the place of a use for which the source must stay in a manifest, or ""."""
        for path, line in self.uses.items():
            if self.service.serves(manifest, path) or not self.service.served(path):
                return f"{path}:{line}"
        return ""

    # -- one manifest ----------------------------------------------------------------------

    def manifest(self, manifest: Manifest, served: frozenset[str]) -> None:
        document = manifest.document
        reason = self.closed(manifest)
        edits: list[TextEdit] = []
        for entry in manifest.named(self.source):
            held = reason or self.opted_out(manifest, entry) or entry.fixed
            try:
                edits += self.entry(manifest, entry, held)
            except BoundsError as error:
                self.by_hand(manifest, document.span(entry.start, entry.end), str(error))
        if not edits:
            if not reason:
                self.renew(manifest, changed=False)
            return
        outcome = self.rewritten.get(manifest.path)
        changed = spliced(document, edits) if outcome is None else joined(outcome, edits)
        self.decision.rewritten[manifest.path] = changed
        self.decision.served[manifest.path] = served
        read = read_script if manifest.kind == "script" else reader(manifest.path)
        names = (self.source, self.target)
        fault = verify(manifest, spliced(document, edits).after, names, read)
        if fault:
            self.decision.failed[manifest.path] = fault
        self.renew(manifest, changed=True)

    def closed(self, manifest: Manifest) -> str:
        """Return why no entry of a manifest is edited, or ""."""
        if manifest.command:
            self.remind(f"renew {manifest.path}: {manifest.command}")
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
        document = manifest.document
        span = document.span(entry.start, entry.end)
        bounds = document.text[slice(*entry.bounds_at)]
        if self.same or entry.constraint:
            allowed = self.wanted.bounds if self.same else ""
            new = None
            if allowed and entry.style != "name":
                new = adjusted(bounds, allowed, caret=entry.style == "caret") if not held else ""
            if new:
                message = f"{entry.name} {bounds} becomes {new}: the code needs {self.wanted}"
                why = Why("REQUIREMENT-RAISED", message)
                yield bounded(document, entry, new, why)
            elif new is not None:
                self.by_hand(manifest, span, held, entry=entry)
            return
        if held:
            self.by_hand(manifest, span, held, entry=entry)
            return
        group = [e for e in manifest.named(self.target) if e.group == entry.group]
        why = Why("REQUIREMENT-ADDED", f"the code now uses {self.wanted.name}")
        kept = self.holder(manifest)
        if not kept and entry.extras:
            kept = f"it brings what its extra [{entry.extras}] needs"
        elif kept:
            kept = f"{kept} still uses it, or may"
        if kept:
            message = f"{entry.name} stays required: {kept}"
            if all(each.message != message for each in self.said(manifest.path)):
                self.say(manifest.path, span, "REQUIREMENT-KEPT", message, Severity.NOTE)
        for each in group:
            yield from self.present(manifest, each)
        if group and not kept:
            message = f"nothing uses {entry.name} any more"
            yield removed(document, entry, Why("REQUIREMENT-REMOVED", message))
        elif not group and kept:
            yield from beside(manifest, entry, self.wanted, why)
        elif not group:
            message = f"{self.wanted.name} takes the place of {entry.name}"
            yield replaced(document, entry, self.wanted, Why("REQUIREMENT-REPLACED", message))

    def present(self, manifest: Manifest, entry: Entry) -> Iterator[TextEdit]:
        """Yield the edit that lets a requirement of the target which is there already meet the code."""
        bounds = manifest.document.text[slice(*entry.bounds_at)]
        if entry.fixed or entry.style == "name":
            return
        new = adjusted(bounds, self.wanted.bounds, caret=entry.style == "caret")
        if new is not None and entry is manifest.named(self.target)[0]:
            message = f"{entry.name} {bounds} becomes {new}: the code needs {self.wanted}"
            yield bounded(manifest.document, entry, new, Why("REQUIREMENT-RAISED", message))

    # -- what is said ----------------------------------------------------------------------

    def by_hand(
        self, manifest: Manifest, span: Span, reason: str, *, entry: Entry | None = None
    ) -> None:
        named = entry.name if entry is not None else self.source
        message = f"{named} is required here and is not edited: {reason}"
        self.say(manifest.path, span, "REQUIREMENT-LEFT", message, Severity.LEFT)
        if not manifest.command:
            self.remind(f"require {self.wanted} in {manifest.path} by hand: {reason}")

    def say(self, path: str, span: Span, code: str, message: str, severity: Severity) -> None:
        self.decision.diagnostics.append(Diagnostic(path, span, code, message, severity))

    def said(self, path: str) -> list[Diagnostic]:
        return [each for each in self.decision.diagnostics if each.path == path]

    def remind(self, message: str) -> None:
        if message not in self.decision.todo:
            self.decision.todo.append(message)

    def renew(self, manifest: Manifest, *, changed: bool) -> None:
        """Remind of lock files: of a manifest that changed, or that lock too old a version."""
        for path, command in locks(manifest.path, self.files.present):
            if changed or self.locks_too_low(path):
                self.remind(f"renew {path}: {command}")

    def locks_too_low(self, path: str) -> bool:
        """Say whether a lock file holds the SDK at a version that the code cannot use."""
        if not self.same:
            return False
        data = self.files.get(path)
        if not isinstance(data, bytes):
            return False
        name = re.escape(self.source)
        found = re.findall(
            rf'name = "{name}"\r?\nversion = "([^"]+)"|"{name}": \{{[^{{}}]*?"version": "==([^"]+)"',
            data.decode("utf-8", "replace"),
        )
        try:
            return any(adjusted(f"=={a or b}", self.wanted.bounds) is not None for a, b in found)
        except BoundsError:
            return False

    def unnamed(self) -> None:
        """Remind of code whose requirements name neither the source nor the target."""
        other = Service(self.manifests, self.target)
        alone = sorted(
            path
            for path in self.needing
            if not self.service.served(path) and (self.same or not other.served(path))
        )
        if alone == sorted(self.needing):
            self.remind(
                f"add {self.wanted} to what installs the project: no manifest names {self.source}"
            )
        elif alone:
            self.remind(
                f"add {self.wanted} to what installs {common(alone)}: no manifest there names {self.source}"
            )

    def mentions(self, manifest: Manifest) -> bool:
        return self.source.encode() in manifest.document.data.lower()

    def below(self, manifest: Manifest) -> bool:
        homes = self.manifests.homes(manifest)
        return any(not homes.isdisjoint(upward(p.rpartition("/")[0])) for p in self.needing)

    def python(self, scripts: Iterable[Manifest]) -> None:
        """Say where a manifest allows a Python that the SDK does not run on."""
        from packaging.version import Version

        for manifest in (*self.manifests.found.values(), *scripts):
            if not manifest.python or (manifest.kind != "script" and not self.below(manifest)):
                continue
            for start, end in manifest.python:
                try:
                    least = lowest(manifest.document.text[start:end].strip())
                except BoundsError:
                    continue
                if least is not None and least < Version(self.floor):
                    message = f"{self.wanted} needs Python {self.floor}; this allows {least}"
                    span = manifest.document.span(start, end)
                    self.say(manifest.path, span, "PYTHON-RANGE", message, Severity.REVIEW)


def common(paths: list[str]) -> str:
    """Return the one path, or the folder that all have in common."""
    if len(paths) == 1:
        return paths[0]
    folders = [list(upward(path.rpartition("/")[0])) for path in paths]
    shared = next(folder for folder in folders[0] if all(folder in row for row in folders))
    return f"{shared}/" if shared else f"{paths[0]} and {len(paths) - 1} more"
