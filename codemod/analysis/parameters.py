"""What reaches the parameters of a function of the repository that is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.analysis import items
from codemod.analysis.containers import Key
from codemod.analysis.passing import Passed
from codemod.vocabulary.values import (
    Atom,
    ClassValue,
    Dictionary,
    FunctionValue,
    Object,
    Sequence,
    Value,
)

if TYPE_CHECKING:
    from codemod.analysis.link import Linker


class Parameters:
    """The parameters of one function, filled by the arguments of one call in their order."""

    def __init__(self, link: Linker, value: FunctionValue) -> None:
        function = link.function(value)
        self.link = link
        self.value = value
        self.base = link.modules[value.path].base
        rows = function.parameters
        self.positional = [p for p in rows if p.kind == "positional"]
        self.named = {p.name: p for p in rows if p.kind in ("positional", "keyword")}
        self.vararg = next(((value.path, p.node) for p in rows if p.kind == "vararg"), None)
        self.kwarg = next(((value.path, p.node) for p in rows if p.kind == "kwarg"), None)
        self.method = function.klass >= 0 and not function.role
        self.index = 0
        """How many parameters are filled by position."""
        self.places = 0
        """How many elements ``*args`` has so far."""
        self.certain = True
        """No ``*x`` came before."""

    def fill(self, passed: Passed, receiver: Object | ClassValue | None) -> None:
        """Let the receiver and each argument flow into its parameter."""
        if receiver is not None:
            held = self.link.cell(receiver, "receiver")
            self.link.add(held, receiver)
            self.place(held, True)
        for argument, node, path, span in passed.rows():
            if argument.star == 2:
                if node >= 0:
                    self.link.on(node, self.spread)
                    for parameter in self.named.values():
                        self.link.carry(node, self.base + parameter.node)
            elif argument.star == 1:
                if node >= 0:
                    self.star(node)
                self.certain = False
            elif argument.keyword:
                key = Key("argument", path, span, argument.span, argument.value_span, node)
                self.by_name(argument.keyword, node, key)
            else:
                self.place(node)

    def place(self, node: int, receiver: bool = False) -> None:
        """Give the next positional argument."""
        if self.index < len(self.positional):
            if node >= 0:
                self.give(node, self.index, receiver)
            self.index += 1
        elif self.vararg is not None:
            if node >= 0:
                self.link.put(self.vararg, self.places if self.certain else None, node, None)
            self.places += 1

    def give(self, node: int, index: int, receiver: bool = False) -> None:
        """Let a node flow into a positional parameter; a method's first takes its own objects only."""
        target = self.base + self.positional[index].node
        if index or not self.method or receiver:
            self.link.flow(node, target)
            return

        def own(value: Value) -> None:
            if receives(self.link, self.value, value):
                self.link.add(target, value)

        self.link.carry(node, target)
        self.link.on(node, own)

    def star(self, node: int) -> None:
        """Give the elements of ``*x``, each to the parameter at its place where that is known."""
        link, before, first = self.link, self.index, self.index
        targets = {index: link.new() for index in range(first, len(self.positional))}
        for index, target in targets.items():
            self.give(target, index)
        rest = link.container(self.vararg).rest if self.vararg is not None else -1
        for target in (*targets.values(), rest):
            if target >= 0:
                link.carry(node, target)

        def spread(value: Value) -> None:
            if isinstance(value, Sequence):
                from codemod.analysis.decorators import relays

                if relays(link, self.value, value.origin, before):
                    return
                for index, target in targets.items():
                    link.flow(link.at(value.origin, index - first), target)
            else:
                for target in targets.values():
                    items.each_of(link, value, target)
            if rest >= 0:
                items.each_of(link, value, rest)

        link.on(node, spread)

    def by_name(self, name: str, node: int, key: Key | None) -> None:
        """Give a keyword argument."""
        if name in self.named:
            if node >= 0:
                self.link.flow(node, self.base + self.named[name].node)
        elif self.kwarg is not None:
            self.link.put(self.kwarg, name, node if node >= 0 else self.link.new(), key)

    def spread(self, value: Value) -> None:
        """Give the keys of ``**x``."""
        if isinstance(value, Dictionary):
            box = self.link.container(value.origin)

            def key(name: str | int) -> None:
                self.by_name(str(name), box.keys[name], None)
                for site in list(box.sites.get(name, ())):
                    self.by_name(str(name), box.keys[name], site)

            self.link.each_key(value.origin, key)
            if self.kwarg is not None:
                self.link.spread(value.origin, self.kwarg, frozenset(self.named))
        elif self.kwarg is not None and not isinstance(value, Atom):
            self.link.open(self.kwarg)


def receives(link: Linker, callee: FunctionValue, value: Value) -> bool:
    """Say whether a value may be the ``self`` of a method that is called as a function."""
    if not isinstance(value, Object):
        return False
    klass = ClassValue(callee.path, link.function(callee).klass)
    return klass in link.ancestors(value.klass) or value.klass in link.ancestors(klass)
