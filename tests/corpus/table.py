"""Migrate the whole open corpus on both routes, and print what became of its call sites.

``python -m tests.corpus.table`` prints the Markdown table of the README, and every fault; it exits
with 1 when there is one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.corpus.fetch import Package, UnreachableError, packages, unpacked
from tests.corpus.survey import survey
from tests.corpus.trial import MIGRATE, ROUTES, try_out
from tests.corpus.verdicts import (
    Fate,
    Verdict,
    decide,
    judgements,
    reasons,
    refusals,
    unjudged,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEADER = (
    "package",
    "call sites",
    "own chat and embeddings",
    "of these 0.x",
    "the same, of several vendors",
    *(f"migrated, {route}" for route in ROUTES),
    *(f"left, {route}" for route in ROUTES),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one package: the verdicts by route, and the faults."""

    package: Package
    verdicts: dict[str, list[Verdict]]
    faults: list[str] = field(default_factory=list)
    answered: dict[str, list[Verdict]] = field(default_factory=dict)
    """The verdicts of a run with the successor that the report asks for, where it does."""

    def core(self, route: str, answered: bool = False) -> list[Verdict]:
        """Return the verdicts on the vendor's own chat and embedding calls."""
        found = self.verdicts | self.answered if answered else self.verdicts
        return [verdict for verdict in found[route] if verdict.core]


def examine(package: Package, tree: Path, routes: Sequence[str] = ROUTES) -> Result:
    """Survey one unpacked package, migrate copies of it, and compare."""
    rows = survey(tree)
    result = Result(package, {})
    if len(rows) < package.sites:
        result.faults.append(f"{len(rows)} sites counted, {package.sites} expected")
    runs = [(result.verdicts, MIGRATE)]
    if package.successor:
        runs.append((result.answered, (*MIGRATE, "--model", package.successor)))
    for verdicts, command in runs:
        for route in routes:
            with tempfile.TemporaryDirectory() as folder:
                trial = try_out(tree, Path(folder) / package.folder, route, command)
            verdicts[route], faults = decide(rows, trial.report, judgements(package.name))
            if trial.report and command is MIGRATE:
                faults += unjudged(verdicts[route], route, refusals(package.name))
            found = [*trial.faults, *(faults if trial.report else ())]
            asked = f"--model {package.successor.partition('=')[0]}=NEW"
            if package.successor and command is MIGRATE and asked not in str(trial.report):
                found.append(f"no finding asks for {asked}")
            result.faults.extend(f"{route}: {fault}" for fault in found)
    return result


def examine_all(
    chosen: Iterable[Package], cache: Path | None = None, routes: Sequence[str] = ROUTES
) -> list[Result]:
    """Examine packages, as many at once as there are processors. Raises ``UnreachableError``."""
    trees = [(package, unpacked(package, cache)) for package in chosen]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(lambda pair: examine(pair[0], pair[1], routes), trees))


def share(results: Iterable[Result], route: str, answered: bool = False) -> tuple[int, int]:
    """Return how many own chat and embedding calls are migrated, and of how many.

    ``answered`` counts those of a run with the names that the reports ask for.
    """
    verdicts = [verdict for result in results for verdict in result.core(route, answered)]
    return sum(verdict.fate is Fate.MIGRATED for verdict in verdicts), len(verdicts)


def render(results: Sequence[Result]) -> str:
    """Return the Markdown table, with a line of sums."""
    lines = ["| " + " | ".join(HEADER) + " |", "|---" + "|---:" * 6 + "|---" * len(ROUTES) + "|"]
    lines += [_line(f"{r.package.name} {r.package.version}", [r]) for r in results]
    lines.append(_line("**all**", results))
    return "\n".join(lines)


def _line(title: str, results: Sequence[Result]) -> str:
    cells = [title, str(sum(len(result.verdicts[ROUTES[0]]) for result in results))]
    cells.append(str(share(results, ROUTES[0])[1]))
    older = [v for result in results for v in result.core(ROUTES[0]) if v.row.generation != "1.x"]
    cells.append(str(len(older)))
    cells.append(str(sum(v.unclear for result in results for v in result.verdicts[ROUTES[0]])))
    cells += [str(share(results, route)[0]) for route in ROUTES]
    for route in ROUTES:
        left = [verdict for result in results for verdict in result.verdicts[route]]
        cells.append(", ".join(f"{code} {count}" for code, count in reasons(left).items()) or "–")
    return "| " + " | ".join(cells) + " |"


def main() -> int:
    """Run from the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="packages; all without")
    parser.add_argument("--cache", type=Path, help="folder that keeps the sdists")
    parser.add_argument("--sites", action="store_true", help="print the fate of every call site")
    options = parser.parse_args()
    chosen = [p for p in packages() if not options.names or p.name in options.names]
    try:
        results = examine_all(chosen, options.cache)
    except UnreachableError as error:
        sys.exit(f"corpus: {error}")
    print(render(results))
    for route in ROUTES:
        done, total = share(results, route)
        print(f"\n{route}: {done} of {total} migrated ({done / max(total, 1):.1%})")
        if any(result.answered for result in results):
            done, total = share(results, route, answered=True)
            print(f"  with the successors that reports ask for: {done} ({done / total:.1%})")
    for result in results:
        if options.sites:
            _print_sites(result)
        for fault in result.faults:
            print(f"FAULT {result.package.name}: {fault}")
    return int(any(result.faults for result in results))


def _print_sites(result: Result) -> None:
    for route, verdicts in result.verdicts.items():
        for verdict in verdicts:
            row, judgement = verdict.row, verdict.judgement
            whose = judgement.verdict if judgement else "own"
            print(
                f"{result.package.name}\t{route}\t{row.path}:{row.line}\t{row.operation}"
                f"\t{row.generation}\t{whose}\t{verdict.fate.value}\t{verdict.reason}"
            )


if __name__ == "__main__":
    sys.exit(main())
