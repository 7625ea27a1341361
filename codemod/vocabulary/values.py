"""Values: what an expression may evaluate to. Sets of them only grow, towards ``Unknown``.

An **origin** is the (module path, node) that made a value: a construction, a call, a literal.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

Origin = tuple[str, int]
Class = TypeVar("Class", bound=type)


def distinct(kind: Class) -> Class:
    """Let the objects of a kind of tuple equal those of the same kind only.

    Values are tuples because the solver asks for the hash of each a dozen times.
    """

    def equal(self: tuple[object, ...], other: object) -> bool:
        return self.__class__ is other.__class__ and tuple.__eq__(self, other)

    def different(self: tuple[object, ...], other: object) -> bool:
        return not equal(self, other)

    methods = {"__eq__": equal, "__ne__": different, "__hash__": tuple.__hash__}
    for name, method in methods.items():
        setattr(kind, name, method)
    return kind


@distinct
class Client(NamedTuple):
    """An instance of a client class of the source SDK."""

    klass: str
    origin: Origin


@distinct
class Resource(NamedTuple):
    """A resource of a client, or one of its operations, by its path: ``chat.completions``."""

    path: str
    klass: str
    origin: Origin


@distinct
class Instance(NamedTuple):
    """An instance of a type of the surface, a type expression, from the call at ``origin``."""

    type: str
    origin: Origin


@distinct
class Method(NamedTuple):
    """A bound method of a surface type."""

    type: str
    name: str
    returns: str
    origin: Origin


@distinct
class Text(NamedTuple):
    """A string literal."""

    text: str
    origin: Origin


@distinct
class Composed(NamedTuple):
    """A text that is put together at ``origin``: an f-string, a sum, a format."""

    origin: Origin


class Atom(NamedTuple):
    """None, a boolean or a number."""

    value: int | float | bool | None

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Atom)
            and type(self.value) is type(other.value)
            and self.value == other.value
        )

    def __ne__(self, other: object) -> bool:
        return not self == other


@distinct
class External(NamedTuple):
    """A name outside the repository: ``os.getenv``, a class of the source SDK, a builtin."""

    name: str


@distinct
class Product(NamedTuple):
    """What an external callable returned, or an external class's instance."""

    name: str
    origin: Origin


@distinct
class ModuleValue(NamedTuple):
    """A module of the repository, by path; or a package prefix that is outside."""

    path: str


@distinct
class FunctionValue(NamedTuple):
    """A function of the repository; ``bare`` as its own decorators receive it."""

    path: str
    number: int
    bare: bool = False


@distinct
class Bound(NamedTuple):
    """A function of the repository bound to a receiver."""

    function: FunctionValue
    receiver: Object | ClassValue


@distinct
class ClassValue(NamedTuple):
    path: str
    number: int


@distinct
class Object(NamedTuple):
    """An instance of a class of the repository."""

    klass: ClassValue


@distinct
class Dictionary(NamedTuple):
    """A dict made at ``origin``."""

    origin: Origin


@distinct
class Sequence(NamedTuple):
    """A list, tuple, set or generator made at ``origin``."""

    origin: Origin


@distinct
class Variable(NamedTuple):
    """What an environment variable holds; ``origin`` is the literal that names it, if one does.

    ``sure`` says that it is never None: an absent variable raises.
    """

    name: str
    origin: Origin
    sure: bool = False


@distinct
class Partial(NamedTuple):
    """A ``functools.partial`` made by the call at ``origin``."""

    origin: Origin


@distinct
class ErrorValue(NamedTuple):
    """A caught exception of the source SDK."""

    name: str


@distinct
class Unknown(NamedTuple):
    """Something that cannot be seen; ``reason`` says why in a few words."""

    reason: str


@distinct
class Inner(NamedTuple):
    """A bound method of a container, a string, a product or a task, or the text of an exception."""

    receiver: (
        Dictionary
        | Sequence
        | Text
        | Product
        | Variable
        | External
        | ErrorValue
        | Object
        | FunctionValue
    )
    name: str


Value = (
    Inner
    | Client
    | Resource
    | Instance
    | Method
    | Text
    | Composed
    | Atom
    | External
    | Product
    | ModuleValue
    | FunctionValue
    | Bound
    | ClassValue
    | Object
    | Dictionary
    | Sequence
    | Variable
    | Partial
    | ErrorValue
    | Unknown
)
