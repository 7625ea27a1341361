"""What is, makes or holds something of the SDK: whoever has to do with it is read."""

from __future__ import annotations

from codemod.analysis.bearing import Near
from codemod.analysis.link import Linker
from codemod.vocabulary.values import (
    Bound,
    ClassValue,
    Client,
    Dictionary,
    External,
    FunctionValue,
    Instance,
    Object,
    Resource,
    Sequence,
    Text,
    Value,
)


class Mattering:
    """Tells which values matter. What once does always will: values only climb.

    ``known`` and ``handed`` hold what was found since ``again``, while nothing new was solved.
    """

    def __init__(self, link: Linker) -> None:
        self.link = link
        self.near = Near(link)
        self.borne: set[Value] = set()
        """The texts that reach an argument of the SDK, so far."""
        self.known: dict[Value, bool] = {}
        self.handed: dict[Value, bool] = {}

    def again(self) -> None:
        """Forget what did not matter: more was solved."""
        link = self.link
        self.near = Near(link)
        self.borne = {
            value
            for node in link.bearing
            for value in link.values[node]
            if value.__class__ is Text and link.surface.is_model_name(value.text)
        }
        self.known = {value: True for value, found in self.known.items() if found}
        self.handed = {value: True for value, found in self.handed.items() if found}

    def hands(self, node: int) -> bool:
        """Say whether one of the values of a node matters to who is handed it."""
        return any(self.handing(value) for value in self.link.values[node])

    def handing(self, value: Value) -> bool:
        """Say whether code that is handed a value may do something with the SDK by it.

        It may call what matters, or put something into what reaches a call.
        """
        found = self.handed.get(value)
        if found is None:
            found = self.handed[value] = self.gives(value)
        return found

    def gives(self, value: Value) -> bool:
        link = self.link
        if isinstance(value, (Dictionary, Sequence)):
            box = link.containers.get(value.origin)
            if box is None:
                return False
            if box.every in link.marked or box.every in link.bearing:
                return True
            inner = link.values[box.every]
            return any(self.handing(v) for v in inner if not isinstance(v, (Dictionary, Sequence)))
        if isinstance(value, Bound):
            return self.handing(value.function) or self.handing(value.receiver)
        return self.exports(value)

    def exports(self, value: Value) -> bool:
        """Say whether who imports a value may have to do with the SDK by it."""
        return self.near.takes(value) or self.matters(value)

    def matters(self, value: Value) -> bool:
        """Say whether a value is, makes or holds something of the SDK."""
        found = self.known.get(value)
        if found is None:
            found = self.known[value] = self.looked(value)
        return found

    def looked(self, value: Value) -> bool:
        link = self.link
        if isinstance(value, (Client, Resource, Instance)):
            return True
        if isinstance(value, External):
            return value.name.partition(".")[0] in link.surface.modules
        if isinstance(value, Text):
            return value in self.borne
        if isinstance(value, FunctionValue):
            return self.function_matters(value)
        if isinstance(value, Object):
            return self.matters(value.klass)
        if isinstance(value, ClassValue):
            base = link.modules[value.path].base
            cells = [*link.fields.get(value, {}).values()]
            cells += [base + cell for cell in link.klass(value).members.values()]
            return any(
                self.matters(found)
                for cell in cells
                for found in link.values[cell]
                if not isinstance(found, (Object, ClassValue))
            )
        if isinstance(value, Sequence):
            box = link.containers.get(value.origin)
            return box is not None and box.every in link.marked
        return False

    def function_matters(self, value: FunctionValue) -> bool:
        """Say whether a function takes, returns or yields something of the SDK."""
        function = self.link.function(value)
        base = self.link.modules[value.path].base
        nodes = [function.result, function.element, *(p.node for p in function.parameters)]
        return any(base + node in self.link.marked for node in nodes)
