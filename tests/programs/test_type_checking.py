"""A type checker finds nothing new after a migration, and finds what a wrong one breaks.

One run of it looks at all of these programs; tests/soak/test_type_checking.py has it look at every one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import hand
from tests.programs.cases import all_cases
from tests.programs.hand import written
from tests.programs.harness import contents
from tests.programs.many_trees import Files, lay_out, migrated, new_errors_of
from tests.programs.type_checking import EXPLAINED

RIGHT = (hand.MEMORY, hand.TOOLS, hand.ERRORS)
WRONG = {
    "member": (hand.STREAM_USAGE, ("usage.input_tokens", "usage.prompt_tokens"), "prompt_tokens"),
    "error": (hand.ERRORS, ("errors.RateLimitError", "errors.TooManyRequests"), "TooManyRequests"),
    "name": (hand.MEMORY, ("from dashscope import Client", "import dashscope"), "Client"),
    "import": (
        hand.CHAT,
        ("from dashscope import Client", "from dashscope import Klient"),
        "Klient",
    ),
}
CASES = all_cases()
FEW = [
    (case, sdk)
    for number, case in enumerate(CASES)
    for sdk in case.sdks
    if number % 12 == 0 or f"{case.name}-{sdk}" in EXPLAINED
]
"""The programs with an error that is explained, and one in twelve of all."""


@pytest.fixture(scope="module")
def worse(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the checker finds more of after, by the name of a migration."""

    def by_hand(made: hand.Hand, *wrong: tuple[str, str]) -> tuple[Files, Files]:
        case, tree = written(made, tmp_path_factory.mktemp("made"), *wrong)
        return contents(case.before), contents(tree)

    trees = migrated(FEW)
    trees |= {f"right_{made.case}": by_hand(made) for made in RIGHT}
    trees |= {f"wrong_{name}": by_hand(made, wrong) for name, (made, wrong, _) in WRONG.items()}
    return new_errors_of(trees, tmp_path_factory.mktemp("all"))


@pytest.mark.parametrize("made", RIGHT, ids=lambda made: made.case)
def test_a_right_migration_adds_no_error(worse: dict[str, str], made: hand.Hand) -> None:
    assert worse[f"right_{made.case}"] == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_migration_adds_one(worse: dict[str, str], name: str) -> None:
    assert WRONG[name][2] in worse[f"wrong_{name}"]


@pytest.mark.parametrize("name", [f"{case.name}-{sdk}" for case, sdk in FEW])
def test_a_fixture_has_no_new_error_that_is_not_explained(worse: dict[str, str], name: str) -> None:
    assert bool(worse[name]) == (name in EXPLAINED), worse[name]


def test_every_explanation_is_of_a_program() -> None:
    assert EXPLAINED.keys() <= {f"{case.name}-{sdk}" for case, sdk in FEW}


def test_the_imports_of_a_program_in_a_package_of_its_own(tmp_path: Path) -> None:
    files = {
        "main.py": b"import os, tools\nimport tools\nimport tools as t\nfrom tools.x import a\nimport toolsy\n",
        "tools/x.py": b"def f():\n    from main import g\n",
    }
    lay_out(tmp_path, "one__before", files)
    assert (tmp_path / "one__before/main.py").read_text() == (
        "import os, tools\nfrom one__before import tools\nimport one__before.tools as t\n"
        "from one__before.tools.x import a\nimport toolsy\n"
    )
    assert (
        "    from one__before.main import g\n" in (tmp_path / "one__before/tools/x.py").read_text()
    )


def test_a_hidden_file_is_no_module_of_a_program(tmp_path: Path) -> None:
    main = b"import os\nfrom openai import OpenAI\nimport settings\n"
    hidden = {".env.example": b"KEY=\n", ".ci/run.py": b"import os\n"}
    lay_out(tmp_path, "one", {"main.py": main, "settings.py": b"", "openai.md": b"", **hidden})
    assert (tmp_path / "one/main.py").read_text() == (
        "import os\nfrom openai import OpenAI\nfrom one import settings\n"
    )
    assert (tmp_path / "one/.ci/run.py").read_text() == "import os\n"
