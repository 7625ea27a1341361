"""What a file is for, by its path alone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath

from codemod.vocabulary.patterns import late

_DOTENV = late(
    r"\.env(?:\..+|rc)?|.+\.env(?:\..+)?|(?:dot)?env[._-](?:example|sample|template|dist)"
    r"|(?:example|sample|template)\.env"
)
_COPY = late(r"(?:^|[._-])(?:example|sample|template|dist|tmpl|tpl|j2|defaults?)(?:[._-]|$)")

COMPOSE = late(r"(?:.*/)?[^/]*compose[^/]*\.ya?ml")
WORKFLOW = late(r"(?:.*/)?\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml")
DOCKERFILE = late(r"(?:.*/)?(?:[^/]*Dockerfile[^/]*|Containerfile[^/]*)")
SCRIPT = (".sh", ".bash", ".zsh")
PIPELINE = late(r"(?:.*/)?\.gitlab-ci[^/]*\.ya?ml")

FOLDERS = frozenset({"test", "tests", "testing"})


@lru_cache(maxsize=20_000)
def is_test(path: str) -> bool:
    """Say whether the file at ``path``, relative to the project, belongs to its tests.

    By the names that pytest and unittest look for, and the folders that tests commonly stand in.
    """
    parts = PurePosixPath(path).parts
    name = parts[-1] if parts else ""
    stem = name.partition(".")[0]
    return (
        any(part in FOLDERS for part in parts[:-1])
        or stem.startswith("test_")
        or stem.endswith("_test")
        or stem in ("conftest", "tests")
    )


def is_dotenv(path: str) -> bool:
    """Say whether a file of this name sets environment variables, one in a line."""
    return _DOTENV.fullmatch(path.rpartition("/")[2]) is not None


def holds_secrets(path: str) -> bool:
    """Say whether a file of this name sets environment variables and is no template for that."""
    return is_dotenv(path) and _COPY.search(path.rpartition("/")[2].lower()) is None


def sets_variables(path: str) -> bool:
    """Say whether a file of this name gives environment variables their values, or commonly does."""
    patterns = (COMPOSE, WORKFLOW, PIPELINE, DOCKERFILE)
    named = is_dotenv(path) or path.endswith(SCRIPT)
    return named or any(pattern.fullmatch(path) is not None for pattern in patterns)
