"""``[tool.migrate]``: find the table, check it, and lay the command line over it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import field, fields, replace
from pathlib import Path
from typing import Any

from codemod.vocabulary.records import dataclass

CODE = "CONFIGURATION"


class ConfigurationError(Exception):
    """The configuration or an option cannot be followed; the message is one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asked for; "" and () and None mean: not said.

    ``places`` gives, for a key that the file set, where it stands there.
    """

    to: str = ""
    sdk: str = ""
    source_hosts: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    base_url: str = ""
    api_key_env: str = ""
    region: str = ""
    workspace: str = ""
    family: str = ""
    providers: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    strict: bool | None = None
    black: bool | None = None
    docs: bool | None = None
    helpers: bool | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        """Whether nothing is said but where to move to and by which SDK, and what is left alone."""
        few = Settings(to=self.to, sdk=self.sdk, exclude=self.exclude, strict=self.strict)
        return replace(self, places={}) == few

    def over(self, lower: Settings) -> Settings:
        """Return these settings, and those of ``lower`` where they say nothing.

        Models of both are joined.
        """
        said = {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if getattr(self, f.name) not in ("", (), None, {})
        }
        if self.models:
            said["models"] = {**lower.models, **self.models}
        said["places"] = {key: at for key, at in lower.places.items() if key not in said}
        return replace(lower, **said)

    def error(self, key: str, message: str) -> ConfigurationError:
        """Return the error about the value of ``key``, with its place if it is from the file."""
        place = self.places.get(key)
        return ConfigurationError(f"{place} {CODE} {message}" if place else message)


KINDS = {
    f.name.replace("_", "-"): {
        "str": "a string",
        "tuple[str, ...]": "an array of strings",
        "Mapping[str, str]": "a table of strings",
        "bool | None": "true or false",
    }[str(f.type)]
    for f in fields(Settings)
    if f.name != "places"
}


def load(path: Path) -> Settings:
    """Read ``path``: a ``pyproject.toml``, or a TOML file with the same keys at its top level.

    Raises ``ConfigurationError``, whose message starts with the place of the fault.
    """
    document, text = _parse(path)
    if path.name == "pyproject.toml" or "tool" in document:
        table = _tool(document, path).get("migrate", {})
        return _checked(table, path, text, ("tool", "migrate"))
    return _checked(document, path, text, ())


def nearest(start: Path) -> Settings:
    """Return the settings of the nearest ``pyproject.toml`` with the table, from ``start`` upwards.

    The search ends at the folder that holds the repository. Raises ``ConfigurationError``.
    """
    folder = start if start.is_dir() else start.parent
    for directory in (folder, *folder.parents):
        candidate = directory / "pyproject.toml"
        if candidate.is_file() and re.search(rb"\bmigrate\b", candidate.read_bytes()):
            document, _ = _parse(candidate)
            if "migrate" in _tool(document, candidate):
                return load(candidate)
        if (directory / ".git").exists():
            break
    return Settings()


def suggestion(name: str, known: Sequence[str]) -> str:
    """Return `` (did you mean ...?)`` for a name that is close to a known one, else ""."""
    from difflib import get_close_matches

    folded = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), folded, n=1)
    return f" (did you mean {folded[close[0]]}?)" if close else ""


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _parse(path: Path) -> tuple[dict[str, Any], str]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        text = path.read_bytes().decode("utf-8")
        return tomllib.loads(text), text
    except OSError as error:
        raise ConfigurationError(f"{_shown(path)}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{_shown(path)}:1:1 {CODE} the file is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
        message, line, column = found.groups() if found else (str(error), "1", "1")
        raise ConfigurationError(f"{_shown(path)}:{line}:{column} {CODE} {message}") from None


def _tool(document: dict[str, Any], path: Path) -> dict[str, Any]:
    tool = document.get("tool", {})
    if not isinstance(tool, dict):
        raise ConfigurationError(f"{_shown(path)}:1:1 {CODE} tool must be a table")
    return tool


def _checked(table: object, path: Path, text: str, header: tuple[str, ...]) -> Settings:
    if not isinstance(table, dict):
        raise ConfigurationError(f"{_shown(path)}:1:1 {CODE} tool.migrate must be a table")
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    for key, value in table.items():
        line, column = _place(text, header, key)
        place = f"{_shown(path)}:{line}:{column}"
        if key not in KINDS:
            hint = suggestion(key.replace("_", "-"), tuple(KINDS))
            raise ConfigurationError(f"{place} {CODE} unknown key {key}{hint}")
        if not _fits(value, KINDS[key]):
            raise ConfigurationError(f"{place} {CODE} {key} must be {KINDS[key]}")
        name = key.replace("-", "_")
        values[name] = tuple(value) if isinstance(value, list) else value
        if name == "providers":
            values[name] = tuple(str(path.parent / file) for file in values[name])
        places[name] = place
    return Settings(**values, places=places)


def _fits(value: object, kind: str) -> bool:
    if isinstance(value, list):
        return kind == "an array of strings" and all(isinstance(item, str) for item in value)
    if isinstance(value, dict):
        return kind == "a table of strings" and all(isinstance(v, str) for v in value.values())
    return isinstance(value, {"a string": str, "true or false": bool}.get(kind, ()))


def _place(text: str, header: tuple[str, ...], key: str) -> tuple[int, int]:
    """Return line and column (from 1) of ``key`` in its table; of the table's header, else 1, 1.

    The parser of the standard library tells no positions, so this reads the lines once more.
    """
    quoted = r"[\"']?{}[\"']?"
    own_header = r"\s*\.\s*".join(quoted.format(re.escape(part)) for part in (*header, key))
    assignment = re.compile(rf"(\s*){quoted.format(re.escape(key))}\s*[.=]")
    best = (1, 1)
    inside = not header
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\s*\[", line):
            if re.match(rf"\s*\[+\s*{own_header}\s*[.\]]", line):
                return number, line.index("[") + 1
            table = r"\s*\.\s*".join(quoted.format(re.escape(part)) for part in header)
            inside = bool(header) and re.match(rf"\s*\[\s*{table}\s*\]", line) is not None
            if inside:
                best = (number, line.index("[") + 1)
        elif inside and (found := assignment.match(line)):
            return number, len(found[1]) + 1
    return best
