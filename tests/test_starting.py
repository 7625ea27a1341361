"""Where a run starts of which PATHS choose a part: what bears on that part, and no more."""

from __future__ import annotations

import pytest

from codemod.pipeline import transform
from codemod.vocabulary.outcomes import Report
from tests.migrating import files_of, migration

MINE = """
import os
from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
print(client.chat.completions.create(model="gpt-4o", messages=[]).id)
"""
OTHER = """
from openai import OpenAI

other = OpenAI()
print(other.chat.completions.create(model="gpt-4o", messages=[]).id)
"""
OLD = """
import openai

print(openai.ChatCompletion.create(model="gpt-4", messages=[]).id)
"""


def of_mine(files: dict[str, str], *, to: str = "native") -> Report:
    return transform(files_of(files), migration(to), lambda path: path == "mine.py")


def looked_at(report: Report) -> list[str]:
    return [outcome.path for outcome in report.outcomes]


def test_what_nothing_connects_with_paths_is_not_looked_at() -> None:
    report = of_mine({"mine.py": MINE, "other.py": OTHER, "old.py": OLD})
    assert looked_at(report) == ["mine.py"]
    assert [outcome.path for outcome in report.rewritten] == ["mine.py"]
    assert [line for line in report.todo if "2 files outside PATHS name the source" in line]
    report = of_mine({"mine.py": MINE, "other.py": OTHER})
    assert [line for line in report.todo if "1 file outside PATHS names the source" in line]


def test_nothing_is_to_do_elsewhere_where_all_was_looked_at() -> None:
    report = of_mine({"mine.py": MINE})
    assert report.rewritten and not [line for line in report.todo if "outside PATHS" in line]


def test_what_imports_connect_is() -> None:
    call = "print(mine.client.chat.completions.create(model='gpt-4o', messages=[]))"
    report = of_mine({"mine.py": MINE, "other.py": f"{OTHER}\nimport mine\n{call}\n"})
    assert "other.py" in looked_at(report)
    assert {d.path for d in report.diagnostics if d.code == "PATH-OUTSIDE"} == {"other.py"}


@pytest.mark.parametrize(
    "line",
    [
        "os.environ['OPENAI_API_KEY'] = 'x'",
        "os.environ.setdefault('OPENAI_API_KEY', 'x')",
        "del os.environ['OPENAI_API_KEY']",
        "del os.environ['HOME'], os.environ['OPENAI_API_KEY']",
        "os.environ['OPENAI_API_KEY'] += 'x'",
        "other, os.environ['OPENAI_API_KEY'] = 1, 'x'",
        "for os.environ['OPENAI_API_KEY'] in 'ab': pass",
        "os.environ.update(OPENAI_API_KEY='x')",
        "NAMES = ['OPENAI_API_KEY']",
        "openai_api_key: str = 'x'",
    ],
)
def test_a_variable_connects_who_does_more_than_read_it(line: str) -> None:
    outside = of_mine({"mine.py": MINE, "other.py": f"import os\n{line}\n{OTHER}"})
    assert looked_at(outside) == ["mine.py", "other.py"]
    inside = of_mine({"mine.py": f"import os\n{line}\n{MINE}", "other.py": OTHER})
    assert looked_at(inside) == ["mine.py", "other.py"]


@pytest.mark.parametrize(
    "line",
    [
        "os.environ['OPENAI_API_KEY']",
        "os.environ.get('OPENAI_API_KEY', '')",
        "os.getenv('OPENAI_API_KEY') == ''",
        "os.environ[ 'OPENAI_API_KEY' ] == ''",
    ],
)
def test_a_variable_that_is_only_read_connects_nothing(line: str) -> None:
    report = of_mine({"mine.py": MINE, "other.py": f"import os\n{line}\n{OTHER}"})
    assert looked_at(report) == ["mine.py"]


def test_the_module_of_the_sdk_is_one_for_the_whole_process() -> None:
    files = {"mine.py": OLD, "settings.py": "import openai\nopenai.api_key = 'x'\n"}
    assert looked_at(of_mine(files)) == ["mine.py", "settings.py"]


def test_what_stays_with_an_older_major_counts_where_the_sdk_stays() -> None:
    files = {"mine.py": MINE, "old.py": OLD}
    assert looked_at(of_mine(files, to="openai")) == ["mine.py", "old.py"]


def test_a_requirement_serves_what_was_not_looked_at() -> None:
    files = {"mine.py": MINE, "other.py": OTHER, "requirements.txt": "openai>=1\n"}
    report = transform(files_of(files), migration("native"), lambda path: path != "other.py")
    texts = {outcome.path: outcome.after.decode() for outcome in report.rewritten}
    assert looked_at(report) == ["mine.py", "requirements.txt"]
    assert texts["requirements.txt"].splitlines()[0] == "openai>=1"
    assert "dashscope" in texts["requirements.txt"]
