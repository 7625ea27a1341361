"""The registry of rules. A rule's name is that of the module that defines it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from codemod.vocabulary.results import (
    Alike,
    Blocker,
    Change,
    Finding,
    Rename,
    Result,
    Rule,
    Todo,
    Withheld,
)

Apply = TypeVar("Apply", bound=Callable[[Any, Any], Iterator[Result]])
REGISTRY: list[Rule] = []


def rule(kind: type) -> Callable[[Apply], Apply]:
    """Register a generator ``(site, migration) -> results`` for sites of ``kind``."""

    def register(apply: Apply) -> Apply:
        name = apply.__module__.rpartition(".")[2]
        REGISTRY.append(Rule(name, kind, apply))
        return apply

    return register


__all__ = [
    "REGISTRY",
    "Alike",
    "Blocker",
    "Change",
    "Finding",
    "Rename",
    "Result",
    "Rule",
    "Todo",
    "Withheld",
    "rule",
]
