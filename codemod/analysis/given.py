"""The arguments that reach a call: those it spells out, and the keys of dicts spread into it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterable

from codemod.analysis.containers import Key
from codemod.analysis.filled import variable_behind
from codemod.analysis.passing import Passed
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.sites import Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import (
    Atom,
    Dictionary,
    External,
    Origin,
    Product,
    Resource,
    Text,
    Unknown,
    Value,
)

QUIET = frozenset(
    "builtins.print builtins.len builtins.str builtins.repr builtins.dict builtins.bool "
    "builtins.isinstance json.dumps pprint.pprint copy.copy copy.deepcopy".split()
)


class Mappings:
    """Who else uses the dicts whose keys reach a call."""

    def __init__(self, traces: Traces) -> None:
        self.holders: dict[Key, set[Origin]] = {}
        self.users: dict[Origin, set[Origin]] = {}
        self.outside: set[Origin] = set()
        self.read: set[tuple[Origin, str | int]] = set()
        link = traces.link
        for origin, box in link.containers.items():
            for sites in box.sites.values():
                for key in sites:
                    self.holders.setdefault(key, set()).add(origin)
        for path, op in traces.ops(operations.Call):
            self.note_call(traces, path, op)
        for path, item in traces.ops(operations.GetItem):
            if item.constant is not None:
                for value in traces.values(path, item.obj):
                    if isinstance(value, Dictionary):
                        self.read.add((value.origin, item.constant))

    def note_call(self, traces: Traces, path: str, op: operations.Call) -> None:
        callees = list(traces.values(path, op.func))
        clients = traces.link.surface.client_named
        ours = any(
            isinstance(c, Resource) or (isinstance(c, External) and clients(c.name) is not None)
            for c in callees
        )
        strange = any(isinstance(c, (External, Unknown, Product)) for c in callees) or not callees
        quiet = all(
            isinstance(c, External) and c.name in QUIET for c in callees if not isinstance(c, Atom)
        )
        for argument in op.arguments:
            for value in traces.values(path, argument.node):
                if not isinstance(value, Dictionary):
                    continue
                if argument.star == 2 and ours:
                    self.users.setdefault(value.origin, set()).add((path, op.target))
                elif strange and not ours and not quiet:
                    self.outside.add(value.origin)

    def shared(self, key: Key, name: str | int) -> bool:
        return any(
            origin in self.outside or (origin, name) in self.read
            for origin in self.holders.get(key, ())
        )

    def filtered(self, key: Key, dicts: Container[Origin]) -> bool:
        """Say whether a condition may leave the key out on its way to a call."""
        return any(origin in dicts for origin in self.holders.get(key, ()))

    def others(self, key: Key, call: Origin) -> tuple[Origin, ...]:
        found = {u for o in self.holders.get(key, ()) for u in self.users.get(o, ())}
        return tuple(sorted(found - {call}))


def sure(values: Iterable[Value]) -> bool:
    """Say whether values are all seen, and no condition takes one for empty."""
    held = list(values)
    return bool(held) and all(
        bool(v.text) if isinstance(v, Text) else isinstance(v, Atom) and bool(v.value) for v in held
    )


class Arguments:
    """Reads the arguments of a call, through the dicts that are spread into it.

    ``shaped`` are the parameters whose expression a rule needs; ``tree`` finds it by its place.
    """

    def __init__(
        self,
        traces: Traces,
        tree: Callable[[str, Span], ast.expr | None],
        shaped: frozenset[str] = frozenset(),
    ) -> None:
        self.traces = traces
        self.link = traces.link
        self.tree = tree
        self.shaped = shaped
        self.mappings = Mappings(traces)
        self.unfilled = {
            (path, parameter.node)
            for path, module in traces.link.modules.items()
            for function in module.facts.functions
            for parameter in function.parameters
            if parameter.kind == "kwarg"
        }
        """The ``**kwargs`` of functions: where nothing in sight fills one, others do."""
        self.displays = {
            (path, op.target): (path, op.span)
            for path, op in traces.ops(operations.MakeDict)
            if not op.call and not op.filtered
        }

        self.made = {
            (path, op.target): (path, op.span)
            for path, op in traces.ops(operations.MakeDict, operations.Call)
        }
        """What made each mapping: a display, or a call of ``dict``."""

    def variants(self, origin: Origin) -> tuple[tuple[Given, ...], bool, tuple[str, ...]]:
        """Return the keywords that reach an operation by any of the partials that may stand there.

        Also whether unseen ones may, and the names that only some of the partials give.
        """
        rows = [self.given(p, origin) for p in self.link.variants[origin].values()]
        names = [{given.name for given in found} for found, _ in rows]
        found = dict.fromkeys(given for each, _ in rows for given in each)
        sometimes = set[str]().union(*names) - names[0].intersection(*names)
        return tuple(found), any(opaque for _, opaque in rows), tuple(sorted(sometimes))

    def given(self, passed: Passed, origin: Origin) -> tuple[tuple[Given, ...], bool]:
        """Return the keywords that reach a call, and whether unseen ones may."""
        found: list[Given] = []
        opaque = False
        for argument, node, path, span in passed.rows():
            values = tuple(self.link.values[node]) if node >= 0 else ()
            if argument.star == 2:
                opaque = self.mapping_keys(values, origin, found) or opaque
                opaque = opaque or not values
            elif argument.keyword:
                direct = path == passed.path and span == passed.op.span
                base = self.link.modules[path].base
                setting = variable_behind(self.traces, path, node - base) if node >= 0 else ""
                found.append(
                    Given(
                        argument.keyword,
                        path,
                        "argument",
                        span,
                        argument.span,
                        argument.value_span,
                        values,
                        direct,
                        source=self.traces.source_of(values),
                        display=self.is_display(path, argument.value_span, values),
                        simple=self.is_simple(path, node),
                        tree=self.tree_of(argument.keyword, path, argument.value_span),
                        constant=self.is_constant(path, node),
                        parameter=self.is_parameter(path, node),
                        literals=self.traces.literals(values),
                        setting=setting,
                    )
                )
            else:
                opaque = opaque or argument.star == 1
        return tuple(found), opaque

    def mapping_keys(self, values: Iterable[Value], call: Origin, found: list[Given]) -> bool:
        opaque = False
        values = list(values)
        for value in values:
            if not isinstance(value, Dictionary):
                opaque = opaque or not isinstance(value, Atom)
                continue
            box = self.link.container(value.origin)
            opaque = opaque or box.open or bool(self.link.values[box.rest])
            opaque = opaque or (value.origin in self.unfilled and not box.given)
            for name in box.given:
                if (value.origin, name) in self.link.popped:
                    continue
                sites = box.sites.get(name, {})
                opaque = opaque or not sites
                for key in sites:
                    if key.kind == "field" and not self.exists(key, name):
                        continue
                    certain = all(self.holds(each, name) for each in values)
                    row = self.mapping_given(str(name), key, call, certain)
                    if row not in found:
                        found.append(row)
        return opaque

    def exists(self, key: Key, name: str | int) -> bool:
        """Say whether a field is declared in its class, or something is ever put there."""
        if key.node >= 0 and self.link.values[key.node]:
            return True
        classes = self.link.modules[key.path].facts.classes
        return any(name in c.fields for c in classes if c.span.start == key.holder.start)

    def holds(self, value: Value, name: str | int) -> bool:
        """Say whether a mapping was made with a key; an assignment may not have happened."""
        if not isinstance(value, Dictionary) or (value.origin, str(name)) in self.link.popped:
            return False
        made = self.made.get(value.origin)
        sites = self.link.container(value.origin).sites.get(name, ())
        return any((key.path, key.holder) == made and key.kind != "assignment" for key in sites)

    def mapping_given(self, name: str, key: Key, call: Origin, certain: bool) -> Given:
        values = tuple(self.link.values[key.node]) if key.node >= 0 else ()
        return Given(
            name,
            key.path,
            key.kind,
            key.holder,
            key.key,
            key.value,
            values,
            False,
            self.mappings.shared(key, name),
            self.mappings.others(key, call),
            self.traces.source_of(values),
            self.is_display(key.path, key.value, values),
            simple=key.node >= 0 and self.is_simple(key.path, key.node),
            tree=self.tree_of(name, key.path, key.value),
            constant=key.node >= 0 and self.is_constant(key.path, key.node),
            parameter=key.node >= 0 and self.is_parameter(key.path, key.node),
            owner=key.owner,
            literals=self.traces.literals(values),
            filtered=self.mappings.filtered(key, self.link.filtered) and not sure(values),
            certain=certain,
        )

    def tree_of(self, name: str, path: str, span: Span) -> ast.expr | None:
        return self.tree(path, span) if name in self.shaped else None

    def is_display(self, path: str, span: Span, values: tuple[Value, ...]) -> bool:
        return (
            len(values) == 1
            and isinstance(values[0], Dictionary)
            and self.displays.get(values[0].origin) == (path, span)
        )

    def spread(self, path: str, op: operations.Call) -> Span | None:
        """Return the place of the one ``**mapping`` of a call, where it is a name or dotted name."""
        stars = [argument for argument in op.arguments if argument.star]
        if len(stars) != 1 or stars[0].star != 2:
            return None
        tree = self.tree(path, stars[0].value_span)
        while isinstance(tree, ast.Attribute):
            tree = tree.value
        return stars[0].value_span if isinstance(tree, ast.Name) else None

    def is_constant(self, path: str, node: int) -> bool:
        """Say whether a node is a name of the module that nothing binds twice or hides, or of that."""
        facts = self.link.modules[path].facts
        chain = self.traces.chain(path, node - self.link.modules[path].base)
        return (
            bool(chain)
            and chain[0] in facts.names
            and facts.bound.get(chain[0]) == 1
            and chain[0] not in facts.parameters
        )

    def is_parameter(self, path: str, node: int) -> bool:
        """Say whether a node is the name of a parameter of some function of the module, or of that."""
        module = self.link.modules[path]
        chain = self.traces.chain(path, node - module.base)
        return bool(chain) and chain[0] in module.facts.parameters

    def is_simple(self, path: str, node: int) -> bool:
        local = node - self.link.modules[path].base
        origin = (path, local)
        if origin in self.traces.constants:
            return True
        chain = self.traces.chain(path, local)
        return bool(chain) and bool(chain[0])
