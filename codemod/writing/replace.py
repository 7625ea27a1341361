"""Replace a set of files all or nothing."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


class WriteError(Exception):
    """Nothing was written, or, if ``reason`` says so, a file could not be put back.

    ``path`` is the file in the way; ``str()`` is one line for the user.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


ABSENT = ""
"""In the place of a digest: there is no such file."""


def digest(data: bytes) -> str:
    """Return what tells ``data`` from any other bytes."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Replacement:
    """``path`` (below the root, with ``/``) shall hold ``content`` where it holds ``expected``.

    ``expected`` is the digest of its present bytes; ``ABSENT`` where there shall be no such file.
    Without ``content`` the file goes.
    """

    path: str
    expected: str
    content: bytes | None


def replace_all(
    root: Path,
    replacements: Sequence[Replacement],
    *,
    ready: Callable[[], Callable[[], None]] | None = None,
) -> None:
    """Replace the files, or leave every one as it is and raise `WriteError`.

    A link is written through to its target, which must lie below ``root``. Mode and owner stay.
    ``ready`` is called when all that can fail early has not; what it returns is called should
    the rest fail nevertheless.
    """
    top = os.path.realpath(root)
    stage = _Stage()
    undo_ready: Callable[[], None] | None = None
    try:
        for replacement in replacements:
            stage.add(replacement, _target(top, replacement))
        if ready is not None:
            undo_ready = ready()
        for step in stage.steps:
            step.commit()
    except BaseException as error:
        lost = stage.roll_back()
        if undo_ready is not None and not lost:
            undo_ready()
        if lost:
            raise WriteError(*lost[0]) from error
        if isinstance(error, OSError):
            raise WriteError(stage.path, (error.strerror or str(error)).lower()) from error
        raise
    finally:
        stage.clear()


def _target(top: str, replacement: Replacement) -> str:
    path = replacement.path
    folder, name = os.path.split(os.path.join(top, path))
    real = os.path.join(os.path.realpath(folder), name)
    if replacement.expected != ABSENT:
        real = os.path.realpath(real)
    if not Path(real).is_relative_to(top):
        raise WriteError(path, f"links out of the project, to {real}")
    return real


@dataclass
class _Step:
    """One file on its way: ``staged`` is its new text, ``kept`` is what brings the old one back."""

    stage: _Stage
    replacement: Replacement
    target: str
    staged: str
    kept: str
    done: bool = False

    def commit(self) -> None:
        self.stage.path = self.replacement.path
        _check(self.replacement, self.target)
        self.done = True  # before it is, so that an interrupt finds it
        try:
            if self.replacement.content is None:
                os.unlink(self.target)
            else:
                os.replace(self.staged, self.target)
        except OSError:
            self.done = False
            raise


@dataclass
class _Stage:
    """The files beside the targets: new ones to put in place, old ones to put back."""

    steps: list[_Step] = field(default_factory=list)
    path: str = "."
    """The file in hand."""
    _targets: set[str] = field(default_factory=set)
    _beside: list[str] = field(default_factory=list)
    _token: str = field(default_factory=lambda: secrets.token_hex(4))

    def add(self, replacement: Replacement, target: str) -> None:
        self.path = replacement.path
        if target in self._targets:
            raise WriteError(replacement.path, "is to be written twice")
        self._targets.add(target)
        _check(replacement, target)
        if replacement.expected == ABSENT:
            staged = self._staged(replacement, target)
            self.steps.append(_Step(self, replacement, target, staged, ""))
            return
        if not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise WriteError(replacement.path, "is read-only")
        staged = self._staged(replacement, target)
        _copy_mode(target, staged)
        kept = self._name(target, "old")
        _keep(target, kept)
        self.steps.append(_Step(self, replacement, target, staged, kept))

    def _staged(self, replacement: Replacement, target: str) -> str:
        staged = self._name(target, "new")
        with open(staged, "xb") as file:
            file.write(replacement.content or b"")
        return staged

    def roll_back(self) -> list[tuple[str, str]]:
        """Put the old files back; return path and reason of those for which that failed."""
        lost = []
        waiting = [step for step in self.steps if step.done]
        while waiting:
            step = waiting[-1]
            try:
                if not step.kept:
                    os.unlink(step.target)
                elif os.path.lexists(step.kept):
                    os.replace(step.kept, step.target)
            except KeyboardInterrupt:
                continue  # an impatient user gets the same tree back
            except OSError:
                self._beside.remove(step.kept)
                reason = f"could not be put back; its old text is in {step.kept}"
                lost.append((step.replacement.path, reason))
            waiting.pop()
        return lost

    def clear(self) -> None:
        for name in self._beside:
            with suppress(OSError):
                os.unlink(name)

    def _name(self, target: str, kind: str) -> str:
        folder, name = os.path.split(target)
        beside = os.path.join(folder, f".{name[:100]}.{self._token}.{kind}")
        self._beside.append(beside)
        return beside


def _check(replacement: Replacement, target: str) -> None:
    if replacement.expected == ABSENT:
        if os.path.lexists(target):
            raise WriteError(replacement.path, "has come into being in the meantime")
        return
    if not stat.S_ISREG(os.stat(target).st_mode):
        raise WriteError(replacement.path, "is no longer a regular file")
    with open(target, "rb") as file:
        if digest(file.read()) != replacement.expected:
            raise WriteError(replacement.path, "has changed in the meantime")


def _keep(target: str, kept: str) -> None:
    """Make ``kept`` the way back: a second name for the same file, or else a copy.

    Somebody else's file gets no second name: in a shared folder we could not take it away again.
    """
    if not hasattr(os, "geteuid") or os.stat(target).st_uid == os.geteuid():
        with suppress(OSError):
            os.link(target, kept)
            return
    shutil.copyfile(target, kept)
    _copy_mode(target, kept)


def _copy_mode(source: str, target: str) -> None:
    status = os.stat(source)
    if hasattr(os, "chown"):
        own = os.stat(target)
        if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
            with suppress(PermissionError):  # else somebody else's file becomes ours
                os.chown(target, status.st_uid, status.st_gid)
    os.chmod(target, stat.S_IMODE(status.st_mode))
