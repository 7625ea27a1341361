"""Rewrites, renamed members and replaced strings, alone and nested, in every kind of place."""

from __future__ import annotations

import ast

import pytest

from codemod.editing.editor import apply_edits
from codemod.vocabulary.edits import ReplaceString
from codemod.vocabulary.spans import Span
from tests.editing.tools import WHY, On, check, refuse

CALL = "client.chat.create(model='m', messages=m)"


def test_a_member_of_a_chain_is_renamed() -> None:
    on = On("x = r.usage.prompt_tokens + 1\n")
    check(on, "x = r.usage.input_tokens + 1\n", on.member("r.usage.prompt_tokens", "input_tokens"))


def test_a_rewrite_around_its_hole() -> None:
    on = On("x = r.choices\n")
    edited = check(
        on, "x = r.output.choices\n", on.rewrite("r.choices", "{a}.output.choices", a="r")
    )
    (region,) = edited.changed
    assert (region.before, region.after) == (Span(1, 6, 1, 6), Span(1, 6, 1, 13))


def test_nested_edits_compose_from_the_inside_out() -> None:
    on = On(f"text = {CALL}.choices[0].message.content\n")
    check(
        on,
        "text = Generation.call(model='q', messages=m, result_format=\"message\").output.choices[0]"
        '["message"].content\n',
        on.rewrite(f"{CALL}.choices[0].message", '{x}["message"]', x=f"{CALL}.choices[0]"),
        on.rewrite(f"{CALL}.choices", "{x}.output.choices", x=CALL),
        on.add(CALL, "result_format", '"message"'),
        on.rewrite("client.chat.create", "Generation.call"),
        on.string("'m'", "q"),
        line_length=100,
    )


def test_the_order_at_one_node_does_not_depend_on_the_order_given() -> None:
    on = On("x = f(a=1)\n")
    edits = [on.rewrite("f(a=1)", "g({y})", y="f(a=1)"), on.add("f(a=1)", "b", "2")]
    for order in (edits, edits[::-1]):
        check(on, "x = g(f(a=1, b=2))\n", *order)


def test_a_rewrite_takes_a_renamed_member_as_its_own_hole() -> None:
    on = On("x = a.b\n")
    check(on, "x = list(a.c)\n", on.rewrite("a.b", "list({y})", y="a.b"), on.member("a.b", "c"))


def test_a_display_that_makes_its_line_too_long_gets_a_line_for_each_item() -> None:
    on = On("if x:\n    y = f(**options)\n")
    after = "if x:\n    y = f(**{\n        **options,\n        'a': options or 1,\n    })\n"
    template = "{{**{y}, 'a': {y} or 1}}"
    check(on, after, on.rewrite("options", template, y="options"), line_length=40)


def test_one_that_fits_stays_on_its_line() -> None:
    on = On("y = f(**options)\n")
    after = "y = f(**{**options, 'a': options or 1})\n"
    template = "{{**{y}, 'a': {y} or 1}}"
    check(on, after, on.rewrite("options", template, y="options"), line_length=40)


def test_a_display_in_an_f_string_is_not_broken() -> None:
    on = On("y = f'{f(options)}'\n")
    after = "y = f'{f({**options, \"a\": 1})}'\n"
    check(on, after, on.rewrite("options", '{{**{y}, "a": 1}}', y="options"), line_length=20)


def test_one_hole_may_be_used_twice_and_one_not_at_all() -> None:
    on = On("x = f(a.b, c)\n")
    check(
        on,
        "x = a.d if a.d else None\n",
        on.rewrite("f(a.b, c)", "{y} if {y} else None", y="a.b", z="c"),
        on.member("a.b", "d"),
    )


def test_braces_of_the_template_itself() -> None:
    on = On("x = f(a)\n")
    check(on, 'x = {"k": {a}}\n', on.rewrite("f(a)", '{{"k": {{{y}}}}}', y="a"))


def test_two_regions_of_one_line_and_one_statement() -> None:
    on = On("a.b, x = f(c.d), 'é'; y = c.d\n")
    check(
        on,
        "a.bb, x = f(c.dd), 'é'; y = e\n",
        on.member("a.b", "bb"),
        on.member("c.d", "dd"),
        on.rewrite("c.d", "e", 1),
    )


# Where an expression may stand.


@pytest.mark.parametrize(
    "source",
    [
        "return_ = X\n",
        "x: X = y\n",
        "x: int = X\n",
        "x += X\n",
        "assert X, y\n",
        "assert y, X\n",
        "del y[X]\n",
        "raise X from y\n",
        "raise y from X\n",
        "def f(a: X, *b: int, c=1) -> int: pass\n",
        "def f(a, /, b=X): pass\n",
        "def f(*, b=X): pass\n",
        "def f(*a: X, **b): pass\n",
        "def f(a) -> X:\n    '''doc'''\n",
        "@X\ndef f(): pass\n",
        "@d(X)\nclass A: pass\n",
        "class A(X, metaclass=y): pass\n",
        "class A(y, metaclass=X): pass\n",
        "class A(*X): pass\n",
        "for a in X: pass\n",
        "for a in *X, y: pass\n",
        "while X: pass\n",
        "if X: pass\nelif y: pass\n",
        "if y: pass\nelif X: pass\n",
        "with X as a, y as b: pass\n",
        "with y as a, X as b: pass\n",
        "with (\n    X as a,\n): pass\n",
        "with X: pass\n",
        "async def f():\n    async with X as a: pass\n",
        "async def f():\n    async for a in X: pass\n",
        "async def f():\n    return [a async for a in X]\n",
        "async def f():\n    await X\n",
        "async def f():\n    y = await g(X)\n",
        "try: pass\nexcept X: pass\n",
        "try: pass\nexcept (X, y) as e: pass\n",
        "def f():\n    yield X\n",
        "def f():\n    a = yield X\n",
        "def f():\n    yield from X\n",
        "def f():\n    return X, y\n",
        "def f():\n    return y, *X\n",
        "match X:\n    case 1: pass\n",
        "match X, y:\n    case 1: pass\n",
        "match y:\n    case 1 if X: pass\n",
        "lambda a=X: y\n",
        "lambda a: X\n",
        "[a for a in X if y]\n",
        "[a for a in y if X]\n",
        "{X: a for a in y}\n",
        "g(a for a in X)\n",
        "if (a := X): pass\n",
        "print(a := X)\n",
        "y[X:]\n",
        "y[a, X:b]\n",
        "y[X]\n",
        "x = y if X else z\n",
        "x = [*X, *y]\n",
        "x = {**X, 'a': 1}\n",
        "g(*X, **y)\n",
        "g(**X)\n",
        "x = (X)\n",
        "x = (X,)\n",
        "x = X,\n",
        "x = X if y else z, X\n",
        "global_ = z = X\n",
        "X\n",
        "a; X; b\n",
        "if y: X\n",
        "x = \\\n    X\n",
        "x = y \\\n    .z(X)\n",
    ],
)
def test_an_expression_is_rewritten_wherever_it_stands(source: str) -> None:
    on = On(source.replace("X", "a.b.c"))
    check(
        on,
        source.replace("X", 'a.b["c"]', 1).replace("X", "a.b.c"),
        on.rewrite("a.b.c", '{y}["c"]', y="a.b"),
    )


# Parentheses: in each place each template means what it means in parentheses.

PLACES = [
    "X.y",
    "X()",
    "X[0]",
    "y[X]",
    "y[X:X]",
    "await X",
    "-X",
    "not X",
    "X ** y",
    "y ** X",
    "X * y",
    "y * X",
    "X - y",
    "y - X",
    "X << y",
    "y & X",
    "X ^ y",
    "X | y",
    "X < y",
    "y in X",
    "X and y",
    "y or X",
    "X or y",
    "X if y else z",
    "y if X else z",
    "y if z else X",
    "lambda: X",
    "f(X)",
    "f(a=X)",
    "f(*X)",
    "f(**X)",
    "[X, X]",
    "{X: X}",
    "{**X}",
    "[*X]",
    "(X, y)",
    "X, y",
    "[X for z in y]",
    "[z for z in X]",
    "[z for z in y if X]",
    "(y := X)",
    'f"""{X}"""',
    "(X)",
]

TEMPLATES = [
    "p",
    "1",
    "1.5",
    "'s'",
    "p.q",
    "p()",
    "p[0]",
    "[p]",
    "{{p}}",
    "{{p: p}}",
    "await p",
    "-p",
    "not p",
    "p ** p",
    "p * p",
    "p + p",
    "p << p",
    "p & p",
    "p ^ p",
    "p | p",
    "p < p",
    "p and p",
    "p or p",
    "p if p else p",
    "lambda: p",
    "p, p",
    "(p, p)",
    "(p := p)",
    "(p for p in p)",
    "(yield)",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_template_keeps_its_meaning_in_its_place(place: str) -> None:
    on = On(place.replace("X", "a.b") + "\n")
    for template in TEMPLATES:
        plain = template.replace("{{", "{").replace("}}", "}")
        wanted = meaning(place.replace("a.b", "X", 1).replace("X", f"( {plain})", 1))
        got = _after(on, template).replace("a.b", "X")
        assert meaning(got) == wanted, (template, got)


@pytest.mark.parametrize("place", [place for place in PLACES if '"' not in place])
def test_a_hole_keeps_its_meaning_in_a_template(place: str) -> None:
    for hole in TEMPLATES:
        plain = hole.replace("{{", "{").replace("}}", "}")
        on = On(f"x = f(({plain}))\n")
        node = on.tree.body[0].value  # type: ignore[attr-defined]
        edit = on.rewrite(
            f"f(({plain}))",
            place.replace("{", "{{").replace("}", "}}").replace("X", "{y}"),
            y=Span.of(node.args[0]),
        )
        got = apply_edits(on.data, [edit]).after.decode()
        wanted = f"x = ({place.replace('X', f'( {plain})')})\n"
        assert meaning(got) == meaning(wanted), (hole, got)


class Flat(ast.NodeTransformer):
    """``(a or b) or c`` is ``a or b or c``."""

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.BoolOp:
        self.generic_visit(node)
        first = node.values[0]
        if isinstance(first, ast.BoolOp) and type(first.op) is type(node.op):
            node.values[:1] = first.values
        return node


def meaning(text: str) -> str:
    """Return a program's tree as text."""
    return ast.dump(Flat().visit(ast.parse(text)))


def test_only_the_first_of_several_alternatives_needs_no_brackets() -> None:
    for operator in ("or", "and"):
        on = On(f"x = X {operator} y {operator} Z\n".replace("X", "a.b").replace("Z", "c.d"))
        first = apply_edits(on.data, [on.rewrite("a.b", f"p {operator} q")]).after
        assert first.decode() == f"x = p {operator} q {operator} y {operator} c.d\n"
        last = apply_edits(on.data, [on.rewrite("c.d", f"p {operator} q")]).after
        assert last.decode() == f"x = a.b {operator} y {operator} (p {operator} q)\n"
        other = "and" if operator == "or" else "or"
        mixed = apply_edits(on.data, [on.rewrite("a.b", f"p {other} q")]).after.decode()
        wanted = f"p {other} q" if other == "and" else f"(p {other} q)"
        assert mixed == f"x = {wanted} {operator} y {operator} c.d\n"


def _after(on: On, template: str) -> str:
    return apply_edits(on.data, [on.rewrite("a.b", template)]).after.decode()


@pytest.mark.parametrize(
    ("source", "template", "after"),
    [
        ("x = a.b.c", "{y} or 1", "x = (a or 1).c"),
        ("x = f(a.b)", "{y} or 1", "x = f(a or 1)"),
        ("x = a.b", "{y} or 1", "x = a or 1"),
        ("x = a.b + 1", "{y} or 1", "x = (a or 1) + 1"),
        ("x = (a.b).c", "{y} or 1", "x = (a or 1).c"),
        ("x = (a.b)", "{y}", "x = (a)"),
        ("x = a.b", "{y}, 1", "x = (a, 1)"),
        ("x = a.b.c", "7", "x = (7).c"),
        ("x = -a.b", "{y} ** 2", "x = -a ** 2"),
    ],
)
def test_no_more_parentheses_than_needed(source: str, template: str, after: str) -> None:
    on = On(source + "\n")
    check(on, after + "\n", on.rewrite("a.b", template, y="a"))


def test_the_parentheses_of_an_awaited_call_stay_where_they_are_needed() -> None:
    on = On("async def f():\n    x = (await c.create()).choices\n")
    whole, call = "(await c.create()).choices", "await c.create()"
    check(
        on,
        "async def f():\n    x = (await c.create()).output.choices\n",
        on.rewrite(whole, "{y}.output.choices", y=call),
    )
    check(
        on,
        "async def f():\n    x = list(await c.create())\n",
        on.rewrite(whole, "list({y})", y=call),
    )
    check(on, "async def f():\n    x = await c.create()\n", on.rewrite(whole, "{y}", y=call))


def test_an_await_gets_parentheses_as_a_receiver() -> None:
    on = On("async def f():\n    g(await c)\n")
    check(on, "async def f():\n    (await c).x\n", on.rewrite("g(await c)", "{y}.x", y="await c"))


def test_outer_and_inner_parentheses_are_merged() -> None:
    on = On("x = (\n    (a)\n    .b\n)\ny = ((a).b).c\n")
    check(
        on,
        "x = (\n    a\n)\ny = (a).c\n",
        on.rewrite("(a)\n    .b", "{y}", y=on.at("a")),
        on.rewrite("(a).b", "{y}", y=on.at("a", 1)),
    )


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("x = y if a else[1]", "x = y if a else b"),
        ("for x in[1]: pass", "for x in(b): pass"),
        ("def f(): return[1]", "def f(): return(b)"),
        ("def f():\n  yield[1]", "def f():\n  yield(b)"),
        ("with[1]as x: pass", "with(b)as x: pass"),
        ("assert[1]", "assert(b)"),
    ],
)
def test_words_do_not_grow_together(source: str, after: str) -> None:
    on = On(source + "\n")
    if "else[" in source or "yield[" in source:
        refuse(on, "not valid", on.rewrite("[1]", "b"))
    else:
        check(on, after + "\n", on.rewrite("[1]", "b"))


# Several lines.

CHAIN = """\
x = (
    client.chat  # talk
    .completions
    .create(
        model="a",  # model
    )
    .choices
)
"""


def test_a_chain_over_several_lines_keeps_its_lines() -> None:
    on = On(CHAIN)
    create = CHAIN[CHAIN.index("client") : CHAIN.index("\n    .choices")]
    check(
        on,
        CHAIN.replace(".choices", ".output").replace('"a"', '"b"'),
        on.member(f"{create}\n    .choices", "output"),
        on.string('"a"', "b"),
    )


def test_lines_held_by_a_call_that_vanishes_get_parentheses() -> None:
    on = On("x = f(\n    a\n    .b\n)\n")
    check(on, "x = (a\n    .b)\n", on.rewrite("f(\n    a\n    .b\n)", "{y}", y="a\n    .b"))
    check(on, "x = (a\n    .b.c)\n", on.rewrite("f(\n    a\n    .b\n)", "{y}.c", y="a\n    .b"))


def test_lines_held_by_an_outer_bracket_need_no_parentheses() -> None:
    on = On("x = [\n    a\n    .b\n    .c\n]\n")
    check(
        on,
        "x = [\n    a\n    .b['c']\n]\n",
        on.rewrite("a\n    .b\n    .c", "{y}['c']", y="a\n    .b"),
    )


# Strings.


@pytest.mark.parametrize(
    ("literal", "after"),
    [
        ("'a'", "'z'"),
        ('"a"', '"z"'),
        ("'''a'''", "'''z'''"),
        ("r'a'", "r'z'"),
        ("u'a'", "u'z'"),
        ("R'''a\nb'''", "R'''z'''"),
        ("'a' \"b\"", "'z'"),
        ("'a' r'b' 'c'", "'z'"),
        ("''", "'z'"),
        (r"'\x61'", "'z'"),
    ],
)
def test_a_string_keeps_its_quotes_and_prefix(literal: str, after: str) -> None:
    on = On(f"x = f({literal})\n")
    check(on, f"x = f({after})\n", on.string(literal, "z"))


def test_a_string_in_pieces_on_several_lines() -> None:
    on = On("x = (\n    'a'\n    'b'\n)\n")
    check(on, "x = (\n    'z'\n)\n", on.string("'a'\n    'b'", "z"))


def test_a_string_in_parentheses_keeps_them() -> None:
    on = On("x = ('a' 'b').upper()\n")
    check(on, "x = ('z').upper()\n", on.string("'a' 'b'", "z"))


def test_a_string_in_a_pattern_an_annotation_and_a_subscript() -> None:
    on = On("match x:\n    case {'a': 'b'}: y: 'a.B' = z['a']\n")
    check(
        on,
        "match x:\n    case {'k': 'v'}: y: 'c.D' = z['w']\n",
        on.string("'a'", "k"),
        on.string("'b'", "v"),
        on.string("'a.B'", "c.D"),
        on.string("'a'", "w", 1),
    )


def test_a_docstring_is_a_string() -> None:
    on = On("def f():\n    'a'\n")
    check(on, "def f():\n    'z'\n", ReplaceString(on.at("'a'"), WHY, "z"))


# The exceptions of the join.


def test_tuples_and_generators_with_and_without_parentheses() -> None:
    on = On("x = (a, b); y = a, b; z = f(a for a in b); w = f((a for a in b), 1)\n")
    check(
        on,
        "x = [a, b]; y = [a, b]; z = f([a]); w = f([b], 1)\n",
        on.rewrite("(a, b)", "[{y}, {z}]", y=on.at("a"), z=on.at("b")),
        on.rewrite("a, b", "[{y}, {z}]", y=on.at("a", 1), z=on.at("b", 1)),
        on.rewrite("(a for a in b)", "[{y}]", y=on.at("a", 2)),
        on.rewrite("(a for a in b)", "[{y}]", 1, y=on.at("b", 3)),
    )


def test_a_generator_without_parentheses_of_its_own_as_a_hole() -> None:
    on = On("x = f(a for a in b)\n")
    check(
        on,
        "x = list((a for a in b))\n",
        on.rewrite("f(a for a in b)", "list({y})", y="(a for a in b)"),
    )


def test_an_element_of_a_tuple_of_exceptions() -> None:
    on = On("try: pass\nexcept (a.B, a.C) as e: raise\n")
    check(
        on,
        "try: pass\nexcept (b.B, b.X) as e: raise\n",
        on.rewrite("a.B", "b.B"),
        on.rewrite("a.C", "b.X"),
    )
