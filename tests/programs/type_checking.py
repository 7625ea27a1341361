"""Which errors a type checker finds after a migration that it did not find before."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

_ERROR = re.compile(r"(?P<path>.+?):(?P<line>\d+): error: (?P<message>.*?)  \[(?P<code>[\w-]+)\]")

INVARIANCE = frozenset({"arg-type", "call-overload", "dict-item", "list-item"})
"""Errors about the element types of lists and dicts that are passed.

The openai SDK takes any iterable of its typed dictionaries, the other SDK a list of one exact type, so
that a list[dict[str, str]] is wrong for one and right for the other, or the other way round.
"""

Errors = Mapping[str, list[tuple[str, str]]]


def new_type_errors(before: Path, after: Path, cache: Path) -> list[str]:
    """Check two trees with mypy; return the errors of the kinds that ``after`` has more of.

    Two errors are of one kind if they stand in the same file and have the same code, since the names
    in them are meant to change. INVARIANCE is not counted. ``cache`` is mypy's, and may be shared.
    """
    return grown(errors_of(before, cache), errors_of(after, cache))


def grown(old: Errors, new: Errors) -> list[str]:
    """Return the errors of the kinds that ``new`` has more of than ``old``."""
    worse = []
    for path, errors in sorted(new.items()):
        earlier = Counter(code for code, _ in old.get(path, ()))
        later = Counter(code for code, _ in errors if code not in INVARIANCE)
        more = {code for code in later if later[code] > earlier[code]}
        worse += [f"{path}:{text}  [{code}]" for code, text in errors if code in more]
    return worse


def errors_of(tree: Path, cache: Path) -> Errors:
    """Return mypy's errors over a tree: code and text by path. Raises RuntimeError if it fails."""
    command = [sys.executable, "-m", "mypy", "--check-untyped-defs", "--ignore-missing-imports"]
    command += ["--no-color-output", "--no-error-summary", "--hide-error-context", "--no-pretty"]
    command += ["--explicit-package-bases", "--config-file", "", "--cache-dir", str(cache), "."]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout + done.stderr)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in done.stdout.splitlines():
        error = _ERROR.fullmatch(line)
        if error:
            found[error["path"]].append((error["code"], f"{error['line']}: {error['message']}"))
    return found
