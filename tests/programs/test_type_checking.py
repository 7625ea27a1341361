"""A type checker finds nothing new after a migration, and finds what a wrong one breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import hand
from tests.programs.hand import written
from tests.programs.type_checking import new_type_errors


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
