"""What a manifest says: its requirements, each with its place, and the Python that it asks for."""

from __future__ import annotations

import re
from dataclasses import field

from codemod.documents.text import Document
from codemod.vocabulary.patterns import late
from codemod.vocabulary.records import dataclass

PEP508 = late(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"
    r"\s*(?:\[(?P<extras>[^\]]*)\])?"
    r"\s*(?:\(\s*(?P<inner>[^)]*?)\s*\)|(?P<bounds>[<>=!~][^;#@\s]*(?:(?:\s*,\s*|\s+)[<>=!~0-9][^;#@\s]*)*))?"
    r"\s*(?P<tail>@.*|;.*)?",
    re.DOTALL,
)


def normalized(name: str) -> str:
    """Return a distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True, slots=True)
class Entry:
    """One requirement. All places are offsets into the manifest's text.

    ``start`` and ``end`` hold the whole item as its format writes it (with quotes, or
    ``name = value``), ``name_at`` the name and ``bounds_at`` the version specifiers, which are empty
    where none stand. Entries of one ``group`` are installed together.
    """

    group: str
    name: str
    start: int
    end: int
    name_at: tuple[int, int]
    bounds_at: tuple[int, int]
    layout: str
    """``line`` (it has its lines for itself), ``bracket`` (commas around it), ``word`` (in a command)."""
    style: str = "pep440"
    """How bounds are written: ``pep440``, ``caret`` (Poetry's too), ``name`` (no bounds at all)."""
    extras: str = ""
    fixed: str = ""
    """Why it cannot be edited, one clause."""
    constraint: bool = False
    """It bounds what others ask for, and installs nothing."""
    quote: str = ""
    """What a word has to be quoted with."""


@dataclass(slots=True)
class Manifest:
    """A file that says what is installed.

    ``kind`` is ``declared``, ``install`` (commands that install), ``script`` (for its own file) or
    ``cells`` (commands in a notebook, for itself).
    ``includes`` are the paths of files that it reads requirements from (True: as constraints).
    ``command`` renews a file that a tool wrote. ``python`` are places that bound the Python.
    """

    document: Document
    kind: str = "declared"
    entries: list[Entry] = field(default_factory=list)
    includes: list[tuple[str, bool]] = field(default_factory=list)
    python: list[tuple[int, int]] = field(default_factory=list)
    hashed: bool = False
    command: str = ""
    fault: str = ""
    """Why it cannot be read, one clause."""
    host: Document | None = None
    """The text that is edited, where ``document`` is that with all blanked that is none of it."""

    @property
    def path(self) -> str:
        return self.document.path

    def named(self, name: str) -> list[Entry]:
        """Return the entries of a distribution."""
        return [entry for entry in self.entries if entry.name == name]


def pep508(
    text: str,
    start: int,
    end: int,
    group: str,
    layout: str,
    *,
    outer: tuple[int, int] | None = None,
) -> Entry | None:
    """Return the entry of the PEP 508 requirement in ``text[start:end]``, or None if it is none.

    ``outer`` is the whole item where it is wider (its quotes).
    """
    match = PEP508.match(text, start, end)
    if match is None or text[match.end() : end].strip():
        return None
    tail = match["tail"] or ""
    part = "inner" if match["inner"] is not None else "bounds"
    at = match.span(part)
    if at[0] < 0:
        place = match.end("extras") + 1 if match["extras"] is not None else match.end("name")
        at = (place, place)
    first, last = outer or (start, start + len(text[start:end].rstrip()))
    return Entry(
        group=group,
        name=normalized(match["name"]),
        start=first,
        end=last,
        name_at=match.span("name"),
        bounds_at=at,
        layout=layout,
        extras=(match["extras"] or "").strip(),
        fixed="it is installed from an address" if tail.startswith("@") else "",
    )
