"""Every reader leaves a manifest alone, finds each entry at its place, and survives what is no manifest."""

from __future__ import annotations

import random

import pytest

from codemod.documents.decide import common
from codemod.documents.entries import Manifest, normalized
from codemod.documents.serving import reader
from codemod.documents.text import Document, TextEdit, joined, spliced
from codemod.documents.verify import verify
from codemod.vocabulary.edits import Why
from tests.documents import test_installs, test_pyproject, test_setup_files
from tests.documents.moving import text

WHY = Why("X", "x")
NAMES = ("openai", "dashscope")
SAMPLES = {
    "pyproject.toml": test_pyproject.PEP621,
    "a/pyproject.toml": """
        [tool.poetry.dependencies]
        python = "^3.8"
        "openai" = { version = '^1.0', extras = ["datalib"] }  # é
        [tool.poetry.group.dev.dependencies.openai]
        version = "^1"
        [[tool.poetry.source]]
        name = "x"
        multi = '''
        openai'''
        """,
    "setup.cfg": test_setup_files.CFG,
    "setup.py": test_setup_files.PY,
    ".github/workflows/ci.yml": test_installs.WORKFLOW,
    "environment.yml": "dependencies:\n- python=3.8\n- 'x'\n- pip:\n  - \"openai==1\"\n  - -r a.txt\n",
    "Dockerfile": 'FROM x\nRUN pip install \\\n  openai \\\n  \'x\' && y\nRUN ["pip", "install", "a"]\n',
    "requirements.txt": "-r a.txt\nopenai[x]>=1,<2; python_version>'3' # é\na \\\n  --hash=sha256:1\n",
    "Pipfile": '[packages]\nopenai = "*"\n"x" = {version = "*"}\n',
}


def manifest(path: str, data: bytes) -> Manifest:
    read = reader(path)
    assert read is not None
    return read(Document(path, data))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("path", SAMPLES)
def test_entries_stand_at_their_places(path: str, newline: str) -> None:
    data = text(SAMPLES[path]).replace("\n", newline).encode()
    found = manifest(path, data)
    assert not found.fault
    assert spliced(found.document, []).after == data
    edited = [entry for entry in found.entries if not entry.fixed]
    assert any(entry.name == "openai" for entry in edited)
    for entry in edited:
        assert normalized(found.document.text[slice(*entry.name_at)]) == entry.name
        assert entry.start <= entry.name_at[0] <= entry.bounds_at[1] <= entry.end


@pytest.mark.parametrize("path", SAMPLES)
def test_a_broken_manifest_is_survived(path: str) -> None:
    whole = text(SAMPLES[path])
    chance = random.Random(path)
    for _ in range(150):
        at = chance.randrange(len(whole))
        put = chance.choice(["", '"', "'", "[", "{", "\\", "#", "]", "=", '"""', "\r", "- ", ":"])
        broken = whole[:at] + put + whole[at + chance.randrange(3) :]
        manifest(path, broken[: chance.choice([at, len(broken)])].encode())


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("requirements.txt", "openai\nflask==1\n", "dashscope\nflask==2\n"),
        ("requirements.txt", "openai\nflask\n", "dashscope\n"),
        ("requirements.txt", "openai\n# c\n", "dashscope\n"),
        ("requirements.txt", "openai\nx\n", "dashscope\r\nx\n"),
        ("pyproject.toml", 'a = ["openai", "x"]\n', 'a = ["dashscope"]\n'),
        ("pyproject.toml", 'a = ["openai", "x"]\n', 'a = ["dashscope" "x"]\n'),
        ("pyproject.toml", 'openai = "1"\nb = 1\n', 'dashscope = "1"\nb = 2\n'),
        ("setup.cfg", "[a]\nb = openai\nc = 1\n", "[a]\nb = dashscope\n"),
        ("setup.py", "x = ['openai', 'a']\n", "x = ['dashscope']\n"),
        ("setup.py", "x = ['openai']\n", "x = ['dashscope'\n"),
        ("environment.yml", "- openai\n- a\n", "- dashscope\n- b\n"),
        ("ci.yml", "run: pip install openai\n", 'run: "pip install "dashscope""\n'),
        ("Dockerfile", "RUN pip install openai x\n", "RUN pip install dashscope\n"),
    ],
)
def test_an_edit_that_changes_something_else_fails_its_check(
    path: str, before: str, after: str
) -> None:
    found = Manifest(Document(path, before.encode()))
    assert verify(found, after.encode(), NAMES)
    assert not verify(found, before.replace("openai", "dashscope").encode(), NAMES)


def test_edits_join_a_file_that_was_rewritten_already() -> None:
    document = Document("a.py", "# é a\n# b\nx = 1\ny = 2\n".encode())
    first = spliced(document, [TextEdit(10, 15, "x = (\n    1\n)", WHY)])
    last = joined(first, [TextEdit(8, 9, "bb\n# c", WHY), TextEdit(4, 5, "", WHY)])
    assert last.after.decode() == "# é \n# bb\n# c\nx = (\n    1\n)\ny = 2\n"
    assert last.before == document.data
    places = [(r.before.line, r.after.line, r.after.end_line) for r in last.regions]
    assert places == [(1, 1, 1), (2, 2, 3), (3, 4, 6)]
    assert len(last.edits) == 3


def test_the_folder_that_files_have_in_common() -> None:
    assert common(["a/b.py"]) == "a/b.py"
    assert common(["a/b/c.py", "a/d.py"]) == "a/"
    assert common(["a/b.py", "c.py", "d.py"]) == "a/b.py and 2 more"
