"""Who asks for absent modules: their code is called, or their objects met, with what matters."""

from __future__ import annotations

from codemod.analysis.link import Linker
from codemod.analysis.mattering import Mattering
from codemod.vocabulary.values import Bound, ClassValue, FunctionValue

OWN = (FunctionValue, ClassValue, Bound)
"""Callables of the repository, whose code is there."""


def ask(link: Linker, mattering: Mattering) -> bool:
    """Want the modules that are handed what matters; say whether any is new.

    A callable outside the repository may hand one of its arguments to another: a thread, a pool.
    """
    absent, wanted = link.absent, link.wanted
    for called, rows in link.calls:
        held = [absent[called]] if called in absent else []
        if any(node in absent for node in rows):
            own = link.values[called]
            if not own or not all(isinstance(value, OWN) for value in own):
                held += [absent[node] for node in rows if node in absent]
        if held and any(mattering.hands(node) for node in rows):
            for paths in held:
                wanted.update(paths)
    for holder, node in link.meetings:
        if holder in absent and mattering.hands(node):
            wanted.update(absent[holder])
    return bool(wanted)
