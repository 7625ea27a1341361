"""A process that has loaded the SDKs and forks for each program, so that none waits for imports.

Speaks lines of JSON on two pipes whose descriptors are its arguments: a request names ``argv``,
``cwd``, ``env``, ``stdin``, ``stdout``, ``stderr`` (paths) and ``seconds``; the answer is the exit
code of the program, which ran as ``__main__`` in a process of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import runpy
import select
import signal
import sys
import threading
import time
import traceback
from typing import Any

PRELOADED = (
    *("openai", "openai.resources.chat", "openai.resources.embeddings"),
    *("dashscope", "volcenginesdkarkruntime", "zai", "cohere", "ollama", "mistralai.client"),
    "anthropic",
    *("huggingface_hub.inference._client",),
)
PRELOADED_IF_HERE = ("litellm",)
PRELOADED_FOR_COMMAND = ("click", "yaml", "libcst", "pathspec")
COMMAND = (
    *("codemod.cli", "codemod.choices", "codemod.pipeline", "codemod.steps", "codemod.books"),
    *("codemod.editing.editor", "codemod.reporting.json", "codemod.reporting.text"),
    *("codemod.writing.write", "transforms.catalog"),
)
"""The command itself, which runs from this tree."""


def serve(requests: int, answers: int) -> None:
    """Answer requests until the pipe closes."""
    del sys.path[0]  # a program may have modules of the names that ours have
    for name in PRELOADED + PRELOADED_FOR_COMMAND:
        importlib.import_module(name)
    for name in PRELOADED_IF_HERE:
        with contextlib.suppress(ModuleNotFoundError):
            module = importlib.import_module(name)
            module.suppress_debug_info = True  # type: ignore[attr-defined] # as the command tells
    sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))
    for name in COMMAND:
        importlib.import_module(name)
    importlib.import_module("transforms.catalog").load_surface()
    del sys.path[0]
    with os.fdopen(requests) as lines, os.fdopen(answers, "w") as out:
        for line in lines:
            request = json.loads(line)
            child = os.fork()
            if child == 0:
                os.close(requests)
                os.close(answers)
                _become(request)
            print(_wait(child, float(request["seconds"])), file=out, flush=True)


def _wait(child: int, seconds: float) -> int:
    until = time.monotonic() + seconds
    nap = 0.002
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        select.select([], [], [], nap)
        nap = min(nap * 1.5, 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 124


def _become(request: dict[str, Any]) -> None:
    code = 1
    try:
        _redirect(request)
        code = _run(request["argv"])
    except SystemExit as stop:
        code = _code(stop)
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
    finally:
        try:
            threading._shutdown()  # type: ignore[attr-defined]
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


def _redirect(request: dict[str, Any]) -> None:
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, name, flags in (
        (0, "stdin", os.O_RDONLY),
        (1, "stdout", write),
        (2, "stderr", write),
    ):
        descriptor = os.open(request[name], flags)
        os.dup2(descriptor, number)
        os.close(descriptor)


def _run(argv: list[str]) -> int:
    if argv[0] == "-m":
        sys.path.insert(0, request_path(os.environ))
        sys.argv = argv[1:]
        runpy.run_module(argv[1], run_name="__main__", alter_sys=True)
    else:
        sys.path.insert(0, os.path.dirname(os.path.abspath(argv[0])))
        sys.argv = list(argv)
        runpy.run_path(argv[0], run_name="__main__")
    return 0


def request_path(environment: Any) -> str:
    """Return the folder that holds the module to run."""
    return str(environment.get("MODULE_PATH") or os.getcwd())


def _code(stop: SystemExit) -> int:
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code & 0xFF
    print(stop.code, file=sys.stderr)
    return 1


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
