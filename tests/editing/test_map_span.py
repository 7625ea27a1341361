"""A finding's span in the source maps to the same thing in the new text."""

from __future__ import annotations

import pytest

from codemod.vocabulary.outcomes import Region
from codemod.vocabulary.regions import map_places, map_span
from codemod.vocabulary.spans import Span
from tests.editing.tools import On, apply_edits

SOURCE = """\
import a
def f():
    é = a.b(x), y
    return z(é), a.b(
        x,
        w,
    ), v
gone
last = 1
"""


def test_without_regions_a_span_stays() -> None:
    assert map_span((), Span(3, 1, 4, 2)) == Span(3, 1, 4, 2)


@pytest.mark.parametrize(
    ("text", "nth"),
    [
        ("import a", 0),
        ("x", 0),
        ("y", 0),
        ("x", 1),
        ("w", 0),
        ("é", 1),
        ("v", 0),
        ("last = 1", 0),
        ("1", 0),
    ],
)
def test_what_no_edit_touches_is_found_at_its_new_place(text: str, nth: int) -> None:
    on = On(SOURCE)
    edited = apply_edits(
        on.data,
        [
            on.insert("import a", "import b"),
            on.insert("é = a.b(x), y", "comment = 0", after=False),
            on.rewrite("a.b", "ü.long.name"),
            on.rewrite("z", "zz"),
            on.drop("gone"),
        ],
    )
    new = On(edited.after)
    assert map_span(edited.changed, on.at(text, nth)) == new.at(text, nth)


@pytest.mark.parametrize(
    ("text", "after"),
    [("a.b", "ü.long.name"), ("a.b(x)", "ü.long.name(x)"), ("z(é)", "zz(é)")],
)
def test_what_is_edited_is_found_too(text: str, after: str) -> None:
    on = On(SOURCE)
    edits = [on.rewrite("a.b", "ü.long.name"), on.rewrite("z", "zz"), on.drop("gone")]
    edited = apply_edits(on.data, edits)
    assert On(edited.after).segment(map_span(edited.changed, on.at(text))) == after


def test_positions_around_a_region_are_exact() -> None:
    region = Region(Span(2, 4, 2, 8), Span(2, 4, 4, 3))
    assert map_span([region], Span(1, 0, 1, 5)) == Span(1, 0, 1, 5)
    assert map_span([region], Span(2, 0, 2, 4)) == Span(2, 0, 2, 4)
    assert map_span([region], Span(2, 8, 2, 9)) == Span(4, 3, 4, 4)
    assert map_span([region], Span(3, 8, 3, 9)) == Span(5, 8, 5, 9)
    assert map_span([region], Span(2, 4, 2, 8)) == Span(2, 4, 4, 3)
    assert map_span([region], Span(1, 0, 3, 1)) == Span(1, 0, 5, 1)


def test_several_regions_of_one_line_add_up() -> None:
    regions = [
        Region(Span(1, 0, 1, 2), Span(1, 0, 1, 5)),
        Region(Span(1, 4, 1, 6), Span(1, 7, 1, 8)),
    ]
    assert map_span(regions, Span(1, 2, 1, 3)) == Span(1, 5, 1, 6)
    assert map_span(regions, Span(1, 6, 1, 9)) == Span(1, 8, 1, 11)


def test_inside_of_a_region_the_line_is_kept_and_clamped() -> None:
    region = Region(Span(2, 4, 5, 1), Span(3, 4, 4, 9))
    assert map_span([region], Span(3, 8, 3, 10)) == Span(4, 8, 4, 9)
    assert map_span([region], Span(4, 8, 4, 10)) == Span(4, 9, 4, 9)
    assert map_span([region], Span(2, 6, 2, 7)) == Span(3, 6, 3, 7)


def test_an_insertion_moves_what_begins_there_and_not_what_ends_there() -> None:
    insertion = Region(Span(2, 0, 2, 0), Span(2, 0, 3, 0))
    assert map_span([insertion], Span(2, 0, 2, 5)) == Span(3, 0, 3, 5)
    assert map_span([insertion], Span(1, 0, 2, 0)) == Span(1, 0, 2, 0)
    at_end = Region(Span(1, 5, 1, 5), Span(1, 5, 2, 3))
    assert map_span([at_end], Span(1, 0, 1, 5)) == Span(1, 0, 1, 5)


REGIONS = {"a/b.py": [Region(Span(2, 0, 2, 0), Span(2, 0, 4, 0))], "c.py": []}


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("as of a/b.py:1, a/b.py:2 and c.py:2", "as of a/b.py:1, a/b.py:4 and c.py:2"),
        ("(lines 1, 2, 10 of a/b.py)", "(lines 1, 4, 12 of a/b.py)"),
        ("line 3 of a/b.py", "line 5 of a/b.py"),
        ("lines 3, 4 of c.py; line 3 of a/b.py.bak", "lines 3, 4 of c.py; line 3 of a/b.py.bak"),
        ("2 of a/b.py, airlines 3 of a/b.py", "2 of a/b.py, airlines 3 of a/b.py"),
        ("aa/b.py:3 and x/a/b.py:3", "aa/b.py:3 and x/a/b.py:3"),
    ],
)
def test_the_places_in_a_message_move(text: str, after: str) -> None:
    assert map_places(text, REGIONS) == after


def test_a_removed_line_maps_to_where_it_was() -> None:
    on = On("x\ngone\ny\n")
    edited = apply_edits(on.data, [on.drop("gone")])
    assert map_span(edited.changed, on.at("gone")) == Span(2, 0, 2, 0)
    assert map_span(edited.changed, on.at("y")) == Span(2, 0, 2, 1)
