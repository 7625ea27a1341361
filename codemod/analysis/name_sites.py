"""Sites of model names: the literals that reach a call, and everything else they meet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from codemod.analysis.enums import ENUMERATIONS
from codemod.analysis.escape_sites import QUIET_CALLS
from codemod.analysis.traces import HOLE, Traces
from codemod.vocabulary import operations
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.places import is_test
from codemod.vocabulary.sites import CallSite, ModelSite, NameUse
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    Atom,
    ClassValue,
    Composed,
    Dictionary,
    External,
    Inner,
    Origin,
    Product,
    Resource,
    Sequence,
    Text,
    Unknown,
    Value,
    Variable,
)

CARRIERS = frozenset(
    "os.getenv os.environ.get os.environ.setdefault builtins.getattr typing.cast "
    "dataclasses.replace copy.replace".split()
)

OWN = frozenset(
    "startswith endswith find rfind index count replace split join strip removeprefix lower upper format "
    "encode append add remove get pop setdefault debug info warning warn error exception critical log write".split()
)
"""Methods of texts, containers and logs: what they are given goes nowhere else."""


def models(traces: Traces, calls: Iterable[CallSite]) -> Iterator[ModelSite]:
    """Yield what reaches the ``model`` argument of each call."""
    for call in calls:
        values = [v for given in call.given if given.name == "model" for v in given.values]
        plain = any(given.name == "model" and not given.values for given in call.given)
        literals = tuple(x for x in traces.literals(values) if not spoken(x.text))
        filled = {g.setting for g in call.given if g.name == "model" and g.setting}
        variables = tuple(sorted({v.name for v in values if isinstance(v, Variable)} | filled))
        outside = plain or any(
            not isinstance(v, (Text, Atom)) or (isinstance(v, Text) and spoken(v.text))
            for v in values
        )
        if call.opaque and not any(given.name == "model" for given in call.given):
            known = traces.link.surface.operations.get(call.operation)
            outside = known is not None and "model" in known.parameters
        made = (traces.skeleton(v).split(HOLE) for v in values if isinstance(v, Composed))
        pieces = tuple(dict.fromkeys(piece for parts in made for piece in parts if piece))
        yield ModelSite(call, literals, outside, variables, pieces)


def spoken(text: str) -> bool:
    """Say whether a text is no name: where functions are handed about, prompts seem to arrive too."""
    return len(text.split()) > 1


class NameUses:
    """Finds where names that flow into calls are used otherwise."""

    def __init__(
        self, traces: Traces, flowing: Iterable[Literal], own: Collection[Origin] = ()
    ) -> None:
        """``own`` are calls outside the repository that move with the names which they are given."""
        self.traces = traces
        self.own = own
        self.flowing = {literal.origin: literal for literal in flowing}
        self.kinds: dict[Origin, operations.MakeSequence] = {}
        self.keys: dict[Origin, list[Literal]] = {}
        self.tables: dict[Origin, tuple[str, Span, set[Literal]]] = {}
        self.annotations = [
            (path, op)
            for path, op in traces.ops(operations.Annotation)
            if self.flows(traces.values(path, op.holder))
        ]
        """Those of what holds a name that flows into a call."""
        for path, op in traces.ops(operations.MakeSequence, operations.MakeDict):
            if isinstance(op, operations.MakeSequence):
                self.kinds[(path, op.target)] = op
            elif isinstance(op, operations.MakeDict):
                self.keys[(path, op.target)] = [
                    literal
                    for item in op.items
                    if item.key_span is not None
                    for literal in traces.literals(traces.values(path, item.key))
                ]

    def flows(self, values: Iterable[Value]) -> tuple[Literal, ...]:
        flowing = self.flowing
        found = {flowing[v.origin] for v in values if v.__class__ is Text and v.origin in flowing}
        if not found:
            return ()
        return tuple(sorted(found, key=lambda x: (x.path, x.span)))

    def all(self) -> Iterator[NameUse]:
        """Yield every use, in a stable order."""
        if not self.flowing:
            return
        for path, op in self.traces.ops(
            operations.Compare,
            operations.GetItem,
            operations.Call,
            operations.MakeSequence,
            operations.MakeDict,
        ):
            if isinstance(op, operations.Compare):
                yield from self.compare(path, op)
            elif isinstance(op, operations.GetItem):
                yield from self.lookup(path, op)
            elif isinstance(op, operations.Call):
                yield from self.call(path, op)
            elif isinstance(op, operations.MakeSequence):
                yield from self.display(path, op)
            elif isinstance(op, operations.MakeDict):
                yield from self.keyed(path, op)
        yield from self.enums()
        for origin, (path, span, flow) in sorted(self.tables.items()):
            literals = tuple(sorted(flow, key=lambda x: (x.path, x.span)))
            yield NameUse(path, span, "table", literals, tuple(self.keys.get(origin, ())), "dict")

    def compare(self, path: str, op: operations.Compare) -> Iterator[NameUse]:
        left = list(self.traces.values(path, op.left))
        right = list(self.traces.values(path, op.right))
        flow_left, flow_right = self.flows(left), self.flows(right)
        if op.op in ("in", "not in"):
            if flow_left:
                yield from self.containers(path, op, flow_left, right)
            if flow_right:
                against = self.traces.literals(left)
                yield NameUse(path, op.span, "substring", flow_right, against)
        elif op.op in ("==", "!=", "match", "is", "is not"):
            if flow_left and op.right:
                against = self.traces.literals(right)
                yield NameUse(path, op.right_span, "compare", flow_left, against)
            elif flow_right and op.left:
                against = self.traces.literals(left)
                yield NameUse(path, op.left_span, "compare", flow_right, against)

    def containers(
        self, path: str, op: operations.Compare, flow: tuple[Literal, ...], right: list[Value]
    ) -> Iterator[NameUse]:
        for value in right:
            if isinstance(value, Sequence) and value.origin in self.traces.link.containers:
                box = self.traces.link.containers[value.origin]
                against = self.traces.literals(self.traces.link.values[box.every])
                made = self.kinds.get(value.origin)
                kind = made.kind if made is not None else "list"
                yield NameUse(path, op.right_span, "member", flow, against, kind)
            elif isinstance(value, Dictionary):
                self.table(path, op, flow, value)
            elif isinstance(value, Text):
                yield NameUse(path, op.span, "substring", flow, self.traces.literals([value]))

    def table(
        self,
        path: str,
        op: operations.Compare | operations.GetItem | operations.Call,
        flow: tuple[Literal, ...],
        value: Dictionary,
    ) -> None:
        """Note a lookup; all lookups of one dict are judged together."""
        found = self.tables.setdefault(value.origin, (path, op.span, set()))
        found[2].update(flow)

    def lookup(self, path: str, op: operations.GetItem) -> Iterator[NameUse]:
        objects = list(self.traces.values(path, op.obj))
        flow = self.flows(self.traces.values(path, op.key))
        if flow:
            for value in objects:
                if isinstance(value, Dictionary):
                    self.table(path, op, flow, value)
        if any(isinstance(v, External) and v.name.endswith(".Literal") for v in objects):
            yield from self.literal_type(path, op)

    def literal_type(self, path: str, op: operations.GetItem) -> Iterator[NameUse]:
        values = list(self.traces.values(path, op.key))
        texts = values + [element for _, element in self.traces.elements(values)]
        against = self.traces.literals(texts)
        for where, annotation in self.annotations:
            inside = where == path and annotation.span.encloses(op.span)
            if inside or (path, op.target) in self.aliases(where, annotation):
                flow = self.flows(self.traces.values(where, annotation.holder))
                if flow:
                    yield NameUse(path, op.span, "type", flow, against, "literal")

    def aliases(self, path: str, annotation: operations.Annotation) -> Iterator[Origin]:
        """Yield where the subscripted types that an annotation names were made."""
        for value in self.traces.values(path, annotation.type):
            if isinstance(value, Product):
                yield value.origin

    def call(self, path: str, op: operations.Call) -> Iterator[NameUse]:
        callees = list(self.traces.values(path, op.func))
        for value in callees:
            if isinstance(value, ClassValue):
                yield from self.by_value(path, op, value)
            elif isinstance(value, Inner) and isinstance(value.receiver, Text):
                flow = self.flows([value.receiver])
                if flow and value.name in ("startswith", "endswith"):
                    arguments = [v for a in op.arguments for v in self.traces.values(path, a.node)]
                    arguments += [e for _, e in self.traces.elements(arguments)]
                    against = self.traces.literals(arguments)
                    yield NameUse(path, op.span, "prefix", flow, against, detail=value.name)
                elif flow and value.name in ("split", "replace", "removeprefix", "partition"):
                    yield NameUse(path, op.span, "computed", flow, (), detail=value.name)
            elif isinstance(value, Inner) and isinstance(value.receiver, Dictionary):
                if value.name in ("get", "pop", "setdefault") and op.arguments:
                    flow = self.flows(self.traces.values(path, op.arguments[0].node))
                    if flow:
                        self.table(path, op, flow, value.receiver)
        origin = (path, op.target)
        # an operation by itself, or handed on to be made
        ours = origin in self.traces.link.operations or origin in self.own
        if not ours and not any(isinstance(v, Resource) for v in callees):
            yield from self.passed(path, op, callees)

    def passed(self, path: str, op: operations.Call, callees: list[Value]) -> Iterator[NameUse]:
        names = [v.name for v in callees if isinstance(v, External)]
        strange = [v for v in callees if isinstance(v, (External, Product, Unknown))]
        inner = [v for v in callees if isinstance(v, Inner) and isinstance(v.receiver, Product)]
        if not strange and not inner:
            return
        if names and all(name in QUIET_CALLS or name in CARRIERS for name in names):
            return
        tokens = any(name.rpartition(".")[2] == "encoding_for_model" for name in names)
        detail = ".".join(part or "…" for part in self.traces.chain(path, op.func))
        unseen = any(isinstance(v, Unknown) for v in strange)
        if unseen and not is_test(path) and detail.rpartition(".")[2] not in OWN:
            yield from self.lost(path, op, detail)
        for argument in op.arguments:
            flow = self.flows(self.traces.values(path, argument.node))
            if not flow:
                continue
            if tokens:
                yield NameUse(path, op.span, "tokens", flow, (), detail=detail)
            elif "model" in argument.keyword or argument.keyword == "engine":
                yield NameUse(path, op.span, "passed", flow, (), detail=detail)

    def lost(self, path: str, op: operations.Call, callee: str) -> Iterator[NameUse]:
        """Yield names that go where nothing can be seen: they may reach a call that moves."""
        known = self.traces.link.surface.is_model_name
        for argument in op.arguments:
            for literal in self.traces.literals(self.traces.values(path, argument.node)):
                if literal.origin not in self.flowing and known(literal.text):
                    yield NameUse(path, argument.value_span, "lost", (), (literal,), detail=callee)

    def display(self, path: str, op: operations.MakeSequence) -> Iterator[NameUse]:
        if op.kind not in ("list", "tuple", "set"):
            return
        values = [v for e in op.elements for v in self.traces.values(path, e)]
        own = {(path, e) for e in op.elements}
        flow = tuple(x for x in self.flows(values) if x.origin in own)
        if flow and len(op.elements) > 1:
            against = tuple(x for x in self.traces.literals(values) if x.origin in own)
            yield NameUse(path, op.span, "choices", flow, against, op.kind)

    def keyed(self, path: str, op: operations.MakeDict) -> Iterator[NameUse]:
        keys = self.keys.get((path, op.target), [])
        own = {(path, item.key) for item in op.items}
        flow = tuple(x for x in self.flows(Text(k.text, k.origin) for k in keys) if x.origin in own)
        if flow:
            yield NameUse(path, op.span, "keys", flow, tuple(keys), "dict")

    def by_value(self, path: str, op: operations.Call, klass: ClassValue) -> Iterator[NameUse]:
        """Yield the call of an enumeration: it gives the member that has a value."""
        flow = self.flows(self.members(klass))
        if not flow:
            return
        values = [v for argument in op.arguments for v in self.traces.values(path, argument.node)]
        known = bool(values) and all(isinstance(v, Text) for v in values)
        against = self.traces.literals(values)
        yield NameUse(path, op.span, "member" if known else "looked up", flow, against, "list")

    def members(self, klass: ClassValue) -> list[Value]:
        """Return what the members of an enumeration are made of; of other classes, nothing."""
        link = self.traces.link
        if not any(base.endswith(ENUMERATIONS) for base in link.external_bases(klass)):
            return []
        base = link.modules[klass.path].base
        return [v for cell in link.klass(klass).members.values() for v in link.values[base + cell]]

    def enums(self) -> Iterator[NameUse]:
        for path, module in sorted(self.traces.link.modules.items()):
            for klass in module.facts.classes:
                values = self.members(ClassValue(path, klass.number))
                flow = self.flows(values)
                if flow:
                    against = self.traces.literals(values)
                    yield NameUse(path, klass.span, "enum", flow, against, "enum")
