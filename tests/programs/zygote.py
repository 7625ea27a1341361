"""A process that has loaded modules and forks for each program, so that none waits for imports.

Its first argument says what it loads: what ``programs`` import, or the ``command``. It
speaks lines of JSON on two pipes whose descriptors are the others: a request names ``argv``,
``cwd``, ``env``, ``stdin``, ``stdout``, ``stderr`` (paths) and ``seconds``; the answer is the exit
code of the program, which ran as ``__main__`` in a process of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import sys
import threading
import time
import traceback
from typing import Any

PRELOADED = (
    *("openai", "openai.resources.chat.chat", "openai.resources.embeddings"),
    *("openai.lib.streaming.chat", "openai.types.chat.completions"),
    *(
        "dashscope",
        "volcenginesdkarkruntime",
        "zai.api_resource",
        "cohere",
        "ollama",
        "mistralai.client",
    ),
    "anthropic",
    *("huggingface_hub.inference._client",),
)
PRELOADED_IF_HERE = ("litellm",)
PRELOADED_FOR_COMMAND = ("click", "yaml", "libcst", "pathspec")
COMMAND = ("codemod", "transforms")
"""The packages of the command itself, which runs from this tree."""


def serve(what: str, requests: int, answers: int) -> None:
    """Load, and answer requests until the pipe closes."""
    del sys.path[0]  # a program may have modules of the names that ours have
    LOADING[what]()
    sys.dont_write_bytecode = True  # a program's files are written anew under the same names
    gc.collect()
    gc.freeze()  # what is loaded stays: a program need not look through it, nor copy its pages
    with os.fdopen(requests) as lines, os.fdopen(answers, "w") as out:
        for line in lines:
            request = json.loads(line)
            child = os.fork()
            if child == 0:
                os.close(requests)
                os.close(answers)
                _become(request)
            print(_wait(child, float(request["seconds"])), file=out, flush=True)


def _load_sdks() -> None:
    for name in PRELOADED:
        importlib.import_module(name)
    for name in PRELOADED_IF_HERE:
        with contextlib.suppress(ModuleNotFoundError):
            module = importlib.import_module(name)
            module.suppress_debug_info = True  # type: ignore[attr-defined] # as the command tells


def _load_command() -> None:
    """Import every module of the command, and read every profile."""
    for name in PRELOADED_FOR_COMMAND:
        importlib.import_module(name)
    sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))
    for name in COMMAND:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(found.name)
    catalog = importlib.import_module("transforms.catalog")
    for each in catalog.provider_names():
        catalog.load_provider(each.name, ())
    importlib.import_module("transforms.rules").all_rules()
    del sys.path[0]


LOADING = {"programs": _load_sdks, "command": _load_command}


def _wait(child: int, seconds: float) -> int:
    """Return the exit code of a child, 124 if it does not end within so many seconds."""
    until = time.monotonic() + seconds
    if hasattr(os, "pidfd_open"):
        handle = os.pidfd_open(child)
        select.select([handle], [], [], seconds)
        os.close(handle)
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
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
