"""The rows: what is timed, in seconds of a processor, and beside what."""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.tree import NEEDLE, measure, only
from tests.benchmarks.worst import CASES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.tree import Tree

PROJECT = Path(__file__).resolve().parents[2]

AST_PARSE = """
import ast, sys, time, warnings
warnings.simplefilter("ignore")
sources = [open(path, "rb").read() for path in sys.stdin.read().splitlines()]
start = time.process_time()
for source in sources:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        pass
print(time.process_time() - start)
"""

LIBCST_PARSE = """
import sys, time, libcst
sources = [open(path, "rb").read() for path in sys.stdin.read().splitlines()]
start = time.process_time()
for source in sources:
    libcst.parse_module(source)
print(time.process_time() - start)
"""

RELEVANT = """\
from openai import OpenAI

reply = OpenAI().chat.completions.create(model="gpt-4o", messages=[])
print(reply.choices[0].message.content)
"""


TOOLS = {
    "ruff": ("check --isolated --no-cache --exit-zero --quiet --select F401", "one rule"),
    "ast-grep": ("run --lang python --pattern OpenAI($$$A)", "one pattern"),
    "semgrep": (
        "scan --metrics off --disable-version-check --quiet --lang python -e OpenAI(...)",
        "one pattern",
    ),
}
"""Tools that look at the whole tree → their options, and for what."""


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
    """Time the rows, each the median of ``runs`` after one run that warms the disk's cache.

    ``scratch`` is an empty folder for copies. Raises ``RuntimeError`` if the command fails.
    """
    whole = f"whole pass, {len(tree.files)} files"
    seconds = _median(lambda: _spent(_command(tree.root, provider)), runs)
    lines = [_beside_ripgrep(tree, whole, seconds, runs)]
    for tool, (options, what) in TOOLS.items():
        lines.append(_beside_tool(tree, whole, seconds, runs, tool, options.split(), what))
    parse = _median(lambda: _timed(AST_PARSE, tree.candidates), runs)
    other = f"ast.parse of the {len(tree.candidates)} candidates"
    lines.append(Line(whole, other, seconds, parse))
    lines.append(_beside_libcst(tree, provider, runs, scratch / "matched"))
    lines += _one_file(provider, runs, scratch / "one")
    return lines


def worst_cases(provider: str, scratch: Path) -> list[Line]:
    """Time each of the worst cases once, beside ``ast.parse`` of the same files."""
    lines = []
    for number, (title, (make, size)) in enumerate(CASES.items()):
        root = scratch / f"worst{number}"
        for path, data in make(size).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        seconds = _median(lambda where=root: _spent(_command(where, provider)), 1)  # type: ignore[misc]
        parsed = _median(lambda where=root: _timed(AST_PARSE, measure(where).files), 1)  # type: ignore[misc]
        lines.append(Line(title, "ast.parse of the same", seconds, parsed))
    return lines


def _one_file(provider: str, runs: int, scratch: Path) -> list[Line]:
    """Time a run over one file that has nothing to do with the SDK, and over one that has."""
    lines = []
    for name, source, module in (
        ("one irrelevant file", "def f(x):\n    return x\n", "click"),
        ("one file with a call", RELEVANT, "libcst"),
    ):
        root = scratch / module
        root.mkdir(parents=True)
        (root / "pyproject.toml").write_text("[project]\nname = 'one'\nversion = '1'\n")
        (root / "app.py").write_text(source)
        seconds = _median(lambda where=root: _spent(_command(where, provider)), runs)  # type: ignore[misc]
        command = [sys.executable, "-c", f"import {module}"]
        other = _median(lambda given=command: _spent(given), runs)  # type: ignore[misc]
        lines.append(Line(name, f"python -c 'import {module}'", seconds, other))
    return lines


def _beside_tool(
    tree: Tree, whole: str, seconds: float, runs: int, tool: str, options: list[str], what: str
) -> Line:
    found = shutil.which(tool)
    if found is None:
        return Line(whole, f"{tool}, {what}", seconds, skipped=f"{tool} is not installed")
    command = [found, *options, str(tree.root)]
    return Line(whole, f"{tool}, {what}", seconds, _median(lambda: _spent(command), runs))


def _beside_ripgrep(tree: Tree, whole: str, seconds: float, runs: int) -> Line:
    ripgrep = shutil.which("rg")
    needle = NEEDLE.decode()
    if ripgrep is None:
        return Line(whole, f"ripgrep -l {needle}", seconds, skipped="ripgrep is not installed")
    command = [ripgrep, "-l", needle, str(tree.root)]
    return Line(whole, f"ripgrep -l {needle}", seconds, _median(lambda: _spent(command), runs))


def _beside_libcst(tree: Tree, provider: str, runs: int, scratch: Path) -> Line:
    """Time the pass over a tree of only the files that it would rewrite."""
    report = json.loads(_output(_command(tree.root, provider, "--format", "json")))
    matched = tuple(tree.root / file["path"] for file in report["files"] if file["changes"])
    other = "libcst.parse_module of the same files"
    ours = f"pass over the {len(matched)} files it rewrites"
    if not matched:
        return Line(ours, other, skipped="the pass would rewrite nothing in this tree")
    small = only(tree, tuple(file for file in matched if file.suffix == ".py"), scratch)
    seconds = _median(lambda: _spent(_command(small.root, provider)), runs)
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


def _spent(command: list[str]) -> float:
    """Return the processor seconds of a command and its threads: other work beside it counts little."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _output(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


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
