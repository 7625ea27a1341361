"""Whether, and how, a project has black set up: ``[tool.black]``, and the hooks of pre-commit.

Options as in https://black.readthedocs.io/en/stable/usage_and_configuration/the_basics.html; the
supported versions follow from ``requires-python`` as black derives them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.style import Style

_HOOKS = {"black", "black-jupyter"}
_EXCLUDES = ("exclude", "extend-exclude", "force-exclude")
_SHORT = {
    "-l": "line-length",
    "-t": "target-version",
    "-S": "skip-string-normalization",
    "-C": "skip-magic-trailing-comma",
}
_FLAGS = {"skip-string-normalization", "skip-magic-trailing-comma", "preview", "unstable"}
_FLOOR, _CEILING = 8, 30
_HOOK_FILE = ".pre-commit-config.yaml"


@dataclass(frozen=True, slots=True)
class _Setting:
    """The options that stand for a folder, and which files black passes over."""

    options: Mapping[str, Any]
    excluded: tuple[str, ...] = ()


class Styles:
    """The style of each file of a project; ``get`` gives the bytes of a file, None for no file."""

    def __init__(self, get: Callable[[str], bytes | None]) -> None:
        self._get = get
        self._tables: dict[str, dict[str, Any]] = {}
        self._hook: _Setting | None = None
        self._hook_is_read = False

    def of(self, path: str, *, forced: bool = False) -> Style | None:
        """Return the style of the file at ``path``, or None if black is not to touch it.

        That is: neither the nearest ``pyproject.toml`` that has the table nor a hook of pre-commit
        names black (and it is not ``forced``), or one of them excludes the file.
        """
        hook, (folder, table, project) = self._hooked(), self._nearest(path)
        if table is None and hook is None and not forced:
            return None
        options = {**(table or {}), **(hook.options if hook else {})}
        inside = "/" + path.removeprefix(folder).lstrip("/")
        patterns = [str(options[key]) for key in _EXCLUDES if key in options]
        if any(_found(each, inside) for each in patterns):
            return None
        if hook is not None and any(_found(each, path) for each in hook.excluded):
            return None
        return replace(_style(options, project), stub=path.endswith(".pyi"))

    def _nearest(self, path: str) -> tuple[str, dict[str, Any] | None, dict[str, Any]]:
        """Return the folder of the nearest table of black, the table, and the project's table."""
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            document = self._document(f"{folder}/pyproject.toml" if folder else "pyproject.toml")
            tool = _mapping(document.get("tool"))
            if "black" in tool:
                return folder, _mapping(tool["black"]), _mapping(document.get("project"))
        return "", None, _mapping(self._document("pyproject.toml").get("project"))

    def _document(self, path: str) -> dict[str, Any]:
        if path not in self._tables:
            self._tables[path] = _toml(self._get(path))
        return self._tables[path]

    def _hooked(self) -> _Setting | None:
        if not self._hook_is_read:
            self._hook_is_read = True
            data = self._get(_HOOK_FILE)
            if data is not None and b"black" in data:
                self._hook = self._read_hook(data)
        return self._hook

    def _read_hook(self, data: bytes) -> _Setting | None:
        import yaml

        try:
            document = _mapping(yaml.safe_load(data))
        except (yaml.YAMLError, UnicodeDecodeError):
            return None
        for repository in _rows(document.get("repos")):
            for hook in _rows(repository.get("hooks")):
                if hook.get("id") in _HOOKS:
                    excluded = [document.get("exclude"), hook.get("exclude")]
                    options = _arguments(hook.get("args"))
                    named = options.pop("config", None)
                    if named is not None:
                        tool = _mapping(self._document(named).get("tool"))
                        options = {**_mapping(tool.get("black")), **options}
                    return _Setting(options, tuple(str(each) for each in excluded if each))
        return None


def _style(options: Mapping[str, Any], project: Mapping[str, Any]) -> Style:
    length, versions = options.get("line-length"), options.get("target-version")
    if isinstance(versions, str):
        versions = [versions]
    if not isinstance(versions, list):
        versions = _supported(project.get("requires-python"))
    return Style(
        line_length=length if isinstance(length, int) and length > 0 else Style().line_length,
        target_versions=tuple(str(version).lower() for version in versions),
        string_normalization=not options.get("skip-string-normalization"),
        magic_trailing_comma=not options.get("skip-magic-trailing-comma"),
        preview=bool(options.get("preview")),
        unstable=bool(options.get("unstable")),
        required_version=str(options.get("required-version", "")),
    )


def _supported(requires: object) -> list[str]:
    """Return black's names of the versions from the lowest that a project supports."""
    found = re.search(r"(?:>=|==|~=)\s*3\.(\d+)", requires) if isinstance(requires, str) else None
    lowest = int(found[1]) if found else _FLOOR
    return [f"py3{minor}" for minor in range(lowest, _CEILING)]


def _arguments(args: object) -> dict[str, Any]:
    """Return the options that the arguments of a hook set."""
    options: dict[str, Any] = {}
    words = [str(word) for word in args] if isinstance(args, list) else []
    for name, value in _pairs(words):
        if name in _FLAGS:
            options[name] = True
        elif name == "line-length":
            options[name] = int(value) if value.isdigit() else None
        elif name == "target-version":
            options.setdefault(name, []).append(value)
        elif name in (*_EXCLUDES, "required-version", "config"):
            options[name] = value
    return options


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if word[:2] in _SHORT:
            name, value = _SHORT[word[:2]], word[2:]
        elif name.startswith("--"):
            name = name[2:]
        else:
            continue
        if name not in _FLAGS and not value and not equals:
            value = next(rest, "")
        yield name, value


def _toml(data: bytes | None) -> dict[str, Any]:
    if data is None:
        return {}
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}


def _found(pattern: str, path: str) -> bool:
    """Say whether a pattern of black or pre-commit is found; one of several lines is verbose."""
    try:
        return re.search(pattern, path, re.VERBOSE if "\n" in pattern else 0) is not None
    except re.error:
        return False


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
