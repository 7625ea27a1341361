"""What is not needed is not imported: the hook runs on every commit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codemod.cli import IDLE
from codemod.reporting import text
from tests.transforms.glance_made import made
from transforms import glance

ROOT = Path(__file__).parent.parent

REPORT = """
import json, sys
from codemod.cli import status
code = status(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    json.dump([code, sorted(sys.modules)], file)
"""
HEAVY = {"libcst", "black", "multiprocessing", "concurrent.futures.process"}
NOT_FOR_HELP = {
    "yaml",
    "pathspec",
    "tomllib",
    "tomli",
    "subprocess",
    "importlib.metadata",
    "transforms",
    "codemod.pipeline",
    "codemod.vocabulary",
}
if sys.version_info < (3, 11):
    NOT_FOR_HELP.remove("subprocess")  # by platform, by uuid, by click


def imported(where: Path, *arguments: str) -> tuple[int, set[str]]:
    """Run the command in a new interpreter; return its status and all modules it has imported."""
    found = where.parent / f"{where.name}.json"
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    subprocess.run(
        [sys.executable, "-c", REPORT, str(found), *arguments],
        check=True,
        cwd=where,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
    )
    code, modules = json.loads(found.read_text())
    # What the interpreter itself starts with (a .pth file may import much) is not our doing.
    return code, set(modules) - set(bare.stdout.split())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_imports_click_and_little_else(option: str, project: Path) -> None:
    code, modules = imported(project, option)
    assert code == 0
    assert "click" in modules
    assert not modules & (HEAVY | NOT_FOR_HELP)


def test_a_wrong_option_imports_no_more(project: Path) -> None:
    code, modules = imported(project, "--nonsense")
    assert code == 2
    assert not modules & (HEAVY | NOT_FOR_HELP)


@pytest.mark.parametrize(
    "options", [(), ("--check",), ("--diff",), ("--sdk", "openai"), ("--strict",)]
)
def test_a_run_that_finds_no_word_reads_no_profile(options: tuple[str, ...], project: Path) -> None:
    (project / "app.py").write_text("def double(x):\n    return 2 * x\n")
    code, modules = imported(project, "--to", "qwen", *options)
    assert code == 0
    assert "codemod.reading.glance" in modules
    assert not modules & (HEAVY | NOT_FOR_HELP - {"transforms", "codemod.vocabulary"})
    assert not {m for m in modules if m.startswith(("transforms.", "codemod.reporting"))} - {
        "transforms.faults",
        "transforms.glance",
    }


def test_what_is_searched_for_first_is_what_the_profiles_say() -> None:
    """A word that is missing would be a silent miss."""
    remedy = "`python -m tests.transforms.glance_made` writes transforms/glance.py anew"
    assert made() == (glance.WORDS, glance.ROUTES), remedy


def test_a_run_that_finds_no_word_imports_few_modules(project: Path) -> None:
    _, modules = imported(project, "--to", "qwen")
    assert len([name for name in modules if name.startswith(("codemod", "transforms"))]) <= 21


def test_what_is_said_then_is_what_is_said_else(project: Path) -> None:
    assert text.render((), todo=(), written=True) == text.render((), todo=(), written=False) == IDLE


@pytest.mark.parametrize(
    "options",
    [
        ("--only", "nonsense"),
        ("--region", "nowhere"),
        ("--sdk", "nonsense"),
        ("--model", "=x"),
        ("--to", "nobody"),
    ],
)
def test_a_wrong_option_is_told_where_nothing_is_found(
    options: tuple[str, ...], project: Path
) -> None:
    assert imported(project, "--to", "qwen", *options)[0] == 2


def test_a_profile_that_always_tells_something_is_read(project: Path) -> None:
    _, modules = imported(project, "--to", "baichuan")
    assert "transforms.catalog" in modules


def test_a_run_that_is_asked_for_json_reads_the_profile(project: Path) -> None:
    code, modules = imported(project, "--to", "qwen", "--format", "json")
    assert code == 0
    assert "codemod.pipeline" in modules
    assert not modules & HEAVY


def test_a_run_in_which_nothing_is_to_edit_imports_nothing_heavy(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project]\nname = 'openai-free'\n")
    for number in range(30):
        (project / f"m{number}.py").write_text("import json\nprint(json.dumps({'openai': 1}))\n")
    code, modules = imported(project, "--to", "qwen")
    assert code == 0
    assert "codemod.pipeline" in modules
    assert not modules & HEAVY


def test_a_run_that_edits_does_import_the_editor(project: Path) -> None:
    (project / "app.py").write_text("from openai import OpenAI\n\nclient = OpenAI()\n")
    code, modules = imported(project, "--to", "qwen", "--diff")
    assert code == 0
    assert "libcst" in modules
    # What opens archives and makes temporary files takes longer to import than most rooms.
    assert not modules & {"black", "multiprocessing", "importlib.resources", "tempfile", "zipfile"}


@pytest.mark.parametrize("options", [(), ("--jobs", "4")])
def test_a_run_with_little_to_edit_imports_nothing_for_other_processes(
    options: tuple[str, ...], project: Path
) -> None:
    for number in range(20):
        text = "from openai import OpenAI\n\nclient = OpenAI()\n"
        (project / f"m{number}.py").write_text(text)
    code, modules = imported(project, "--to", "qwen", "--check", *options)
    assert code == 1
    assert "libcst" in modules
    assert not modules & {"multiprocessing", "concurrent.futures"}
