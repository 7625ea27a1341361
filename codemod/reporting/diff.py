"""Unified diffs that ``git apply`` takes, as bytes: any encoding, any newline, any path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from codemod.reporting.masking import Masker
from codemod.vocabulary.outcomes import Cell, Rewritten
from codemod.vocabulary.places import holds_secrets

Opcode = tuple[str, int, int, int, int]
ESCAPES = {0x07: "a", 0x08: "b", 0x09: "t", 0x0A: "n", 0x0B: "v", 0x0C: "f", 0x0D: "r"}


def unified(
    rewritten: Iterable[Rewritten], mask: Masker, cells: Mapping[str, Sequence[Cell]] | None = None
) -> tuple[bytes, tuple[str, ...]]:
    """Return the patch of all files, and the paths that it leaves out.

    A patch has to quote the lines that it removes, so a file whose hunks would show a key is left
    out as a whole, and so is a file of secrets. Where ``cells`` tells of a file, the hunks name the cell in which they begin.
    """
    patches = []
    withheld = []
    for outcome in rewritten:
        own = (cells or {}).get(outcome.path, ())
        patch = file_patch(
            outcome.path, outcome.before, outcome.after, own, created=outcome.created
        )
        if holds_secrets(outcome.path) or mask.finds(patch):
            withheld.append(outcome.path)
        else:
            patches.append(patch)
    return b"".join(patches), tuple(withheld)


def why_withheld(path: str) -> str:
    """Return why a patch leaves the file at ``path`` out, one clause."""
    if holds_secrets(path):
        return "which would show its secrets; the report tells what changes there"
    return (
        "which would show a key; move the key into the environment first, or migrate without --diff"
    )


class Lines(SequenceMatcher[bytes]):
    """Matches lines, those too that a long file holds often (a lone bracket, an empty line).

    ``SequenceMatcher`` looks for none of those in long files, and without that rule it is quadratic.
    So they are looked for where it finds a difference only, unless that is a long one.
    """

    LONG = 1_000_000
    """Pairs of lines."""

    def __init__(self, old: list[bytes], new: list[bytes]) -> None:
        super().__init__(None, old, new)
        self.old, self.new = old, new

    def get_opcodes(self) -> list[Any]:
        found: list[Any] = []
        for tag, a, b, c, d in super().get_opcodes():
            if tag != "replace" or (b - a) * (d - c) > self.LONG:
                found.append((tag, a, b, c, d))
                continue
            within = SequenceMatcher(None, self.old[a:b], self.new[c:d], autojunk=False)
            found.extend(
                (kind, a + i, a + j, c + k, c + m) for kind, i, j, k, m in within.get_opcodes()
            )
        return found


def file_patch(
    path: str,
    before: bytes,
    after: bytes,
    cells: Sequence[Cell] = (),
    *,
    created: bool = False,
) -> bytes:
    """Return the patch of one file, empty if nothing differs."""
    old, new = _lines(before), _lines(after)
    hunks = list(Lines(old, new).get_grouped_opcodes(3)) if before != after else []
    if not hunks:
        return b""
    a, b = _quoted(b"a/" + os.fsencode(path)), _quoted(b"b/" + os.fsencode(path))
    # git ends a name that holds a space with a tab here, and reads it back so.
    end = b"\t\n" if b" " in a and not a.startswith(b'"') else b"\n"
    out = [b"diff --git ", a, b" ", b, b"\n"]
    old_name = b"/dev/null\n" if created else a + end
    out += [b"new file mode 100644\n"] if created else []
    out += [b"--- ", old_name, b"+++ ", b, end]
    for hunk in hunks:
        out += _hunk(hunk, old, new, _headings(hunk, cells))
    return b"".join(out)


def _hunk(
    opcodes: Sequence[Opcode], old: list[bytes], new: list[bytes], heading: str
) -> Iterator[bytes]:
    _, old_start, _, new_start, _ = opcodes[0]
    _, _, old_end, _, new_end = opcodes[-1]
    header = f"@@ -{_range(old_start, old_end)} +{_range(new_start, new_end)} @@{heading}\n"
    yield header.encode()
    for tag, a, b, c, d in opcodes:
        if tag == "equal":
            yield from _marked(b" ", old[a:b])
        else:
            yield from _marked(b"-", old[a:b])
            yield from _marked(b"+", new[c:d])


def _headings(opcodes: Sequence[Opcode], cells: Sequence[Cell]) -> str:
    """Return what a hunk's head says of the cells that it changes; ``git apply`` passes over it."""
    lines = [range(a + 1, max(b, a + 1) + 1) for tag, a, b, _, _ in opcodes if tag != "equal"]
    numbers = [
        str(cell.number)
        for cell in cells
        if any(rows[0] <= cell.span.end_line and cell.span.line <= rows[-1] for rows in lines)
    ]
    return f" cell {', '.join(numbers)}" if numbers else ""


def _range(start: int, end: int) -> str:
    length = end - start
    # An empty range stands behind the line it names.
    first = start + 1 if length else start
    return str(first) if length == 1 else f"{first},{length}"


def _marked(mark: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[bytes]:
    """Split after line feeds only, as git does."""
    lines = data.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _quoted(name: bytes) -> bytes:
    """Quote a file name as git does where it cannot stand as it is."""
    try:
        name.decode("utf-8")
        special = any(byte < 0x20 or byte in b'"\\\x7f' for byte in name)
    except UnicodeDecodeError:
        special = True
    if not special:
        return name
    return b'"' + "".join(_escaped(byte) for byte in name).encode() + b'"'


def _escaped(byte: int) -> str:
    if byte in ESCAPES:
        return "\\" + ESCAPES[byte]
    if byte in b'"\\':
        return "\\" + chr(byte)
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"
