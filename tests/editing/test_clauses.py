"""Names for what ``except`` clauses catch, and the conditions at the start of their bodies."""

from __future__ import annotations

import pytest

from codemod.vocabulary.edits import InsertStatement, NameCaught
from tests.editing.tools import WHY, On, check, refuse


@pytest.mark.parametrize(
    ("before", "at", "after"),
    [
        ("try: x\nexcept A: y\n", "A", "try: x\nexcept A as e: y\n"),
        ("try: x\nexcept (A) : y\n", "A", "try: x\nexcept (A) as e : y\n"),
        (
            "try: x\nexcept ( ( A ) ):  # c\n  y\n",
            "A",
            "try: x\nexcept ( ( A ) ) as e:  # c\n  y\n",
        ),
        ("try: x\nexcept (A, B): y\n", "(A, B)", "try: x\nexcept (A, B) as e: y\n"),
        ("try: x\nexcept (\n  A,\n): y\n", "(\n  A,\n)", "try: x\nexcept (\n  A,\n) as e: y\n"),
    ],
)
def test_a_clause_gets_a_name(before: str, at: str, after: str) -> None:
    on = On(before)
    check(on, after, NameCaught(on.at(at), WHY, "e"))


@pytest.mark.parametrize(
    ("before", "at"),
    [
        ("try: x\nexcept A as b: y\n", "A"),
        ("try: x\nexcept (A  # c\n): y\n", "A"),
        ("try: x\nexcept A.b: y\n", "A"),
        ("x(A)\n", "A"),
    ],
    ids=["named", "comment", "part", "no clause"],
)
def test_other_places_get_none(before: str, at: str) -> None:
    on = On(before)
    refuse(on, "clause", NameCaught(on.at(at), WHY, "e"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if a:\n  x\n", "if a:\n  if b:\n    raise\n  x\n"),
        ("if a:\n\tx\n", "if a:\n\tif b:\n\t\traise\n\tx\n"),
        ("if a:\n    # c\n    x\n", "if a:\n    if b:\n        raise\n    # c\n    x\n"),
        ("if a:  # c\n # d\n    x\n", "if a:  # c\n    if b:\n        raise\n # d\n    x\n"),
        ("if c:\n  if a:\n     x\n", "if c:\n  if a:\n     if b:\n        raise\n     x\n"),
        ("if a:\r\n  x\r\n", "if a:\r\n  if b:\r\n    raise\r\n  x\r\n"),
    ],
)
def test_a_condition_is_indented_as_the_file_is(before: str, after: str) -> None:
    on = On(before)
    check(on, after, InsertStatement(on.at("x"), WHY, "if b:\n    raise", False))


@pytest.mark.parametrize("before", ["if a: x\n", "x\n"], ids=["one line", "no suite"])
def test_a_condition_needs_a_suite(before: str) -> None:
    on = On(before)
    refuse(on, "raise", InsertStatement(on.at("x"), WHY, "if b:\n    raise", False))
