"""Who asks for absent modules: their code is called, or their objects met, with what matters."""

from __future__ import annotations

from codemod.analysis.bearing import Near
from codemod.analysis.link import Linker
from codemod.analysis.mattering import hands
from codemod.vocabulary.values import Bound, ClassValue, FunctionValue, Value

OWN = (FunctionValue, ClassValue, Bound)
"""Callables of the repository, whose code is there."""


def ask(link: Linker) -> bool:
    """Want the modules that are handed what matters; say whether any is new.

    A callable outside the repository may hand one of its arguments to another: a thread, a pool.
    """
    asking = Asking(link)
    for called, passed in link.calls:
        rows = [node for _, node, _, _ in passed.rows() if node >= 0]
        paths = dict(link.absent.get(called, {}))
        own = link.values[called]
        if not own or not all(isinstance(value, OWN) for value in own):
            for node in rows:
                paths.update(link.absent.get(node, {}))
        if paths and any(asking.hands(node) for node in rows):
            link.wanted.update(paths)
    for holder, node in link.meetings:
        held = link.absent.get(holder)
        if held and asking.hands(node):
            link.wanted.update(held)
    return bool(link.wanted)


class Asking:
    """Remembers which values matter, while nothing new is found."""

    def __init__(self, link: Linker) -> None:
        self.link = link
        self.near = Near(link)
        self.known: dict[Value, bool] = {}

    def hands(self, node: int) -> bool:
        """Say whether one of the values of a node matters to who is handed it."""
        for value in self.link.values[node]:
            known = self.known.get(value)
            if known is None:
                known = self.known[value] = hands(self.link, value, self.near)
            if known:
                return True
        return False
