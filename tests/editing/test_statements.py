"""Statements inserted and removed, with the suite, the line and the comments around them."""

from __future__ import annotations

import pytest

from codemod.vocabulary.edits import InsertStatement, RemoveStatement
from tests.editing.tools import WHY, On, check, refuse

# Insert.


@pytest.mark.parametrize(
    ("before", "at", "after"),
    [
        ("x\ny\n", "x", "x\nNEW\ny\n"),
        ("x", "x", "x\nNEW"),
        ("x  # c\ny", "x", "x  # c\nNEW\ny"),
        ("x;\ny\n", "x", "x;\nNEW\ny\n"),
        ("if a:\n    x\ny\n", "x", "if a:\n    x\n    NEW\ny\n"),
        ("if a:\n    x\ny\n", "if a:\n    x", "if a:\n    x\nNEW\ny\n"),
        ("if a:\n\tx", "x", "if a:\n\tx\n\tNEW"),
        ("if a: x\ny\n", "x", "if a: x; NEW\ny\n"),
        ("if a: x\ny\n", "if a: x", "if a: x\nNEW\ny\n"),
        ("x; y\n", "x", "x; NEW; y\n"),
        ("x; y  # c\n", "y", "x; y; NEW  # c\n"),
        ("x = (\n  1,  # c\n)\ny\n", "x = (\n  1,  # c\n)", "x = (\n  1,  # c\n)\nNEW\ny\n"),
        ("x = '''\n'''\ny\n", "x = '''\n'''", "x = '''\n'''\nNEW\ny\n"),
        ("@d\ndef f():\n    x\n", "def f():\n    x", "@d\ndef f():\n    x\nNEW\n"),
        ("\x0cx\ny\n", "x", "\x0cx\nNEW\ny\n"),
        ("x\n\n\ny\n", "x", "x\nNEW\n\n\ny\n"),
    ],
)
def test_a_statement_is_inserted_behind(before: str, at: str, after: str) -> None:
    on = On(before)
    check(on, after.replace("NEW", "import z"), on.insert(at, "import z"))


@pytest.mark.parametrize(
    ("before", "at", "after"),
    [
        ("x\ny\n", "y", "x\nNEW\ny\n"),
        ("x", "x", "NEW\nx"),
        ("# c\nx\n", "x", "# c\nNEW\nx\n"),
        ("if a:\n    x\n", "x", "if a:\n    NEW\n    x\n"),
        ("if a: x\n", "x", "if a: NEW; x\n"),
        ("x; y\n", "y", "x; NEW; y\n"),
        ("x; y\n", "x", "NEW; x; y\n"),
        ("@d\n@e\ndef f(): x\n", "def f(): x", "NEW\n@d\n@e\ndef f(): x\n"),
        ("class A:\n  @ d\n  class B: x\n", "class B: x", "class A:\n  NEW\n  @ d\n  class B: x\n"),
        ("if a: \\\n  x\n", "x", "if a: \\\n  NEW; x\n"),
        ("y  # not \\\nx\n", "x", "y  # not \\\nNEW\nx\n"),
    ],
)
def test_a_statement_is_inserted_before(before: str, at: str, after: str) -> None:
    on = On(before)
    check(on, after.replace("NEW", "import z"), on.insert(at, "import z", after=False))


def test_several_insertions_keep_their_order() -> None:
    on = On("x\ny\n")
    check(
        on,
        "x\na\nb\nc\nd\ny\n",
        on.insert("y", "c", after=False),
        on.insert("x", "a"),
        on.insert("y", "d", after=False),
        on.insert("x", "b"),
    )


def test_insertions_at_the_end_of_nested_suites() -> None:
    on = On("if a:\n    if b:\n        x\ny\n")
    inner, middle = "x", "if b:\n        x"
    edits = [
        on.insert("y", "four", after=False),
        on.insert("if a:\n    if b:\n        x", "three"),
        on.insert(middle, "two"),
        on.insert(inner, "one"),
    ]
    after = "if a:\n    if b:\n        x\n        one\n    two\nthree\nfour\ny\n"
    check(on, after, *edits)
    check(on, after, *edits[::-1])


def test_equal_insertions_are_one() -> None:
    on = On("x\n")
    check(on, "x\nimport z\n", on.insert("x", "import z"), on.insert("x", "import z"))


def test_a_compound_statement_of_one_line_is_inserted_on_its_own_line() -> None:
    on = On("x\n")
    check(on, "x\nif a: b\n", on.insert("x", "if a: b"))


def test_a_statement_around_edited_expressions() -> None:
    on = On("def f():\n    x = a.b(c.d)\n    return x\n")
    check(
        on,
        "def f():\n    z = 1\n    x = a.bb(e)\n    y = 2\n    return x\n",
        on.insert("x = a.b(c.d)", "y = 2"),
        on.member("a.b", "bb"),
        on.insert("x = a.b(c.d)", "z = 1", after=False),
        on.rewrite("c.d", "e"),
    )


# Remove.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x\ngone\ny\n", "x\ny\n"),
        ("x\ngone", "x\n"),
        ("gone\n", ""),
        ("gone", ""),
        ("# c\ngone\nx\n", "# c\nx\n"),
        ("gone  # c\nx\n", "# c\nx\n"),
        ("x\ngone  # c", "x\n# c"),
        ("if a:\n    gone  # c\n    x\n", "if a:\n    # c\n    x\n"),
        ("if a:\n    gone\n", "if a:\n    pass\n"),
        ("if a:\n    gone  # c\n", "if a:\n    pass  # c\n"),
        ("if a:\n    gone;\n", "if a:\n    pass;\n"),
        ("if a: gone\n", "if a: pass\n"),
        ("if a: gone; x\n", "if a: x\n"),
        ("x; gone\n", "x\n"),
        ("x; gone  # c\n", "x  # c\n"),
        ("gone; x\n", "x\n"),
        ("x; gone; y\n", "x; y\n"),
        ("x ; gone ; y\n", "x ; y\n"),
        ("x\n\ngone\n\ny\n", "x\n\n\ny\n"),
        ("class A:\n    'doc'\n    gone\n", "class A:\n    'doc'\n"),
        ("while a:\n    x\nelse:\n    gone\n", "while a:\n    x\nelse:\n    pass\n"),
    ],
)
def test_a_statement_is_removed(before: str, after: str) -> None:
    on = On(before)
    check(on, after, on.drop("gone"))


def test_all_statements_of_a_suite_are_removed() -> None:
    for before, after in [
        ("if a:\n    b\n    c; d\n", "if a:\n    pass\n"),
        ("if a: b; c; d\n", "if a: pass\n"),
        ("b\nc; d\n", ""),
        ("if a:\n    b; c; d\nx\n", "if a:\n    pass\nx\n"),
    ]:
        on = On(before)
        check(on, after, on.drop("b"), on.drop("c"), on.drop("d"))


def test_a_removed_statement_is_replaced_by_an_inserted_one() -> None:
    on = On("if a:\n    b  # c\n")
    check(
        on,
        "if a:\n    x\n    y  # c\n",
        on.drop("b"),
        on.insert("b", "y"),
        on.insert("b", "x", after=False),
    )


def test_comments_inside_of_a_removed_statement_are_lifted() -> None:
    on = On("if a:\n    b = [  # one\n        1,  # two\n    ]  # three\n    x\n")
    gone = on.text[on.text.index("b =") : on.text.index("]") + 1]
    check(on, "if a:\n    # one\n    # two\n    # three\n    x\n", on.drop(gone))


def test_comments_without_place_refuse_the_removal() -> None:
    on = On("if a: b = [  # one\n    1]\n")
    refuse(on, "no place", on.drop("b = [  # one\n    1]"))


def test_edits_inside_of_a_removed_statement_vanish_with_it() -> None:
    on = On("a.b = c.d(1)\nx\n")
    check(on, "x\n", on.drop("a.b = c.d(1)"), on.member("a.b", "z"), on.add("c.d(1)", "k", "2"))


def test_one_edit_twice_and_two_statements_of_one_text() -> None:
    on = On("gone\nx\ngone\n")
    check(on, "gone\nx\n", on.drop("gone", 1), on.drop("gone", 1))


# Comments that a rewrite would lose.

CHAIN = "client.chat  # talk\n    .completions  # more\n    .create(1)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = (\n    CHAIN\n)\n", "# talk\n# more\nx = (\n    call(1)\n)\n"),
        ("if a:\n  x = (CHAIN)  # end\n", "if a:\n  # talk\n  # more\n  x = (call(1))  # end\n"),
        ("for x in (CHAIN): y\n", "# talk\n# more\nfor x in (call(1)): y\n"),
        ("@d\n@e(CHAIN)\ndef f(): x\n", "# talk\n# more\n@d\n@e(call(1))\ndef f(): x\n"),
        ("x = y; z = (CHAIN)\n", "# talk\n# more\nx = y; z = (call(1))\n"),
    ],
)
def test_comments_of_a_chain_that_vanishes_are_lifted(before: str, after: str) -> None:
    on = On(before.replace("CHAIN", CHAIN))
    check(on, after, on.rewrite(CHAIN.removesuffix("(1)"), "call"))


@pytest.mark.parametrize(
    "before",
    [
        "if a: x = (CHAIN)\n",
        "if a: x\nelif (CHAIN): y\n",
        "try: x\nexcept (CHAIN): y\n",
        "match x:\n    case y if (CHAIN): z\n",
    ],
)
def test_comments_without_place_refuse_the_rewrite(before: str) -> None:
    on = On(before.replace("CHAIN", CHAIN))
    refuse(on, "no place", on.rewrite(CHAIN.removesuffix("(1)"), "call"))


def test_a_lifted_comment_and_an_inserted_statement() -> None:
    on = On(f"x = ({CHAIN})\n")
    statement = on.text.rstrip()
    check(
        on,
        "# talk\n# more\ny = 1\nx = (call(1))\n",
        on.rewrite(CHAIN.removesuffix("(1)"), "call"),
        InsertStatement(on.at(statement), WHY, "y = 1", False),
    )


def test_a_lifted_comment_of_a_removed_statement_stands_once() -> None:
    on = On(f"x = ({CHAIN})\ny\n")
    check(
        on,
        "# talk\n# more\ny\n",
        on.rewrite(CHAIN.removesuffix("(1)"), "call"),
        RemoveStatement(on.at(on.text.removesuffix("\ny\n")), WHY),
    )
