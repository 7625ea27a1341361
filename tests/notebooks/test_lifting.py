"""Notebooks of 0.x: clients take the module's place in the cells, and places are told in the file."""

from __future__ import annotations

from codemod.reporting.view import view
from tests.notebooks.books import book, cells_after, left, migrated, texts

SETTING = "import openai\nopenai.api_key = 'k'"
ASK = "r = openai.ChatCompletion.create(model='gpt-4', messages=[])"
READ = "print(r['choices'][0]['message']['content'])"


def test_the_client_is_made_in_the_cell_of_the_settings() -> None:
    after = cells_after(("markdown", "# 0.x"), SETTING, "%%time\n" + ASK, READ, sdk="openai")
    assert after[1].startswith("import openai\nclient = openai.OpenAI(\n")
    assert after[2].startswith("%%time\nr = client.chat.completions.create(")
    assert after[3] == "print(r.choices[0].message.content)"


def test_with_a_sdk_of_the_targets_own() -> None:
    after = cells_after(SETTING, ASK, READ)
    assert (
        after[0] == "import dashscope\nclient = dashscope.Client(api_key='k', protocol=\"openai\")"
    )
    assert "model='qwen-plus'" in after[1]


def test_a_module_and_the_notebook_that_uses_it() -> None:
    helpers = f"{SETTING}\n\ndef ask():\n    {ASK}\n    return r\n"
    notebook = book("from helpers import ask", "r = ask()", READ)
    _, changed = migrated({"helpers.py": helpers, "a.ipynb": notebook})
    assert texts(changed["a.ipynb"])[2] == "print(r.choices[0].message.content)"


def test_a_cell_that_cannot_be_read_keeps_what_it_names() -> None:
    found = left((SETTING, ASK, "print r"))
    assert "is named in a cell that cannot be read" in str(found)
    assert {code for code, _, _ in found} == {"RESPONSE-ESCAPES", "GROUP-LEFT"}


def test_what_stays_is_told_where_it_stands() -> None:
    found = left((SETTING, ASK + "\nr.pop('id')"))
    assert ("LEGACY-MEMBER", 2) in [row[:2] for row in found]


def test_places_are_those_of_the_file() -> None:
    notebook = book(SETTING, "x = 1", ASK)
    report, changed = migrated({"a.ipynb": notebook}, sdk="openai")
    (found,) = view(report, written=(), content=lambda path: b"")
    renamed = next(each for each in found.findings if each.code == "MODEL-RENAMED")
    assert "gpt-4" in notebook.splitlines()[renamed.line - 1]
    assert renamed.cell == 3
    (found,) = view(report, written=("a.ipynb",), content=lambda path: b"")
    renamed = next(each for each in found.findings if each.code == "MODEL-RENAMED")
    assert "qwen-plus" in changed["a.ipynb"].decode().splitlines()[renamed.line - 1]


def test_lines_that_a_message_lists_are_those_of_the_file() -> None:
    notebook = book(SETTING, ASK, *(f"print(dict(r), {n})" for n in range(5)))
    report, _ = migrated({"a.ipynb": notebook})
    (found,) = view(report, written=(), content=lambda path: b"")
    last = [each for each in found.findings if each.code == "RESPONSE-ESCAPES"][-1]
    lines = notebook.splitlines()
    here = [number for number, line in enumerate(lines, 1) if "dict(r)" in line]
    assert last.line == here[2]
    assert last.message.endswith(f" (and 2 more: lines {here[3]}, {here[4]} of a.ipynb)")
