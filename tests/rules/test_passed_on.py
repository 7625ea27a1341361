"""Names of the SDK that a module of the repository passes on to others."""

from __future__ import annotations

import pytest

from codemod.vocabulary.diagnostics import Severity
from tests.migrating import assert_told, check_migrated, check_reported, codes, report_of

ASK = 'client.chat.completions.create(model="gpt-4", messages=[])'
NOW = 'client.chat.completions.create(model="qwen-plus", messages=[])'
ON = "from openai import OpenAI, RateLimitError\n"


def program(head: str, client: str, caught: str, ask: str = ASK) -> str:
    return f"{head}client = {client}\ntry:\n    print({ask})\nexcept {caught}:\n    print(1)\n"


@pytest.mark.parametrize(
    ("head", "name"),
    [("import llm\n", "llm"), ("import pkg.llm\n", "pkg.llm"), ("import llm as l\n", "l")],
)
def test_a_class_that_is_read_of_a_module_of_ours_holds_its_client(head: str, name: str) -> None:
    """No import of this file can give the target's class, and the other module has the source's."""
    path = "pkg/llm.py" if "pkg" in head else "llm.py"
    files = {"main.py": program(head, f"{name}.OpenAI()", f"{name}.RateLimitError"), path: ON}
    files["pkg/__init__.py"] = ""
    report = check_reported(files, "IMPORT-INDIRECT", line=f"client = {name}")
    assert report.todo == ()


def test_an_exception_that_is_read_of_a_module_of_ours_holds_what_raises_it() -> None:
    files = {
        "main.py": program(
            "from openai import OpenAI\nimport llm\n", "OpenAI()", "llm.RateLimitError"
        ),
        "llm.py": ON,
    }
    check_reported(files, "IMPORT-INDIRECT", line="except")


@pytest.mark.parametrize("line", ["from pkg import llm", "from pkg import openai as llm"])
def test_a_module_of_ours_that_is_imported_by_its_name_gives_way(line: str) -> None:
    path = "pkg/openai.py" if "openai as" in line else "pkg/llm.py"
    before = program(f"{line}\n", "llm.OpenAI()", "llm.RateLimitError")
    head = "from dashscope import Client\nfrom dashscope.v2.errors import RateLimitError\n"
    after = program(head, 'Client(protocol="openai")', "RateLimitError", NOW)
    check_migrated({"main.py": before, path: ON, "pkg/__init__.py": ""}, {"main.py": after})


def test_a_module_that_binds_the_classes_moves() -> None:
    files = {
        "main.py": program("import llm\n", "llm.OpenAI()", "llm.RateLimitError"),
        "llm.py": "import openai\nOpenAI = openai.OpenAI\nRateLimitError = openai.RateLimitError\n",
    }
    check_migrated(
        files,
        {
            "main.py": program(
                "import llm\n", 'llm.OpenAI(protocol="openai")', "llm.RateLimitError", NOW
            ),
            "llm.py": "import dashscope\nOpenAI = dashscope.Client\n"
            "RateLimitError = dashscope.v2.errors.RateLimitError\n",
        },
    )


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        ("llm/__init__.py", "__all__ = ['OpenAI', 'RateLimitError']\n"),
        ("llm/__init__.py", ""),
        ("llm.py", ""),
    ],
)
def test_names_that_stay_to_be_passed_on_are_told(path: str, rest: str) -> None:
    files = {
        "main.py": program(
            "from llm import OpenAI, RateLimitError\n", "OpenAI()", "RateLimitError"
        ),
        path: ON + rest,
    }
    report = report_of(files)
    assert [o.path for o in report.rewritten] == ["main.py"]
    told = [d for d in report.diagnostics if d.code == "IMPORT-KEPT"]
    assert [(d.path, d.severity) for d in told] == [(path, Severity.REVIEW)] * 2
    assert_told(report, {path: files[path].encode()}, "IMPORT-KEPT", "from openai")


def test_names_that_are_passed_on_are_not_told_where_nothing_moves() -> None:
    files = {
        "main.py": "from llm import OpenAI\nprint(OpenAI().images.edit(model='x'))\n",
        "llm/__init__.py": ON,
    }
    report = report_of(files)
    assert not report.rewritten and "IMPORT-KEPT" not in codes(report)
