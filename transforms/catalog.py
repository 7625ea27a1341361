"""Loads what is known of the source SDK and of the providers, each file when it is asked for."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from codemod.vocabulary.provider import Provider
from codemod.vocabulary.shapes import Shape
from codemod.vocabulary.surface import Surface
from transforms.entries import CatalogError, Entry, read
from transforms.schema import Environment, ProviderSummary, read_provider, read_summary
from transforms.surface_schema import read_surface

if TYPE_CHECKING:
    if sys.version_info >= (3, 11):
        from importlib.resources.abc import Traversable
    else:
        from importlib.abc import Traversable

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


class UnknownProvider(LookupError):  # noqa: N818
    """No profile has this name; ``suggestions`` are the nearest names and aliases, best first."""

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(f"unknown provider {name}")
        self.name = name
        self.suggestions = suggestions


@cache
def load_surface(name: str = "openai") -> Surface:
    """Return the surface of the source SDK ``name``. Raises ``CatalogError`` for a faulty file."""
    return _surface(resources.files("transforms.surfaces") / f"{name}.yaml")


def load_surface_file(path: Path) -> Surface:
    """Return the surface that the file at ``path`` describes. Raises ``CatalogError``."""
    return _surface(path)


@cache
def provider_names() -> tuple[ProviderSummary, ...]:
    """Return what the profiles say of themselves, sorted by name. Raises ``CatalogError``."""
    return tuple(read_summary(_head(profile)) for profile in _profiles())


@cache
def load_provider(name: str) -> Provider:
    """Return the provider with this name or alias; reads its profile only.

    Raises ``UnknownProvider``, and ``CatalogError`` for a faulty profile.
    """
    for profile in _profiles():
        if profile.name == f"{name}.yaml" or name in _aliases(profile):
            stem = profile.name.removesuffix(".yaml")
            return _provider(profile, _packaged_shapes(stem))
    known = [word for each in provider_names() for word in (each.name, *each.aliases)]
    raise UnknownProvider(name, tuple(difflib.get_close_matches(name, known, n=3, cutoff=0.5)))


def load_provider_file(path: Path) -> Provider:
    """Return the provider that the profile at ``path`` describes, with a ``.py`` beside it.

    Raises ``CatalogError``.
    """
    return _provider(path, _shapes_beside(path))


@cache
def known_hosts() -> tuple[str, ...]:
    """Return the hosts of every vendor but the source's; one that starts with a dot is a suffix."""
    (root,) = _documents(resources.files("transforms") / "hosts.yaml")
    return tuple(host for entry in root.items().values() for host in entry.texts())


def _profiles() -> list[Traversable]:
    folder = resources.files("transforms.providers")
    found = [each for each in folder.iterdir() if each.name.endswith(".yaml")]
    return sorted(found, key=lambda each: each.name)


def _aliases(profile: Traversable) -> list[str]:
    """Read the aliases of a profile without a YAML parser: this runs for every profile."""
    line = re.search(r"^aliases: *\[([^\]]*)\]", profile.read_text("utf-8"), re.MULTILINE)
    return [word.strip(" \"'") for word in line[1].split(",")] if line else []


def _documents(file: Traversable) -> Iterator[Entry]:
    return read(file.read_text("utf-8"), str(file))


def _head(file: Traversable) -> Entry:
    for document in _documents(file):
        return document
    raise CatalogError(f"{file}:1: the file is empty")


def _surface(file: Traversable) -> Surface:
    return read_surface(_head(file))


def _provider(file: Traversable, shapes: Mapping[str, Shape]) -> Provider:
    documents = list(_documents(file))
    if len(documents) != 2:
        raise CatalogError(f"{file}:1: a profile is a head, a line of three dashes, and a body")
    head, body = documents
    (shared,) = _documents(resources.files("transforms") / "compatible.yaml")
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
