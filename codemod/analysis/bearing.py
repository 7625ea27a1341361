"""What bears on the calls of the SDK: all from which a value can flow into one of their arguments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from codemod.analysis.members import APPLICATIONS, STATE
from codemod.vocabulary.values import (
    ClassValue,
    Composed,
    Dictionary,
    FunctionValue,
    Object,
    Product,
    Sequence,
    Value,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


class Near:
    """The nodes whose values may reach an argument of the SDK, those in containers too."""

    def __init__(self, link: Linker) -> None:
        self.link = link
        self.nodes = bearing(link)
        keeping = link.marked | self.nodes
        self.keepers = {owner for (owner, _), node in link.cells.items() if node in keeping}
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


def bearing(link: Linker) -> set[int]:
    """Return the nodes from which values flow into arguments of the SDK, through containers too."""
    sources: dict[int, list[int]] = {}
    for source, targets in link.edges.items():
        for target in targets:
            sources.setdefault(target, []).append(source)
    found: set[int] = set()
    queue = list(arguments(link))
    while queue:
        node = queue.pop()
        if node in found:
            continue
        found.add(node)
        queue += sources.get(node, ())
        for value in link.values.get(node, ()):
            if isinstance(value, (Dictionary, Sequence)):
                box = link.containers.get(value.origin)
                if box is not None and box.every not in found:
                    queue += (box.every, box.rest, *box.keys.values())
            elif isinstance(value, Composed):
                pieces = link.pieces.get(value.origin, ())
                queue += [piece for piece in pieces if isinstance(piece, int) and piece >= 0]
    return found


def arguments(link: Linker) -> Iterable[int]:
    """Yield the nodes of the arguments of all constructions and calls."""
    for passed, _ in link.operations.values():
        yield from (node for _, node, _, _ in passed.rows() if node >= 0)
    for passed in link.derived.values():
        yield from (node for _, node, _, _ in passed.rows() if node >= 0)
    for path, op in link.constructed.values():
        base = link.modules[path].base
        yield from (base + argument.node for argument in op.arguments if argument.node > 0)
