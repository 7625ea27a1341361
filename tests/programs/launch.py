"""Run programs in processes of their own, with an environment that the test chooses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.fake.vendors import served_hosts

ROOT = Path(__file__).parents[2]
REDIRECT = ROOT / "tests" / "fake" / "redirect"
QUIET = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "DISABLE_AIOHTTP_TRANSPORT": "True"}
"""What keeps an SDK from asking the network when it is imported, and has it use httpx."""
ZYGOTE = Path(__file__).with_name("zygote.py")


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    code: int
    stdout: str
    stderr: str


class Forker:
    """Asks a process that has loaded modules to fork for a program."""

    def __init__(self, requests: IO[str], answers: IO[str]) -> None:
        self._requests = requests
        self._answers = answers

    def ask(self, request: Mapping[str, object]) -> int:
        """Have a program run, as zygote.py describes; return its exit code."""
        print(json.dumps(request), file=self._requests, flush=True)
        answer = self._answers.readline()
        if not answer:
            raise RuntimeError("the process that forks the programs is gone")
        return int(answer)


class Launcher:
    """Runs programs by forking processes: one has loaded the SDKs, one the command.

    What a process holds must be copied for each program, so that neither holds what is the other's.
    """

    def __init__(self, programs: Forker, command: Forker, folder: Path) -> None:
        self._programs = programs
        self._command = command
        self._folder = folder

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        environment: Mapping[str, str],
        stdin: str = "",
        seconds: float = 60,
    ) -> Ended:
        """Run a script, or the command (``-m module``), in ``cwd`` and return how it ended.

        The program sees ``environment`` and nothing else of ours. Code 124 stands for a program
        that did not end in time.
        """
        heard, said, complained = (self._folder / name for name in ("stdin", "stdout", "stderr"))
        heard.write_text(stdin, encoding="utf-8")
        request = {
            "argv": list(argv),
            "cwd": str(cwd),
            "env": {**self.surroundings, **environment},
            "stdin": str(heard),
            "stdout": str(said),
            "stderr": str(complained),
            "seconds": seconds,
        }
        forker = self._command if argv[0] == "-m" else self._programs
        code = forker.ask(request)
        return Ended(code, said.read_text("utf-8"), complained.read_text("utf-8"))

    @property
    def surroundings(self) -> dict[str, str]:
        """What every program finds in its environment."""
        home = str(self._folder)
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": home,
            "XDG_STATE_HOME": home + "/state",
            "XDG_CACHE_HOME": home + "/cache",
            "SSL_CERT_DIR": home + "/certificates",  # none: nothing is asked over TLS
            "LANG": "C.UTF-8",
            **QUIET,
        }


@contextmanager
def launching() -> Iterator[Launcher]:
    """Start the processes that fork the programs; end them with the block."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        (folder / "certificates").mkdir()
        programs, command = (
            stack.enter_context(forking(what, folder)) for what in ("programs", "command")
        )
        yield Launcher(programs, command, folder)


def byte_code() -> dict[str, str]:
    """Return what has byte code kept where ours is, if that is apart from all sources."""
    apart = os.environ.get("PYTHONPYCACHEPREFIX")
    return {"PYTHONPYCACHEPREFIX": apart} if apart else {"PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def forking(what: str, folder: Path) -> Iterator[Forker]:
    """Start a process that has loaded what ``programs`` import, or the ``command``."""
    ask_read, ask_write = os.pipe()
    say_read, say_write = os.pipe()
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "PYTHONPATH": str(REDIRECT),
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "FAKE_URL": "http://127.0.0.1:9/none",
        "FAKE_HOSTS": served_hosts(),
        **QUIET,
        **byte_code(),
    }
    process = subprocess.Popen(
        [sys.executable, str(ZYGOTE), what, str(ask_read), str(say_write)],
        env=environment,
        pass_fds=(ask_read, say_write),
    )
    os.close(ask_read)
    os.close(say_write)
    requests, answers = os.fdopen(ask_write, "w"), os.fdopen(say_read)
    try:
        yield Forker(requests, answers)
    finally:
        requests.close()
        process.terminate()  # it may still be loading what nothing has asked for
        process.wait(10)
        answers.close()
