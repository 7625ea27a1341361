"""Elements of a tuple or a list that become several, or go: the rest keeps its layout and its comments."""

from __future__ import annotations

import pytest

from codemod.vocabulary.edits import Edit, SpreadElement
from tests.editing.tools import WHY, On, check, refuse


def spread(on: On, display: str, element: str, *texts: str) -> Edit:
    return SpreadElement(on.at(display), WHY, on.at(element), texts)


@pytest.mark.parametrize(
    ("before", "texts", "after"),
    [
        ("(a, b)", ["x.c", "d"], "(a, x.c, d)"),
        ("(b, a)", ["c", "d"], "(c, d, a)"),
        ("(b,)", ["c", "d"], "(c, d,)"),
        ("(a, b)", ["c"], "(a, c)"),
        ("(a, b, e)", [], "(a, e)"),
        ("(\n    a,\n    b,\n)", ["c", "d"], "(\n    a,\n    c,\n    d,\n)"),
        (
            "(\n    a,  # one\n    b,  # two\n    # three\n    e,\n)",
            ["c", "d"],
            "(\n    a,  # one\n    c,\n    d,  # two\n    # three\n    e,\n)",
        ),
        ("(\n    a,\n    b  # two\n)", ["c", "d"], "(\n    a,\n    c,\n    d  # two\n)"),
        (
            "(\n    a,\n    # two\n    b,\n)",
            ["c", "d"],
            "(\n    a,\n    # two\n    c,\n    d,\n)",
        ),
        (
            "(\n    a,  # one\n    b,  # two\n    e,\n)",
            [],
            "(\n    a,  # one\n    # two\n    e,\n)",
        ),
    ],
)
def test_the_element_of_a_tuple(before: str, texts: list[str], after: str) -> None:
    on = On(f"x = {before}\n")
    check(on, f"x = {after}\n", spread(on, before, "b", *texts))


def test_a_tuple_without_brackets() -> None:
    on = On("x = a, b\n")
    check(on, "x = a, c, d\n", spread(on, "a, b", "b", "c", "d"))


def test_a_clause_that_gets_too_long_has_a_line_for_each_class() -> None:
    on = On("try:\n    f()\nexcept (a, b) as e:\n    pass\n")
    check(
        on,
        "try:\n    f()\nexcept (\n    a,\n    long_one,\n    long_two,\n) as e:\n    pass\n",
        spread(on, "(a, b)", "b", "long_one", "long_two"),
        line_length=30,
    )


def test_elements_that_are_not_there() -> None:
    on = On("x = (a, b), c\n")
    refuse(on, "no such element", spread(on, "(a, b)", "c", "d"))


def test_one_element_is_no_tuple() -> None:
    on = On("x = (a, b)\n")
    refuse(on, "one element is left", spread(on, "(a, b)", "b"))


@pytest.mark.parametrize(
    ("before", "texts", "after"),
    [
        ("[b]", ["c", "d"], "[c, d]"),
        ("[ a, b ]", ["c", "d"], "[ a, c, d ]"),
        ("[b, a]", [], "[a]"),
        ("[b]", [], "[]"),
        ("[\n    b,  # two\n    *a,\n]", ["c", "d"], "[\n    c,\n    d,  # two\n    *a,\n]"),
    ],
)
def test_an_element_of_a_list_becomes_several(before: str, texts: list[str], after: str) -> None:
    on = On(f"x = {before}\n")
    check(on, f"x = {after}\n", spread(on, before, "b", *texts))


def test_what_is_no_tuple_and_no_list_has_no_elements() -> None:
    on = On("x = {a, b}\n")
    refuse(on, "no Tuple or List there", spread(on, "{a, b}", "b", "c"))
