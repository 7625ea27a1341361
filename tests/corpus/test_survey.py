"""The independent counter counts every call, whatever its receiver, and nothing that is no call."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.corpus.fetch import Package, UnreachableError, packages, unpacked
from tests.corpus.survey import survey, survey_notebook, survey_source
from tests.corpus.verdicts import judgements

if TYPE_CHECKING:
    from pathlib import Path


def counted(source: str) -> list[tuple[int, int, str, str]]:
    """Return line, column, operation and receiver of each row of a small module."""
    rows = survey_source(dedent(source), "module.py")
    return [(row.line, row.column, row.operation, row.receiver) for row in rows]


@pytest.mark.parametrize(
    ("call", "operation", "receiver"),
    [
        ("client.chat.completions.create()", "chat.completions.create", "client"),
        ("self.llm.client.embeddings.create()", "embeddings.create", "self.llm.client"),
        ("OpenAI().responses.create()", "responses.create", "OpenAI()"),
        ("pool[0].models.list()", "models.list", "pool[0]"),
        ("f(x).y.chat.completions.create()", "chat.completions.create", "f(x).y"),
        ("client.beta.chat.completions.parse()", "chat.completions.parse", "client.beta"),
        ("c.chat.completions.with_raw_response.create()", "chat.completions.create", "c"),
        ("chat.completions.create()", "chat.completions.create", ""),
        ("completions.create()", "completions.create", ""),
        ("client.completions.create()", "completions.create", "client"),
        ("client.beta.threads.runs.create()", "threads.runs.create", "client.beta"),
        ("client.vector_stores.files.upload()", "vector_stores.files.upload", "client"),
        ("client.fine_tuning.jobs.list()", "fine_tuning.jobs.list", "client"),
        ("openai.ChatCompletion.acreate()", "ChatCompletion.acreate", "openai"),
        ("Audio.transcribe('whisper-1', f)", "Audio.transcribe", ""),
        ("(await get()).images.generate()", "images.generate", "await get()"),
    ],
)
def test_a_call_counts_by_the_end_of_its_chain(call: str, operation: str, receiver: str) -> None:
    source = f"async def main():\n    return {call}\n"
    assert counted(source) == [(2, 11, operation, receiver)]


@pytest.mark.parametrize(
    "source",
    [
        "create = client.chat.completions.create",
        "partial(client.chat.completions.create, model='m')",
        "client.chat.completions",
        "client.chat.create()",
        "completions_create()",
        "create()",
        "'client.chat.completions.create()'",
        "# client.chat.completions.create()",
        "client.completions.created()",
        "client.chat.completions.create.something()",
        "client.chat.completions['create']()",
    ],
)
def test_what_is_no_call_of_an_operation_does_not_count(source: str) -> None:
    assert counted(source) == []


def test_the_generation_is_told_by_the_spelling() -> None:
    rows = survey_source("openai.Embedding.create()\nopenai.embeddings.create()\n", "module.py")
    assert [row.generation for row in rows] == ["0.x", "1.x"]


def test_nested_calls_all_count_and_rows_are_in_order() -> None:
    source = """\
        b.embeddings.create(
            input=a.chat.completions.create(),
        )
        a.moderations.create()
    """
    assert counted(source) == [
        (1, 0, "embeddings.create", "b"),
        (2, 10, "chat.completions.create", "a"),
        (4, 0, "moderations.create", "a"),
    ]
    assert [row.end for row in survey_source(dedent(source), "module.py")] == [3, 2, 4]


def test_columns_count_bytes() -> None:
    assert counted("x = 'é', c.models.list()") == [(1, 10, "models.list", "c")]


def test_a_notebook_counts_by_cell_and_magics_hide_nothing() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["client.models.list()"]},
        {"cell_type": "code", "source": ["%pip install x\n", "!ls\n", "client.models.list()"]},
        {"cell_type": "code", "source": ["def broken(:\n"]},
        {"cell_type": "code", "source": "client.embeddings.create()"},
    ]
    rows = survey_notebook(json.dumps({"cells": cells}), "notebook.ipynb")
    assert [(row.cell, row.line, row.operation) for row in rows] == [
        (2, 3, "models.list"),
        (4, 1, "embeddings.create"),
    ]


def test_a_tree_is_surveyed_past_files_that_do_not_parse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.py").write_text("print 'old'\nc.models.list()\n")
    (tmp_path / "a.py").write_text("c.models.list()\n")
    (tmp_path / "README.md").write_text("c.models.list()\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.py").write_text("c.files.list()\n")
    assert [(row.path, row.operation) for row in survey(tmp_path)] == [
        ("a.py", "models.list"),
        ("sub/c.py", "files.list"),
    ]
    assert "survey: b.py" in capsys.readouterr().err


@pytest.mark.parametrize("package", packages(), ids=lambda package: package.name)
def test_a_package_counts_at_least_what_was_counted_elsewhere(package: Package) -> None:
    try:
        tree = unpacked(package)
    except UnreachableError as error:
        pytest.skip(str(error))
    rows = survey(tree)
    calls = {(row.path, row.line, row.operation) for row in rows}
    assert len(rows) >= package.sites
    assert sum(row.generation == "0.x" for row in rows) >= package.old_dialect
    judged = judgements(package.name)
    assert judged.keys() <= calls, "judged.tsv names a call that is not there"
    others = sum(judgement.verdict != "own" for judgement in judged.values())
    assert others >= package.other_vendor
