"""Programs × targets.

``python -m tests.programs.matrix [--keep FOLDER] [TARGET | TARGET-SDK ...]`` runs every program at each
target, with each of its SDKs or with one, and prints what became of them; it takes minutes for each, and
keeps what it found in a file for each. ``--write`` puts the table of features, as the tests hold them,
between the README's markers, and ``--write FOLDER`` also what is kept there: the counts into the README,
and each program at each target into ``matrix.md`` beside this file.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple
from datetime import date
from pathlib import Path

from tests.fake.vendor import Vendor
from tests.fake.vendors import VENDORS
from tests.programs.cases import Case, all_cases
from tests.programs.harness import bench
from tests.programs.verdicts import FEATURES, ROUTES, Verdict, verdict

README = Path(__file__).parents[2] / "README.md"
WHOLE = Path(__file__).with_name("matrix.md")
CASES = [case for case in all_cases() if "openai" in case.sdks and case.here]
"""The programs that migrate to Qwen's compatible endpoint: what another target can be asked for."""
KINDS = ("equal", "part", "left", "differs", "wrong")
SIGNS = {"equal": "=", "part": "p", "left": "l", "differs": "d", "wrong": "WRONG"}
LEGEND = (
    "What becomes of each program of `fixtures/` at each target, on the route of its own SDK (`n`) and of "
    "the openai SDK (`o`): `=` does the same, `p` moves in part, `l` is left, `d` differs as a finding "
    "tells. Made by `python -m tests.programs.matrix`.\n\n"
)

Verdicts = Mapping[str, Mapping[str, Verdict]]
"""Target and SDK → program → what becomes of it."""


def judge(
    routes: Iterable[tuple[str, str]], cases: Iterable[Case]
) -> Iterator[tuple[str, dict[str, Verdict]]]:
    """Yield, for each target and SDK, what becomes of the programs."""
    rows = list(cases)
    with bench() as opened:
        for target, sdk in routes:
            found = {case.name: verdict(opened, case, VENDORS[target], sdk) for case in rows}
            yield f"{target}-{sdk}", found


def kept(folder: Path) -> dict[str, dict[str, Verdict]]:
    """Return the verdicts that a folder keeps, by target and SDK."""
    return {
        path.stem: {name: Verdict(*row[:2]) for name, row in json.loads(path.read_text()).items()}
        for path in sorted(folder.glob("*.json"))
    }


def table(verdicts: Verdicts) -> str:
    """Return the rows of targets, in Markdown: how many programs do the same, and why others stay."""
    lines = [
        "| target | SDK | the same | in part | left | differs, as told | wrong | left for |",
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    for route, found in verdicts.items():
        target, _, sdk = route.rpartition("-")
        kinds = Counter(each.kind for each in found.values())
        codes = Counter(
            code
            for each in found.values()
            if each.kind in ("left", "part")
            for code in {reason.split(" ")[0] for reason in each.reason.split("; ") if reason}
            if code.isupper()
        )
        often = sorted(codes.items(), key=lambda row: (-row[1], row[0]))[:3]
        why = ", ".join(f"{code} {number}" for code, number in often) or "–"
        counts = " | ".join(str(kinds[kind]) for kind in KINDS)
        lines.append(f"| `{target}` | {sdk} | {counts} | {why} |")
    return "\n".join(lines) + "\n"


def counted(verdicts: Verdicts) -> str:
    """Return the part of the README that says what became of all programs."""
    number = len({name for found in verdicts.values() for name in found})
    today = date.today().isoformat()
    return f"All {number} programs that run on Qwen's compatible endpoint, {today}:\n\n{table(verdicts)}"


def whole(verdicts: Verdicts) -> str:
    """Return each program at each target, in Markdown."""
    names = sorted({name for found in verdicts.values() for name in found})
    heads = [f"{r.rpartition('-')[0]} {r.rpartition('-')[2][0]}" for r in verdicts]
    lines = [f"| program | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for name in names:
        signs = [SIGNS[found[name].kind] if name in found else "" for found in verdicts.values()]
        lines.append(f"| {name} | {' | '.join(signs)} |")
    return LEGEND + "\n".join(lines) + "\n"


def counts_of(text: str) -> dict[tuple[str, str], list[int]]:
    """Return, for each target and SDK of ``matrix.md``, how many programs have each sign."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    head, _, *programs = [[cell.strip() for cell in row] for row in rows]
    found: dict[tuple[str, str], list[int]] = {}
    for number, name in enumerate(head[1:], 1):
        target, _, letter = name.rpartition(" ")
        sdk = "native" if letter == "n" else "openai"
        signs = Counter(row[number] for row in programs)
        found[target, sdk] = [signs[SIGNS[kind]] for kind in KINDS]
    return found


def written(text: str, rows: str, name: str = "matrix") -> str:
    """Return the README with ``rows`` between the markers of a table."""
    head, start, rest = text.partition(f"<!-- {name} -->\n")
    _, end, tail = rest.partition(f"<!-- /{name} -->")
    if not start or not end:
        raise ValueError(f"the README has no markers of {name}")
    return head + start + rows + end + tail


def features() -> str:
    """Return the table of the README: a program for each feature, at each target but Qwen."""
    header = ["target", "SDK", *(f"{word} (`{name}`)" for word, name in FEATURES.items())]
    lines = [f"| {' | '.join(header)} |", "|" + "---|" * len(header)]
    for target, sdk in ROUTES:
        if target != "qwen":
            cells = (cell(VENDORS[target], sdk, word) for word in FEATURES)
            lines.append(f"| `{target}` | {sdk} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def cell(vendor: Vendor, sdk: str, word: str) -> str:
    """Say what becomes of a feature's program."""
    if word in vendor.staying(sdk):
        return f"left: {vendor.staying(sdk)[word]}"
    if word in vendor.differing(sdk):
        return f"differs, as told: {vendor.differing(sdk)[word]}"
    return "equal"


def main(arguments: list[str]) -> None:
    """Judge, print the table and every wrong program; or write the tables."""
    wanted = [a for a in arguments if not a.startswith("-")]
    if "--write" in arguments:
        text = written(README.read_text("utf-8"), features())
        if wanted:
            found = kept(Path(wanted[0]))
            text = written(text, counted(found), "programs")
            WHOLE.write_text(whole(found), "utf-8")
        README.write_text(text, "utf-8")
        return
    folder = Path(wanted.pop(0)) if arguments[:1] == ["--keep"] else None
    named = [r for r in ROUTES if not wanted or r[0] in wanted or "-".join(r) in wanted]
    for route, verdicts in judge(named, CASES):
        print(table({route: verdicts}), flush=True)
        for name, each in verdicts.items():
            if each.kind == "wrong":
                print(f"WRONG {route} {name}: {each.reason[:600]}", flush=True)
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            rows = {name: astuple(each) for name, each in verdicts.items()}
            (folder / f"{route}.json").write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
