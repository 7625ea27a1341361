"""How time and memory grow with the tree and with the processes, and what the worst cases take."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.benchmarks.monorepo import AST_PARSE
from tests.benchmarks.rows import Row, Section
from tests.benchmarks.running import made, ours, scripted, took
from tests.benchmarks.tree import measure
from tests.benchmarks.worst import CASES, spread

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.running import Limit
    from tests.benchmarks.tree import Tree

TIMES = (1, 2, 4, 8)
SHARED: dict[str, tuple[int, tuple[str, ...]]] = {
    "30 files with 5 calls each": (30, ()),
    "100 files": (100, ()),
    "300 files": (300, ()),
    "300 files, formatted by black": (300, ("--black",)),
    "1,000 files": (1000, ()),
}
"""Title → how many files with five calls each, and the options of the command."""


def growth(tree: Tree, provider: str, limit: Limit, scratch: Path) -> Section:
    """Time one, two, four and eight copies of ``tree`` in one folder, by one process and by two."""
    rows = []
    root = scratch / "growth"
    first = None
    copies = 0
    for times in TIMES:
        while copies < times:
            shutil.copytree(tree.root, root / f"copy{copies}", symlinks=True)
            copies += 1
        alone = took(ours(root, provider, "--jobs", "1"), limit, scratch)
        first = first or alone
        name = f"{times} x {len(tree.files)} files"
        rows.append(Row(name, alone, f"1 x {len(tree.files)} files", first))
        if not alone.fault:
            both = took(ours(root, provider, "--jobs", "2"), limit, scratch)
            rows.append(Row(f"{name}, two processes", both, "the same, one", alone, clock=True))
    shutil.rmtree(root)
    title = "Growth (two processes beside one by the clock; else the best that a ratio can be is the number of copies):"
    return Section("growth", title, rows)


def shared(provider: str, limit: Limit, scratch: Path) -> Section:
    """Time two processes beside one, where what can be shared is half of the work or more."""
    rows = []
    for number, (title, (size, options)) in enumerate(SHARED.items()):
        root = made(scratch / f"shared{number}", spread(size))
        alone, both = (
            took(ours(root, provider, *options, "--jobs", jobs), limit, scratch)
            for jobs in ("1", "2")
        )
        rows.append(Row(f"{title}, two processes", both, "the same, one", alone, clock=True))
    title = "Two processes beside one, where every file uses the SDK, by the clock (0.50 would be the best ratio):"
    return Section("processes", title, rows)


def worst(provider: str, limit: Limit, scratch: Path) -> Section:
    """Time each of the worst cases, beside ``ast.parse`` of the same files."""
    rows = []
    for number, (title, (make, size)) in enumerate(CASES.items()):
        root = made(scratch / f"worst{number}", make(size))
        mine = took(ours(root, provider), limit, scratch)
        parse = scripted(AST_PARSE, measure(root).files, limit, scratch)
        rows.append(Row(title, mine, "ast.parse of the same", parse))
    return Section("worst", "Worst cases, in seconds of a processor:", rows)
