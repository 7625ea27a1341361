"""The whole pipeline in memory: bad input, bytes that must survive, and the same result always."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from codemod.pipeline import transform
from codemod.vocabulary.edits import ReplaceString, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Failed, Rewritten
from codemod.vocabulary.results import Change, Result, Rule
from codemod.vocabulary.sites import ModelSite
from tests.migrating import check_migrated, check_noop, files_of, migration, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
GOOD = 'from openai import OpenAI\nclient = OpenAI(timeout=1)\nprint(client.chat.completions.create(model="gpt-4", messages=[]))\n'
DONE = 'from dashscope import Client\nclient = Client(timeout=1, protocol="openai")\nprint(client.chat.completions.create(model="qwen-plus", messages=[]))\n'


# ---------------------------------------------------------------------------------- bad input


@BOTH
@pytest.mark.parametrize(
    "bad",
    [
        b"from openai import OpenAI\nclient = OpenAI(\n",
        b"from openai import OpenAI\n  client = 1\n",
        b"import openai\nprint 'x'\n",
        b"import openai\nx = '\xff\xfe'\n",
        b"# -*- coding: nonsense -*-\nimport openai\n",
        b"import openai\n\x00\n",
        b"import openai\ndef f(:\n",
        b"import openai\nx = (" + b"(" * 300 + b")" * 300 + b")\n",
    ],
)
def test_a_file_that_cannot_be_read_fails_alone(bad: bytes, sdk: str) -> None:
    report = transform({"bad.py": bad, "good.py": GOOD.encode()}, migration(sdk))
    fates = {o.path: type(o) for o in report.outcomes}
    assert fates == {"bad.py": Failed, "good.py": Rewritten}
    told = [d for d in report.diagnostics if d.path == "bad.py"]
    assert [d.code for d in told] == ["FILE-SYNTAX"] and told[0].span.line >= 1
    assert "\n" not in told[0].message


def test_the_message_names_the_line_and_the_python() -> None:
    report = report_of({"bad.py": "import openai\nx = 1\ny = = 2\n"})
    assert report.diagnostics[0].span.line == 3
    assert "Python 3." in report.diagnostics[0].message


def test_a_bad_file_that_has_nothing_to_do_with_it_is_not_looked_at() -> None:
    report = report_of({"bad.py": "def f(:\n", "good.py": GOOD})
    assert [o.path for o in report.outcomes] == ["good.py"]


@BOTH
@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\xef\xbb\xbf", b"# only a comment", b'"""openai"""', b"openai", b"pass"]
)
def test_files_with_nothing_in_them(data: bytes, sdk: str) -> None:
    check_noop(data, sdk=sdk)


@BOTH
def test_no_files(sdk: str) -> None:
    report = transform({}, migration(sdk))
    assert report.outcomes == () and report.diagnostics == ()


def test_an_import_of_a_file_that_cannot_be_read() -> None:
    report = report_of(
        {
            "bad.py": "from openai import OpenAI\nclient = (\n",
            "app.py": "from bad import client\n" + GOOD,
        }
    )
    assert [o.path for o in report.rewritten] == ["app.py"]


# ----------------------------------------------------------------------------- bytes survive


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("crlf", lambda text: text.replace("\n", "\r\n").encode()),
        ("bom", lambda text: codecs.BOM_UTF8 + text.encode()),
        ("no final newline", lambda text: text.rstrip("\n").encode()),
        ("blank lines at the end", lambda text: (text + "\n\n   \n").encode()),
        ("non-ascii", lambda text: ('NAME = "Žluťoučký 你好"\n' + text + "# é\n").encode()),
        (
            "latin-1",
            lambda text: ("# -*- coding: latin-1 -*-\nNAME = 'é'\n" + text).encode("latin-1"),
        ),
        ("tabs", lambda text: text.replace("print(", "if 1:\n\tprint(").encode()),
        ("form feed", lambda text: ("\f\n" + text).encode()),
        ("trailing spaces", lambda text: text.replace(")\n", ")   \n").encode()),
    ],
)
def test_bytes_outside_the_edits_survive(name: str, change: object) -> None:
    assert callable(change)
    report = transform({"main.py": change(GOOD)}, migration("native"))
    assert report.rewritten[0].after == change(DONE)


def test_layout_of_what_is_edited_survives() -> None:
    check_migrated(
        """
        from openai import OpenAI

        client = OpenAI(  # ours
            timeout=1
        )


        def ask(text):  # one question

            response = (
                client
                .chat.completions
                .create(
                    model = "gpt-4" ,
                    messages = [ { "role":"user" , 'content':text } ] ,
                )
            )
            return ( response.usage
                     .prompt_tokens )


        print(ask("x") )
        """,
        """
        from dashscope import Client

        client = Client(  # ours
            timeout=1,
            protocol="openai"
        )


        def ask(text):  # one question

            response = (
                client
                .chat.completions
                .create(
                    model = "qwen-plus" ,
                    messages = [ { "role":"user" , 'content':text } ] ,
                )
            )
            return ( response.usage
                     .input_tokens )


        print(ask("x") )
        """,
    )


def test_statements_on_one_line() -> None:
    check_migrated(
        "from openai import OpenAI; client = OpenAI(timeout=1); "
        'print(client.chat.completions.create(model="gpt-4", messages=[]).id)\n',
        'from dashscope import Client; client = Client(timeout=1, protocol="openai"); '
        'print(client.chat.completions.create(model="qwen-plus", messages=[]).request_id)\n',
    )


# --------------------------------------------------------------------------- the same always


@BOTH
def test_a_second_run_over_the_result_says_nothing_new(sdk: str) -> None:
    files = files_of(GOOD)
    first = transform(files, migration(sdk))
    again = transform({"main.py": first.rewritten[0].after}, migration(sdk))
    assert again.rewritten == () and again.diagnostics == ()


@BOTH
def test_two_runs_are_equal(sdk: str) -> None:
    files = {
        "a.py": GOOD,
        "b.py": GOOD.replace("gpt-4", "gpt-4o"),
        "c.py": "import a\nprint(a.client)\n",
    }
    assert report_of(files, sdk=sdk) == report_of(dict(reversed(files.items())), sdk=sdk)


@BOTH
def test_no_outcome_is_there_twice_and_all_are_sorted(sdk: str) -> None:
    report = report_of({"b.py": GOOD, "a.py": GOOD, "c.py": "import openai\n"}, sdk=sdk)
    paths = [o.path for o in report.outcomes]
    assert paths == sorted(set(paths))


# ---------------------------------------------------------------------------------- run again


ASK = """\
from openai import OpenAI
def ask(model="{}"):
    return OpenAI().chat.completions.create(model=model, messages=[])
ask()
"""


def with_rule(change: Callable[[set[str]], dict[str, str]]) -> Migration:
    """Return a migration with one rule: the names that reach a call become others."""

    def renamed(site: ModelSite, migration: Migration) -> Iterator[Result]:
        new = change({literal.text for literal in site.literals})
        for literal in site.literals:
            if literal.text in new:
                edit = ReplaceString(literal.span, Why("MODEL-RENAMED", "so"), new[literal.text])
                yield Change(literal.path, edit, (site.call.origin, *site.call.clients))

    return replace(migration("openai"), rules=(Rule("renamed", ModelSite, renamed),))


def test_what_a_second_run_would_change_again_is_left() -> None:
    growing = with_rule(lambda names: {name: name + "x" for name in names})
    report = transform({"main.py": ASK.format("gpt-4").encode()}, growing)
    assert report.rewritten == ()
    assert [d.message for d in report.diagnostics if "a second run would change it" in d.message]


def test_a_file_that_is_unsettled_only_without_the_others_is_written() -> None:
    """A call by itself would be renamed again; the repository's other caller keeps it."""
    unsettled = with_rule(lambda names: {"old": "new"} if "old" in names else {"new": "newer"})
    kept = with_rule(
        lambda names: (
            {"old": "new"} if "old" in names else {"new": "newer"} if len(names) == 1 else {}
        )
    )
    files = {"main.py": ASK.format("old").encode(), "b.py": b"from main import ask\nask('other')\n"}
    assert transform(files, unsettled).rewritten == ()
    (outcome,) = transform(files, kept).rewritten
    assert outcome.after == ASK.format("new").encode()
    assert transform({"main.py": outcome.after}, kept).rewritten != ()
