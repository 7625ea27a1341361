"""What ``# migrate: skip`` keeps from being edited, and what only looks like it."""

from __future__ import annotations

import pytest

from codemod.reading.optout import NOTHING, opt_out


def lines(source: str) -> set[int]:
    found = opt_out(source.encode())
    assert not found.file
    return set(found.lines)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 1  # skip\n",
        "x = '# migrate: skip-file'\n",
        '"""\n# migrate: skip\n"""\nx = 1\n',
        "x = 1  # migrate: skipping\n",
        "x = 1  # migrate: skip-files\n",
        "x = 1  # migrate skip\n",
        "# migrate: skip\n\nx = 1\n",
        "# migrate: skip\n",
        "x = f'{y} # migrate: skip'\n",
    ],
)
def test_what_is_no_opt_out(source: str) -> None:
    assert opt_out(source.encode()) == NOTHING


@pytest.mark.parametrize(
    "source",
    [
        "# migrate: skip-file\nx = 1\n",
        "x = 1\n\n\n    #migrate:skip-file because\n",
        "x = f(  # migrate: skip-file\n1)\n",
        "x = 1  # noqa  # migrate: skip-file\n",
        "# migrate: skip-file\nprint 'old Python'\n",
        "# migrate: skip-file\nx = (\n",
    ],
)
def test_a_whole_file_opts_out(source: str) -> None:
    assert opt_out(source.encode()).file


def test_the_line_that_bears_it() -> None:
    assert lines("a = 1\nb = 2  # migrate: skip\nc = 3\n") == {2}
    assert lines("a = 1\r\nb = 2  # migrate: skip\r\nc = 3\r\n") == {2}
    assert lines("a = 1\rb = 2  # migrate: skip\rc = 3\r") == {2}
    assert lines("\ufeffa = 1  # noqa: E501  # migrate: skip, it is a mock") == {1}


def test_the_first_or_the_last_line_speaks_for_the_whole_statement() -> None:
    call = "a = 1\nb = f(\n    1,\n    2,\n)\nc = 1\n"
    assert lines(call.replace("f(\n", "f(  # migrate: skip\n")) == {2, 3, 4, 5}
    assert lines(call.replace(")\n", ")  # migrate: skip\n")) == {2, 3, 4, 5}
    assert lines('a = """\n\n"""  # migrate: skip\n') == {1, 2, 3}
    assert lines("a = 1 + \\\n  2  # migrate: skip\n") == {1, 2}


def test_a_line_in_between_speaks_for_itself() -> None:
    assert lines("b = f(\n    1,  # migrate: skip\n    2,\n)\n") == {2}
    assert lines("b = f(\n    # migrate: skip\n    2,\n    3,\n)\n") == {3}
    assert lines("b = f(\n    2,\n    # migrate: skip\n)\n") == {4}


def test_alone_above_it_speaks_for_the_next_statement() -> None:
    assert lines("# migrate: skip\nb = f(\n    1,\n)\nc = 1\n") == {2, 3, 4}
    assert lines("# migrate: skip\n# a reason\nb = 1\nc = 1\n") == {3}
    assert lines("if x:\n    # migrate: skip\n    b = 1\n    c = 1\n") == {3}
    assert lines("if x:\n    a = 1\n# migrate: skip\nb = 1\n") == {4}


def test_of_a_compound_statement_it_is_the_header() -> None:
    assert lines("with f(\n    1,\n) as x:  # migrate: skip\n    y = 1\n") == {1, 2, 3}
    assert lines("# migrate: skip\nfor x in y:\n    z = 1\n") == {2}


def test_source_that_cannot_be_tokenized_is_read_line_by_line() -> None:
    assert opt_out(b"x = (\ny = 1  # migrate: skip\n# migrate: skip\nz = 1\n").lines == {2, 4}
