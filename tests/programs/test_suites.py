"""Test suites of migrated repositories: a test passes after as before, or a finding names its file.

Each repository holds a program and real tests, which pytest runs before and after.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from codemod.pipeline import transform
from tests.migrating import files_of, migration

PROGRAM = """
from openai import OpenAI

client = OpenAI()


def ask(question):
    response = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": question}]
    )
    return response.choices[0].message.content, response.usage.prompt_tokens
"""
MAKING = PROGRAM.replace("client = OpenAI()\n\n\n", "\n").replace("client.chat", "OpenAI().chat")
CONFTEST = """
import os

os.environ["OPENAI_API_KEY"] = "k"
"""
SUITES: dict[str, tuple[str, str]] = {
    "a class that is patched": (MAKING, '''
from unittest.mock import patch

from app.core import ask


@patch("app.core.OpenAI")
def test_text(made):
    create = made.return_value.chat.completions.create
    create.return_value.choices[0].message.content = "hi"
    assert ask("x")[0] == "hi"


@patch("app.core.OpenAI")
def test_usage(made):
    create = made.return_value.chat.completions.create
    create.return_value.usage.prompt_tokens = 3
    assert ask("x")[1] == 3


@patch("app.core.OpenAI")
def test_arguments(made):
    ask("x")
    made.return_value.chat.completions.create.assert_called_once_with(
        model="gpt-4o-mini", messages=[{"role": "user", "content": "x"}]
    )
'''),
    "a mock with the spec of a client": (PROGRAM, '''
from unittest.mock import MagicMock

from openai import OpenAI

from app import core


def test_text(monkeypatch):
    fake = MagicMock(spec=OpenAI)
    fake.chat.completions.create.return_value.choices[0].message.content = "hi"
    monkeypatch.setattr(core, "client", fake)
    assert core.ask("x")[0] == "hi"
'''),
    "a method that is patched": (PROGRAM, '''
from unittest.mock import patch

from app import core


def test_text():
    with patch.object(core.client.chat.completions, "create") as create:
        create.return_value.choices[0].message.content = "hi"
        assert core.ask("x")[0] == "hi"


def test_model():
    with patch("app.core.client") as client:
        core.ask("x")
        assert client.chat.completions.create.call_args.kwargs["model"] == "gpt-4o-mini"
'''),
    "objects built by hand": (PROGRAM, '''
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionMessage
from openai.types.chat.chat_completion import Choice

from app import core


def answer(**arguments):
    message = ChatCompletionMessage(role="assistant", content="hi")
    return ChatCompletion(
        id="1",
        object="chat.completion",
        created=1,
        model="gpt-4o-mini",
        choices=[Choice(index=0, finish_reason="stop", message=message)],
        usage=CompletionUsage(prompt_tokens=3, completion_tokens=1, total_tokens=4),
    )


def test_all(monkeypatch):
    monkeypatch.setattr(core.client.chat.completions, "create", answer)
    assert core.ask("x") == ("hi", 3)
'''),
    "a fake of plain objects": (PROGRAM, '''
from types import SimpleNamespace

from app import core


class Completions:
    def create(self, model, messages):
        message = SimpleNamespace(content=messages[0]["content"])
        usage = SimpleNamespace(prompt_tokens=3)
        return SimpleNamespace(choices=[SimpleNamespace(message=message)], usage=usage)


def test_all(monkeypatch):
    fake = SimpleNamespace(chat=SimpleNamespace(completions=Completions()))
    monkeypatch.setattr(core, "client", fake)
    assert core.ask("x") == ("x", 3)
'''),
    "a server that is stubbed": (PROGRAM, '''
import httpx

from app import core

ANSWER = {
    "id": "1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o-mini",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hi"}}
    ],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
}


class Stub:
    def __init__(self, url):
        self.url = url

    def __call__(self, transport, request):
        assert str(request.url) == self.url
        return httpx.Response(200, json=ANSWER, request=request)


def test_all(monkeypatch):
    stub = Stub("https://api.openai.com/v1/chat/completions")
    monkeypatch.setattr(core.client, "_client", httpx.Client(transport=httpx.MockTransport(
        lambda request: stub(None, request))), raising=False)
    assert core.ask("x") == ("hi", 3)
'''),
}  # fmt: skip
NAMING = ("TEST-DOUBLE", "RAW-HTTP", "CLIENT-ESCAPES")
PASSING = {
    ("a class that is patched", "native"): {"test_text"},
    ("a class that is patched", "openai"): {"test_text", "test_usage"},
    ("a mock with the spec of a client", "openai"): {"test_text"},
    ("a method that is patched", "native"): {"test_text"},
    ("a method that is patched", "openai"): {"test_text"},
    ("objects built by hand", "openai"): {"test_all"},
}
"""Tests that must pass after, whatever is said of them."""
Ran = Mapping[str, dict[str, bool]]


def repository() -> dict[str, bytes]:
    """Return one repository with a package and a test for each suite."""
    files = {"tests/conftest.py": CONFTEST}
    for number, (program, tests) in enumerate(SUITES.values()):
        files[f"app{number}/__init__.py"] = ""
        files[f"app{number}/core.py"] = program
        files[f"tests/test_app{number}.py"] = re.sub(r"\bapp\b", f"app{number}", tests)
    return files_of(files)


def ran(files: Mapping[str, bytes], folder: Path) -> Ran:
    """Run the tests of a repository; return, by file and name, whether each passed."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    kept = {k: v for k, v in os.environ.items() if not k.endswith(("_API_KEY", "PYTEST_ADDOPTS"))}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, dict[str, bool]] = {}
    for result, path, name in re.findall(
        r"^(PASSED|FAILED|ERROR) (\S+?)::(\w+)", ended.stdout, re.MULTILINE
    ):
        found.setdefault(path, {})[name] = result == "PASSED"
    assert len(found) == len(SUITES), ended.stdout + ended.stderr
    return found


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return ran(repository(), tmp_path_factory.mktemp("before"))


@pytest.mark.parametrize("sdk", ["native", "openai"])
def test_a_test_passes_as_before_or_is_named(before: Ran, sdk: str, tmp_path: Path) -> None:
    files = repository()
    report = transform(files, migration(sdk))
    changed = {outcome.path: outcome.after for outcome in report.rewritten}
    after = ran({**files, **changed}, tmp_path)
    for number, suite in enumerate(SUITES):
        path = f"tests/test_app{number}.py"
        assert f"app{number}/core.py" in changed
        assert before[path] and all(before[path].values())
        assert after[path].keys() == before[path].keys()
        failed = {name for name, passed in after[path].items() if not passed}
        assert not failed & PASSING.get((suite, sdk), set()), suite
        named = {d.code for d in report.diagnostics if d.path == path}
        assert not failed or named & set(NAMING), (suite, failed)
