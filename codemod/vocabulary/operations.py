"""The operations of one module on values, as data: what *scan* makes from ``ast`` and *link* solves.

A **node** is a number local to the module and stands for an expression, a name at a point of the
program, or a cell that joins all that a name is ever given.

Nothing changes an operation once it is made. They are not frozen because a scan makes hundreds of
thousands, and a frozen one takes three times as long to make.
"""

from __future__ import annotations

from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span

Node = int
PLAIN: Node = 0
"""The node of everything that cannot matter: numbers, arithmetic, f-strings."""


@dataclass(slots=True, unsafe_hash=True)
class Constant:
    target: Node
    value: str | int | float | bool | None
    span: Span


@dataclass(slots=True, unsafe_hash=True)
class Copy:
    target: Node
    source: Node


@dataclass(slots=True, unsafe_hash=True)
class Load:
    """A name that is read."""

    target: Node
    name: str
    span: Span


@dataclass(slots=True, unsafe_hash=True)
class Quoted:
    """A name that is read inside the string annotation ``text`` at ``span``."""

    target: Node
    name: str
    text: str
    span: Span


@dataclass(slots=True, unsafe_hash=True)
class GetMember:
    """``obj.name``; ``context`` is load, store, del or pattern."""

    target: Node
    obj: Node
    name: str
    span: Span
    obj_span: Span
    context: str = "load"


@dataclass(slots=True, unsafe_hash=True)
class Assigned:
    """The result of a call, or of one that is awaited, is bound by a statement with one target.

    ``text`` is the target, a dotted name; ``outer`` says that it is one of an outer scope (``global``).
    """

    source: Node
    text: str
    outer: bool = False


@dataclass(slots=True, unsafe_hash=True)
class SetMember:
    """``obj.name = source``; ``statement`` and ``value_span`` only where that is all it says.

    ``after`` is the call whose result the statement just before binds to ``obj``, as written; there
    may be other such stores in between, and nothing else.
    """

    obj: Node
    name: str
    source: Node
    span: Span
    statement: Span | None = None
    value_span: Span | None = None
    after: Node = PLAIN


@dataclass(slots=True, unsafe_hash=True)
class GetItem:
    """``obj[key]``; ``key`` is a node, ``constant`` its literal value when it has one."""

    target: Node
    obj: Node
    key: Node
    constant: str | int | None
    span: Span
    obj_span: Span
    key_span: Span
    context: str = "load"


@dataclass(slots=True, unsafe_hash=True)
class SetItem:
    obj: Node
    key: Node
    constant: str | int | None
    source: Node
    span: Span
    key_span: Span
    statement: Span
    value_span: Span
    obj_span: Span


@dataclass(slots=True, unsafe_hash=True)
class Argument:
    """``star`` is 0, 1 (``*x``) or 2 (``**x``); ``span`` is the keyword's, else the value's."""

    keyword: str
    node: Node
    span: Span
    value_span: Span
    star: int = 0


@dataclass(slots=True, unsafe_hash=True)
class Call:
    target: Node
    func: Node
    arguments: tuple[Argument, ...]
    span: Span
    func_span: Span
    scope: int
    """Number of the function in which the call stands, -1 at module level."""
    statement: Span


@dataclass(slots=True, unsafe_hash=True)
class Item:
    """An item of a dict display; ``constant`` is None for ``**x`` and computed keys."""

    constant: str | int | None
    key: Node
    key_span: Span | None
    value: Node
    value_span: Span


@dataclass(slots=True, unsafe_hash=True)
class MakeDict:
    """A dict display, or a call of ``dict`` when ``call`` is set: keys are then argument spans."""

    target: Node
    items: tuple[Item, ...]
    span: Span
    call: bool = False
    filtered: bool = False
    """A copy of the mapping that is its one item, without what a condition leaves out."""


@dataclass(slots=True, unsafe_hash=True)
class MakeSequence:
    """A list, tuple, set or generator; ``kind`` says which.

    Of kind ``sum`` the elements are what is added up, of ``slice`` and ``repeat`` the one that is
    cut or repeated. ``certain`` is the number of elements whose place is known.
    """

    target: Node
    kind: str
    elements: tuple[Node, ...]
    span: Span
    spans: tuple[Span, ...] = ()
    """Of the elements; empty for comprehensions."""
    certain: int = 0


@dataclass(slots=True, unsafe_hash=True)
class MakeText:
    """A text put together of literal pieces and the nodes of others: an f-string, ``"…" % x``."""

    target: Node
    pieces: tuple[str | Node, ...]


@dataclass(slots=True, unsafe_hash=True)
class Spelled:
    """A literal piece of an f-string that holds a name in capitals, as variables of the environment have."""

    text: str
    span: Span
    """Of the whole f-string: before Python 3.12 its pieces have no place of their own."""


@dataclass(slots=True, unsafe_hash=True)
class Iterate:
    """``for target in source``, ``async for``, ``*source``."""

    target: Node
    source: Node
    span: Span
    asynchronous: bool = False


@dataclass(slots=True, unsafe_hash=True)
class Enter:
    """``with source as target``; ``span`` is that of the source expression."""

    target: Node
    source: Node
    span: Span
    asynchronous: bool = False


@dataclass(slots=True, unsafe_hash=True)
class GetIndex:
    """One name of a tuple unpacking; ``index`` is -1 where it cannot be told."""

    target: Node
    source: Node
    index: int


@dataclass(slots=True, unsafe_hash=True)
class MakeFunction:
    target: Node
    function: int


@dataclass(slots=True, unsafe_hash=True)
class MakeClass:
    target: Node
    klass: int


@dataclass(slots=True, unsafe_hash=True)
class Import:
    """One bound name of an import; ``name`` is "" for ``import module``.

    ``whole`` says that ``import a.b`` binds ``a`` and not ``a.b``.
    """

    target: Node
    module: str
    name: str
    level: int
    bound: str
    span: Span
    statement: Span
    whole: bool = False


@dataclass(slots=True, unsafe_hash=True)
class Compare:
    """``left op right``; membership has ``in``/``not in``; match values count as ``==``."""

    left: Node
    op: str
    right: Node
    left_span: Span
    right_span: Span
    span: Span


@dataclass(slots=True, unsafe_hash=True)
class Handler:
    """``except types as name`` number ``order`` of try statement ``block``."""

    types: Node
    type_spans: tuple[tuple[Node, Span], ...]
    target: Node
    name: str
    span: Span
    types_span: Span
    block: int
    order: int
    body: Span
    """The statements of the ``try`` itself."""


@dataclass(slots=True, unsafe_hash=True)
class ClassPattern:
    """``case types(...)`` on ``subject``."""

    types: Node
    subject: Node
    span: Span


@dataclass(slots=True, unsafe_hash=True)
class Annotation:
    """An annotation expression that names ``type``; ``holder`` is the node that it describes.

    ``vouches`` says that the holder's value may come from outside the module: a parameter, a field.
    """

    type: Node
    holder: Node
    span: Span
    vouches: bool = True


@dataclass(slots=True, unsafe_hash=True)
class Use:
    """A value is used in a way that no other operation says: ``how`` is one word."""

    node: Node
    how: str
    span: Span


Op = (
    Constant
    | Copy
    | Load
    | Quoted
    | GetMember
    | SetMember
    | Assigned
    | GetItem
    | SetItem
    | Call
    | MakeDict
    | MakeSequence
    | MakeText
    | Spelled
    | Iterate
    | Enter
    | GetIndex
    | MakeFunction
    | MakeClass
    | Import
    | Compare
    | Handler
    | ClassPattern
    | Annotation
    | Use
)
