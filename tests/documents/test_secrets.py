"""A file of secrets on disk: read though git ignores it, and its secrets never edited, printed or kept."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import pytest

from tests.command import migrate
from tests.writing.repositories import git

SECRET = "c0ffee-of-the-database"
ENV = f"DATABASE={SECRET}\nCHAT_MODEL=gpt-4o\nOPENAI_API_KEY=0123456789abcdef\n"
CODE = """import os
from openai import OpenAI

client = OpenAI()
reply = client.chat.completions.create(model=os.environ["CHAT_MODEL"], messages=[])
print(reply.choices[0].message.content)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / ".gitignore").write_text(".env\n*.log\n")
    (root / "main.py").write_text(CODE)
    (root / ".env").write_text(ENV)
    (root / "x.log").write_text("gpt-4o\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
    return root


def test_only_its_model_changes_and_comes_back(project: Path) -> None:
    ran = migrate("--to", "qwen", cwd=project)
    assert ran.status == 0, ran.err
    after = (project / ".env").read_text()
    assert after == ENV.replace("gpt-4o", "qwen3.7-plus")
    assert SECRET not in ran.out + ran.err
    assert "- set DASHSCOPE_API_KEY in .env" in ran.out
    undone = migrate("--undo", cwd=project)
    assert undone.status == 0, undone.err
    assert (project / ".env").read_text() == ENV
    assert (project / "main.py").read_text() == CODE


def test_nothing_of_it_is_kept_but_the_line_that_changed(project: Path, tmp_path: Path) -> None:
    migrate("--to", "qwen", cwd=project, home=tmp_path / "home")
    (journal,) = (tmp_path / "home" / "state").rglob("*.json")
    rows = {row["path"]: row for row in json.loads(journal.read_text())["files"]}
    assert rows[".env"].keys() == {"path", "was", "after", "lines"}
    (line,) = rows[".env"]["lines"].values()
    assert zlib.decompress(base64.b64decode(line)) == b"CHAT_MODEL=gpt-4o\n"
    assert zlib.decompress(base64.b64decode(rows["main.py"]["before"])) == CODE.encode()


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_of_it_is_printed(project: Path, form: str) -> None:
    ran = migrate("--to", "qwen", "--diff", "--format", form, cwd=project)
    assert SECRET not in ran.out + ran.err
    assert "0123456789abcdef" not in ran.out + ran.err
    assert ".env is not in the diff" in ran.err
    assert (project / ".env").read_text() == ENV


def test_one_that_has_changed_since_is_not_restored(project: Path) -> None:
    migrate("--to", "qwen", cwd=project)
    with open(project / ".env", "a") as file:
        file.write("MORE=1\n")
    undone = migrate("--undo", cwd=project)
    assert undone.status == 2
    assert "has changed" in undone.err
    assert (project / ".env").read_text().endswith("MORE=1\n")
