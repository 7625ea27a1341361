"""Doubles: what a test puts in the place of a client or a response."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from codemod.vocabulary.places import is_test
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    Bound,
    ClassValue,
    Composed,
    Dictionary,
    FunctionValue,
    Inner,
    Object,
    Origin,
    Product,
    Sequence,
    Text,
    Value,
)

if TYPE_CHECKING:
    from codemod.analysis.traces import Traces

MOCKS = ("unittest.mock.", "mock.")
"""What the names of mocks begin with."""


def home(value: Value) -> str:
    """Return the path of the module that made or defines a value, "" where none did."""
    if isinstance(value, Bound):
        return value.function.path
    if isinstance(value, Inner):
        return home(value.receiver)
    if isinstance(value, Object):
        return value.klass.path
    if isinstance(value, (ClassValue, FunctionValue)):
        return value.path
    if isinstance(value, (Product, Text, Dictionary, Sequence, Composed)):
        return value.origin[0]
    return ""


def doubled(path: str, value: Value) -> bool:
    """Say whether a test puts a value there that the code at ``path`` is not written for."""
    return not is_test(path) and (is_test(home(value)) or mocked(value))


def mocked(value: Value) -> bool:
    """Say whether a value is a mock, or what one gave, wherever it was asked."""
    if isinstance(value, Inner):
        return mocked(value.receiver)
    return isinstance(value, Product) and value.name.startswith(MOCKS)


def place(traces: Traces, value: Value) -> tuple[str, Span] | None:
    """Return where a double is made or defined."""
    link = traces.link
    if isinstance(value, Inner):
        return place(traces, value.receiver)
    if isinstance(value, Bound):
        return place(traces, value.function)
    if isinstance(value, Object):
        return place(traces, value.klass)
    if isinstance(value, (ClassValue, FunctionValue)):
        facts = link.klass(value) if isinstance(value, ClassValue) else link.function(value)
        span = facts.span
        return value.path, Span(span.line, span.column, span.line, span.column)
    if isinstance(value, Product):
        return called(traces, value.origin)
    return None


def called(traces: Traces, origin: Origin) -> tuple[str, Span] | None:
    op = traces.calls.get(origin)
    return (origin[0], op.span) if op is not None else None


def doubles(traces: Traces, path: str, values: Iterable[Value]) -> tuple[tuple[str, Span], ...]:
    """Return the places of the doubles among values."""
    found = [place(traces, value) for value in values if doubled(path, value)]
    return tuple(sorted({each for each in found if each is not None}))
