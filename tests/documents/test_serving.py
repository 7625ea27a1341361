"""Which manifest serves which file, what keeps the old SDK, and which lock files to renew."""

from __future__ import annotations

import json

import pytest

from tests.documents.moving import MOVES, NOTHING, SDK, STAYS, found, settled, told


def test_each_manifest_serves_the_files_below_that_have_none_nearer() -> None:
    report, changed = settled(
        {
            "requirements.txt": "openai\n",
            "b/requirements.txt": "openai\n",
            "b/Dockerfile": "FROM x\n",
        },
        {"app.py": MOVES, "a/x.py": MOVES, "b/y.py": STAYS},
    )
    assert changed == {"requirements.txt": f"{SDK}\n"}
    assert found(report, "b/requirements.txt") == []


def test_a_file_below_without_a_manifest_keeps_the_old_sdk() -> None:
    report, changed = settled(
        {
            "requirements.txt": "openai\n",
            "b/requirements.txt": "openai\n",
            "a/setup.cfg": "[options]\n",
        },
        {"b/y.py": MOVES, "a/x.py": STAYS, "c.py": MOVES},
    )
    assert changed == {
        "requirements.txt": f"openai\n{SDK}\n",
        "b/requirements.txt": f"{SDK}\n",
    }
    (kept,) = (d for d in report.diagnostics if d.code == "REQUIREMENT-KEPT")
    assert (kept.path, "a/x.py:1" in kept.message) == ("requirements.txt", True)


def test_a_package_that_stays_keeps_its_manifest() -> None:
    manifest = '[project]\nname = "x"\ndependencies = ["openai"]\n'
    _, changed = settled(
        {"one/pyproject.toml": manifest, "two/pyproject.toml": manifest, "uv.lock": ""},
        {"one/src/one/a.py": MOVES, "two/src/two/b.py": STAYS},
    )
    assert changed == {"one/pyproject.toml": manifest.replace("openai", SDK)}


def test_all_manifests_of_a_folder_move() -> None:
    _, changed = settled(
        {
            "requirements.txt": "openai\n",
            "requirements-dev.txt": "-r requirements.txt\npytest\n",
            "Dockerfile": "FROM x\nRUN pip install openai\n",
            "docs/requirements.txt": "sphinx\n",
        }
    )
    assert changed == {
        "requirements.txt": f"{SDK}\n",
        "Dockerfile": f'FROM x\nRUN pip install "{SDK}"\n',
    }


def test_a_manifest_of_a_folder_whose_code_never_used_the_sdk_is_told() -> None:
    report, changed = settled(
        {"requirements.txt": "openai\n", "docs/requirements.txt": "sphinx\nopenai\n"},
        {"app.py": MOVES, "docs/conf.py": NOTHING},
    )
    assert changed == {"requirements.txt": f"{SDK}\n"}
    assert found(report, "docs/requirements.txt") == ["REQUIREMENT-KEPT"]


def test_a_command_installs_for_everything_below() -> None:
    files = {
        ".github/workflows/ci.yml": "run: pip install openai\n",
        "one/requirements.txt": "openai\n",
        "two/requirements.txt": "openai\n",
    }
    _, changed = settled(files, {"one/a.py": MOVES, "two/b.py": STAYS})
    assert changed == {
        ".github/workflows/ci.yml": f'run: pip install openai "{SDK}"\n',
        "one/requirements.txt": f"{SDK}\n",
    }


def test_a_file_that_no_manifest_serves_keeps_the_old_sdk_everywhere() -> None:
    report, changed = settled(
        {"one/requirements.txt": "openai\n"}, {"one/a.py": MOVES, "two/b.py": STAYS}
    )
    assert changed == {"one/requirements.txt": f"openai\n{SDK}\n"}
    assert not told(report, "manifest")


def test_files_without_a_manifest_are_told_where_others_have_one() -> None:
    report, changed = settled(
        {"one/requirements.txt": "openai\n"},
        {"one/a.py": MOVES, "two/b.py": MOVES, "two/c.py": MOVES},
    )
    assert changed == {"one/requirements.txt": f"{SDK}\n"}
    assert told(report, f"add {SDK} to what installs two/: no manifest there names openai")


def test_an_sdk_that_is_required_already_is_not_told() -> None:
    report, changed = settled({"requirements.txt": "dashscope>=2.1\n"})
    assert changed == {}
    assert not told(report, "manifest")


def test_a_repository_without_manifests_is_told_once() -> None:
    report, _ = settled({})
    assert told(report, f"add {SDK} to what installs the project: no manifest names openai")
    report, _ = settled({}, sdk="openai")
    assert told(report, "add openai>=1.20 to what installs the project")


@pytest.mark.parametrize(
    "code",
    [
        "import openai\n",
        "if x:\n    import openai.types as t\n",
        "def f():\n    from openai import OpenAI\n",
        "import importlib\nm = importlib.import_module('openai')\n",
        "from unittest.mock import patch\npatch('openai.OpenAI')\n",
        "from langchain.chat_models import ChatOpenAI\n",
        "import langchain_openai\n",
        "from langfuse.openai import x\n",
        "from chromadb.utils import embedding_functions as e\ne.OpenAIEmbeddingFunction()\n",
        "import openai\nprint(\n",
    ],
)
def test_what_uses_or_may_use_the_old_sdk_keeps_it(code: str) -> None:
    _, changed = settled(
        {"requirements.txt": "openai\n"}, {"app.py": MOVES, "tests/test_x.py": code}
    )
    assert changed == {"requirements.txt": f"openai\n{SDK}\n"}


@pytest.mark.parametrize(
    "code",
    [
        "from .openai_tools import x\n",
        "from tools.openai_tools import OpenAIThing\n",
        "openai = 'gpt'\nprint(openai.upper())\n",
        "# import openai\nURL = 'https://openai.com'\n",
        "text = '''\nimport openai\n'''\n",
        "class OpenAIThing:\n    openai = 1\n\nprint(OpenAIThing.openai)\n",
    ],
)
def test_what_only_reads_like_a_use_does_not_keep_it(code: str) -> None:
    files = {"app.py": MOVES, "tools/x.py": code, "tools/openai_tools.py": NOTHING}
    _, changed = settled({"requirements.txt": "openai\n"}, files)
    assert changed == {"requirements.txt": f"{SDK}\n"}


def test_a_notebook_keeps_the_old_sdk() -> None:
    cell = {"cell_type": "code", "source": ["import os\n", "from openai import OpenAI"]}
    notebook = json.dumps({"cells": [cell], "nbformat": 4}, indent=1)
    _, changed = settled({"requirements.txt": "openai\n", "a.ipynb": notebook})
    assert changed == {"requirements.txt": f"openai\n{SDK}\n"}


def test_nothing_that_moves_changes_no_manifest() -> None:
    for code in (STAYS, NOTHING):
        report, changed = settled(
            {"requirements.txt": "openai==1.3.0\n", "poetry.lock": ""}, {"app.py": code}
        )
        assert changed == {}
        assert report.todo == ()
        assert found(report, "requirements.txt") == []


def test_the_rule_can_be_left_out() -> None:
    report, changed = settled({"requirements.txt": "openai\n"}, skip=("requirements",))
    assert changed == {}
    assert not told(report, SDK)
    rest = ("calls", "clients", "errors", "models", "references", "responses", "variables")
    report, changed = settled({"requirements.txt": "openai\n"}, only=rest)
    assert changed == {}


# -- lock files --------------------------------------------------------------------------

PROJECT = '[project]\nname = "x"\ndependencies = ["openai"]\n'


@pytest.mark.parametrize(
    ("manifest", "lock", "line"),
    [
        ("pyproject.toml", "poetry.lock", "renew poetry.lock: poetry lock"),
        ("pyproject.toml", "uv.lock", "renew uv.lock: uv lock"),
        ("pyproject.toml", "pdm.lock", "renew pdm.lock: pdm lock"),
        ("a/pyproject.toml", "a/uv.lock", "renew a/uv.lock: uv lock (in a)"),
        ("a/pyproject.toml", "uv.lock", "renew uv.lock: uv lock"),
    ],
)
def test_the_command_that_renews_a_lock_file(manifest: str, lock: str, line: str) -> None:
    code = {"a/x.py" if "/" in manifest else "x.py": MOVES}
    report, changed = settled({manifest: PROJECT, lock: "openai\n"}, code)
    assert changed.keys() == {manifest}
    assert line in report.todo


def test_lock_files_of_pipenv_conda_and_scripts() -> None:
    report, changed = settled(
        {
            "Pipfile": '[packages]\nopenai = "*"\n',
            "Pipfile.lock": "{}",
            "environment.yml": "dependencies:\n- pip:\n  - openai\n",
            "conda-lock.yml": "version: 1\n",
        }
    )
    assert changed.keys() == {"Pipfile", "environment.yml"}
    assert "renew Pipfile.lock: pipenv lock" in report.todo
    assert "renew conda-lock.yml: conda-lock -f environment.yml" in report.todo


def test_a_lock_file_of_other_manifests_is_not_named() -> None:
    report, _ = settled({"requirements.txt": "openai\n", "poetry.lock": "", "b/uv.lock": ""})
    assert not told(report, "renew")


def test_a_lock_file_is_renewed_where_it_holds_too_old_a_version() -> None:
    for version, old in (("1.3.0", True), ("1.30.0", False)):
        lock = f'[[package]]\nname = "openai"\nversion = "{version}"\n'
        report, changed = settled({"pyproject.toml": PROJECT, "uv.lock": lock}, sdk="openai")
        assert changed == {}
        assert told(report, "renew uv.lock: uv lock") is old
