"""Getters by name: what ``def setting(name): return table.get(name)`` gives for the name at a call.

Functions are solved once for all of their calls. One whose parameter is a key would so give to each
caller what is meant for the others; what leads from the key to the result is worked out per call.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from codemod.analysis.passing import Passed
from codemod.vocabulary.facts import Function, ModuleFacts, Parameter
from codemod.vocabulary.operations import (
    PLAIN,
    Argument,
    Call,
    Copy,
    GetItem,
    GetMember,
    Load,
    Node,
    Op,
)
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.values import FunctionValue, Text

if TYPE_CHECKING:
    from codemod.analysis.link import Linker

READERS = {"get": 0, "getenv": 0, "getattr": 1}
"""Callables that read by a name → the place of that name among their arguments."""

DEEPEST = 4
"""How many getters may call one another: one that asks its like would never end."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a function depends on its parameters and leads to its result."""

    keys: frozenset[Node]
    """Parameters that are the key of a lookup."""
    nodes: tuple[Node, ...]
    ops: tuple[Op, ...]


def selected(link: Linker, value: FunctionValue, passed: Passed, received: bool) -> int | None:
    """Return the node of what this call gives where the function is a getter by a literal name.

    ``received`` says that its first parameter is bound to an object or a class.
    """
    function = link.function(value)
    skip = 1 if received and function.parameters else 0
    given = arguments(function, passed, skip)
    texts = {p.node for p, node in given or () if literal(link, passed, node)}
    if given is None or not texts:
        return None
    found = link.selections.get(value)
    if found is None:
        facts = link.modules[value.path].facts
        found = link.selections[value] = selection(function, facts) or NOTHING
    if not found.keys & texts:
        return None
    base = link.modules[value.path].base
    names = {node: link.new() for node in found.nodes}
    named: dict[Node, str] = {}
    for parameter, node in given:
        target = names.get(parameter.node)
        if target is None:
            continue
        source = base + parameter.default if node is None and parameter.default > 0 else node
        if source is not None and source >= 0:
            if literal(link, passed, source):
                link.chosen[target] = link.chosen.get(source, 0) + 1
                held = [v.text for v in link.values[source] if isinstance(v, Text)]
                if held:
                    named[parameter.node] = held[0]
            link.flow(source, target)
    link.rewire(value.path, [renamed(op, names, named, base) for op in found.ops])
    return names[function.result]


def literal(link: Linker, passed: Passed, node: int | None) -> bool:
    """Say whether a node is a text that stands right there."""
    if node is None or node < 0:
        return False
    if node in link.chosen:
        return link.chosen[node] < DEEPEST
    held = list(link.values[node])
    return (
        len(held) == 1
        and isinstance(held[0], Text)
        and held[0].origin == (passed.path, node - passed.base)
    )


def arguments(
    function: Function, passed: Passed, skip: int
) -> list[tuple[Parameter, int | None]] | None:
    """Return the node of each parameter's argument, None where none is given; -1 for plain ones."""
    found: dict[str, int] = {}
    positional = [p for p in function.parameters if p.kind == "positional"][skip:]
    index = 0
    for argument, node, _, _ in passed.rows():
        if argument.star:
            return None
        if argument.keyword:
            found[argument.keyword] = node
        elif index < len(positional):
            found[positional[index].name] = node
            index += 1
    plain = [p for p in function.parameters[skip:] if p.kind in ("positional", "keyword")]
    return [(parameter, found.get(parameter.name)) for parameter in plain]


def selection(function: Function, facts: ModuleFacts) -> Selection | None:
    """Return what of a function must be worked out per call, or None where that cannot be told."""
    if function.generator or function.asynchronous or function.decorators:
        if function.role not in ("static", "class") or function.generator:
            return None
    ops = facts.ops[function.first : function.last]
    skip = 1 if function.klass >= 0 and function.role != "static" else 0
    parameters = [p.node for p in function.parameters[skip:] if p.kind in ("positional", "keyword")]
    dependent = closed(set(parameters), [(inputs(op), targets(op)) for op in ops])
    if function.result not in dependent:
        return None
    needed = closed({function.result}, [(targets(op), inputs(op)) for op in reversed(ops)])
    both = dependent & needed
    kept = [op for op in ops if targets(op) & both]
    keys: set[Node] = set()
    for op in kept:
        if isinstance(op, GetItem):
            keys.add(op.key)
        elif isinstance(op, Call):
            place = READERS.get(called(op, ops))
            if place is None:
                return None
            keys.update(a.node for a in op.arguments[place : place + 1] if not a.keyword)
        elif not isinstance(op, (Copy, GetMember, Load)):
            return None
    kept = [op for op in kept if not isinstance(op, Load)]
    return Selection(frozenset(keys & set(parameters)), tuple(sorted(both)), tuple(kept))


NOTHING = Selection(frozenset(), (), ())


def closed(start: set[Node], rows: list[tuple[set[Node], set[Node]]]) -> set[Node]:
    """Return ``start`` and all that the rows lead to: from any of the first, to all of the second."""
    found, size = set(start), 0
    while len(found) != size:
        size = len(found)
        for sources, results in rows:
            if sources & found:
                found |= results
    return found


def called(op: Call, ops: list[Op]) -> str:
    """Return the last name of what a call calls."""
    for other in ops:
        if isinstance(other, (GetMember, Load)) and other.target == op.func:
            return other.name
    return ""


def targets(op: Op) -> set[Node]:
    """Return the nodes that an operation lets values flow into, as far as they are its own."""
    target = getattr(op, "target", PLAIN)
    return {target} - {PLAIN} if not isinstance(op, Load) else set()


def inputs(op: Op) -> set[Node]:
    return {node for name, node in nodes(op) if name != "target"} - {PLAIN}


def nodes(part: Any) -> list[tuple[str, Node]]:
    found: list[tuple[str, Node]] = []
    for each in fields(part):
        value = getattr(part, each.name)
        if each.type == "Node":
            found.append((each.name, value))
        elif isinstance(value, tuple):
            for inner in value:
                if hasattr(inner, "__dataclass_fields__"):
                    found.extend(nodes(inner))
                elif "Node" in str(each.type) and isinstance(inner, int):
                    found.append((each.name, inner))
    return found


def renamed(op: Op, names: dict[Node, int], texts: dict[Node, str], base: int) -> Op:
    """Return an operation on the nodes of one call; ``texts`` are the literals of its parameters."""

    def here(node: Node) -> Node:
        return names[node] - base if node in names else node

    if isinstance(op, Copy):
        return Copy(here(op.target), here(op.source))
    if isinstance(op, GetMember):
        return replace(op, target=here(op.target), obj=here(op.obj))
    if isinstance(op, GetItem):
        constant = op.constant if op.constant is not None else texts.get(op.key)
        return replace(
            op, target=here(op.target), obj=here(op.obj), key=here(op.key), constant=constant
        )
    assert isinstance(op, Call)
    rows: tuple[Argument, ...] = tuple(replace(a, node=here(a.node)) for a in op.arguments)
    return replace(op, target=here(op.target), func=here(op.func), arguments=rows)
