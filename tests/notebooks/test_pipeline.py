"""Whole notebooks: what moves, what keeps a group where it is, and what is said."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.outcomes import Report
from tests.command import migrate
from tests.migrating import check_migrated, report_of
from tests.notebooks.books import (
    CALL,
    CLIENT,
    READ,
    Source,
    book,
    cells_after,
    left,
    migrated,
    texts,
)

NATIVE = 'from dashscope import Client\n\nclient = Client(protocol="openai")'
SHORT = "r = client.embeddings.create(model='text-embedding-3-small', input=['a'])"


def codes(report: Report) -> set[str]:
    return {d.code for d in report.diagnostics}


# -- what moves ------------------------------------------------------------------------------


def test_cells_share_one_namespace_in_order() -> None:
    after = cells_after(("markdown", "# gpt-4o"), "%load_ext x\n" + CLIENT, CALL, READ)
    assert after[:2] == ["# gpt-4o", "%load_ext x\n" + NATIVE]
    assert "model='qwen3.7-plus'" in after[2]
    assert after[3] == "print(reply.usage.input_tokens)"


@pytest.mark.parametrize("sdk", ["native", "openai"])
@pytest.mark.parametrize(
    "between",
    [
        "raise SystemExit('the rest is for later')",
        "%%bash\necho 'client'",
        "client?",
        "!ls {path}",
        "print client_of",
        ("raw", "client = None"),
        "display(reply)",
        "await started()",
        "%%time\nx = 1",
        "",
    ],
)
def test_what_stands_between_changes_nothing(between: Source, sdk: str) -> None:
    after = cells_after(CLIENT, CALL, between, READ, sdk=sdk)
    plain = cells_after(CLIENT, CALL, READ, sdk=sdk)
    assert [*after[:2], after[3]] == plain
    assert after[2] == (between if isinstance(between, str) else between[1])


def test_a_name_that_is_bound_anew_is_another_from_there_on() -> None:
    late = "reply = {'usage': 1}"
    after = cells_after(CLIENT, CALL, READ, late, "print(reply.prompt_tokens)")
    assert after[2:] == ["print(reply.usage.input_tokens)", late, "print(reply.prompt_tokens)"]


def test_calls_may_await_behind_magics() -> None:
    client = CLIENT.replace("OpenAI", "AsyncOpenAI")
    after = cells_after(client, "%%time\nr = await " + CALL[8:], "print(r.usage.prompt_tokens)")
    assert after[1].startswith("%%time\nr = await client.chat.completions.create(")
    assert after[2] == "print(r.usage.input_tokens)"


def test_a_statement_behind_a_magic_moves_on_its_line() -> None:
    after = cells_after(CLIENT, CALL, "  %time  x = reply.usage.prompt_tokens  # all")
    assert after[2] == "  %time  x = reply.usage.input_tokens  # all"


def test_a_module_of_the_repository_moves_with_the_notebooks_that_use_it() -> None:
    helpers = f"{CLIENT}\n\ndef ask():\n    {CALL}\n    return reply\n"
    notebook = book("from helpers import ask", "r = ask()\nprint(r.usage.prompt_tokens)")
    _, changed = migrated({"helpers.py": helpers.encode(), "n/../a.ipynb": notebook})
    assert changed.keys() == {"helpers.py", "n/../a.ipynb"}
    assert texts(changed["n/../a.ipynb"])[1] == "r = ask()\nprint(r.usage.input_tokens)"


def test_a_notebook_that_another_runs_moves_with_it() -> None:
    files = {"b/tools.ipynb": book(CLIENT, CALL), "a.ipynb": book("%run b/tools.ipynb", READ)}
    _, changed = migrated(files)
    assert texts(changed["a.ipynb"]) == ["%run b/tools.ipynb", "print(reply.usage.input_tokens)"]


def test_percent_cells_of_a_script_are_python() -> None:
    script = "# %% [markdown]\n# # Title\n\n# %%\n# %pip install x\n{}\n\n# %%\n{}\n"
    after = SHORT.replace("-3-small", "-v4").replace("['a'])", "['a'], dimension=1536)")
    check_migrated(script.format(CLIENT, SHORT), script.format(NATIVE, after))


# -- commands that install -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("%pip install openai", '%pip install "dashscope>=2.0.2,<3"'),
        ("!pip install -q openai==1.3 pandas", '!pip install -q "dashscope>=2.0.2,<3" pandas'),
        ("!pip3 install \\\n    openai", '!pip3 install \\\n    "dashscope>=2.0.2,<3"'),
        ("%%sh\npip install openai\nls", '%%sh\npip install "dashscope>=2.0.2,<3"\nls'),
        ("%pip install dashscope openai", "%pip install dashscope"),
    ],
)
def test_a_cell_that_installs_moves_with_its_notebook(before: str, after: str) -> None:
    assert cells_after(before, CLIENT, CALL)[0] == after


@pytest.mark.parametrize(
    ("cell", "sdk"),
    [
        ("%pip install openai", "openai"),
        ("%pip install langchain-openai", "native"),
        ("# !pip install openai", "native"),
        ("!pip install -r requirements.txt", "native"),
    ],
)
def test_what_installs_something_else_stays(cell: str, sdk: str) -> None:
    assert cells_after(cell, CLIENT, CALL, sdk=sdk)[0] == cell


def test_the_old_sdk_stays_where_a_part_of_the_notebook_keeps_it() -> None:
    stays = "import openai\nopenai.OpenAI().beta.threads.create()"
    after = cells_after("%pip install openai", CLIENT, CALL, stays)
    assert after[0] == '%pip install openai "dashscope>=2.0.2,<3"'
    assert after[3] == stays


def test_requirements_of_a_project_of_notebooks_move() -> None:
    _, changed = migrated({"requirements.txt": "openai\n", "a.ipynb": book(CLIENT, CALL)})
    assert changed["requirements.txt"] == b"dashscope>=2.0.2,<3\n"


# -- what stays ------------------------------------------------------------------------------


@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_a_cell_that_does_not_parse_keeps_what_it_names(sdk: str) -> None:
    broken = "client.chat.completions.create(model='gpt-4o' messages=[])"
    found = left((CLIENT, CALL, broken), sdk)
    assert ("CLIENT-ESCAPES", 3) in [row[:2] for row in found]
    assert any(
        code == "NOTEBOOK-LEFT" and cell == 3 and "cannot be read" in m for code, cell, m in found
    )
    assert {(code, cell) for code, cell, _ in found if code == "GROUP-LEFT"} == {
        ("GROUP-LEFT", 1),
        ("GROUP-LEFT", 2),
    }


@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_a_client_of_a_cell_that_does_not_parse_is_not_guessed(sdk: str) -> None:
    client = "from openai import OpenAI\nclient = OpenAI(api_key=<YOUR KEY>)"
    found = left((client, CALL), sdk)
    assert {(code, cell) for code, cell, _ in found} == {("NOTEBOOK-LEFT", 1), ("CALL-UNTRACED", 2)}


@pytest.mark.parametrize(
    "cell",
    ["!echo {reply}", "%store reply", "x = %strange reply", "%%strange\nuse(reply)"],
)
def test_a_response_that_a_magic_gets_stays(cell: str) -> None:
    found = left((CLIENT, CALL, cell))
    assert ("RESPONSE-ESCAPES", 3) in [row[:2] for row in found]


@pytest.mark.parametrize(
    "cell", ["%%writefile app.py\nimport openai\n", "%%python\nfrom openai import OpenAI"]
)
def test_python_that_runs_elsewhere_is_told_and_stays(cell: str) -> None:
    assert [row[:2] for row in left((cell,))] == [("NOTEBOOK-LEFT", 1)]


@pytest.mark.parametrize(
    ("cells", "metadata"),
    [
        ((("markdown", "```\nfrom openai import OpenAI\n```"),), {}),
        (("import OpenAI from 'openai';",), {"language_info": {"name": "typescript"}}),
        (("library(openai)",), {"kernelspec": {"language": "R", "name": "ir"}}),
        (("%%bash\necho openai",), {}),
    ],
)
def test_what_is_no_python_of_ours_is_passed_over(
    cells: tuple[Source, ...], metadata: dict[str, object]
) -> None:
    assert left(cells, **metadata) == []


def test_a_long_statement_behind_a_magic_stays_alone() -> None:
    found = left((CLIENT, f"%time {CALL}"))
    assert ("EDIT-REFUSED", 2) in [row[:2] for row in found]


def test_opting_out_works_in_cells() -> None:
    report, changed = migrated({"a.ipynb": book("# migrate: skip-file", CLIENT, CALL)})
    assert (changed, codes(report)) == ({}, {"SKIPPED"})
    found = left((CLIENT, CALL + "  # migrate: skip"))
    assert ("SKIPPED", 2) in [row[:2] for row in found]


def test_a_function_that_reads_a_name_of_two_cells_stays() -> None:
    function = "def ask():\n    return client.chat.completions.create(model='gpt-4o', messages=[])"
    other = "client = OpenAI(base_url='https://api.groq.com/openai/v1')"
    found = left((CLIENT, function, "print(ask())", other))
    assert any(cell == 2 for _, cell, _ in found)


def test_a_broken_notebook_is_an_error_and_stays() -> None:
    report = report_of({"a.ipynb": '{"cells": [ "import openai"'})
    assert report.rewritten == ()
    (found,) = report.diagnostics
    assert (found.code, found.severity) == ("FILE-SKIPPED", Severity.ERROR)
    assert "not valid JSON" in found.message


# -- the command -----------------------------------------------------------------------------


def test_the_command_shows_cells_writes_and_undoes(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    before = book(("markdown", "# OPENAI_API_KEY"), CLIENT, CALL, READ)
    path = tree / "a.ipynb"
    path.write_text(before, "utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    subprocess.run(["git", "add", "-A"], cwd=tree, check=True)
    shown = migrate("--to", "qwen", "--diff", cwd=tree)
    assert [row for row in shown.out.splitlines() if row.startswith("@@")] == [
        "@@ -13,9 +13,9 @@ cell 2",
        "@@ -24,7 +24,11 @@ cell 3",
        "@@ -33,7 +37,7 @@ cell 4",
    ]
    assert "a.ipynb:36:12 MEMBER-RENAMED cell 4: " in shown.err
    said = json.loads(migrate("--to", "qwen", "--format", "json", cwd=tree).out)
    (file,) = said["files"]
    rows = path.read_text("utf-8").splitlines()
    (member,) = (change for change in file["changes"] if change["code"] == "MEMBER-RENAMED")
    assert member["cell"] == 4
    assert rows[member["line"] - 1][member["column"] - 1 :].startswith("reply.usage.input_tokens")
    (named,) = (note for note in file["findings"] if note["code"] == "VARIABLE-ELSEWHERE")
    assert (named["cell"], rows[named["line"] - 1]) == (1, '    "# OPENAI_API_KEY"')
    written = path.read_bytes()
    assert migrate("--to", "qwen", "--check", cwd=tree).status == 0
    assert migrate("--undo", cwd=tree).status == 0
    assert path.read_text("utf-8") == before
    subprocess.run(["git", "apply"], cwd=tree, check=True, input=shown.raw)
    assert path.read_bytes() == written


HELPERS = f"{CLIENT}\n\ndef ask():\n    {CALL}\n    return reply.choices[0].message.content\n"


def test_a_cell_that_installs_moves_with_the_module_beside_that_the_notebook_imports() -> None:
    notebook = book("%pip install -q openai pandas", "from helpers import ask", "print(ask())")
    _, changed = migrated({"c/helpers.py": HELPERS, "c/a.ipynb": notebook})
    assert texts(changed["c/a.ipynb"])[0] == '%pip install -q "dashscope>=2.0.2,<3" pandas'


@pytest.mark.parametrize(
    ("path", "importing"),
    [("helpers.py", "import pandas"), ("d/helpers.py", "from helpers import ask")],
)
def test_a_cell_that_installs_for_what_is_not_seen_stays(path: str, importing: str) -> None:
    files = {path: HELPERS, "c/a.ipynb": book("%pip install openai", importing)}
    _, changed = migrated(files)
    assert changed.keys() == {path}


def test_a_cell_keeps_what_another_module_still_uses() -> None:
    stays = f"{CLIENT}\n\ndef more():\n    return client.files.list()\n"
    notebook = book("%pip install openai", "from helpers import ask", "from more import more")
    files = {"helpers.py": HELPERS, "more.py": stays, "a.ipynb": notebook}
    _, changed = migrated(files)
    assert texts(changed["a.ipynb"])[0] == '%pip install openai "dashscope>=2.0.2,<3"'
