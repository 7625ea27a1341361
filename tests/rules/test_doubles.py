"""Tests of the migrated repository: what they give, or expect, otherwise than the program does now."""

from __future__ import annotations

import pytest

from codemod.vocabulary.outcomes import Report
from tests.migrating import assert_told, check_reported, codes, report_of

BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])
APP = """
from openai import OpenAI

client = OpenAI()


def ask(question):
    response = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
    )
    return response.choices[0].message.content, response.usage.prompt_tokens
"""


def files(test: str) -> dict[str, str]:
    return {"app.py": APP, "tests/test_app.py": test}


def told(test: str, sdk: str = "native") -> Report:
    report = report_of(files(test), sdk=sdk)
    assert "app.py" in {outcome.path for outcome in report.rewritten}
    return report


# ------------------------------------------------------------------------ nothing to say


@BOTH
@pytest.mark.parametrize(
    "test",
    [
        "import app\n\n\ndef test_it():\n    text, tokens = app.ask('x')\n    assert text and tokens\n",
        "import app\n\n\ndef test_it(monkeypatch):\n    monkeypatch.setattr(app, 'ask', lambda q: ('a', 1))\n",
        "import app\nMODEL = 'gpt-4o-mini'\n\n\ndef test_it():\n    print(MODEL, app.ask('x'))\n",
        "import app\nfrom unittest.mock import patch\n\n\n@patch('app.ask')\ndef test_it(ask): ...\n",
        "import app\n\n\nclass Fake:\n    def create(self, **arguments):\n        return app.ask('x')\n",
    ],
)
def test_a_test_without_doubles_of_the_sdk(test: str, sdk: str) -> None:
    assert "TEST-DOUBLE" not in codes(told(test, sdk))


@pytest.mark.parametrize("given", ["SimpleNamespace(prompt_tokens=1)", "{'prompt_tokens': 1}"])
def test_on_the_openai_route_members_keep_their_names(given: str) -> None:
    test = f"import app\nfrom types import SimpleNamespace\nUSAGE = {given}\nprint(app.client)\n"
    assert "TEST-DOUBLE" not in codes(told(test, "openai"))


def test_where_the_program_stays_nothing_is_said() -> None:
    test = "import app\nfrom unittest.mock import MagicMock\nMagicMock(prompt_tokens=1)\n"
    source = {**files(test), "app.py": APP.replace("OpenAI()", "OpenAI(http_client=app)")}
    assert "TEST-DOUBLE" not in codes(report_of(source))


# ------------------------------------------------------------------------ named


@pytest.mark.parametrize(
    "line",
    [
        "fake = SimpleNamespace(prompt_tokens=1)",
        "fake = MagicMock(prompt_tokens=1)",
        "fake = {'prompt_tokens': 1}",
        "fake.return_value.usage.prompt_tokens = 3",
        "class Usage: prompt_tokens = 1",
    ],
)
def test_a_member_that_is_given_by_its_old_name(line: str) -> None:
    test = (
        "import app\nfrom types import SimpleNamespace\nfrom unittest.mock import MagicMock\n"
        f"fake = MagicMock()\n{line}\nprint(app.ask(fake))\n"
    )
    said = assert_told(told(test), files(test), "TEST-DOUBLE", line)
    assert "input_tokens" in said.message and said.severity.value == "review"


@BOTH
@pytest.mark.parametrize("name", ["assert_called_once_with", "assert_any_call"])
def test_arguments_that_a_test_expects(name: str, sdk: str) -> None:
    test = f"import app\nfrom unittest.mock import MagicMock\napp.ask(1)\nMagicMock().{name}(model='gpt-4o-mini')\n"
    assert_told(told(test, sdk), files(test), "TEST-DOUBLE", name)


@BOTH
def test_a_name_that_a_test_expects(sdk: str) -> None:
    test = "import app\n\n\ndef test_it(call):\n    app.ask(call)\n    assert call.kwargs['model'] == 'gpt-4o-mini'\n"
    said = assert_told(told(test, sdk), files(test), "TEST-DOUBLE", "assert")
    assert "qwen3.6-flash" in said.message


@BOTH
def test_a_function_that_answers_takes_other_arguments(sdk: str) -> None:
    test = "import app\n\n\nclass Fake:\n    def create(self, model, messages):\n        return app.ask('x')\n"
    assert_told(told(test, sdk), files(test), "TEST-DOUBLE", "def create")


@BOTH
@pytest.mark.parametrize(
    "line",
    ["patch('app.OpenAI')", "patch('openai.OpenAI')", "monkeypatch.setattr(app, 'OpenAI', f)"],
)
def test_a_class_that_is_patched(line: str, sdk: str) -> None:
    test = f"import app\nfrom unittest.mock import patch\n\n\ndef test_it(monkeypatch, f):\n    {line}\n"
    source = files(test)
    source["app.py"] = APP.replace("client = OpenAI()", "").replace("client.chat", "OpenAI().chat")
    report = report_of(source, sdk=sdk)
    assert_told(report, source, "TEST-DOUBLE", line)
    said = [d.message for d in report.diagnostics if d.code == "TEST-DOUBLE"]
    assert any("DASHSCOPE_API_KEY" in message for message in said) == (sdk == "openai")


@pytest.mark.parametrize("call", ["MagicMock(spec=OpenAI)", "create_autospec(OpenAI)"])
def test_a_mock_by_a_clients_class(call: str) -> None:
    test = f"import app\nfrom openai import OpenAI\nfrom unittest.mock import *\nfake = {call}\n"
    assert_told(told(test), files(test), "TEST-DOUBLE", call)
    assert "TEST-DOUBLE" not in codes(told(test, "openai"))


def test_an_object_that_a_test_builds_stays_and_is_named() -> None:
    test = (
        "import app\nfrom openai.types import CompletionUsage\n"
        "USAGE = CompletionUsage(prompt_tokens=1, completion_tokens=1, total_tokens=2)\n"
    )
    report = told(test)
    assert_told(report, files(test), "TEST-DOUBLE", "USAGE")
    assert "tests/test_app.py" not in {outcome.path for outcome in report.rewritten}


def test_an_object_that_the_program_builds_keeps_its_module() -> None:
    source = APP + (
        "\n\nfrom openai.types import CompletionUsage\n"
        "ZERO = CompletionUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0)\n"
    )
    check_reported(source, "TYPE-MADE", line="ZERO")
