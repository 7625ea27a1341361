"""What a rule says of one site: a change, a blocker, a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import Edit
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.references import Alternatives, Reached
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


@dataclass(frozen=True, slots=True)
class Change:
    """An edit that belongs to the groups of ``origins``: made when all of them migrate.

    ``needs`` are modules that the new text uses, imported where they are not yet. ``names`` are
    literals that change together: when one of them is withheld, so are all. ``along`` are clients
    that must all move too, and are not joined by this. With ``otherwise`` the edit is made only where
    the literals of these origins are withheld. ``some`` makes the edit where any of the origins
    migrates, and joins none of them.
    """

    path: str
    edit: Edit
    origins: tuple[Origin, ...]
    needs: tuple[str, ...] = ()
    names: tuple[Origin, ...] = ()
    along: tuple[Origin, ...] = ()
    otherwise: tuple[Origin, ...] = ()
    some: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """The literals of ``names`` keep their text because of what stands here; their calls may move."""

    path: str
    span: Span
    code: str
    message: str
    names: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """A reference to a name of the source that becomes one or more names of the target.

    Without ``targets`` it goes with what holds it.
    Imports are settled from these; ``also`` keeps the source's name beside the new ones. With
    ``together`` its origins move together.
    """

    path: str
    span: Span
    bound: str
    source: str
    targets: tuple[str, ...]
    origins: tuple[Origin, ...]
    role: str
    also: bool = False
    tuple_span: Span | None = None
    tuple_elements: tuple[Span, ...] = ()
    quoted: str = ""
    reached: Reached | None = None
    alternatives: Alternatives | None = None
    together: bool = False
    within: str = "tuple"
    """What ``tuple_span`` is: a tuple, a list, or a call whose arguments are the elements."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """The group of ``origins`` cannot migrate because of what stands here."""

    path: str
    span: Span
    code: str
    message: str
    origins: tuple[Origin, ...]
    quiet: bool = False
    """Not ours: left without a finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know; with ``origins`` only said when one of their groups migrates."""

    path: str
    span: Span
    code: str
    message: str
    severity: Severity
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that the user must still do once the groups of ``origins`` migrate."""

    message: str
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """A call whose results are compared with those of others of the same ``code``.

    Where it moves and one of the others stays, ``message`` is said of it, with the other's place for
    its ``{}``. One without origins stays for sure.
    """

    path: str
    span: Span
    code: str
    message: str
    origins: tuple[Origin, ...]


Result = Change | Withheld | Rename | Blocker | Finding | Todo | Alike


@dataclass(frozen=True, slots=True)
class Rule:
    """A generator from a site of ``kind`` and the migration to results; ``name`` is its module's."""

    name: str
    kind: type
    apply: Callable[[Any, Any], Iterator[Result]]
