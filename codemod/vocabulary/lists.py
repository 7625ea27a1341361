"""Sites of the lists of dicts that calls are given: messages, their parts, tools."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import field

from codemod.vocabulary.literals import Literal
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin, Value


@dataclass(frozen=True, slots=True)
class Turn:
    """A statement that appends a dict to the list ``code``, which stands there at ``span``.

    Other dicts that belong to it are appended in other rounds of ``loop``, which nothing else
    touches the list in; there are none without a loop. With ``certain`` there is a round.
    """

    code: str
    span: Span
    loop: Span | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class ElementSite:
    """A dict that stands in a list which a parameter of calls gets.

    ``parameter`` is ``messages``, or ``messages.content`` for the parts of messages. ``keys`` are
    all keys that it is given anywhere; ``whole`` says that they stand in the display at ``span``,
    which is ``tree``. ``read`` are the keys that the program reads of it.
    """

    path: str
    span: Span
    parameter: str
    keys: frozenset[str]
    whole: bool
    read: frozenset[str]
    origins: tuple[Origin, ...]
    shared: bool = False
    """It also reaches something that is not ours."""
    answered: bool = False
    """What a response holds stands in it."""
    tree: ast.expr | None = field(default=None, compare=False, repr=False)
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What may stand under each of its keys, as far as it can be seen."""
    members: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Keys whose value is read of a response, and of nothing else → ``Type.member``."""
    turn: Turn | None = None
    """How it and those that belong to it are put into their list; only told where it matters."""
    asked: frozenset[str] = frozenset()
    """Keys whose value callers outside the repository may give."""
    calls: frozenset[Origin] = frozenset()
    """The calls that it reaches."""
    aided: bool = False
    """Each of them takes its list apart when the program runs."""

    def unseen(self, plain: Collection[str]) -> bool:
        """Say whether it is not written in one piece, and has more keys than those of ``plain``."""
        whole = self.tree is not None and self.whole
        return not whole and (not self.keys or not self.keys <= set(plain))


@dataclass(frozen=True, slots=True)
class ListPart:
    """A part of the expression of a list: an element, a list that is spread or added, or all of it.

    ``words`` are the literals that its elements may have under the key that is asked for; with
    ``unsure`` there may be others.
    """

    kind: str
    """``element`` of the display ``holder``, ``spread`` into it, or ``list``."""
    span: Span
    words: frozenset[str]
    unsure: bool
    texts: bool
    """What its elements hold as their content is a text each, as far as can be seen."""
    holder: Span | None = None
    content: Span | None = None
    """Of an element that is a display: the value under the key of the content."""
    word: Span | None = None
    """Of an element that is a display: the literal under the key that is asked for."""
    code: str = ""
    """Its text, where it is a name and the like: to write it twice changes nothing."""


@dataclass(frozen=True, slots=True)
class ListSite:
    """A list of dicts that a call is given for ``parameter``, directly or by a mapping.

    ``lost`` says why its elements cannot all be seen, or "". ``sums`` are the additions in its
    expression: (all of it, left side, right side).
    """

    path: str
    span: Span
    parameter: str
    call_span: Span
    kind: str
    """``argument`` of the call at ``holder``, ``item`` of a display, or ``assignment``."""
    holder: Span
    shared: bool
    lost: str
    parts: tuple[ListPart, ...]
    origins: tuple[Origin, ...]
    sums: tuple[tuple[Span, Span, Span], ...] = ()
    given: frozenset[str] = frozenset()
    """The parameters that the call gets; ``*`` among them for those that cannot be seen."""
    lent: str = ""
    """What another call with the same list is given for the keyword that is asked for, as a name."""
    call: Origin = ("", 0)
    argument: Span | None = None
    """The whole argument, where it stands at the call itself."""
    code: str = ""
    """The text of its expression, where it is a name and the like: to write it twice changes nothing."""
    aid: str = ""
    """What takes it apart when the program runs: the module's name, or the statement that imports it."""
    unaided: str = ""
    """Why nothing can."""


@dataclass(frozen=True, slots=True)
class RoleSite:
    """The literal role of a message that reaches the ``messages`` of calls."""

    literal: Literal
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class PartSite:
    """The literal type of a content part of a message that reaches calls."""

    literal: Literal
    origins: tuple[Origin, ...]
