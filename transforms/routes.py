"""The schema of one route of a profile: clients, operations, members, streams, errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from codemod.vocabulary.provider import OperationMap, Route, Treatment, Verb
from codemod.vocabulary.shapes import Shape
from codemod.vocabulary.surface import Operation, Surface
from transforms.entries import Entry, suggestion
from transforms.treatments import expression, read_treatment, sentence, template

_REQUIRED = ("distribution", "requirement", "python", "client", "operations", "unsupported")
_OPTIONAL = (
    "clients",
    "types",
    "stream",
    "errors",
    "error_members",
    "thinking_off",
    "dimension_keyword",
    "options",
    "roles",
    "unchanged",
)
_STREAM = ("with", "next", "close", "response")
_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What every part of a route is read against; ``holes`` are written ``<name>`` in the YAML."""

    surface: Surface
    shapes: Mapping[str, Shape]
    holes: Mapping[str, str]

    def treatment(self, entry: Entry) -> Treatment:
        return read_treatment(entry, self.shapes)

    def treatments(self, section: Entry, what: str, known: Iterable[str]) -> dict[str, Treatment]:
        """Return the treatment of each key of ``section``; all keys must be ``known``."""
        words = tuple(known)
        found = {}
        for name, entry in section.items().items():
            known_key(entry, what, words)
            found[name] = self.treatment(entry)
        return found

    def expressions(self, section: Entry) -> dict[str, str]:
        return {name: expression(each, self.holes) for name, each in section.items().items()}


def known_key(entry: Entry, what: str, known: Iterable[str]) -> None:
    """Raise ``CatalogError`` unless the key of ``entry`` is one of ``known``."""
    words = tuple(known)
    if entry.name not in words:
        raise entry.error(f"unknown {what} {entry.name}{suggestion(entry.name, words)}")


def read_route(kind: str, section: Entry, settings: Settings, shared: Entry | None) -> Route:
    """Return the route at ``section``; what ``shared`` says holds where it says nothing.

    Raises ``CatalogError``.
    """
    fields = section.fields((), (*_REQUIRED, *_OPTIONAL))
    common = shared.fields((), (*_REQUIRED, *_OPTIONAL)) if shared is not None else {}
    for name in _REQUIRED:
        if name not in fields and name not in common:
            raise section.error(f"{section.name} has no {name}")
    both = [part for part in (common, fields) if part]
    client = Client.merged([part["client"] for part in both if "client" in part], settings)
    names, members, as_input = _types(fields, settings)
    errors, reasons = _errors(fields, settings)
    last = {**common, **fields}
    return Route(
        kind=kind,
        distribution=last["distribution"].text(),
        requirement=last["requirement"].text(),
        python=last["python"].text(),
        names={**_clients(both, settings), **names},
        client_parameters=client.parameters,
        client_defaults=client.defaults,
        client_members=client.members,
        operations=_operations(section, both, settings),
        members=members,
        stream=(
            settings.treatments(fields["stream"], "part of a stream", _STREAM)
            if "stream" in fields
            else {}
        ),
        errors=errors,
        error_members=(
            settings.treatments(
                fields["error_members"], "exception member", settings.surface.exception_members
            )
            if "error_members" in fields
            else {}
        ),
        thinking_off=(
            settings.expressions(fields["thinking_off"]) if "thinking_off" in fields else {}
        ),
        dimension_keyword=last["dimension_keyword"].text() if "dimension_keyword" in last else "",
        shapes=settings.shapes,
        error_reasons=reasons,
        as_input=as_input,
        options=_options(fields),
        message_roles=(
            {name: each.text() for name, each in last["roles"].items().items()}
            if "roles" in last
            else {}
        ),
    )


def _dotted(entry: Entry) -> str:
    if not _DOTTED.fullmatch(entry.text()):
        raise entry.error(f"{entry.text()} is no dotted name")
    return entry.text()


def _options(fields: Mapping[str, Entry]) -> dict[str, str]:
    if "options" not in fields:
        return {}
    known = fields["options"].fields((), ("region", "workspace", "base_url"))
    return {name: entry.text() for name, entry in known.items()}


def _clients(parts: Sequence[Mapping[str, Entry]], settings: Settings) -> dict[str, str]:
    names = {}
    for fields in parts:
        for name, entry in fields["clients"].items().items() if "clients" in fields else ():
            known_key(entry, "client", settings.surface.clients)
            for dotted in settings.surface.clients[name].names:
                names[dotted] = _dotted(entry)
    return names


@dataclass(frozen=True, slots=True)
class Client:
    """How the construction of a client maps, and what the client itself offers."""

    parameters: dict[str, Treatment]
    defaults: dict[str, str]
    members: dict[str, Treatment]

    @classmethod
    def merged(cls, sections: list[Entry], settings: Settings) -> Client:
        """Read the sections in order; later ones win. Every parameter must be covered."""
        surface = settings.surface
        known = dict.fromkeys(
            name
            for client in surface.clients.values()
            if client.supported
            for name in client.parameters
        )
        client = cls({}, {}, {})
        for section in sections:
            parts = section.fields((), ("parameters", "defaults", "members"))
            if "parameters" in parts:
                client.parameters.update(
                    settings.treatments(parts["parameters"], "client parameter", known)
                )
            if "defaults" in parts:
                client.defaults.update(settings.expressions(parts["defaults"]))
            if "members" in parts:
                client.members.update(
                    settings.treatments(parts["members"], "client member", surface.client_members)
                )
        if missing := [name for name in known if name not in client.parameters]:
            raise sections[-1].error(f"nothing is said of client parameters {', '.join(missing)}")
        return client


def _types(
    fields: Mapping[str, Entry], settings: Settings
) -> tuple[dict[str, str], dict[str, dict[str, Treatment]], dict[str, str]]:
    surface = settings.surface
    names: dict[str, str] = {}
    members: dict[str, dict[str, Treatment]] = {}
    as_input: dict[str, str] = {}
    sections = dict(fields["types"].items()) if "types" in fields else {}
    known = sorted({name for of_type in surface.types.values() for name in of_type})
    common, of_dicts = (
        settings.treatments(sections.pop(group), "member", known) if group in sections else {}
        for group in ("every type", "every dict")
    )
    for name, entry in sections.items():
        known_key(entry, "type", surface.types)
        parts = entry.fields((), ("is", "members", "as_input"))
        own = surface.types[name]
        target = _dotted(parts["is"]) if "is" in parts else ""
        group = {**common, **of_dicts} if target == "builtins.dict" else common
        found = {member: how for member, how in group.items() if member in own}
        if "members" in parts:
            found.update(settings.treatments(parts["members"], f"member of {name}", own))
        if found:
            members[name] = found
        if target:
            names.update(
                {dotted: target for dotted, known in surface.type_names.items() if known == name}
            )
        if "as_input" in parts:
            as_input[name] = template(parts["as_input"])
    return names, members, as_input


def _operations(
    section: Entry, parts: Sequence[Mapping[str, Entry]], settings: Settings
) -> dict[str, OperationMap]:
    surface = settings.surface
    found: dict[str, OperationMap] = {}
    for fields in parts:
        if "operations" not in fields:
            continue
        for path, entry in fields["operations"].items().items():
            known_key(entry, "operation", surface.operations)
            found[path] = _operation(surface.operations[path], entry, settings, found)
    for fields in parts:
        for prefix in fields["unchanged"].elements() if "unchanged" in fields else ():
            for path in _below(prefix, prefix.text(), surface):
                if path not in found:
                    known = surface.operations[path].parameters
                    keep = {name: Treatment(Verb.KEEP) for name in known}
                    found[path] = OperationMap(path, keep)
    reasons = _reasons(parts, settings)
    rest = [path for path in surface.operations if path not in found]
    if silent := [path for path in rest if not _reason(path, reasons)]:
        raise section.error(
            f"nothing is said of {silent[0]} and {len(silent) - 1} other operations"
        )
    for path in rest:
        found[path] = OperationMap(path, {}, unsupported=_reason(path, reasons))
    return found


def _reasons(parts: Sequence[Mapping[str, Entry]], settings: Settings) -> dict[str, str]:
    reasons = {}
    for fields in parts:
        for prefix, entry in (
            fields["unsupported"].items().items() if "unsupported" in fields else ()
        ):
            if prefix != "*":
                _below(entry, prefix, settings.surface)
            reasons[prefix] = sentence(entry)
    return reasons


def _reason(path: str, reasons: Mapping[str, str]) -> str:
    """Return the reason of the longest prefix of ``path``, or ""."""
    prefix = path
    while prefix and prefix not in reasons:
        prefix = prefix.rpartition(".")[0]
    return reasons.get(prefix or "*", "")


def _below(entry: Entry, prefix: str, surface: Surface) -> list[str]:
    paths = [path for path in surface.operations if f"{path}.".startswith(f"{prefix}.")]
    if not paths:
        raise entry.error(f"unknown operation {prefix}{suggestion(prefix, surface.operations)}")
    return paths


def _operation(
    operation: Operation, entry: Entry, settings: Settings, found: Mapping[str, OperationMap]
) -> OperationMap:
    parts = entry.fields(
        (),
        ("path", "like", "parameters", "unlisted", "defaults", "stream_defaults", "unsupported"),
    )
    if "unsupported" in parts:
        return OperationMap(operation.path, {}, unsupported=sentence(parts["unsupported"]))
    earlier = found.get(operation.path)
    if "like" in parts:
        earlier = found[parts["like"].known("operation above", found)]
    parameters = dict(earlier.parameters) if earlier is not None else {}
    if "parameters" in parts:
        parameters.update(
            settings.treatments(
                parts["parameters"], f"parameter of {operation.path}", operation.parameters
            )
        )
    if "unlisted" in parts:
        rest = settings.treatment(parts["unlisted"])
        parameters = {name: parameters.get(name, rest) for name in operation.parameters}
    parameters = {name: how for name, how in parameters.items() if name in operation.parameters}
    if missing := [name for name in operation.parameters if name not in parameters]:
        raise entry.error(f"nothing is said of parameters {', '.join(missing)}")
    defaults, unless = _defaults(parts, "defaults", operation, settings)
    streamed, unless_streamed = _defaults(parts, "stream_defaults", operation, settings)
    if earlier is not None:
        defaults = {**earlier.defaults, **defaults}
        streamed = {**earlier.stream_defaults, **streamed}
        unless = {**earlier.unless, **unless}
    return OperationMap(
        path=parts["path"].text() if "path" in parts else operation.path,
        parameters=parameters,
        defaults=defaults,
        stream_defaults=streamed,
        unless={**unless, **unless_streamed},
    )


def _defaults(
    parts: Mapping[str, Entry], section: str, operation: Operation, settings: Settings
) -> tuple[dict[str, str], dict[str, str]]:
    values: dict[str, str] = {}
    unless: dict[str, str] = {}
    for name, entry in parts[section].items().items() if section in parts else ():
        if entry.is_text:
            values[name] = expression(entry, settings.holes)
            continue
        fields = entry.fields(("value",), ("unless",))
        values[name] = expression(fields["value"], settings.holes)
        if "unless" in fields:
            unless[name] = fields["unless"].known("parameter", operation.parameters)
    return values, unless


def _errors(
    fields: Mapping[str, Entry], settings: Settings
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """An exception is a name, a list of names, or a mapping with ``review`` or ``unsupported``."""
    errors: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, str] = {}
    if "errors" not in fields:
        return errors, reasons
    for name, entry in fields["errors"].items().items():
        known_key(entry, "exception", settings.surface.exceptions)
        value = entry
        if not entry.is_text and not entry.is_list:
            parts = entry.fields((), ("is", "review", "unsupported"))
            if ("is" in parts) == ("unsupported" in parts):
                raise entry.error(f"{name} needs either is or unsupported")
            if "unsupported" in parts:
                errors[name], reasons[name] = (), sentence(parts["unsupported"])
                continue
            if "review" in parts:
                reasons[name] = sentence(parts["review"])
            value = parts["is"]
        targets = (value,) if value.is_text else value.elements()
        errors[name] = tuple(_dotted(target) for target in targets)
    if missing := [name for name in settings.surface.exceptions if name not in errors]:
        raise fields["errors"].error(f"nothing is said of exceptions {', '.join(missing)}")
    return errors, reasons
