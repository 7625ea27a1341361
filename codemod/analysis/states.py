"""Objects of frameworks in which a program keeps its own, and which of their keys can be followed."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.analysis.members import STATE
from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.values import External, Text, Value

FOLLOWED = frozenset({STATE.name, "streamlit.session_state", "flask.g", "quart.g"})
READERS = frozenset({"get", "pop", "setdefault", "__getitem__", "__getattr__"})
"""Methods that give what stands behind the key that they get."""
SPREADERS = frozenset({"items", "values", "to_dict", "update", "copy", "_asdict", "__dict__"})
BLIND = frozenset({"builtins.print", "builtins.len", "builtins.hasattr", "builtins.dir"})
NAMED = frozenset({"builtins.getattr", "builtins.setattr", "builtins.delattr"})


class States:
    """Knows which keys are read in another way than ``state.key`` or ``state["key"]``.

    Whatever is kept behind these is out of sight.
    """

    def __init__(self, traces: Traces) -> None:
        self.traces = traces
        self.open: set[str] = set()
        self.open_keys: set[tuple[str, str]] = set()
        for path, member in traces.ops(operations.GetMember):
            if member.name in SPREADERS:
                self.open.update(self.states(path, member.obj))
        for path, item in traces.ops(operations.GetItem, operations.SetItem):
            if not isinstance(item.constant, str):
                self.open.update(self.states(path, item.obj))
        for path, call in traces.ops(operations.Call):
            self.called(path, call)

    def followed(self, value: Value, key: str | int | None) -> bool:
        """Say whether what is kept in ``value`` under ``key`` is seen wherever it is read."""
        return (
            isinstance(value, External)
            and value.name in FOLLOWED - self.open
            and isinstance(key, str)
            and (value.name, key) not in self.open_keys
        )

    def states(self, path: str, node: int) -> Iterator[str]:
        for value in self.traces.values(path, node):
            if isinstance(value, External) and value.name in FOLLOWED:
                yield value.name

    def called(self, path: str, op: operations.Call) -> None:
        callees = {v.name for v in self.traces.values(path, op.func) if isinstance(v, External)}
        for name in callees:
            state, _, method = name.rpartition(".")
            if state in FOLLOWED and method in READERS and op.arguments:
                self.reads(path, state, op.arguments[0].node)
        if callees & BLIND:
            return
        for position, argument in enumerate(op.arguments):
            for state in self.states(path, argument.node):
                if callees & NAMED and position == 0 and len(op.arguments) > 1:
                    self.reads(path, state, op.arguments[1].node)
                else:
                    self.open.add(state)

    def reads(self, path: str, state: str, key: int) -> None:
        texts = [v.text for v in self.traces.values(path, key) if isinstance(v, Text)]
        self.open_keys.update((state, text) for text in texts)
        if not texts:
            self.open.add(state)
