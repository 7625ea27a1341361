"""Gathering: several edits of one keyword that holds a dict become one, or stay for the editor to refuse."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from codemod.planning.gathering import gathered
from codemod.vocabulary.edits import AddArgument, AddItem, Edit, Holes, Why
from codemod.vocabulary.spans import Span
from tests.migrating import report_of

CALL, VALUE, OTHER = Span(1, 0, 1, 9), Span(2, 0, 2, 1), Span(3, 0, 3, 1)
WHY = Why("PARAMETER-ADDED", "because")
ASK = (
    "from openai import OpenAI\n\nclient = OpenAI()\n"
    'client.chat.completions.create(model="gpt-4o-mini", messages=[]{more})\n'
)


def add(template: str, inner: str = "", holes: Holes = (), keyword: str = "extra") -> AddArgument:
    return AddArgument(CALL, WHY, keyword, template, holes, inner)


A, B = add('{{"a": 1}}'), add('{{"b": {{"c": "d"}}}}')


@pytest.mark.parametrize(
    "edits",
    [
        [A],
        [add("{value}", holes=(("value", VALUE),))],
        [A, replace(B, span=OTHER)],
        [A, replace(B, keyword="other")],
        [A, AddItem(CALL, WHY, "extra", '{{"b": 2}}')],
        [replace(A, keyword=""), replace(B, keyword="")],
        # what cannot be one is left to the editor, which refuses the second
        [A, add("1")],
        [A, add("name")],
        [A, add('{{"a": 2}}')],
        [A, add("2", "a")],
        [A, add("2", "a.b")],
        [add("2", "a.b"), A],
        [add("1", "a"), add("2", "a")],
        [add("1", "a"), add("2")],
        [A, add("{{**b}}")],
        [A, add("{{b: 2}}")],
        [A, add('{{"b": {value}}}', holes=(("value", VALUE),))],
        [A, add('{{"b": 2}} | c')],
        [A, B, add('{{"b": 2}}')],
    ],
)
def test_these_stay_as_they_are(edits: list[Edit]) -> None:
    assert gathered(edits) == edits


@pytest.mark.parametrize(
    ("edits", "template"),
    [
        ([A, B], '{{"a": 1, "b": {{"c": "d"}}}}'),
        ([B, A, replace(A, why=Why("X", "for another"))], '{{"b": {{"c": "d"}}, "a": 1}}'),
        ([A, add('{{"a": 1, "b.c": {{}}}}')], '{{"a": 1, "b.c": {{}}}}'),
        ([A, add(r"""{{"it's \\d {{x}}": "{{"}}""")], r"""{{"a": 1, "it's \\d {{x}}": "{{"}}"""),
        ([A, add("{{}}")], '{{"a": 1}}'),
        (
            [A, add("2", "b"), add("3", "c.d"), add("4", "c.e")],
            '{{"a": 1, "b": 2, "c": {{"d": 3, "e": 4}}}}',
        ),
        ([add("2", "b.c")], '{{"b": {{"c": 2}}}}'),
    ],
)
def test_these_become_one_where_the_first_stood(edits: list[AddArgument], template: str) -> None:
    last = add("5", keyword="other")
    assert gathered([*edits, last]) == [replace(edits[0], template=template, inner=""), last]


def test_items_of_a_display_become_one_too() -> None:
    edits: list[Edit] = [
        AddItem(CALL, WHY, "extra", '{{"a": 1}}'),
        AddItem(CALL, WHY, "extra", "2", (), "b"),
    ]
    assert gathered(edits) == [AddItem(CALL, WHY, "extra", '{{"a": 1, "b": 2}}')]


def test_holes_of_one_name_stay_apart() -> None:
    first, second = (
        add("{value}", key, (("value", at),)) for key, at in (("a", VALUE), ("b", OTHER))
    )
    (one,) = gathered([first, second])
    assert one == replace(
        first,
        template='{{"a": {value_0}, "b": {value_1}}}',
        holes=(("value_0", VALUE), ("value_1", OTHER)),
        inner="",
    )


@pytest.mark.parametrize(
    ("more", "kind"), [("", "disabled"), (', reasoning_effort="low"', "adaptive")]
)
def test_a_target_whose_two_settings_are_whole_dicts(more: str, kind: str) -> None:
    (outcome,) = report_of(ASK.replace("{more}", more), sdk="openai", to="minimax").rewritten
    (call,) = [
        n
        for n in ast.walk(ast.parse(outcome.after))
        if isinstance(n, ast.keyword) and n.arg == "extra_body"
    ]
    assert ast.literal_eval(call.value) == {"reasoning_split": True, "thinking": {"type": kind}}
