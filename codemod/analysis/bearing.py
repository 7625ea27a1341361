"""What bears on the calls of the SDK: all from which a value can flow into one of their arguments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from codemod.analysis.containers import Container, Containers
from codemod.analysis.members import APPLICATIONS, STATE
from codemod.vocabulary.values import (
    ClassValue,
    Composed,
    Dictionary,
    FunctionValue,
    Object,
    Origin,
    Product,
    Sequence,
    Value,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


class Bearing(Containers):
    """Keeps the nodes from which values flow into arguments of the SDK, those in containers too."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: dict[int, list[int]] = {}
        """Node → the nodes from which values flow into it."""
        self.boxed: set[Origin] = set()
        """Containers that reach such an argument."""

    def bear(self, nodes: Iterable[int]) -> None:
        """Note that values flow from ``nodes`` into an argument of the SDK."""
        queue = [node for node in nodes if node >= 0]
        while queue:
            node = queue.pop()
            if node in self.bearing:
                continue
            self.bearing.add(node)
            self.want(node)
            queue += self.sources.get(node, ())
            queue += self.inside(self.values.get(node, ()))

    def inside(self, values: Iterable[Value]) -> list[int]:
        """Return the nodes of what values that bear hold."""
        found: list[int] = []
        for value in values:
            if isinstance(value, Composed):
                pieces = self.pieces.get(value.origin, ())
                found += [piece for piece in pieces if isinstance(piece, int)]
            elif isinstance(value, (Dictionary, Sequence)):
                self.boxed.add(value.origin)
                box = self.containers.get(value.origin)
                if box is not None:
                    found.append(box.every)
        return found

    def joined(self, source: int, target: int) -> None:
        super().joined(source, target)
        self.sources.setdefault(target, []).append(source)
        if target in self.bearing:
            self.bear((source,))

    def passed(self, node: int, values: list[Value]) -> None:
        if node in self.bearing:
            self.bear(self.inside(values))

    def opened(self, origin: Origin, box: Container) -> None:
        if origin in self.boxed:
            self.bear((box.every,))


class Near:
    """The nodes whose values may reach an argument of the SDK, those in containers too."""

    def __init__(self, link: Linker) -> None:
        self.link = link
        self.nodes = link.bearing
        self.keepers = {
            owner
            for (owner, _), node in link.cells.items()
            if node in link.bearing or node in link.marked
        }
        """Objects from outside in which the program keeps something of the SDK, or what reaches it."""

    def takes(self, value: Value) -> bool:
        """Say whether what is put into a value from elsewhere may reach a call of the SDK."""
        link = self.link
        if isinstance(value, FunctionValue):
            base = link.modules[value.path].base
            return any(base + p.node in self.nodes for p in link.function(value).parameters)
        if isinstance(value, Dictionary):
            box = link.containers.get(value.origin)
            return box is not None and box.every in self.nodes
        if isinstance(value, (ClassValue, Object)):
            return self.object_takes(value.klass if isinstance(value, Object) else value)
        if isinstance(value, Product) and value.name in APPLICATIONS:
            return STATE in self.keepers
        return value in self.keepers

    def object_takes(self, klass: ClassValue) -> bool:
        """Say whether a member, or a parameter of a method, of a class's objects bears on a call."""
        if any(cell in self.nodes for cell in self.link.fields.get(klass, {}).values()):
            return True
        module = self.link.modules[klass.path]
        return any(
            module.base + parameter.node in self.nodes
            for function in module.facts.functions
            if function.klass == klass.number
            for parameter in function.parameters[function.role != "static" :]
        )
