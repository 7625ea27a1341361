"""What counts on the SDK's module when a client takes its place: patches of tests, calls that stay."""

from __future__ import annotations

import pytest

from tests.migrating import assert_told, check_migrated, codes, report_of

OLD = 'openai.ChatCompletion.create(model="gpt-4", messages=m)'
NOW = 'openai.chat.completions.create(model="gpt-4", messages=m)'
BOTH = pytest.mark.parametrize("sdk", ["native", "openai"])


def program_of(call: str, line: str) -> dict[str, str]:
    return {
        "app.py": f"import json\nimport openai\n\n\ndef ask(m):\n    return {call}.choices[0].message\n\n\nask([])\n",
        "tests/test_app.py": "import app\nimport openai\nfrom unittest import mock\n\n\n"
        f"def test_it(monkeypatch, fake):\n    {line}\n",
    }


@BOTH
@pytest.mark.parametrize(
    ("call", "line"),
    [
        (OLD, 'mock.patch("openai.ChatCompletion.create")'),
        (OLD, 'mock.patch("app.openai.ChatCompletion.create")'),
        (OLD, 'monkeypatch.setattr("openai.ChatCompletion", fake)'),
        (OLD, 'monkeypatch.setattr(openai, "ChatCompletion", fake)'),
        (OLD, 'monkeypatch.setattr(app.openai, "ChatCompletion", fake)'),
        (OLD, 'mock.patch("app.openai")'),
        (NOW, 'mock.patch("openai.chat.completions.create")'),
        (NOW, 'mock.patch.object(openai, "chat", fake)'),
        (NOW, 'mock.patch("app.openai")'),
    ],
)
def test_a_patch_that_no_call_passes_by_any_more_is_told_once(
    call: str, line: str, sdk: str
) -> None:
    files = program_of(call, line)
    report = report_of(files, sdk=sdk)
    assert [o.path for o in report.rewritten] == ["app.py"]
    assert_told(report, files, "TEST-DOUBLE", line)
    assert codes(report).count("TEST-DOUBLE") == 1


@BOTH
@pytest.mark.parametrize(
    "line",
    [
        'mock.patch("app.json")',
        'mock.patch("app.ask")',
        'mock.patch("other.openai")',
        'monkeypatch.setattr(app, "ask", fake)',
        'monkeypatch.setattr(fake, "ChatCompletion", 1)',
        'print("openai.chat.completions.create")',
    ],
)
def test_a_patch_of_the_program_s_own_is_not_told(line: str, sdk: str) -> None:
    report = report_of(program_of(NOW, line), sdk=sdk)
    assert report.rewritten and "TEST-DOUBLE" not in codes(report)


@BOTH
def test_a_patch_of_calls_that_stay_is_not_told(sdk: str) -> None:
    call = "openai.moderations.create(input=m)"
    report = report_of(program_of(call, 'mock.patch("app.openai")'), sdk=sdk)
    assert not report.rewritten
    assert "OPERATION-UNSUPPORTED" in codes(report) and "TEST-DOUBLE" not in codes(report)


@BOTH
def test_a_setting_keeps_its_variable_for_the_calls_of_the_module_that_stay(sdk: str) -> None:
    program = (
        'import os\nimport openai\n\nopenai.api_key = os.environ.get("OPENAI_API_KEY")\n\n\n'
        f"def ask(m):\n    return {NOW}.choices[0].message.content\n\n\n"
        "def safe(t):\n    return openai.moderations.create(input=t).results[0].flagged\n\n\n"
        'print(ask([]), safe("x"))\n'
    )
    report = report_of(program, sdk=sdk)
    (outcome,) = report.rewritten
    text = outcome.after.decode()
    assert 'openai.api_key = os.environ.get("OPENAI_API_KEY")\n' in text
    assert "openai.moderations.create(input=t)" in text
    assert "return client.chat.completions.create(" in text
    assert "OPERATION-UNSUPPORTED" in codes(report)


def test_a_setting_goes_with_its_variable_where_all_calls_move() -> None:
    check_migrated(
        'import os\nimport openai\n\nopenai.api_key = os.environ.get("OPENAI_API_KEY")\n'
        f"m = []\nprint({NOW}.choices[0].message.content)\n",
        "import os\nimport dashscope\n\n"
        'client = dashscope.Client(api_key=os.environ.get("DASHSCOPE_API_KEY"), protocol="openai")\n'
        'm = []\nprint(client.chat.completions.create(model="qwen-plus", messages=m)'
        ".choices[0].message.content)\n",
    )


@BOTH
def test_a_call_below_the_module_that_is_not_known_is_told(sdk: str) -> None:
    raw = "openai.chat.completions.with_raw_response.create"
    call = NOW.replace("openai.chat.completions.create", raw)
    setting = 'openai.api_key = os.getenv("OPENAI_API_KEY")\n'
    program = (
        f"import os\nimport openai\n\n{setting}m = []\n"
        f"print({NOW}.choices[0].message.content)\nprint({call}.headers)\n"
    )
    report = report_of(program, sdk=sdk)
    (outcome,) = report.rewritten
    text = outcome.after.decode()
    assert "print(client.chat.completions.create(" in text and f"print({call}.headers)" in text
    assert setting in text and "DASHSCOPE_API_KEY" in text
    (told,) = [d for d in report.diagnostics if d.code == "CALL-MODULE"]
    assert told.message.startswith(raw)


@BOTH
def test_operations_and_clients_are_no_unknown_calls(sdk: str) -> None:
    program = (
        f"import openai\n\nm = []\nprint({NOW}.choices[0].message.content)\n"
        "made = openai.OpenAI()\nprint(openai.__version__.split('.'), openai.Timeout(3))\n"
    )
    report = report_of(program, sdk=sdk)
    assert report.rewritten and "CALL-MODULE" not in codes(report)
