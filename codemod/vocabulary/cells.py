"""How a notebook stands as one Python source: what its lines are marked with.

The text begins with `HEADER`, so that no encoding declaration of a cell counts. Each cell begins with
a line that ends in `CELL` and its number, from 1 over all cells. What is no Python stands behind a mark
in a comment, as it is: a magic behind `MAGIC`, what precedes a statement (``%time``) behind `BEFORE`, a
line of a cell that holds text behind `TEXT`.
"""

from __future__ import annotations

HEADER = "#!notebook\n\n"
CELL = "  #!cell:"
MAGIC = "  #!magic:"
BEFORE = "  #!before:"
TEXT = "#!text:"
MARKS = (CELL, MAGIC, BEFORE, TEXT)
UNREAD = "unread_cell"
"""A function of this name stands for a cell that cannot be read; it gets what the cell names."""
UNREAD_LINE = "unread_line"
"""The same for a magic."""
RAN = "ran_"
"""``from ran_<hexadecimal>.<name> import *`` stands for ``%run`` of the path that is spelled so."""


def is_notebook_name(path: str) -> bool:
    """Say whether a file of this name is a notebook."""
    return path.endswith(".ipynb")


def is_notebook_text(data: bytes) -> bool:
    """Say whether ``data`` is a notebook as one Python source."""
    return data.startswith(HEADER.encode())
