"""Run programs in processes of their own, with an environment that the test chooses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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


class Launcher:
    """Runs programs by forking a process that has loaded the SDKs."""

    def __init__(self, requests: IO[str], answers: IO[str], folder: Path) -> None:
        self._requests = requests
        self._answers = answers
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
        """Run a script (or ``-m module``) in ``cwd`` and return how it ended.

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
        print(json.dumps(request), file=self._requests, flush=True)
        answer = self._answers.readline()
        if not answer:
            raise RuntimeError("the process that forks the programs is gone")
        return Ended(int(answer), said.read_text("utf-8"), complained.read_text("utf-8"))

    @property
    def surroundings(self) -> dict[str, str]:
        """What every program finds in its environment."""
        home = str(self._folder)
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": home,
            "XDG_STATE_HOME": home + "/state",
            "XDG_CACHE_HOME": home + "/cache",
            "LANG": "C.UTF-8",
            **QUIET,
        }


@contextmanager
def launching() -> Iterator[Launcher]:
    """Start the process that forks the programs; end it with the block."""
    with tempfile.TemporaryDirectory() as folder:
        ask_read, ask_write = os.pipe()
        say_read, say_write = os.pipe()
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": folder,
            "PYTHONPATH": str(REDIRECT),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
            "FAKE_URL": "http://127.0.0.1:9/none",
            "FAKE_HOSTS": served_hosts(),
            **QUIET,
        }
        process = subprocess.Popen(
            [sys.executable, str(ZYGOTE), str(ask_read), str(say_write)],
            env=environment,
            pass_fds=(ask_read, say_write),
        )
        os.close(ask_read)
        os.close(say_write)
        requests, answers = os.fdopen(ask_write, "w"), os.fdopen(say_read)
        try:
            yield Launcher(requests, answers, Path(folder))
        finally:
            requests.close()
            process.wait(10)
            answers.close()
