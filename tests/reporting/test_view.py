"""Every place in a report is one of the file as it lies on disk, in characters."""

from __future__ import annotations

import pytest

from codemod.reporting.view import Entry, Summary, view
from codemod.vocabulary.diagnostics import WHOLE_FILE, Diagnostic, Severity
from codemod.vocabulary.edits import ReplaceText, Why
from codemod.vocabulary.outcomes import (
    Failed,
    Region,
    Report,
    Rewritten,
    Skipped,
    Unchanged,
)
from codemod.vocabulary.spans import Span

BEFORE = "x = 'é' + old('ü')\ny = 1\nz = '→', gone\n"
AFTER = "x = 'é' + new(\n    'ü',\n)\ny = 1\nz = '→', gone\n"
OLD = Span(1, len("x = 'é' + ".encode()), 1, len("x = 'é' + old('ü')".encode()))
NEW = Span(1, OLD.column, 3, 1)
GONE = Span(3, len("z = '→', ".encode()), 3, len("z = '→', gone".encode()))


def edited(path: str = "a.py", encoding: str = "utf-8") -> Rewritten:
    return Rewritten(
        path,
        BEFORE.encode(encoding),
        AFTER.encode(encoding),
        (ReplaceText(OLD, Why("call", "call new"), "new"),),
        (Region(OLD, NEW),),
    )


def no_file(path: str) -> bytes:
    raise AssertionError(f"{path} was read without need")


REPORT = Report((edited(),), (Diagnostic("a.py", GONE, "gone", "left", Severity.LEFT),))


def test_places_are_those_of_the_source_before_it_is_written() -> None:
    (file,) = view(REPORT, written=(), content=no_file)
    assert (file.path, file.status, file.reason) == ("a.py", "rewritten", "")
    assert file.changes == (Entry(1, 11, "call", "call new"),)
    assert file.findings == (Entry(3, 10, "gone", "left", Severity.LEFT),)


def test_places_are_those_of_the_new_text_after_it_is_written() -> None:
    (file,) = view(REPORT, written={"a.py"}, content=no_file)
    assert file.changes == (Entry(1, 11, "call", "call new"),)
    assert file.findings == (Entry(5, 10, "gone", "left", Severity.LEFT),)


def test_a_file_of_the_run_that_was_not_written_keeps_its_places() -> None:
    (file,) = view(REPORT, written={"b.py"}, content=no_file)
    assert file.findings[0].line == 3


WITH_ARROW = "'é→', x\n"
BEHIND_ARROW = len("'é→', ".encode())


@pytest.mark.parametrize(
    ("path", "data", "line", "column", "shown"),
    [
        ("a.py", WITH_ARROW.encode(), 1, BEHIND_ARROW, 7),
        ("a.py", f"\ufeff{WITH_ARROW}".encode(), 1, BEHIND_ARROW, 7),
        ("a.yaml", WITH_ARROW.encode(), 1, BEHIND_ARROW, 7),
        ("a.py", b"x = 1\n", 1, 40, 6),
        ("a.py", b"", 9, 11, 12),
        ("a.py", b"# coding: nonsense\n", 1, 4, 5),
    ],
    ids=["utf-8", "byte order mark", "yaml", "short line", "no such line", "unknown coding"],
)
def test_columns_of_other_files_count_characters(
    path: str, data: bytes, line: int, column: int, shown: int
) -> None:
    report = Report((Unchanged(path),), (Diagnostic(path, Span(line, column, line, 99), "c", "m"),))
    (file,) = view(report, written=(), content=lambda path: data)
    assert (file.findings[0].line, file.findings[0].column) == (line, shown)


def test_columns_follow_the_encoding_of_the_file() -> None:
    data = "# coding: latin-1\r\nx = 'éü', y\r\n".encode("latin-1")
    span = Span(2, len("x = 'éü', ".encode()), 2, 99)
    report = Report((), (Diagnostic("a.py", span, "c", "m"),))
    (file,) = view(report, written=(), content=lambda path: data)
    assert (file.status, file.findings) == (
        "unchanged",
        (Entry(2, 11, "c", "m", Severity.LEFT),),
    )


def test_a_finding_about_a_whole_file_reads_nothing() -> None:
    report = Report((Skipped("a.py", "too large"),), (Diagnostic("a.py", WHOLE_FILE, "c", "m"),))
    (file,) = view(report, written=(), content=no_file)
    assert (file.status, file.reason) == ("skipped", "too large")
    assert file.findings == (Entry(1, 1, "c", "m", Severity.LEFT),)


def test_a_failed_file_is_a_finding_once() -> None:
    silent = view(Report((Failed("a.py", "bad"),)), written=(), content=no_file)
    assert silent[0].findings == (Entry(1, 1, "FILE-FAILED", "bad", Severity.ERROR),)
    told = Diagnostic("a.py", WHOLE_FILE, "syntax", "line 3 is bad", Severity.ERROR)
    report = Report((Failed("a.py", "bad"),), (told,))
    (file,) = view(report, written=(), content=no_file)
    assert file.findings == (Entry(1, 1, "syntax", "line 3 is bad", Severity.ERROR),)
    assert (file.status, file.reason) == ("failed", "bad")


def test_files_and_entries_are_in_order() -> None:
    report = Report(
        (Unchanged("b.py"), Unchanged("a.py")),
        (
            Diagnostic("b.py", Span(2, 0, 2, 1), "c", "second"),
            Diagnostic("b.py", Span(1, 0, 1, 1), "c", "first"),
            Diagnostic("aa.py", Span(1, 0, 1, 1), "c", "other"),
        ),
    )
    files = view(report, written=(), content=no_file)
    assert [file.path for file in files] == ["a.py", "aa.py", "b.py"]
    assert [finding.message for finding in files[2].findings] == ["first", "second"]


def test_the_summary_counts() -> None:
    report = Report(
        (edited(), Skipped("b.py", "r"), Failed("c.py", "e"), Unchanged("d.py")),
        (
            Diagnostic("a.py", GONE, "c", "m", Severity.REVIEW),
            Diagnostic("a.py", GONE, "c", "n", Severity.NOTE),
            Diagnostic("d.py", WHOLE_FILE, "c", "m", Severity.LEFT),
            Diagnostic("d.py", WHOLE_FILE, "c", "n", Severity.LEFT),
        ),
    )
    files = view(report, written=(), content=no_file)
    assert Summary.of(files) == Summary(
        files=4,
        rewritten=1,
        skipped=1,
        failed=1,
        changes=1,
        left=2,
        review=1,
        note=1,
        error=1,
    )


@pytest.mark.parametrize(
    ("message", "then"),
    [
        ("stays because of a.py:3 (gone: left)", "stays because of a.py:5 (gone: left)"),
        ("lines a.py:1, a.py:2, a.py:3", "lines a.py:1, a.py:4, a.py:5"),
        ("of b/a.py:3 and aa.py:3", "of b/a.py:3 and aa.py:3"),
        ("a.py alone", "a.py alone"),
    ],
)
@pytest.mark.parametrize("path", ["a.py", "other.py"])
def test_places_in_messages_are_those_of_the_file_on_disk(
    message: str, then: str, path: str
) -> None:
    here = Diagnostic(path, WHOLE_FILE, "gone", message, Severity.LEFT)
    report = Report((edited(),), (here,))
    for written, told in (((), message), ({"a.py"}, then)):
        files = view(report, written=written, content=lambda path: b"")
        assert [e.message for file in files for e in file.findings] == [told]
