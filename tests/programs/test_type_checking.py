"""A type checker finds nothing new after a migration, and finds what a wrong one breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import hand
from tests.programs.cases import all_cases
from tests.programs.hand import written
from tests.programs.harness import contents
from tests.programs.many_trees import lay_out, new_errors_of, of_tree
from tests.programs.type_checking import errors_of, grown, new_type_errors

UNMASKED = (
    "mypy took the source's call for wrong, and so its result for Any: it looked at nothing behind"
)
OPTIONAL = "the target's types say None where the source's do not, of what each reply has"
PARTIAL = "of overloads mypy's partial takes the first, which is that of a stream"
NARROWING = "a test of a member narrows it, a test of getattr does not"
MIXED = "the values of the dict are of several types, so mypy knows none of them"
UNTYPED = "0.x has no types, so mypy saw nothing of what may be None there"
EXPLAINED = {
    "embeddings_ada-native": OPTIONAL,
    "embeddings_batched-native": OPTIONAL,
    "functions_stream-openai": OPTIONAL,
    "kwargs_dict_literal-native": MIXED,
    "max_completion_tokens-native": UNMASKED,
    "method_partial-native": PARTIAL,
    "method_partial_nested-native": PARTIAL,
    **dict.fromkeys(("older_async-native", "older_async-openai"), UNTYPED),
    **dict.fromkeys(("older_completion-native", "older_completion-openai"), UNTYPED),
    "older_functions-native": OPTIONAL,
    **dict.fromkeys(("older_service-native", "older_service-openai"), UNTYPED),
    "response_usage_details-native": NARROWING,
    "tools_forced-native": UNMASKED,
    "tools_loop-native": OPTIONAL,
}
"""Fixtures with an error that only a type checker sees after; the program runs as before."""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


@pytest.mark.parametrize("made", [hand.MEMORY, hand.TOOLS, hand.ERRORS], ids=lambda made: made.case)
def test_a_right_migration_adds_no_error(tmp_path: Path, cache: Path, made: hand.Hand) -> None:
    case, tree = written(made, tmp_path)
    assert new_type_errors(case.before, tree, cache) == []


@pytest.mark.parametrize(
    ("made", "wrong", "expected"),
    [
        (hand.STREAM_USAGE, ("usage.input_tokens", "usage.prompt_tokens"), "prompt_tokens"),
        (hand.ERRORS, ("errors.RateLimitError", "errors.TooManyRequests"), "TooManyRequests"),
        (hand.MEMORY, ("from dashscope import Client", "import dashscope"), "Client"),
        (hand.CHAT, ("from dashscope import Client", "from dashscope import Klient"), "Klient"),
    ],
    ids=["member", "error", "name", "import"],
)
def test_a_wrong_migration_adds_one(
    tmp_path: Path, cache: Path, made: hand.Hand, wrong: tuple[str, str], expected: str
) -> None:
    case, tree = written(made, tmp_path, wrong)
    assert any(expected in error for error in new_type_errors(case.before, tree, cache))


def test_no_fixture_has_a_new_error_that_is_not_explained(tmp_path: Path, cache: Path) -> None:
    rows = [(case, sdk) for case in all_cases() for sdk in case.sdks]
    found = new_errors_of(rows, tmp_path, cache)
    strange = {name: errors for name, errors in found.items() if name not in EXPLAINED}
    assert strange == {}, "\n".join(f"{name}\n{errors}" for name, errors in strange.items())
    assert found.keys() == EXPLAINED.keys()


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


def test_a_wrong_member_is_found_among_many_programs(tmp_path: Path, cache: Path) -> None:
    case, tree = written(hand.STREAM_USAGE, tmp_path, ("usage.input_tokens", "usage.prompt_tokens"))
    lay_out(tmp_path / "all", "a__before", contents(case.before))
    lay_out(tmp_path / "all", "a__native", contents(tree))
    found = errors_of(tmp_path / "all", cache)
    worse = grown(of_tree(found, "a__before"), of_tree(found, "a__native"))
    assert [text for text in worse if "prompt_tokens" in text]
