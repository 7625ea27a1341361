"""The three rows: what is timed, and beside what."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.tree import NEEDLE, only

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.tree import Tree

PROJECT = Path(__file__).resolve().parents[2]

AST_PARSE = """
import ast, sys, time, warnings
warnings.simplefilter("ignore")
sources = [open(path, "rb").read() for path in sys.stdin.read().splitlines()]
start = time.perf_counter()
for source in sources:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        pass
print(time.perf_counter() - start)
"""

LIBCST_PARSE = """
import sys, time, libcst
sources = [open(path, "rb").read() for path in sys.stdin.read().splitlines()]
start = time.perf_counter()
for source in sources:
    libcst.parse_module(source)
print(time.perf_counter() - start)
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: medians in seconds of ours and of the other, or why it was not run."""

    ours: str
    other: str
    seconds: float = 0.0
    other_seconds: float = 0.0
    skipped: str = ""

    @property
    def ratio(self) -> float:
        """How many times the other's time ours is."""
        return self.seconds / self.other_seconds if self.other_seconds else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return asdict(self) | {"ratio": round(self.ratio, 3)}


def rows(tree: Tree, provider: str, runs: int, scratch: Path) -> list[Line]:
    """Time the three rows, each the median of ``runs`` after one run that warms the disk's cache.

    ``scratch`` is an empty folder for copies. Raises ``RuntimeError`` if the command fails.
    """
    whole = f"whole pass, {len(tree.files)} files"
    seconds = _median(lambda: _wall(_command(tree.root, provider)), runs)
    lines = [_beside_ripgrep(tree, whole, seconds, runs)]
    parse = _median(lambda: _timed(AST_PARSE, tree.candidates), runs)
    other = f"ast.parse of the {len(tree.candidates)} candidates"
    lines.append(Line(whole, other, seconds, parse))
    lines.append(_beside_libcst(tree, provider, runs, scratch))
    return lines


def _beside_ripgrep(tree: Tree, whole: str, seconds: float, runs: int) -> Line:
    ripgrep = shutil.which("rg")
    needle = NEEDLE.decode()
    if ripgrep is None:
        return Line(whole, f"ripgrep -l {needle}", seconds, skipped="ripgrep is not installed")
    command = [ripgrep, "-l", needle, str(tree.root)]
    return Line(whole, f"ripgrep -l {needle}", seconds, _median(lambda: _wall(command), runs))


def _beside_libcst(tree: Tree, provider: str, runs: int, scratch: Path) -> Line:
    """Time the pass over a tree of only the files that it would rewrite."""
    report = json.loads(_output(_command(tree.root, provider, "--format", "json")))
    matched = tuple(tree.root / file["path"] for file in report["files"] if file["changes"])
    other = "libcst.parse_module of the same files"
    ours = f"pass over the {len(matched)} files it rewrites"
    if not matched:
        return Line(ours, other, skipped="the pass would rewrite nothing in this tree")
    small = only(tree, tuple(file for file in matched if file.suffix == ".py"), scratch)
    seconds = _median(lambda: _wall(_command(small.root, provider)), runs)
    return Line(ours, other, seconds, _median(lambda: _timed(LIBCST_PARSE, small.files), runs))


def _command(root: Path, provider: str, *options: str) -> list[str]:
    return [sys.executable, "-m", "codemod", "--to", provider, "--check", *options, str(root)]


def _output(command: list[str]) -> str:
    """Run a command to its end and return its standard output; exit 1 says "found"."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if ran.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)}: exit {ran.returncode}: {ran.stderr[-500:]}")
    return ran.stdout


def _wall(command: list[str]) -> float:
    start = time.perf_counter()
    _output(command)
    return time.perf_counter() - start


def _timed(script: str, files: tuple[Path, ...]) -> float:
    """Return the seconds that a script in a fresh interpreter says it took over ``files``."""
    ran = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        input="\n".join(map(str, files)),
        capture_output=True,
        text=True,
    )
    return float(ran.stdout)


def _median(once: Callable[[], float], runs: int) -> float:
    once()
    return statistics.median(once() for _ in range(runs))
