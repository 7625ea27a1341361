"""The report as one JSON object, for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from codemod.reporting.view import Entry, FileView, Summary
from codemod.vocabulary.outcomes import SiteStatus


def render(
    files: Sequence[FileView],
    *,
    version: str,
    to: str,
    sdk: str,
    todo: Sequence[str],
    written: bool,
    diff: str | None = None,
    sites: Sequence[SiteStatus] = (),
    caution: str = "",
) -> str:
    """Return the object, in ASCII.

    Lines and columns count from 1; columns count characters. ``written`` says whether the files
    on disk have the new text; ``diff`` is the whole patch, where one was asked for. ``sites`` tell
    of every call of an operation, at its place in the source as read. ``caution`` is what to know
    before all else.
    """
    report: dict[str, object] = {
        "version": version,
        "to": to,
        "sdk": sdk,
        "files": [_file(file) for file in files],
        "sites": [_site(site) for site in sites],
        "todo": list(todo),
        "summary": {**asdict(Summary.of(files)), "written": written},
    }
    if caution:
        report["caution"] = caution
    if diff is not None:
        report["diff"] = diff
    return json.dumps(report, indent=2) + "\n"


def _file(file: FileView) -> dict[str, object]:
    entry: dict[str, object] = {"path": file.path, "status": file.status}
    if file.reason:
        entry["reason"] = file.reason
    entry["changes"] = [_entry(change) for change in file.changes]
    entry["findings"] = [_entry(finding) for finding in file.findings]
    return entry


def _site(site: SiteStatus) -> dict[str, object]:
    return {
        "path": site.path,
        "line": site.span.line,
        "column": site.span.column + 1,
        "operation": site.operation,
        "status": site.status,
        "reason": site.reason,
    }


def _entry(entry: Entry) -> dict[str, object]:
    fields: dict[str, object] = {
        "line": entry.line,
        "column": entry.column,
        "code": entry.code,
        "message": entry.message,
    }
    if entry.cell:
        fields["cell"] = entry.cell
    if entry.severity is not None:
        fields["severity"] = entry.severity.value
    return fields
