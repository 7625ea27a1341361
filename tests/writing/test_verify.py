"""A rewritten file passes when it differs in its regions only, and not when anything is lost."""

from __future__ import annotations

import ast
import sys
import time

import pytest

from codemod.vocabulary.outcomes import Region
from codemod.vocabulary.spans import Span
from codemod.writing.verify import verify

NEW = (3, 10)


def edited(marked: str, encoding: str = "utf-8") -> tuple[bytes, bytes, list[Region]]:
    """Read ``«old|new»`` marks: return the text before and after, and the regions."""
    before = after = ""
    regions = []
    rest = marked
    while "«" in rest:
        kept, _, rest = rest.partition("«")
        pair, _, rest = rest.partition("»")
        old, _, new = pair.partition("|")
        starts = position(before + kept), position(after + kept)
        before, after = before + kept + old, after + kept + new
        spans = (
            Span(*start, *position(text))
            for start, text in zip(starts, (before, after), strict=True)
        )
        regions.append(Region(*spans))
    return (before + rest).encode(encoding), (after + rest).encode(encoding), regions


def position(text: str) -> tuple[int, int]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    return len(lines), len(lines[-1].encode())


def reasons(marked: str, *, lowest: tuple[int, int] = NEW, encoding: str = "utf-8") -> list[str]:
    before, after, regions = edited(marked, encoding)
    return verify(before, after, regions, lowest_python=lowest)


def behind_the_back(before: str, after: str, regions: list[Region] | None = None) -> list[str]:
    return verify(before.encode(), after.encode(), regions or [], lowest_python=NEW)


# What must not pass


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("x = «f()|f(»\n", "the result does not parse: '(' was never closed, line 1"),
        ("x = «f(a=1)|f(a=1, a=2)»\n", "the result does not compile: keyword argument repeated: a"),
        (
            '"""doc"""\n«|import os\n»from __future__ import annotations\n',
            "the result does not compile: from __future__ imports must occur at the beginning",
        ),
        ("def f():\n    «x|await x»\n", "the result does not compile: 'await' outside async"),
        ("x = y\n«|    z = 1\n»", "the result does not parse: unexpected indent, line 2"),
    ],
)
def test_a_result_that_is_no_program(marked: str, reason: str) -> None:
    (found,) = reasons(marked)
    assert found.startswith(reason)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("x = 1\ny = 2\n", "x = 1\ny = 3\n", "the text outside of the edits changed"),
        ("x = 1\n", "x = 1\n\n", "the text outside of the edits changed"),
        ("x = 1 # a\n", "x = 1\n", "the text outside of the edits changed"),
        ("\ufeffx = 1\n", "x = 1\n", "its encoding changed from utf-8-sig to utf-8"),
        ("# coding: ascii\nx\n", "x\n", "its encoding changed from ascii to utf-8"),
        ("x = (\n", "x = 1\n", "the source does not parse"),
    ],
)
def test_a_change_without_a_region(before: str, after: str, reason: str) -> None:
    (found,) = behind_the_back(before, after)
    assert found.startswith(reason)


@pytest.mark.parametrize(
    ("marked", "line"),
    [
        ("«x|y»\nz = 1\n", 1),
        ("z = 1\n«x|y»\nw\n", 1),
        ("def f(z):\n    a\n    «x|y»\n", 1),
        ("w\nx = «f()|g()»  # z\n", 2),
        ("«x|y»; «v|w»; z\n", 1),
    ],
)
def test_a_change_beside_the_regions(marked: str, line: int) -> None:
    before, after, regions = edited(marked)
    assert verify(before, after, regions, lowest_python=NEW) == []
    assert verify(before, after.replace(b"z", b"q"), regions, lowest_python=NEW) == [
        f"the text outside of the edits changed behind line {line}"
    ]


def test_regions_that_are_not_where_they_say() -> None:
    before, after, (region,) = edited("x = «a|bc»\ny = 1\n")
    for span in (Span(1, 4, 1, 5), Span(1, 3, 1, 6), Span(2, 0, 2, 1), Span(9, 0, 9, 9)):
        wrong = [Region(region.before, span)]
        assert "outside of the edits" in verify(before, after, wrong, lowest_python=NEW)[0]


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("a\n«b\n|y = \\\n»c\n", "the statement on line 3 is no longer one of its own"),
        ("if a:\n    «x|x\nif b:»\n    y\n", "the statement on line 3 is no longer one of its own"),
        ('«x|x = """»\ny\n«z|"""»\n', "the statement on line 2 is no longer one of its own"),
        ('x = """«|"""\n»a\n«|"""»"""\n', "the edits make a statement of what was none"),
        (
            "with «a|b as c, d» as e:\n    p\n",
            "the statement on line 1 changed outside of its edit",
        ),
        ("def f(a=«1|2, b=3»):\n    p\n", "the statement on line 1 changed outside of its edit"),
        ("class A(«B|C, m=D»):\n    p\n", "the statement on line 1 changed outside of its edit"),
        ("for a in «b|b:\n    p\nfor c in d»:\n    q\n", "the statement on line 2 is no longer"),
        ("def f():\n    x\n«|def g():\n»    y\n", "the statement on line 3 is no longer"),
        ("@«d|d\nclass B: p\n@d»\ndef f(): p\n", "the statement on line 2 changed outside"),
        (
            "try:\n    x\nexcept «A as e|B as f»:\n    y\n",
            "the statement on line 1 changed outside",
        ),
        ("try:\n    x\nexcept «A as e|B»:\n    y\n", "the statement on line 1 changed outside"),
    ],
)
def test_an_edit_that_pulls_its_surroundings_along(marked: str, reason: str) -> None:
    found = reasons(marked)
    assert found
    assert found[0].startswith(reason)


def test_line_endings_of_another_kind() -> None:
    assert reasons("x = 1\r\n«y|y\nz»\r\n") == ["its line endings are no longer of one kind"]
    assert reasons("x = 1\r\n«y|y\r\nz»\r\n") == []
    assert reasons("x = 1\ny\r\n«y|y\nz»\r\n") == []


@pytest.mark.parametrize(
    ("marked", "comment"),
    [
        ("x = «f(  # why\n    1)|f(1)»\n", "# why"),
        ("«import a  # noqa\n|»x = 1\n", "# noqa"),
        ("def f():\n    «# one\n    x|# two\n    x»\n", "# one"),
        ("x = «f('# no')  # yes|g('# yes')»\n", "# yes"),
    ],
)
def test_a_comment_lost_in_a_region(marked: str, comment: str) -> None:
    assert reasons(marked) == [f"a comment is lost: {comment}"]


def test_what_the_lowest_python_does_not_read() -> None:
    assert reasons("x = 1\n«y|if (y := 1):\n    pass»\n", lowest=(3, 8)) == []
    (found,) = reasons("x = 1\n«y|match y:\n    case 1: pass»\n", lowest=(3, 9))
    assert found.startswith("it does not run on Python 3.9: ")
    used = "match x:\n    case 1: pass\n"
    assert reasons(f"{used}«y|match y:\n    case 1: pass»\n", lowest=(3, 9)) == []
    assert reasons(f"{used}«y|z»\n", lowest=(3, 9)) == []


@pytest.mark.skipif(sys.version_info < (3, 12), reason="here it does not even parse")
@pytest.mark.parametrize("new", ["f'{d['a']}'", 'f"{x!r:{d["w"]}}"', "f\"{'\\n'}\""])
def test_an_f_string_that_only_python_312_reads(new: str) -> None:
    (found,) = reasons(f"y = «x|{new}»\n", lowest=(3, 11))
    assert found.startswith("it does not run on Python 3.11: an f-string with a ")
    assert reasons(f"y = «x|{new}»\n", lowest=(3, 12)) == []
    assert reasons(f"y = g(«x, {new}|z, {new}»)\n", lowest=(3, 11)) == []


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="here it parses")
def test_an_f_string_that_only_python_312_reads_does_not_parse_before() -> None:
    (found,) = reasons("y = «x|f'{d['a']}'»\n")
    assert found.startswith("the result does not parse")


def test_a_file_nested_too_deeply_is_refused_not_crashed_on() -> None:
    deep = "x = " + "-" * 20_000 + "1\n"
    (found,) = behind_the_back(deep, deep)
    assert "nested" in found or "does not parse" in found


# What must pass


@pytest.mark.parametrize(
    "marked",
    [
        "",
        "x = 1\n",
        "«x|y»",
        "«import a|import b\nimport c»\nx = 1\n",
        "«import a\n|»x = 1\n",
        "def f():\n    return 1\n«|import b\n»x = 1\n",
        "def f():\n    x\n«|    y\n»\nz\n",
        "def f():\n    «x|pass»\n",
        "if a: «x|y»; z\n",
        "if a: x«|; y»\n",
        "a«; b|»; c\n",
        "a = «f(1,  # why\n  2)|g(2)  # why\n    »\n",
        "«|# b\n»x = 1  # a\n",
        "x = «a|(a or b)».c\n",
        "with «f()|g()» as x, «f()|h()» as y:\n    z = «x|y»\n",
        "try:\n    «x|y»\nexcept «(A, B)|C» as e:\n    z\nelse:\n    w\nfinally:\n    «v|u»\n",
        "try:\n    x\nexcept «A|B»«| as e»:\n«|    if e: raise\n»    z\n",
        "f()«|.x»\ny = 1\n",
        "async def f():\n    «|await »f()\n    «await |»g()\n    h()\n",
        "import «|c\nimport »a\nx = 1\n",
        "from «a|b» import c«, d|»\nx\n",
        "«from a |»import b\nx\n",
        "if a:\n    x\n«|    y\n»else:\n    z\n«|    w\n»",
        "def f():\n    if a:\n        x\n«|        y\n»",
        "match x:\n    case A(«b|c»=1):\n        p\n",
        "x(«|zz=1»)\ny(a«, b=1|»)\n",
        "@«d(1)|e(2)»\nclass A(«B|C»):\n    '''# doc'''\n    x: «T|U» = «1|2»\n",
        "def f(a=«1|2», *b, **c) -> «T|U»:\n    '''doc'''\n",
        "x = [a for a in «c|d» if e]\n",
        "async def f():\n    async for x in «y|z»:\n        await «w|v»\n",
        "match «x|y»:\n    case A(b=1) if «c|d»:\n        «e|f»\n",
        "x = «f'{a} #'|f'{b} #'»  # c\n",
        "größe = «f('ä', a)|g('ö')» ; y = «1|2»\n",
        "\ufeffx = «1|2»\n",
        "x = «1|2»\r\ny = 1\r\n",
        "x = «1|2»\ry = 1\r",
        "x = 1\n\x0cclass A:\n    y = «1|2»\n",
        "x = «a|b» # c\n# d",
        "if a:\n    x\nelif «b|c»:\n    y\nelse:\n    z\n",
        "await «x|y»\n",
    ],
)
def test_an_edit_inside_its_regions(marked: str) -> None:
    assert reasons(marked) == []


def test_other_encodings() -> None:
    assert reasons("# coding: latin-1\nä = «'é'|'ü'» # ö\n", encoding="latin-1") == []
    assert reasons("# coding: cp1252\nx = «'€'|'y'»\nz = 1\n", encoding="cp1252") == []


def test_the_users_own_warnings_are_not_ours() -> None:
    assert reasons("x = '\\d'\ny = «1|2» is 1\n") == []


def test_a_large_file_costs_a_few_times_its_parsing() -> None:
    body = "".join(f"def f{n}(a, b):\n    # {n}\n    return g(a, b, [{n}])\n" for n in range(3_000))
    before, after, regions = edited(f"{body}x = «1|2»\n")
    started = time.process_time()
    ast.parse(before)
    parsed = time.process_time()
    assert verify(before, after, regions, lowest_python=NEW) == []
    assert time.process_time() - parsed < 10 * (parsed - started)
