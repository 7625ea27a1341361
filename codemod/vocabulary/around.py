"""What stands around the source SDK: callables of other packages that ask its models by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codemod.vocabulary.spans import Span


@dataclass(frozen=True, slots=True)
class Writing:
    """How the construction of a wrapper is written for another address of the same protocol.

    ``key``, ``address`` and ``model`` are the keywords to write where none is given; ``operation`` is
    what it calls. ``parameters`` are all keywords that may stand there: each with those of the
    operation that it becomes, none where the wrapper keeps it for itself. ``body`` is the keyword of
    what goes into the body beside them, and the Python template over ``{body}`` for it; ``always`` are
    keywords that another address needs (Python expressions); ``batch`` is the keyword of the most texts
    that one request may hold, and ``batches`` that number, by the provider's name.
    """

    operation: str
    key: str
    address: str
    model: str
    parameters: Mapping[str, tuple[str, ...]]
    body: tuple[str, str] = ("", "")
    always: Mapping[str, str] = field(default_factory=dict)
    review: str = ""
    """What wants a look where it was written (a clause), or ""."""
    batch: str = ""
    batches: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A callable of another package that asks the source's models without a client of ours.

    ``names`` are its dotted names. ``models`` are the keywords of the model's name, ``position`` its
    place among the arguments without a keyword (-1: it has none), ``default`` the model without it.
    ``marks`` are what the model's name starts with where the wrapper serves several vendors by it;
    without them it is always the source's. ``unsaid`` says that it is the source's, too, where no
    model is named. ``advice`` says what to do (over ``{title}``, ``{url}``, ``{key}``, ``{model}``, ``{name}``,
    ``{kin}``), and ``kin`` what it offers for a provider itself, by the provider's name. ``own`` are the
    providers of which it is the very way. ``passes`` says that it gives its client back, with more to it.
    """

    package: str
    names: tuple[str, ...]
    models: tuple[str, ...]
    position: int
    default: str
    marks: tuple[str, ...]
    unsaid: bool
    addresses: tuple[str, ...]
    keys: tuple[str, ...]
    advice: str
    kin: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    passes: bool = False
    writing: Writing | None = None


@dataclass(frozen=True, slots=True)
class AddressSite:
    """A literal address of the source's that reaches no client: somebody speaks HTTP to it."""

    path: str
    span: Span
    address: str
