"""Calls that look like operations of the surface and were not traced to a client."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.references import UnresolvedSite
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.values import (
    External,
    Inner,
    Method,
    Origin,
    Product,
    Resource,
    Unknown,
    Value,
)

LEGACY = frozenset(
    "ChatCompletion Completion Embedding Edit Image Audio Moderation Model File FineTune "
    "FineTuningJob Engine Deployment Customer".split()
)
NO_CLIENTS = frozenset({"collections", "unittest", "mock"})
"""Packages whose objects are known, and never clients."""
STANDARD = frozenset({*sys.stdlib_module_names, "builtins"}) - NO_CLIENTS


def unresolved(traces: Traces, surface: Surface, known: set[Origin]) -> Iterator[UnresolvedSite]:
    """Yield calls that look like operations and were not traced to a client."""
    for origin, op in sorted(traces.calls.items()):
        if origin in known:
            continue
        path = origin[0]
        chain = traces.chain(path, op.func)
        dotted = ".".join(chain)
        ends = surface.tails.get(chain[-1], ())
        operation = next((end[1:] for end in ends if dotted.endswith(end)), "")
        values = list(traces.values(path, op.func))
        legacy = legacy_name(surface, values)
        if len(chain) > 2 and chain[-2] in LEGACY and chain[-3] in surface.modules:
            legacy = ".".join(chain[-2:])
        if legacy:
            yield UnresolvedSite(path, op.span, legacy, dotted, False, True)
            continue
        if not operation:
            continue
        foreign = bool(values) and all(is_foreign(surface, v, operation) for v in values)
        yield UnresolvedSite(path, op.span, operation, dotted, foreign)
    yield from handed_on(traces, surface)


def handed_on(traces: Traces, surface: Surface) -> Iterator[UnresolvedSite]:
    """Yield what looks like an operation and is an argument: what takes it may call it."""
    for path, op in traces.ops(operations.Call):
        for argument in op.arguments:
            chain = traces.chain(path, argument.node)
            dotted = ".".join(chain)
            ends = surface.tails.get(chain[-1], ()) if len(chain) > 2 else ()
            operation = next((end[1:] for end in ends if dotted.endswith(end)), "")
            if not operation:
                continue
            values = list(traces.values(path, argument.node))
            if any(isinstance(v, (Resource, Method)) for v in values):
                continue
            foreign = bool(values) and all(is_foreign(surface, v, operation) for v in values)
            if not foreign and not legacy_name(surface, values):
                yield UnresolvedSite(path, argument.value_span, operation, dotted, False)


def legacy_name(surface: Surface, values: Iterable[Value]) -> str:
    for value in values:
        if isinstance(value, External):
            root, _, rest = value.name.partition(".")
            if root in surface.modules and rest.partition(".")[0] in LEGACY:
                return rest
            if root in surface.modules and rest in surface.operations:
                return rest
    return ""


def is_foreign(surface: Surface, value: Value, operation: str) -> bool:
    """Say whether a receiver is known, and no client of the source.

    A package that we do not know may hand out a client of the source: only an operation that other
    things have too (files, images of a container) is then taken for theirs.
    """
    if isinstance(value, (External, Product)):
        root = value.name.partition(".")[0]
        if root in surface.modules or root in STANDARD:
            return False
        known = root in NO_CLIENTS or root in surface.lookalikes
        return known or "model" not in surface.operations[operation].parameters
    if isinstance(value, Unknown):
        return False
    if isinstance(value, Inner):
        receiver = value.receiver
        return isinstance(receiver, Product) and is_foreign(surface, receiver, operation)
    return True
