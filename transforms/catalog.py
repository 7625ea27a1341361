"""Loads what is known of the source SDK and of the providers, each file when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

from codemod.vocabulary.provider import Provider
from codemod.vocabulary.shapes import Shape
from codemod.vocabulary.surface import Surface
from transforms.around import read_around
from transforms.entries import CatalogError, Entry, read
from transforms.extending import extended
from transforms.schema import Environment, ProviderSummary, read_provider, read_summary
from transforms.surface_schema import read_surface

__all__ = [
    "CatalogError",
    "ProviderSummary",
    "UnknownProvider",
    "known_hosts",
    "load_provider",
    "load_provider_file",
    "load_surface",
    "load_surface_file",
    "provider_names",
]

FOLDER = Path(__file__).parent
"""Where the data lie: importlib.resources would import what opens archives, and never needs to."""


class UnknownProvider(LookupError):  # noqa: N818
    """No profile has this name; ``suggestions`` are the nearest names and aliases, best first."""

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(f"unknown provider {name}")
        self.name = name
        self.suggestions = suggestions


@cache
def load_surface(name: str = "openai") -> Surface:
    """Return the surface of the source SDK ``name``, with what stands around it.

    Raises ``CatalogError`` for a faulty file.
    """
    surface = _surface(FOLDER / "surfaces" / f"{name}.yaml")
    (root,) = _documents(FOLDER / "around.yaml")
    operations = {path: each.parameters for path, each in surface.operations.items()}
    return replace(surface, around=read_around(root, operations))


def load_surface_file(path: Path) -> Surface:
    """Return the surface that the file at ``path`` describes. Raises ``CatalogError``."""
    return _surface(path)


@cache
def provider_names(files: tuple[Path, ...] = ()) -> tuple[ProviderSummary, ...]:
    """Return what the profiles say of themselves, sorted by name; those of ``files`` too.

    A profile of ``files`` that extends one of the same name stands in its place. Raises
    ``CatalogError``.
    """
    found = {each.name: each for each in (read_summary(_head(p)) for p in _profiles())}
    for path in files:
        summary = _own_summary(path)
        found[summary.name] = summary
    return tuple(found[name] for name in sorted(found))


@cache
def load_provider(name: str, files: tuple[Path, ...] = ()) -> Provider:
    """Return the provider with this name or alias; of the packaged profiles, reads its own only.

    The profiles at ``files`` are the user's and come first. Raises ``UnknownProvider``, and
    ``CatalogError`` for a faulty profile.
    """
    for path in files:
        summary = _own_summary(path)
        if name == summary.name or name in summary.aliases:
            return load_provider_file(path)
    profile = _packaged(name)
    if profile is not None:
        return _provider(*_both(profile), _packaged_shapes(profile.name.removesuffix(".yaml")))
    from difflib import get_close_matches

    known = [word for each in provider_names(files) for word in (each.name, *each.aliases)]
    raise UnknownProvider(name, tuple(get_close_matches(name, known, n=3, cutoff=0.5)))


def load_provider_file(path: Path) -> Provider:
    """Return the provider that the profile at ``path`` describes, with a ``.py`` beside it.

    A head with ``extends: NAME`` needs to say only what differs from that packaged profile.
    Raises ``CatalogError``.
    """
    head, body, shapes = _own(path)
    return _provider(head, body, {**shapes, **_shapes_beside(path)})


@cache
def known_hosts() -> tuple[str, ...]:
    """Return the hosts of every vendor but the source's; one that starts with a dot is a suffix."""
    (root,) = _documents(FOLDER / "hosts.yaml")
    return tuple(host for entry in root.items().values() for host in entry.texts())


def _packaged(name: str) -> Path | None:
    for profile in _profiles():
        if profile.name == f"{name}.yaml" or name in _aliases(profile):
            return profile
    return None


def _own(path: Path) -> tuple[Entry, Entry, dict[str, Shape]]:
    """Return head, body and inherited shapes of a profile that is not packaged."""
    documents = list(_documents(path))
    head = documents[0].items() if documents else {}
    if "extends" not in head:
        return *_both(path), {}
    under = _packaged(head["extends"].text())
    if under is None:
        words = [word for each in provider_names() for word in (each.name, *each.aliases)]
        head["extends"].known("provider", words)
        raise AssertionError(head["extends"].text())
    base_head, base_body = _both(under)
    body = extended(base_body, documents[1]) if len(documents) > 1 else base_body
    shapes = _packaged_shapes(under.name.removesuffix(".yaml"))
    return extended(base_head, documents[0]).without("extends"), body, shapes


def _own_summary(path: Path) -> ProviderSummary:
    """Read the head of a user's profile; one that extends nothing needs a name of its own."""
    head = _own(path)[0]
    summary = read_summary(head)
    for word in (summary.name, *summary.aliases):
        if _packaged(word) is not None and "extends" not in _head(path).items():
            raise head.error(f"there is a provider {word}: choose another name, or say extends")
    return summary


def _both(file: Path) -> tuple[Entry, Entry]:
    documents = list(_documents(file))
    if len(documents) != 2:
        raise CatalogError(f"{file}:1: a profile is a head, a line of three dashes, and a body")
    return documents[0], documents[1]


def _profiles() -> list[Path]:
    folder = FOLDER / "providers"
    found = [each for each in folder.iterdir() if each.name.endswith(".yaml")]
    return sorted(found, key=lambda each: each.name)


def _aliases(profile: Path) -> list[str]:
    """Read the aliases of a profile without a YAML parser: this runs for every profile."""
    line = re.search(r"^aliases: *\[([^\]]*)\]", profile.read_text("utf-8"), re.MULTILINE)
    return [word.strip(" \"'") for word in line[1].split(",")] if line else []


def _documents(file: Path) -> Iterator[Entry]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CatalogError(f"{file}:1: cannot be read: {reason}") from None
    return read(text, str(file))


def _head(file: Path) -> Entry:
    for document in _documents(file):
        return document
    raise CatalogError(f"{file}:1: the file is empty")


def _surface(file: Path) -> Surface:
    return read_surface(_head(file))


def _provider(head: Entry, body: Entry, shapes: Mapping[str, Shape]) -> Provider:
    (shared,) = _documents(FOLDER / "compatible.yaml")
    return read_provider(head, body, Environment(load_surface(), shapes, shared))


def _packaged_shapes(stem: str) -> dict[str, Shape]:
    name = f"transforms.providers.{stem}"
    if importlib.util.find_spec(name) is None:
        return {}
    return _shapes(importlib.import_module(name))


def _shapes_beside(path: Path) -> dict[str, Shape]:
    code = path.with_suffix(".py")
    if not code.is_file():
        return {}
    spec = importlib.util.spec_from_file_location(f"provider_{path.stem}", code)
    if spec is None or spec.loader is None:
        raise CatalogError(f"{code}:1: cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return _shapes(module)


def _shapes(module: ModuleType) -> dict[str, Shape]:
    """The public functions that ``module`` defines itself."""
    return {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
    }
