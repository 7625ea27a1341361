"""Trees are shared by what asks for the same file, and few are kept."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from codemod.vocabulary import trees
from codemod.vocabulary.trees import parsed

NEWER = b"match x:\n    case 1:\n        pass\n"


@pytest.fixture(autouse=True)
def none_kept() -> Iterator[None]:
    trees.forget()
    yield
    trees.forget()


def test_the_same_bytes_have_the_same_tree() -> None:
    assert parsed(b"x = 1\n") is parsed(b"x = 1\n")
    assert parsed(b"x = 1\n") is not parsed(b"x = 2\n")


def test_a_tree_of_an_older_grammar_serves_for_a_newer_one() -> None:
    tree = parsed(b"x = 1\n", (3, 8))
    assert parsed(b"x = 1\n") is tree
    assert parsed(b"x = 1\n", (3, 9)) is tree


def test_a_tree_of_this_grammar_proves_nothing_of_an_older_one() -> None:
    parsed(NEWER)
    with pytest.raises(SyntaxError):
        parsed(NEWER, (3, 9))
    with pytest.raises(SyntaxError):
        parsed(NEWER, (3, 8))


def test_the_parser_does_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parsed(b"x = '\\d'\n")


def test_large_files_keep_two_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MOST", 10)
    first, second = parsed(b"first = 1\n"), parsed(b"second = 2\n")
    assert parsed(b"first = 1\n") is first
    parsed(b"third = 3\n")
    assert parsed(b"first = 1\n") is first
    assert parsed(b"second = 2\n") is not second
