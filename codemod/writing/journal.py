"""The journal of the last run, in the user's state folder, and the way back.

It holds whole files, keys in them included, and is therefore readable by its owner only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codemod.vocabulary.outcomes import Rewritten
from codemod.writing.replace import Replacement, WriteError, digest, replace_all

_VERSION = 1


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
    entries = [
        {
            "path": outcome.path,
            "before": base64.b64encode(zlib.compress(outcome.before)).decode("ascii"),
            "after": digest(outcome.after),
        }
        for outcome in outcomes
        if outcome.before != outcome.after
    ]
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
    for path, before, after in _entries(root):
        current = _current(os.path.join(root, path))
        if current is None:
            raise UndoError(f"{path} is gone since the last run; nothing was restored")
        if current == digest(before):
            continue
        if current != after:
            raise UndoError(f"{path} has changed since the last run; nothing was restored")
        wanted.append(Replacement(path, after, before))
    try:
        replace_all(root, wanted)
    except WriteError as error:
        raise UndoError(f"{error}; nothing was restored") from error
    _place(root).unlink()
    return UndoResult(tuple(replacement.path for replacement in wanted))


def _entries(root: Path) -> list[tuple[str, bytes, str]]:
    """Return path, old bytes and digest of the new bytes of each file of the last run."""
    place = None
    try:
        place = _place(root)
        document: dict[str, Any] = json.loads(place.read_bytes())
        if document["version"] != _VERSION or document["root"] != os.path.realpath(root):
            raise UndoError(f"the journal of the last run is of another kind: {place}")
        return [
            (str(entry["path"]), _unpacked(entry["before"]), str(entry["after"]))
            for entry in document["files"]
        ]
    except FileNotFoundError:
        raise UndoError(f"there is no run to take back in {os.path.realpath(root)}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UndoError(f"the journal of the last run cannot be read: {reason}") from error
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise UndoError(f"the journal of the last run is damaged: {place}") from error


def _unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text, validate=True))


def _current(name: str) -> str | None:
    try:
        with open(name, "rb") as file:
            return digest(file.read())
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
