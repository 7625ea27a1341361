"""The JSON report has the shape that its readers were promised."""

from __future__ import annotations

import json

from codemod.reporting.json import render
from codemod.reporting.view import Entry, FileView
from codemod.vocabulary.diagnostics import Severity

FILES = (
    FileView(
        "a.py",
        "rewritten",
        "",
        (Entry(1, 1, "import", "import new"), Entry(2, 5, "call", "call \u201cnew\u201d")),
        (Entry(2, 5, "dropped", "look", Severity.REVIEW),),
    ),
    FileView("b.py", "unchanged", "", (), (Entry(3, 1, "left", "stays", Severity.LEFT),)),
    FileView("c.py", "skipped", "too large", (), ()),
    FileView("d.py", "failed", "bad", (), (Entry(1, 1, "failed", "bad", Severity.ERROR),)),
)


def test_the_whole_object() -> None:
    text = render(FILES, version="9", to="toy", sdk="native", todo=["install"], written=True)
    assert text.isascii()
    assert text.endswith("}\n")
    assert json.loads(text) == {
        "version": "9",
        "to": "toy",
        "sdk": "native",
        "files": [
            {
                "path": "a.py",
                "status": "rewritten",
                "changes": [
                    {"line": 1, "column": 1, "code": "import", "message": "import new"},
                    {"line": 2, "column": 5, "code": "call", "message": "call \u201cnew\u201d"},
                ],
                "findings": [
                    {
                        "line": 2,
                        "column": 5,
                        "code": "dropped",
                        "message": "look",
                        "severity": "review",
                    }
                ],
            },
            {
                "path": "b.py",
                "status": "unchanged",
                "changes": [],
                "findings": [
                    {"line": 3, "column": 1, "code": "left", "message": "stays", "severity": "left"}
                ],
            },
            {
                "path": "c.py",
                "status": "skipped",
                "reason": "too large",
                "changes": [],
                "findings": [],
            },
            {
                "path": "d.py",
                "status": "failed",
                "reason": "bad",
                "changes": [],
                "findings": [
                    {
                        "line": 1,
                        "column": 1,
                        "code": "failed",
                        "message": "bad",
                        "severity": "error",
                    }
                ],
            },
        ],
        "sites": [],
        "todo": ["install"],
        "summary": {
            "files": 4,
            "rewritten": 1,
            "skipped": 1,
            "failed": 1,
            "changes": 2,
            "left": 1,
            "review": 1,
            "note": 0,
            "error": 1,
            "written": True,
        },
    }


def test_the_patch_stands_in_it_if_asked_for() -> None:
    bare = json.loads(render((), version="9", to="t", sdk="s", todo=(), written=False))
    assert "diff" not in bare
    assert bare["summary"]["written"] is False
    full = json.loads(
        render((), version="9", to="t", sdk="s", todo=(), written=False, diff="-\u20ac")
    )
    assert full["diff"] == "-\u20ac"
