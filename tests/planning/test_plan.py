"""What the plan leaves out on request, what it tells, and what the user must still do."""

from __future__ import annotations

import pytest

from codemod.vocabulary.diagnostics import Severity
from tests.migrating import assert_told, check_migrated, check_noop, codes, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
PROGRAM = """\
from openai import OpenAI
client = OpenAI(timeout=1)
print(client.chat.completions.create(model="gpt-4", messages=[]))
"""


# ----------------------------------------------------------------------------------- opt-outs


@BOTH
@pytest.mark.parametrize(
    "source",
    [
        "# migrate: skip-file\n" + PROGRAM,
        PROGRAM + "# migrate: skip-file\n",
        '"""Doc."""\n#migrate:skip-file\n' + PROGRAM,
    ],
)
def test_a_file_that_opts_out_stays(source: str, sdk: str) -> None:
    check_noop(source, sdk=sdk)


@BOTH
@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("timeout=1)", "timeout=1)  # migrate: skip"),
        ("messages=[]))", "messages=[]))  # migrate: skip"),
        ("client = ", "# migrate: skip\nclient = "),
        ("timeout=1)", "\n    timeout=1,\n)  # migrate: skip"),
    ],
)
def test_a_line_that_opts_out_holds_its_group(line: str, marked: str, sdk: str) -> None:
    check_noop(PROGRAM.replace(line, marked), sdk=sdk)


def test_a_line_of_another_group_does_not_hold_it() -> None:
    more = "other = OpenAI(timeout=2)  # migrate: skip\n"
    check_migrated(
        PROGRAM + more,
        'from openai import OpenAI\nfrom dashscope import Client\nclient = Client(timeout=1, protocol="openai")\n'
        'print(client.chat.completions.create(model="qwen-plus", messages=[]))\n' + more,
    )


@BOTH
def test_a_file_that_opts_out_is_told_once_and_not_as_left(sdk: str) -> None:
    (told,) = report_of("# migrate: skip-file\n" + PROGRAM, sdk=sdk).diagnostics
    assert (told.code, told.span.line, told.severity.value) == ("SKIPPED", 1, "note")


@BOTH
def test_a_line_that_opts_out_is_told_once(sdk: str) -> None:
    report = report_of(PROGRAM.replace("timeout=1)", "timeout=1)  # migrate: skip"), sdk=sdk)
    assert len([d for d in report.diagnostics if d.span.line == 2]) <= 1


def test_a_file_that_opts_out_holds_what_it_shares() -> None:
    check_noop(
        {
            "llm.py": "# migrate: skip-file\nfrom openai import OpenAI\nclient = OpenAI()\n",
            "app.py": "from llm import client\n"
            'print(client.chat.completions.create(model="gpt-4", messages=[]).id)\n',
        }
    )


@pytest.mark.parametrize("comment", ["# migrate: skipped", "# migrates: skip", "# noqa: skip"])
def test_other_comments_are_no_opt_out(comment: str) -> None:
    assert report_of(f"{comment}\n{PROGRAM}").rewritten


def test_a_text_that_reads_like_an_opt_out_is_none() -> None:
    assert report_of(PROGRAM + 'TEXT = "# migrate: skip-file"\n').rewritten


# -------------------------------------------------------------------------------------- rules


def test_rules_that_are_switched_off() -> None:
    check_migrated(
        PROGRAM,
        PROGRAM.replace("from openai import OpenAI", "from dashscope import Client").replace(
            "OpenAI(timeout=1)", 'Client(timeout=1, protocol="openai")'
        ),
        skip=("models",),
    )


def test_one_rule_alone() -> None:
    check_migrated(PROGRAM, PROGRAM.replace("gpt-4", "qwen-plus"), only=("models",), sdk="openai")


# ------------------------------------------------------------------------------------ findings


@BOTH
def test_a_plain_migration_tells_only_the_model(sdk: str) -> None:
    report = report_of(PROGRAM, sdk=sdk)
    assert codes(report) == []
    assert [d.severity for d in report.diagnostics] == [Severity.REVIEW]


@BOTH
def test_findings_are_sorted_and_none_is_there_twice(sdk: str) -> None:
    report = report_of(
        {
            "b.py": PROGRAM.replace("messages=[]", 'messages=[], user="u", n=2'),
            "a.py": PROGRAM.replace("messages=[]", "messages=[], functions=[{}]"),
        },
        sdk=sdk,
    )
    rows = [(d.path, d.span, d.code, d.message) for d in report.diagnostics]
    assert rows == sorted(set(rows))


def test_one_place_is_not_told_to_stay_because_of_itself() -> None:
    source = "from openai import OpenAI\ndef ask(client: OpenAI):\n    print(client.chat.completions.create(model='gpt-4', messages=[]).id)\n"
    report = report_of(source)
    told = assert_told(report, source, "CLIENT-PUBLIC", 3)
    assert [d.code for d in report.diagnostics if d.span.start == told.span.start] == [
        "CLIENT-PUBLIC"
    ]


@BOTH
def test_what_the_user_must_still_do(sdk: str) -> None:
    report = report_of(
        "import os\n"
        + PROGRAM.replace('"gpt-4"', 'os.environ["MODEL"]')
        + 'client.embeddings.create(model="text-embedding-3-small", input="x")\n',
        sdk=sdk,
    )
    assert any("DASHSCOPE_API_KEY" in todo for todo in report.todo)
    assert any("MODEL" in todo for todo in report.todo)
    assert any("index" in todo for todo in report.todo)
    assert len(set(report.todo)) == len(report.todo)


@BOTH
def test_nothing_is_to_do_when_nothing_moves(sdk: str) -> None:
    report = report_of(PROGRAM.replace("messages=[]", "messages=[], functions=[{}]"), sdk=sdk)
    assert report.todo == ()


@BOTH
def test_findings_of_a_group_that_stays_are_not_told(sdk: str) -> None:
    """What would have been dropped is no news where nothing moves."""
    report = report_of(
        PROGRAM.replace("messages=[]", 'messages=[], logit_bias={1: 2}, user="u", n=2'), sdk=sdk
    )
    assert {d.code for d in report.diagnostics} == {"PARAMETER-UNSUPPORTED", "GROUP-LEFT"}


# --------------------------------------------------------------------------------- test doubles


def test_a_double_that_makes_responses_does_not_hold_the_application() -> None:
    report = report_of(
        {
            "app.py": PROGRAM,
            "tests/test_app.py": """
            from unittest.mock import MagicMock
            def test_it():
                fake = MagicMock()
                fake.chat.completions.create.return_value.usage.prompt_tokens = 3
                assert fake.chat.completions.create().usage.prompt_tokens == 3
            """,
        }
    )
    assert [o.path for o in report.rewritten] == ["app.py"]
