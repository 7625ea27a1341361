"""The resources of a client, by their paths: ``chat``, ``chat.completions``, and the operations there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemod.vocabulary.values import Resource

if TYPE_CHECKING:
    from codemod.analysis.link import Linker

STRANGE = 3
"""How many names that the surface does not know a path may end in."""


def below(link: Linker, value: Resource, name: str) -> Resource:
    """Return the member ``name`` of a resource.

    A loop that steps from member to member (``node = node.parent``, ``getattr`` over the parts of a
    dotted name) would make longer paths without end: behind what the surface knows there may be
    a few names, each once; or before it one name, of what gives the same resources in another way.
    A resource that may have no more stands for its members too.
    """
    path = f"{value.path}.{name}"
    first, _, inner = path.partition(".")
    prefixes = link.surface.prefixes
    known = path in prefixes or (first not in prefixes and inner in prefixes)
    known = known or may_have(link, value.path, name)
    return Resource(path, value.klass, value.origin) if known else value


def may_have(link: Linker, path: str, name: str) -> bool:
    """Say whether a path may go on with a name of which the surface does not know."""
    before = path.split(".")
    rest: list[str] = []
    while before and ".".join(before) not in link.surface.prefixes:
        rest.append(before.pop())
    return len(rest) < STRANGE and name not in rest
