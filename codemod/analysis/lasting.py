"""Which clients something holds for good: a module's name, a member, a container, a cache."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codemod.analysis.members import inside
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.sites import CallSite
from codemod.vocabulary.values import (
    Client,
    External,
    FunctionValue,
    Inner,
    Instance,
    Origin,
    Product,
    Value,
)

CACHES = frozenset(
    ("functools.cache", "functools.lru_cache", "functools.cached_property", "async_lru.alru_cache")
)

SPARE = ("client", "api_client", "llm_client")


class Lasting:
    """The clients of a solved repository that outlive the expression which gives them."""

    def __init__(self, traces: Traces) -> None:
        self.traces = traces
        self.origins = frozenset(value.origin for value in self.kept() if isinstance(value, Client))

    def kept(self) -> Iterator[Value]:
        """Yield what is held elsewhere than by the names of a function."""
        link = self.traces.link
        for path, module in link.modules.items():
            cells = [*module.facts.names.values()]
            cells += [cell for klass in module.facts.classes for cell in klass.members.values()]
            for cell in cells:
                yield from self.traces.values(path, cell)
            for function in module.facts.functions:
                if any(self.caches(path, node) for node in function.decorators):
                    yield from self.traces.values(path, function.result)
        for path, op in self.traces.ops(operations.SetMember):
            yield from self.traces.values(path, op.source)
        for path, call in self.traces.ops(operations.Call):
            if any(name_of(value) in CACHES for value in self.traces.values(path, call.func)):
                for argument in call.arguments:
                    yield from self.given_back(self.traces.values(path, argument.node))
        for box in link.containers.values():
            for node in (box.every, box.rest, *box.keys.values()):
                yield from link.values[node]

    def given_back(self, values: Iterable[Value]) -> Iterator[Value]:
        """Yield what functions among values return: ``functools.cache(lambda: Client())`` keeps it."""
        for value in values:
            if isinstance(value, FunctionValue):
                function = self.traces.link.modules[value.path].facts.functions[value.number]
                yield from self.traces.values(value.path, function.result)

    def caches(self, path: str, node: int) -> bool:
        """Say whether a decorator keeps what its function returned."""
        made = self.traces.calls.get((path, node))
        held = self.traces.values(path, node if made is None else made.func)
        return any(name_of(value) in CACHES for value in held)

    def fleeting(self, call: CallSite) -> bool:
        """Say whether nothing is seen to hold the client of a call until its answer is read."""
        if call.clients and self.origins.issuperset(call.clients):
            return False
        return not call.receiver or (call.streams is not False and self.returned(call.origin))

    def spare(self, call: CallSite) -> str:
        """Return a name that may hold the client of a call, which its module does not use; or "".

        A stream may be read after the name has got another client.
        """
        if call.receiver or call.receiver_span is None or call.streams is not False:
            return ""
        facts = self.traces.link.modules[call.path].facts
        used = {*facts.bound, *facts.parameters, *facts.reads, *facts.names}
        used |= {
            name for statement in facts.imports for names in statement.names for name in names[:2]
        }
        return next((name for name in SPARE if name not in used), "")

    def returned(self, origin: Origin) -> bool:
        """Say whether the function that makes a call hands its stream to others."""
        path, _ = origin
        number = self.traces.link.operations[origin][0].op.scope
        if number < 0:
            return False
        result = self.traces.link.modules[path].facts.functions[number].result
        return any(
            inside(value.type)[0] == "stream" and value.origin == origin
            for value in instances(self.traces.values(path, result))
        )


def instances(values: Iterable[Value]) -> Iterator[Instance]:
    return (value for value in values if isinstance(value, Instance))


def name_of(value: Value) -> str:
    """Return the dotted name of a decorator, called or not."""
    if isinstance(value, Inner):
        return name_of(value.receiver)
    return value.name if isinstance(value, (External, Product)) else ""
