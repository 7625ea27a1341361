"""The journal of the last run, in the user's state folder, and the way back.

It holds whole files, keys in them included, and is therefore readable by its owner only. Of files of
secrets it holds no more than the lines that were changed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from codemod.vocabulary.outcomes import Rewritten
from codemod.vocabulary.places import holds_secrets
from codemod.vocabulary.records import dataclass
from codemod.writing.replace import ABSENT, Replacement, WriteError, digest, replace_all

_VERSION = 2


class UndoError(Exception):
    """Nothing was restored; ``str()`` is one line for the user."""


@dataclass(frozen=True, slots=True)
class UndoResult:
    """The files that were restored, relative to the root; ``len()`` is their number."""

    paths: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.paths)


def record(root: Path, outcomes: Sequence[Rewritten]) -> Callable[[], None]:
    """Keep what `undo` needs in place of the last run's, and return how to take that back.

    Raises OSError when the state folder cannot be written.
    """
    entries = [_entry(outcome) for outcome in outcomes if outcome.before != outcome.after]
    place = _place(root)
    last = place.read_bytes() if place.exists() else None
    document = {"version": _VERSION, "root": os.path.realpath(root), "files": entries}
    _store(place, json.dumps(document, indent=1).encode("ascii"))
    return lambda: place.unlink() if last is None else _store(place, last)


def undo(root: Path) -> UndoResult:
    """Restore what the last run below ``root`` rewrote, and forget the run.

    All or nothing: raises `UndoError` when there is no such run, or a file has changed since.
    A file that already holds its old bytes is left as it is.
    """
    wanted: list[Replacement] = []
    for entry in _entries(root):
        current = _current(os.path.join(root, entry.path))
        if current is None and entry.was == ABSENT:
            continue
        if current is None:
            raise UndoError(f"{entry.path} is gone since the last run; nothing was restored")
        if digest(current) == entry.was:
            continue
        if digest(current) != entry.after:
            raise UndoError(f"{entry.path} has changed since the last run; nothing was restored")
        wanted.append(Replacement(entry.path, entry.after, entry.restored(current)))
    try:
        replace_all(root, wanted)
    except WriteError as error:
        raise UndoError(f"{error}; nothing was restored") from error
    _place(root).unlink()
    return UndoResult(tuple(replacement.path for replacement in wanted))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of the last run: the digests of its old (``ABSENT`` for none) and new bytes, and what was old.

    ``before`` are its old bytes; where that is None, ``lines`` are the old lines by their number.
    """

    path: str
    was: str
    after: str
    before: bytes | None
    lines: Mapping[int, bytes]

    def restored(self, current: bytes) -> bytes | None:
        """Return the old bytes of a file that holds the new ones, None where there was none."""
        if self.was == ABSENT:
            return None
        if self.before is not None:
            return self.before
        rows = current.splitlines(keepends=True)
        return b"".join(self.lines.get(number, row) for number, row in enumerate(rows))


def _entry(outcome: Rewritten) -> dict[str, object]:
    found: dict[str, object] = {
        "path": outcome.path,
        "was": ABSENT if outcome.created else digest(outcome.before),
        "after": digest(outcome.after),
    }
    old, new = outcome.before.splitlines(keepends=True), outcome.after.splitlines(keepends=True)
    if holds_secrets(outcome.path) and len(old) == len(new):
        rows = enumerate(zip(old, new, strict=True))
        found["lines"] = {str(n): _packed(a) for n, (a, b) in rows if a != b}
    else:
        found["before"] = _packed(outcome.before)
    return found


def _entries(root: Path) -> list[_Entry]:
    """Return the files of the last run."""
    place = None
    try:
        place = _place(root)
        document: dict[str, Any] = json.loads(place.read_bytes())
        if document["version"] != _VERSION or document["root"] != os.path.realpath(root):
            raise UndoError(f"the journal of the last run is of another kind: {place}")
        return [_read(entry) for entry in document["files"]]
    except FileNotFoundError:
        raise UndoError(f"there is no run to take back in {os.path.realpath(root)}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UndoError(f"the journal of the last run cannot be read: {reason}") from error
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise UndoError(f"the journal of the last run is damaged: {place}") from error


def _read(entry: dict[str, Any]) -> _Entry:
    before = _unpacked(entry["before"]) if "lines" not in entry else None
    lines = {int(number): _unpacked(text) for number, text in entry.get("lines", {}).items()}
    return _Entry(str(entry["path"]), str(entry["was"]), str(entry["after"]), before, lines)


def _packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data)).decode("ascii")


def _unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text, validate=True))


def _current(name: str) -> bytes | None:
    try:
        with open(name, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UndoError(f"{name}: {(error.strerror or str(error)).lower()}") from error


def _place(root: Path) -> Path:
    key = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:24]
    return _state_folder() / "journal" / f"{key}.json"


def _state_folder() -> Path:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "migrate" if local else _home() / "AppData/Local/migrate"
    state = os.environ.get("XDG_STATE_HOME", "")
    # The specification: a relative path there is invalid and must be ignored.
    return (Path(state) if os.path.isabs(state) else _home() / ".local/state") / "migrate"


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise OSError(str(error)) from error


def _store(place: Path, data: bytes) -> None:
    """Write a file that only its owner may read, at once or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    staged = place.with_name(f".{place.name}.{os.getpid()}")
    staged.unlink(missing_ok=True)
    try:
        with open(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        os.replace(staged, place)
    finally:
        staged.unlink(missing_ok=True)
