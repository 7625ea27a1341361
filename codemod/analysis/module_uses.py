"""The module as a client: who calls it, what is set on it, and which modules belong together."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence

from codemod.analysis.layout import Layout
from codemod.analysis.members import LEGACY_MODULE, MODULE
from codemod.analysis.stores import written
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.module_sites import ModuleUse
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.sites import CallSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.values import External, Origin, Resource, Value

Layouts = Callable[[str], Layout | None]


@dataclass(frozen=True, slots=True)
class Assigned:
    """A setting of the module that is assigned; ``statement`` is None where more is said there."""

    path: str
    name: str
    span: Span
    statement: Span | None
    tree: ast.expr | None
    text: str
    literal: str
    """The value as ``repr`` prints it, where it is a literal."""


def of_module(values: Iterable[Value]) -> list[Resource]:
    """Return the operations of the module itself among values."""
    return [v for v in values if isinstance(v, Resource) and v.origin[1] in (MODULE, LEGACY_MODULE)]


class Uses:
    """What a repository does with the SDK's module as a client."""

    def __init__(self, traces: Traces, calls: Sequence[CallSite], layouts: Layouts) -> None:
        self.traces = traces
        self.link = traces.link
        self.surface = traces.link.surface
        self.layouts = layouts
        self.calls = [call for call in calls if all(node < 0 for _, node in call.clients)]
        self.strange = [
            call
            for call in calls
            if call not in self.calls and any(node < 0 for _, node in call.clients)
        ]
        """Calls of the module or of a client."""
        self.legacy = tuple(c.origin for c in self.calls if c.origin in self.link.legacy)
        self.assigned = list(self.settings())
        self.components = Components(traces)

    def settings(self) -> Iterator[Assigned]:
        for path, op in written(self.traces):
            if not any(self.is_module(v) for v in self.traces.values(path, op.obj)):
                continue
            layout = self.layouts(path)
            span = op.value_span
            tree = layout.expressions.get(span) if layout is not None and span else None
            values = tuple(self.traces.values(path, op.source))
            yield Assigned(
                path,
                op.name,
                op.span,
                op.statement if tree is not None else None,
                tree,
                layout.code(span) if layout is not None and span else "",
                self.traces.source_of(values) or literal(tree),
            )

    def is_module(self, value: Value) -> bool:
        return isinstance(value, External) and value.name in self.surface.modules

    def read(self) -> Iterator[tuple[str, Span, str]]:
        """Yield the places where a setting of the module is read, with its name."""
        for path, op in self.traces.ops(operations.GetMember):
            if op.context != "load" or op.name not in self.surface.module_settings:
                continue
            if any(self.is_module(v) for v in self.traces.values(path, op.obj)):
                yield path, op.span, op.name

    def uses(self) -> dict[str, list[ModuleUse]]:
        """Return, by path, the expressions that name an operation of the module."""
        direct = {(call.path, call.func_span): call for call in self.calls}
        strange = {(call.path, call.func_span) for call in self.strange}
        others: dict[Origin, list[Origin]] = {}
        for call in self.calls:
            if not self.names_it(call):
                for client in call.clients:
                    others.setdefault(client, []).append(call.origin)
        found: dict[str, list[ModuleUse]] = {}
        for path, op in self.traces.ops(operations.GetMember):
            resources = of_module(self.traces.values(path, op.target))
            if not resources or not any(self.begins(path, op, r) for r in resources):
                continue
            there = direct.get((path, op.span))
            first = resources[0]
            asynchronous = first.klass != self.surface.module_client.kinds[""].synchronous
            legacy = first.origin[1] == LEGACY_MODULE
            if there is None and (path, op.span) not in strange:
                origins = tuple(o for r in resources for o in others.get(r.origin, ()))
            else:
                origins = (there.origin,) if there is not None else ()
            use = ModuleUse(op.span, first.path, asynchronous, legacy, origins, there is not None)
            found.setdefault(path, []).append(use)
        return found

    def names_it(self, call: CallSite) -> bool:
        """Say whether the callee itself names the operation, and not a variable that holds it."""
        op = self.traces.members.get((call.path, self.traces.calls[call.origin].func))
        return op is not None and op.span == call.func_span

    def begins(self, path: str, op: operations.GetMember, resource: Resource) -> bool:
        """Say whether the module's operation is named here, and not some member of it."""
        return any(
            isinstance(v, External) and f"{v.name}.{op.name}" in self.surface.module_operations
            for v in self.traces.values(path, op.obj)
        )


def literal(tree: ast.expr | None) -> str:
    return repr(tree.value) if isinstance(tree, ast.Constant) else ""


class Components:
    """Modules that one program may import together: they share the settings of the SDK's module."""

    def __init__(self, traces: Traces) -> None:
        self.parents: dict[str, str] = {}
        link = traces.link
        for path, op in traces.ops(operations.Import):
            for dotted in (op.module, f"{op.module}.{op.name}" if op.name else op.module):
                target = link.resolve(path, dotted, op.level)
                if target is not None and target in link.modules:
                    self.parents[self.root(target)] = self.root(path)

    def root(self, path: str) -> str:
        while self.parents.get(path, path) != path:
            path = self.parents[path]
        return path

    def together(self, one: str, other: str) -> bool:
        return self.root(one) == self.root(other)
