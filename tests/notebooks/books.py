"""Notebooks for tests, and what a run makes of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import nbformat

from codemod.pipeline import transform
from codemod.vocabulary.outcomes import Failed, Report
from tests.migrating import Program, files_of, migration, text_of

CLIENT = "from openai import OpenAI\n\nclient = OpenAI()"
CALL = "reply = client.chat.completions.create(model='gpt-4o', messages=[])"
READ = "print(reply.usage.prompt_tokens)"

Source = str | tuple[str, str]
"""The text of a code cell, or (type, text) of another."""


def book(*cells: Source, indent: int | str | None = 1, **metadata: Any) -> str:
    """Return a notebook of version 4, as Jupyter writes it."""
    rows: list[dict[str, Any]] = []
    for cell in cells:
        kind, text = cell if isinstance(cell, tuple) else ("code", cell)
        row: dict[str, Any] = {"cell_type": kind, "metadata": {}}
        if kind == "code":
            row = {"cell_type": kind, "execution_count": None, "metadata": {}, "outputs": []}
        rows.append({**row, "source": text.splitlines(True)})
    content = {"cells": rows, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(content, indent=indent, ensure_ascii=False) + "\n"


def texts(data: bytes | str) -> list[str]:
    """Return the source of each cell."""
    return ["".join(cell["source"]) for cell in json.loads(data)["cells"]]


def migrated(program: Program, *, sdk: str = "native") -> tuple[Report, dict[str, bytes]]:
    """Run the pipeline; return its report and what changes.

    A notebook that changes is valid, and says what it said but for the source of code cells; a second
    run changes nothing.
    """
    files = files_of(program)
    report = transform(files, migration(sdk))
    assert not [o for o in report.outcomes if isinstance(o, Failed)], text_of(report)
    changed = {outcome.path: outcome.after for outcome in report.rewritten}
    for path, after in changed.items():
        if path.endswith(".ipynb"):
            nbformat.validate(nbformat.reads(after.decode("utf-8-sig"), as_version=4))  # type: ignore[no-untyped-call]
            assert without_code(after) == without_code(files[path])
    again = transform({**files, **changed}, migration(sdk))
    assert again.rewritten == (), text_of(again)
    return report, changed


def cells_after(*cells: Source, sdk: str = "native", **files: str) -> list[str]:
    """Return the source of each cell of a notebook after the run."""
    _, changed = migrated({"a.ipynb": book(*cells), **files}, sdk=sdk)
    return texts(changed["a.ipynb"])


def left(
    cells: Sequence[Source], sdk: str = "native", **metadata: Any
) -> list[tuple[str, int, str]]:
    """Return code, cell and message of what is left; nothing of the notebook changes."""
    report, changed = migrated({"a.ipynb": book(*cells, **metadata)}, sdk=sdk)
    assert changed == {}, text_of(report)
    return [
        (d.code, next(c.number for c in report.cells[d.path] if c.span.encloses(d.span)), d.message)
        for d in report.diagnostics
    ]


def without_code(data: bytes) -> Any:
    """Return a notebook's content, keys in order, without the source of its code cells."""
    content = json.loads(data)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = ""
    return json.dumps(content)
