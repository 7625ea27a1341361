"""Only the changed lines of a notebook's file differ, in the way in which it is written."""

from __future__ import annotations

import json

import pytest

from codemod.notebooks.moving import moved
from codemod.notebooks.notebook import Notebook, NotebookError
from tests.notebooks.books import book, migrated

THREE = (
    "from openai import OpenAI\n\nc = OpenAI()",
    "r = c.chat.completions.create(model='gpt-4o', messages=[])",
    "print(r.usage.prompt_tokens)",
)


def edited(data: str | bytes, old: str, new: str) -> bytes:
    """Return a notebook with text of its Python source replaced."""
    notebook = Notebook("a.ipynb", data if isinstance(data, bytes) else data.encode())
    source = notebook.source.decode()
    assert source.count(old) == 1
    return moved(notebook, source.replace(old, new).encode())


@pytest.mark.parametrize(
    "text",
    [
        book(*THREE),
        book(*THREE, indent=4),
        book(*THREE, indent=None),
        book(*THREE).replace("\n", "\r\n"),
        book(*THREE).rstrip("\n"),
        book(*THREE, indent="\t"),
        "\ufeff" + book(*THREE),
        json.dumps(json.loads(book(*THREE)), separators=(",", ":"), sort_keys=True),
    ],
    ids=["1", "4", "one line", "CRLF", "no last newline", "tabs", "BOM", "compact"],
)
def test_the_way_of_writing_survives(text: str) -> None:
    _, changed = migrated({"a.ipynb": text.encode()})
    after = changed["a.ipynb"].decode()
    assert after.count("dashscope") == 1
    # What stands for a line that changed is one string for one: put back, all is as it was.
    lines = {
        "from dashscope import Client": "from openai import OpenAI",
        'c = Client(protocol=\\"openai\\")': "c = OpenAI()",
        "model='qwen3.7-plus', messages=[], enable_thinking=False": "model='gpt-4o', messages=[]",
        "input_tokens": "prompt_tokens",
    }
    for new, old in lines.items():
        assert after.count(new) == 1
        after = after.replace(new, old)
    assert after == text


@pytest.mark.parametrize(
    ("source", "new"),
    [
        (
            ["a = '\\u4f60 \\u003cb\\u003e'\\n", "b = 1"],
            ["a = '\\u4f60 \\u003cc\\u003e'\\n", "b = 1"],
        ),
        (["x = '\\/<b>'"], ["x = '\\/<c>'"]),
        (["x = '你'\\n", "y = '<b>'\\n"], ["x = '你'\\n", "y = '<c>'\\n"]),
        (["x = 1\\ny = '<b>'\\n", "z = 1"], ["x = 1\\n", "y = '<c>'\\n", "z = 1"]),
    ],
)
def test_what_stays_of_a_changed_line_is_spelled_as_it_was(
    source: list[str], new: list[str]
) -> None:
    frame = (
        '{"cells":[{"cell_type":"code","outputs":[],"source":[%s]}], "metadata":{},"nbformat":4}'
    )
    before = frame % ", ".join(f'"{line}"' for line in source)
    after = edited(before, "<b>", "<c>").decode()
    assert json.loads(after) == json.loads(frame % ", ".join(f'"{line}"' for line in new))
    if len(source) == len(new):
        assert after == before.replace("b\\u003e", "c\\u003e").replace("<b>", "<c>")


def test_a_source_that_is_one_string_stays_one() -> None:
    frame = '{"cells": [{"cell_type": "code", "source": "%s", "id": "x"}], "nbformat": 4}'
    before = frame % "a = 1\\nb = \\u0022two\\u0022\\nc = 3"
    assert edited(before, "a = 1", "a = 10").decode() == before.replace("a = 1", "a = 10")
    after = edited(before, 'b = "two"\n', "").decode()
    assert after == frame % "a = 1\\nc = 3"


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a = 1\n", "", ["b = 2\n", "c = 3"]),
        ("c = 3\n", "", ["a = 1\n", "b = 2"]),
        ("a = 1\nb = 2\nc = 3\n", "", []),
        ("b = 2\n", "b = 2\nd = 4\n", ["a = 1\n", "b = 2\n", "d = 4\n", "c = 3"]),
        ("c = 3\n", "c = 3\nd = 4\n", ["a = 1\n", "b = 2\n", "c = 3\n", "d = 4"]),
        ("a = 1\n", "d = 4\na = 1\n", ["d = 4\n", "a = 1\n", "b = 2\n", "c = 3"]),
    ],
)
def test_lines_come_and_go_as_strings_of_their_own(old: str, new: str, lines: list[str]) -> None:
    before = book("a = 1\nb = 2\nc = 3", ("markdown", "text"))
    after = json.loads(edited(before, old, new))
    assert after["cells"][0]["source"] == lines
    if lines:
        content = json.loads(before)
        content["cells"][0]["source"] = lines
        assert edited(before, old, new).decode() == json.dumps(content, indent=1) + "\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pass  #!magic:%load_ext x", "pass"),
        ("pass  #!magic:%load_ext x", "done  #!magic:%load_ext x"),
        ("#!text:words", "#!text:other"),
        ("  #!cell:2\n", ""),
        ("ask()  #!before:%time ", "ask(\n)  #!before:%time "),
        ("#!notebook\n", ""),
    ],
)
def test_what_is_no_python_is_not_edited(old: str, new: str) -> None:
    with pytest.raises(NotebookError):
        edited(book("%load_ext x\ny = 1", ("markdown", "words"), "%time ask()"), old, new)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("{", "JSON"),
        ("[]", "no cells"),
        ('{"worksheets": [], "nbformat": 3}', "older"),
        ('{"cells": [{"cell_type": "code", "source": "a", "source": "b"}]}', "twice"),
        ('{"cells": [{"cell_type": "code", "source": [1]}]}', "no text"),
    ],
)
def test_what_is_no_notebook_says_why(data: str, why: str) -> None:
    with pytest.raises(NotebookError, match=why):
        Notebook("a.ipynb", data.encode())


def test_places_are_those_of_the_file() -> None:
    data = book("%time x = 'é'\ny = f(1)", ("markdown", "a"), '"quoted" + z').encode()
    notebook = Notebook("a.ipynb", data)
    rows = data.decode().splitlines()
    for text, column in (("y = f(1)", 4), ("x = 'é'", 4), ('"quoted" + z', 11)):
        line = notebook.source.decode().splitlines()
        number = next(n for n, row in enumerate(line, 1) if row.startswith(text))
        found = notebook.position(notebook.offset(number, column))
        at = len(rows[found[0] - 1].encode()[: found[1]].decode())
        assert rows[found[0] - 1][at] == text[column]
