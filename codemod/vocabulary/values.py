"""Values: what an expression may evaluate to. Sets of them only grow, towards ``Unknown``.

An **origin** is the (module path, node) that made a value: a construction, a call, a literal.
"""

from __future__ import annotations

from dataclasses import dataclass

Origin = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Client:
    """An instance of a client class of the source SDK."""

    klass: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a client, or one of its operations, by its path: ``chat.completions``."""

    path: str
    klass: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of a type of the surface, a type expression, from the call at ``origin``."""

    type: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Method:
    """A bound method of a surface type."""

    type: str
    name: str
    returns: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Composed:
    """A text that is put together at ``origin``: an f-string, a sum, a format."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class Atom:
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


@dataclass(frozen=True, slots=True)
class External:
    """A name outside the repository: ``os.getenv``, a class of the source SDK, a builtin."""

    name: str


@dataclass(frozen=True, slots=True)
class Product:
    """What an external callable returned, or an external class's instance."""

    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module of the repository, by path; or a package prefix that is outside."""

    path: str


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """A function of the repository; ``bare`` as its own decorators receive it."""

    path: str
    number: int
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A function of the repository bound to a receiver."""

    function: FunctionValue
    receiver: Object | ClassValue


@dataclass(frozen=True, slots=True)
class ClassValue:
    path: str
    number: int


@dataclass(frozen=True, slots=True)
class Object:
    """An instance of a class of the repository."""

    klass: ClassValue


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dict made at ``origin``."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, tuple, set or generator made at ``origin``."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class Variable:
    """What an environment variable holds; ``origin`` is the literal that names it, if one does.

    ``sure`` says that it is never None: an absent variable raises.
    """

    name: str
    origin: Origin
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Partial:
    """A ``functools.partial`` made by the call at ``origin``."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A caught exception of the source SDK."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that cannot be seen; ``reason`` says why in a few words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Inner:
    """A bound method of a container, a string or a product, or the text of an exception."""

    receiver: Dictionary | Sequence | Text | Product | Variable | External | ErrorValue | Object
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
