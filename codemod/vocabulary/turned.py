"""What a call needs to be known of for it to be written as that of another operation, or otherwise."""

from __future__ import annotations

import ast
from dataclasses import field

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.sites import CallSite, Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


@dataclass(frozen=True, slots=True)
class TurnedSite:
    """A call of an operation that the target lacks, and that may be written as another's.

    ``texts`` are the names of its module that hold texts and nothing else, wherever they are read.
    ``trees`` are the expressions of its arguments.
    """

    call: CallSite
    texts: frozenset[str]
    trees: dict[str, ast.expr] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Older:
    """An older way to offer functions to a model, which a newer one of the same operation replaces.

    ``operation`` takes ``listed`` (a list of dicts) and ``chosen`` (a word, or a dict). Of ``types``
    the ``member`` says what is called, and a message of the ``role`` what came of it. ``ended`` are
    (type, member) that tell why an answer ended, with the word of ``member`` where it was for a call.
    ``message`` is the type of a message of an answer; ``messages`` the parameter that takes it back.
    """

    operation: str
    listed: str
    chosen: str
    member: str
    types: tuple[str, ...]
    role: str
    ended: tuple[tuple[str, str], ...]
    message: str
    messages: str

    @property
    def words(self) -> tuple[str, ...]:
        """What a text names that may use this way."""
        return (self.listed, self.chosen)


@dataclass(frozen=True, slots=True)
class OlderSite:
    """A call of a conversation in which functions are offered in an older way.

    ``lost`` says why what it is given, or sends, cannot all be seen, or "". ``offers`` says that it
    is given a list of functions, and ``certain`` that it always is. With ``wrapped`` each function
    is seen where it is built, and nothing else knows it. With ``answered`` some answer, or what came of
    its call, is sent back. ``trees`` are the values of ``given``, in
    the same order.
    """

    call: CallSite
    lost: str
    offers: bool
    certain: bool
    wrapped: bool
    answered: bool
    given: tuple[Given, ...]
    sure: tuple[bool, ...]
    owners: tuple[str, ...]
    trees: tuple[ast.expr | None, ...] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OfferedSite:
    """A dict that stands in lists of functions, and is a display with all its keys."""

    path: str
    span: Span
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class ReturnedSite:
    """A dict that is sent back as a message: what was called, or what came of it (``result``).

    ``message`` is the code of the answer's message that it belongs to, which means the same where the
    dict stands; else ``lost`` says why there is none.
    """

    path: str
    span: Span
    result: bool
    message: str
    lost: str
    origins: tuple[Origin, ...]
    tree: ast.Dict | None = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WordSite:
    """A word of an older way stands here, and what it is for cannot be told."""

    path: str
    span: Span
    word: str
    origins: tuple[Origin, ...]
