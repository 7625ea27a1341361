"""What the worst cases cost, in counts that no machine changes: files scanned, deliveries, regions."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import libcst as cst
import pytest

from codemod import pipeline, repository
from codemod.analysis.graph import Graph
from codemod.editing import editor
from codemod.pipeline import transform
from codemod.reading.glance import glance
from codemod.reading.needles import compile_needles
from codemod.repository import Repository
from codemod.vocabulary import trees
from codemod.vocabulary.outcomes import Report
from tests.benchmarks import worst
from tests.benchmarks.running import made
from tests.migrating import migration

Make = Callable[[int], worst.Files]
SMALL = 200
"""Bytes: what is shorter may be an expression or a template, and is no file."""


def counting(real: Callable[..., Any], counts: Counter[str], least: int = 0) -> Callable[..., Any]:
    """Return what calls ``real``, and counts how often for something that is not too small."""

    @wraps(real)
    def called(*given: Any, **named: Any) -> Any:
        if not least or len(given[0]) >= least:
            counts[real.__name__] += 1
        return real(*given, **named)

    return called


def run(files: worst.Files, monkeypatch: pytest.MonkeyPatch) -> tuple[Report, Counter[str]]:
    """Transform ``files``, and count what the real functions are called for meanwhile."""
    counts: Counter[str] = Counter()
    trees.forget()
    with monkeypatch.context() as patched:
        patched.setattr(repository, "scan", counting(repository.scan, counts))
        patched.setattr(Graph, "deliver", counting(Graph.deliver, counts))
        patched.setattr(Graph, "add", counting(Graph.add, counts))
        patched.setattr(editor, "edit_region", counting(editor.edit_region, counts))
        patched.setattr(cst, "parse_module", counting(cst.parse_module, counts))
        patched.setattr(ast, "parse", counting(ast.parse, counts, least=SMALL))
        return transform(files, migration("native")), counts


@pytest.mark.parametrize("make", [worst.generated, worst.needles])
def test_files_that_say_the_name_are_not_parsed(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, counts = run(make(100), monkeypatch)
    assert report.rewritten == () and counts == {}


def test_tiny_files_that_nothing_leads_to_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    report, counts = run(worst.tiny(300), monkeypatch)
    assert [o.path for o in report.rewritten] == ["app/main.py"]
    # Once to migrate it, and once to prove that a second run changes nothing.
    assert counts["scan"] == 2


def test_a_rewritten_file_is_parsed_once_before_and_once_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The phases share both trees, and libcst sees each edited region once, never the file."""
    report, counts = run(worst.sites(40), monkeypatch)
    assert [o.path for o in report.rewritten] == ["calls.py"]
    assert counts["parse"] == 2
    assert counts["parse_module"] == counts["edit_region"] == 40 + 1


def test_each_module_of_a_circle_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    report, counts = run(worst.cycle(20), monkeypatch)
    assert [o.path for o in report.rewritten] == ["c0.py"]
    assert counts["scan"] == 20 + 1


@pytest.mark.parametrize(
    ("make", "size"),
    [(worst.sites, 8), (worst.chain, 25), (worst.cycle, 20), (worst.generated_user, 50)],
)
def test_four_times_as_much_takes_no_more_than_five_times_the_work(
    make: Make, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, once = run(make(size), monkeypatch)
    report, more = run(make(4 * size), monkeypatch)
    assert len(report.rewritten) == 1
    for name, count in more.items():
        assert count <= 5 * once[name], name


def test_only_files_that_matter_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Repository] = []

    class Kept(Repository):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            kept.append(self)

    monkeypatch.setattr(repository, "Repository", Kept)
    made(tmp_path, worst.tiny(200))
    report = pipeline.run(tmp_path, [tmp_path], migration("native"))
    assert [outcome.path for outcome in report.rewritten] == ["app/main.py"]
    assert {path for each in kept for path in each.sources} == {"app/main.py"}


def test_a_first_look_keeps_only_candidates(tmp_path: Path) -> None:
    made(tmp_path, worst.tiny(200))
    found = glance(tmp_path, [tmp_path], compile_needles(["openai"]), ())
    assert len(found.selection.python) == 201
    assert list(found.held) == ["app/main.py"]
    assert list(found.through(compile_needles(["nothing"])).held) == []
