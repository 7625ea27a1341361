"""Where nodes stand, and what holds them, is what libcst's own providers say."""

from __future__ import annotations

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

from codemod.editing.extents import Extents, code_of
from codemod.editing.text import Lines
from tests.editing.test_join import sample

SNIPPETS = [
    "(f(x for x in y))",
    "(  # why\n  a,\r\n  (b), *c)",
    'f"{x!r:>{width}} {y=}" "z" r""',
    "[await x async for x in y if z]",
    "lambda a, /, b=1, *c, d: (yield a)",
    "{**a, 'b': c if d else e, 'ß': not f}",
    "x[1:2, ::3].y(*z, **w) @ -u < v not in (t := s)",
]


@pytest.mark.parametrize("code", [*SNIPPETS, *(p.read_text("utf-8") for p in sample()[::6])])
def test_places_and_parents(code: str) -> None:
    module = cst.parse_module(code)
    found = Extents.of(module)
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    lines = Lines(code)
    assert found.code == code
    seen = 0
    for node, place in wrapper.resolve(PositionProvider).items():
        if isinstance(node, cst.BaseExpression):
            start = lines.start_of(place.start.line) + place.start.column
            end = lines.start_of(place.end.line) + place.end.column
            assert found.places[node] == (start, end)
            seen += 1
    assert seen
    parents = wrapper.resolve(ParentNodeProvider)
    assert {n: parents[n] for n in found.parents} == found.parents
    assert {n for n in parents if isinstance(n, cst.BaseExpression)} <= found.parents.keys()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_code_of_a_node_is_its_text(newline: str) -> None:
    text = f"call({newline}    a,  # why{newline}    b=[1, *c],{newline})"
    assert code_of(cst.parse_expression(text), newline) == text
