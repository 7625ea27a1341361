"""Settings: fields of an object that the environment fills, and the variable behind each."""

from __future__ import annotations

from codemod.analysis.traces import Traces
from codemod.vocabulary import operations
from codemod.vocabulary.values import ClassValue, Object, Origin, Product, Text

FILLED = "BaseSettings"
"""The last name of the base whose fields the environment fills."""
SECRETS = frozenset({"get_secret_value"})
NAMING = ("validation_alias", "alias", "env")
"""Keywords of a field that name its variable, the first that stands there."""


def variable_behind(traces: Traces, path: str, node: int) -> str:
    """Return the variable that fills the setting at a node, or ""."""
    call = traces.calls.get((path, node))
    if call is not None:
        method = traces.members.get((path, call.func))
        if method is None or method.name not in SECRETS:
            return ""
        node = method.obj
    read = traces.members.get((path, node))
    if read is None:
        return ""
    for value in traces.values(path, read.obj):
        if isinstance(value, Object):
            for klass in traces.link.ancestors(value.klass):
                found = filling(traces, klass, value.klass, read.name)
                if found:
                    return found
    return ""


def filling(traces: Traces, klass: ClassValue, made: ClassValue, name: str) -> str:
    """Return the variable that fills the field ``name`` of a class, or ""."""
    link = traces.link
    if name not in link.klass(klass).fields:
        return ""
    if not any(base.rpartition(".")[2] == FILLED for base in link.external_bases(made)):
        return ""
    member = link.klass(klass).members.get(name)
    origin = traces.link.node(klass.path, member) if member is not None else -1
    for op in field_calls(traces, klass.path, origin):
        for keyword in NAMING:
            for argument in op.arguments:
                if argument.keyword == keyword:
                    return text_of(traces, klass.path, argument.node)
    return prefix(traces, made) + name.upper()


def field_calls(traces: Traces, path: str, member: int) -> list[operations.Call]:
    """Return the calls whose result a member of a class is given."""
    base = traces.link.modules[path].base
    sources = {n for n in traces.link.edges if member in traces.link.edges.get(n, {})}
    return [op for n in sources if (op := traces.calls.get((path, n - base))) is not None]


def prefix(traces: Traces, klass: ClassValue) -> str:
    """Return what the names of all variables of a class begin with."""
    for each in traces.link.ancestors(klass):
        members = traces.link.klass(each).members
        for value in traces.values(each.path, members.get("model_config", 0)):
            if isinstance(value, Product):
                found = keyword_text(traces, value.origin)
                if found:
                    return found.upper()
        for value in traces.values(each.path, members.get("Config", 0)):
            if isinstance(value, ClassValue):
                inner = traces.link.klass(value).members.get("env_prefix", 0)
                found = text_of(traces, value.path, inner)
                if found:
                    return found.upper()
    return ""


def keyword_text(traces: Traces, origin: Origin) -> str:
    op = traces.calls.get(origin)
    for argument in op.arguments if op is not None else ():
        if argument.keyword == "env_prefix":
            return text_of(traces, origin[0], argument.node)
    return ""


def text_of(traces: Traces, path: str, node: int) -> str:
    found = [v.text for v in traces.values(path, node) if isinstance(v, Text)]
    return found[0] if len(found) == 1 else ""
