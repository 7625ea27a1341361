"""Who reads a variable, and how few files are parsed to know it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from codemod.documents import readers as room
from codemod.documents.readers import Search, Source, readers
from codemod.reading.needles import compile_needles

NAMES = ("TOY_API_KEY", "OLD_TOY_API_KEY")


def search(words: Iterable[str]) -> Search:
    return compile_needles(words).within


SOURCE = Source(("toy_sdk",), "toy-sdk", NAMES, frozenset({"wrapper"}), search)


def nothing(path: str, module: str, level: int) -> bool:
    return False


def found(text: str) -> dict[str, int]:
    return readers("a.py", text.encode(), SOURCE, nothing)


@pytest.mark.parametrize(
    "text",
    [
        "api_key = load()\n",
        "def f(api_key=None): ...\n",
        "import agents  # not the wrapper\n",
        "name = 'wrapper'\n",
        "x = toy['key']\n",
        "class Settings(env_prefix='app_'): ...\n",
        "",
    ],
)
def test_most_files_are_not_parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*given: Any) -> ast.Module:
        raise AssertionError("parsed")

    monkeypatch.setattr(room.ast, "parse", never)
    assert found(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.environ['TOY_API_KEY']\n",
        "import os\nos.environ['TOY' + '_API_KEY']\n",
        "import os\nos.environ[f'{vendor}_API_KEY']\n",
        "import os\nos.environ['TOY_' + rest]\n",
        "import os\nload(vendor.upper() + '_' + 'API_KEY')\n",
        "class S(Base):\n    toy_api_key: str\n",
        "class S(Base, env_prefix='TOY_'):\n    key: str\n",
        "config = Config(env_prefix='toy_')\n",
        "import os\nimport wrapper\n",
        "import os, \\\n  wrapper.inner as w\n",
        "from wrapper.inner import go\n",
        "from other import Toy_Sdk, x\nfrom other.toy_sdk import y\n",
    ],
)
def test_what_may_read_it_is_found(text: str) -> None:
    source = replace(SOURCE, distribution="toy_sdk")
    assert "TOY_API_KEY" in readers("a.py", text.encode(), source, nothing)


@pytest.mark.parametrize(
    "text",
    [
        "'''TOY_API_KEY'''\n",
        "def f():\n    'TOY_API_KEY'\n",
        "# TOY_API_KEY\n",
        "x = 'the TOY_API_KEY is asked for'\n",
        "import toy_sdk\n",
        "y = f'{x} and API_KEY'\n",
    ],
)
def test_what_only_tells_of_it_is_not(text: str) -> None:
    assert found(text) == {}


def test_a_long_sum_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    walked = 0
    real = ast.walk

    def walk(node: ast.AST) -> Any:
        nonlocal walked
        for each in real(node):
            walked += 1
            yield each

    monkeypatch.setattr(room.ast, "walk", walk)
    parts = " + ".join(["'a'"] * 300)
    assert found(f"x = {parts} + other('TOY_API_KEY'.lower())\n")["TOY_API_KEY"] == 1
    assert walked < 10 * 300
