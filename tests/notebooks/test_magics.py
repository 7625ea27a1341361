"""What is Python in a cell and what is not."""

from __future__ import annotations

import pytest

from codemod.notebooks.magics import bound, coded
from codemod.notebooks.notebook import Notebook
from codemod.vocabulary.cells import HEADER
from tests.notebooks.books import book


@pytest.mark.parametrize(
    "text",
    [
        "x = 5\nprint(x % 3)",
        "x = (7\n  % 4)",
        'text = """\n!ls\n%time\nwhat?\n"""',
        "a = b != c  # really?",
        "answer = await ask('x')\nasync for part in answer:\n    print(part)",
        "# only a comment?",
        "",
    ],
)
def test_python_stays_as_it_is(text: str) -> None:
    assert coded(text).lines == text.split("\n")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("%matplotlib inline\nx = 1", ["pass  #!magic:%matplotlib inline", "x = 1"]),
        ("!ls -l *.py", ["pass  #!magic:!ls -l *.py"]),
        ("if x:\n    !ls", ["if x:", "    pass  #!magic:    !ls"]),
        ("x.create?", ["pass  #!magic:x.create?"]),
        ("?x", ["pass  #!magic:?x"]),
        ("files = !ls", ["files = unread_line()  #!magic:files = !ls"]),
        ("!echo {reply.id} $name", ["unread_line(reply, name)  #!magic:!echo {reply.id} $name"]),
        ("%store client", ["unread_line(client)  #!magic:%store client"]),
        ("%time e = ask()", ["e = ask()  #!before:%time "]),
        ("!pip install \\\n  a", ["pass  #!magic:!pip install \\", "pass  #!magic:  a"]),
        ("%%time\nx = 1", ["pass  #!magic:%%time", "x = 1"]),
        ("%%capture out\nx = 1", ["out = unread_line()  #!magic:%%capture out", "x = 1"]),
        (
            's = """\n!ls\n"""\n!ls',
            ['s = """', "!ls", '"""', "pass  #!magic:!ls"],
        ),
    ],
)
def test_a_magic_is_hidden_where_a_statement_begins(text: str, lines: list[str]) -> None:
    found = coded(text)
    assert (found.kind, found.lines) == ("python", lines)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("%%bash\nls", "foreign"),
        ("%%writefile a.py\nimport json", "foreign"),
        ("%%javascript\nlet x = 1", "foreign"),
        ("%sql\nselect * from t", "foreign"),
        ("%%strange\nx = 1", "unread"),
        ("print 'old'", "unread"),
        ("client = OpenAI(api_key=<YOUR KEY>)", "unread"),
        ("x = 1\n  y = 2", "unread"),
    ],
)
def test_another_language_and_what_does_not_parse_are_hidden_whole(text: str, kind: str) -> None:
    found = coded(text)
    assert found.kind == kind
    assert found.lines == [f"pass  #!magic:{line}" for line in text.split("\n")]


def test_a_cell_that_is_indented_as_a_whole_is_read() -> None:
    found = coded("  x = 1\n  y = 2")
    assert (found.kind, found.head, found.lines) == ("python", "if True:", ["  x = 1", "  y = 2"])


def test_what_an_unread_text_binds() -> None:
    text = "client = OpenAI(api_key=<KEY>)\ndef f(:\nimport os as system\nfor a, b in c\nx == 1"
    assert set(bound(text)) >= {"client", "f", "system", "a", "b"}
    assert "x" not in bound(text)


def test_a_notebook_is_one_source_in_order() -> None:
    notebook = Notebook("a.ipynb", book(("markdown", "# Hi"), "x = 1", "print(x)\n").encode())
    assert notebook.source.decode() == (
        HEADER + "  #!cell:1\n#!text:# Hi\n  #!cell:2\nx = 1\n  #!cell:3\nprint(x)\n\n"
    )
