"""Run the command over a copy of one package, three times, as a user would.

The first run only checks, so that the lines of its report are those of the source; the second
writes; the third proves that nothing is left to do, where the second changed anything. A first run
without a report ends the trial.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUTES = ("native", "openai")
PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 300
MIGRATE = (sys.executable, "-m", "codemod", "--to", "qwen")


@dataclass(frozen=True, slots=True)
class Trial:
    """What the three runs on one package and one route gave: the first one's report, and faults."""

    report: dict[str, Any]
    faults: tuple[str, ...]


def try_out(tree: Path, copy: Path, route: str, command: Sequence[str] = MIGRATE) -> Trial:
    """Migrate a copy of ``tree``, made at ``copy``, and say what went wrong on the way.

    ``command`` is what is run, up to its options.
    """
    command = [*command, "--sdk", route, "--format", "json"]
    shutil.copytree(tree, copy, symlinks=True)
    _git(copy, "init", "--quiet")
    _git(copy, "add", "--all", "--force")
    _git(copy, "commit", "--quiet", "--no-verify", "--message", "as published")
    faults: list[str] = []
    original = _contents(copy)

    report = _run([*command, "--check"], copy, faults, may_exit=(0, 1))
    if _contents(copy) != original:
        faults.append("--check wrote to the tree")

    if not report:
        return Trial(report, tuple(faults))

    _run(command, copy, faults)
    migrated = _contents(copy)
    faults += _unparsable(original, migrated)
    if migrated == original:
        return Trial(report, tuple(faults))

    _git(copy, "add", "--all", "--force")  # else the third run would refuse to overwrite
    again = _run(command, copy, faults)
    changed = [path for path, content in _contents(copy).items() if migrated.get(path) != content]
    faults += [f"a second run changed {path}" for path in changed]
    faults += [
        f"a second run reports a change in {file['path']}"
        for file in again.get("files", ())
        if file.get("changes")
    ]
    return Trial(report, tuple(faults))


def _run(
    command: Sequence[str], copy: Path, faults: list[str], may_exit: tuple[int, ...] = (0,)
) -> dict[str, Any]:
    """Run the command in ``copy``; return its report, add what is wrong to ``faults``."""
    environment = os.environ | {
        "PYTHONPATH": str(PROJECT),
        "XDG_STATE_HOME": str(copy.with_name(copy.name + "-state")),
        "XDG_CACHE_HOME": str(copy.with_name(copy.name + "-cache")),
    }
    what = "migrate --check" if "--check" in command else "migrate"
    try:
        ran = subprocess.run(
            [*command, "."],
            check=False,
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        faults.append(f"{what}: no end after {SECONDS} seconds")
        return {}
    if ran.returncode not in may_exit or "Traceback" in ran.stderr:
        last = ran.stderr.strip().rpartition("\n")[2]
        faults.append(f"{what}: exit {ran.returncode}: {last}")
    try:
        report = json.loads(ran.stdout)
    except ValueError:
        faults.append(f"{what}: standard output is not one JSON value")
        return {}
    return report if isinstance(report, dict) else {}


def _git(copy: Path, *arguments: str) -> None:
    """Run git in ``copy``, deaf to the user's configuration."""
    identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@localhost"]
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", *identity, "-c", "core.autocrlf=false", *arguments],
        cwd=copy,
        env=environment,
        check=True,
        capture_output=True,
    )


def _contents(copy: Path) -> dict[str, bytes]:
    """Return every file's bytes by path, git's own apart."""
    return {
        path: file.read_bytes()
        for file in copy.rglob("*")
        if file.is_file() and not (path := file.relative_to(copy).as_posix()).startswith(".git/")
    }


def _unparsable(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Name the files that were lost, or parsed before and do not any more."""
    faults = [f"{path} was lost" for path in before.keys() - after.keys()]
    for path, content in after.items():
        if path.endswith(".py") and before.get(path) != content:
            error = _syntax_error(content)
            if error and not _syntax_error(before.get(path, b"")):
                faults.append(f"{path} does not parse any more: {error}")
    return faults


def _syntax_error(source: bytes) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except (SyntaxError, ValueError) as error:
            return str(error)
    return ""
