"""A profile of the user's that extends a known one: what it says is laid over what that one says."""

from __future__ import annotations

import yaml

from transforms.entries import Entry
from transforms.treatments import VERBS

_WHOLE = frozenset({*VERBS, "name", "value", "is"})
"""A mapping with one of these keys is one thing, and takes the place of the other as a whole."""


def extended(under: Entry, over: Entry) -> Entry:
    """Return ``under`` with what ``over`` says; every value keeps its file and line."""
    return Entry(over.file, over.name, _merged(under.node, over.node, top=True), over.key)


def _merged(under: yaml.Node, over: yaml.Node, *, top: bool = False) -> yaml.Node:
    if not (isinstance(under, yaml.MappingNode) and isinstance(over, yaml.MappingNode)):
        return over
    own = {str(key.value): (key, value) for key, value in over.value}
    if own.keys() & _WHOLE and not top:
        return over
    rows = []
    for key, value in under.value:
        found = own.pop(str(key.value), None)
        rows.append((key, value) if found is None else (found[0], _merged(value, found[1])))
    node = yaml.MappingNode(over.tag, [*rows, *own.values()], over.start_mark, over.end_mark)
    return node
