"""The Python examples of documents and docstrings: each migrates by itself, with the same proof as code."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from codemod.documents.docstrings import Section, bare, sections
from codemod.documents.example_sources import ExampleError, Source, bound, parsed, together
from codemod.documents.examples import Example, find, is_document
from codemod.documents.text import Document, OverlapError, TextEdit, joined, spliced
from codemod.mentions import mentions
from codemod.reading.optout import opt_out
from codemod.vocabulary.diagnostics import Diagnostic, Severity
from codemod.vocabulary.edits import Edit
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Failed, Outcome, Region, Report, Rewritten, SiteStatus
from codemod.vocabulary.patterns import late
from codemod.vocabulary.places import is_test
from codemod.vocabulary.regions import map_span, placed
from codemod.vocabulary.spans import Span

NAME = "example.py"
"""The name by which an example is migrated: no module of the project is called so there."""
_PAST = late(r"(?i)(?:.*/)?(?:change(?:s|log)|history|news|release[-_ ]?notes)[^/]*")
"""Documents of what was, whose examples are right as they stand."""
_SKIPPED = late(r"migrate:\s*skip-file(?![\w-])")

ELSEWHERE = ("VARIABLE-ELSEWHERE", "REQUIREMENT-ELSEWHERE")
"""What is told of the other lines of a document."""

Migrate = Callable[[Mapping[str, bytes]], Report]


@dataclass(slots=True)
class Found:
    """What the examples of one file ask for: edits of its text, and what is to be said."""

    texts: list[TextEdit] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sites: list[SiteStatus] = field(default_factory=list)


class Documents:
    """Migrates the examples of files.

    ``migrate`` gives the report of files in memory; ``own`` says whether a module that a file imports is the project's.
    """

    def __init__(
        self, migration: Migration, migrate: Migrate, own: Callable[[str, str], bool]
    ) -> None:
        self.migration = migration
        self.migrate = migrate
        self.own = own
        names = "|".join(migration.surface.modules)
        self.imports = re.compile(
            rf"(?m)^[ \t]*(?:>>> |\.\.\. )?[ \t]*(?:import|from) +(?:{names})\b"
        )

    # -- without the option ------------------------------------------------------------------

    def mentioned(
        self,
        files: Iterable[tuple[str, bytes]],
        why: str = "--docs migrates what can be proved",
    ) -> Iterator[Diagnostic]:
        """Yield a finding for each document whose examples use the source, and would not move."""
        for path, data in files:
            document = self.document(path, data)
            if document is None:
                continue
            held = [
                example
                for section in sections(document)
                for example in find(document, section.first, section.last, section.markdown)
                if self.uses(document, example)
            ]
            if held:
                span = document.span(held[0].rows[0].start, held[0].rows[0].end)
                many = len(held) > 1
                message = (
                    f"{len(held)} example{'s' * many} of this document use{'s' * (not many)} "
                    f"the source; {why}"
                )
                yield Diagnostic(path, span, "DOCUMENT-EXAMPLES", message, Severity.NOTE)

    def document(self, path: str, data: bytes) -> Document | None:
        """Return a file that may hold examples which are to move, None for another."""
        if not (is_document(path) or path.endswith(".py")) or not self.imports_any(data):
            return None
        if _PAST.fullmatch(path) is not None:
            return None
        try:
            document = Document(path, data)
        except UnicodeDecodeError:
            return None
        skipped = opt_out(data).file if path.endswith(".py") else _SKIPPED.search(document.text)
        return None if skipped else document

    def imports_any(self, data: bytes) -> bool:
        return any(module.encode() in data for module in self.migration.surface.modules)

    def uses(self, document: Document, example: Example) -> bool:
        return self.imports.search("\n".join(example.lines(document))) is not None

    # -- with it -----------------------------------------------------------------------------

    def of(self, document: Document) -> Found:
        """Return what becomes of the examples of a document, or of a module's docstrings."""
        found = Found()
        for section in sections(document):
            examples = list(find(document, section.first, section.last, section.markdown))
            trees = [parsed(document, example) for example in examples]
            read = [(e, t) for e, t in zip(examples, trees, strict=True) if t is not None]
            broken = [e for e, t in zip(examples, trees, strict=True) if t is None]
            for example in (e for e in broken if self.uses(document, e)):
                self.left(found, document, example, "the example cannot be read")
            for group in together([tree for _, tree in read]):
                held = [read[number][0] for number in group]
                if any(self.uses(document, example) for example in held):
                    names = set().union(*(bound(read[number][1]) for number in group))
                    self.one(found, section, Source(document, held), names, broken)
        return found

    def one(
        self,
        found: Found,
        section: Section,
        source: Source,
        names: set[str],
        broken: Sequence[Example],
    ) -> None:
        """Migrate examples that belong together, if all of them can be seen and given back."""
        document, first = source.document, source.examples[0]
        for example in broken:
            text = "\n".join(example.lines(document))
            held = next((n for n in sorted(names) if re.search(rf"\b{n}\s*[.(\[]", text)), "")
            if held:
                line = document.span(example.rows[0].start, example.rows[0].start).line
                reason = f"{held} is used at line {line} too, by an example that cannot be read"
                return self.left(found, document, first, reason)
        own = next(
            (m for m in sorted(imported(ast.parse(source.text))) if self.own(document.path, m)), ""
        )
        if own:
            reason = f"the example also uses {own}, a module of this project"
            return self.left(found, document, first, reason)
        report = self.migrate({NAME: source.text.encode()})
        texts: list[TextEdit] = []
        edits: list[Edit] = []
        between: list[Region] = []
        """From the text between two steps back to the source as read."""

        def place(span: Span) -> Span:
            return source.span(map_span(between, span))

        for outcome in report.outcomes:
            if isinstance(outcome, Failed):
                return self.left(found, document, first, outcome.error)
            if isinstance(outcome, Rewritten):
                between += [Region(each.after, each.before) for each in outcome.lifted]
                try:
                    texts = list(source.edits(outcome.after.decode()))
                    self.prove(document, section, source, texts, outcome.after.decode())
                except (ExampleError, OverlapError, SyntaxError) as error:
                    return self.left(found, document, first, str(error))
                edits = [replace(each, span=place(each.span)) for each in outcome.edits]
        found.texts += texts
        found.edits += edits
        for diagnostic in report.diagnostics:
            message = self.renumbered(diagnostic.message, document, place)
            span = place(diagnostic.span)
            found.diagnostics.append(
                replace(diagnostic, path=document.path, span=span, message=message)
            )
        for site in report.sites:
            reason = self.renumbered(site.reason, document, place)
            span = source.span(site.span)
            found.sites.append(replace(site, path=document.path, span=span, reason=reason))
        return None

    def renumbered(self, message: str, document: Document, place: Callable[[Span], Span]) -> str:
        """Return a message whose places are those of the document."""

        def now(path: str, line: int) -> tuple[str, int]:
            return document.path, place(Span(line, 0, line, 0)).line

        return placed(message, (NAME,), now)

    def prove(
        self,
        document: Document,
        section: Section,
        source: Source,
        texts: Sequence[TextEdit],
        wanted: str,
    ) -> None:
        """Raise `ExampleError` unless the edited document holds the edited examples, and the others."""
        if any(each in edit.text for each in section.without for edit in texts):
            raise ExampleError("the edit cannot be written in a string such as this")
        after = Document(document.path, spliced(document, texts).after)
        last = section.last + len(after.text) - len(document.text)
        old = list(find(document, section.first, section.last, section.markdown))
        new = list(find(after, section.first, last, section.markdown))
        if len(old) != len(new):
            raise ExampleError("the edited document would hold other examples")
        moved = []
        for one, other in zip(old, new, strict=True):
            if one in source.examples:
                moved.append(other)
            elif one.lines(document) != other.lines(after):
                raise ExampleError("the edited document would hold other examples")
        if Source(after, moved).text != wanted:
            raise ExampleError("the edited example would be read otherwise")

    def left(self, found: Found, document: Document, example: Example, reason: str) -> None:
        span = document.span(example.rows[0].start, example.rows[0].end)
        message = f"{reason}, and it stays"
        found.diagnostics.append(
            Diagnostic(document.path, span, "DOCUMENT-LEFT", message, Severity.LEFT)
        )

    def over(
        self,
        report: Report,
        files: Iterable[tuple[str, bytes]],
        guard: Callable[[Sequence[str]], set[str]] | None = None,
    ) -> Report:
        """Return a report with what becomes of the examples of ``files``, which may be edited."""
        outcomes: dict[str, Outcome] = {outcome.path: outcome for outcome in report.outcomes}
        diagnostics, sites = list(report.diagnostics), list(report.sites)
        for path, data in files:
            document = self.document(path, data)
            if document is None:
                continue
            if is_test(path) and is_document(path):
                diagnostics += self.mentioned([(path, data)], "the document is data of tests")
                continue
            found = self.of(document)
            outcome = outcomes.get(path)
            made = self.written(document, found, outcome)
            if made is not None and guard is not None and guard([path]):
                made = "git does not have its present state; see --force"
            if isinstance(made, str):
                span = document.span(found.texts[0].start, found.texts[0].start)
                message = f"{made}, and the examples stay"
                said = Diagnostic(path, span, "DOCUMENT-LEFT", message, Severity.LEFT)
                diagnostics.append(said)
                continue
            diagnostics += found.diagnostics
            sites += found.sites
            if made is not None:
                outcomes[path] = made
            if made is not None and is_document(path):
                rows = {
                    n for each in found.edits for n in range(each.span.line, each.span.end_line + 1)
                }
                diagnostics = [d for d in diagnostics if d.path != path or d.code not in ELSEWHERE]
                told = mentions(path, data, self.migration)
                diagnostics += [each for each in told if each.span.line not in rows]
        return replace(
            report,
            outcomes=tuple(sorted(outcomes.values(), key=lambda outcome: outcome.path)),
            diagnostics=tuple(sorted(set(diagnostics))),
            sites=tuple(sorted(sites, key=lambda site: (site.path, site.span))),
        )

    def written(
        self, document: Document, found: Found, outcome: Outcome | None
    ) -> Rewritten | str | None:
        """Return the file with its examples edited, or why they stay; None where nothing changes."""
        if not found.texts:
            return None
        before = document.data
        if not isinstance(outcome, Rewritten):
            made = spliced(document, found.texts)
            edits = tuple(sorted(found.edits, key=lambda edit: edit.span))
        elif outcome.lifted:
            return "the module changes in two steps: run migrate once more"
        else:
            try:
                made = joined(outcome, found.texts)
            except OverlapError as error:
                return str(error)
            before = outcome.after
            edits = tuple(sorted((*outcome.edits, *found.edits), key=lambda edit: edit.span))
        if document.path.endswith(".py") and bare(before) != bare(made.after):
            return "the edited module would do something else"
        return replace(made, edits=edits)


def imported(tree: ast.Module) -> set[str]:
    """Return the modules that an example imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(f"{'.' * node.level}{node.module or ''}")
    return found
