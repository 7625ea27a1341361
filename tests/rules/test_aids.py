"""Messages that only run time knows: with --helpers an aid takes them apart, and nothing else changes."""

from __future__ import annotations

import ast

import pytest

from codemod.pipeline import transform
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.outcomes import Report
from tests.migrating import Program, assert_told, check_noop, codes, files_of, migration, report_of
from transforms.aid_texts import FOLDER

AID = (FOLDER / "anthropic_messages.py").read_bytes()
HEAD = "import json\nfrom openai import OpenAI\nclient = OpenAI()\n"
MOVED = "import json\nimport anthropic_messages\nfrom anthropic import Anthropic\nclient = Anthropic()\n"
CALL = 'client.chat.completions.create(model="gpt-4o", messages={}, max_tokens=9)\n'
CALLED = 'client.messages.create(model="claude-sonnet-4-6", max_tokens=9, **anthropic_messages.conversation({}))\n'
READ = 'history = json.load(open("history.dat"))\n'


def aided(program: Program, sdk: str = "native", to: str = "anthropic") -> Report:
    return report_of(program, sdk=sdk, to=to, helpers=True)


def plain(source: str) -> str:
    """Return a program as it would stand without line breaks of its own."""
    return ast.unparse(ast.parse(source))


def check_aided(before: Program, after: dict[str, str]) -> Report:
    """The files become ``after``, the aid among them, and a second run changes nothing."""
    report = aided(before)
    found = {o.path: o.after.decode() for o in report.rewritten}
    created = {o.path for o in report.rewritten if o.created}
    wanted = {path: data.decode() for path, data in files_of(after).items()}
    assert found.keys() == wanted.keys()
    assert {p: plain(text) for p, text in found.items()} == {p: plain(x) for p, x in wanted.items()}
    assert len(created) == 1 and all(found[path] == AID.decode() for path in created)
    files = {**files_of(before), **{path: text.encode() for path, text in found.items()}}
    again = transform(files, migration("native", to="anthropic", helpers=True))
    assert again.rewritten == ()
    return report


# -- what stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sdk", ["native", "openai"])
@pytest.mark.parametrize(
    "program",
    [
        "import anthropic\nclient = anthropic.Anthropic()\nclient.messages.create(messages=input())\n",
        'from openai import OpenAI\nOpenAI(base_url="https://api.x.ai/v1").chat.completions.create(messages=input())\n',
        "def create(messages):\n    return messages\ncreate(messages=input())\n",
    ],
)
def test_what_is_not_the_sources_gets_none(program: str, sdk: str) -> None:
    assert aided(program, sdk).rewritten == ()


def test_without_the_option_it_stays_and_the_option_is_named() -> None:
    program = HEAD + READ + CALL.format("history")
    report = check_noop(program, to="anthropic")
    assert "--helpers takes it apart" in assert_told(report, program, "LIST-UNSEEN", 5).message


@pytest.mark.parametrize(
    "call",
    [
        'client.chat.completions.create(**{"model": "gpt-4o", "messages": history})\n',
        'kwargs = {"model": "gpt-4o"}\nkwargs["messages"] = history\nclient.chat.completions.create(**kwargs)\n',
        'client.chat.completions.create(model="gpt-4o", messages=history, tools=json.load(open("t")))\n',
        'client.chat.completions.create(model="gpt-4o", messages=history, logit_bias={1: 2})\n',
        'client.chat.completions.create(model="gpt-4o", messages=history, functions=[{"name": "f"}])\n',
    ],
    ids=["in a mapping", "assigned", "tools out of sight", "logit_bias", "functions"],
)
def test_every_other_refusal_stands(call: str) -> None:
    check_noop(HEAD + READ + call, to="anthropic", helpers=True)


@pytest.mark.parametrize(
    "message",
    [
        '{"role": "function", "name": "f", "content": "1"}',
        '{"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}',
    ],
)
def test_a_message_that_the_target_does_not_take_stays(message: str) -> None:
    program = f"{HEAD}{READ}{CALL.format(f'[{message}, *history]')}"
    check_noop(program, to="anthropic", helpers=True)


def test_an_answer_that_goes_where_nothing_is_seen_stays() -> None:
    answer = CALL.format("history").strip()
    program = f"{HEAD}{READ}answer = {answer}\nhistory.append(answer.choices[0].message)\n"
    check_noop(program, to="anthropic", helpers=True)


@pytest.mark.parametrize("path", ["anthropic_messages.py", "anthropic_messages/__init__.py"])
def test_a_file_of_the_users_is_never_overwritten(path: str) -> None:
    files = {"main.py": HEAD + READ + CALL.format("history"), path: "import this\n"}
    report = check_noop(files, to="anthropic", helpers=True)
    assert "is another module" in assert_told(report, files, "LIST-UNSEEN", "messages=").message


def test_a_name_that_means_something_else_stays() -> None:
    program = f"{HEAD}anthropic_messages = 1\n{READ}{CALL.format('history')}"
    report = check_noop(program, to="anthropic", helpers=True)
    assert "NAME-TAKEN" in codes(report)


def test_scripts_of_several_folders_stay() -> None:
    program = HEAD + READ + CALL.format("history")
    report = check_noop({"a/one.py": program, "b/two.py": program}, to="anthropic", helpers=True)
    assert "several folders" in report.diagnostics[0].message


def test_a_script_in_a_package_stays() -> None:
    program = f'{HEAD}{READ}if __name__ == "__main__":\n    {CALL.format("history")}'
    files = {"app/__init__.py": "", "app/main.py": program}
    check_noop(files, to="anthropic", helpers=True)


def test_messages_that_are_seen_need_none() -> None:
    program = HEAD + CALL.format('[{"role": "user", "content": "a"}]')
    report = aided(program)
    assert [o.path for o in report.rewritten] == ["main.py"]
    assert "HELPER-CALLED" not in codes(report)


def test_the_openai_route_needs_none() -> None:
    report = aided(HEAD + READ + CALL.format("history"), "openai")
    assert [o.path for o in report.rewritten] == ["main.py"]
    assert b"conversation" not in report.rewritten[0].after


def test_messages_that_are_needed_twice_and_have_no_name_stay() -> None:
    program = HEAD + CALL.format("json.load(open('history.dat'))")
    report = check_noop(program, to="gemini", helpers=True)
    assert "give it a name" in assert_told(report, program, "LIST-UNSEEN", "messages=").message


def test_tools_whose_calls_the_aid_refuses_stay() -> None:
    call = 'client.chat.completions.create(model="gpt-4o", messages=history, tools=[{}])\n'
    tool = '{"type": "function", "function": {"name": "f", "parameters": {}}}'
    program = HEAD + READ + call.format(tool)
    report = check_noop(program, to="gemini", helpers=True)
    assert "with tools=" in assert_told(report, program, "LIST-UNSEEN", "messages=").message


@pytest.mark.parametrize("to", ["anthropic", "gemini"])
@pytest.mark.parametrize("role", ["function", "assistant"])
def test_what_is_seen_to_be_refused_when_it_runs_stays(to: str, role: str) -> None:
    made = f'message = {{"role": "{role}"}}\nmessage["function_call"] = input()\n'
    program = HEAD + made + CALL.format("[message]")
    check_noop(program, to=to, helpers=True)


# -- what moves -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "made",
    [
        READ,
        "history = input\n",
        "import sys\nhistory = [json.loads(line) for line in sys.stdin]\n",
    ],
)
def test_messages_from_outside(made: str) -> None:
    before = HEAD + made + CALL.format("history")
    report = check_aided(
        before,
        {"main.py": MOVED + made + CALLED.format("history"), "anthropic_messages.py": AID.decode()},
    )
    told = assert_told(report, before, "HELPER-CALLED", "messages=")
    assert told.severity is Severity.REVIEW and "ValueError" in told.message
    assert "tools= is not given" in told.message


def test_the_parameter_of_a_public_function() -> None:
    define = "def ask(messages):\n    "
    check_aided(
        HEAD + define + CALL.format("messages"),
        {
            "main.py": MOVED + define + CALLED.format("messages"),
            "anthropic_messages.py": AID.decode(),
        },
    )


def test_messages_that_are_written_in_the_code_among_them_stay_as_they_are() -> None:
    given = '[{"role": "system", "content": "a"}, *history, {"role": "user", "content": "b"}]'
    check_aided(
        HEAD + READ + CALL.format(given),
        {
            "main.py": MOVED + READ + CALLED.format(given),
            "anthropic_messages.py": AID.decode(),
        },
    )


def test_a_message_that_is_filled_later_is_taken_as_it_is() -> None:
    made = 'message = {"role": "assistant"}\nmessage["content"] = input()\nmessage["tool_calls"] = []\n'
    check_aided(
        HEAD + made + CALL.format("[message]"),
        {
            "main.py": MOVED + made + CALLED.format("[message]"),
            "anthropic_messages.py": AID.decode(),
        },
    )


def test_how_it_is_written() -> None:
    report = aided(HEAD + READ + CALL.format("history"))
    texts = {o.path: o.after.decode() for o in report.rewritten}
    call = """client.messages.create(
    model="claude-sonnet-4-6",
    max_tokens=9,
    **anthropic_messages.conversation(history),
)
"""
    assert texts == {"main.py": MOVED + READ + call, "anthropic_messages.py": AID.decode()}


# -- where it stands ------------------------------------------------------------------------------


def chatting(line: str) -> tuple[str, str]:
    """Return a module of a package before and after; ``line`` imports the aid."""
    moved = MOVED.replace("import anthropic_messages\n", "")
    head, _, rest = moved.partition("from anthropic")
    lines = sorted([line, "from anthropic import Anthropic"], key=lambda each: each.split()[1])
    body = rest.partition("\n")[2]
    return HEAD + READ + CALL.format("history"), head + "\n".join(
        lines
    ) + "\n" + body + READ + CALLED.format("history")


@pytest.mark.parametrize(
    ("files", "path", "line", "aid"),
    [
        ({"app/__init__.py": ""}, "app/chat.py", "from . import anthropic_messages", "app"),
        (
            {"app/__init__.py": "", "app/sub/__init__.py": "", "main.py": "import app.sub.chat\n"},
            "app/sub/chat.py",
            "from app.sub import anthropic_messages",
            "app/sub",
        ),
        (
            {"main.py": "from app.chat import history\n"},
            "app/chat.py",
            "from app import anthropic_messages",
            "app",
        ),
        ({"app/main.py": "import chat\n"}, "app/chat.py", "import anthropic_messages", "app"),
        ({}, "scripts/chat.py", "import anthropic_messages", "scripts"),
    ],
    ids=["a package", "by its whole name", "without __init__", "beside a script", "a script"],
)
def test_it_stands_beside_the_call_and_is_imported_as_its_neighbours_are(
    files: dict[str, str], path: str, line: str, aid: str
) -> None:
    before, after = chatting(line)
    if line.startswith("import "):
        after = MOVED + READ + CALLED.format("history")
    check_aided(
        {**files, path: before}, {path: after, f"{aid}/anthropic_messages.py": AID.decode()}
    )


def test_one_serves_all_calls_of_a_package() -> None:
    program = HEAD + READ + CALL.format("history")
    files = {
        "app/__init__.py": "",
        "app/one.py": program,
        "app/sub/__init__.py": "",
        "app/sub/two.py": program,
    }
    report = aided(files)
    texts = {o.path: o.after.decode() for o in report.rewritten}
    assert texts.keys() == {"app/one.py", "app/sub/two.py", "app/anthropic_messages.py"}
    assert "from . import anthropic_messages\n" in texts["app/one.py"]
    assert "from .. import anthropic_messages\n" in texts["app/sub/two.py"]


def test_two_keywords_of_gemini() -> None:
    """What the system says stands in the dict that holds the call's settings too."""
    report = aided(HEAD + READ + CALL.format("history"), to="gemini")
    (made,) = [o for o in report.rewritten if o.created]
    assert made.path == "gemini_messages.py"
    (main,) = [o for o in report.rewritten if not o.created]
    text = plain(main.after.decode())
    assert "contents=gemini_messages.contents(history)" in text
    settings = (
        "{'max_output_tokens': 9, 'system_instruction': gemini_messages.instructions(history)}"
    )
    assert f"config={settings}" in text


def test_one_that_is_there_already_serves_again() -> None:
    files = {"main.py": HEAD + READ + CALL.format("history"), "anthropic_messages.py": AID.decode()}
    report = aided(files)
    assert [o.path for o in report.rewritten] == ["main.py"]
