"""Needles are found as they stand, with and without the faster search."""

from __future__ import annotations

import importlib.util

import pytest

from codemod.reading.needles import Needles, compile_needles

FAST = importlib.util.find_spec("ahocorasick_rs") is not None
WORDS = ["toy", "toy_sdk", "T.Y", "größe", "chat.create", "pictures.create", ".env", "end."]


@pytest.fixture(
    params=[True, pytest.param(False, marks=pytest.mark.skipif(not FAST, reason="slow"))]
)
def needles(request: pytest.FixtureRequest) -> Needles:
    return Needles(compile_needles(WORDS).words, plain=request.param)


def test_words_within_words_are_not_searched_for() -> None:
    assert compile_needles(["toy_sdk", "toy", "a", "toy"]).words == (b"a", b"toy")


@pytest.mark.parametrize(
    "text",
    [
        "import toy_sdk",
        "x = 'T.Y'",
        "größe",
        "a.chat.create()",
        "pictures.create",
        "the .env of",
        "end.",
        "toy",
    ],
)
def test_words_are_found(text: str, needles: Needles) -> None:
    assert needles.within(text.encode())


@pytest.mark.parametrize("text", ["", "TOY TxY import to", "sound.create()", "chat.cre", "env"])
def test_other_texts_are_not(text: str, needles: Needles) -> None:
    assert not needles.within(text.encode())


def test_no_words_are_in_nothing() -> None:
    assert not compile_needles([]).within(b"anything")
