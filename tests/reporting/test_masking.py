"""What is printed never shows a key."""

from __future__ import annotations

from codemod.reporting.masking import Masker

PATTERN = r"toy-[A-Za-z0-9]{20,}"
KEY = "toy-" + "a1B2" * 6


def test_text_without_a_key_stays() -> None:
    text = "toy-short, and toy-" + "x" * 19
    assert Masker(PATTERN)(text) == text


def test_every_key_gives_way_to_its_length() -> None:
    masked = Masker(PATTERN)(f"api_key='{KEY}', other={KEY}0")
    assert masked == "api_key='<key of 28 characters>', other=<key of 29 characters>"


def test_without_a_pattern_nothing_is_hidden() -> None:
    assert Masker()(KEY) == KEY
    assert not Masker().finds(KEY.encode())


def test_keys_are_found_in_bytes_that_are_no_utf_8() -> None:
    assert Masker(PATTERN).finds(b"# caf\xe9\nkey = '" + KEY.encode() + b"'\n")
    assert not Masker(PATTERN).finds(b"# caf\xe9\n")
