"""Names while a module is scanned: what binds them, and the node that a read of one sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from codemod.analysis.scopes import Scope
from codemod.vocabulary.facts import Function, ModuleFacts
from codemod.vocabulary.operations import Copy, Node, Op
from codemod.vocabulary.spans import Span

NOWHERE = Span(1, 0, 1, 0)


class Binder:
    """Binds and looks up names in the current scope; gathers operations on ``facts``."""

    def __init__(self, path: str) -> None:
        self.facts = ModuleFacts(path)
        self.module = Scope("module", None, cells=self.facts.names)
        self.scope = self.module
        self.statement = NOWHERE
        self.quoted: tuple[str, Span] | None = None
        """Text and place of the string annotation that is being evaluated."""
        self.bindings: list[tuple[Scope, str, Node]] = []
        self.visitors: dict[type, Callable[[Any], Node]] = {}
        """What scans an expression of a kind, as far as one was met."""
        self.emit: Callable[[Op], None] = self.facts.ops.append

    def new(self) -> Node:
        number = self.facts.nodes
        self.facts.nodes = number + 1
        return number

    def cell(self, scope: Scope, name: str) -> Node:
        node = scope.cells.get(name)
        if node is None:
            node = scope.cells[name] = self.new()
        return node

    def scope_of(self, name: str) -> Scope:
        """Return the scope in which an assignment to ``name`` lands."""
        scope = self.scope
        while scope.kind == "comprehension" and name not in scope.local and scope.parent:
            scope = scope.parent
        if name not in scope.outer:
            return scope
        outer = scope.parent
        while outer is not None and outer.kind != "module":
            if outer.kind in ("function", "lambda") and name in outer.local:
                return outer
            outer = outer.parent
        return self.module

    def bind(self, name: str, node: Node) -> None:
        scope = self.scope_of(name)
        self.facts.bound[name] = self.facts.bound.get(name, 0) + 1
        self.emit(Copy(self.cell(scope, name), node))
        scope.reaching[name] = node
        self.bindings.append((scope, name, node))

    def lookup(self, name: str) -> Node:
        """Return the node that a read of ``name`` sees here."""
        scope: Scope | None = self.scope
        here = True
        while scope is not None:
            if scope.kind == "class" and not here:
                scope = scope.parent
                continue
            if here and name in scope.reaching and name not in scope.outer:
                return scope.reaching[name]
            if name in scope.local and name not in scope.outer:
                unbound = scope.kind == "class" and here
                return self.cell(self.module if unbound else scope, name)
            if scope.kind != "comprehension":
                here = False
            scope = scope.parent
        return self.cell(self.module, name)

    def join(self, *nodes: Node) -> Node:
        """Return a node that holds whatever any of ``nodes`` holds."""
        kept = list(dict.fromkeys(nodes))
        if len(kept) == 1:
            return kept[0]
        target = self.new()
        for node in kept:
            self.emit(Copy(target, node))
        return target

    def function_here(self) -> int:
        scope: Scope | None = self.scope
        while scope is not None and scope.kind in ("comprehension", "class"):
            scope = scope.parent
        return scope.function if scope is not None else -1

    def current_function(self) -> Function | None:
        number = self.function_here()
        return self.facts.functions[number] if number >= 0 else None
