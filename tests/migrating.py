"""Run the whole pipeline over small programs in memory, and hold the result to what must be true.

A program is one text (``main.py``) or texts by path. A place is a line's number, or a piece of text
that stands in one line only. In an expected program ``<key>`` and ``<address>`` stand for what the
openai route writes into the construction of a client, and ``(<new>)`` for all of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from textwrap import dedent

import pytest

from codemod import choices, repository
from codemod.configuration import Settings
from codemod.pipeline import transform
from codemod.vocabulary.diagnostics import Diagnostic
from codemod.vocabulary.edits import Certainty
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Failed, Report, Rewritten
from transforms import catalog

Program = str | bytes | Mapping[str, str | bytes]
Place = int | str
MAIN = "main.py"
LINE = 88
KEY = 'os.environ["DASHSCOPE_API_KEY"]'
ADDRESS = (
    'base_url="https://dashscope.aliyuncs.com/compatible-mode/v1"',
    'organization=""',
    'project=""',
)


@cache
def surface_migration(settings: tuple[tuple[str, str | bool | tuple[str, ...]], ...]) -> Migration:
    values: dict[str, object] = dict(settings)
    if "models" in values:
        rows = values["models"]
        assert isinstance(rows, tuple)
        values["models"] = dict(row.split("=") for row in rows)
    values.setdefault("to", "qwen")
    return choices.migration(Settings(**values), catalog.load_surface())  # type: ignore[arg-type]


def migration(sdk: str, **settings: str | bool | tuple[str, ...]) -> Migration:
    """Return the migration to Qwen, or ``to`` another; ``models`` are rows of ``OLD=NEW``."""
    return surface_migration(tuple(sorted({"sdk": sdk, **settings}.items())))


def expected(program: Program) -> dict[str, bytes]:
    """Return an expected program as files, with what the openai route writes put in."""
    files = files_of(program)
    return {path: filled(data.decode()).encode() for path, data in files.items()}


def filled(text: str) -> str:
    text = text.replace("<key>", KEY).replace("<address>", ", ".join(ADDRESS))
    rows: list[str] = []
    for line in text.splitlines(True):
        indent = line[: len(line) - len(line.lstrip())]
        block = [f"{indent}    {argument},\n" for argument in (f"api_key={KEY}", *ADDRESS)]
        rows.append(line.replace("(<new>)", "(\n" + "".join(block) + indent + ")"))
    return "".join(rows)


BROKEN = re.compile(r"([\[({])\n((?: +.*,\n)+) *([\])}])")


def on_one_line(text: str) -> str:
    """Join what the editor breaks into a line for each element because it would be too long.

    Where a line is broken is held by the tests of the editor; here it would hide what is meant.
    """

    def join(found: re.Match[str]) -> str:
        whole = found.string
        start = whole.rfind("\n", 0, found.start()) + 1
        rest = whole.find("\n", found.end()) - found.end()
        line = (
            found[1]
            + ", ".join(row.strip().rstrip(",") for row in found[2].splitlines())
            + found[3]
        )
        return line if found.start() - start + len(line) + rest > LINE else found[0]

    return BROKEN.sub(join, text)


def files_of(program: Program) -> dict[str, bytes]:
    """Return a program as files; texts are dedented, and bytes are taken as they are."""
    if isinstance(program, (str, bytes)):
        program = {MAIN: program}
    return {
        path: text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode()
        for path, text in program.items()
    }


def report_of(
    program: Program, *, sdk: str = "native", **settings: str | bool | tuple[str, ...]
) -> Report:
    """Return what the pipeline says of a program."""
    return transform(files_of(program), migration(sdk, **settings))


def check_noop(
    program: Program, *, sdk: str = "native", **settings: str | bool | tuple[str, ...]
) -> Report:
    """Nothing changes: no file is rewritten, and none fails."""
    report = report_of(program, sdk=sdk, **settings)
    changed = {o.path: o.after.decode(errors="replace") for o in report.rewritten}
    assert changed == {}, text_of(report)
    assert not [o for o in report.outcomes if isinstance(o, Failed)], text_of(report)
    return report


def check_silent(
    program: Program, *, sdk: str = "native", **settings: str | bool | tuple[str, ...]
) -> Report:
    """Nothing changes and nothing is said: none of this is the source SDK's."""
    report = check_noop(program, sdk=sdk, **settings)
    assert report.diagnostics == (), text_of(report)
    return report


def check_migrated(
    before: Program,
    after: Program,
    *,
    sdk: str = "native",
    **settings: str | bool | tuple[str, ...],
) -> Report:
    """The program becomes ``after``, for good, and nothing else of it moves.

    ``after`` names only the files that change. The result parses, a second run changes nothing,
    what lies outside the regions is the same, and every edit to be looked at is a finding too.
    """
    files = files_of(before)
    report = transform(files, migration(sdk, **settings))
    result = {o.path: o.after for o in report.rewritten}
    wanted = {**files, **expected(after)}
    for path in files:
        came = result.get(path, files[path]).decode()
        assert on_one_line(came) == on_one_line(wanted[path].decode()), text_of(report)
    assert wanted.keys() == files.keys()
    assert not [o for o in report.outcomes if isinstance(o, Failed)], text_of(report)
    for outcome in report.rewritten:
        if outcome.path.endswith(".py"):
            ast.parse(outcome.after)
        assert_rest_untouched(outcome)
        assert_reviews_told(outcome, report)
    again = transform({**files, **result}, migration(sdk, **settings))
    assert again.rewritten == (), text_of(again)
    return report


def check_both(before: Program, native: Program, openai: Program) -> None:
    """The program becomes one text on each route."""
    check_migrated(before, native)
    check_migrated(before, openai, sdk="openai")


def check_reported(
    program: Program,
    code: str,
    *,
    line: Place,
    sdk: str = "native",
    **settings: str | bool | tuple[str, ...],
) -> Report:
    """Nothing changes, and a finding with this code stands at this line."""
    report = check_noop(program, sdk=sdk, **settings)
    assert_told(report, program, code, line)
    return report


def assert_told(report: Report, program: Program, code: str, line: Place) -> Diagnostic:
    """A finding with this code stands at this line of the program as it was read; return it."""
    wanted = {(path, number) for path, number in places(files_of(program), line)}
    found = [d for d in report.diagnostics if d.code == code]
    at = [d for d in found if (d.path, d.span.line) in wanted]
    assert at, f"no {code} at {sorted(wanted)}\n{text_of(report)}"
    return at[0]


def places(files: Mapping[str, bytes], line: Place) -> list[tuple[str, int]]:
    """Return (path, line) of a place; a text must stand in one line only."""
    if isinstance(line, int):
        return [(path, line) for path in files]
    rows = [
        (path, number)
        for path, data in files.items()
        for number, row in enumerate(data.decode(errors="replace").splitlines(), 1)
        if line in row
    ]
    assert len(rows) == 1, f"{line!r} stands in {len(rows)} lines"
    return rows


def codes(report: Report) -> list[str]:
    """Return the codes of all findings but those that a model was renamed, sorted."""
    return sorted({d.code for d in report.diagnostics} - {"MODEL-RENAMED"})


def assert_rest_untouched(outcome: Rewritten) -> None:
    """The lines outside the regions are the same, in the same order.

    Of a file that was changed in two steps only the text between is known to the regions.
    """
    if outcome.lifted:
        return
    before, after = outcome.before.splitlines(True), outcome.after.splitlines(True)
    for region in sorted(outcome.regions, key=lambda r: r.before, reverse=True):
        del before[region.before.line - 1 : region.before.end_line]
        del after[region.after.line - 1 : region.after.end_line]
    assert before == after


def assert_reviews_told(outcome: Rewritten, report: Report) -> None:
    """Every edit that wants a look is a finding at one of its lines too."""
    told = [d.span.line for d in report.diagnostics if d.path == outcome.path]
    for edit in outcome.edits:
        if edit.why.certainty is Certainty.REVIEW:
            lines = range(edit.span.line, edit.span.end_line + 1)
            assert any(line in lines for line in told), edit


def text_of(report: Report) -> str:
    """Return a report as text, for the message of a failed check."""
    rows = [
        f"{d.path}:{d.span.line}:{d.span.column} {d.severity.value} {d.code} {d.message}"
        for d in report.diagnostics
    ]
    rows += [f"--- {o.path}\n{o.after.decode(errors='replace')}" for o in report.rewritten]
    return "\n".join(rows)


def scanned(files: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the files that a run over ``files`` scans."""
    found: set[str] = set()
    real = repository.scan

    def scan(path: str, data: bytes) -> object:
        found.add(path)
        return real(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(repository, "scan", scan)
        transform(files_of(files), migration("native"))
    return found
