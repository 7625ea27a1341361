"""The real pre-commit runs both hooks on a staged edit, from a local clone of this project."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.checkout import check_out, git

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = """\
from openai import OpenAI

client = OpenAI()


def answer(question):
    reply = client.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": question}]
    )
    return reply.choices[0].message.content
"""
STAGED = BEFORE.replace("return reply", "print(question)\n    return reply")
HOOKS = """\
repos:
  - repo: {clone}
    rev: {revision}
    hooks:
      - id: migrate
      - id: migrate-check
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of this project as it stands, with what is not committed yet."""
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    return check_out(tmp_path_factory.mktemp("clone"))


@pytest.fixture
def project(tmp_path: Path, clone: Path) -> Path:
    """Return a project that has both hooks, with one staged edit of a program that uses the SDK."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text('[tool.migrate]\nto = "qwen"\n')
    revision = git(clone, "rev-parse", "HEAD").strip()
    hooks = HOOKS.format(clone=clone, revision=revision)
    (root / ".pre-commit-config.yaml").write_text(hooks)
    (root / "app.py").write_text(BEFORE)
    (root / "notes.txt").write_text("one\n")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "first")
    (root / "app.py").write_text(STAGED)
    git(root, "add", "app.py")
    (root / "notes.txt").write_text("one, and not staged\n")
    return root


def run_hooks(project: Path, *hook: str) -> tuple[int, str]:
    """Run ``pre-commit run`` for one hook, or all; return its exit code and what it says.

    The environment of the hooks is made by the first run, and kept for those after it.
    """
    ran = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", *hook, "--verbose"],
        check=False,
        cwd=project,
        env=os.environ | {"PRE_COMMIT_HOME": str(project.with_name("store"))},
        capture_output=True,
        text=True,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_both_hooks_run_on_a_staged_edit(project: Path) -> None:
    code, said = run_hooks(project, "migrate-check")
    assert code == 1, said
    assert "check that nothing is left to migrate" in said
    assert "hook id: migrate-check" in said
    assert "exit code: 1" in said
    assert (project / "app.py").read_text() == STAGED, "the checking hook wrote"

    code, said = run_hooks(project, "migrate")
    assert code == 1, said
    assert "files were modified by this hook" in said
    migrated = (project / "app.py").read_text()
    assert "dashscope" in migrated
    assert "print(question)" in migrated, "the staged edit is gone"
    assert git(project, "show", ":app.py") == STAGED, "the hook touched the index"
    assert (project / "notes.txt").read_text() == "one, and not staged\n"

    git(project, "add", "app.py")
    code, said = run_hooks(project)
    assert code == 0, said
    assert said.count("Passed") == 2
    assert (project / "app.py").read_text() == migrated
