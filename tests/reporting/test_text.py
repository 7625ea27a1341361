"""The report for people stays readable, whatever its size."""

from __future__ import annotations

from textwrap import dedent

from codemod.reporting.text import READABLE, render
from codemod.reporting.view import Entry, FileView
from codemod.vocabulary.diagnostics import Severity


def changed(path: str, *changes: Entry, findings: tuple[Entry, ...] = ()) -> FileView:
    return FileView(path, "rewritten", "", changes, findings)


def other(path: str, status: str, reason: str = "", *findings: Entry) -> FileView:
    return FileView(path, status, reason, (), findings)


def finding(line: int, severity: Severity, message: str = "m") -> Entry:
    return Entry(line, 1, "code", message, severity)


def test_nothing_to_do_is_one_line() -> None:
    files = [other("a.py", "unchanged"), other("b.py", "unchanged")]
    assert render(files, todo=(), written=True) == "Nothing to migrate in 2 files.\n"
    assert render([], todo=(), written=False) == "Nothing to migrate in 0 files.\n"


def test_all_sections_in_their_order() -> None:
    files = [
        changed(
            "a.py",
            Entry(1, 1, "import", "import new, not old"),
            Entry(9, 5, "call", "call new"),
            findings=(
                finding(9, Severity.REVIEW, "look"),
                finding(4, Severity.NOTE, "know"),
            ),
        ),
        other("b.py", "unchanged", "", finding(7, Severity.LEFT, "no counterpart")),
        other("c.py", "failed", "bad", finding(1, Severity.ERROR, "bad")),
        other("d.py", "skipped", "too large"),
    ]
    assert render(files, todo=["pip install new", "set NEW_KEY"], written=True) == dedent("""\
        Changed:
        a.py:1:1 import import new, not old
        a.py:9:5 call call new

        Could not be handled:
        c.py:1:1 code bad

        Left as it is:
        b.py:7:1 code no counterpart

        Please review:
        a.py:9:1 code look

        Notes:
        a.py:4:1 code know

        Skipped:
        d.py: too large

        Still to do:
        - pip install new
        - set NEW_KEY

        1 file rewritten, 2 changes, 1 place left, 1 to review, 1 note, 1 error, 1 file skipped.
        """)


def test_nothing_is_claimed_that_was_not_written() -> None:
    text = render([changed("a.py", Entry(1, 1, "c", "m"))], todo=(), written=False)
    assert text.startswith("Would change:\na.py:1:1 c m\n")
    assert text.endswith("\n1 file would be rewritten, 1 change, 0 places left.\n")


def test_places_left_are_told_even_if_nothing_changes() -> None:
    text = render(
        [other("a.py", "unchanged", "", finding(3, Severity.LEFT))], todo=(), written=True
    )
    assert text == (
        "Left as it is:\na.py:3:1 code m\n\n0 files rewritten, 0 changes, 1 place left.\n"
    )


def test_equal_changes_of_a_file_share_a_line() -> None:
    entries = [Entry(line, 2, "call", "call new") for line in (3, 5, 5, 8)]
    text = render([changed("a.py", *entries, Entry(9, 1, "call", "else"))], todo=(), written=True)
    assert text.startswith(
        "Changed:\na.py:3:2 call call new (and 3 more: lines 5, 8)\na.py:9:1 call else\n\n"
    )
    text = render([changed("a.py", entries[0], entries[0])], todo=(), written=True)
    assert "a.py:3:2 call call new (and 1 more: line 3)\n" in text


def test_many_lines_are_not_all_named() -> None:
    entries = [Entry(line, 1, "c", "m") for line in range(1, 12)]
    text = render([changed("a.py", *entries)], todo=(), written=True)
    assert "a.py:1:1 c m (and 10 more: lines 2, 3, 4, 5, 6, 7, 8, 9, ...)\n" in text


def test_many_different_changes_of_a_code_share_a_line() -> None:
    entries = [Entry(line, 1, "c", f"m{line}") for line in range(1, READABLE + 2)]
    text = render([changed("a.py", *entries[:-1])], todo=(), written=True)
    assert text.count("\na.py:") == READABLE
    text = render([changed("a.py", *entries)], todo=(), written=True)
    assert text.count("\na.py:") == 1
    assert f"a.py:1:1 c m1 (and {READABLE} more: lines 2, 3, 4, 5, 6, 7, 8, 9, ...)\n" in text


def test_very_many_files_have_a_line_each() -> None:
    entries = (Entry(1, 1, "x", "1"), Entry(1, 1, "y", "2"), Entry(2, 1, "y", "3"))
    files = [changed(f"{number:03}.py", *entries) for number in range(READABLE)]
    lines = render(files, todo=(), written=True).splitlines()
    assert lines[1] == "000.py: 3 changes (2 y, 1 x)"
    assert lines[READABLE] == "099.py: 3 changes (2 y, 1 x)"
    assert lines[-1] == "100 files rewritten, 300 changes, 0 places left."


def test_every_place_left_keeps_its_line() -> None:
    findings = [finding(line, Severity.LEFT) for line in range(1, 301)]
    text = render([other("a.py", "unchanged", "", *findings)], todo=(), written=True)
    assert text.count("\na.py:") == 300


def test_skipped_files_share_a_line_for_each_reason() -> None:
    files = [other(f"{number}.bin", "skipped", "not text") for number in range(9)]
    files.append(other("x.py", "skipped", "asked for"))
    text = render(files, todo=(), written=True)
    assert text == (
        "Skipped:\n"
        "0.bin, 1.bin, 2.bin, 3.bin, 4.bin, 5.bin, 6.bin, 7.bin and 1 more: not text\n"
        "x.py: asked for\n\n"
        "Nothing to migrate in 10 files, 10 files skipped.\n"
    )
