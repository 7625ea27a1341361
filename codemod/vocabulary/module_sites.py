"""Sites of the SDK's module where the program uses the module itself as a client."""

from __future__ import annotations

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import Origin


@dataclass(frozen=True, slots=True)
class Problem:
    """Why no client can take the module's place: where it shows, and one clause that says it."""

    path: str
    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class ModuleUse:
    """An expression that names an operation of the module.

    ``origins`` are the calls that it may be; ``called`` says that it is called right there.
    """

    span: Span
    operation: str
    asynchronous: bool
    legacy: bool
    origins: tuple[Origin, ...]
    called: bool
    own: tuple[tuple[str, str], ...] = ()
    """Settings that this call gives by itself, by the module's names, as text."""
    taken: tuple[tuple[Span, Span], ...] = ()
    """The arguments that give them: (call, argument)."""


@dataclass(frozen=True, slots=True)
class Store:
    """A statement that assigns a setting of the module."""

    path: str
    name: str
    statement: Span
    text: str
    """The value as one line of code."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a client can be made so that its settings are known and its calls come later.

    ``kind`` is module, function, object (a member of ``self``), global (bound anew by the function
    that knows the settings), or lazy (made by a cached function, at the first call). ``names`` are
    those of the client and of the asynchronous one; the construction stands behind ``anchor``.
    """

    kind: str
    anchor: Span
    names: tuple[str, str]
    receivers: tuple[tuple[Span, str], ...] = ()
    """Of an object: how it is named at each use (``self``)."""


@dataclass(frozen=True, slots=True)
class ModuleClientSite:
    """One module of the program that calls the SDK's module, and the client that can take its place.

    ``settings`` are (name, text) of what is assigned on the SDK's module for it; ``stores`` the
    statements that do; ``chooser`` the literal that says which client it is. ``relying`` are all
    calls for which the same settings are made; ``legacy`` all calls of the repository as an older
    major has them.
    """

    path: str
    uses: tuple[ModuleUse, ...]
    bound: str
    """The name of the SDK's module here, "" where none is bound."""
    placement: Placement | Problem
    chooser: str
    settings: tuple[tuple[str, str], ...]
    stores: tuple[Store, ...]
    relying: tuple[Origin, ...]
    legacy: tuple[Origin, ...]
    assigned: frozenset[str] = frozenset()
    """All settings that some module makes which may be imported together with this one."""
    shared: bool = False
    """Others may import it: a module of a package, or one that another imports."""
    loops: str = "one"
    """The event loops that asynchronous calls run in, one after another: one, several or unseen."""


@dataclass(frozen=True, slots=True)
class LegacyMemberSite:
    """A member, item or ``get`` of a response as an older major has it.

    ``kind`` is attribute, item, get, in, not in, dict (a use as a dict; ``member`` says which) or dump.
    ``default`` is the text of the default of ``get``; ``scalar`` says what kind of thing the member is.
    """

    path: str
    span: Span
    obj_span: Span
    type: str
    member: str
    kind: str
    context: str
    origins: tuple[Origin, ...]
    mixed: bool
    default: str = ""
    shape: str = ""
    """What the member is: scalar, list, object, any, or "" for none that is known."""


@dataclass(frozen=True, slots=True)
class LegacyNameSite:
    """A name of an older major that no operation, exception or setting explains.

    ``called`` says that it is called. ``alias`` is that of the import that brings it.
    """

    path: str
    span: Span
    name: str
    called: bool
    legacy: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class ModuleCallSite:
    """A call on the SDK's module, by a name that is below its resources and no operation we know.

    ``handed`` says that it is no call: a resource of the module is given to code that cannot be read.
    """

    path: str
    span: Span
    name: str
    handed: bool = False


@dataclass(frozen=True, slots=True)
class UnusedImportSite:
    """An import of the SDK that nothing needs once the calls and settings of ``origins`` have moved.

    ``instead`` are whole import statements that take its place.
    """

    path: str
    statement: Span
    alias: Span
    origins: tuple[Origin, ...]
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadSite:
    """An import of an exception of an older major that its module does not read.

    ``given`` says that it is there for others, who know it as ``known``.
    """

    path: str
    statement: Span
    alias: Span
    dotted: str
    known: str
    given: bool
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class PositionalSite:
    """An argument without a name, which an operation takes as ``name`` only now."""

    path: str
    call: Span
    span: Span
    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class HeldSite:
    """Calls that must stay as they are, because what they would become cannot move on."""

    path: str
    span: Span
    code: str
    message: str
    origins: tuple[Origin, ...] = ()
    quiet: bool = False
    """They are not ours: nothing is said of them."""


@dataclass(frozen=True, slots=True)
class StayingSite:
    """A call that an earlier step left as it was, where it was read: of an operation of today."""

    path: str
    span: Span
    operation: str


ModuleSite = (
    ModuleClientSite
    | LegacyMemberSite
    | LegacyNameSite
    | ModuleCallSite
    | UnusedImportSite
    | UnreadSite
    | PositionalSite
    | HeldSite
    | StayingSite
)
