"""Asynchronous calls of the SDK's module: the client that takes its place serves one event loop only."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from textwrap import indent

import pytest

from codemod.vocabulary.diagnostics import Severity
from tests.migrating import assert_told, check_noop, report_of

HEAD = 'import asyncio\nimport openai\nopenai.api_key = "k"\n'
ASK = (
    "async def ask():\n"
    '    r = await openai.ChatCompletion.acreate(model="gpt-4", messages=[])\n'
    '    return r["choices"][0]["message"]["content"]\n'
)
RUN = "print(asyncio.run(ask()))\n"


def became(source: str, **settings: str) -> str:
    return report_of(source, **settings).rewritten[0].after.decode()


@pytest.mark.parametrize(
    "rest",
    [
        RUN + RUN,
        "for _ in range(2):\n" + indent(RUN, "    "),
        "while True:\n" + indent(RUN, "    "),
        "def main():\n" + indent(RUN, "    "),
        "asyncio.get_event_loop().run_until_complete(ask())\n" + RUN,
        "import pytest\n@pytest.mark.asyncio\nasync def test_it():\n    print(await ask())\n",
        "import unittest\nclass T(unittest.IsolatedAsyncioTestCase):\n    async def test(self):\n"
        "        print(await ask())\n",
    ],
    ids=["twice", "for", "while", "function", "loop", "marked", "case"],
)
def test_each_call_makes_its_client_where_several_loops_may_run(rest: str) -> None:
    new = became(HEAD + ASK + rest)
    assert 'client = lambda: dashscope.AsyncClient(api_key="k", protocol="openai")\n' in new
    assert "client().chat.completions.create(" in new
    assert "functools" not in new


def test_one_client_serves_a_program_that_runs_one_loop() -> None:
    new = became(HEAD + ASK + RUN)
    assert 'client = dashscope.AsyncClient(api_key="k", protocol="openai")\n' in new
    assert "await client.chat.completions.create(" in new


def test_that_it_serves_one_loop_is_told_where_nothing_is_seen_to_run_it() -> None:
    source = HEAD + ASK
    report = report_of(source)
    told = [d for d in report.diagnostics if d.code == "MODULE-CLIENT"]
    assert [d.severity for d in told] == [Severity.REVIEW]


def test_a_client_that_must_be_kept_elsewhere_stays() -> None:
    source = (
        "import asyncio\nimport openai\nclass Bot:\n    def __init__(self, key):\n"
        "        openai.api_key = key\n    async def ask(self):\n"
        '        return await openai.ChatCompletion.acreate(model="gpt-4", messages=[])\n'
        "    def run(self):\n        print(asyncio.run(self.ask()))\n"
    )
    report = check_noop(source)
    assert_told(report, source, "MODULE-CLIENT", "acreate")


# ------------------------------------------------------------------------------------- as it runs


class Answering(BaseHTTPRequestHandler):
    """Answers each request with a chat, and keeps the connection."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        message = {"role": "assistant", "content": "hi"}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
        data = json.dumps({**answer, "choices": [choice]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def run(program: str) -> str:
    """Return what a program prints, with the last line of its error."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    return done.stdout + "".join(done.stderr.splitlines()[-1:] if done.returncode else ())


def test_three_loops_one_after_another(service: None) -> None:
    """With one client for all of them the second fails: its connection is of the first."""
    pytest.importorskip("openai")
    source = HEAD + ASK + "for _ in range(3):\n" + indent(RUN, "    ")
    new = became(source, sdk="openai", to="openai")
    assert run(new) == "hi\n" * 3
    kept = new.replace("client = lambda: openai", "client = openai").replace("client()", "client")
    assert run(kept) == "hi\nRuntimeError: Event loop is closed"
