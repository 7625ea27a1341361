"""Names taken out of import statements, and statements that come in their place."""

from __future__ import annotations

import pytest

from tests.editing.tools import On, check


@pytest.mark.parametrize(
    ("before", "gone", "after"),
    [
        ("import a, b", "a", "import b"),
        ("import a, b", "b", "import a"),
        ("import a, b, c", "b", "import a, c"),
        ("import a.b as c, d", "a.b as c", "import d"),
        ("import a, b, c", "a, c", "import b"),
        ("from m import a, b", "a", "from m import b"),
        ("from m import a, b", "b", "from m import a"),
        ("from .m import (a, b)", "a", "from .m import (b)"),
        ("from .m import (a, b,)", "b", "from .m import (a,)"),
        ("from m import a as b, \\\n    c", "a as b", "from m import c"),
        ("from m import a, \\\n    c", "c", "from m import a"),
        ("from m import (\n    a,\n    b,\n)", "a", "from m import (\n    b,\n)"),
        ("from m import (\n    a,\n    b\n)", "b", "from m import (\n    a\n)"),
        (
            "from m import (\n    a,  # one\n    b,  # two\n    # end\n)",
            "b",
            "from m import (\n    a,  # one\n    # two\n    # end\n)",
        ),
        (
            "from m import (  # all\n    a,  # one\n    b,  # two\n)",
            "a",
            "from m import (  # all\n    # one\n    b,  # two\n)",
        ),
    ],
)
def test_a_name_is_taken_out(before: str, gone: str, after: str) -> None:
    on = On(f"x\n{before}  # noqa\ny\n")
    check(on, f"x\n{after}  # noqa\ny\n", on.imports(before, gone))


def test_no_name_of_several_goes_when_only_one_is_added() -> None:
    on = On("def f():\n    import a  # why\n    x\n")
    edit = on.imports("import a", "", "import b", "from c import d")
    check(on, "def f():\n    import a  # why\n    import b\n    from c import d\n    x\n", edit)


def test_the_last_name_makes_room_for_what_is_added() -> None:
    on = On("import a  # noqa\nx\n")
    check(
        on,
        "import b\nfrom c import d  # noqa\nx\n",
        on.imports("import a", "a", "import b", "from c import d"),
    )


def test_some_names_go_and_a_statement_is_added() -> None:
    on = On("if x:\n    from m import (\n        a,\n        b,\n    )\n")
    statement = on.text[on.text.index("from") :].rstrip()
    check(
        on,
        "if x:\n    from m import (\n        b,\n    )\n    from n import a\n",
        on.imports(statement, "a", "from n import a"),
    )


def test_a_star_goes() -> None:
    on = On("from m import *\nx\n")
    check(on, "x\n", on.imports("from m import *", "*"))


def test_an_import_without_names_goes_with_its_line() -> None:
    on = On("import a\n\nimport b\nx\n")
    check(on, "import a\n\nx\n", on.imports("import b", "b"))


def test_comments_inside_of_an_import_that_goes_are_lifted() -> None:
    on = On("def f():\n    from m import (  # all\n        a,  # one\n    )  # end\n    x\n")
    statement = on.text[on.text.index("from") : on.text.index(")  #") + 1]
    check(
        on,
        "def f():\n    # all\n    # one\n    # end\n    x\n",
        on.imports(statement, "a"),
    )
    check(
        on,
        "def f():\n    # all\n    # one\n    import b  # end\n    x\n",
        on.imports(statement, "a", "import b"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "try:\n    import a\nexcept ImportError:\n    a = None\n",
            "try:\n    pass\nexcept ImportError:\n    a = None\n",
        ),
        ("def f():\n    import a\n", "def f():\n    pass\n"),
        ("if x: import a\n", "if x: pass\n"),
        ("if x:\n    y\nelse:\n    import a\nz\n", "if x:\n    y\nelse:\n    pass\nz\n"),
        ("try: x\nfinally: import a", "try: x\nfinally: pass"),
        (
            "match x:\n    case 1:\n        import a  # c\n",
            "match x:\n    case 1:\n        pass  # c\n",
        ),
        ("class A:\n    'doc'\n    import a\n", "class A:\n    'doc'\n"),
        ("import a\n", ""),
        ("import a", ""),
        ("import a; x\n", "x\n"),
        ("x; import a\n", "x\n"),
        ("x; import a; y\n", "x; y\n"),
        ("x; import a;\n", "x;\n"),
        ("if x: import a; y\n", "if x: y\n"),
        ("if x: y; import a\n", "if x: y\n"),
        ("import a;\nx\n", "x\n"),
        ("if x: \\\n    import a\n", "if x: \\\n    pass\n"),
    ],
)
def test_an_import_goes_from_its_suite(before: str, after: str) -> None:
    on = On(before)
    check(on, after, on.imports("import a", "a"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "try:\n    import a\nexcept ImportError: a = None\n",
            "try:\n    import b\n    import c\nexcept ImportError: a = None\n",
        ),
        ("if x: import a\n", "if x: import b; import c\n"),
        ("if x: import a; y\n", "if x: import b; import c; y\n"),
        ("x; import a  # why\n", "x; import b; import c  # why\n"),
        ("if x: \\\n  import a\n", "if x: \\\n  import b; import c\n"),
        ("if x:\n\timport a", "if x:\n\timport b\n\timport c"),
    ],
)
def test_an_import_is_replaced_in_its_suite(before: str, after: str) -> None:
    on = On(before)
    check(on, after, on.imports("import a", "a", "import b", "import c"))


def test_edits_of_one_import_add_up() -> None:
    on = On("import a, b, c\n")
    check(
        on,
        "import c\nimport x\nimport y\n",
        on.imports("import a, b, c", "a", "import x"),
        on.imports("import a, b, c", "b", "import x", "import y"),
    )


def test_an_import_and_a_statement_behind_it() -> None:
    on = On("import a\nx\n")
    check(
        on,
        "import b\nb.key = 1\nx\n",
        on.insert("import a", "b.key = 1"),
        on.imports("import a", "a", "import b"),
    )


def test_equal_imports_at_several_places_are_told_apart() -> None:
    on = On("import a\ndef f():\n    import a\n    a.b\n")
    check(
        on,
        "import a\ndef f():\n    import c\n    c.b\n",
        on.imports("import a", "a", "import c", nth=1),
        on.rewrite("a.b", "c.b"),
    )
