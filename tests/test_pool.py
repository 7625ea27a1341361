"""The pool: the same bytes with it and without, nothing lost when it fails, and none for small work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from codemod import cli, pool, rewriting
from codemod.pool import Pool, of_processes, pieces, processes
from codemod.rewriting import Rewriter
from tests.benchmarks.worst import CALL, HEAD
from tests.command import ROOT
from tests.pool_work import doubled, failing, killed

LONG = [1.0] * 8
"""Seconds of eight tasks, each of which is a piece of its own."""


def nobody() -> pool.Workers:
    raise AssertionError("nothing was to be started")


def twice(others: Pool, number: int = 8) -> set[int]:
    """Double so many numbers; return the processes that did."""
    found = others.each(doubled, range(number), LONG[:1] * number)
    assert [value for value, _ in found] == [2 * n for n in range(number)]
    return {process for _, process in found}


def calls(number: int) -> str:
    return HEAD + "\n\n".join(f"def ask{n}(x):\n    return {CALL}\n" for n in range(number))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project whose files are edited, formatted, left and not read, notebooks among them."""
    source: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": []}
    cells = [{**source, "execution_count": None, "source": calls(2)}]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    root = tmp_path / "project"
    files = {f"app/m{n}.py": calls(n % 7 + 9) for n in range(60)}
    files |= {f"formatted/m{n}.py": calls(n) for n in range(3)}
    files |= {
        "formatted/pyproject.toml": "[tool.black]\nline-length = 60\n",
        "notes/a.ipynb": json.dumps(notebook, indent=1),
        "notes/b.ipynb": json.dumps(notebook),
        "broken.py": "import openai\nx = (\n",
        "left.py": f"{HEAD}client.beta.assistants.create()\n",
        "requirements.txt": "openai>=1\n",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.fixture
def two() -> Iterator[Pool]:
    found = Pool(lambda: processes(1), 1)
    yield found
    found.close()


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many processes are started, each time that some are."""
    found: list[int] = []

    def start(number: int) -> ProcessPoolExecutor:
        found.append(number)
        return processes(number)

    monkeypatch.setattr(pool, "processes", start)
    return found


# ------------------------------------------------------------------------------- the same bytes


def test_two_processes_give_what_one_gives(
    tree: Path,
    starts: list[int],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(tree)

    def said(jobs: int) -> tuple[bytes, bytes]:
        command = ["--to", "qwen", "--diff", "--format", "json", "--jobs", str(jobs)]
        assert cli.status(command) == 0
        return capfdbinary.readouterr()

    alone = said(1)
    assert starts == []
    assert said(2) == alone
    assert starts == [1], "the work was not large enough to share it"
    result = json.loads(alone[0])
    fates = {file["path"]: file["status"] for file in result["files"]}
    assert fates["broken.py"] == "failed" and fates["left.py"] == "unchanged"
    assert fates["notes/a.ipynb"] == fates["formatted/m1.py"] == "rewritten"
    assert result["summary"]["rewritten"] > 60


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_share_the_work(method: str) -> None:
    others = Pool(lambda: processes(2, method), 2)
    try:
        own = twice(others, 300)
        assert os.getpid() in own and len(own) == 3
        assert twice(others, 300) == own
        assert others.fault is None
    finally:
        others.close()


def test_any_executor_does() -> None:
    rows: list[str] = []
    others = Pool(lambda: ThreadPoolExecutor(2), 2, talk=rows.append)
    assert twice(others) == {os.getpid()}
    others.close()
    assert rows == []


# --------------------------------------------------------------------------- only where it pays


def test_one_process_needs_no_pool() -> None:
    assert of_processes(1, print) is None


@pytest.mark.parametrize(
    "options, started", [(("--jobs", "1"), []), (("--jobs", "3"), [2]), ((), [4])]
)
def test_how_many_processes_the_command_starts(
    options: tuple[str, ...],
    started: list[int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[int] = []

    def start(number: int) -> ThreadPoolExecutor:
        found.append(number)
        return ThreadPoolExecutor(number)

    monkeypatch.setattr(pool, "processes", start)
    monkeypatch.setattr(pool, "LEAST", 0.0)
    monkeypatch.setattr(pool, "PIECE", 0.0)
    monkeypatch.setattr(pool, "processors", lambda: 5)
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text(calls(1))
    assert cli.status(["--to", "qwen", "--check", *options, str(tmp_path)]) == 1
    assert found == started


@pytest.mark.parametrize("number, long", [(0, 1.0), (1, 100.0), (8, 0.01)])
def test_small_work_and_a_single_task_start_nothing(number: int, long: float) -> None:
    others = Pool(nobody, 4, pool.LEAST)
    found = others.each(doubled, range(number), [long] * number)
    assert found == [(2 * n, os.getpid()) for n in range(number)]
    assert others.fault is None


def test_one_long_task_among_short_ones_starts_nothing() -> None:
    others = Pool(nobody, 4, pool.LEAST)
    found = others.each(doubled, range(3), [100.0, 0.1, 0.1])
    assert [value for value, _ in found] == [0, 2, 4] and others.fault is None


def test_what_a_file_takes_follows_its_edits_and_its_size() -> None:
    few, many = (seconds_of(calls(n)) for n in (10, 100))
    assert 6 * few < many < 12 * few
    padded = seconds_of(calls(10) + "# a comment\n" * 100_000)
    assert few + 0.3 < padded < few + 1.2


def seconds_of(text: str) -> float:
    """Return what the rewriting of a file is thought to take."""
    from tests.migrating import report_of

    (outcome,) = report_of(text).rewritten
    rewriter = Rewriter(NO_STYLES, None)
    return rewriter.task(outcome.path, outcome.before, outcome.edits).seconds


NO_STYLES = rewriting.Styles(lambda path: None)


# ------------------------------------------------------------------------------------- failures


def test_a_process_that_is_killed_loses_nothing(two: Pool) -> None:
    rows: list[str] = []
    two.talk = rows.append
    own = os.getpid()
    assert two.each(killed, [own] * 8, LONG) == [own] * 8
    (said,) = rows
    assert said.startswith("other processes failed, and this one did their work: ")
    assert "terminated abruptly" in said and "\n" not in said
    two.start = nobody
    assert twice(two) == {own} and len(rows) == 1


def test_a_fault_of_the_work_itself_is_raised_here(two: Pool) -> None:
    with pytest.raises(ZeroDivisionError):
        two.each(failing, [1, 1, 0, 1, 1, 0], LONG[:6])


def test_an_executor_that_cannot_be_started() -> None:
    def start() -> pool.Workers:
        raise OSError("no semaphores\nhere")

    rows: list[str] = []
    assert twice(Pool(start, 2, talk=rows.append)) == {os.getpid()}
    assert rows == ["other processes failed, and this one did their work: no semaphores here"]


class Silent:
    """An executor that does nothing by itself."""

    def __init__(self) -> None:
        self.given: list[Future[Any]] = []

    def submit(self, function: Any, /, *given: Any) -> Future[Any]:
        self.given.append(Future())
        return self.given[-1]

    def shutdown(self, wait: bool = True) -> None:
        pass


def test_what_does_not_come_back_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 0.1)
    silent = Silent()
    rows: list[str] = []
    assert twice(Pool(lambda: silent, 2, talk=rows.append)) == {os.getpid()}
    assert len(rows) == 1 and rows[0].endswith(": nothing came back in 0.1 s")
    assert [future.cancelled() for future in silent.given] == [True] * 2


def test_what_is_cancelled_by_the_executor_is_done_here() -> None:
    class Cancelling(Silent):
        def submit(self, function: Any, /, *given: Any) -> Future[Any]:
            future = super().submit(function, *given)
            future.cancel()
            return future

    rows: list[str] = []
    assert twice(Pool(Cancelling, 2, talk=rows.append)) == {os.getpid()}
    assert len(rows) == 1 and rows[0].endswith(": cancelled")


def test_what_comes_back_late_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 0.1)

    class Begun(Silent):
        def submit(self, function: Any, /, *given: Any) -> Future[Any]:
            future = super().submit(function, *given)
            future.set_running_or_notify_cancel()
            return future

    late = Begun()
    rows: list[str] = []
    others = Pool(lambda: late, 1, talk=rows.append)
    assert twice(others) == {os.getpid()}
    (future,) = late.given
    future.set_result([(0, 0)])
    assert twice(others) == {os.getpid()} and len(rows) == 1


@pytest.fixture
def interrupted() -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Return what interrupts two processes at work, and gives the status and both streams."""
    running: list[subprocess.Popen[str]] = []

    def of(handler: signal.Handlers, begun: int = 2) -> tuple[int, str, str]:
        ran = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.pool_work"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, handler),
        )
        running.append(ran)
        assert ran.stdout is not None
        assert [ran.stdout.readline() for _ in range(begun)] == ["begun\n"] * begun
        os.killpg(ran.pid, signal.SIGINT)
        out, err = ran.communicate(timeout=20)
        return ran.returncode, out, err

    yield of
    for ran in running:
        if ran.poll() is None:
            os.killpg(ran.pid, signal.SIGKILL)
            ran.communicate()


@pytest.mark.parametrize("begun", [1, 2])
def test_an_interrupt_ends_all_of_it_at_once(
    begun: int, interrupted: Callable[..., tuple[int, str, str]]
) -> None:
    """The output ends only when the last process that could write there has ended.

    Where only one has begun, the other is about to start.
    """
    assert interrupted(signal.SIG_DFL, begun) == (130, "interrupted\nclosed\n", "")


def test_what_is_started_to_ignore_interrupts_goes_on(
    interrupted: Callable[..., tuple[int, str, str]],
) -> None:
    assert interrupted(signal.SIG_IGN) == (0, "closed\n", "")


# ----------------------------------------------------------------------------------- the pieces


def test_pieces_hold_each_task_once_and_the_longest_first() -> None:
    seconds = [0.01, 3.0, 0.06, 0.05, 0.2, 0.01]
    assert pieces(seconds) == [[1], [4], [2, 3], [0, 5]]
    assert pieces([]) == []
