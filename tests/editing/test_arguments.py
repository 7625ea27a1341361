"""Arguments added, renamed and removed, in the style of the call."""

from __future__ import annotations

import pytest

from codemod.vocabulary.edits import RenameArgument, SpreadArgument
from tests.editing.tools import WHY, On, check, refuse

# Add.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", "f(k=1)"),
        ("f( )", "f(k=1)"),
        ("f(\n)", "f(k=1)"),
        ("f(a)", "f(a, k=1)"),
        ("f(a,)", "f(a, k=1,)"),
        ("f( a )", "f( a, k=1 )"),
        ("f(a, b=2)", "f(a, b=2, k=1)"),
        ("f(*a)", "f(*a, k=1)"),
        ("f(**a)", "f(k=1, **a)"),
        ("f(a, **b)", "f(a, k=1, **b)"),
        ("f(a, **b, **c)", "f(a, k=1, **b, **c)"),
        ("f(**a, b=2)", "f(**a, b=2, k=1)"),
        ("f(a,\n  b)", "f(a,\n  b,\n  k=1)"),
        ("f(a,\n  **b)", "f(a,\n  k=1,\n  **b)"),
        ("f(a, b,\n  c, d)", "f(a, b,\n  c, d, k=1)"),
        ("f(\n    a, b\n)", "f(\n    a, b, k=1\n)"),
        ("f(\n    a=2\n)", "f(\n    a=2,\n    k=1\n)"),
        ("f(\n    a=2,\n)", "f(\n    a=2,\n    k=1,\n)"),
        ("f(\n\ta=2,\n\tb=3,\n\t)", "f(\n\ta=2,\n\tb=3,\n\tk=1,\n\t)"),
        ("f(\n    a=2,\n    **b,\n)", "f(\n    a=2,\n    k=1,\n    **b,\n)"),
        ("f(\n    **b,\n)", "f(\n    k=1,\n    **b,\n)"),
        ("f(\n    a=2,  # two\n)", "f(\n    a=2,  # two\n    k=1,\n)"),
        ("f(\n    a=2  # two\n)", "f(\n    a=2,  # two\n    k=1\n)"),
        ("f(\n    a=2,\n    # end\n)", "f(\n    a=2,\n    # end\n    k=1,\n)"),
        (
            "f(\n    a=2,  # two\n    # rest\n    **b,\n)",
            "f(\n    a=2,  # two\n    k=1,\n    # rest\n    **b,\n)",
        ),
        ("f(  # none\n)", "f(  # none\n    k=1,\n)"),
        ("f(\n    # a=2,\n)", "f(\n    # a=2,\n    k=1,\n)"),
        ("f(x for x in y)", "f((x for x in y), k=1)"),
        ("f((x for x in y))", "f((x for x in y), k=1)"),
        ("f(a)(b)", "f(a)(b, k=1)"),
        ("f(lambda: 1)", "f(lambda: 1, k=1)"),
        ("f(y := 2)", "f(y := 2, k=1)"),
    ],
)
def test_an_argument_is_added_in_the_style_of_the_call(before: str, after: str) -> None:
    on = On(f"x = {before}\n")
    check(on, f"x = {after}\n", on.add(before, "k", "1"))


def test_several_arguments_stand_in_the_order_given() -> None:
    on = On("f(a, **b)\n")
    add = [on.add("f(a, **b)", name, "1") for name in "zyx"]
    check(on, "f(a, z=1, y=1, x=1, **b)\n", *add)


def test_a_mapping_is_added_at_the_end() -> None:
    on = On("f(a, **b)\n")
    check(on, "f(a, **b, **c)\n", on.add("f(a, **b)", "", "c"))
    check(on, "f(a, **b, **c or d)\n", on.add("f(a, **b)", "", "c or d"))


def test_a_value_is_a_hole_of_the_same_call() -> None:
    on = On("f(max_tokens=a.b, stop=(yield))\n")
    whole = "f(max_tokens=a.b, stop=(yield))"
    check(
        on,
        'f(extra={"max": a.c, "stop": (yield)})\n',
        on.add(whole, "extra", '{{"max": {m}, "stop": {s}}}', m="a.b", s="yield"),
        on.remove(whole, "max_tokens=a.b"),
        on.remove(whole, "stop=(yield)"),
        on.member("a.b", "c"),
    )


# A long list of new arguments is broken; nothing else is.

LONG = '"https://a.long.host.example/compatible-mode/v1"'


def test_new_arguments_alone_are_broken_into_lines_when_they_are_long() -> None:
    on = On("def f():\n    client = Client()\n    return client\n")
    check(
        on,
        "def f():\n    client = Client(\n"
        f'        api_key=os.environ["A_LONG_NAME"],\n        base_url={LONG},\n    )\n'
        "    return client\n",
        on.add("Client()", "api_key", 'os.environ["A_LONG_NAME"]'),
        on.add("Client()", "base_url", LONG),
    )


def test_their_step_is_a_tab_where_the_line_has_tabs() -> None:
    on = On("if x:\n\tc = Client()\n")
    check(
        on,
        f"if x:\n\tc = Client(\n\t\tb={LONG},\n\t)\n",
        on.add("Client()", "b", LONG),
        line_length=40,
    )


def test_neighbours_get_lines_of_their_own_too() -> None:
    on = On("client = Client(timeout=1)\n")
    check(
        on,
        f"client = Client(\n    timeout=1,\n    a={LONG},\n    b={LONG},\n)\n",
        on.add("Client(timeout=1)", "a", LONG),
        on.add("Client(timeout=1)", "b", LONG),
    )


def test_a_line_that_is_too_long_already_stays_one() -> None:
    on = On(f"client = Client(a={LONG}, b={LONG})\n")
    check(
        on,
        f"client = Client(a={LONG}, b={LONG}, c=1)\n",
        on.add(f"Client(a={LONG}, b={LONG})", "c", "1"),
    )


def test_a_line_that_is_too_long_is_broken_where_what_is_new_fills_another() -> None:
    on = On(f"client = Client(a={LONG}, b={LONG})\n")
    call = f"Client(a={LONG}, b={LONG})"
    check(
        on,
        "client = Client(\n" + "".join(f"    {name}={LONG},\n" for name in "abcd") + ")\n",
        on.add(call, "c", LONG),
        on.add(call, "d", LONG),
    )


def test_arguments_of_a_call_in_a_line_that_fits_stay_there() -> None:
    on = On("client = Client(timeout=1)\n")
    check(on, "client = Client(timeout=1, a=2)\n", on.add("Client(timeout=1)", "a", "2"))


def test_new_arguments_that_do_not_fit_below_the_bracket_get_a_line() -> None:
    call = "ask(\n    model=m, messages=[1])"
    on = On(f"x = {call}\n")
    check(
        on,
        f"x = ask(\n    model=m, messages=[1],\n    a={LONG}, b=1)\n",
        on.add(call, "a", LONG),
        on.add(call, "b", "1"),
        line_length=60,
    )


def test_a_list_that_begins_behind_its_bracket_stays_as_it_is() -> None:
    call = "ask(model=m,\n    messages=[1])"
    on = On(f"x = {call}\n")
    after = f"x = ask(model=m,\n    messages=[1],\n    a={LONG})\n"
    check(on, after, on.add(call, "a", LONG), line_length=40)


def test_what_stands_in_an_f_string_is_not_broken() -> None:
    on = On('x = f"{ask(model=m)}"\n')
    check(
        on,
        'x = f"{ask(model=m, aaaaaaaa=1)}"\n',
        on.add("ask(model=m)", "aaaaaaaa", "1"),
        line_length=25,
    )


def test_the_line_length_is_the_one_given() -> None:
    on = On("c = Client()\n")
    check(on, f"c = Client(b={LONG})\n", on.add("Client()", "b", LONG), line_length=65)
    check(on, f"c = Client(\n    b={LONG},\n)\n", on.add("Client()", "b", LONG), line_length=60)


# Rename.


def test_a_keyword_is_renamed_and_its_spaces_stay() -> None:
    on = On("f( a = 1,\n  b=2)\n")
    whole = "f( a = 1,\n  b=2)"
    check(on, "f( c = 1,\n  d=2)\n", on.rename(whole, "a = 1", "c"), on.rename(whole, "b=2", "d"))


def test_keywords_may_trade_names() -> None:
    on = On("f(a=1, b=2)\n")
    check(
        on,
        "f(b=1, a=2)\n",
        on.rename("f(a=1, b=2)", "a=1", "b"),
        on.rename("f(a=1, b=2)", "b=2", "a"),
    )


def test_an_argument_and_what_is_in_it() -> None:
    on = On("f(g(a=b.c), k=g(a=b.c))\n")
    whole = on.text.strip()
    check(
        on,
        "f(g(z=b.d), l=g(a=b.c))\n",
        on.rename(whole, "k=g(a=b.c)", "l"),
        on.rename("g(a=b.c)", "a=b.c", "z"),
        on.member("b.c", "d"),
    )


# Remove.


@pytest.mark.parametrize(
    ("before", "gone", "after"),
    [
        ("f(k=1)", "k=1", "f()"),
        ("f( k=1 )", "k=1", "f()"),
        ("f(k=1,)", "k=1", "f()"),
        ("f(\n    k=1,\n)", "k=1", "f()"),
        ("f(k=1, a=2)", "k=1", "f(a=2)"),
        ("f( k=1, a=2 )", "k=1", "f( a=2 )"),
        ("f(a=2, k=1)", "k=1", "f(a=2)"),
        ("f(a=2, k=1 )", "k=1", "f(a=2 )"),
        ("f(a=2, k=1,)", "k=1", "f(a=2,)"),
        ("f(a=2 , k=1)", "k=1", "f(a=2)"),
        ("f(a, k=1, b=2)", "k=1", "f(a, b=2)"),
        ("f(a, b)", "a", "f(b)"),
        ("f(*a, b=1)", "*a", "f(b=1)"),
        ("f(a, **b)", "b", "f(a)"),
        ("f(**b)", "b", "f()"),
        ("f((a), b)", "a", "f(b)"),
        ("f(a, k=(1), b=2)", "k=(1)", "f(a, b=2)"),
        ("f(a,\n  k=1)", "k=1", "f(a)"),
        ("f(k=1,\n  a=2)", "k=1", "f(a=2)"),
        ("f(a,\n  k=1,\n  b=2)", "k=1", "f(a,\n  b=2)"),
        ("f(\n  a, k=1,\n  b=2)", "k=1", "f(\n  a,\n  b=2)"),
        ("f(a,\n  k=1, b=2)", "k=1", "f(a,\n  b=2)"),
        ("f(\n  a,\n  k=1\n)", "k=1", "f(\n  a\n)"),
        ("f(\n  k=1,\n  a=2,\n)", "k=1", "f(\n  a=2,\n)"),
        ("f(\n  a,\n  k=1,\n)", "k=1", "f(\n  a,\n)"),
        ("f(a, k=1\n)", "k=1", "f(a\n)"),
        ("f(x for x in y)", "(x for x in y)", "f()"),
    ],
)
def test_a_removed_argument_leaves_no_trace(before: str, gone: str, after: str) -> None:
    on = On(f"x = {before}\n")
    check(on, f"x = {after}\n", on.remove(before, gone))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(\n  k=1,  # c\n)", "f(\n  # c\n)"),
        ("f(\n  k=1  # c\n)", "f(\n  # c\n)"),
        ("f(\n  a=2,  # a\n  k=1,  # c\n)", "f(\n  a=2,  # a\n  # c\n)"),
        ("f(\n  k=1,  # c\n  a=2,  # a\n)", "f(\n  # c\n  a=2,  # a\n)"),
        ("f(\n  # c\n  k=1,\n  a=2,\n)", "f(\n  # c\n  a=2,\n)"),
        ("f(\n  a=2,\n  # c\n  k=1,\n)", "f(\n  a=2,\n  # c\n)"),
        ("f(a=2,  # a\n  k=1)", "f(a=2  # a\n  )"),
        ("f(a=2, k=1,  # c\n  b=3)", "f(a=2,  # c\n  b=3)"),
        ("f(k=1,  # c\n  a=2)", "f(  # c\n  a=2)"),
        ("f(a=2, k=1)  # c", "f(a=2)  # c"),
        ("f(\n  a=2,\n  k=1  # c\n  , b=3)", "f(\n  a=2,\n  # c\n  b=3)"),
        ("f(a=2  # a\n  , k=1)", "f(a=2  # a\n)"),
    ],
)
def test_a_comment_of_a_removed_argument_stays_in_the_brackets(before: str, after: str) -> None:
    on = On(f"{before}\n")
    check(on, f"{after}\n", on.remove(before.removesuffix("  # c"), "k=1"))


def test_a_comment_inside_of_a_removed_argument_is_lifted_above_the_statement() -> None:
    on = On("if x:\n    y = f(\n        k=[  # why\n            1,  # one\n        ],\n    )\n")
    whole = on.text[on.text.index("f(") :].rstrip()
    gone = whole[whole.index("k=[") : whole.index("]") + 1]
    check(on, "if x:\n    # why\n    # one\n    y = f()\n", on.remove(whole, gone))


def test_a_comment_that_moves_with_its_value_is_not_lifted() -> None:
    on = On("y = f(\n    k=[  # why\n        1,\n    ],\n    a=2,\n)\n")
    whole = on.text[4:].rstrip()
    value = whole[whole.index("[") : whole.index("]") + 1]
    check(
        on,
        'y = f(\n    a=2,\n    e={"k": [  # why\n        1,\n    ]},\n)\n',
        on.remove(whole, f"k={value}"),
        on.add(whole, "e", '{{"k": {v}}}', v=value),
    )


def test_all_arguments_go_and_new_ones_come() -> None:
    one_line, lines = On("f(a=1, b=2)\n"), On("f(\n    a=1,\n    b=2,\n)\n")
    for on, after in ((one_line, "f(c=3)\n"), (lines, "f(\n    c=3,\n)\n")):
        whole = on.text.rstrip()
        removed = [on.remove(whole, "a=1"), on.remove(whole, "b=2")]
        check(on, after, *removed, on.add(whole, "c", "3"))
        check(on, after, on.add(whole, "c", "3"), *removed)


def test_edits_of_a_call_and_of_its_function() -> None:
    on = On("x = a.b.c(k=1, m='n').d\n")
    whole = "a.b.c(k=1, m='n')"
    check(
        on,
        "x = G.call(m='o', z=1)['d']\n",
        on.rewrite("a.b.c", "G.call"),
        on.remove(whole, "k=1"),
        on.add(whole, "z", "{y}", y="1"),
        on.string("'n'", "o"),
        on.rewrite(f"{whole}.d", "{y}['d']", y=whole),
    )


def test_edits_of_nested_calls_do_not_disturb_each_other() -> None:
    on = On("f(a=g(a=1, b=2), b=3)\n")
    outer, inner = "f(a=g(a=1, b=2), b=3)", "g(a=1, b=2)"
    check(
        on,
        "f(a=g(b=2, c=0), c=0)\n",
        on.remove(inner, "a=1"),
        on.add(inner, "c", "0"),
        on.remove(outer, "b=3"),
        on.add(outer, "c", "0"),
    )


def test_a_decorator_a_base_and_a_default_are_calls_too() -> None:
    on = On("@d(a=1)\ndef f(x=g(a=1)): pass\nclass A(b(a=1)): pass\n")
    check(
        on,
        "@d()\ndef f(x=g(b=1)): pass\nclass A(b(a=1, c=2)): pass\n",
        on.remove("d(a=1)", "a=1"),
        RenameArgument(on.at("g(a=1)"), WHY, on.at("a=1", 1), "b"),
        on.add("b(a=1)", "c", "2"),
    )


# Dict displays.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}", '{"k": 1}'),
        ("{ }", '{"k": 1}'),
        ("{'a': 2}", "{'a': 2, 'k': 1}"),
        ('{"a": 2,}', '{"a": 2, "k": 1,}'),
        ("{**a}", '{**a, "k": 1}'),
        ("{'a': 2, **b}", "{'a': 2, **b, 'k': 1}"),
        ("{ 'a': 2 }", "{ 'a': 2, 'k': 1 }"),
        ("{\n    'a': 2,\n}", "{\n    'a': 2,\n    'k': 1,\n}"),
        ("{\n    'a': 2  # two\n}", "{\n    'a': 2,  # two\n    'k': 1\n}"),
        ("{'a': 2,\n 'b': 3}", "{'a': 2,\n 'b': 3,\n 'k': 1}"),
    ],
)
def test_an_item_is_added_in_the_style_of_the_display(before: str, after: str) -> None:
    on = On(f"x = {before}\n")
    check(on, f"x = {after}\n", on.add_item(before, "k", "1"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{'k': 1}", "{}"),
        ("{ 'k': 1, }", "{}"),
        ("{'k': 1, 'a': 2}", "{'a': 2}"),
        ("{'a': 2, 'k': 1}", "{'a': 2}"),
        ("{'a': 2, 'k': 1,}", "{'a': 2,}"),
        ("{'a': 2, 'k': 1, **b}", "{'a': 2, **b}"),
        ("{\n    'k': 1,\n}", "{}"),
        ("{\n    'a': 2,\n    'k': 1,  # c\n}", "{\n    'a': 2,\n    # c\n}"),
        ("{\n    'k': 1  # c\n}", "{\n    # c\n}"),
    ],
)
def test_a_removed_item_leaves_no_trace_but_its_comment(before: str, after: str) -> None:
    on = On(f"x = {before}\n")
    check(on, f"x = {after}\n", on.remove_item(before, "'k'"))


def test_an_item_is_replaced_by_its_own_value() -> None:
    on = On("f(e={'a': b.c, 'd': 1})\n")
    display = "{'a': b.c, 'd': 1}"
    check(
        on,
        "f(e={'d': 1, 'z': b.y + 1})\n",
        on.remove_item(display, "'a'"),
        on.add_item(display, "z", "{v} + 1", v="b.c"),
        on.member("b.c", "y"),
    )


def test_a_key_that_was_removed_may_come_again() -> None:
    on = On("x = {'a': 1}\n")
    check(
        on,
        'x = {"a": [1]}\n',
        on.remove_item("{'a': 1}", "'a'"),
        on.add_item("{'a': 1}", "a", "[{v}]", v="1"),
    )
    refuse(
        on, "there already", on.add_item("{'a': 1}", "a", "2"), on.remove_item("{'a': 1}", "'a'")
    )


# Several in the place of one.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a)", "f(x.y, z)"),
        ("f(a,)", "f(x.y, z,)"),
        ("f( a )", "f( x.y, z )"),
        ("f(b, a, *c, k=1)", "f(b, x.y, z, *c, k=1)"),
        ("f(\n    a,  # one\n    b,\n)", "f(\n    x.y,\n    z,  # one\n    b,\n)"),
    ],
)
def test_several_arguments_stand_in_the_place_of_one(before: str, after: str) -> None:
    on = On(f"v = {before}\n")
    check(on, f"v = {after}\n", SpreadArgument(on.at(before), WHY, on.at("a"), ("x.y", "z")))


def test_an_argument_that_becomes_none_goes() -> None:
    on = On("f(b, a)\n")
    check(on, "f(b)\n", SpreadArgument(on.at("f(b, a)"), WHY, on.at("a"), ()))


@pytest.mark.parametrize("call", ["f(k=a)", "f(*a)", "f(**a)"])
def test_what_has_a_keyword_or_a_star_does_not_become_several(call: str) -> None:
    on = On(f"{call}\n")
    argument = on.at("*a" if call == "f(*a)" else call[2:-1] if "=" in call else "a")
    message = "an argument with a keyword or a star cannot be several"
    refuse(on, message, SpreadArgument(on.at(call), WHY, argument, ("x", "y")))
