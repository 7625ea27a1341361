"""Tables that name variables: those that leave the repository's sight, themselves or what is read by them."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterator

from codemod.analysis.carried import DEEP, Carried, Interesting
from codemod.analysis.environment import ENVIRONMENT_CALLS, PATCHING
from codemod.analysis.escape_sites import QUIET_METHODS, hidden, unreadable
from codemod.analysis.meeting import Texts
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.values import External, Origin

_KNOWN = {*ENVIRONMENT_CALLS, *PATCHING, "os.environ.update"}
_SETTING = frozenset({"setenv", "delenv", "parametrize", "skip", "fail"})
"""Last names of what sets the environment, hands values on within the repository, or tells people."""


def shared_tables(
    traces: Traces,
    names: Interesting,
    own: Collection[Origin],
    carried: Carried,
    put: Collection[Origin],
) -> dict[Origin, str]:
    """Return, for a literal of ``names`` in a table, how the table or what is read by it gets out of sight.

    What is composed of it, a message, gets out of no one's sight. ``own`` are constructions of clients, ``put``
    literals under which something is put into the environment: what is stored there is in sight.
    """
    tabled = set(in_tables(traces, names))
    found: dict[Origin, str] = {}
    if not tabled:
        return found
    texts = Texts(traces, names)
    for path, node, how in away(traces, own):
        values = list(traces.values(path, node))
        origins = {text.origin for text in texts.among(values)}
        origins |= {each.origin for each in carried.of(traces.link.node(path, node), DEEP)}
        for origin in origins & tabled:
            if origin not in put or not how.startswith("is stored"):
                found.setdefault(origin, how)
    return found


def in_tables(traces: Traces, names: Interesting) -> Iterator[Origin]:
    """Yield the literals of ``names`` that are keys of a dict, or elements of a sequence."""
    for path, op in traces.ops(operations.MakeDict, operations.MakeSequence):
        if isinstance(op, operations.MakeDict):
            nodes = [item.key for item in op.items if item.constant in names]
        else:
            nodes = list(op.elements)
        for node in nodes:
            constant = traces.constants.get((path, node))
            if constant is not None and constant.value in names:
                yield path, node


def away(traces: Traces, own: Collection[Origin]) -> Iterator[tuple[str, int, str]]:
    """Yield what is given to code that cannot be read: path, node, and how."""
    surface = traces.link.surface
    for path, op in traces.ops(operations.Call):
        if (path, op.target) in own:
            continue
        callees = [value for value in traces.values(path, op.func) if unreadable(value)]
        external = {value.name for value in callees if isinstance(value, External)}
        if any(name in _KNOWN or tells(name) or surface.client_named(name) for name in external):
            continue
        chain = traces.chain(path, op.func)
        if not callees or chain[-1] in QUIET_METHODS or chain[-1] in _SETTING:
            continue
        name = ".".join(part or "…" for part in chain)
        for argument in op.arguments:
            if argument.node > operations.PLAIN:
                yield path, argument.node, f"is passed to {name}()"
    for path, node, _, how in hidden(traces):
        if node > operations.PLAIN:
            yield path, node, how


def tells(name: str) -> bool:
    """Say whether what is called only tells people of its arguments: an exception of Python's own, ``sys.exit``."""
    held = getattr(builtins, name.rpartition(".")[2], None)
    raised = isinstance(held, type) and issubclass(held, BaseException)
    return name == "sys.exit" or (name.startswith("builtins.") and raised)
