"""Which errors a type checker finds after a migration that it did not find before."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

_ERROR = re.compile(r"(?P<path>.+?):(?P<line>\d+): error: (?P<message>.*?)  \[(?P<code>[\w-]+)\]")

_UNMASKED = (
    "mypy took the source's call for wrong, and so its result for Any: it looked at nothing behind"
)
_OPTIONAL = "the target's types say None where the source's do not, of what each reply has"
_PARTIAL = "of overloads mypy's partial takes the first, which is that of a stream"
_NARROWING = "a test of a member narrows it, a test of getattr does not"
_MIXED = "the values of the dict are of several types, so mypy knows none of them"
_UNTYPED = "0.x has no types, so mypy saw nothing of what may be None there"
EXPLAINED = {
    "embeddings_ada-native": _OPTIONAL,
    "embeddings_batched-native": _OPTIONAL,
    "functions_stream-openai": _OPTIONAL,
    "kwargs_dict_literal-native": _MIXED,
    "max_completion_tokens-native": _UNMASKED,
    "method_partial-native": _PARTIAL,
    "method_partial_nested-native": _PARTIAL,
    **dict.fromkeys(("older_async-native", "older_async-openai"), _UNTYPED),
    **dict.fromkeys(("older_completion-native", "older_completion-openai"), _UNTYPED),
    "older_functions-native": _OPTIONAL,
    **dict.fromkeys(("older_service-native", "older_service-openai"), _UNTYPED),
    "response_usage_details-native": _NARROWING,
    "tools_forced-native": _UNMASKED,
    "tools_loop-native": _OPTIONAL,
}
"""Fixtures with an error that only a type checker sees after; the program runs as before."""

INVARIANCE = frozenset({"arg-type", "call-overload", "dict-item", "list-item"})
"""Errors about the element types of lists and dicts that are passed.

The openai SDK takes any iterable of its typed dictionaries, the other SDK a list of one exact type, so
that a list[dict[str, str]] is wrong for one and right for the other, or the other way round.
"""

Errors = Mapping[str, list[tuple[str, str]]]


def grown(old: Errors, new: Errors) -> list[str]:
    """Return the errors of the kinds that ``new`` has more of than ``old``.

    Two errors are of one kind if they stand in the same file and have the same code, since the names
    in them are meant to change. INVARIANCE is not counted.
    """
    worse = []
    for path, errors in sorted(new.items()):
        earlier = Counter(code for code, _ in old.get(path, ()))
        later = Counter(code for code, _ in errors if code not in INVARIANCE)
        more = {code for code in later if later[code] > earlier[code]}
        worse += [f"{path}:{text}  [{code}]" for code, text in errors if code in more]
    return worse


def errors_of(tree: Path) -> Errors:
    """Return mypy's errors over a tree: code and text by path. Raises RuntimeError if it fails.

    It reads the SDKs anew each time, which takes most of a run over a few programs.
    """
    command = [sys.executable, "-m", "mypy", "--check-untyped-defs", "--ignore-missing-imports"]
    command += ["--no-color-output", "--no-error-summary", "--hide-error-context", "--no-pretty"]
    command += ["--explicit-package-bases", "--config-file", "", "--cache-dir", os.devnull, "."]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout + done.stderr)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in done.stdout.splitlines():
        error = _ERROR.fullmatch(line)
        if error:
            found[error["path"]].append((error["code"], f"{error['line']}: {error['message']}"))
    return found
