"""Hold the independent count against the command's report: migrated, left, or silent.

A row of the survey is *migrated* if the report's ``sites`` say so, and *left* if a finding on the
call's lines says so. A row that is neither needs a line in ``judged.tsv`` that says whose call it
is, or it is *silent*: a fault.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.corpus.survey import Row

JUDGED = Path(__file__).with_name("judged.tsv")
CORE = ("chat.completions.create", "chat.completions.parse", "chat.completions.stream")
CORE_OPERATIONS = frozenset({*CORE, "embeddings.create"})


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
        """Say whether this is a chat or embedding call of the vendor's own, in the 1.x dialect."""
        return self.judgement is None and self._chat_or_embedding

    @property
    def unclear(self) -> bool:
        """Say whether it is such a call on a client that is several vendors', or the caller's."""
        mixed = self.judgement is not None and self.judgement.verdict == "mixed"
        return mixed and self._chat_or_embedding

    @property
    def _chat_or_embedding(self) -> bool:
        return self.row.generation == "1.x" and self.row.operation in CORE_OPERATIONS


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


def decide(
    rows: Iterable[Row], report: dict[str, Any], judged: dict[Key, Judgement]
) -> tuple[list[Verdict], list[str]]:
    """Return each row's verdict, and the faults: silence, contradictions, stale judgements."""
    sites = list(report.get("sites", ()))
    findings = _findings(report)
    verdicts: list[Verdict] = []
    faults: list[str] = []
    stale = set(judged)
    for row in rows:
        key = (row.path, row.line, row.operation)
        stale.discard(key)
        judgement = judged.get(key)
        site = None if row.cell else _take(sites, row)
        said = findings.get(row.path, ())
        left = [f for f in said if f["severity"] in ("left", "error") and _covers(f, row)]
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
    return verdicts, faults


def reasons(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """Count the left rows by the code of their finding, the most frequent first."""
    counted = Counter(v.reason for v in verdicts if v.fate is Fate.LEFT)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _findings(report: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {file["path"]: list(file.get("findings", ())) for file in report.get("files", ())}


def _covers(finding: dict[str, Any], row: Row) -> bool:
    """Say whether a finding stands at the row's call; one about a whole file stands at line 1."""
    line = int(finding["line"])
    return row.cell > 0 or row.line <= line <= row.end or finding["severity"] == "error"


def _take(sites: list[dict[str, Any]], row: Row) -> dict[str, Any] | None:
    """Take the site that is the row's call out of ``sites``: same line, same method."""
    method = row.operation.rpartition(".")[2]
    for index, site in enumerate(sites):
        if (
            site["path"] == row.path
            and site["line"] == row.line
            and site["operation"].rpartition(".")[2] == method
        ):
            return sites.pop(index)
    return None
