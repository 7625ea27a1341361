"""The first look at a project: its files, and which of them hold a word that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from codemod.reading.needles import Needles
from codemod.reading.select import Selection, select
from codemod.reading.sources import read_if
from codemod.vocabulary.cells import is_notebook_name
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.skipped import Skipped


@dataclass(frozen=True, slots=True)
class Glance:
    """The files of a project; in ``held`` the bytes of Python that holds a needle, or why it has none."""

    root: Path
    selection: Selection
    held: dict[str, bytes | Skipped]

    @property
    def notebooks(self) -> tuple[str, ...]:
        """The notebooks, which are not looked into yet."""
        return tuple(filter(is_notebook_name, self.selection.texts))

    @property
    def idle(self) -> bool:
        """Whether there is nothing to look into, and nothing to tell."""
        return not (self.held or self.selection.skipped or self.notebooks)

    def through(self, needles: Needles) -> Glance:
        """Return the same with the files that hold one of fewer needles."""
        rows = self.held.items()
        return Glance(
            self.root,
            self.selection,
            {p: data for p, data in rows if isinstance(data, Skipped) or needles.within(data)},
        )


def glance(root: Path, paths: Sequence[Path], needles: Needles, exclude: Sequence[str]) -> Glance:
    """Select the project's files, as `select` does, and read the Python among them once."""
    selection = select(root, paths, exclude=exclude)
    held: dict[str, bytes | Skipped] = {}
    for path in selection.python:
        data = read_if(root, path, needles)
        if data is not None:
            held[path] = data
    return Glance(root, selection, held)
