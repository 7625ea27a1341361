"""Sites of streams: how a program goes through one, and where it comes from."""

from __future__ import annotations

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


@dataclass(frozen=True, slots=True)
class StreamSite:
    """A stream, or with ``use`` "client" a client, as a context manager; ``span`` is its own."""

    path: str
    span: Span
    use: str
    asynchronous: bool
    origins: tuple[Origin, ...]
    mixed: bool


@dataclass(frozen=True, slots=True)
class Making:
    """Where a stream comes from: ``span`` is the call that gives it, or the ``await`` of one.

    Where the parameter ``condition`` decides whether it streams, ``statement`` binds what the call
    gives to ``bound``, a dotted name.
    """

    path: str
    span: Span
    asynchronous: bool
    statement: Span
    bound: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class SteppedSite:
    """A place that takes the next chunk of a stream, and one call whose stream it may be.

    ``made`` is None where it cannot be told how an iterator would take the stream's place. ``again``
    says that it is the second loop through the stream, or that of another branch.
    """

    path: str
    span: Span
    origins: tuple[Origin, ...]
    made: Making | None
    again: bool = False
