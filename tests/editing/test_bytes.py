"""Encodings, newlines and odd white space survive; spans count as ``ast`` counts."""

from __future__ import annotations

import pytest

from tests.editing.tools import On, check

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"x = a.b", b"x = a.c"),
        (BOM + b"x = a.b\n", BOM + b"x = a.c\n"),
        (
            BOM + b"# coding: utf-8\na.b; y = '\xc3\xa9' + z\n",
            BOM + b"# coding: utf-8\na.c; y = '\xc3\xa9' + z\n",
        ),
        (b"# coding: latin-1\nx = '\xe9' + a.b\n", b"# coding: latin-1\nx = '\xe9' + a.c\n"),
        (
            b"#!/x\n# -*- coding: cp1252 -*-\nx = '\x80', a.b  # \x80\n",
            b"#!/x\n# -*- coding: cp1252 -*-\nx = '\x80', a.c  # \x80\n",
        ),
        (
            b"# coding: shift_jis\nx = '\x83\x5c' + a.b\n",
            b"# coding: shift_jis\nx = '\x83\x5c' + a.c\n",
        ),
        ("x = 'é€😀', a.b, 'é'\n".encode(), "x = 'é€😀', a.c, 'é'\n".encode()),
        ("é = ñ(a.b)\n".encode(), "é = ñ(a.c)\n".encode()),
        (b"x = (1,\r\n  a.b)\r\ny\r\n", b"x = (1,\r\n  a.c)\r\ny\r\n"),
        (b"x = '''\r1\r\r\n'''; y = a.b\r\n", b"x = '''\r1\r\r\n'''; y = a.c\r\n"),
        (b"x = ('''\r''', a.b)\n", b"x = ('''\r''', a.c)\n"),
        (b"x\rif x:\r  y = a.b\r", b"x\rif x:\r  y = a.c\r"),
        (b"x\n\x0cif x:\n\ty = a.b\n\x0c", b"x\n\x0cif x:\n\ty = a.c\n\x0c"),
        (b"if x:\n\ty = (\n\t\ta.b\n\t\t)\n", b"if x:\n\ty = (\n\t\ta.c\n\t\t)\n"),
        ("x = '\u2028\x0b\x1c\x85', a.b\n".encode(), "x = '\u2028\x0b\x1c\x85', a.c\n".encode()),
        (b"x = 1 \\\r\n  + a.b", b"x = 1 \\\r\n  + a.c"),
        (b"x = '\\d', a.b\n", b"x = '\\d', a.c\n"),
    ],
)
def test_bytes_around_an_edit_survive(before: bytes, after: bytes) -> None:
    on = On(before)
    check(on, after, on.member("a.b", "c"))


def test_new_lines_end_as_the_lines_of_the_file() -> None:
    on = On(b"if x:\r\n    f(\r\n        a=1,\r\n    )\r\n    y")
    call = "f(\r\n        a=1,\r\n    )"
    check(
        on,
        b"if x:\r\n    z\r\n    f(\r\n        a=1,\r\n        b=2,\r\n    )\r\n    y\r\n    w",
        on.add(call, "b", "2"),
        on.insert("y", "w"),
        on.insert(call, "z", after=False),
    )


def test_new_lines_of_a_long_call_end_as_those_of_the_file() -> None:
    on = On(b"x = C()\r\n")
    check(
        on,
        b"x = C(\r\n    a=1,\r\n    b=2,\r\n)\r\n",
        on.add("C()", "a", "1"),
        on.add("C()", "b", "2"),
        line_length=12,
    )


def test_new_text_is_encoded_as_the_file() -> None:
    on = On(b"# coding: latin-1\nx = 'e', '\xe9'\n")
    check(on, b"# coding: latin-1\nx = '\xfc', '\xe9'\n", on.string("'e'", "ü"))


def test_an_insertion_behind_a_byte_order_mark() -> None:
    on = On(BOM + b"import a\n")
    check(on, BOM + b"import z\nimport a\n", on.insert("import a", "import z", after=False))


def test_a_comment_lifted_out_of_a_file_with_carriage_returns() -> None:
    on = On(b"x = (a  # c\r\n  .b)\r\n")
    check(on, b"# c\r\nx = (z)\r\n", on.rewrite("a  # c\r\n  .b", "z"))
