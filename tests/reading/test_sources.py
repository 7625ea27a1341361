"""What a file's bytes are, and the one line that says why they are of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemod.reading import sources
from codemod.reading.needles import compile_needles
from codemod.reading.select import select
from codemod.vocabulary.outcomes import Skipped
from tests.reading.trees import put, unprivileged

NEEDLE = compile_needles(["needle"])


def refused(found: object) -> str:
    assert isinstance(found, Skipped)
    assert found.path == "a.py"
    assert "\n" not in found.reason
    return found.reason


def test_a_file_that_vanished_after_it_was_listed_gets_a_line(tmp_path: Path) -> None:
    put(tmp_path, "a.py", "b.py")
    paths = select(tmp_path, [tmp_path]).python
    (tmp_path / "a.py").unlink()
    first, second = (sources.read(tmp_path, path) for path in paths)
    assert refused(first) == "gone since the files were listed"
    assert second == b"x = 1\n"


def test_a_file_that_became_a_folder_or_a_loop_gets_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").mkdir()
    assert refused(sources.read(tmp_path, "a.py")) == "not readable: is a directory"
    assert refused(sources.read_if(tmp_path, "a.py", NEEDLE)) == "not readable: is a directory"
    (tmp_path / "a.py").rmdir()
    (tmp_path / "a.py").symlink_to("a.py")
    assert refused(sources.read(tmp_path, "a.py")).startswith("not readable: too many")


def test_a_file_that_may_not_be_read_gets_a_line() -> None:
    with unprivileged() as folder:
        put(folder, "a.py")
        (folder / "a.py").chmod(0)
        assert refused(sources.read(folder, "a.py")) == "not readable: permission denied"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x7fELF\0\0 needle", "binary"),
        ("needle".encode("utf-16"), "UTF-16 or UTF-32, which Python does not read"),
    ],
)
def test_bytes_that_are_no_text_get_a_line(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert refused(sources.read(tmp_path, "a.py")) == reason


def test_a_binary_file_without_a_needle_is_nothing_to_speak_of(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"\0\0\0")
    assert sources.read_if(tmp_path, "a.py", NEEDLE) is None
    (tmp_path / "a.py").write_bytes(b"\0needle")
    assert refused(sources.read_if(tmp_path, "a.py", NEEDLE)) == "binary"


@pytest.mark.parametrize("data", [b"", b"\r\n", b"\xef\xbb\xbfx = 1\r\n", b"\xff\xfe"])
def test_bytes_come_as_they_are(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert sources.read(tmp_path, "a.py") == data


@pytest.mark.parametrize("needle_at", [None, 0, sources.HUGE + 7])
def test_a_huge_file_is_loaded_only_for_a_needle(tmp_path: Path, needle_at: int | None) -> None:
    data = bytearray(b"#" * (sources.HUGE + 100))
    if needle_at is not None:
        data[needle_at : needle_at + 6] = b"needle"
    (tmp_path / "a.py").write_bytes(data)
    found = sources.read_if(tmp_path, "a.py", NEEDLE)
    assert found == (None if needle_at is None else bytes(data))


# Decoding


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"x = 1\r\ny = 2\r", "x = 1\r\ny = 2\r"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'\n", "x = 'é'\n"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "# -*- coding: latin-1 -*-\nx = 'é'\n"),
        (
            b"#!/x\n# vim: set fileencoding=cp1252 :\n'\x80'",
            "#!/x\n# vim: set fileencoding=cp1252 :\n'€'",
        ),
    ],
)
def test_source_is_decoded_as_it_declares(data: bytes, text: str) -> None:
    assert sources.decode("a.py", data) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x = 1\ny = 2\nz = '\xe9'\n", "not valid utf-8: byte 0xe9 on line 3"),
        (b"x = '\xe9'\n", "not valid utf-8 in its first two lines"),
        (b"# coding: ascii\n\n\nx = '\xe9'\n", "not valid ascii: byte 0xe9 on line 4"),
        (b"# coding: klingon\n", "unknown encoding: klingon"),
        (
            b"\xef\xbb\xbf# coding: latin-1\n",
            "its byte order mark contradicts its encoding declaration",
        ),
        (b"# coding: rot13\nx = 1\n", "rot13 is not an encoding of text"),
        (b"# coding: hex\nzz", "hex is not an encoding of text"),
    ],
)
def test_source_that_cannot_be_decoded_gets_a_line(data: bytes, reason: str) -> None:
    assert refused(sources.decode("a.py", data)) == reason


def test_a_text_is_utf8_whatever_its_comments_say() -> None:
    data = "# coding: latin-1\né".encode()
    assert sources.decode("a.yml", data, python=False) == "# coding: latin-1\né"
    assert isinstance(sources.decode("a.yml", b"\n\n\xe9", python=False), Skipped)
