"""What the statements of a ``try`` may run: which calls of the SDK, and whether all can be seen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.facts import Function
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.references import Reached
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    Bound,
    ClassValue,
    FunctionValue,
    Inner,
    Instance,
    Object,
    Origin,
    Partial,
    Product,
    Unknown,
    Value,
)

Mention = tuple[Span, int, bool]
"""An expression: its span, its node, and whether it is what a call calls."""
Place = tuple[str, Span]
"""A stretch of code: the path of its module, and its span."""
MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
"""Decorators by which a generator runs the statements of a ``with`` at its ``yield``."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a stretch of code calls by itself, and the bodies of the functions that it names."""

    origins: frozenset[Origin]
    complete: bool
    leading: tuple[Place, ...]


class Reach:
    """Follows the functions that a stretch of code names, called or handed on, to their bodies."""

    def __init__(self, traces: Traces, making: bool = False) -> None:
        self.making = making
        """Whether to count clients that are made, too: without a key that raises."""
        self.traces = traces
        self.mentions: dict[str, list[Mention]] = {}
        self.operations = traces.link.operations
        self.known: dict[Place, Stretch] = {}
        """What was found of the stretches of code that were reached so far."""
        self.bodies: dict[Value, dict[Place, None]] = {}
        """The same of the functions that may run where a value is named."""

    def of(self, path: str, body: Span) -> Reached:
        """Return the calls that the statements at ``body`` may make, themselves or by functions.

        A response that they go on to read counts as its call: a stream fails where it is read.
        """
        found: set[Origin] = set()
        complete = True
        seen: set[Place] = set()
        todo = [(path, body)]
        while todo:
            where = todo.pop()
            if where in seen:
                continue
            seen.add(where)
            step = self.stretch(where)
            found |= step.origins
            complete &= step.complete
            todo += step.leading
        return self.reached(found, complete and (bool(found) or not self.lent(path, body)))

    def lent(self, path: str, body: Span) -> bool:
        """Say whether statements run what callers put into a ``with`` (``contextmanager``)."""
        return any(
            self.traces.last(path, node) in MANAGERS
            for function in self.traces.link.modules[path].facts.functions
            if function.generator and function.span.encloses(body)
            for node in function.decorators
        )

    def stretch(self, where: Place) -> Stretch:
        """Return what one stretch of code calls by itself, found once for all who reach it."""
        known = self.known.get(where)
        if known is not None:
            return known
        found = set(self.calls(*where))
        complete = True
        leading: dict[Place, None] = {}
        for _, node, called in self.within(*where):
            values = list(self.traces.values(where[0], node))
            complete &= not called or (bool(values) and all(map(readable, values)))
            for value in values:
                if isinstance(value, Instance) and value.origin in self.operations:
                    found.add(value.origin)
                leading |= self.leads(value)
        step = self.known[where] = Stretch(frozenset(found), complete, tuple(leading))
        return step

    def leads(self, value: Value) -> dict[Place, None]:
        """Return the bodies of the functions that may run where ``value`` is named."""
        known = self.bodies.get(value)
        if known is None:
            rows = ((path, function.span) for path, function in self.functions(value))
            known = self.bodies[value] = dict.fromkeys(rows)
        return known

    def reached(self, calls: Iterable[Origin], complete: bool) -> Reached:
        """Return calls with their clients."""
        found = set(calls)
        made = [origin for origin in found if origin in self.operations]
        held = [resource for origin in made for resource in self.operations[origin][1]]
        known = self.traces.link.surface.clients
        awaited = any(known[resource.klass].asynchronous for resource in held)
        origins = found | {resource.origin for resource in held}
        return Reached(tuple(sorted(origins)), complete, awaited)

    def calls(self, path: str, span: Span) -> Iterator[Origin]:
        for origin, (passed, _) in self.operations.items():
            if passed.path == path and span.encloses(passed.op.span):
                yield origin
        for origin, (where, op) in self.traces.link.constructed.items() if self.making else ():
            if where == path and span.encloses(op.span):
                yield origin

    def within(self, path: str, span: Span) -> Iterator[Mention]:
        mentions = self.mentions.get(path)
        if mentions is None:
            mentions = self.mentions[path] = sorted(self.collected(path))
        first = Span(*span.start, *span.start)
        for mention in mentions[bisect_left(mentions, (first, 0, False)) :]:
            if mention[0].start >= span.end:
                return
            if span.encloses(mention[0]):
                yield mention

    def collected(self, path: str) -> Iterator[Mention]:
        for op in self.traces.link.modules[path].facts.ops:
            if isinstance(op, operations.Load):
                yield op.span, op.target, False
            elif isinstance(op, operations.GetMember) and op.context == "load":
                yield op.span, op.target, False
            elif isinstance(op, operations.Call):
                yield op.func_span, op.func, True
            elif isinstance(op, (operations.Iterate, operations.Enter)):
                yield op.span, op.source, False

    def functions(self, value: Value) -> Iterator[tuple[str, Function]]:
        """Yield the functions that may run where ``value`` is named: a class gives all of its own."""
        if isinstance(value, Bound):
            value = value.function
        if isinstance(value, FunctionValue):
            module = self.traces.link.modules.get(value.path)
            if module is not None:
                yield value.path, module.facts.functions[value.number]
        elif isinstance(value, (ClassValue, Object)):
            klass = value if isinstance(value, ClassValue) else value.klass
            yield from self.methods(klass, set())

    def methods(self, klass: ClassValue, seen: set[ClassValue]) -> Iterator[tuple[str, Function]]:
        module = self.traces.link.modules.get(klass.path)
        if module is None or klass in seen:
            return
        seen.add(klass)
        for function in module.facts.functions:
            if function.klass == klass.number:
                yield klass.path, function
        for base in module.facts.classes[klass.number].bases:
            for value in self.traces.values(klass.path, base):
                if isinstance(value, ClassValue):
                    yield from self.methods(value, seen)


def readable(value: Value) -> bool:
    """Say whether it can be told what a call of ``value`` runs.

    An object of a library may have been given a function of the repository before.
    """
    if isinstance(value, Inner):
        return not isinstance(value.receiver, Product)
    return not isinstance(value, (Unknown, Partial, Product))
