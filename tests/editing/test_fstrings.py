"""Edits inside of f-strings: valid on every supported Python, or refused."""

from __future__ import annotations

import sys

import pytest

from tests.editing.tools import On, check, refuse

# Refused.


@pytest.mark.parametrize("source", ['f"{a.b=}"', 'f"{a.b = !r}"', "f'{f(a.b)=:>3}'"])
def test_a_field_that_prints_its_own_text_is_refused(source: str) -> None:
    on = On(f"x = {source}\n")
    refuse(on, "prints its own text", on.member("a.b", "c"))


def test_only_the_field_with_its_own_text_is_refused() -> None:
    on = On("x = f'{a.b} {y=}'\n")
    check(on, "x = f'{a.c} {y=}'\n", on.member("a.b", "c"))


@pytest.mark.parametrize(
    ("source", "template", "message"),
    [
        ('f"{a.b}"', "{y}['it\"s']", "no quote is left"),
        ('f"{a.b}"', "{y}['\\n']", "no quote is left"),
        ("f\"{f'{a.b}'}\"", "{y}['k']", "no quote is left"),
        ("f'{a.b}'", "f(r'{{}}\\d')", "no quote is left"),
        ("f'{a.b}'", "f\"{{k}}\" + f'{{k}}'", "would end the f-string"),
    ],
)
def test_a_template_that_has_no_quote_left_is_refused(
    source: str, template: str, message: str
) -> None:
    on = On(f"x = {source}\n")
    refuse(on, message, on.rewrite("a.b", template, y="a"))


def test_an_added_argument_that_has_no_quote_left_is_refused() -> None:
    on = On("x = f'{f(\"a\")}'\n")
    refuse(on, "no quote is left", on.add('f("a")', "k", '"it\'s"'))


def test_a_piece_of_text_of_an_f_string_is_no_string() -> None:
    on = On("x = f'a{b}'\n")
    refuse(on, "no Constant", on.string("f'a{b}'", "c"))


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="quotes may be used again since 3.12")
def test_the_enclosing_quote_cannot_be_in_the_source() -> None:
    with pytest.raises(SyntaxError):
        On("x = f'{a['k']}'\n")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="a syntax error before 3.12")
def test_a_file_that_uses_the_enclosing_quote_already_may_go_on() -> None:
    on = On("x = f'{a['k'].b}'\n")
    check(on, "x = f'{a['k'].c}'\n", on.member("a['k'].b", "c"))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="a syntax error before 3.12")
def test_what_libcst_would_change_is_refused() -> None:
    on = On("x = f'{a.b!s  }'\n")
    refuse(on, "does not give its text back", on.member("a.b", "c"))


# Edited.


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("f'{a.b}'", "f'{a[\"k\"]}'"),
        ('f"{a.b}"', "f\"{a['k']}\""),
        ('f"""{a.b}"""', 'f"""{a["k"]}"""'),
        ("f'''{a.b}'''", "f'''{a[\"k\"]}'''"),
        ("rf'{a.b}\\d'", "rf'{a[\"k\"]}\\d'"),
        ("F'{a.b!r:>10}'", "F'{a[\"k\"]!r:>10}'"),
        ("f'{x:{a.b}}'", "f'{x:{a[\"k\"]}}'"),
        ("f'{x:>{a.b}.{y}}'", "f'{x:>{a[\"k\"]}.{y}}'"),
        ("f'{ a.b }{{a.b}}'", "f'{ a[\"k\"] }{{a.b}}'"),
        ("'a' f'{a.b}' 'b'", "'a' f'{a[\"k\"]}' 'b'"),
        ("f'é{a.b}é'", "f'é{a[\"k\"]}é'"),
        ("f'''\n  é {a.b}\n'''", "f'''\n  é {a[\"k\"]}\n'''"),
        ("f'{x}' f\"{a.b}\"", "f'{x}' f\"{a['k']}\""),
        ("f'{[a.b for a in b]}'", "f'{[a[\"k\"] for a in b]}'"),
        ("f'{f(a.b)}'.join(a.b)", "f'{f(a[\"k\"])}'.join(a.b)"),
        ("f'{(lambda: a.b)()}'", "f'{(lambda: a[\"k\"])()}'"),
    ],
)
def test_a_string_in_a_template_takes_the_other_quote(source: str, after: str) -> None:
    on = On(f"x = {source}\n")
    check(on, f"x = {after}\n", on.rewrite("a.b", '{y}["k"]', y="a"))


@pytest.mark.parametrize(
    ("template", "after"),
    [
        ("{{1, 2}}", "f'{ {1, 2}}'"),
        ("{{'k': 1}}['k']", 'f\'{ {"k": 1}["k"]}\''),
        ("lambda: 1", "f'{(lambda: 1)}'"),
        ("y or 1", "f'{y or 1}'"),
        ("y if y else 1", "f'{(y if y else 1)}'"),
        ("(z := 1)", "f'{(z := 1)}'"),
        ("y != 1", "f'{y != 1}'"),
        ("y, 1", "f'{(y, 1)}'"),
    ],
)
def test_a_template_as_the_whole_field(template: str, after: str) -> None:
    on = On("x = f'{a.b}'\n")
    check(on, f"x = {after}\n", on.rewrite("a.b", template))


def test_equal_fields_and_nested_ones_are_told_apart() -> None:
    on = On("x = f'{a.b}{a.b}{f(a.b)}' + a.b\n")
    check(
        on,
        "x = f'{a.b}{a.c}{f(a.d)}' + a.e\n",
        on.member("a.b", "c", 1),
        on.member("a.b", "d", 2),
        on.member("a.b", "e", 3),
    )


def test_calls_and_strings_inside_of_a_field() -> None:
    on = On('x = f\'{f("m", k=1)} {d["a"]}\'\n')
    call = 'f("m", k=1)'
    check(
        on,
        'x = f\'{f("n", j="s")} {d["z"]}\'\n',
        on.string('"m"', "n"),
        on.remove(call, "k=1"),
        on.add(call, "j", "'s'"),
        on.string('"a"', "z"),
    )


def test_a_key_that_is_added_takes_the_other_quote() -> None:
    on = On('x = f"{f({})}"\n')
    check(on, "x = f\"{f({'k': 1})}\"\n", on.add_item("{}", "k", "1"))


def test_a_whole_f_string_is_an_argument_like_any() -> None:
    on = On("x = f(k=f'{a.b}', j=1)\n")
    check(
        on,
        "x = f(j=1, z=[f'{a.c}'])\n",
        on.remove("f(k=f'{a.b}', j=1)", "k=f'{a.b}'"),
        on.add("f(k=f'{a.b}', j=1)", "z", "[{v}]", v="f'{a.b}'"),
        on.member("a.b", "c"),
    )


def test_a_member_in_a_nested_f_string() -> None:
    on = On("x = f'{f\"{a.b:{c.d}}\"}'\n")
    check(on, "x = f'{f\"{a.z:{c.y}}\"}'\n", on.member("a.b", "z"), on.member("c.d", "y"))
