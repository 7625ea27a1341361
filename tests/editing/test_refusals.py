"""What the editor leaves alone, and what it refuses rather than half-edit."""

from __future__ import annotations

import pickle

import pytest

from codemod.editing.editor import Edited, EditError, apply_edits
from codemod.vocabulary.edits import (
    InsertStatement,
    RemoveArgument,
    RenameMember,
    ReplaceText,
    Rewrite,
    Why,
)
from codemod.vocabulary.spans import Span
from tests.editing.tools import WHY, On, check, refuse


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"x = 1",
        b"\xef\xbb\xbfx = 1\r\n",
        b"# coding: latin-1\nx = '\xe9'\n",
        b"this is not Python",
        b"\xff\xfe not text at all",
    ],
)
def test_without_edits_the_bytes_are_the_same(source: bytes) -> None:
    assert apply_edits(source, []) == Edited(source, ())


@pytest.mark.parametrize(
    "source",
    [
        "x = client.chat",
        "if x:\n\tclient.chat  # talk\n",
        "x = (client  # why\n     .chat)\n",
        "x = f'{client.chat!r:>{width}}'\n",
        "for y in client.chat: pass\n",
        "x = 'é' + client.chat\r\n",
        "\x0cx = client.chat\n",
        "a; client.chat; b\n",
    ],
)
def test_an_edit_that_changes_nothing_gives_the_same_bytes(source: str) -> None:
    on = On(source)
    chat = next(t for t in ("client.chat", "client  # why\n     .chat") if t in source)
    check(on, source, on.member(chat, "chat"))
    check(on, source, on.rewrite(chat, "{self}", self=chat))


@pytest.mark.parametrize(
    "source",
    [
        "f( a , key = 1 , )",
        "f(key=1)",
        "f(\tkey=1,)",
        "f(\n  a,  # one\n\n  # two\n  key=1  # three\n  ,\n)",
        "f(a\n  # one\n  , key = 1 # two\n)",
        "f(\n  # one\n  *a,\n  key=1,  # two\n  **b\n  # three\n  )",
        "f(a,\\\n  key=1)",
    ],
)
def test_an_argument_edit_keeps_every_space_of_its_list(source: str) -> None:
    on = On(f"x = {source}\n")
    argument = "key = 1" if "key = 1" in source else "key=1"
    check(on, on.text, on.rename(source, argument, "key"))


def test_a_span_without_node_is_refused() -> None:
    on = On("x = client.chat\n")
    error = refuse(on, "no expression there", Rewrite(Span(1, 5, 1, 9), WHY, "y"))
    assert error.span == Span(1, 5, 1, 9)
    assert str(error) == "1:6 no expression there"


def test_a_span_outside_of_the_file_is_refused() -> None:
    refuse(On("x = 1\n"), "no expression there", Rewrite(Span(7, 0, 7, 1), WHY, "y"))


@pytest.mark.parametrize("kind", ["member", "string", "add", "add_item"])
def test_a_node_of_another_kind_is_refused(kind: str) -> None:
    on = On("x = [1]\n")
    arguments = {"add": ("a", "1"), "add_item": ("a", "1")}.get(kind, ("a",))
    refuse(on, "no ", getattr(on, kind)("[1]", *arguments))


def test_text_edits_are_not_for_python() -> None:
    on = On("x = 1\n")
    refuse(on, "no edit of Python", ReplaceText(on.at("1"), WHY, "2"))


def test_one_bad_edit_refuses_all() -> None:
    on = On("x = client.chat\ny = 1\n")
    refuse(on, "no expression", on.member("client.chat", "z"), Rewrite(Span(2, 0, 2, 5), WHY, "y"))


def test_source_that_is_not_python_is_refused() -> None:
    with pytest.raises(EditError, match="not valid Python"):
        apply_edits(b"x = (", [Rewrite(Span(1, 0, 1, 1), WHY, "y")])


@pytest.mark.parametrize(
    "data", [b"x = '\xe9'\n", b"# coding: no-such\nx = 1\n", b"# coding: utf-7\nx = 1 +AC0- 2\n"]
)
def test_source_that_cannot_be_decoded_and_encoded_back_is_refused(data: bytes) -> None:
    with pytest.raises(EditError, match="decod"):
        apply_edits(data, [Rewrite(Span(1, 0, 1, 1), WHY, "y")])


def test_a_character_that_the_encoding_lacks_is_refused() -> None:
    on = On(b"# coding: latin-1\nx = '\xe9'\n")
    refuse(on, "does not fit", on.string("'é'", "€"))


def test_equal_edits_are_one_whatever_their_reason() -> None:
    on = On("x = a.b\n")
    again = Rewrite(on.at("a.b"), Why("other", "reason"), "c")
    check(on, "x = c\n", on.rewrite("a.b", "c"), again)


@pytest.mark.parametrize("second", ["rewrite", "member"])
def test_rivals_at_one_node_are_refused(second: str) -> None:
    on = On("x = a.b\n")
    make = getattr(on, second)
    refuse(on, "several edits", make("a.b", "c"), make("a.b", "d"))


# Targets: only a name may change.


@pytest.mark.parametrize(
    "source",
    [
        "a.b = 1\n",
        "a.b += 1\n",
        "a.b: int = 1\n",
        "del a.b\n",
        "for a.b in x: pass\n",
        "with x as a.b: pass\n",
        "x, *a.b = y\n",
        "[x for a.b in y]\n",
    ],
)
def test_a_target_is_renamed_but_not_rewritten(source: str) -> None:
    on = On(source)
    refuse(on, "can only be renamed", on.rewrite("a.b", "{a}['b']", a="a"))
    check(on, source.replace("a.b", "a.c"), on.member("a.b", "c"))


def test_what_is_read_inside_of_a_target_is_rewritten() -> None:
    on = On("a.b.c = a.d[0] = 1\n")
    check(
        on,
        "a['b'].c = x[0] = 1\n",
        on.rewrite("a.b", "{a}['b']", a=on.at("a")),
        on.rewrite("a.d", "x"),
    )


def test_a_keyword_name_in_a_class_pattern_is_refused() -> None:
    on = On("match x:\n    case Foo(bar=y): pass\n")
    refuse(on, "no expression", Rewrite(Span(2, 13, 2, 16), WHY, "z"))


@pytest.mark.parametrize("template", ["f()", "x['y']", "(x.y)", "a or b"])
def test_a_pattern_takes_a_dotted_name_only(template: str) -> None:
    on = On("match x:\n    case a.Foo(): pass\n")
    refuse(on, "a pattern takes a dotted name only", on.rewrite("a.Foo", template))


def test_a_class_in_a_pattern_gets_another_dotted_name() -> None:
    on = On("match x:\n    case a.Foo(y=1) | a.BAR: pass\n")
    check(
        on,
        "match x:\n    case b.c.Foo(y=1) | b.BAR: pass\n",
        on.rewrite("a.Foo", "b.c.Foo"),
        on.rewrite("a.BAR", "b.BAR"),
    )


# Templates and holes.


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{nothing}", "no known hole"),
        ("{a", "malformed"),
        ("{a!r}", "malformed"),
        ("{a:>3}", "malformed"),
        ("{}", "malformed"),
        ("{a} +", "no expression"),
        ("x = {a}", "no expression"),
        ("pass", "no expression"),
        ("'{a}'", "inside of a string"),
        ("f'{{{a}}}'", "inside of a string"),
        ("{a}.{a}", "as a name"),
        ("f({a}=1)", "as a name"),
    ],
)
def test_a_malformed_template_is_refused(template: str, message: str) -> None:
    on = On("x = a.b\n")
    refuse(on, message, on.rewrite("a.b", template, a="a"))


def test_a_hole_outside_of_its_edit_is_refused() -> None:
    on = On("x = f(a.b, c)\n")
    refuse(on, "the hole y", on.rewrite("a.b", "g({y})", y="c"))
    refuse(on, "the hole y", on.rewrite("c", "g({y})", y="a.b"))
    refuse(on, "the hole y", on.rewrite("c", "g({y})", y="x"))


def test_a_hole_that_is_no_expression_is_refused() -> None:
    on = On("x = f(*a, k=1)\n")
    refuse(on, "the hole y", on.rewrite("f(*a, k=1)", "g({y})", y="*a"))
    refuse(on, "no expression there", on.rewrite("*a", "b"))
    refuse(on, "the hole y", on.rewrite("f(*a, k=1)", "g({y})", y="k=1"))


# Arguments, items, strings.


def test_a_keyword_twice_is_refused() -> None:
    on = On("f(a=1, b=2)\n")
    call = "f(a=1, b=2)"
    refuse(on, "a is given twice", on.add(call, "a", "2"))
    refuse(on, "a is given twice", on.rename(call, "b=2", "a"))
    refuse(on, "c is given twice", on.add(call, "c", "2"), on.add(call, "c", "3"))


@pytest.mark.parametrize("name", ["not a name", "class", "1", "a.b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    on = On("f(a.b, c=1)\n")
    refuse(on, "is no name", on.add("f(a.b, c=1)", name, "1"))
    refuse(on, "is no name", on.rename("f(a.b, c=1)", "c=1", name))
    refuse(on, "is no name", on.member("a.b", name))


def test_an_argument_that_is_not_of_the_call_is_refused() -> None:
    on = On("f(g(a), b=1)\n")
    refuse(on, "no argument there", on.remove("f(g(a), b=1)", "a"))
    refuse(on, "no argument there", on.rename("g(a)", "b=1", "c"))
    refuse(on, "no argument there", on.remove("f(g(a), b=1)", "1"))


def test_an_argument_without_keyword_is_not_renamed() -> None:
    on = On("f(a, *b, **c)\n")
    for argument in ("a", "*b", "c"):
        refuse(on, "without keyword", on.rename("f(a, *b, **c)", argument, "d"))


def test_an_argument_that_is_gone_is_refused() -> None:
    on = On("f(a=1)\n")
    refuse(on, "removed by another", on.remove("f(a=1)", "a=1"), on.rename("f(a=1)", "a=1", "b"))


def test_a_key_that_is_there_or_is_not_there_is_refused() -> None:
    on = On("x = {'a': 1, b: 2, **c}\n")
    display = "{'a': 1, b: 2, **c}"
    refuse(on, "is there already", on.add_item(display, "a", "2"))
    refuse(on, "no such key", on.remove_item(display, "1"))
    refuse(on, "no such key", on.remove_item(display, "c"))
    refuse(on, "needs escapes", on.add_item(display, "it's", "2"))


@pytest.mark.parametrize("literal", ["b'a'", "1", "None", "b'a' b'b'"])
def test_only_text_is_replaced(literal: str) -> None:
    on = On(f"x = {literal}\n")
    refuse(on, "no plain string", on.string(literal, "b"))


@pytest.mark.parametrize("value", ["it's", 'a"b', "a\\n", "a\nb"])
def test_a_string_that_needs_escapes_is_refused(value: str) -> None:
    on = On("x = 'a'\n")
    refuse(on, "needs escapes", on.string("'a'", value))


def test_a_string_with_an_f_string_in_it_is_refused() -> None:
    on = On("x = 'a' f'{b}'\n")
    refuse(on, "no Constant", on.string("'a' f'{b}'", "c"))


# Statements.


def test_statement_edits_want_a_statement() -> None:
    on = On("x = f()\n")
    refuse(on, "no statement", on.drop("f()"))
    refuse(on, "no statement", on.insert("f()", "y"))
    refuse(on, "no import", on.imports("x = f()", "", "import a"))


def test_a_compound_statement_is_not_removed() -> None:
    on = On("if x:\n    y\n")
    refuse(on, "compound", on.drop("if x:\n    y"))


@pytest.mark.parametrize("text", ["a\nb", "a; b", "(", " a", "a\n", ""])
def test_what_is_not_one_statement_of_one_line_is_refused(text: str) -> None:
    on = On("x\n")
    refuse(on, "no statement of one line", on.insert("x", text))
    refuse(on, "no statement of one line", on.drop("x"), on.insert("x", text))
    before = "has no place there" if "\n" in text else "no statement of one line"
    refuse(on, before, on.insert("x", text, after=False))


@pytest.mark.parametrize("source", ["if a: x\n", "x; y\n"])
def test_a_compound_statement_has_no_place_on_a_shared_line(source: str) -> None:
    on = On(source)
    refuse(on, "on a line with others", on.insert("x", "if b: c"))


@pytest.mark.parametrize("after", [True, False])
def test_beside_an_elif_there_is_no_place(after: bool) -> None:
    on = On("if a:\n    b\nelif c:\n    d\n")
    place = InsertStatement(on.at("elif c:\n    d"), WHY, "x", after)
    refuse(on, "no place", place)


def test_an_alias_that_is_not_of_the_import_is_refused() -> None:
    on = On("import a\nfrom b import c\n")
    span = on.imports("import a", "a").removed
    refuse(
        on, "no imported name", type(on.imports("import a"))(on.at("from b import c"), WHY, span)
    )


def test_an_import_is_not_both_edited_and_removed() -> None:
    on = On("import a, b\n")
    refuse(on, "edited and removed", on.drop("import a, b"), on.imports("import a, b", "a"))


# Deep or odd source.


def test_deep_nesting_is_refused_not_a_crash() -> None:
    on = On("x = " + "+".join(["a.b"] * 900) + "\n")
    try:
        after = apply_edits(on.data, [on.member("a.b", "c")]).after
    except EditError:
        return
    assert after == on.data.replace(b"a.b", b"a.c", 1)


def test_the_error_survives_a_process_boundary() -> None:
    copy = pickle.loads(pickle.dumps(EditError(Span(1, 2, 3, 4), "why")))
    assert (copy.span, copy.message) == (Span(1, 2, 3, 4), "why")


def test_unused_edit_kinds_are_refused_on_a_call_that_is_none() -> None:
    on = On("class A(b=1): pass\n")
    refuse(on, "no Call", RemoveArgument(on.at("class A(b=1): pass"), WHY, on.at("b=1")))
    refuse(on, "no Attribute", RenameMember(on.at("1"), WHY, "c"))
