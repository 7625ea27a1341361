"""Read a file once, as bytes, and say in one clause why it cannot be read."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from codemod.reading.needles import Needles
from codemod.vocabulary.skipped import Skipped

HUGE = 5 * 1024 * 1024
"""A file of more bytes is searched where it lies, and loaded only when it holds a needle."""

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def read(root: Path | str, path: str) -> bytes | Skipped:
    """Return the bytes of the file at ``path`` below ``root``, or why they are no text."""
    try:
        with open(os.path.join(root, path), "rb") as file:
            data = file.read()
    except OSError as error:
        return Skipped(path, _reason(error))
    return _text(path, data)


def read_if(root: Path | str, path: str, needles: Needles) -> bytes | Skipped | None:
    """Like `read`, but None for a file that holds no needle, binary or not."""
    try:
        with open(os.path.join(root, path), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > HUGE:
                import mmap

                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
                    if all(view.find(needle) < 0 for needle in needles.words):
                        return None
            data = file.read()
    except OSError as error:
        return Skipped(path, _reason(error))
    return _text(path, data) if needles.within(data) else None


def decode(path: str, data: bytes, *, python: bool = True) -> str | Skipped:
    """Return the text of ``data`` without its byte order mark, or why it has none.

    Python source is decoded as its encoding declaration says, anything else as UTF-8. Line
    endings stay as they are.
    """
    encoding = "utf-8-sig"
    if python:
        import io
        import tokenize

        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        except SyntaxError as error:
            return Skipped(path, _encoding_reason(str(error)))
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        name = encoding.removesuffix("-sig")
        byte = data[error.start]
        return Skipped(path, f"not valid {name}: byte 0x{byte:02x} on line {line}")
    except (LookupError, ValueError):
        return Skipped(path, f"{encoding} is not an encoding of text")


def _encoding_reason(message: str) -> str:
    if message.startswith("unknown encoding"):
        return message.partition(" for ")[0]
    if "encoding problem" in message:
        return "its byte order mark contradicts its encoding declaration"
    return "not valid utf-8 in its first two lines"


def _text(path: str, data: bytes) -> bytes | Skipped:
    if b"\0" not in data:
        return data
    if data.startswith(_WIDE_MARKS):
        return Skipped(path, "UTF-16 or UTF-32, which Python does not read")
    return Skipped(path, "binary")


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "gone since the files were listed"
    if isinstance(error, PermissionError):
        return "not readable: permission denied"
    return f"not readable: {(error.strerror or str(error)).lower()}"
