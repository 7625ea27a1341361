"""Code and manifests land together or not at all: the command on repositories on disk."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

from codemod.documents import decide
from codemod.pipeline import transform
from tests.command import migrate
from tests.documents.moving import MOVES, SDK, found
from tests.migrating import files_of, migration
from tests.writing.repositories import git

APP = dedent(MOVES).lstrip()
FILES = {"app/main.py": APP, "requirements.txt": "flask\nopenai==1.3.0  # chat\n", "uv.lock": "x\n"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
    return root


def content(root: Path) -> dict[str, str]:
    return {path: (root / path).read_text() for path in FILES}


def test_they_are_written_together_and_taken_back_together(project: Path) -> None:
    ran = migrate("--to", "qwen", cwd=project)
    assert ran.status == 0, ran.err
    after = content(project)
    assert "from dashscope import Client" in after["app/main.py"]
    assert after["requirements.txt"] == f"flask\n{SDK}  # chat\n"
    assert after["uv.lock"] == "x\n"
    assert "requirements.txt:2:1 REQUIREMENT-REPLACED" in ran.out
    git(project, "add", "-A")
    again = migrate("--to", "qwen", cwd=project)
    assert "Nothing to migrate" in again.out
    undone = migrate("--undo", cwd=project)
    assert undone.status == 0
    assert content(project) == FILES


def test_the_diff_holds_both_and_applies(project: Path) -> None:
    ran = migrate("--to", "qwen", "--diff", cwd=project)
    assert content(project) == FILES
    subprocess.run(["git", "apply", "-"], input=ran.raw, cwd=project, check=True)
    assert content(project)["requirements.txt"] == f"flask\n{SDK}  # chat\n"
    assert "dashscope" in content(project)["app/main.py"]


def test_the_report_tells_of_the_manifest(project: Path) -> None:
    ran = migrate("--to", "qwen", "--check", "--format", "json", cwd=project)
    assert ran.status == 1
    assert content(project) == FILES
    files = {file["path"]: file for file in json.loads(ran.out)["files"]}
    (change,) = files["requirements.txt"]["changes"]
    assert files["requirements.txt"]["status"] == "rewritten"
    assert (change["line"], change["column"]) == (2, 1)
    assert change["code"] == "REQUIREMENT-REPLACED"


def test_a_manifest_above_the_paths_is_inside(project: Path) -> None:
    ran = migrate("--to", "qwen", "app", cwd=project)
    assert ran.status == 0, ran.err
    assert content(project)["requirements.txt"] == f"flask\n{SDK}  # chat\n"


def test_a_manifest_that_git_does_not_have_holds_the_code(project: Path) -> None:
    (project / "requirements.txt").write_text("openai\n# mine\n")
    ran = migrate("--to", "qwen", cwd=project)
    assert ran.status == 0
    assert content(project)["app/main.py"] == APP
    assert content(project)["requirements.txt"] == "openai\n# mine\n"
    assert "FILE-DIRTY requirements.txt must move along" in ran.out
    forced = migrate("--to", "qwen", "--force", cwd=project)
    assert content(project)["requirements.txt"] == f"{SDK}\n# mine\n", forced.out


def test_a_dirty_manifest_that_need_not_change_holds_nothing(project: Path) -> None:
    (project / "requirements.txt").write_text("openai\n# mine\n")
    ran = migrate("--to", "qwen", "--sdk", "openai", cwd=project)
    assert "base_url" in content(project)["app/main.py"], ran.out
    assert content(project)["requirements.txt"] == "openai\n# mine\n"


def test_a_dirty_manifest_holds_the_code_that_it_serves_and_no_other(tmp_path: Path) -> None:
    root = tmp_path / "two"
    for name in ("one", "two"):
        (root / name).mkdir(parents=True)
        (root / name / "a.py").write_text(APP)
        (root / name / "requirements.txt").write_text("openai\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
    (root / "one/requirements.txt").write_text("openai\nmine\n")
    migrate("--to", "qwen", cwd=root)
    assert (root / "one/a.py").read_text() == APP
    assert (root / "one/requirements.txt").read_text() == "openai\nmine\n"
    assert "dashscope" in (root / "two/a.py").read_text()
    assert (root / "two/requirements.txt").read_text() == f"{SDK}\n"


def test_an_excluded_manifest_is_left_and_told(project: Path) -> None:
    ran = migrate("--to", "qwen", "--exclude", "requirements.txt", cwd=project)
    assert content(project)["requirements.txt"] == FILES["requirements.txt"]
    assert "dashscope" in content(project)["app/main.py"]
    assert f"- require {SDK} in requirements.txt by hand" in ran.out


def test_a_manifest_that_fails_its_check_holds_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "verify", lambda *_: "its edited text says something else")
    files = files_of({"app.py": MOVES, "requirements.txt": "openai\n"})
    report = transform(files, migration("native"))
    assert report.rewritten == ()
    assert "EDIT-REFUSED" in found(report, "app.py")
