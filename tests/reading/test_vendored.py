"""Which packages in the tree are used as what is installed is."""

from __future__ import annotations

import pytest

from codemod.reading.importing import Importers
from codemod.reading.modules import Modules
from codemod.reading.vendored import MANY, libraries

APP = {"app/__init__.py": "", "app/main.py": "import big.part1\nfrom openai import OpenAI\n"}
BIG = {"big/__init__.py": "", **{f"big/part{n}.py": "" for n in range(MANY)}}


def found(files: dict[str, str]) -> set[str]:
    modules = Modules.of(files, setup_folders={"", "lib"})
    index = Importers(((p, t.encode()) for p, t in files.items()), lambda *asked: None)
    return set(libraries(modules, [p for p, t in files.items() if "openai" in t], index.users))


def test_a_large_package_of_its_own_is_a_library() -> None:
    assert found({**APP, **BIG}) == {"big"}
    below = {path.replace("big/", "third/big/", 1): text for path, text in BIG.items()}
    assert found({**APP, **below}) == {"third/big"}


def test_a_small_one_is_not() -> None:
    assert found({**APP, **dict(list(BIG.items())[:-1])}) == set()


@pytest.mark.parametrize(
    "line",
    [
        "import openai",
        "import app",
        "import os, app.main as main",
        "def f():\n    from app.main import ask",
        "patch('app.main.ask')",
        "import small",
        "from tool import ask",
    ],
)
def test_one_that_has_to_do_with_the_source_is_not(line: str) -> None:
    files = {
        **APP,
        **BIG,
        "small/__init__.py": "from app import main\n",
        "tool.py": "import small\n",
    }
    assert found(files) == {"big"}
    files["big/inner/__init__.py"] = ""
    files["big/inner/deep.py"] = f"{line}\n"
    assert found(files) == set()


def test_one_that_two_libraries_share_is_not_where_one_of_them_is_none() -> None:
    other = {path.replace("big", "other", 1): text for path, text in BIG.items()}
    assert found({**APP, **BIG, **other}) == {"big", "other"}
    other["other/part1.py"] = "from big import part2\n"
    assert found({**APP, **BIG, **other}) == {"big", "other"}
    files = {**APP, **BIG, **other, "big/part2.py": "import app\n"}
    assert found(files) == set()


@pytest.mark.parametrize(
    ("path", "line", "apart"),
    [
        ("space/big/part1.py", "from ..llm import ask", False),
        ("space/big/part1.py", "from .. import llm", False),
        ("space/big/part1.py", "from .part2 import x", True),
        ("space/big/inner/deep.py", "from ..part2 import x", True),
        ("space/big/inner/deep.py", "from ...llm import ask", False),
    ],
)
def test_the_folder_around_may_be_reached_by_its_place(path: str, line: str, apart: bool) -> None:
    files = {f"space/{name}": text for name, text in BIG.items()}
    files |= {
        "space/big/inner/__init__.py": "",
        "space/llm.py": "import openai\n",
        path: f"{line}\n",
    }
    assert found(files) == ({"space/big"} if apart else set())
