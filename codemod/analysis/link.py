"""Link the repository: solve what every node of every module may hold, on a worklist.

Values only climb: a set of values grows, a class learns of its bases, and nothing is taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from codemod.analysis import calls, dumps, members
from codemod.analysis.bearing import Bearing
from codemod.analysis.decorators import Decorated
from codemod.analysis.fixtures import Fixtures
from codemod.analysis.passing import Passed
from codemod.analysis.selecting import Selection
from codemod.analysis.wiring import WIRING, wire
from codemod.vocabulary.facts import Function, Klass, ModuleFacts
from codemod.vocabulary.operations import Call, Op
from codemod.vocabulary.surface import Surface
from codemod.vocabulary.values import (
    ClassValue,
    External,
    FunctionValue,
    Instance,
    Origin,
    Resource,
    Text,
    Value,
    Variable,
)


@dataclass(slots=True)
class Module:
    facts: ModuleFacts
    base: int


Loader = Callable[[str], "ModuleFacts | None"]
Resolver = Callable[[str, str, int], "str | None"]
"""(importing path, dotted module, level) → path of the repository's module, or None."""
Finder = Callable[[str, str], "str | None"]
"""(path of a module, path of a file as it stands there) → the file of data that is meant, or None."""


Setters = Callable[[str, str], "Iterable[str]"]
"""(path of a module, name of a variable) → the files of data in which its value stands."""


class Linker(Bearing):
    """The solver's state. Global nodes are numbers over all modules."""

    def __init__(
        self,
        surface: Surface,
        load: Loader,
        resolve: Resolver,
        document: Finder = lambda path, named: None,
        setters: Setters = lambda path, name: (),
    ) -> None:
        super().__init__()
        self.setters = setters
        self.document = document
        self.written: set[str] = set()
        """Files of data to which the program writes."""
        self.surface = surface
        self.provide = load
        self.resolve = resolve
        self.variables = frozenset(n for names in surface.environment.values() for n in names)
        self.modules: dict[str, Module] = {}
        self.unwired: list[str] = []
        self.unreadable: set[str] = set()
        self.starred: dict[tuple[str, str, int], bool] = {}
        """(module, name, node) → whether the module, imported by a star, has the name for the node."""
        self.calls: list[tuple[int, tuple[int, ...]]] = []
        """The node of what each call calls, and those of its arguments, where it has any."""
        self.meetings: list[tuple[int, int]] = []
        """Two nodes of which what the one holds is put into, or looked up in, what the other holds."""
        self.bases: dict[ClassValue, list[ClassValue | External]] = defaultdict(list)
        self.subclasses: dict[ClassValue, list[ClassValue]] = defaultdict(list)
        self.rebased: dict[ClassValue, None] = {}
        """Classes that were given a base since those around them read their members.

        They do so together: each base by itself, of a class with a thousand subclasses, takes a
        thousand times a thousand reads.
        """
        self.object_reads: dict[ClassValue, dict[tuple[str, int], None]] = defaultdict(dict)
        self.body_reads: set[tuple[ClassValue, str, int, object]] = set()
        self.fields: dict[ClassValue, dict[str, int]] = defaultdict(dict)
        self.lineage: dict[ClassValue, list[ClassValue]] = {}
        self.called: set[FunctionValue] = set()
        self.made: set[ClassValue] = set()
        """Classes of which the repository makes an instance."""
        self.derived: dict[Origin, Passed] = {}
        """Calls that give a changed copy of a client."""
        self.products: dict[Origin, Passed] = {}
        """Calls of command-line decorators and of their types."""
        self.partials: dict[Origin, Passed] = {}
        self.handed: list[int] = []
        """Nodes of arguments that code outside the repository receives."""
        self.waiting: dict[tuple[int, int], Value] = {}
        """(cell, target) → what the target holds if nothing is ever put into the cell."""
        self.late: list[tuple[int, Instance, Instance, int]] = []
        """Operations whose ``stream`` argument may turn out to hold nothing we know."""
        self.constructed: dict[Origin, tuple[str, Call]] = {}
        """Client constructions: origin → (path, call)."""
        self.operations: dict[Origin, tuple[Passed, dict[Resource, None]]] = {}
        self.variants: dict[Origin, dict[tuple[Origin, ...], Passed]] = defaultdict(dict)
        """What each operation is given, by the partials that may stand at its call."""
        self.legacy: set[Origin] = set()
        """Calls of operations as an older major has them: their responses are dicts too."""
        self.annotated: list[tuple[str, int, Value]] = []
        self.declared: set[Origin] = set()
        """Origins of values that only an annotation vouches for."""
        self.public: set[FunctionValue] = set()
        """Functions that code outside the repository may call."""
        self.decorated: dict[FunctionValue, Decorated] = {}
        """Functions with decorators that are called by their names."""
        self.fixtures = Fixtures()
        self.dictionaries: dict[ClassValue, Origin] = {}
        """Classes whose objects are read or written by ``__dict__``."""
        self.dumps: dict[ClassValue, list[Origin]] = defaultdict(list)
        """Classes → the dicts into which the fields of their objects are written."""
        self.enumerated: set[ClassValue] = set()
        """Enumerations whose members are made of tuples."""
        self.anyone: set[tuple[ClassValue, int]] = set()
        """Nodes where any member of an enumeration may stand."""
        self.wrappers: dict[FunctionValue, dict[FunctionValue, None]] = {}
        """Functions that decorators put in the place of others → those others."""
        self.returned: dict[FunctionValue, tuple[int, set[Origin | None]]] = {}
        """Decorated functions → how many values they return, and the origins of those."""
        self.selections: dict[FunctionValue, Selection] = {}
        self.chosen: dict[int, int] = {}
        """Nodes of a getter's parameters that hold the literal of one call → how many getters deep."""
        self.injected: set[int] = set()
        """Nodes that a framework fills with what a callable of the repository gives."""

    def telling(self, value: Value) -> bool:
        surface = self.surface
        if isinstance(value, Text):
            return surface.is_model_name(value.text) or value.text in self.variables
        if isinstance(value, Variable):
            return value.name in self.variables
        if isinstance(value, External):
            return (
                value.name in surface.exception_names
                or surface.client_named(value.name) is not None
            )
        return False

    def solve(self) -> None:
        """Run until nothing new is found."""
        while True:
            if self.unwired:
                wire(self, self.unwired.pop())
            elif self.wanted:  # bases first: what a class lacks is told of before it inherits
                self.load(self.wanted.popitem()[0])
            elif self.queue or self.waiting_calls:
                self.deliver()
            elif self.rebased:
                self.relate()
            else:
                return

    def load(self, path: str) -> Module | None:
        """Load and wire one module of the repository; None when it cannot be read."""
        module = self.modules.get(path)
        if module is not None:
            return module
        found = self.provide(path) if path not in self.unreadable else None
        if found is None:
            self.unreadable.add(path)
        else:
            module = self.modules[path] = Module(found, self.room(found.nodes))
            self.unwired.append(path)
        self.arrived(path)
        return module

    def missing(self, path: str) -> bool:
        """Say whether a module of the repository has not been asked for."""
        return path not in self.modules and path not in self.unreadable

    def node(self, path: str, local: int) -> int:
        return self.modules[path].base + local

    def invoke(self, value: Value, passed: Passed, target: int) -> None:
        """Call ``value`` and let the result flow into ``target``."""
        calls.invoke(self, value, passed, target)

    def rewire(self, path: str, ops: Sequence[Op]) -> None:
        """Let operations work on nodes of their own, numbered as those of the module at ``path``."""
        for op in ops:
            WIRING[type(op)](self, path, self.modules[path].base, op)

    # -- classes -------------------------------------------------------------------------

    def klass(self, value: ClassValue) -> Klass:
        return self.modules[value.path].facts.classes[value.number]

    def function(self, value: FunctionValue) -> Function:
        return self.modules[value.path].facts.functions[value.number]

    def field(self, klass: ClassValue, name: str) -> int:
        """Return the node that joins what instances of one class hold under ``name``."""
        cells = self.fields[klass]
        found = cells.get(name)
        if found is None:
            found = cells[name] = self.new()
        if klass in self.dictionaries:
            origin = self.dictionaries[klass]
            self.put(origin, name, found, dumps.field_key(self, klass, name, found))
            self.flow(self.container(origin).rest, found)
        return found

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
            self.rebased[klass] = None
        elif any(self.object_reads.get(each) for each in self.descendants(klass)):
            self.rebased[klass] = None

    def relate(self) -> None:
        """Let classes that have new bases, and those around them, read their members anew."""
        rebased, self.rebased = self.rebased, {}
        related: dict[ClassValue, None] = {}
        for klass in rebased:
            related |= dict.fromkeys((*self.descendants(klass), *self.ancestors(klass)))
        for reader in related:
            for name, target in list(self.object_reads.get(reader, ())):
                members.read_object(self, reader, name, target)
            for origin in self.dumps.get(reader, ()):
                dumps.fill(self, reader, origin)
