"""Sites: places of interest with their resolved meaning, which rules look at one by one."""

from __future__ import annotations

import ast
from dataclasses import field

from codemod.vocabulary.literals import Literal
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.uses import MemberPlace
from codemod.vocabulary.values import Origin, Sequence, Value


@dataclass(frozen=True, slots=True)
class Given:
    """One argument that reaches a call, wherever it is written.

    ``kind`` is ``argument`` (of the call at ``holder``), ``item`` (of the dict display at
    ``holder``), ``assignment`` (the statement ``holder``, ``mapping["name"] = value``) or ``field``
    (of an object that is written into a mapping; ``holder`` is the head of its class: no edit there).
    """

    name: str
    path: str
    kind: str
    holder: Span
    span: Span
    value_span: Span
    values: tuple[Value, ...]
    direct: bool
    """Written at the call itself."""
    shared: bool = False
    """The mapping that holds it also reaches something that is not ours."""
    others: tuple[Origin, ...] = ()
    """Origins of the other calls that the mapping reaches."""
    source: str = ""
    """The text of the value when it is a literal, as ``repr`` would print it."""
    display: bool = False
    """The value is a dict display that stands right there."""
    simple: bool = False
    """The value is a name, a dotted name or a literal: writing it twice changes nothing."""
    tree: ast.expr | None = field(default=None, compare=False, repr=False)
    """The expression of the value, for parameters that a shape maps."""
    owner: Span | None = None
    """Of an assignment: the expression of the mapping."""
    literals: tuple[Literal, ...] = ()
    """The string literals that may be its value."""
    filtered: bool = False
    """A condition may leave it out on its way to the call."""
    certain: bool = True
    """Every mapping that may stand at the call was made with this key."""
    setting: str = ""
    """The environment's variable behind it, where it is a field that the environment fills."""
    constant: bool = False
    """The value is a name of the module that is bound once, or a dotted one that begins so: it means
    the same anywhere in it."""
    parameter: bool = False
    """The value is the name of a parameter, or a member of one, which a caller may give."""

    @property
    def listed(self) -> bool:
        """Whether it is seen of every list that may be the value where it is made."""
        return bool(self.values) and all(isinstance(each, Sequence) for each in self.values)


@dataclass(frozen=True, slots=True)
class Store:
    """A client's own setting that is assigned after it was made: ``client.timeout = 5``.

    ``given`` is the setting as an argument would give it: ``holder`` is the statement, ``span`` the
    target, ``others`` the other clients that it may reach.
    """

    given: Given
    plain: bool
    """The statement says nothing else."""
    next: bool
    """It directly follows the construction, with nothing but such stores in between."""
    mixed: bool
    """Something that is no client of the source may stand there."""
    reads: bool = False
    """A member of a client or of a response is read for it."""


@dataclass(frozen=True, slots=True)
class ClientSite:
    """A construction of a client. ``host`` is source, foreign, mixed (of both), unknown or configured."""

    origin: Origin
    path: str
    span: Span
    func_span: Span
    klass: str
    asynchronous: bool
    given: tuple[Given, ...]
    opaque: bool
    """Keywords that cannot be seen may reach it."""
    host: str
    address: str
    """The literal base URL, or where it comes from."""
    statement: Span
    supported: bool = True
    direct: bool = True
    """The class is called here, and not handed to something that calls it."""
    factory: Span | None = None
    """Where it is handed to a field as the factory of its default."""
    bound: str = ""
    """The one dotted name that its statement binds it to."""
    stores: tuple[Store, ...] = ()
    mapping: Span | None = None
    """The one ``**mapping`` of the call, where it is a name or a dotted name."""

    deployed: bool = False
    """It speaks to a service whose calls name deployments."""
    serves: tuple[CallSite, ...] = ()
    """The calls that it may reach."""
    written: Literal | None = None
    """Its address, where that is one text of a file of settings that is read for nothing else."""
    outer: bool = False
    """``bound`` is a name of an outer scope."""

    def every(self) -> tuple[Given, ...]:
        """Return what the client is given, at its construction or later."""
        return (*self.given, *(store.given for store in self.stores))


@dataclass(frozen=True, slots=True)
class OptionSite:
    """A call that gives a changed copy of a client (``with_options``)."""

    path: str
    span: Span
    given: tuple[Given, ...]
    origins: tuple[Origin, ...]
    asynchronous: bool


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call of an operation. ``streams`` is None when it is decided at run time."""

    origin: Origin
    path: str
    span: Span
    func_span: Span
    operation: str
    asynchronous: bool
    clients: tuple[Origin, ...]
    public: bool
    """Some client reaches the call only by a parameter or an annotation."""
    mixed: bool
    """Something that is no client of the source may stand in the receiver's place."""
    given: tuple[Given, ...]
    opaque: bool
    streams: bool | None
    statement: Span
    receiver: str = ""
    """The client as it is written here, where that is a dotted name."""
    receiver_span: Span | None = None
    declared: bool = False
    """Only annotations say that a client reaches the call: no construction of it can be seen."""
    parts: tuple[str, ...] = ()
    """The kinds of parts that its messages may hold: ``text``, ``image_url``, ..."""
    mapping: Span | None = None
    """The one ``**mapping`` that is written at the call itself."""
    roles: tuple[str, ...] = ()
    """The roles that its messages may have; ``*`` among them for those that cannot be seen."""
    tokens: bool = False
    """Numbers of tokens, and no texts, may be what it is asked with."""
    sometimes: tuple[str, ...] = ()
    """Keywords that only some of the partials give which may stand there."""
    doubles: tuple[tuple[str, Span], ...] = ()
    """Where tests make what they put into the place of its client."""
    talks: tuple[Origin, ...] = ()
    """Origins that it shares with the other calls of its conversation."""
    awaited: Span | None = None
    """The ``await`` expression whose operand it is."""
    apart: bool = False
    """The way from the client to the operation is written neither here nor in one piece elsewhere."""
    legacy: bool = False
    """It is the operation as an older major of the SDK has it."""
    served: tuple[tuple[str, str], ...] = ()
    """Host and address of each client that it may be made by; the host is ``deployed`` where the
    model of a call is a name that its owner chose."""
    fleeting: bool = False
    """Nothing is seen to hold its client until the answer is read."""
    spare: str = ""
    """A name that may hold its client where it is fleeting, and that its module does not use."""


@dataclass(frozen=True, slots=True)
class HandleSite:
    """An operation of a client, or a part of the way to it, that is taken and not called there.

    ``receiver_span`` is the client's, where the whole way from it to the operation stands here;
    ``calls`` are the calls by which it may be reached.
    """

    path: str
    span: Span
    operation: str
    receiver_span: Span | None
    clients: tuple[Origin, ...]
    calls: tuple[CallSite, ...]


@dataclass(frozen=True, slots=True)
class HoldSite:
    """A client is used here otherwise than for an operation: passed, returned, tested, imported."""

    path: str
    span: Span
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class MemberSite:
    """A member or item of a response, or of a client (type ``client``).

    ``kind`` is attribute, item or get.
    """

    path: str
    span: Span
    obj_span: Span
    key_span: Span
    type: str
    member: str
    kind: str
    context: str
    origins: tuple[Origin, ...]
    mixed: bool
    asynchronous: bool = False
    first: Span | None = None
    """The ``[0]`` of it, where that is what is read of it."""
    place: MemberPlace = field(default_factory=MemberPlace)
    """Only told of members for which it matters."""
    given: frozenset[str] = frozenset()
    """The parameters that its calls get; ``*`` among them for those that cannot be seen."""


@dataclass(frozen=True, slots=True)
class MessageSite:
    """A response's message that is put into a list which reaches ``messages``, or a part of one.

    ``read_back`` says that elements of the list are read as objects. The ``type`` is ``list[T]`` where
    the parts of a message that is a dict are such a list.
    """

    path: str
    span: Span
    type: str
    origins: tuple[Origin, ...]
    mixed: bool
    read_back: bool = False
    simple: bool = True
    """It is a name or a dotted name: writing it twice changes nothing."""


@dataclass(frozen=True, slots=True)
class EscapeSite:
    """A client or a response reaches code that cannot be read; ``how`` says which way."""

    path: str
    span: Span
    how: str
    what: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class NameUse:
    """A model's name is used otherwise than as an argument of a call.

    ``how`` is compare, member (``in`` a container), key (of a lookup), table (a key of a display),
    prefix, substring, tokens (``tiktoken``), answered (the name in a response), passed (to something that is not migrated) or type
    (``Literal``), looked up (a member of an enumeration, by a value that is decided when the program runs),
    or lost (names that go where nothing can be seen). ``literals`` are the names that flow here, ``against`` the literals that they meet.
    """

    path: str
    span: Span
    how: str
    literals: tuple[Literal, ...]
    against: tuple[Literal, ...]
    container: str = ""
    """For ``against`` in a container: list, set, dict, enum, literal."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ModelSite:
    """The ``model`` argument of a call: the literals that reach it, and whether others may."""

    call: CallSite
    literals: tuple[Literal, ...]
    outside: bool
    variables: tuple[str, ...]
    pieces: tuple[str, ...] = ()
    """The literal parts of names that are put together."""
