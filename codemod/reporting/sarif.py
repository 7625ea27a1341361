"""The report as SARIF 2.1.0, for code scanning and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; sections are named beside what they ask for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from codemod.reporting.findings import Telling
from codemod.reporting.view import Entry
from codemod.vocabulary.diagnostics import Severity

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {
    Severity.ERROR: "error",
    Severity.LEFT: "warning",
    Severity.REVIEW: "warning",
    Severity.NOTE: "note",
    None: "note",
}
ROOT = "%SRCROOT%"
"""What the paths are relative to; whoever reads the file knows where that is (3.14.14)."""


def render(told: Telling, explanations: Mapping[str, str]) -> str:
    """Return the log, in ASCII. ``explanations`` are texts by code.

    A change is a result where it is not written yet, as it would be made; else it is none.
    """
    rows = [*told.findings(), *(() if told.written else told.changes())]
    codes = sorted({entry.code for _, entry in rows})
    number = {code: index for index, code in enumerate(codes)}
    run: dict[str, object] = {
        "tool": {
            "driver": {
                "name": "migrate",
                "version": told.version,
                "rules": [_rule(code, explanations.get(code, "")) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": text}}
                    for text in (*([told.caution] if told.caution else ()), *told.todo)
                ],
            }
        ],
        "results": [_result(path, entry, number[entry.code]) for path, entry in rows],
        "properties": {"to": told.to, "sdk": told.sdk},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _rule(code: str, text: str) -> dict[str, object]:
    rule: dict[str, object] = {"id": code}
    if text:
        sentence, dot, _ = " ".join(text.split()).partition(". ")
        rule["shortDescription"] = {"text": f"{sentence}{dot.strip()}"}
        rule["help"] = {"text": text.strip()}
    return rule


def _result(path: str, entry: Entry, rule: int) -> dict[str, object]:
    region = {"startLine": entry.line, "startColumn": entry.column}
    result: dict[str, object] = {
        "ruleId": entry.code,
        "ruleIndex": rule,
        "level": LEVELS[entry.severity],
        "message": {"text": entry.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(path), "uriBaseId": ROOT},
                    "region": region,
                }
            }
        ],
    }
    severity = "change" if entry.severity is None else entry.severity.value
    result["properties"] = {"severity": severity, **({"cell": entry.cell} if entry.cell else {})}
    return result
