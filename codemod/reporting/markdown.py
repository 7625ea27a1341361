"""The report as GitHub's Markdown: the body of a pull request, a comment, the summary of a job."""

from __future__ import annotations

import re
from collections import Counter

from codemod.reporting.findings import Telling, place
from codemod.reporting.view import Entry

_MEANT = re.compile(r"[\\`*{}\[\]<>|~#@$&!]|(?<!\w)_|_(?!\w)")
"""What Markdown, HTML within it, or GitHub (``#1``, ``@name``, ``$math$``) takes for more than text."""
LONGEST = 300
"""So many rows of one kind are listed; of more, the number is told: a comment has a limit of length."""


def render(told: Telling) -> str:
    """Return the report. A patch, where one was asked for, stands folded at the end."""
    blocks = [f"## migrate --to {escaped(told.to)}", f"**{escaped(told.sentence)}**"]
    if told.caution:
        blocks.insert(1, f"> {escaped(told.caution)}")
    for title, _, found in told.sections():
        blocks += [f"### {title}", _table(found)]
    skipped = [f"- {code(path)}: {escaped(reason)}" for path, reason in told.skipped()]
    if skipped:
        blocks += ["### Skipped", _listed(skipped)]
    if told.todo:
        blocks += ["### Still to do", "\n".join(f"- [ ] {escaped(step)}" for step in told.todo)]
    changes = list(told.changes())
    if changes:
        files = Counter(path for path, _ in changes)
        counted = f"{len(changes)} change{'s' * (len(changes) > 1)}"
        title = f"{told.changed}: {counted} in {len(files)} file{'s' * (len(files) > 1)}"
        blocks.append(_folded(title, _table(changes)))
    if told.diff:
        blocks.append(_folded("Diff", _fenced(told.diff)))
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, in one line."""
    return _MEANT.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def code(text: str) -> str:
    """Return text as code, whatever stands in it; a table's bars are escaped."""
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}".replace("|", r"\|")


def _table(rows: list[tuple[str, Entry]]) -> str:
    lines = ["| place | code | |", "|---|---|---|"]
    lines += [
        f"| {code(place(path, entry))} | {code(entry.code)} | {escaped(entry.message)} |"
        for path, entry in rows[:LONGEST]
    ]
    more = len(rows) - LONGEST
    return "\n".join([*lines, *([f"| and {more} more | | |"] if more > 0 else [])])


def _listed(lines: list[str]) -> str:
    more = len(lines) - LONGEST
    return "\n".join([*lines[:LONGEST], *([f"- and {more} more"] if more > 0 else [])])


def _folded(title: str, body: str) -> str:
    return f"<details>\n<summary>{escaped(title)}</summary>\n\n{body}\n\n</details>"


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    end = "" if text.endswith("\n") else "\n"
    return f"{fence}diff\n{text}{end}{fence}"
