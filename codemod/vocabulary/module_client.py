"""The SDK's module as a client: what older code, and short code, calls on the module itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.treatment import Treatment


@dataclass(frozen=True, slots=True)
class ModuleOperation:
    """An operation that the module has: its path below a client.

    ``legacy`` says that only an older major has it, whose arguments and responses differ.
    """

    path: str
    asynchronous: bool = False
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class ClientKind:
    """Which client takes the module's place, and what the module's settings are called there.

    ``synchronous`` and ``asynchronous`` name classes of the surface; ``settings`` maps a setting of
    the module to the keyword of the construction, "" for one that says nothing there, with ``=`` and a
    template over ``{value}`` where the setting names a file that holds what the keyword takes.
    """

    synchronous: str
    asynchronous: str
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ModuleClient:
    """What is known of the module as a client, in every major of the SDK."""

    kinds: Mapping[str, ClientKind]
    """The literal value of the setting ``chooser`` → the client; "" where it is not set."""
    chooser: str = ""
    operations: Mapping[str, str] = field(default_factory=dict)
    """Of an older major: dotted name below the module → path below a client."""
    asynchronous: Mapping[str, str] = field(default_factory=dict)
    """The same for calls that are awaited."""
    positional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path below a client → what an older major takes without a name, by the names of today."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Names of an older major below the module that no client has → what takes their place."""
    parameters: Mapping[str, Treatment] = field(default_factory=dict)
    """What becomes of the arguments that only an older major takes."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Environment variables that an older major read by itself → those of today."""
    present: frozenset[str] = frozenset()
    """Members of responses that are never missing."""
    dumps: Mapping[str, str] = field(default_factory=dict)
    """Methods of an older major's responses that give a plain dict → their names now."""
    absent: Mapping[str, str] = field(default_factory=dict)
    """Members of an older major's responses, and why there are none now."""
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Exception of an older major, below the module → names of exceptions now."""
    error_reasons: Mapping[str, str] = field(default_factory=dict)
    error_members: Mapping[str, Treatment] = field(default_factory=dict)
    error_owners: Mapping[str, str] = field(default_factory=dict)
    """Member of exceptions now that not all of them have → the class that has it."""

    @property
    def settings(self) -> frozenset[str]:
        """The settings of the module, of all majors."""
        return frozenset(name for kind in self.kinds.values() for name in kind.settings)
