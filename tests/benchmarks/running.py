"""Run a command to its end or to a limit of time; what it took of a processor, a clock and memory."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
BESIDE = str(Path(PYTHON).parent)

WATCHED = """
import json, os, resource, signal, subprocess, sys, time
limit, output, *command = sys.argv[1:]
before = resource.getrusage(resource.RUSAGE_CHILDREN)
start = time.perf_counter()
with open(output, "wb") as file:
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file,
                             stderr=subprocess.STDOUT, start_new_session=True)
    try:
        status = child.wait(float(limit))
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        status = None
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([status, used.ru_utime + used.ru_stime, wall, used.ru_maxrss]))
"""
"""A small process starts the command: a child's peak memory counts from what its parent has."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How often a command runs (the median counts), and for how many seconds at most."""

    runs: int = 1
    seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class Took:
    """What a command took: seconds of processors and of a clock, peak MiB of its largest process.

    ``fault`` says in one clause why there is nothing to tell, as "not ended in 60 s".
    """

    seconds: float = 0.0
    wall: float = 0.0
    peak: float = 0.0
    fault: str = ""
    output: str = ""


def took(
    command: Sequence[str], limit: Limit, scratch: Path, *, accept: Sequence[int] = (0, 1)
) -> Took:
    """Run ``command`` once to warm up, then as often as said; return the medians.

    Where it is said to run no more, the first run is what counts. A run over the limit, or an exit status that is not accepted, ends it. ``scratch`` is a folder
    for what the command prints, of which the last run's is kept.
    """
    if limit.seconds <= 0:
        return Took(fault="no time was given")
    found: list[Took] = []
    for _ in range(limit.runs + 1):
        each = once(command, limit.seconds, scratch, accept)
        if each.fault:
            return each
        found.append(each)
        if each.wall * 3 > limit.seconds:  # one run of what takes so long is enough
            break
    found = found[1:] or found
    return Took(
        statistics.median(each.seconds for each in found),
        statistics.median(each.wall for each in found),
        max(each.peak for each in found),
        output=found[-1].output,
    )


def once(command: Sequence[str], seconds: float, scratch: Path, accept: Sequence[int]) -> Took:
    """Run ``command`` once, for at most so many seconds."""
    output = scratch / "output"
    ran = subprocess.run(
        [PYTHON, "-I", "-S", "-c", WATCHED, str(seconds), str(output), *command],
        check=True,
        capture_output=True,
        text=True,
        env=environment(scratch),
    )
    status, used, wall, peak = json.loads(ran.stdout)
    said = output.read_text("utf-8", "replace")
    if status is None:
        return Took(fault=f"not ended in {seconds:g} s")
    if status not in accept:
        last = " ".join(said[-80:].split())
        return Took(fault=f"failed with exit {status}: {last}".rstrip(": "))
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Took(used, wall, peak / scale, output=said)


def environment(scratch: Path) -> dict[str, str]:
    """Return the variables to run with: byte code is kept, as it is where a package is installed."""
    kept = os.environ.get("PYTHONPYCACHEPREFIX") or str(scratch / "bytecode")
    own = {"PYTHONPATH": str(PROJECT), "PYTHONPYCACHEPREFIX": kept}
    left = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return left | own


def scripted(script: str, files: Sequence[Path], limit: Limit, scratch: Path) -> Took:
    """Time a script in a fresh interpreter; it gets a file that lists ``files``, and prints its seconds."""
    listed = scratch / "listed"
    listed.write_text("\n".join(map(str, files)), "utf-8")
    ran = took([PYTHON, "-c", script, str(listed)], limit, scratch, accept=(0,))
    if ran.fault:
        return ran
    seconds = float(ran.output)
    return Took(seconds, seconds, ran.peak)


def tool(name: str) -> str | None:
    """Return the path of a tool: beside this Python, or on the search path."""
    return shutil.which(name, path=os.pathsep.join((BESIDE, os.environ.get("PATH", ""))))


def ours(root: Path, provider: str, *options: str) -> list[str]:
    """Return the command that looks what would change below ``root``."""
    return [PYTHON, "-m", "codemod", "--to", provider, "--check", *options, str(root)]


def made(root: Path, files: dict[str, bytes]) -> Path:
    """Write files to a new folder, and return it."""
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root
