"""Whose method it is: messages that one class builds reach the calls of the same object only.

A base class asks itself for messages and sends them: ``self.send([self.system(text)])``. The solver
joins what all subclasses build and send. Here a list of messages is followed anew, and a method
that is called on ``self`` is entered only with a class that the same object may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.facts import Function
from codemod.vocabulary.values import (
    Bound,
    ClassValue,
    Dictionary,
    FunctionValue,
    Object,
    Origin,
    Sequence,
    Value,
)

Edge = tuple[int, int]
Frame = tuple[str, int]
"""A method, by its module and number."""
State = tuple[int, "ClassValue | None"]
"""A node, and the class of ``self`` there, or any class beneath it; None: it is not known."""


class Receivers:
    """Follows single values through a solved repository by the class of ``self``."""

    def __init__(self, traces: Traces) -> None:
        self.link = traces.link
        self.frames: dict[int, Frame] = {}
        self.selves: dict[Frame, list[ClassValue]] = {}
        self.entered: dict[Edge, set[ClassValue]] = {}
        """What a call of a method of ``self`` hands over, with the classes whose method it is."""
        self.free: set[Edge] = set()
        self.boxes = {
            node: origin
            for origin, box in self.link.containers.items()
            for node in (box.every, box.rest, *box.keys.values())
        }
        self.holders: dict[Value, list[int]] = {}
        for node, held in sorted(self.link.values.items(), key=lambda row: row[0]):
            for value in held:
                if isinstance(value, (Dictionary, Sequence)):
                    self.holders.setdefault(value, []).append(node)
        self.unfounded: dict[Value, list[int]] = {}
        for path in self.link.modules:
            self.note_frames(path)
        for path, op in traces.ops(operations.Call):
            self.note_call(traces, path, op)

    def note_frames(self, path: str) -> None:
        """Note which nodes are names and expressions of which method, and no one else's."""
        module = self.link.modules[path]
        facts = module.facts
        cells = set(facts.names.values())
        cells.update(cell for klass in facts.classes for cell in klass.members.values())
        waiting = sorted(facts.functions, key=lambda function: -function.element)
        around: list[Function] = []
        for node in range(facts.nodes):
            while waiting and waiting[-1].element <= node:
                around.append(waiting.pop())
            while around and around[-1].top < node:
                around.pop()
            if around and method(around[-1]) and node not in cells:
                self.frames[module.base + node] = (path, around[-1].number)
        for function in filter(method, facts.functions):
            frame = (path, function.number)
            for node in (function.result, *(p.node for p in function.parameters)):
                self.frames[module.base + node] = frame
            held = self.link.values[module.base + function.parameters[0].node]
            self.selves[frame] = [v.klass for v in held if isinstance(v, Object)]

    def note_call(self, traces: Traces, path: str, op: operations.Call) -> None:
        base = self.link.modules[path].base
        member = traces.members.get((path, op.func))
        frame = self.frames.get(base + op.target)
        own = False
        if member is not None and frame is not None:
            function = self.link.modules[path].facts.functions[frame[1]]
            own = member.obj == function.parameters[0].node
        for value in traces.values(path, op.func):
            inner = value.function if isinstance(value, Bound) else value
            if not isinstance(inner, FunctionValue):
                continue
            for edge in self.handed(inner, base, op):
                if own and isinstance(value, Bound) and isinstance(value.receiver, Object):
                    self.entered.setdefault(edge, set()).add(value.receiver.klass)
                else:
                    self.free.add(edge)

    def handed(self, value: FunctionValue, base: int, op: operations.Call) -> Iterator[Edge]:
        """Yield the edges over which a call hands arguments to a function, and its result back."""
        function = self.link.function(value)
        where = self.link.modules[value.path].base
        yield where + function.result, base + op.target
        for argument in op.arguments:
            for parameter in function.parameters:
                yield base + argument.node, where + parameter.node

    def meets(self, message: Origin, sequence: Origin, call: int) -> bool:
        """Say whether a message may stand in a list that reaches the argument at node ``call``."""
        frame = self.frames.get(self.link.node(*message))
        put = self.walk(Dictionary(message), message, self.selves.get(frame) if frame else None)
        starts: set[ClassValue | None] = set()
        for node, klass in put:
            if self.boxes.get(node) == sequence:
                continue
            if any(self.boxes.get(target) == sequence for target in self.link.edges[node]):
                starts.add(klass if self.built_here(node, sequence) else None)
        if not starts or None in starts:
            return True
        reached = self.walk(Sequence(sequence), sequence, starts)
        frame = self.frames.get(call)
        return any(node == call and self.meet(klass, frame) for node, klass in reached)

    def built_here(self, node: int, sequence: Origin) -> bool:
        """Say whether a list was made by the same run of the method that puts ``node`` into it."""
        frame = self.frames.get(node)
        made = self.link.node(*sequence)
        if frame is None or self.frames.get(made) != frame:
            return False
        here = self.within(made)
        return all(
            other in here
            for other in self.holders[Sequence(sequence)]
            if self.frames.get(other) == frame
        )

    def within(self, start: int) -> set[int]:
        """Return the nodes of one method that a value reaches without leaving it."""
        found, queue = {start}, [start]
        while queue:
            for target in self.link.edges[queue.pop()]:
                if target not in found and self.frames.get(target) == self.frames[start]:
                    found.add(target)
                    queue.append(target)
        return found

    def walk(
        self, value: Value, origin: Origin, classes: Iterable[ClassValue | None] | None
    ) -> set[State]:
        """Return where a value goes from its origin, with the class of ``self`` there."""
        start = self.link.node(*origin)
        found: set[State] = set()
        queue: list[State] = [(start, k) for k in (classes if classes is not None else (None,))]
        queue += [(node, None) for node in self.unexplained(value, start)]
        while queue:
            state = queue.pop()
            if state in found:
                continue
            found.add(state)
            node, klass = state
            queue += [
                (target, after)
                for target in self.link.edges[node]
                if value in self.link.values[target]
                for after in self.step(node, target, klass)
            ]
        return found

    def unexplained(self, value: Value, start: int) -> list[int]:
        """Return nodes that hold a value which no edge brought there."""
        if value in self.unfounded:
            return self.unfounded[value]
        explained: set[int] = set()
        odd: list[int] = []
        for first in (start, *self.holders[value]):
            if first in explained:
                continue
            if first != start:
                odd.append(first)
            queue = [first]
            while queue:
                node = queue.pop()
                if node not in explained:
                    explained.add(node)
                    queue += [t for t in self.link.edges[node] if value in self.link.values[t]]
        self.unfounded[value] = odd
        return odd

    def step(self, node: int, target: int, klass: ClassValue | None) -> list[ClassValue | None]:
        """Return the classes that ``self`` may have behind an edge; none: it cannot be taken."""
        here, there = self.frames.get(node), self.frames.get(target)
        entered = self.entered.get((node, target))
        if entered is not None and (node, target) not in self.free:
            found = [self.narrower(klass, each) for each in entered]
            return [each for each in found if each is not None]
        return [klass] if here is not None and here == there else [None]

    def narrower(self, known: ClassValue | None, entered: ClassValue) -> ClassValue | None:
        """Return what is known of a class behind a call; None when both cannot hold at once."""
        if known is None or known in self.link.ancestors(entered):
            return entered
        if entered in self.link.ancestors(known):
            return known
        shared = set(self.link.descendants(known)) & set(self.link.descendants(entered))
        return entered if shared else None

    def meet(self, klass: ClassValue | None, frame: Frame | None) -> bool:
        if klass is None or frame is None:
            return True
        return any(self.narrower(klass, own) is not None for own in self.selves.get(frame, ()))


def method(function: Function) -> bool:
    """Say whether the first parameter of a function is the object whose method it is."""
    first = function.parameters[:1]
    positional = bool(first) and first[0].kind == "positional"
    return function.klass >= 0 and not function.role and positional
