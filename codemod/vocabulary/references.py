"""Sites that name the source SDK: its names in code, caught exceptions, environment variables."""

from __future__ import annotations

from codemod.vocabulary.literals import Literal
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


@dataclass(frozen=True, slots=True)
class Reached:
    """The calls, and their clients, that a stretch of code may run."""

    origins: tuple[Origin, ...]
    complete: bool
    """Nothing that it runs is out of sight."""
    awaited: bool = False
    """Some of the calls are those of a client for asyncio."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Classes of which any will do: ``A | B``, ``Union[A, B]``, a tuple in ``isinstance``.

    ``elements`` are the expressions in it, each with its text where that is a dotted name, else "".
    """

    span: Span
    kind: str
    """``|``, ``[]`` or ``()``."""
    elements: tuple[tuple[Span, str], ...]
    head: Span | None = None
    """What stands before the bracket."""
    code: str = ""
    """Its text, where that is a dotted name."""


@dataclass(frozen=True, slots=True)
class Clause:
    """An ``except`` clause of a plain ``try``. Classes are dotted names, "" for what cannot be told."""

    types: Span
    """The expression of its classes."""
    classes: tuple[str, ...]
    later: tuple[str, ...]
    """What the clauses behind it catch; "" also stands for one that catches all."""
    name: str
    """What it calls the exception; "" where nothing, or where that name is also used otherwise."""
    named: bool
    """Whether it gives a name at all."""
    free: str
    """A name that it may give, which nothing else then misses, or ""."""
    first: Span
    """The first statement of its body."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The call that is given an exception's class, alone or in a tuple: ``isinstance(e, CLASS)``."""

    span: Span
    function: str
    """The dotted name of what is called, of the library that defines it."""
    function_span: Span
    bound: str
    """The name by which the module knows it, "" where that is none."""
    place: int
    """Which argument it is."""
    keywords: tuple[str, ...]
    """Those of all arguments: "" for one without, ``*`` for what is unpacked."""
    arguments: tuple[Span, ...]
    """The values of all."""
    types: Span
    """The class, or the tuple."""
    classes: tuple[str, ...]
    """Dotted names, "" for what cannot be told."""
    subject: str
    """The text of the first argument, where that is a dotted name."""
    free: str
    """A name that nothing in the module has, or ""."""
    reached: Reached | None
    """What may raise the exceptions: the ``try`` around, what is decorated, what a ``with`` runs, or
    what is nearby.

    None where another vendor's calls are among these.
    """


@dataclass(frozen=True, slots=True)
class ReferenceSite:
    """A name of the source SDK in code. ``role`` is call, annotation, cast, handler, base or value."""

    path: str
    span: Span
    dotted: str
    bound: str
    """The name by which the module knows it (``sdk`` of ``sdk.Client``)."""
    role: str
    origins: tuple[Origin, ...]
    tuple_span: Span | None = None
    """The tuple or list display that holds it, if one does."""
    tuple_elements: tuple[Span, ...] = ()
    within: str = "tuple"
    """Which of the two."""
    quoted: str = ""
    """The text of the string annotation in which it stands; ``span`` is the string's."""
    alternatives: Alternatives | None = None
    """Those among which it stands."""
    reached: Reached | None = None
    """Of a handler: what the statements of its ``try`` may run."""
    asked: bool = False
    """The program decides by it: ``isinstance``, a comparison, a class pattern, a key of a dict."""
    near: tuple[Origin, ...] = ()
    """The calls of its module, where what it is for cannot be told."""
    made: bool = False
    """The program makes objects of it by hand, elsewhere than in its tests."""
    met: tuple[Origin, ...] | None = None
    """Where it is made: the calls whose answers the object meets; None where that cannot be seen."""
    clause: Clause | None = None
    """Of an exception in a handler, where errors are told apart by their status: its clause."""
    handed: Handed | None = None
    """Of an exception: the call that is given it."""
    grows: bool = True
    """Of an exception: the display that holds it may hold several in its place."""


@dataclass(frozen=True, slots=True)
class ErrorSite:
    """A member of a caught exception, or a decision by its text ("text") or its code ("coded").

    Or by the name of its class ("named"), which is one of ``caught``.
    """

    path: str
    span: Span
    obj_span: Span
    member: str
    reached: Reached | None = None
    """Of an exception that may be any (``except Exception``): what its ``try`` may run."""
    caught: tuple[str, ...] = ()
    """The exceptions of the source that it may be, where a member of it is read."""
    context: str = "load"
    """asked: it is asked for by ``getattr`` or ``hasattr``."""
    tried: Reached | None = None
    """Of a member: what may have raised the exception, where that can be told."""


@dataclass(frozen=True, slots=True)
class HandlerSite:
    """The handlers of one ``try``: for each, the span and the exceptions' names it catches."""

    path: str
    handlers: tuple[tuple[Span, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class TriedSite:
    """The clause of a ``try`` that catches that a client, made in it, has no key."""

    path: str
    span: Span
    """What the clause names."""
    origin: Origin
    covers: bool
    """It catches what a missing key of a mapping raises, too."""
    asks: bool
    """The ``try`` makes calls of the SDK besides."""
    alone: bool
    """The ``try`` does nothing else that may raise, and the clause names one class."""


@dataclass(frozen=True, slots=True)
class VariableSite:
    """A literal that names an environment variable of the source. ``use`` is read, check or set."""

    path: str
    span: Span
    name: str
    use: str
    origins: tuple[Origin, ...]
    """Clients that it reaches."""
    call_span: Span | None = None
    """The ``os.getenv(...)`` call, when there is one."""
    handed: str = ""
    """What else receives the variable's value, outside the repository."""
    put: tuple[Literal, ...] = ()
    """The literals that are put into it here."""
    address: bool = False
    """Its value is the address of the clients that it reaches."""
    readers: tuple[Origin, ...] = ()
    """Clients that read the variable by another literal, near this one."""
    apart: bool = False
    """It stands elsewhere than in the expression that a client takes."""
    needed: str = ""
    """What else needs it, and stays: calls of an older major, a library that reads it by itself."""
    shared: str = ""
    """How the table that it stands in, or what is read by it, gets out of the repository's sight."""


@dataclass(frozen=True, slots=True)
class AskedSite:
    """A literal that names the target's own variable, where the program decides by whether it is set."""

    path: str
    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class SettingSite:
    """A setting of the SDK's module that is assigned. ``used`` are the clients that it reaches.

    ``shared`` says that the module itself is used as a client, which reads every setting.
    """

    path: str
    span: Span
    name: str
    used: tuple[Origin, ...]
    shared: bool


@dataclass(frozen=True, slots=True)
class PatchSite:
    """Something of the source SDK is patched, by a string, a ``setattr`` or an assignment."""

    path: str
    span: Span
    name: str
    missed: tuple[Origin, ...] = ()
    """Calls of the SDK's module that it reaches as long as no client makes them."""
    operation: str = ""
    """What is called of a client, and patched where a module holds it; or what leads to it is."""
    clients: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class UnresolvedSite:
    """A call that looks like an operation whose receiver could not be traced to a client."""

    path: str
    span: Span
    operation: str
    receiver: str
    foreign: bool
    """The receiver is known, and is not the source SDK's."""
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class DoubleSite:
    """A test expects here, or gives, what the program may ask or read otherwise once it has moved.

    ``how`` is given (a member of a response, by its name), asked (the arguments of a call), answers (a
    function takes the arguments of one), named (a model's name), made (something stands in the place of
    a client's class) or specified (a mock has the members of that class only). ``members`` are what the
    program reads by this name, (type, member); ``origins`` the program's calls.
    """

    path: str
    span: Span
    how: str
    name: str
    members: tuple[tuple[str, str], ...]
    origins: tuple[Origin, ...]
