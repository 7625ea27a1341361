"""Programs × targets.

``python -m tests.programs.matrix --write`` puts the table of features, as the tests hold them, between the
README's markers. ``python -m tests.programs.matrix [TARGET | TARGET-SDK ...]`` runs every program at each
target, with each of its SDKs or with one, and prints what became of them; it takes minutes for each.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.fake.vendor import Vendor
from tests.fake.vendors import VENDORS
from tests.programs.cases import Case, all_cases
from tests.programs.harness import bench
from tests.programs.verdicts import FEATURES, ROUTES, Verdict, verdict

README = Path(__file__).parents[2] / "README.md"
CASES = [case for case in all_cases() if "openai" in case.sdks and not case.older]
"""The programs that migrate to Qwen's compatible endpoint: what another target can be asked for."""


def judge(
    routes: Iterable[tuple[str, str]], cases: Iterable[Case]
) -> dict[str, dict[str, Verdict]]:
    """Return target and SDK → program → what becomes of it."""
    rows = list(cases)
    with bench() as opened:
        return {
            f"{target}-{sdk}": {c.name: verdict(opened, c, VENDORS[target], sdk) for c in rows}
            for target, sdk in routes
        }


def table(verdicts: Mapping[str, Mapping[str, Verdict]]) -> str:
    """Return the rows of targets, in Markdown: how many programs do the same, and why others stay."""
    lines = [
        "| target | the same | in part | left | wrong | left for |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for target, found in verdicts.items():
        kinds = Counter(each.kind for each in found.values())
        codes = Counter(
            code
            for each in found.values()
            if each.kind in ("left", "part")
            for code in {reason.split(" ")[0] for reason in each.reason.split("; ") if reason}
            if code.isupper()
        )
        why = ", ".join(f"{code} {number}" for code, number in codes.most_common(4)) or "–"
        counts = " | ".join(str(kinds[kind]) for kind in ("equal", "part", "left", "wrong"))
        lines.append(f"| {target} | {counts} | {why} |")
    return "\n".join(lines) + "\n"


def written(text: str, rows: str) -> str:
    """Return the README with ``rows`` between the markers of the table."""
    head, start, rest = text.partition("<!-- matrix -->\n")
    _, end, tail = rest.partition("<!-- /matrix -->")
    if not start or not end:
        raise ValueError("the README has no markers of a matrix")
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
    """Judge, print the table and every wrong program; or write the README's table."""
    if "--write" in arguments:
        README.write_text(written(README.read_text("utf-8"), features()), "utf-8")
        return
    wanted = [a for a in arguments if not a.startswith("-")]
    named = [r for r in ROUTES if not wanted or r[0] in wanted or "-".join(r) in wanted]
    verdicts = judge(named, CASES)
    rows = table(verdicts)
    print(rows)
    for target, found in verdicts.items():
        for name, each in found.items():
            if each.kind == "wrong":
                print(f"WRONG {target} {name}: {each.reason[:600]}")


if __name__ == "__main__":
    main(sys.argv[1:])
