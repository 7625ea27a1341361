"""Questions about a solved repository: which literal, which chain of names, which values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import TypeVar, overload

from codemod.analysis.link import Linker
from codemod.vocabulary import operations
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.operations import PLAIN, Call, Constant, GetMember
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    Atom,
    Client,
    Composed,
    Dictionary,
    External,
    Instance,
    Origin,
    Resource,
    Sequence,
    Text,
    Value,
)

HOLE = "\0"
DEEPEST = 4
First = TypeVar("First")
Second = TypeVar("Second")
Row = tuple[str, operations.Op]
"""The path of an operation, and the operation itself."""


class Traces:
    """Indexes over the facts of every module of a solved repository."""

    def __init__(self, link: Linker) -> None:
        self.link = link
        self.constants: dict[Origin, Constant] = {}
        self.members: dict[Origin, GetMember] = {}
        self.loads: dict[Origin, list[operations.Load]] = {}
        self.calls: dict[Origin, Call] = {}
        self.displays: dict[Origin, operations.MakeDict] = {}
        self.paths = sorted(link.modules)
        self.by_kind: dict[type, list[Row]] = {}
        """The operations of each kind, in order."""
        order: dict[type, list[int]] = {}
        number = 0
        for path in self.paths:
            for op in link.modules[path].facts.ops:
                number += 1
                kind = op.__class__
                rows = self.by_kind.get(kind)
                if rows is None:
                    rows, order[kind] = self.by_kind.setdefault(kind, []), []
                rows.append((path, op))
                order[kind].append(number)
                if isinstance(op, Constant):
                    self.constants[(path, op.target)] = op
                elif isinstance(op, GetMember):
                    self.members[(path, op.target)] = op
                elif isinstance(op, Call):
                    self.calls[(path, op.target)] = op
                elif isinstance(op, operations.MakeDict):
                    self.displays[(path, op.target)] = op
                elif isinstance(op, operations.Load):
                    self.loads.setdefault((path, op.target), []).append(op)
        self.order = order
        """The places of the operations of each kind among all."""
        self.together: dict[tuple[type, ...], list[Row]] = {}
        self.chains: dict[Origin, tuple[str, ...]] = {}

    @overload
    def ops(self, kind: type[First], /) -> list[tuple[str, First]]: ...

    @overload
    def ops(
        self, kind: type[First], other: type[Second], /
    ) -> list[tuple[str, First | Second]]: ...

    @overload
    def ops(self, *kinds: type[object]) -> list[tuple[str, operations.Op]]: ...

    def ops(self, *kinds: type) -> Iterable[tuple[str, object]]:
        """Return (path, operation) for the operations of the given kinds, in order."""
        if len(kinds) == 1:
            return self.by_kind.get(kinds[0], [])
        found = self.together.get(kinds)
        if found is None:
            known = [kind for kind in kinds if kind in self.by_kind]
            rows = [
                each
                for kind in known
                for each in zip(self.order[kind], self.by_kind[kind], strict=True)
            ]
            rows.sort(key=itemgetter(0))
            found = self.together[kinds] = [row for _, row in rows]
        return found

    def values(self, path: str, node: int) -> Iterable[Value]:
        """Return what a node of a module may hold."""
        return self.link.values[self.link.modules[path].base + node] if node > PLAIN else ()

    def literal(self, text: Text) -> Literal | None:
        """Return the literal that made a text."""
        op = self.constants.get(text.origin)
        if op is None:
            return None
        return Literal(text.origin, text.origin[0], op.span, text.text)

    def literals(self, values: Iterable[Value]) -> tuple[Literal, ...]:
        found = [self.literal(value) for value in values if isinstance(value, Text)]
        return tuple(sorted((x for x in found if x is not None), key=lambda x: (x.path, x.span)))

    def chain(self, path: str, node: int) -> tuple[str, ...]:
        """Return the names of a dotted expression, root first; () for anything else."""
        known = self.chains.get((path, node))
        if known is not None:
            return known
        names: list[str] = []
        first = (path, node)
        while True:
            op = self.members.get((path, node))
            if op is None:
                break
            names.append(op.name)
            node = op.obj
        loads = self.loads.get((path, node))
        if loads:
            names.append(loads[0].name)
        else:
            names.append("")
        found = self.chains[first] = tuple(reversed(names))
        return found

    def start(self, path: str, node: int, span: Span, names: str) -> Span | None:
        """Return the span of what the dotted ``names`` are read of, where ``span`` holds all of it."""
        for name in reversed(names.split(".")):
            op = self.members.get((path, node))
            if op is None or op.name != name or op.span != span:
                return None
            node, span = op.obj, op.obj_span
        return span

    def last(self, path: str, node: int) -> str:
        """Return the last name of a dotted expression, "" for anything else."""
        op = self.members.get((path, node))
        if op is not None:
            return op.name
        loads = self.loads.get((path, node))
        return loads[0].name if loads else ""

    def source_of(self, values: Iterable[Value], depth: int = 0) -> str:
        """Return a literal's text as ``repr`` prints it, "" when it is not wholly literal."""
        held = list(values)
        if len(held) != 1 or depth > 3:
            return ""
        value = held[0]
        if isinstance(value, Text):
            return repr(value.text)
        if isinstance(value, Atom):
            return repr(value.value)
        if isinstance(value, External) and value.name in self.link.surface.sentinels:
            return "None"
        if isinstance(value, Dictionary):
            return self.dict_source(value, depth)
        if isinstance(value, Sequence):
            return self.list_source(value, depth)
        return ""

    def skeleton(self, value: Value, depth: int = 0) -> str:
        """Return the text of a value, with ``HOLE`` for what cannot be told."""
        if isinstance(value, Text):
            return value.text
        if not isinstance(value, Composed) or depth > DEEPEST:
            return HOLE
        parts: list[str] = []
        for piece in self.link.pieces.get(value.origin, ()):
            if isinstance(piece, str):
                parts.append(piece)
                continue
            held = list(self.link.values[piece]) if piece >= 0 else []
            parts.append(self.skeleton(held[0], depth + 1) if len(held) == 1 else HOLE)
        return "".join(parts)

    def list_source(self, value: Sequence, depth: int) -> str:
        box = self.link.containers.get(value.origin)
        if (
            box is None
            or box.open
            or self.link.values[box.rest]
            or set(box.given) != set(range(len(box.given)))
        ):
            return ""
        cells = [box.keys[index] for index in range(len(box.given))]
        parts = [self.source_of(self.link.values[cell], depth + 1) for cell in cells]
        return f"[{', '.join(parts)}]" if all(parts) else ""

    def dict_source(self, value: Dictionary, depth: int) -> str:
        box = self.link.containers.get(value.origin)
        if box is None and self.made_by_factory(value.origin):
            return "{}"
        if box is None or box.open or self.link.values[box.rest]:
            return ""
        parts: list[str] = []
        for key in box.given:
            inner = self.source_of(self.link.values[box.keys[key]], depth + 1)
            if not inner:
                return ""
            parts.append(f"{key!r}: {inner}")
        return "{" + ", ".join(parts) + "}"

    def made_by_factory(self, origin: Origin) -> bool:
        """Say whether a field's ``default_factory`` makes what nothing is ever put into."""
        op = self.calls.get(origin)
        return op is not None and any(a.keyword.endswith("factory") for a in op.arguments)

    def elements(self, values: Iterable[Value]) -> Iterator[tuple[Origin, Value]]:
        """Yield (container, element) for the sequences among ``values``."""
        for value in values:
            if isinstance(value, Sequence) and value.origin in self.link.containers:
                box = self.link.containers[value.origin]
                for element in self.link.values[box.every]:
                    yield value.origin, element


def origins_of(values: Iterable[Value]) -> tuple[Origin, ...]:
    """Return the origins of the clients, resources and responses among ``values``."""
    found = {value.origin for value in values if isinstance(value, (Client, Resource, Instance))}
    return tuple(sorted(found))
