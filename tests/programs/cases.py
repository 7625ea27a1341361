"""The fixtures: each a program as a repository would hold it, and what is expected of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).parents[2] / "fixtures"
SDKS = ("native", "openai")


@dataclass(frozen=True)
class Case:
    """One fixture.

    ``rows`` are the rows of the usage survey it stands for; ``sdks`` the routes on which it is to
    migrate; ``blocked`` the routes on which it must stay as it is, and a word of the reason.
    ``noop`` says that nothing may change and nothing be reported as left; ``left`` that nothing
    may change and each of the words stands in a finding that says so. ``kept`` are files that must
    stay byte for byte while others move. ``masks_models`` says the program prints model names,
    which are not compared. ``may_reason`` allows reasoning after. ``either`` also takes the program,
    or some of its calls, as it was, if a finding says what was left. ``runs`` is false for a program that is not to be run.
    ``older`` is true for one that needs 0.x of the SDK before: tests/soak/test_older.py runs those.
    """

    name: str
    rows: tuple[str, ...]
    sdks: tuple[str, ...] = ()
    blocked: dict[str, str] = field(default_factory=dict)
    noop: bool = False
    left: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    files_after: dict[str, str] = field(default_factory=dict)
    unsaid: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    entry: str = "main.py"
    stdin: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    environment_after: dict[str, str] = field(default_factory=dict)
    masks_models: bool = False
    may_reason: bool = False
    either: bool = False
    runs: bool = True
    older: bool = False
    python: str = ""
    """The lowest Python that runs it, such as 3.11, where that is not the lowest of ours."""
    needs: str = ""
    """A package of the extra ``test`` that it uses beside the SDK: where that is missing it is not run."""
    options: tuple[str, ...] = ()

    @property
    def here(self) -> bool:
        """Whether this Python, what is installed, and today's SDK run it."""
        lowest = tuple(map(int, self.python.split("."))) if self.python else (3,)
        there = not self.needs or find_spec(self.needs) is not None
        return not self.older and there and sys.version_info >= lowest

    @property
    def before(self) -> Path:
        """The folder of the program as it was written."""
        return FIXTURES / self.name / "before"


_KEYS = {
    "row": "rows",
    "sdk": "sdks",
    "args": "arguments",
    "env": "environment",
    "env_after": "environment_after",
    "run": "runs",
}


def load_case(folder: Path) -> Case:
    """Return the case in ``folder``. Raises ValueError for a key that is none of the schema."""
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    given: dict[str, Any] = yaml.safe_load(text)
    fields: dict[str, Any] = {}
    for key, value in given.items():
        name = _KEYS.get(key, key)
        if name not in Case.__dataclass_fields__:
            raise ValueError(f"{folder.name}/case.yaml: unknown key {key!r}")
        if isinstance(value, list):
            value = tuple(str(item) for item in value)
        if isinstance(value, str) and name in ("rows", "left"):
            value = (value,)
        fields[name] = value
    if not fields.get("noop") and not fields.get("left") and not fields.get("runs", True):
        raise ValueError(f"{folder.name}/case.yaml: only what stays as it is may go unrun")
    return Case(name=folder.name, **fields)


def all_cases() -> list[Case]:
    """Return every fixture that holds a case, by name."""
    return [load_case(path.parent) for path in sorted(FIXTURES.glob("*/case.yaml"))]
