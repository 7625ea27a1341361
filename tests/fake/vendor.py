"""A vendor as the fake server plays it: where it is, what it serves, what a program needs to speak."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fake.exchange import Answer, Exchange
from tests.fake.faults import Fault


@dataclass(frozen=True)
class Vendor:
    """One vendor. ``host`` matches its hosts, with a port where one belongs to them.

    ``chat_models`` and ``vector_models`` are the names that it serves; ``switches`` the parameters
    that turn its reasoning on and off.
    """

    name: str
    key: str
    key_variable: str
    host: re.Pattern[str]
    chat_models: frozenset[str]
    vector_models: frozenset[str]
    respond: Callable[[Exchange, frozenset[str]], Answer]
    error: Callable[[Fault], Any]
    plain_model: str = ""
    """A model to name where the program takes the name from outside."""
    thinks: bool = False
    """That model reasons."""
    switches: frozenset[str] = frozenset()
    options: tuple[str, ...] = ()
    """Of the command: what only a user knows, such as an address."""
    stays: dict[str, str] = field(default_factory=dict)
    """Feature → a word of the reason why a program with it is left as it is."""
    stays_native: dict[str, str] = field(default_factory=dict)
    """The same with the vendor's own SDK."""
    native_prefix: str = ""
    """What that SDK wants before the names of models."""
    differs: dict[str, str] = field(default_factory=dict)
    """Feature → a word of the finding that tells what a program with it does otherwise."""
    differs_native: dict[str, str] = field(default_factory=dict)
    """The same with the vendor's own SDK."""
    unset_native: tuple[str, ...] = ()
    """Variables that the command tells the user to take away for that SDK."""

    unset: tuple[str, ...] = ()
    """Of these, what does not stand in the environment of a program that is run."""

    def differing(self, sdk: str) -> dict[str, str]:
        """Return the features that differ on a route, with a word of the finding that tells so."""
        return self.differs_native if sdk == "native" else self.differs

    def asking(self, sdk: str) -> list[str]:
        """Return the command's options on a route."""
        prefix = self.native_prefix if sdk == "native" else ""
        return [re.sub("=", f"={prefix}", o, count=1) if "//" not in o else o for o in self.options]

    demands: frozenset[str] = frozenset()
    """Parameters that it demands where the source does not: they may appear, if a finding says so."""
    assumes: Mapping[str, Any] = field(default_factory=dict)
    """What it takes as given where a parameter says nothing."""

    def staying(self, sdk: str) -> dict[str, str]:
        """Return the features that stay on a route, with a word of the reason."""
        return self.stays_native if sdk == "native" else self.stays

    def serves(self, host: str) -> bool:
        """Say whether a host is the vendor's."""
        return self.host.fullmatch(host) is not None

    def models(self, kind: str) -> frozenset[str]:
        """Return the names of the models that answer requests of a kind."""
        return {"chat": self.chat_models, "embedding": self.vector_models}.get(
            kind, frozenset(("",))
        )
