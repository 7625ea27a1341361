"""The surface: a typed description of the source SDK's object graph, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property, lru_cache

from codemod.vocabulary.around import Wrapper
from codemod.vocabulary.module_client import ModuleClient, ModuleOperation
from codemod.vocabulary.records import dataclass


@dataclass(frozen=True, slots=True)
class ClientClass:
    """A class whose instances are clients. ``names`` are all its dotted names, the first canonical."""

    name: str
    names: tuple[str, ...]
    asynchronous: bool
    parameters: tuple[str, ...]
    deployed: bool = False
    """Its calls name deployments, which their owner chose, where others name models."""
    supported: bool = True
    """False for a client that is recognised and reported, and never migrated."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of the client, by its dotted path below the client.

    ``returns`` and ``streamed`` are type expressions; ``streamed`` is what comes back when the
    argument ``stream`` is true. ``inputs`` gives the type of a parameter whose values matter.
    """

    path: str
    parameters: tuple[str, ...]
    returns: str
    streamed: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a type: the type expression of its value, or of what calling it returns."""

    type: str
    method: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """A model name of the source: its role, whether it reads images, its vectors' dimensions."""

    name: str
    role: str
    vision: bool = False
    dimensions: int = 0


@dataclass(frozen=True)
class Surface:
    """The source SDK.

    A type expression is a type's name, ``list[T]``, ``dict[T]`` (the type of the values),
    ``stream[T]`` (iterated, sync or async), ``manager[T]`` (``with`` gives T), ``dump[T]`` (the
    plain dict made of a T), or a scalar: ``str``, ``int``, ``float``, ``bool``, ``any``.
    """

    name: str
    distribution: str
    modules: tuple[str, ...]
    clients: Mapping[str, ClientClass]
    client_members: Mapping[str, Member]
    operations: Mapping[str, Operation]
    types: Mapping[str, Mapping[str, Member]]
    type_names: Mapping[str, str]
    """Dotted names of response and parameter types → the type's name here."""
    exceptions: Mapping[str, str]
    """Exception class → its parent's name (or ""), both without the module."""
    exception_names: Mapping[str, str]
    """Every dotted name of an exception class → its name in ``exceptions``."""
    exception_members: tuple[str, ...]
    hosts: tuple[str, ...]
    deploying_hosts: tuple[str, ...]
    """Those of the hosts whose calls name deployments."""
    deploying_variables: tuple[str, ...]
    """The variables of addresses of such hosts."""
    token_providers: tuple[str, ...]
    """What makes a callable that gives tokens of such hosts, which may stand where a key does."""
    environment: Mapping[str, tuple[str, ...]]
    """``api_key``, ``base_url``, ``other`` → environment variables that the SDK reads."""
    models: Mapping[str, Model]
    model_pattern: str
    """A regular expression that every name of the source's models matches, and little else."""
    key_pattern: str
    """A regular expression for a real key."""
    module_settings: frozenset[str] = frozenset()
    """Names that a program assigns on the SDK's module, and may read there."""
    lookalikes: frozenset[str] = frozenset()
    """Top-level packages of other vendors whose clients have operations of the same names."""
    personas: tuple[str, ...] = ()
    """Names by which prompts speak of the source or its models."""
    key_readers: frozenset[str] = frozenset()
    """Top-level packages that read a variable of the SDK's key by themselves."""
    around: Mapping[str, Wrapper] = field(default_factory=dict)
    """Dotted names of other packages' callables that ask the source's models by themselves."""
    module_client: ModuleClient = field(default_factory=lambda: ModuleClient({}))
    module_operations: Mapping[str, ModuleOperation] = field(default_factory=dict)
    """Dotted names that are operations of the module itself: filled in where code is lifted only."""

    def of_module(self) -> Surface:
        """Return the surface as it is read where the module's own operations are looked for."""
        client = self.module_client
        found = {path: ModuleOperation(path) for path in self.operations}
        for name, path in client.operations.items():
            found[name] = ModuleOperation(path, False, True)
        for name, path in client.asynchronous.items():
            found[name] = ModuleOperation(path, True, True)
        errors = {
            f"{module}.{name}": targets[0]
            for name, targets in client.errors.items()
            for module in self.modules
            if targets
        }
        return replace(
            self,
            module_operations={f"{m}.{n}": each for n, each in found.items() for m in self.modules},
            module_settings=self.module_settings | client.settings,
            exception_names={**self.exception_names, **errors},
        )

    def of_newest(self) -> Surface:
        """Return the surface as it is read where the module of today is a client like any other."""
        return replace(
            self,
            module_operations={
                f"{module}.{path}": ModuleOperation(path)
                for path in self.operations
                for module in self.modules
            },
        )

    @cached_property
    def tails(self) -> Mapping[str, tuple[str, ...]]:
        """The last names of dotted operations → what a call of one ends in, the longest first."""
        found: dict[str, tuple[str, ...]] = {}
        for name in sorted(self.operations, key=len, reverse=True):
            if "." in name:
                last = name.rpartition(".")[2]
                found[last] = (*found.get(last, ()), "." + name)
        return found

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """The paths of the operations, and of all resources on the way to them."""
        return frozenset(
            path[:end]
            for path in self.operations
            for end in (*(i for i, letter in enumerate(path) if letter == "."), len(path))
        )

    @property
    def sentinels(self) -> frozenset[str]:
        """The dotted names of the values that mean that an argument is not given."""
        names = ("NOT_GIVEN", "not_given", "omit", "_types.NOT_GIVEN", "_types.omit")
        return frozenset(f"{module}.{name}" for module in self.modules for name in names)

    def is_setting(self, module: str, name: str) -> bool:
        """Say whether ``module.name`` is a setting of the SDK's module."""
        return module in self.modules and name in self.module_settings

    @property
    def sentinel_types(self) -> frozenset[str]:
        """The dotted names of the classes of these values."""
        names = ("NotGiven", "Omit", "_types.NotGiven", "_types.Omit")
        return frozenset(f"{module}.{name}" for module in self.modules for name in names)

    def reads_key(self, package: str) -> bool:
        """Say whether a top-level package of others reads the key's variable by itself."""
        named = self.distribution in package.lower() and package not in self.modules
        return named or package in self.key_readers

    def is_model_name(self, text: str) -> bool:
        """Say whether ``text`` looks like the name of one of the source's models."""
        return text in self.models or _is_like(self.model_pattern, text)

    def client_named(self, dotted: str) -> ClientClass | None:
        """Return the client class that ``dotted`` names, or None."""
        for client in self.clients.values():
            if dotted in client.names:
                return client
        return None


@lru_cache(maxsize=50_000)
def _is_like(pattern: str, text: str) -> bool:
    """Say whether a pattern describes all of a text; the same few texts are asked for very often."""
    return re.fullmatch(pattern, text) is not None
