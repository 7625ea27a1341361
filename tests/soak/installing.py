"""New environments: what a repository asks for by its own manifests, installed by pip."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SCRIPT = re.compile(r"(?m)^# /// script\n(?P<said>(?:^#(?: .*)?\n)+?)^# ///$")
_REQUIREMENTS = ("requirements/dev.txt", "requirements.txt")
_PACKAGES = ("pyproject.toml", "setup.py")


def environment(tree: Path, folder: Path) -> Path:
    """Return the interpreter of a new environment in ``folder`` with what ``tree`` asks for.

    Packages are built from a copy, so that nothing is left in the tree. Raises CalledProcessError.
    """
    copy = folder / "sources"
    shutil.copytree(tree, copy)
    asked = list(arguments(copy))
    assert asked, f"{tree} has no manifest"
    own = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", own], check=True)
    python = own / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile"]
    subprocess.run([*pip, *asked], cwd=copy, check=True)
    return python


def arguments(tree: Path) -> Iterator[str]:
    """Yield what pip is to be told, from the manifests of a repository and of its packages."""
    for name in _REQUIREMENTS:
        if (tree / name).is_file():
            yield from ("-r", name)
            break
    for place in (tree, *sorted(tree.glob("packages/*"))):
        if any((place / name).is_file() for name in _PACKAGES):
            yield str(place)
    if (tree / "Pipfile").is_file():
        said = tomllib.loads((tree / "Pipfile").read_text("utf-8"))
        for table in ("packages", "dev-packages"):
            yield from (pipfile_entry(*row) for row in said.get(table, {}).items())
    if (tree / "environment.yml").is_file():
        said = yaml.safe_load((tree / "environment.yml").read_text("utf-8"))
        for entry in said["dependencies"]:
            if isinstance(entry, dict):
                yield from entry["pip"]
    for script in sorted(tree.glob("*.py")):
        match = _SCRIPT.search(script.read_text("utf-8"))
        if match is not None:
            block = re.sub(r"(?m)^# ?", "", match["said"])
            yield from tomllib.loads(block).get("dependencies", ())


def pipfile_entry(name: str, said: str | Mapping[str, Any]) -> str:
    """Return an entry of a Pipfile as a requirement."""
    table: Mapping[str, Any] = {"version": said} if isinstance(said, str) else said
    extras = ",".join(table.get("extras", ()))
    version = table.get("version", "*")
    return f"{name}[{extras}]{'' if version == '*' else version}"
