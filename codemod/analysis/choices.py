"""Choices: the classes among which a reference stands, and whether the program decides by them."""

from __future__ import annotations

from collections.abc import Iterable

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.operations import PLAIN
from codemod.vocabulary.references import Alternatives
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import External, Value

TAKING = frozenset({"builtins.isinstance", "builtins.issubclass"})
UNIONS = frozenset({"typing.Union", "typing_extensions.Union"})
Place = tuple[str, Span]


class Choices:
    """Indexes the unions and tuples of classes of a solved repository."""

    def __init__(self, traces: Traces) -> None:
        self.traces = traces
        self.names: dict[Place, int] = {}
        self.unions: dict[Place, tuple[Span, ...]] = {}
        tuples: dict[Place, tuple[Span, ...]] = {}
        self.holders: dict[Place, Alternatives | Place] = {}
        """Where an element stands: the alternatives, or the union whose operand it is."""
        self.asked: dict[Place, int] = {}
        """The classes by which the program decides → the node whose class is asked for, if one is."""
        for path, op in traces.ops(operations.Load, operations.GetMember, operations.MakeSequence):
            if isinstance(op, (operations.Load, operations.GetMember)):
                self.names[(path, op.span)] = op.target
            elif isinstance(op, operations.MakeSequence) and op.kind == "union":
                self.unions[(path, op.span)] = op.spans
            elif isinstance(op, operations.MakeSequence) and op.kind == "tuple":
                tuples[(path, op.span)] = op.spans
        for (path, span), spans in self.unions.items():
            self.holders.update({(path, each): (path, span) for each in spans})
        for path, op in traces.ops(operations.GetItem, operations.Call, operations.Handler):
            if isinstance(op, operations.GetItem):
                given = tuples.get((path, op.key_span))
                if given and self.is_one_of(path, op.obj, UNIONS):
                    self.note(path, op.span, "[]", given, op.obj_span)
            elif isinstance(op, operations.Handler):
                given = tuples.get((path, op.types_span))
                if given:
                    self.note(path, op.types_span, "()", given)
            elif isinstance(op, operations.Call) and len(op.arguments) == 2:
                place = op.arguments[1].value_span
                given = tuples.get((path, place))
                if self.is_one_of(path, op.func, TAKING):
                    self.ask(path, given or (place,), op.arguments[0].node)
                    if given:
                        self.note(path, place, "()", given)
        for path, op in traces.ops(
            operations.Compare, operations.ClassPattern, operations.MakeDict
        ):
            if isinstance(op, operations.Compare):
                self.ask(path, (op.left_span, op.right_span))
            elif isinstance(op, operations.ClassPattern):
                self.ask(path, (op.span,), op.subject)
            elif isinstance(op, operations.MakeDict):
                self.ask(path, (item.key_span for item in op.items if item.key_span is not None))

    def ask(self, path: str, spans: Iterable[Span], subject: int = PLAIN) -> None:
        """Note classes by which the program decides, those of a union too."""
        for span in spans:
            self.asked.update({(path, each): subject for each in self.operands(path, span)})

    def subjects(self, path: str, span: Span) -> Iterable[Value]:
        """Return the values of which the program asks whether they are of the class at ``span``."""
        return self.traces.values(path, self.asked.get((path, span), PLAIN))

    def is_one_of(self, path: str, node: int, names: frozenset[str]) -> bool:
        values = list(self.traces.values(path, node))
        return any(isinstance(value, External) and value.name in names for value in values)

    def note(
        self, path: str, span: Span, kind: str, spans: tuple[Span, ...], head: Span | None = None
    ) -> None:
        elements = tuple((each, self.text(path, each)) for each in spans)
        found = Alternatives(span, kind, elements, head, self.text(path, head) if head else "")
        self.holders.update({(path, each): found for each in spans})

    def text(self, path: str, span: Span) -> str:
        """Return the text of a dotted name, "" for anything else."""
        node = self.names.get((path, span))
        parts = self.traces.chain(path, node) if node is not None else ("",)
        return ".".join(parts) if all(parts) else ""

    def of(self, path: str, span: Span) -> Alternatives | None:
        """Return the alternatives among which the reference at ``span`` stands."""
        found = self.holders.get((path, span))
        if not isinstance(found, tuple):
            return found
        outer = found[1]
        while isinstance(around := self.holders.get((path, outer)), tuple):
            outer = around[1]
        elements = tuple((each, self.text(path, each)) for each in self.operands(path, outer))
        return Alternatives(outer, "|", elements)

    def operands(self, path: str, span: Span) -> list[Span]:
        inner = self.unions.get((path, span))
        if inner is None:
            return [span]
        return [each for part in inner for each in self.operands(path, part)]
