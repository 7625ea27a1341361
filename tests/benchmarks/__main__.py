"""``python -m tests.benchmarks``: time the command beside tools that do less, or a part of it.

Prints a table, and writes the same as JSON with ``--json FILE``. With ``--write`` the table also takes its
place in the README. No row takes longer than the limit for each of its runs: what does is told as such.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.growth import growth, shared, worst
from tests.benchmarks.hook import hook
from tests.benchmarks.monorepo import matched, monorepo
from tests.benchmarks.running import PROJECT, Limit
from tests.benchmarks.tree import gather, measure

README = PROJECT / "README.md"
SECTIONS = ("monorepo", "matched", "hook", "growth", "processes", "worst")

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.benchmarks.rows import Section
    from tests.benchmarks.tree import Tree


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--tree", type=Path, help="time this folder, not one gathered here")
    parser.add_argument("--to", default="qwen", metavar="PROVIDER")
    parser.add_argument("--runs", type=int, default=5, help="median of so many (default: 5)")
    parser.add_argument(
        "--limit", type=float, default=300, metavar="SECONDS", help="of each run (default: 300)"
    )
    parser.add_argument(
        "--section", action="append", choices=SECTIONS, help="only this one; repeatable"
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="NAME", help="leave out this package"
    )
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows as JSON, too")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    if options.tree and not options.tree.is_dir():
        parser.error(f"no such folder: {options.tree}")
    chosen = options.section or SECTIONS
    limit = Limit(options.runs, options.limit)
    with tempfile.TemporaryDirectory() as folder:
        gathered, scratch = Path(folder, "tree"), Path(folder, "scratch")
        gathered.mkdir()
        scratch.mkdir()
        tree = (
            measure(options.tree.resolve()) if options.tree else gather(gathered, options.without)
        )
        found = sections(tree, options.to, limit, scratch, chosen)
    table = as_table(found, options.runs)
    if options.write:
        README.write_text(placed(README.read_text("utf-8"), table), "utf-8")
    if options.json:
        options.json.write_text(as_json(tree, found, options.runs) + "\n", "utf-8")
    print(table)


def sections(
    tree: Tree, provider: str, limit: Limit, scratch: Path, chosen: Collection[str]
) -> list[Section]:
    """Time the chosen sections; what was timed is told on standard error as it goes."""
    corpus = tree.root / "corpus"
    made = {
        "monorepo": lambda: [monorepo(tree, provider, limit, scratch)],
        "matched": lambda: matched(tree, provider, limit, scratch),
        "hook": lambda: [hook(provider, limit, scratch)],
        "growth": lambda: [
            growth(measure(corpus) if corpus.is_dir() else tree, provider, limit, scratch)
        ],
        "processes": lambda: [shared(provider, limit, scratch)],
        "worst": lambda: [worst(provider, limit, scratch)],
    }
    found = []
    for name in SECTIONS:
        if name in chosen:
            found += made[name]()
            print(f"timed: {name}", file=sys.stderr)
    return found


def placed(readme: str, table: str) -> str:
    """Return the README with ``table`` between its markers, and nothing else changed."""
    head, begin, rest = readme.partition("<!-- benchmark -->\n")
    _, end, tail = rest.partition("<!-- /benchmark -->")
    if not (begin and end):
        raise ValueError("the README has no markers for the benchmark")
    return f"{head}{begin}{table}\n{end}{tail}"


def as_table(found: list[Section], runs: int) -> str:
    """Return the sections as Markdown tables under a line that says where they were timed."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    where = f"{python}, {os.cpu_count()} processors, {datetime.date.today():%Y-%m-%d}"
    said = f"Medians of {runs}; MiB: the peak of the largest process; {where}."
    return "\n\n".join([said, *(section.as_table() for section in found)])


def as_json(tree: Tree, found: list[Section], runs: int) -> str:
    """Return the same as one JSON object."""
    return json.dumps(
        {
            "files": len(tree.files),
            "bytes": tree.size,
            "candidates": len(tree.candidates),
            "parts": tree.parts,
            "runs": runs,
            "python": platform.python_version(),
            "processors": os.cpu_count(),
            "date": f"{datetime.date.today():%Y-%m-%d}",
            "sections": {s.name: [row.as_json() for row in s.rows] for s in found},
        },
        indent=2,
    )


if __name__ == "__main__":
    main()
