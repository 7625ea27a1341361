"""How a project's own formatter is set up."""

from __future__ import annotations

from codemod.vocabulary.records import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """The options of black for a file, with black's own defaults.

    ``target_versions`` are black's names (``py310``), none for what it would suppose; ``stub`` says
    that the file is a ``.pyi``; ``required_version`` is the only version of black to be used, if any.
    """

    line_length: int = 88
    target_versions: tuple[str, ...] = ()
    string_normalization: bool = True
    magic_trailing_comma: bool = True
    preview: bool = False
    unstable: bool = False
    stub: bool = False
    required_version: str = ""
