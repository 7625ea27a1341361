"""What stands around the source SDK: callables of other packages that ask its models by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from codemod.vocabulary.literals import Literal
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.sites import ClientSite, Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


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
    sends: tuple[str, ...] = ()
    """Parameters of the operation that it sends even where nobody gives them."""
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
class AroundSite:
    """A wrapper is called here, or, with ``called`` false, named otherwise in a file that never does.

    ``client`` is the construction as that of a client, its key and address under the names that
    clients have for them. ``models`` are the literals that may be the name of its model.
    """

    client: ClientSite
    wrapper: Wrapper
    models: tuple[Literal, ...]
    whose: str
    """source, foreign (another vendor's, by its address or its model), or unseen."""
    seen: bool
    """Nothing else may stand in its place, and each argument and each name of its model is in sight."""
    called: bool = True
    held: tuple[Origin, ...] = ()
    """The clients of ours that it is given."""


@dataclass(frozen=True, slots=True)
class AddressSite:
    """A literal address of the source's that reaches no client: somebody speaks HTTP to it.

    ``reason`` says what of the request is not in sight (a clause), or "".
    """

    path: str
    span: Span
    address: str
    reason: str = ""
    test: bool = False
    """It stands in a test, where it may be answered and not asked."""
    clients: tuple[ClientSite, ...] = ()
    """What gets it, as constructions of clients, with their key if that is in sight."""
    lent: tuple[Origin, ...] = ()
    """Clients of the SDK whose key is read in the module that asks, and may be sent along."""


@dataclass(frozen=True, slots=True)
class RequestSite:
    """A request to an address of the source's that no SDK sends, with all of it in sight.

    ``client`` is the request as the construction of a client that is given its key, ``url`` the whole
    address, ``operation`` the surface's that it asks for. ``body`` are the items of the display at
    ``display``, which is what is sent.
    """

    client: ClientSite
    url: Literal
    operation: str
    body: tuple[Given, ...]
    display: Span
