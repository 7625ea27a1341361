"""The schema of a surface: from checked YAML to the typed description of the source SDK."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from codemod.vocabulary.module_client import ModuleClient
from codemod.vocabulary.surface import ClientClass, Member, Model, Operation, Surface
from transforms.entries import Entry, suggestion
from transforms.module_schema import read_module_client

SCALARS = ("str", "int", "float", "bool", "any")
GENERICS = ("list", "dict", "stream", "page", "manager", "dump")
OF_CLIENTS = ("client", "raw")

ROLES: Mapping[str, str] = {
    "chat": "",
    "vision": "chat",
    "small": "chat",
    "small-vision": "vision",
    "reasoning": "vision",
    "reasoning-small": "reasoning",
    "coding": "chat",
    "research": "",
    "search": "",
    "computer": "",
    "audio": "",
    "embedding": "",
    "image": "",
    "video": "",
    "transcription": "",
    "speech": "",
    "moderation": "",
    "realtime": "",
    "completion": "",
}
"""Role of a model → the role whose model stands in for it where a provider names none."""

PLAIN_ROLES = ("chat", "vision", "small", "small-vision", "coding")
"""Roles of models that converse, and whose place no model takes that thinks unless told not to."""

_SECTIONS = (
    "name",
    "distribution",
    "modules",
    "hosts",
    "environment",
    "key_pattern",
    "lookalikes",
    "key_readers",
    "personas",
    "module_settings",
    "clients",
    "client_members",
    "operations",
    "other_operations",
    "model_members",
    "types",
    "exceptions",
    "models",
    "model_pattern",
)


_DEPLOYING = ("deploying_variables", "token_providers")


def _listed(sections: Mapping[str, Entry], name: str) -> tuple[str, ...]:
    return sections[name].texts() if name in sections else ()


def read_surface(root: Entry) -> Surface:
    """Return the surface that ``root`` describes.

    Raises ``CatalogError`` for a key, type or role that is not known, and for whatever is missing.
    """
    sections = root.fields(
        _SECTIONS, ("parameters", "module_client", "deploying_hosts", *_DEPLOYING)
    )
    names = sections["types"].items()
    types = Types(tuple(names))
    members, type_names = _types(sections["types"], sections["model_members"].items(), types)
    parents, exception_names, exception_members = _exceptions(sections["exceptions"])
    operations = dict(
        (
            *_operations(sections["operations"], types),
            *_other_operations(sections["other_operations"], sections["operations"]),
        )
    )
    clients = dict(_clients(sections["clients"]))
    deploying = sections["deploying_hosts"].texts() if "deploying_hosts" in sections else ()
    return Surface(
        name=sections["name"].text(),
        distribution=sections["distribution"].text(),
        modules=sections["modules"].texts(),
        clients=clients,
        client_members=dict(_members(sections["client_members"], types, OF_CLIENTS)),
        operations=operations,
        types=members,
        type_names=type_names,
        exceptions=parents,
        exception_names=exception_names,
        exception_members=exception_members,
        hosts=(*sections["hosts"].texts(), *deploying),
        deploying_hosts=deploying,
        deploying_variables=_listed(sections, "deploying_variables"),
        token_providers=_listed(sections, "token_providers"),
        environment={
            name: entry.texts()
            for name, entry in sections["environment"]
            .fields(("api_key", "base_url", "other", "proxy"))
            .items()
        },
        models=dict(_models(sections["models"])),
        model_pattern=_pattern(sections["model_pattern"]),
        key_pattern=_pattern(sections["key_pattern"]),
        module_settings=frozenset(sections["module_settings"].texts()),
        lookalikes=frozenset(sections["lookalikes"].texts()),
        personas=sections["personas"].texts(),
        key_readers=frozenset(sections["key_readers"].texts()),
        module_client=(
            read_module_client(sections["module_client"], clients, operations, parents)
            if "module_client" in sections
            else ModuleClient({})
        ),
    )


class Types:
    """The type names of a surface; checks type expressions."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def check(self, entry: Entry, also: tuple[str, ...] = ()) -> str:
        """Return the type expression at ``entry``, every name of which must be known."""
        return self.check_text(entry, entry.text(), also)

    def check_text(self, entry: Entry, text: str, also: tuple[str, ...] = ()) -> str:
        rest = text
        while match := re.fullmatch(r"(\w+)\[(.+)\]", rest):
            if match[1] not in GENERICS:
                raise entry.error(f"unknown type {match[1]}[]{suggestion(match[1], GENERICS)}")
            rest = match[2]
        known = (*self.names, *SCALARS, *also)
        if rest not in known:
            raise entry.error(f"unknown type {rest}{suggestion(rest, known)}")
        return text


def _pattern(entry: Entry) -> str:
    try:
        re.compile(entry.text())
    except re.error as error:
        raise entry.error(f"{entry.name} is no regular expression: {error}") from None
    return entry.text()


def _clients(section: Entry) -> Iterator[tuple[str, ClientClass]]:
    for name, entry in section.items().items():
        fields = entry.fields(("names", "parameters"), ("async", "supported", "deployed"))
        yield name, ClientClass(
            name=name,
            names=fields["names"].texts(),
            asynchronous="async" in fields and fields["async"].flag(),
            parameters=fields["parameters"].texts(),
            deployed="deployed" in fields and fields["deployed"].flag(),
            supported="supported" not in fields or fields["supported"].flag(),
        )


def _operations(section: Entry, types: Types) -> Iterator[tuple[str, Operation]]:
    for path, entry in section.items().items():
        fields = entry.fields(("parameters", "returns"), ("streamed", "inputs"))
        parameters = fields["parameters"].texts()
        inputs = {}
        for name, value in fields["inputs"].items().items() if "inputs" in fields else ():
            if name not in parameters:
                raise value.error(f"{path} has no parameter {name}{suggestion(name, parameters)}")
            inputs[name] = types.check(value)
        yield path, Operation(
            path=path,
            parameters=parameters,
            returns=types.check(fields["returns"]),
            streamed=types.check(fields["streamed"]) if "streamed" in fields else "",
            inputs=inputs,
        )


def _other_operations(section: Entry, described: Entry) -> Iterator[tuple[str, Operation]]:
    full = described.items()
    for resource, entry in section.items().items():
        for method in entry.texts():
            path = f"{resource}.{method}"
            if path in full:
                raise entry.error(f"{path} is described above already")
            yield path, Operation(path=path, parameters=(), returns="any")


def _types(
    section: Entry, common: Mapping[str, Entry], types: Types
) -> tuple[dict[str, dict[str, Member]], dict[str, str]]:
    members: dict[str, dict[str, Member]] = {}
    names: dict[str, str] = {}
    for name, entry in section.items().items():
        fields = entry.fields((), ("names", "of", "members"))
        if "of" in fields:
            fields["of"].known("kind of type", ("model", "plain"))
        plain = "of" in fields and fields["of"].text() == "plain"
        own = fields["members"].items() if "members" in fields else {}
        found = {} if plain or name in GENERICS else common
        members[name] = dict(_each({**found, **own}, types, name, name in GENERICS))
        for dotted in fields["names"].texts() if "names" in fields else ():
            if dotted in names:
                raise fields["names"].error(f"{dotted} names {names[dotted]} already")
            names[dotted] = name
    return members, names


def _members(section: Entry, types: Types, also: tuple[str, ...]) -> Iterator[tuple[str, Member]]:
    for name, entry in section.items().items():
        yield name.removesuffix("()"), Member(types.check(entry, also), name.endswith("()"))


def _each(
    entries: Mapping[str, Entry], types: Types, owner: str, generic: bool
) -> Iterator[tuple[str, Member]]:
    """The members of one type: ``self`` stands for the type, ``T`` for that of its elements."""
    for name, entry in entries.items():
        text = re.sub(r"\bself\b", owner, entry.text())
        types.check_text(entry, text, ("T",) if generic else ())
        yield name.removesuffix("()"), Member(text, name.endswith("()"))


def _exceptions(
    section: Entry,
) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    fields = section.fields(("modules", "tree", "names", "members"))
    parents: dict[str, str] = {}
    for name, entry in fields["tree"].items().items():
        parent = entry.text()
        if parent and parent not in parents:
            raise entry.error(f"unknown exception {parent}{suggestion(parent, parents)}")
        parents[name] = parent
    names = {f"{module}.{name}": name for name in parents for module in fields["modules"].texts()}
    for dotted, entry in fields["names"].items().items():
        names[dotted] = entry.known("exception", parents)
    return parents, names, fields["members"].texts()


def _models(section: Entry) -> Iterator[tuple[str, Model]]:
    seen: set[str] = set()
    for group in section.elements():
        fields = group.fields(("role", "names"), ("vision", "dimensions"))
        role = fields["role"].known("role", ROLES)
        vision = "vision" in fields and fields["vision"].flag()
        dimensions = fields["dimensions"].number() if "dimensions" in fields else 0
        for name in fields["names"].texts():
            if name in seen:
                raise fields["names"].error(f"{name} has a role already")
            seen.add(name)
            yield name, Model(name, role, vision, dimensions)
