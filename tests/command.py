"""The command in a process of its own, as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ran:
    """What one run of the command left: its status and its two streams."""

    status: int
    out: str
    err: str
    raw: bytes


def migrate(
    *arguments: str | Path,
    cwd: Path,
    home: Path | None = None,
    environment: dict[str, str] | None = None,
    stdout: int = subprocess.PIPE,
) -> Ran:
    """Run ``migrate`` in ``cwd``; its state and cache stay beside that folder."""
    home = home or cwd.parent / f"{cwd.name}-home"
    own = {
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-m", "codemod", *map(str, arguments)],
        check=False,
        cwd=cwd,
        env={**os.environ, **own, **(environment or {})},
        stdout=stdout,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    raw = ran.stdout or b""
    return Ran(ran.returncode, raw.decode(errors="replace"), ran.stderr.decode(), raw)
