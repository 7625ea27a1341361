"""The provider: a migration target as data, one route of it at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from codemod.vocabulary.aids import Aid
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.treatment import Treatment, Verb

if TYPE_CHECKING:
    from codemod.vocabulary.shapes import Shape


@dataclass(frozen=True, slots=True)
class OperationMap:
    """How one operation maps: its path below the client, its parameters, and what is always added.

    ``unsupported`` is the reason why it blocks, or ""; ``defaults`` are keywords (Python
    expressions) that are added when absent; ``stream_defaults`` only where the call streams;
    ``unless`` names, for a keyword of either, the source's parameters whose presence makes the
    default needless; ``reviews`` why a default wants a look. Every parameter that the surface knows
    has an entry in ``parameters``.
    ``stream_path``, ``async_path`` and ``async_stream_path`` are the paths of calls that stream, of
    an asynchronous client, and of both, where they differ from the path that holds otherwise; with
    ``awaited_stream`` false a stream of an asynchronous client comes without ``await``.
    """

    path: str
    parameters: Mapping[str, Treatment]
    unsupported: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    stream_defaults: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reviews: Mapping[str, str] = field(default_factory=dict)
    stream_path: str = ""
    async_path: str = ""
    async_stream_path: str = ""
    awaited_stream: bool = True
    renewed: Mapping[str, Treatment] = field(default_factory=dict)
    """Parameters that map otherwise where the call's model gives way to one that reasons by default."""
    reasoning: Mapping[str, Treatment] = field(default_factory=dict)
    """The same where, in addition, the call goes on to reason."""
    thinking_off: Mapping[str, str] = field(default_factory=dict)
    """Keywords that switch reasoning off at this operation, where the route has no such of its own."""
    unnamed: str = ""
    """What to know of a call that names no model (one sentence), or ""."""
    lazy_stream: bool = False
    """A stream's request is sent when it is first read, and fails there."""

    def path_of(self, *, asynchronous: bool, streams: bool) -> str:
        """Return the path of a call below the client."""
        plain = (asynchronous and self.async_path) or self.path
        if not streams:
            return plain
        return (asynchronous and self.async_stream_path) or self.stream_path or plain

    @property
    def parts_streams(self) -> bool:
        """Whether a call that streams is written otherwise than one that does not."""
        return bool(self.stream_path or self.async_stream_path) or not self.awaited_stream


@dataclass(frozen=True, slots=True)
class Apart:
    """Elements of a list that the target takes in another keyword.

    They are those of the parameter ``parameter`` whose ``key`` is one of ``words``. ``keyword`` gets
    what stands under ``content`` in the only one of them; of several, or of a list that is told apart
    when the program runs, a list of ``block`` (over ``{text}``). Where nothing else would be left,
    the word becomes ``instead``; "" where that cannot be. A dot in ``keyword`` stands before the key
    in a dict that the keyword holds. ``empty`` is what stands there where the program finds none, if
    that must not be an empty list: a name of a module is imported with it.
    """

    parameter: str
    key: str
    words: tuple[str, ...]
    content: str
    keyword: str
    block: str
    instead: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Turns:
    """Elements of a list that belong together and stand in one at the target.

    They tell what they belong to under the key ``owner``. ``opening`` is the code of the one that
    holds them, in a list under its key ``under``.
    """

    owner: str
    opening: str
    under: str


@dataclass(frozen=True, slots=True)
class Lent:
    """A keyword that the target demands where an element of a list has a word under its key.

    A call without it gets that of another call with the same list, and what ``beside`` says.
    """

    parameter: str
    word: str
    keyword: str
    beside: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class ModelTarget:
    """A model of the provider. ``thinks`` says it reasons unless told not to.

    ``always`` says that it reasons whatever it is told.
    """

    name: str
    thinks: bool = False
    always: bool = False
    dimensions: tuple[int, ...] = ()
    """Vector sizes that can be asked for, the default first."""
    note: str = ""
    images: str = ""
    """Why messages with images cannot go to it (one sentence), or ""."""


@dataclass(frozen=True)
class Route:
    """One way to the provider: its own SDK (``native``) or the source SDK on its endpoint."""

    kind: str
    """``native``, or the name of the source's surface."""
    distribution: str
    requirement: str
    python: str
    names: Mapping[str, str]
    """Dotted names of the source (all of them) → dotted names of the target: clients, types.

    A target in ``builtins`` needs no import. What does not stand here keeps its name on the
    source SDK's route, and has no counterpart on the native one."""
    client_parameters: Mapping[str, Treatment]
    client_defaults: Mapping[str, str]
    """Keywords (Python expressions) that every construction gets, e.g. ``base_url``.

    They are written for the default region and the profile's own variable names."""
    client_members: Mapping[str, Treatment]
    operations: Mapping[str, OperationMap]
    members: Mapping[str, Mapping[str, Treatment]]
    """Type → member → how it maps; a member without an entry is kept."""
    stream: Mapping[str, Treatment]
    """What a stream can do: ``with``, ``first``, ``next``, ``close``, ``response``.

    ``first`` is that its first chunk can be taken by itself, as it holds no piece of the answer.
    The template of ``next`` makes it an iterator where its call gives it, and not where it is read."""
    errors: Mapping[str, tuple[str, ...]]
    """Exception name → dotted names of the target; none when it has no counterpart.

    Empty on the source SDK's route: nothing is renamed."""
    error_members: Mapping[str, Treatment]
    thinking_off: Mapping[str, str]
    """Keywords that switch reasoning off at a call."""
    dimension_keyword: str
    """The embedding operation's keyword for the vector size, or "". A dot stands before the key in a
    dict that the keyword holds."""
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    error_reasons: Mapping[str, str] = field(default_factory=dict)
    """Exception name → why it has no counterpart, or what wants a look about the one it has."""
    as_input: Mapping[str, str] = field(default_factory=dict)
    """Type of a response that the SDK does not take back as it is → template over ``{self}``."""
    options: Mapping[str, str] = field(default_factory=dict)
    """``region``, ``workspace``, ``base_url`` of a run → the constructor's keyword for it."""
    message_roles: Mapping[str, str] = field(default_factory=dict)
    """Roles of messages that the target does not know → the role that takes their place."""
    refused_roles: Mapping[str, str] = field(default_factory=dict)
    """Roles of messages that the target does not take → why (one sentence)."""
    message_parts: Mapping[str, str] = field(default_factory=dict)
    """Types of content parts that the target does not take → why."""
    elements: Mapping[str, str] = field(default_factory=dict)
    """Lists of dicts that the target wants built otherwise (``messages``, ``messages.content`` for the
    lists inside of them, ``tools``) → the shape of one of their dicts. Where such a list comes from
    out of sight, its call blocks. The first is one that no chat can go without."""
    plain: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Lists of ``elements`` → the keys with which a dict of theirs may stay as it is, unseen."""
    apart: Apart | None = None
    """Messages that the target takes elsewhere."""
    turns: Turns | None = None
    """Messages that the target takes in one, the results of tools."""
    lent: Lent | None = None
    """What a call must be given because of what its messages hold."""
    aid: Aid | None = None
    """What takes messages apart that only run time knows, where the user asks for it."""
    caution: str = ""
    """What the provider itself says of this way before all else (one sentence), or ""."""
    client_reasons: Mapping[str, str] = field(default_factory=dict)
    """Client class of the source → why it has no counterpart (one sentence)."""
    regions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Region → keywords (Python expressions) with which a client is constructed for it."""
    todo: tuple[str, ...] = ()
    """What a user of this way must do beside what the run says (a clause each)."""
    functions: bool = False
    """No client is made: operations are functions, their paths are dotted names with their module,
    and what a client was given is given to each call."""
    key_variable: str | None = None
    """The variable of the key that the SDK reads, "" where the model decides; None: the provider's."""
    module: str = ""
    """The module whose import makes every name reachable, where it is not the top package."""
    client_lacking: Mapping[str, str] = field(default_factory=dict)
    """Parameter of the source's clients → what its default there does, and the target's client does
    not (one sentence): told where the program leaves the parameter out."""
    sizes: tuple[int, ...] = ()
    """Vector sizes that can be asked for on this way, where it has more of them than the models say."""
    size_review: str = ""
    """What vectors of another size than the model's own are not (one sentence), or ""."""
    entered: Treatment = field(default_factory=lambda: Treatment(Verb.KEEP))
    """What happens to a client that is used as a context manager."""
    fleeting: str = ""
    """What happens to a client that nothing holds (a clause), or ""."""
    error_statuses: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Exception name → the least and the greatest status by which its counterpart's instances are told
    from others."""
    error_status: str = ""
    """Where those tell their status, an expression over ``{self}``."""
    error_beside: tuple[str, ...] = ()
    """Exceptions whose counterparts are subclasses of those told by their status, or the reverse."""
    error_awaited: Mapping[str, str] = field(default_factory=dict)
    """Exception name → what differs of its counterpart where a client for asyncio raises it."""
    error_shared: tuple[str, ...] = ()
    """Others whose counterparts have a member of the same name, with nothing in it or another status."""

    @property
    def called(self) -> tuple[str, ...]:
        """The dotted names of the functions that take the place of operations."""
        if not self.functions:
            return ()
        return tuple(o.path for o in self.operations.values() if not o.unsupported)

    @cached_property
    def shaped(self) -> frozenset[str]:
        """Parameters, of clients and operations, whose expression a rule needs."""
        tables = (self.client_parameters, *(o.parameters for o in self.operations.values()))
        found = {
            name
            for table in tables
            for name, treatment in table.items()
            if treatment.verb in (Verb.SHAPE, Verb.CLAMP)
        }
        return frozenset({*found, *(self.client_parameters if self.functions else ())})

    @cached_property
    def placed(self) -> frozenset[tuple[str, str]]:
        """Types and members of which it matters what is done with them where they are read."""
        return frozenset(
            (kind, member)
            for kind, members in self.members.items()
            for member, treatment in members.items()
            if treatment.placed
        )


@dataclass(frozen=True, slots=True)
class Provider:
    """A migration target."""

    name: str
    aliases: tuple[str, ...]
    title: str
    facts: str
    """Date of the facts, ISO."""
    default_sdk: str
    hosts: tuple[str, ...]
    api_key_env: str
    base_url_env: str
    regions: Mapping[str, str]
    """Region → base URL of the compatible endpoint; the first is the default."""
    roles: Mapping[str, ModelTarget]
    models: Mapping[str, ModelTarget]
    """Source model names that do not follow their role."""
    routes: Mapping[str, Route]
    workspace_url: str = ""
    """Base URL of a workspace's own endpoint, over ``{workspace}`` and ``{region}``, or ""."""
    experimental: str = ""
    """What of the profile nobody has verified (one sentence), or ""."""
    address_asked: str = ""
    """Why only the user knows the endpoint's address (one sentence), or ""."""
    models_asked: str = ""
    """Why only the user knows the models' names (one sentence), or ""."""
    families: Mapping[str, Mapping[str, ModelTarget]] = field(default_factory=dict)
    """Family of open models → roles; the user chooses one, and its roles are then the provider's."""
    own: bool = False
    """The target is the source's own service: clients, keys and addresses stay, models are renewed."""
    gone: Mapping[str, str] = field(default_factory=dict)
    """Source model that is not served any more and has no successor → what to know (one sentence)."""
    leaving: Mapping[str, str] = field(default_factory=dict)
    """Source model that is still served → when it ends, and what is named in its place."""
    unserved: Mapping[str, str] = field(default_factory=dict)
    """Role → why no model of the provider takes it (one sentence)."""
