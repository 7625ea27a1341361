"""What one module says, as data: its operations on values, functions, classes and imports."""

from __future__ import annotations

from dataclasses import field

from codemod.vocabulary.operations import Node, Op
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """``kind`` is positional, keyword, vararg or kwarg; ``default`` is -1 without one."""

    name: str
    node: Node
    kind: str
    default: Node
    annotation: Node


@dataclass(slots=True)
class Function:
    """A function or lambda; ``result`` joins what it returns, ``element`` what it yields."""

    number: int
    name: str
    qualified: str
    span: Span
    parameters: list[Parameter]
    result: Node
    element: Node
    klass: int
    asynchronous: bool = False
    generator: bool = False
    decorators: list[Node] = field(default_factory=list)
    role: str = ""
    """static, class or property for a method that its decorator makes so."""
    first: int = 0
    last: int = 0
    """The operations of its body are those of the module from ``first`` to before ``last``."""
    top: Node = 0
    """The nodes of its body are those behind ``element``, up to this one."""


@dataclass(slots=True)
class Klass:
    """A class; ``members`` are the cells of its body's names, ``fields`` its annotated names."""

    number: int
    name: str
    qualified: str
    span: Span
    bases: list[Node]
    base_spans: list[Span]
    members: dict[str, Node] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    places: dict[str, Span] = field(default_factory=dict)
    """Where its annotated names stand."""
    decorators: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportStatement:
    """An import statement as written; ``names`` are (name, as-name or "", span)."""

    span: Span
    module: str
    level: int
    names: tuple[tuple[str, str, Span], ...]
    plain: bool
    """``import x`` rather than ``from x import y``."""
    scope: int
    guarded: bool
    """Inside a ``try`` or an ``if``."""
    type_checking: bool = False


@dataclass(slots=True)
class ModuleFacts:
    """All that *scan* tells of one module."""

    path: str
    nodes: int = 1
    ops: list[Op] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    classes: list[Klass] = field(default_factory=list)
    names: dict[str, Node] = field(default_factory=dict)
    """Cells of the module's own names."""
    stars: list[tuple[str, int]] = field(default_factory=list)
    """Modules whose names are all imported, with the level."""
    imports: list[ImportStatement] = field(default_factory=list)
    data: bool = False
    """It is a file of data, and no Python."""
    reads: dict[str, int] = field(default_factory=dict)
    """How often each name is read anywhere in the module, whatever the scope."""
    bound: dict[str, int] = field(default_factory=dict)
    """How often each name is bound anywhere in the module, whatever the scope."""
    parameters: set[str] = field(default_factory=set)
    """The names of all parameters."""
    exported: tuple[str, ...] = ()
    """The strings of ``__all__``."""
    body_start: Span | None = None
    """The first statement behind the docstring and the future imports."""
