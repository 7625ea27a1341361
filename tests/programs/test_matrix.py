"""The tables of programs × targets: what was measured, and that the README counts the same."""

from __future__ import annotations

import re

from tests.programs import matrix
from tests.programs.cases import FIXTURES
from tests.programs.verdicts import ROUTES, Verdict

README = matrix.README.read_text("utf-8")
WHOLE = matrix.WHOLE.read_text("utf-8")
ROW = re.compile(
    r"^\| `([\w-]+)` \| (native|openai) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|",
    re.MULTILINE,
)


def test_the_readme_counts_what_was_measured() -> None:
    part = README.partition("<!-- programs -->\n")[2].partition("<!-- /programs -->")[0]
    counts = {row[:2]: [int(number) for number in row[2:]] for row in ROW.findall(part)}
    assert counts == matrix.counts_of(WHOLE)


def test_all_programs_that_are_counted_were_run_at_each_target() -> None:
    (number,) = re.findall(r"^All (\d+) programs", README, re.MULTILINE)
    assert {sum(counts) for counts in matrix.counts_of(WHOLE).values()} == {int(number)}


def test_no_program_is_wrong() -> None:
    counts = matrix.counts_of(WHOLE)
    assert counts.keys() <= set(ROUTES)
    assert not any(number[-1] for number in counts.values())
    names = re.findall(r"^\| (\w+) \| [=pld]", WHOLE, re.MULTILINE)
    assert names and all((FIXTURES / name / "case.yaml").exists() for name in names)


def test_more_than_half_of_the_programs_do_the_same_at_every_native_target() -> None:
    for (target, sdk), (same, *rest) in matrix.counts_of(WHOLE).items():
        assert sdk != "native" or same > sum(rest), target


def test_tables_of_a_few_verdicts() -> None:
    verdicts = {
        "one-openai": {"a": Verdict("equal"), "b": Verdict("left", "X-Y why; Z-W no. a; b")},
        "two-native": {"a": Verdict("wrong", "it fails"), "b": Verdict("part", "X-Y why")},
    }
    assert matrix.table(verdicts).splitlines()[2:] == [
        "| `one` | openai | 1 | 0 | 1 | 0 | 0 | X-Y 1, Z-W 1 |",
        "| `two` | native | 0 | 1 | 0 | 0 | 1 | X-Y 1 |",
    ]
    text = matrix.whole(verdicts)
    assert text.splitlines()[-2:] == ["| a | = | WRONG |", "| b | l | p |"]
    assert matrix.counts_of(text) == {
        ("one", "openai"): [1, 0, 1, 0, 0],
        ("two", "native"): [0, 1, 0, 0, 1],
    }
