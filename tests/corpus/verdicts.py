"""Hold the independent count against the command's report: migrated, left, or silent.

A row of the survey is *migrated* if the report's ``sites`` say so, and *left* if a finding on the
call's lines says so. A row that is neither needs a line in ``judged.tsv`` that says whose call it
is, or it is *silent*: a fault. Each chat and embedding call of the vendor's own that is left has a line
in ``left.tsv`` that says whether that is right.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.corpus.survey import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

JUDGED = Path(__file__).with_name("judged.tsv")
LEFT = Path(__file__).with_name("left.tsv")
CHATS = ("chat.completions.create", "chat.completions.parse", "chat.completions.stream")
OLDER = ("ChatCompletion.create", "ChatCompletion.acreate", "Embedding.create", "Embedding.acreate")
CORE_OPERATIONS = frozenset({*CHATS, "embeddings.create", *OLDER})


class Fate(str, Enum):
    """What became of a call."""

    MIGRATED = "migrated"
    LEFT = "left"
    OTHER = "other"
    """Judged another's, and not touched."""
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A row that is not plainly the SDK's talking to its own vendor.

    ``other``: another vendor's SDK or address, or no SDK at all: the command may be silent and must
    not migrate. ``mixed``: one client that is several vendors' by branch or configuration, or
    whatever the caller of a library passes: the command must not be silent, and the row does not
    count as the vendor's own.
    """

    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row, its fate, and the code of the finding that says why it was left."""

    row: Row
    fate: Fate
    reason: str = ""
    judgement: Judgement | None = None

    @property
    def core(self) -> bool:
        """Say whether this is a chat or embedding call of the vendor's own, of any major."""
        return self.judgement is None and self._chat_or_embedding

    @property
    def unclear(self) -> bool:
        """Say whether it is such a call on a client that is several vendors', or the caller's."""
        mixed = self.judgement is not None and self.judgement.verdict == "mixed"
        return mixed and self._chat_or_embedding

    @property
    def _chat_or_embedding(self) -> bool:
        return self.row.operation in CORE_OPERATIONS


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is thought of a call that is left: whether that is right, and why; ``routes`` leave it.

    It is ``cautious`` where the call could move, if the command saw as much as a reader does.
    """

    routes: tuple[str, ...]
    right: bool
    reason: str


Key = tuple[str, int, str]


def judgements(package: str, table: Path = JUDGED) -> dict[Key, Judgement]:
    """Read the judged rows of one package, by path, line and operation."""
    with table.open(encoding="utf-8", newline="") as lines:
        return {
            (row["path"], int(row["line"]), row["operation"]): Judgement(
                row["verdict"], row["reason"]
            )
            for row in csv.DictReader(lines, delimiter="\t")
            if row["package"] == package
        }


def refusals(package: str, table: Path = LEFT) -> dict[Key, Refusal]:
    """Read what is thought of the calls of one package that are left, by path, line and operation."""
    with table.open(encoding="utf-8", newline="") as lines:
        return {
            (row["path"], int(row["line"]), row["operation"]): Refusal(
                tuple(row["routes"].split()),
                {"right": True, "cautious": False}[row["verdict"]],
                row["reason"],
            )
            for row in csv.DictReader(lines, delimiter="\t")
            if row["package"] == package
        }


def unjudged(verdicts: Iterable[Verdict], route: str, thought: dict[Key, Refusal]) -> list[str]:
    """Return the faults of the list of what is left: a call that is missing, one that is not left."""
    left = {
        (v.row.path, v.row.line, v.row.operation)
        for v in verdicts
        if v.core and v.fate is Fate.LEFT
    }
    said = {key for key, each in thought.items() if route in each.routes}
    faults = [
        f"{path}:{line} {name}: left, and not in left.tsv" for path, line, name in left - said
    ]
    faults += [f"left.tsv: not left: {path}:{line} {name}" for path, line, name in said - left]
    return sorted(faults)


def decide(
    rows: Iterable[Row], report: dict[str, Any], judged: dict[Key, Judgement]
) -> tuple[list[Verdict], list[str]]:
    """Return each row's verdict, and the faults: silence, contradictions, stale judgements.

    A chat or embedding call that only the report knows, as it is made by another name, is a row too.
    """
    rows, sites = list(rows), list(report.get("sites", ()))
    findings = _findings(report)
    in_notebooks = _paired(rows, sites)
    verdicts: list[Verdict] = []
    faults: list[str] = []
    stale = set(judged)
    for row in rows:
        key = (row.path, row.line, row.operation)
        stale.discard(key)
        judgement = judged.get(key)
        site = in_notebooks.get(row) if row.cell else _take(sites, row)
        said = findings.get(row.path, ())
        left = [f for f in said if f["severity"] in ("left", "error") and _covers(f, row, site)]
        place = f"{row.path}:{row.line} {row.operation}"
        status = site["status"] if site else ""
        if status == "migrated":
            fate = Fate.MIGRATED
            if judgement and judgement.verdict == "other":
                faults.append(f"{place}: migrated, but it is {judgement.reason}")
            if left:
                faults.append(f"{place}: migrated, and a finding says that it is left")
        elif left:
            fate = Fate.LEFT
        elif judgement and judgement.verdict == "other":
            fate = Fate.OTHER
        else:
            fate = Fate.SILENT
            faults.append(f"{place}: silent{f' ({status} without a finding)' if status else ''}")
        if status == "foreign" and (judgement is None or judgement.verdict != "other"):
            faults.append(f"{place}: called another vendor's, but not judged so")
        verdicts.append(Verdict(row, fate, left[0]["code"] if left else "", judgement))
    faults += [f"judged.tsv: no such call: {path}:{line} {name}" for path, line, name in stale]
    for site in sites:
        if site["operation"] in CORE_OPERATIONS and site["status"] in ("migrated", "left"):
            fate = Fate.MIGRATED if site["status"] == "migrated" else Fate.LEFT
            code = site["reason"].partition(":")[0]
            verdicts.append(Verdict(_row(site), fate, code))
    return verdicts, faults


def reasons(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """Count the left rows by the code of their finding, the most frequent first."""
    counted = Counter(v.reason for v in verdicts if v.fate is Fate.LEFT)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _findings(report: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {file["path"]: list(file.get("findings", ())) for file in report.get("files", ())}


def _covers(finding: dict[str, Any], row: Row, site: dict[str, Any] | None) -> bool:
    """Say whether a finding stands at the row's call; one about a whole file stands at line 1.

    The lines of a notebook's rows are those of their cells: there it stands where the site does.
    """
    line = int(finding["line"])
    if row.cell and site is None:
        return True
    first = int(site["line"]) if row.cell and site is not None else row.line
    return first <= line <= first + row.end - row.line or finding["severity"] == "error"


def _method(operation: str) -> str:
    """Return the last name of an operation; 0.x puts an ``a`` before those for asyncio."""
    name = operation.rpartition(".")[2]
    return "create" if name == "acreate" else name


def _take(sites: list[dict[str, Any]], row: Row) -> dict[str, Any] | None:
    """Take the site that is the row's call out of ``sites``: same line, same method."""
    for index, site in enumerate(sites):
        if (
            site["path"] == row.path
            and site["line"] == row.line
            and _method(site["operation"]) == _method(row.operation)
        ):
            return sites.pop(index)
    return None


def _paired(rows: list[Row], sites: list[dict[str, Any]]) -> dict[Row, dict[str, Any]]:
    """Take the sites of notebooks out of ``sites``, by their rows: in order, where there are as many."""
    found: dict[Row, dict[str, Any]] = {}
    for path in {row.path for row in rows if row.cell}:
        mine = sorted(row for row in rows if row.path == path)
        theirs = sorted(
            (s for s in sites if s["path"] == path), key=lambda s: (s["line"], s["column"])
        )
        if [_method(row.operation) for row in mine] == [_method(s["operation"]) for s in theirs]:
            found.update(zip(mine, theirs, strict=True))
            sites[:] = [site for site in sites if site["path"] != path]
    return found


def _row(site: dict[str, Any]) -> Row:
    """Return a site of the report as a row."""
    line, column = int(site["line"]), int(site["column"]) - 1
    return Row(site["path"], 0, line, column, line, site["operation"], "", "")
