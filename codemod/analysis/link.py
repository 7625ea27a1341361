"""Link the repository: solve what every node of every module may hold, on a worklist.

Values only climb: a set of values grows, a class learns of its bases, and nothing is taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from codemod.analysis import calls, libraries, members
from codemod.analysis.passing import Passed
from codemod.vocabulary import facts
from codemod.vocabulary.facts import PLAIN, Call, Function, Klass, ModuleFacts
from codemod.vocabulary.spans import Span
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.values import (
    Atom,
    Bound,
    ClassValue,
    Client,
    Dictionary,
    ErrorValue,
    External,
    FunctionValue,
    Instance,
    ModuleValue,
    Object,
    Origin,
    Product,
    Resource,
    Sequence,
    Text,
    Unknown,
    Value,
)

Watcher = Callable[[Value], None]
LIMIT = 200
"""Values that one node may hold before it counts as unknown."""


@dataclass(frozen=True, slots=True)
class Key:
    """Where a dict gets a key: an item of a display, an argument, or an assignment."""

    kind: str
    path: str
    holder: Span
    key: Span
    value: Span
    node: int
    owner: Span | None = None
    """Of an assignment: the expression of the mapping."""


@dataclass(slots=True)
class Container:
    """What is known of one dict or sequence: a cell for each key, one for everything."""

    every: int
    rest: int
    """What is put in without a key that can be seen."""
    keys: dict[str | int, int] = field(default_factory=dict)
    given: dict[str | int, None] = field(default_factory=dict)
    """Keys that are put in; the others in ``keys`` are only read."""
    texts: dict[str | int, int] = field(default_factory=dict)
    """The nodes of the literals that spell the keys of a display."""
    readers: list[Callable[[str | int], None]] = field(default_factory=list)
    sites: dict[str | int, list[Key]] = field(default_factory=lambda: defaultdict(list))
    spreads: list[Origin] = field(default_factory=list)
    """Dicts into which this one is spread."""
    open: bool = False
    """Keys that cannot be seen may be in it."""


@dataclass(slots=True)
class Module:
    facts: ModuleFacts
    base: int
    dotted: str = ""


Loader = Callable[[str], "ModuleFacts | None"]
Resolver = Callable[[str, str, int], "str | None"]
"""(importing path, dotted module, level) → path of the repository's module, or None."""


class Linker:
    """The solver's state. Global nodes are numbers over all modules."""

    def __init__(self, surface: Surface, load: Loader, resolve: Resolver) -> None:
        self.surface = surface
        self.provide = load
        self.resolve = resolve
        self.modules: dict[str, Module] = {}
        self.unwired: list[str] = []
        self.values: list[dict[Value, None]] = []
        self.edges: list[list[int]] = []
        self.watchers: list[list[Watcher]] = []
        self.queue: list[tuple[int, Value]] = []
        self.containers: dict[Origin, Container] = {}
        self.cells: dict[tuple[object, str], int] = {}
        self.bases: dict[ClassValue, list[ClassValue | External]] = defaultdict(list)
        self.subclasses: dict[ClassValue, list[ClassValue]] = defaultdict(list)
        self.object_reads: dict[ClassValue, dict[tuple[str, int], None]] = defaultdict(dict)
        self.body_reads: set[tuple[ClassValue, str, int, object]] = set()
        self.fields: dict[ClassValue, dict[str, int]] = defaultdict(dict)
        self.marked: set[int] = set()
        """Nodes that hold a client, a resource or a response."""
        self.lineage: dict[ClassValue, list[ClassValue]] = {}
        self.called: set[FunctionValue] = set()
        self.call_sites: dict[Origin, dict[FunctionValue, None]] = {}
        self.derived: dict[Origin, Passed] = {}
        """Calls that give a changed copy of a client."""
        self.products: dict[Origin, Passed] = {}
        """Calls of command-line decorators and of their types."""
        self.partials: dict[Origin, Passed] = {}
        self.handed: list[int] = []
        self.popped: set[tuple[Origin, str]] = set()
        """Keys that are taken out of a dict."""
        self.waiting: dict[tuple[int, int], Value] = {}
        """(cell, target) → what the target holds if nothing is ever put into the cell."""
        """Nodes of arguments that code outside the repository receives."""
        self.late: list[tuple[int, Instance, Instance, int]] = []
        """Operations whose ``stream`` argument may turn out to hold nothing we know."""
        self.constructed: dict[Origin, tuple[str, Call]] = {}
        """Client constructions: origin → (path, call)."""
        self.operations: dict[Origin, tuple[Passed, dict[Resource, None]]] = {}
        self.annotated: list[tuple[str, int, Value, Span]] = []
        self.declared: set[Origin] = set()
        """Origins of values that only an annotation vouches for."""
        self.public: set[FunctionValue] = set()
        """Functions that code outside the repository may call."""
        self.injected: set[int] = set()
        """Nodes that a framework fills with what a callable of the repository gives."""
        self.told = 0
        self.settings: list[tuple[str, str, int, Span]] = []
        """Assignments to attributes of the SDK's module: path, dotted name, node, span."""

    # -- nodes ---------------------------------------------------------------------------

    def new(self) -> int:
        self.values.append({})
        self.edges.append([])
        self.watchers.append([])
        return len(self.values) - 1

    def node(self, path: str, local: int) -> int:
        return self.modules[path].base + local

    def add(self, node: int, value: Value) -> None:
        held = self.values[node]
        if value in held:
            return
        if len(held) >= LIMIT and not isinstance(value, (Client, Resource, Instance)):
            value = Unknown("too many values")
            if value in held:
                return
        held[value] = None
        if isinstance(value, (Client, Resource, Instance)):
            self.marked.add(node)
        self.queue.append((node, value))

    def tell(self, node: int, value: Value) -> None:
        """Add a value, and count it when it is new."""
        if value not in self.values[node]:
            self.told += 1
            self.add(node, value)

    def field(self, klass: ClassValue, name: str) -> int:
        """Return the node that joins what instances of one class hold under ``name``."""
        cells = self.fields[klass]
        found = cells.get(name)
        if found is None:
            found = cells[name] = self.new()
        return found

    def flow(self, source: int, target: int) -> None:
        """Let whatever ``source`` holds, now and later, reach ``target``."""
        if source == target or target in self.edges[source]:
            return
        self.edges[source].append(target)
        for value in list(self.values[source]):
            self.add(target, value)

    def on(self, node: int, watcher: Watcher) -> None:
        """Call ``watcher`` once for each value that ``node`` holds, now and later."""
        self.watchers[node].append(watcher)
        for value in list(self.values[node]):
            watcher(value)

    def solve(self) -> None:
        """Run until nothing new is found."""
        while self.queue or self.unwired:
            if self.unwired:
                self.wire(self.unwired.pop())
                continue
            node, value = self.queue.pop()
            for target in self.edges[node]:
                self.add(target, value)
            for watcher in self.watchers[node]:
                watcher(value)

    # -- cells ---------------------------------------------------------------------------

    def cell(self, owner: object, name: str) -> int:
        """Return the node that joins all that ``owner`` (a class, an object) holds under ``name``."""
        key = (owner, name)
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = self.new()
        return found

    def container(self, origin: Origin) -> Container:
        found = self.containers.get(origin)
        if found is None:
            found = self.containers[origin] = Container(self.new(), self.new())
            self.flow(found.rest, found.every)
        return found

    def put(self, origin: Origin, key: str | int | None, source: int, site: Key | None) -> None:
        """Let ``source`` flow into a container under ``key`` (None: some key)."""
        pending = [origin]
        done: set[Origin] = set()
        while pending:
            here = pending.pop()
            if here in done:
                continue
            done.add(here)
            if self.put_here(here, key, source, site):
                pending.extend(self.container(here).spreads)

    def put_here(
        self, origin: Origin, key: str | int | None, source: int, site: Key | None
    ) -> bool:
        """Put into one container; say whether that was new to it."""
        box = self.container(origin)
        target = box.rest if key is None else self.at(origin, key)
        new = target not in self.edges[source] and source != target
        self.flow(source, target)
        if key is None:
            return new
        if site is not None and site not in box.sites[key]:
            box.sites[key].append(site)
            new = True
        if key not in box.given:
            box.given[key] = None
            new = True
            for reader in list(box.readers):
                reader(key)
        return new

    def at(self, origin: Origin, key: str | int) -> int:
        """Return the cell of one key."""
        box = self.container(origin)
        cell = box.keys.get(key)
        if cell is None:
            cell = box.keys[key] = self.new()
            self.flow(cell, box.every)
            self.flow(box.rest, cell)
        return cell

    def each_key(self, origin: Origin, reader: Callable[[str | int], None]) -> None:
        """Call ``reader`` for each key that is put into a dict, now and later."""
        box = self.container(origin)
        box.readers.append(reader)
        for key in list(box.given):
            reader(key)

    def spread(self, source: Origin, target: Origin) -> None:
        """Let all keys of one dict flow into another."""
        if source == target:
            return
        box = self.container(source)
        if target in box.spreads:
            return
        box.spreads.append(target)
        if box.open:
            self.open(target)
        for key in list(box.given):
            self.put(target, key, box.keys[key], None)
            for site in box.sites.get(key, ()):
                self.put(target, key, box.keys[key], site)
        self.flow(box.rest, self.container(target).rest)

    def open(self, origin: Origin) -> None:
        pending = [origin]
        while pending:
            box = self.container(pending.pop())
            if not box.open:
                box.open = True
                pending.extend(box.spreads)

    # -- classes -------------------------------------------------------------------------

    def klass(self, value: ClassValue) -> Klass:
        return self.modules[value.path].facts.classes[value.number]

    def function(self, value: FunctionValue) -> Function:
        return self.modules[value.path].facts.functions[value.number]

    def ancestors(self, value: ClassValue) -> list[ClassValue]:
        """Return the class and its bases in the repository, nearest first."""
        known = self.lineage.get(value)
        if known is not None:
            return known
        found: dict[ClassValue, None] = {}
        queue = [value]
        while queue:
            klass = queue.pop(0)
            if klass not in found:
                found[klass] = None
                queue.extend(b for b in self.bases[klass] if isinstance(b, ClassValue))
        self.lineage[value] = list(found)
        return self.lineage[value]

    def descendants(self, value: ClassValue) -> list[ClassValue]:
        found: dict[ClassValue, None] = {}
        queue = [value]
        while queue:
            klass = queue.pop(0)
            if klass not in found:
                found[klass] = None
                queue.extend(self.subclasses[klass])
        return list(found)

    def external_bases(self, value: ClassValue) -> list[str]:
        """Return the dotted names of the bases outside the repository, inherited ones too."""
        return [
            base.name
            for klass in self.ancestors(value)
            for base in self.bases[klass]
            if isinstance(base, External)
        ]

    def add_base(self, klass: ClassValue, base: Value) -> None:
        if not isinstance(base, (ClassValue, External)) or base in self.bases[klass]:
            return
        self.bases[klass].append(base)
        if isinstance(base, ClassValue):
            self.subclasses[base].append(klass)
            self.lineage.clear()
            related = dict.fromkeys((*self.descendants(klass), *self.ancestors(base)))
            for reader in related:
                for name, target in list(self.object_reads.get(reader, ())):
                    members.read_object(self, reader, name, target)

    # -- modules -------------------------------------------------------------------------

    def load(self, path: str) -> Module | None:
        """Load and wire one module of the repository; None when it cannot be read."""
        module = self.modules.get(path)
        if module is not None:
            return module
        found = self.provide(path)
        if found is None:
            return None
        base = len(self.values)
        count = found.nodes
        self.values.extend({} for _ in range(count))
        self.edges.extend([] for _ in range(count))
        self.watchers.extend([] for _ in range(count))
        module = self.modules[path] = Module(found, base)
        self.unwired.append(path)
        return module

    def wire(self, path: str) -> None:
        """Let the operations of a loaded module work."""
        module = self.modules[path]
        found, base = module.facts, module.base
        for function in found.functions:
            self.wire_function(path, base, function)
        for op in found.ops:
            WIRING[type(op)](self, path, base, op)
        for function in found.functions:
            named = {p.name: base + p.node for p in function.parameters}
            for node in function.decorators:
                if node != PLAIN:
                    self.on(base + node, partial(self.decorated, named))
        for klass in found.classes:
            self.wire_bases(ClassValue(path, klass.number), base, klass)
        for dotted, level in found.stars:
            self.star(path, base, found, dotted, level)

    def decorated(self, parameters: dict[str, int], value: Value) -> None:
        if isinstance(value, Product):
            libraries.option(self, value, parameters)

    def wire_bases(self, value: ClassValue, base: int, klass: Klass) -> None:
        for node in klass.bases:
            if node != PLAIN:
                self.on(base + node, lambda found: self.add_base(value, found))

    def wire_function(self, path: str, base: int, function: Function) -> None:
        for position, parameter in enumerate(function.parameters):
            node = base + parameter.node
            if parameter.default > 0:
                self.flow(base + parameter.default, node)
            if parameter.kind == "kwarg":
                self.add(node, Dictionary((path, parameter.node)))
            elif parameter.kind == "vararg":
                self.add(node, Sequence((path, parameter.node)))
            elif position == 0 and function.klass >= 0 and parameter.kind == "positional":
                klass = ClassValue(path, function.klass)
                if function.role == "class":
                    self.add(node, klass)
                elif function.role != "static":
                    self.add(node, Object(klass))

    def star(self, path: str, base: int, found: ModuleFacts, dotted: str, level: int) -> None:
        """Give names that the module reads and does not bind what a star import may bring."""
        target = self.resolve(path, dotted, level)
        module = self.load(target) if target is not None else None
        for name, cell in found.names.items():
            if module is not None and target is not None:
                if name in module.facts.names and not name.startswith("__"):
                    self.flow(module.base + module.facts.names[name], base + cell)
            elif target is None and name not in found.bound:
                self.add(base + cell, External(f"{dotted}.{name}"))

    def import_into(self, node: int, path: str, op: facts.Import) -> None:
        """Resolve one imported name."""
        if not op.name:
            found = self.resolve(path, op.module, 0)
            first = op.module.partition(".")[0]
            if op.whole:
                if self.resolve(path, first, 0) is not None or found is not None:
                    self.add(node, ModuleValue(self.resolve(path, first, 0) or ""))
                    if found is not None:
                        self.load(found)
                    self.cells.setdefault((("package", path), op.module), node)
                else:
                    self.add(node, External(first))
            elif found is not None:
                self.load(found)
                self.add(node, ModuleValue(found))
            else:
                self.add(node, External(op.module))
            return
        inner = f"{op.module}.{op.name}" if op.module else op.name
        target = self.resolve(path, op.module, op.level)
        if target is not None:
            module = self.load(target)
            if module is not None and op.name in module.facts.names:
                self.flow(module.base + module.facts.names[op.name], node)
                if op.name in module.facts.bound:
                    return
            if module is not None and self.module_getattr(target, op.name, node):
                return
        submodule = self.resolve(path, inner, op.level)
        if submodule is not None and submodule != target:
            self.load(submodule)
            self.add(node, ModuleValue(submodule))
        elif target is None:
            self.add(node, External(inner) if op.level == 0 else Unknown("module not found"))

    def module_getattr(self, path: str, name: str, node: int) -> bool:
        """Follow star imports of a module for one of its names; say whether one was followed."""
        module = self.modules[path]
        followed = False
        for dotted, level in module.facts.stars:
            inner = self.resolve(path, dotted, level)
            if inner is None:
                if level == 0:
                    self.add(node, External(f"{dotted}.{name}"))
                    followed = True
                continue
            loaded = self.load(inner)
            if loaded is not None and name in loaded.facts.names:
                self.flow(loaded.base + loaded.facts.names[name], node)
                followed = True
        return followed


def _constant(link: Linker, path: str, base: int, op: facts.Constant) -> None:
    if isinstance(op.value, str):
        link.add(base + op.target, Text(op.value, (path, op.target)))
    else:
        link.add(base + op.target, Atom(op.value))


def _copy(link: Linker, path: str, base: int, op: facts.Copy) -> None:
    if op.source != PLAIN:
        link.flow(base + op.source, base + op.target)


def _load(link: Linker, path: str, base: int, op: facts.Load | facts.Quoted) -> None:
    module = link.modules[path].facts
    if op.name not in module.bound and not module.stars and not link.values[base + op.target]:
        if module.names.get(op.name) == op.target:
            link.add(base + op.target, External(f"builtins.{op.name}"))


def _function(link: Linker, path: str, base: int, op: facts.MakeFunction) -> None:
    link.add(base + op.target, FunctionValue(path, op.function))


def _class(link: Linker, path: str, base: int, op: facts.MakeClass) -> None:
    link.add(base + op.target, ClassValue(path, op.klass))


def _import(link: Linker, path: str, base: int, op: facts.Import) -> None:
    link.import_into(base + op.target, path, op)


def _handler(link: Linker, path: str, base: int, op: facts.Handler) -> None:
    def caught(value: Value) -> None:
        if isinstance(value, External):
            name = link.surface.exception_names.get(value.name)
            if name is not None:
                link.add(base + op.target, ErrorValue(name))
        elif isinstance(value, Sequence):
            link.on(link.container(value.origin).every, caught)

    if op.types != PLAIN:
        link.on(base + op.types, caught)


def _pattern(link: Linker, path: str, base: int, op: facts.ClassPattern) -> None:
    if op.types != PLAIN and op.subject != PLAIN:
        for value in link.values[base + op.types]:
            if isinstance(value, External) and value.name in link.surface.exception_names:
                link.add(base + op.subject, ErrorValue(link.surface.exception_names[value.name]))


def _annotation(link: Linker, path: str, base: int, op: facts.Annotation) -> None:
    def described(value: Value) -> None:
        if isinstance(value, ClassValue):
            link.add(base + op.holder, Object(value))
        elif isinstance(value, (Client, Instance)):
            link.add(base + op.holder, value)
            link.injected.add(base + op.holder)
        elif isinstance(value, External) and op.vouches:
            link.annotated.append((path, op.holder, value, op.span))
        elif isinstance(value, Sequence):
            link.on(link.container(value.origin).every, described)

    if op.type > PLAIN and op.holder != PLAIN:
        link.on(base + op.type, described)


def _nothing(link: Linker, path: str, base: int, op: object) -> None:
    return None


WIRING: Mapping[type, Callable[..., None]] = {
    facts.Constant: _constant,
    facts.Copy: _copy,
    facts.Load: _load,
    facts.Quoted: _load,
    facts.GetMember: members.get_member,
    facts.SetMember: members.set_member,
    facts.GetItem: members.get_item,
    facts.SetItem: members.set_item,
    facts.Call: calls.call,
    facts.MakeDict: members.make_dict,
    facts.MakeSequence: members.make_sequence,
    facts.Iterate: members.iterate,
    facts.Enter: members.enter,
    facts.GetIndex: members.get_index,
    facts.MakeFunction: _function,
    facts.MakeClass: _class,
    facts.Import: _import,
    facts.Compare: _nothing,
    facts.Handler: _handler,
    facts.ClassPattern: _pattern,
    facts.Annotation: _annotation,
    facts.Use: _nothing,
    facts.Assigned: _nothing,
}

__all__ = ["Bound", "Container", "Key", "Linker", "Module", "Product"]
