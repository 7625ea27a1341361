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


MOVING = (
    "import openai\n\n\ndef vector(t):\n"
    '    r = openai.Embedding.create(model="text-embedding-ada-002", input=t)\n'
    '    return r["data"][0]["embedding"]\n\n\nprint(vector("x"))\n'
)
STAYING = "import openai\n\n\ndef names():\n    return openai.FineTune.list()\n"


@pytest.mark.parametrize(
    "lines",
    [
        'if os.environ.get("OPENAI_API_KEY"):\n    found["api_key"] = os.environ["OPENAI_API_KEY"]\n',
        'if "OPENAI_API_KEY" not in os.environ:\n    raise SystemExit\n',
        'os.environ["OPENAI_API_KEY"] = input()\n',
    ],
)
def test_a_variable_beside_no_client_stays_for_the_calls_that_stay(lines: str) -> None:
    head = "import os\nimport openai\nfound = {}\n"
    program = {"keys.py": head + lines, "moving.py": MOVING, "staying.py": STAYING}
    report = report_of(program)
    assert [o.path for o in report.rewritten] == ["moving.py"]
    assert_told(report, program, "CALL-MODULE", "FineTune.list")
    assert_told(report, program, "VARIABLE-LEFT", lines.split("\n")[0])


@BOTH
def test_a_variable_beside_no_client_moves_where_nothing_stays(sdk: str) -> None:
    lines = 'import os\nif "OPENAI_API_KEY" not in os.environ:\n    raise SystemExit\n'
    program = {"keys.py": lines, "moving.py": MOVING}
    report = report_of(program, sdk=sdk)
    assert [o.path for o in report.rewritten] == ["keys.py", "moving.py"]


@pytest.mark.parametrize(
    "caught", ["openai.error.RateLimitError", "openai.InvalidRequestError", "openai.error.Timeout"]
)
def test_an_exception_that_stays_keeps_the_name_that_the_installed_sdk_knows(caught: str) -> None:
    handler = f"import openai\ndef go(run):\n    try:\n        run()\n    except {caught}:\n        pass\n"
    program = {"moving.py": MOVING, "staying.py": STAYING, "handling.py": handler}
    report = report_of(program)
    changed = {o.path: o.after.decode() for o in report.rewritten}
    assert "staying.py" not in changed
    if "handling.py" in changed:
        assert f"except ({caught}, dashscope.v2.errors." in changed["handling.py"]


def test_an_exception_of_a_call_that_moves_has_the_target_s_name() -> None:
    handler = (
        "import openai\nfrom moving import vector\ntry:\n    vector('x')\n"
        "except openai.error.RateLimitError:\n    pass\n"
    )
    program = {"moving.py": MOVING, "staying.py": STAYING, "handling.py": handler}
    changed = {o.path: o.after.decode() for o in report_of(program).rewritten}
    assert "except dashscope.v2.errors.RateLimitError:" in changed["handling.py"]


@BOTH
def test_a_member_of_a_function_of_the_module_is_no_operation(sdk: str) -> None:
    """What is called there may also be something that has such a member."""
    program = (
        'import openai\ndef ask(api):\n    return api.run("x")\n'
        "print(ask(openai.ChatCompletion.create), ask(manifest()))\n"
    )
    report = report_of(program, sdk=sdk)
    assert not report.rewritten
    assert_told(report, program, "OPERATION-UNSUPPORTED", "api.run")
