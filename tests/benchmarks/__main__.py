"""``python -m tests.benchmarks``: time the command beside ripgrep, ``ast.parse`` and libcst.

With ``--write`` the table also takes its place in the README.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.rows import PROJECT, rows, worst_cases
from tests.benchmarks.tree import gather, measure

README = PROJECT / "README.md"

if TYPE_CHECKING:
    from tests.benchmarks.rows import Line
    from tests.benchmarks.tree import Tree


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--tree", type=Path, help="time this folder, not one gathered here")
    parser.add_argument("--to", default="qwen", metavar="PROVIDER")
    parser.add_argument("--runs", type=int, default=5, help="median of so many (default: 5)")
    parser.add_argument(
        "--without", action="append", default=[], metavar="NAME", help="leave out this package"
    )
    parser.add_argument("--worst", action="store_true", help="time the worst cases, too")
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    if options.tree and not options.tree.is_dir():
        parser.error(f"no such folder: {options.tree}")
    with tempfile.TemporaryDirectory() as folder:
        gathered, scratch = Path(folder, "tree"), Path(folder, "scratch")
        gathered.mkdir()
        scratch.mkdir()
        tree = (
            measure(options.tree.resolve()) if options.tree else gather(gathered, options.without)
        )
        lines = rows(tree, options.to, options.runs, scratch)
        lines += worst_cases(options.to, scratch) if options.worst else []
    table = as_table(tree, lines, options.runs)
    if options.write:
        README.write_text(placed(README.read_text("utf-8"), table), "utf-8")
    print(as_json(tree, lines, options.runs) if options.json else table)


def placed(readme: str, table: str) -> str:
    """Return the README with ``table`` between its markers, and nothing else changed."""
    head, begin, rest = readme.partition("<!-- benchmark -->\n")
    _, end, tail = rest.partition("<!-- /benchmark -->")
    if not (begin and end):
        raise ValueError("the README has no markers for the benchmark")
    return f"{head}{begin}{table}\n{end}{tail}"


def as_table(tree: Tree, lines: list[Line], runs: int) -> str:
    """Return the rows as a Markdown table under a line that says what was timed."""
    made_of = f" ({', '.join(tree.parts)})" if tree.parts else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    size = f"{len(tree.files)} Python files, {tree.size / 1e6:.0f} MB{made_of}"
    text = [
        f"{size}; medians of {runs}, in processor seconds (user and system, all threads); "
        f"{python}, {os.cpu_count()} processors, {datetime.date.today():%Y-%m-%d}",
        "",
        "| ours | seconds | beside | seconds | ratio |",
        "|---|---:|---|---:|---:|",
    ]
    for line in lines:
        if line.skipped:
            text.append(f"| {line.ours} | {line.seconds:.2f} | {line.other} | {line.skipped} | – |")
        else:
            text.append(
                f"| {line.ours} | {line.seconds:.2f} | {line.other} | {line.other_seconds:.2f} "
                f"| {line.ratio:.2f} |"
            )
    return "\n".join(text)


def as_json(tree: Tree, lines: list[Line], runs: int) -> str:
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
            "rows": [line.as_json() for line in lines],
        },
        indent=2,
    )


if __name__ == "__main__":
    main()
