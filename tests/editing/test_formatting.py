"""Edited statements in black's style: what is formatted, and all that must keep its text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from codemod.editing import formatting
from codemod.editing.editor import apply_edits
from codemod.vocabulary.edits import Edit
from codemod.vocabulary.style import Style
from codemod.writing.verify import verify
from tests.editing.tools import On

LONG = "a" * 40


def renamed(on: On) -> list[Edit]:
    """Rename each member ``x.old`` of a source to ``x.new``."""
    return [on.member("x.old", "new", nth) for nth in range(on.text.count("x.old"))]


def styled(
    source: str | bytes,
    style: Style | None = None,
    edits: Callable[[On], list[Edit]] = renamed,
    lowest: tuple[int, int] = (3, 8),
) -> str:
    """Return the edited and formatted text; hold it to the checks of every written file."""
    on = On(source)
    result = apply_edits(on.data, edits(on), style=style or Style())
    assert verify(on.data, result.after, result.regions, lowest_python=lowest) == []
    assert rest(on.data, [r.before for r in result.regions]) == rest(
        result.after, [r.after for r in result.regions]
    )
    once_more = On(result.after)
    assert [r.after for r in result.regions] == sorted(r.after for r in result.regions)
    assert "x.old" not in once_more.text
    return result.after.decode()


def rest(data: bytes, spans: list) -> list[bytes]:  # type: ignore[type-arg]
    """Return the text between some spans."""
    starts = [0]
    for line in data.splitlines(True):
        starts.append(starts[-1] + len(line))
    places = [
        (starts[s.line - 1] + s.column, starts[min(s.end_line, len(starts)) - 1] + s.end_column)
        for s in spans
    ]
    edges = [0, *(edge for place in places for edge in place), len(data)]
    return [data[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]


# ------------------------------------------------------------------------------ what is formatted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y  =  f( x.old )\n", "y = f(x.new)\n"),
        ("y = f(x.old, 'a')", 'y = f(x.new, "a")'),
        ("if a:\n    y  = x.old  # c\n", "if a:\n    y = x.new  # c\n"),
        ("return_ = x.old\nz  =  1\n", "return_ = x.new\nz  =  1\n"),
        ("z  =  1\ny  = x.old\nw  =  1\n", "z  =  1\ny = x.new\nw  =  1\n"),
        (
            "async def f():\n  return  await x.old( 1 )\n",
            "async def f():\n  return await x.new(1)\n",
        ),
        ("y  = x.old; \n", "y  = x.new; \n"),
        ("\x0cy  = x.old\n", "\x0cy = x.new\n"),
    ],
)
def test_a_simple_statement(before: str, after: str) -> None:
    assert styled(before) == after


def test_a_long_statement_is_broken_by_the_length_that_its_indentation_leaves() -> None:
    before = f"def f():\n    if a:\n        y = x.old({LONG}, {LONG})\n"
    assert len(before.splitlines()[2]) == 101
    broken = f"def f():\n    if a:\n        y = x.new(\n            {LONG}, {LONG}\n        )\n"
    assert styled(before, Style(line_length=100)) == broken
    assert styled(before, Style(line_length=101)) == before.replace("old", "new")


def test_a_trailing_comma_keeps_the_lines_unless_the_project_says_otherwise() -> None:
    before = "y = f(\n    x.old,\n    1,\n)\n"
    assert styled(before) == before.replace("old", "new")
    assert styled(before, Style(magic_trailing_comma=False)) == "y = f(x.new, 1)\n"


def test_quotes_stay_where_the_project_says_so() -> None:
    assert (
        styled("y = f( x.old, 'a')\n", Style(string_normalization=False)) == "y = f(x.new, 'a')\n"
    )


def test_the_versions_of_the_project_decide_what_black_may_use() -> None:
    before = f"with x.old({LONG}) as a, f({LONG}) as b:\n    pass\n"
    new = styled(before, Style(target_versions=("py39", "py310")), lowest=(3, 9))
    assert new == f"with (\n    x.new({LONG}) as a,\n    f({LONG}) as b,\n):\n    pass\n"
    assert "with (" not in styled(before, Style(target_versions=("py38", "py39")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if  x.old :\n    y  = 1\n", "if x.new:\n    y  = 1\n"),
        ("if a:\n    pass\nelif ( x.old ):  # c\n    y  = 1\n", "if a:\n    pass\nelif x.new:  # c\n    y  = 1\n"),
        ("for  a in x.old :\n    y  = 1\n", "for a in x.new:\n    y  = 1\n"),
        ("while  not x.old :\n    y  = 1\n", "while not x.new:\n    y  = 1\n"),
        ("with  x.old as  a:\n    y  = 1\n", "with x.new as a:\n    y  = 1\n"),
        ("try:\n    y  = 1\nexcept  x.old  as e:\n    z  = 1\n", "try:\n    y  = 1\nexcept x.new as e:\n    z  = 1\n"),
        ("def  f( a = x.old )->x.old:\n    y  = 1\n", "def f(a=x.new) -> x.new:\n    y  = 1\n"),
        ("class  A( x.old ):\n    y  = 1\n", "class A(x.new):\n    y  = 1\n"),
        ("match  x.old :\n    case  1:\n        y  = 1\n", "match x.new:\n    case  1:\n        y  = 1\n"),
        ("async def f():\n    async for  a in x.old( ):\n        y  = 1\n", "async def f():\n    async for a in x.new():\n        y  = 1\n"),
    ],
)  # fmt: skip
def test_of_a_compound_statement_only_the_header(before: str, after: str) -> None:
    assert styled(before) == after


def test_a_decorator_alone() -> None:
    before = "@ x.old( 1 )\n@ other( 1 )\ndef f( a ):\n    y  = 1\n"
    assert styled(before) == "@x.new(1)\n@ other( 1 )\ndef f( a ):\n    y  = 1\n"


def test_several_statements_each_by_itself() -> None:
    before = "y  = x.old\n\n\n\nz  =  1\nif x.old :\n    w  = x.old\n"
    assert styled(before) == "y = x.new\n\n\n\nz  =  1\nif x.new:\n    w = x.new\n"


# ------------------------------------------------------------------------- bytes of lines survive


def test_carriage_returns() -> None:
    before = f"if a:\r\n    y = x.old({LONG}, {LONG})  # c\r\n    z  = 1\r\n"
    rows = [
        "if a:",
        "    y = x.new(",
        f"        {LONG},",
        f"        {LONG},",
        "    )  # c",
        "    z  = 1",
    ]
    after = "".join(row + "\r\n" for row in rows)
    assert styled(before.encode()) == after


def test_tabs() -> None:
    before = f"if a:\n\tif b:\n\t\ty = x.old({LONG}, {LONG}, c = {{ 1:2 }})\n"
    after = (
        f"if a:\n\tif b:\n\t\ty = x.new(\n\t\t\t{LONG},\n\t\t\t{LONG},\n\t\t\tc={{1: 2}},\n\t\t)\n"
    )
    assert styled(before) == after


def test_a_byte_order_mark_and_characters_of_several_bytes() -> None:
    before = b"\xef\xbb\xbf" + "s = 'é'; t = 1\ny  = x.old( 'ž' )\n".encode()
    assert styled(before) == "\ufeffs = 'é'; t = 1\ny = x.new(\"ž\")\n"


@pytest.mark.parametrize(
    "text",
    ['"""\n  one\n      two\n    """', 'f"""\n  {a}\n      two\n    """', '"one \\\n  two"', 'rb"""\n \\\n"""'],
)  # fmt: skip
def test_no_line_of_a_string_moves(text: str) -> None:
    before = f"if a:\n    if b:\n        y  = x.old(c, {text})\n"
    after = styled(before)
    assert text in after and after.startswith("if a:\n    if b:\n        y = x.new(")


def test_a_string_beside_lines_that_move() -> None:
    before = f"if a:\n    y  = x.old({LONG},\n       {LONG}, '''\n  one\n    two''')\n"
    after = f'if a:\n    y = x.new(\n        {LONG},\n        {LONG},\n        """\n  one\n    two""",\n    )\n'
    assert styled(before) == after


def test_an_inserted_statement_and_a_removed_neighbour() -> None:
    source = "import  a\nx( )\ny  = 1\n"
    new = styled(source, None, lambda on: [on.insert("x( )", "z = f( 'a' )")])
    assert new == 'import  a\nx( )\nz = f("a")\ny  = 1\n'
    gone = styled(source, None, lambda on: [on.drop("x( )")])
    assert gone == "import  a\ny  = 1\n"


# -------------------------------------------------------------------------- what keeps its text


@pytest.mark.parametrize(
    "source",
    [
        "y  = x.old  # fmt: skip\n",
        "y  = (x.old,  # fmt: skip\n   1)\n",
        "if  x.old :  # fmt: skip\n    pass\n",
        "# fmt: off\ny  = x.old\n# fmt: on\n",
        "# fmt: off\nif a:\n    y  = x.old\n",
        "# yapf: disable\ny  = x.old\n",
        "y  = [\n  # fmt: off\n  x.old,  1,\n  # fmt: on\n]\n",
        "y  = x.old; z  = 1\n",
        "if  x.old : pass\n",
        "if a: y  = x.old\n",
        "match a:\n    case  x.old :\n        pass\n",
        "y  = x.old  #c\n",
        "y  = u'a', x.old\n",
        "y = x.old\n",
    ],
)
def test_only_the_edit_is_made(source: str) -> None:
    assert styled(source) == source.replace("old", "new")


def test_formatters_are_on_again_behind_their_comment() -> None:
    before = "# fmt: off\ny  = x.old\n# fmt: on\nz  = x.old\n"
    assert styled(before) == "# fmt: off\ny  = x.new\n# fmt: on\nz = x.new\n"


def test_a_line_end_of_another_kind_within_the_statement() -> None:
    source = "y  = f(x.old,\r\n  1,\n  2)\r\n"
    assert styled(source.encode()) == source.replace("old", "new")


def test_without_a_style_nothing_is_formatted() -> None:
    on = On("y  = f( x.old )\n")
    assert apply_edits(on.data, renamed(on)).after == b"y  = f( x.new )\n"


def test_a_version_that_black_does_not_know_is_passed_over() -> None:
    assert styled("y  = x.old\n", Style(target_versions=("py27", "py310"))) == "y = x.new\n"


def test_a_place_behind_the_statement_is_where_it_was() -> None:
    on = On(f"y = x.old({LONG}, {LONG})\nz = 1\n")
    result = apply_edits(on.data, renamed(on), style=Style())
    assert result.after.decode() == f"y = x.new(\n    {LONG}, {LONG}\n)\nz = 1\n"
    last = result.changed[-1]
    assert last.before.end_line == 1 and last.after.end_line == 3


def test_four_times_as_many_edits_take_no_more_than_five_times_the_work() -> None:
    """Counted in calls of what finds the edits of a line, for files of one statement each line."""

    def calls(size: int) -> int:
        made = 0

        def note(frame: FrameType, event: str, _: object) -> None:
            nonlocal made
            if event == "call" and frame.f_code.co_filename == formatting.__file__:
                made += 1

        on = On("y  = f( x.old )\n" * size)
        edits = renamed(on)
        styled("y  = x.old\n")  # black is imported once
        sys.setprofile(note)
        try:
            result = apply_edits(on.data, edits, style=Style())
        finally:
            sys.setprofile(None)
        assert result.after == b"y = f(x.new)\n" * size
        return made

    assert calls(80) <= 5 * calls(20)
