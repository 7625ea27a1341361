"""What becomes of the key's variable in the documents that set it, once the code has moved."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from codemod.documents.filling import PROSE, filled
from codemod.documents.places import Places, Reading
from codemod.documents.readers import Search, Source, in_text, made_without_key, readers
from codemod.documents.serving import Get, upward
from codemod.documents.settings import Setting, beside, looks_secret, references, renamed
from codemod.documents.settings_check import check
from codemod.documents.shell_settings import others
from codemod.documents.telling import Decision
from codemod.documents.text import Document, OverlapError, TextEdit, joined, spliced
from codemod.documents.uses import Own, first_use
from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.edits import Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Rewritten
from codemod.vocabulary.patterns import late
from codemod.vocabulary.spans import Span

FILLING = ("dotenv", "script")
"""Kinds of documents whose variables compose files hand on."""
_OPT_OUT = late(r"(?:#|//|<!--)\s*migrate:\s*skip(?P<file>-file)?(?![\w-])")
_CODE = (".py", ".pyi", ".pyw", ".ipynb")


class Files(Protocol):
    """The files of a repository, and what is to be known of them.

    ``paths`` are those of all files; ``search`` gives what searches for any of some words; ``staying`` those of code in which something was left.
    """

    @property
    def paths(self) -> tuple[str, ...]: ...
    @property
    def get(self) -> Get: ...
    @property
    def editable(self) -> Callable[[str], bool]: ...
    @property
    def own(self) -> Own: ...
    @property
    def search(self) -> Callable[[Iterable[str]], Search]: ...
    @property
    def staying(self) -> frozenset[str]: ...


def decide(files: Files, moved: Mapping[str, Rewritten], migration: Migration) -> Decision:
    """Return what becomes of the documents; ``moved`` are all files that change so far."""
    return _Decider(files, moved, migration).decide()


class _Decider:
    def __init__(self, files: Files, moved: Mapping[str, Rewritten], migration: Migration) -> None:
        surface, route = migration.surface, migration.route
        self.files = files
        self.moved = moved
        self.migration = migration
        self.new = migration.key_variable
        self.source = Source(
            surface.modules,
            surface.distribution,
            surface.environment.get("api_key", ()),
            surface.key_readers,
            files.search,
        )
        self.decision = Decision()
        targets = [
            route.names[name]
            for client in surface.clients.values()
            for name in client.names
            if name in route.names
        ]
        self.called = (*targets, *route.called)
        self.roots = tuple(sorted({name.partition(".")[0] for name in self.called}))

    def decide(self) -> Decision:
        self.needing = {path for path in self.moved if self.needs(path)}
        if not self.needing or not self.new or self.new in self.source.names:
            return self.decision
        self.places = Places(
            self.files.paths,
            self.files.get,
            self.source.names,
            (self.source.distribution, *self.source.modules),
        )
        documents = [each for each in self.places.found if each.names(self.source.names)]
        if documents:
            self.reading = dict(self.all_readers())
        self.lingering: dict[tuple[str, str], str] = {}
        """Names that compose files ask for, by the folder whose variables fill them."""
        self.unmoved: dict[str, str] = {}
        """Names that a document goes on to set, each with a place: a README may not forget them."""
        # What fills others comes late: it must know which names they still ask for. What tells of all comes last.
        for each in sorted(documents, key=lambda each: (each.kind == PROSE, each.kind in FILLING)):
            self.consider(each)
        return self.decision

    def needs(self, path: str) -> bool:
        """Say whether code that moved reads the new variable, or lets its SDK read it."""
        if not path.endswith(_CODE):
            return any(edit.why.code == "KEY-VARIABLE" for edit in self.moved[path].edits)
        after = self.moved[path].after
        if self.new in in_text(after, (self.new,)):
            return True
        return self.migration.native and made_without_key(after, self.roots, self.called, "api_key")

    def all_readers(self) -> Iterator[tuple[str, dict[str, int]]]:
        """Yield the files that may read a variable after the edits, with the lines where."""
        for path in sorted(self.files.paths):
            if path in self.places.documents:
                continue
            code = path.endswith(_CODE)
            data = self.moved[path].after if path in self.moved else self.files.get(path)
            if not isinstance(data, bytes):
                continue
            found = self.in_code(path, data) if code else self.places.in_other(path, data)
            if found:
                yield path, found
        for document in self.places.found:
            if document.program:
                name = in_text(document.document.data, self.source.names)
                yield document.path, name

    def in_code(self, path: str, data: bytes) -> dict[str, int]:
        found = readers(path, data, self.source, self.files.own)
        uses = self.migration.native or path not in self.moved or path in self.files.staying
        if uses:
            line = first_use(path, data, self.source.modules, self.files.own)
            if line is not None:
                found = {**dict.fromkeys(self.source.names, line), **found}
        return found

    def holder(self, name: str, folder: str) -> str:
        """Return the place of a reader of ``name`` below ``folder``, or ""."""
        for path, lines in self.reading.items():
            if name in lines and below(path, folder):
                return f"{path}:{lines[name]}"
        return ""

    # -- one document ----------------------------------------------------------------------

    def consider(self, reading: Reading) -> None:
        edits: list[TextEdit] = []
        code: set[str] = set()
        closed = self.closed(reading.document)
        for setting in reading.settings:
            if setting.name not in self.source.names:
                continue
            folder = setting.folder if setting.whole else self.places.home(setting.folder)
            served = {path for path in self.needing if below(path, folder)}
            made = []
            if not served and not setting.strange:
                line = reading.document.span(*setting.name_at).line
                self.decision.quiet.add((reading.path, line))
            if served and self.was_read(setting.name, served):
                made = list(self.edit(reading, setting, folder, closed))
            if not any(edit.start == setting.name_at[0] for edit in made):
                self.linger(reading, setting)
                if served and not reading.secret:
                    line = reading.document.span(*setting.name_at).line
                    self.unmoved.setdefault(setting.name, f"{reading.path}:{line}")
            edits += made
            code |= served if made else set()
        if edits:
            self.keep(reading, list(dict.fromkeys(edits)), frozenset(code))

    def linger(self, reading: Reading, setting: Setting) -> None:
        """Note that a service of a compose file goes on asking for a variable under its old name."""
        value = reading.document.text[slice(*setting.value_at)]
        if reading.kind == "compose" and (not value or references(value, setting.name)):
            line = reading.document.span(*setting.name_at).line
            place = posixpath.dirname(reading.path)
            self.lingering.setdefault((setting.name, place), f"{reading.path}:{line}")

    def loose(self, reading: Reading, name: str) -> str:
        """Return a place that names a variable and sets none: in its own document, or one that builds.

        Such a command would ask for the old name.
        """
        for each in self.places.found:
            if each is not reading and reading.kind not in ("image", "script", "chart", PROSE):
                continue
            if each.kind not in ("workflow", "pipeline", "compose"):
                continue
            own = [setting for setting in each.settings if setting.name == name]
            for start in others(each.document, name, own, "#"):
                if not each.document.text[:start].endswith("secrets."):
                    return f"{each.path}:{each.document.span(start, start).line}"
        return ""

    def lingers(self, reading: Reading, name: str) -> str:
        """Return the place in a compose file that asks for what a document sets, or ""."""
        folder = posixpath.dirname(reading.path)
        rows = self.lingering.items()
        anywhere = reading.kind != "dotenv"
        return next((p for (n, f), p in rows if n == name and (anywhere or f == folder)), "")

    def was_read(self, name: str, paths: set[str]) -> bool:
        """Say whether code that moved read the variable: by name, or the first of all by its SDK."""
        if any(name in in_text(self.moved[path].before, (name,)) for path in self.moved):
            return True
        return name == self.source.names[0] and any(
            first_use(path, self.moved[path].before, self.source.modules, self.files.own)
            for path in paths
        )

    def edit(
        self, reading: Reading, setting: Setting, folder: str, closed: str
    ) -> Iterator[TextEdit]:
        document = reading.document
        line = document.text[document.line_start(setting.start) : document.line_end(setting.end)]
        if not closed and _OPT_OUT.search(line):
            closed = "the line is opted out (migrate: skip)"
        reason = closed or setting.strange
        if not reason and reading.kind == PROSE:
            reason = self.told_apart(reading, setting)
        if not reason and reading.chart:
            reason = self.chart_apart(reading)
        if not reason and looks_secret(document.text[slice(*setting.value_at)]):
            reason = "a secret stands there"
        if reading.secret:
            self.remind(f"set {self.new} in {reading.path}")
            return
        if not reason and any(
            other.block == setting.block and other.name == self.new for other in reading.settings
        ):
            reason = f"{self.new} stands beside it already"
        if reason:
            self.by_hand(reading, setting, reason)
            return
        holder = self.holder(setting.name, folder)
        holder = holder or self.loose(reading, setting.name)
        if not holder and reading.kind in FILLING:
            holder = self.lingers(reading, setting.name) or self.places.filled
        kept = setting.mixed or (f"{holder} still reads it, or may" if holder else "")
        first = next(s for s in reading.settings if s.block == setting.block and self.ours(s))
        if kept:
            why = Why("KEY-VARIABLE", f"{self.new} is set beside {setting.name}")
            edit = beside(document, setting, self.new, why) if first is setting else None
            if edit is not None:
                yield edit
                span = document.span(*setting.name_at)
                message = f"{setting.name} stays beside {self.new}: {kept}"
                self.say(reading.path, span, "VARIABLE-KEPT", message)
                self.filled(reading, setting)
            elif first is setting and not reading.script:
                self.by_hand(reading, setting, kept)
            return
        if first is not setting and not reading.script:
            message = f"nothing reads {setting.name} any more; {first.name} became {self.new}"
            self.by_hand(reading, setting, message)
            return
        why = Why("KEY-VARIABLE", f"{setting.name} becomes {self.new}")
        yield from renamed(document, setting, self.new, why)
        self.filled(reading, setting)

    def told_apart(self, reading: Reading, setting: Setting) -> str:
        """Return why a README must not tell of the new variable in the place of the old one, or ""."""
        if in_text(reading.document.data, (self.new,)):
            return f"{self.new} stands there already"
        place = self.holder(setting.name, "") or self.unmoved.get(setting.name, "")
        place = place or self.loose(reading, setting.name)
        place = place or self.places.set_elsewhere(setting.name)
        return f"{place} still names it" if place else ""

    def chart_apart(self, reading: Reading) -> str:
        """Return why the files of a chart cannot change together, or ""."""
        for each in self.places.found:
            if each.chart == reading.chart:
                if in_text(each.document.data, (self.new,)):
                    return f"{self.new} stands in {each.path} already"
                strange = next((s.strange for s in each.settings if s.strange), "")
                closed = self.closed(each.document) or strange
                if closed:
                    return f"{each.path} stays: {closed}"
        return ""

    def ours(self, setting: Setting) -> bool:
        return setting.name in self.source.names

    def filled(self, reading: Reading, setting: Setting) -> None:
        """Say by what the variable is filled where that is not of the repository."""
        title = self.migration.provider.title
        for said in filled(reading, setting, self.new, title, self.places.words):
            if isinstance(said, str):
                self.remind(said)
            else:
                self.decision.diagnostics.append(said)

    def keep(self, reading: Reading, edits: list[TextEdit], code: frozenset[str]) -> None:
        path = reading.path
        try:
            alone = spliced(reading.document, edits)
            both = joined(self.moved[path], edits) if path in self.moved else alone
        except OverlapError as error:
            self.decision.failed[path] = str(error)
            self.decision.served[path] = code
            return
        self.decision.rewritten[path] = both
        self.decision.served[path] = code
        fault = check(reading, alone.after, (*self.source.names, self.new))
        if fault:
            self.decision.failed[path] = fault

    def closed(self, document: Document) -> str:
        """Return why a document is not edited, or ""."""
        if not self.files.editable(document.path):
            return "it is outside PATHS or excluded"
        for match in _OPT_OUT.finditer(document.text):
            if match["file"]:
                return "it is opted out (migrate: skip-file)"
        return ""

    def by_hand(self, reading: Reading, setting: Setting, reason: str) -> None:
        span = reading.document.span(*setting.name_at)
        message = f"{setting.name} is set here, and the code now reads {self.new}: {reason}"
        self.say(reading.path, span, "VARIABLE-ELSEWHERE", message)

    def say(
        self, path: str, span: Span, code: str, message: str, severity: Severity = Severity.NOTE
    ) -> None:
        self.decision.diagnostics.append(Diagnostic(path, span, code, message, severity))

    def remind(self, message: str) -> None:
        if message not in self.decision.todo:
            self.decision.todo.append(message)


def below(path: str, folder: str) -> bool:
    """Say whether a file lies below a folder, the root ("") being above all."""
    return folder in upward(posixpath.dirname(path))
