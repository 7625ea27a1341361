"""The forms for pull requests, code scanning and browsers: what they tell, and that nothing in it acts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from codemod.reporting import github, html, markdown, sarif
from codemod.reporting.findings import Telling
from codemod.reporting.view import Entry, FileView
from codemod.vocabulary.diagnostics import Severity

EVIL = "use `a|b` <b>*now*</b> _so_ @someone #1 snake_case $x$"
FILES = (
    FileView(
        "a b,c:d%.py",
        "rewritten",
        "",
        (Entry(1, 1, "IMPORT", "import new"), Entry(2, 5, "CALL", "call \u201cnew\u201d")),
        (Entry(2, 5, "DROPPED", EVIL, Severity.REVIEW),),
    ),
    FileView("b.ipynb", "unchanged", "", (), (Entry(3, 1, "LEFT", "stays", Severity.LEFT, 4),)),
    FileView("c.py", "skipped", "too <large>", (), ()),
    FileView("d.py", "failed", "bad", (), (Entry(1, 1, "FAILED", "100%\nbad", Severity.ERROR),)),
    FileView("e.md", "unchanged", "", (), (Entry(9, 2, "NAMED", "a name", Severity.NOTE),)),
)
DIFF = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-```\n+<new>\n"
TOLD = Telling(FILES, "9", "toy", "native", ["install <it>"], False, "Careful.")
NOTHING = Telling((), "9", "toy", "native", [], False)
TEXTS = {"LEFT": "It stays. Look\nthere.\n", "UNUSED": "never <seen>"}


# Markdown


def test_markdown_has_a_table_for_each_severity() -> None:
    text = markdown.render(TOLD)
    assert text.startswith("## migrate --to toy\n\n> Careful.\n\n**1 file would be rewritten, ")
    titles = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert titles == [
        "Could not be handled",
        "Left as it is",
        "Please review",
        "Notes",
        "Skipped",
        "Still to do",
    ]
    assert "| `b.ipynb:3:1 cell 4` | `LEFT` | stays |" in text
    assert "| `d.py:1:1` | `FAILED` | 100% bad |" in text
    assert "- [ ] install &#60;it&#62;" in text
    assert "<summary>Would change: 2 changes in 1 file</summary>" in text


def test_no_message_acts_in_markdown() -> None:
    (row,) = (line for line in markdown.render(TOLD).splitlines() if "DROPPED" in line)
    message = row.split(" | ")[2]
    assert not re.search(r"[`*<>|@#$](?!\d+;)", message.removesuffix(" |").replace("&#", "&"))
    assert "snake_case" in message and "&#95;so&#95;" in message


def test_code_with_backticks_stays_code() -> None:
    assert markdown.code("a`b") == "``a`b``"
    assert markdown.code("`a") == "`` `a ``"
    assert markdown.code("a|b") == r"`a\|b`"


def test_a_patch_with_a_fence_stays_folded() -> None:
    text = markdown.render(replace(TOLD, diff=DIFF))
    assert "<summary>Diff</summary>\n\n````diff\n" + DIFF + "````\n\n</details>" in text


def test_markdown_of_nothing_is_short() -> None:
    assert markdown.render(NOTHING) == (
        "## migrate --to toy\n\n**Nothing to migrate in 0 files.**\n"
    )


def test_a_long_table_says_how_much_is_left_out() -> None:
    many = tuple(Entry(n, 1, "LEFT", "stays", Severity.LEFT) for n in range(1, 404))
    text = markdown.render(replace(NOTHING, files=(FileView("a.py", "unchanged", "", (), many),)))
    assert text.count("| `LEFT` |") == markdown.LONGEST
    assert "| and 103 more | | |" in text


# Workflow commands


def test_each_finding_is_a_workflow_command() -> None:
    place = "file=a b%2Cc%3Ad%25.py,line=2,col=5"
    assert github.render(TOLD).splitlines() == [
        "Careful.",
        f"::warning {place},title=DROPPED::{EVIL}",
        "::warning file=b.ipynb,line=3,col=1,title=LEFT::cell 4: stays",
        "::error file=d.py,line=1,col=1,title=FAILED::100%25%0Abad",
        "::notice file=e.md,line=9,col=2,title=NAMED::a name",
        "::notice file=a b%2Cc%3Ad%25.py,line=1,col=1,title=IMPORT::import new",
        f"::notice {place},title=CALL::call \u201cnew\u201d",
        "::notice title=Still to do::install <it>",
        TOLD.sentence,
    ]


def test_changes_that_are_written_are_not_annotated() -> None:
    text = github.render(replace(TOLD, written=True))
    assert "IMPORT" not in text and "DROPPED" in text


# SARIF


def test_sarif_has_what_the_standard_requires() -> None:
    text = sarif.render(TOLD, TEXTS)
    assert text.isascii()
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "migrate"
    rules = driver["rules"]
    assert [rule["id"] for rule in rules] == sorted({rule["id"] for rule in rules})
    assert all(isinstance(each["executionSuccessful"], bool) for each in run["invocations"])
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert len(run["results"]) == 6
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert not re.search(r"[^A-Za-z0-9/._~%-]", physical["artifactLocation"]["uri"])
        assert min(physical["region"].values()) >= 1


def test_sarif_tells_of_each_finding() -> None:
    (run,) = json.loads(sarif.render(TOLD, TEXTS))["runs"]
    rows = {result["ruleId"]: result for result in run["results"]}
    assert {code: row["level"] for code, row in rows.items()} == {
        "FAILED": "error",
        "LEFT": "warning",
        "DROPPED": "warning",
        "NAMED": "note",
        "IMPORT": "note",
        "CALL": "note",
    }
    place = rows["DROPPED"]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "a%20b%2Cc%3Ad%25.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 5},
    }
    assert rows["LEFT"]["properties"] == {"severity": "left", "cell": 4}
    (left,) = (r for r in run["tool"]["driver"]["rules"] if r["id"] == "LEFT")
    assert left == {
        "id": "LEFT",
        "shortDescription": {"text": "It stays."},
        "help": {"text": "It stays. Look\nthere."},
    }
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert [note["message"]["text"] for note in notes] == ["Careful.", "install <it>"]


def test_sarif_of_what_is_written_has_no_changes() -> None:
    (run,) = json.loads(sarif.render(replace(TOLD, written=True), {}))["runs"]
    assert {result["ruleId"] for result in run["results"]} == {"FAILED", "LEFT", "DROPPED", "NAMED"}


def test_sarif_of_nothing_has_an_empty_list() -> None:
    (run,) = json.loads(sarif.render(NOTHING, TEXTS))["runs"]
    assert run["results"] == [] and run["tool"]["driver"]["rules"] == []


# HTML


class Page(HTMLParser):
    """Checks that what is opened is closed, and keeps the texts and the kinds of elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.kinds: set[str] = set()
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.kinds.add(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onclick"}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize(
    "told", [TOLD, NOTHING, replace(TOLD, diff=DIFF), replace(TOLD, written=True)]
)
def test_html_is_well_formed_and_loads_nothing(told: Telling) -> None:
    page = Page(html.render(told, TEXTS))
    assert not page.kinds & {"script", "link", "img", "iframe", "b"}
    assert told.sentence in page.texts


def test_html_tells_all_of_it() -> None:
    page = Page(html.render(replace(TOLD, diff=DIFF), TEXTS))
    said = " ".join(page.texts)
    for text in (EVIL, "b.ipynb:3:1 cell 4", "too <large>", "install <it>", "Careful.", "+<new>"):
        assert text in said
    assert "What LEFT means" in said
    assert "never <seen>" not in said
