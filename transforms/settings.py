"""What every part of a profile is read against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.shapes import Shape
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.treatment import Treatment
from transforms.entries import Entry, suggestion
from transforms.treatments import expression, read_treatment


@dataclass(frozen=True, slots=True)
class Settings:
    """What every part of a route is read against; ``holes`` are written ``<name>`` in the YAML."""

    surface: Surface
    shapes: Mapping[str, Shape]
    holes: Mapping[str, str]

    def treatment(self, entry: Entry) -> Treatment:
        return read_treatment(entry, self.shapes)

    def treatments(self, section: Entry, what: str, known: Iterable[str]) -> dict[str, Treatment]:
        """Return the treatment of each key of ``section``; all keys must be ``known``."""
        words = tuple(known)
        found = {}
        for name, entry in section.items().items():
            known_key(entry, what, words)
            found[name] = self.treatment(entry)
        return found

    def expressions(self, section: Entry) -> dict[str, str]:
        return {name: expression(each, self.holes) for name, each in section.items().items()}


def known_key(entry: Entry, what: str, known: Iterable[str]) -> None:
    """Raise ``CatalogError`` unless the key of ``entry`` is one of ``known``."""
    words = tuple(known)
    if entry.name not in words:
        raise entry.error(f"unknown {what} {entry.name}{suggestion(entry.name, words)}")
