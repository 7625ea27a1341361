"""The schema of one route of a profile: clients, members, streams, errors, and its operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from codemod.vocabulary.provider import Apart, Lent, Route, Turns
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.treatment import Treatment, Verb
from transforms.aid_texts import read_aid
from transforms.entries import Entry
from transforms.error_tables import read_errors
from transforms.operation_maps import read_operations
from transforms.settings import Settings, known_key
from transforms.treatments import dotted_name, expression, sentence, template

_REQUIRED = ("distribution", "requirement", "python", "client", "operations", "unsupported")
_OPTIONAL = (
    "clients",
    "types",
    "stream",
    "errors",
    "error_members",
    "error_status",
    "thinking_off",
    "dimension_keyword",
    "options",
    "roles",
    "parts",
    "unchanged",
    "caution",
    "regions",
    "functions",
    "key_variable",
    "todo",
    "module",
    "elements",
    "apart",
    "lent",
    "fleeting",
    "sizes",
    "size_review",
    "turns",
    "aid",
)
KEEP = Treatment(Verb.KEEP)
_STREAM = ("with", "first", "next", "close", "response")


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
    errors = read_errors(fields, settings)
    last = {**common, **fields}
    clients, lacking = _clients(both, settings, whole=kind == "native")
    return Route(
        kind=kind,
        distribution=last["distribution"].text(),
        requirement=last["requirement"].text(),
        python=last["python"].text(),
        names={**clients, **names},
        client_parameters=client.parameters,
        client_defaults=client.defaults,
        client_members=client.members,
        operations=read_operations(section, both, settings),
        members=members,
        stream=(
            settings.treatments(fields["stream"], "part of a stream", _STREAM)
            if "stream" in fields
            else {}
        ),
        errors=errors.targets,
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
        error_reasons=errors.reasons,
        as_input=as_input,
        options=_options(fields),
        message_roles=_roles(last, told=False),
        refused_roles=_roles(last, told=True),
        message_parts=(
            {name: sentence(each) for name, each in last["parts"].items().items()}
            if "parts" in last
            else {}
        ),
        functions="functions" in fields
        and fields["functions"].known("choice", ("true", "false")) == "true",
        key_variable=_variable(fields),
        todo=tuple(map(sentence, fields["todo"].elements())) if "todo" in fields else (),
        elements=_elements(fields, settings),
        plain=_plain(fields),
        apart=_apart(fields["apart"]) if "apart" in fields else None,
        turns=_turns(fields["turns"], settings) if "turns" in fields else None,
        aid=read_aid(fields["aid"], settings) if "aid" in fields else None,
        lent=_lent(fields["lent"], settings) if "lent" in fields else None,
        caution=sentence(fields["caution"]) if "caution" in fields else "",
        fleeting=fields["fleeting"].text() if "fleeting" in fields else "",
        client_reasons=lacking,
        client_lacking=client.lacking,
        entered=client.entered,
        sizes=tuple(map(int, fields["sizes"].texts())) if "sizes" in fields else (),
        size_review=sentence(fields["size_review"]) if "size_review" in fields else "",
        module=dotted_name(last["module"]) if "module" in last else "",
        error_statuses=errors.statuses,
        error_status=errors.where,
        error_beside=errors.beside,
        error_shared=errors.shared,
        error_awaited=errors.awaited,
        regions=(
            {name: settings.expressions(each) for name, each in last["regions"].items().items()}
            if "regions" in last
            else {}
        ),
    )


def _elements(fields: Mapping[str, Entry], settings: Settings) -> dict[str, str]:
    found = {}
    for name, entry in fields["elements"].items().items() if "elements" in fields else ():
        parts = entry.fields(("shape",), ("plain",))
        found[name] = parts["shape"].known("shape", settings.shapes)
    return found


def _plain(fields: Mapping[str, Entry]) -> dict[str, frozenset[str]]:
    section = fields["elements"].items() if "elements" in fields else {}
    rows = {name: entry.items() for name, entry in section.items()}
    return {name: frozenset(row["plain"].texts()) for name, row in rows.items() if "plain" in row}


def _lent(entry: Entry, settings: Settings) -> Lent:
    parts = entry.fields(("parameter", "word", "keyword", "reason"), ("beside",))
    beside = settings.expressions(parts["beside"]) if "beside" in parts else {}
    texts = {name: parts[name].text() for name in ("parameter", "word", "keyword")}
    return Lent(beside=beside, reason=sentence(parts["reason"]), **texts)


def _turns(entry: Entry, settings: Settings) -> Turns:
    parts = entry.fields(("owner", "opening", "under"))
    opening = expression(parts["opening"], settings.holes)
    return Turns(parts["owner"].text(), opening, parts["under"].text())


def _apart(entry: Entry) -> Apart:
    required = ("parameter", "key", "words", "content", "keyword", "block")
    parts = entry.fields(required, ("instead", "empty"))
    texts = {name: part.text() for name, part in parts.items() if name != "words"}
    return Apart(words=parts["words"].texts(), **texts)


def _roles(fields: Mapping[str, Entry], *, told: bool) -> dict[str, str]:
    """Return the roles that have another name, or (``told``) why others are not taken at all."""
    found = {}
    for name, each in fields["roles"].items().items() if "roles" in fields else ():
        if each.is_text and not told:
            found[name] = each.text()
        elif not each.is_text and told:
            found[name] = sentence(each.fields(("unsupported",))["unsupported"])
    return found


def _variable(fields: Mapping[str, Entry]) -> str | None:
    """Return the variable of the key; ``none`` says that no one variable is read."""
    if "key_variable" not in fields:
        return None
    return fields["key_variable"].text().replace("none", "")


def _options(fields: Mapping[str, Entry]) -> dict[str, str]:
    if "options" not in fields:
        return {}
    known = fields["options"].fields((), ("region", "workspace", "base_url"))
    return {name: entry.text() for name, entry in known.items()}


def _clients(
    parts: Sequence[Mapping[str, Entry]], settings: Settings, *, whole: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of clients, and why a class has no counterpart: of ``whole``, all are told."""
    names: dict[str, str] = {}
    reasons: dict[str, str] = {}
    known = settings.surface.clients
    sections = [fields["clients"] for fields in parts if "clients" in fields]
    for name, entry in (row for section in sections for row in section.items().items()):
        known_key(entry, "client", known)
        if not entry.is_text:
            reasons[name] = sentence(entry.fields(("unsupported",))["unsupported"])
            continue
        for dotted in known[name].names:
            names[dotted] = dotted_name(entry)
    missing = [n for n, each in known.items() if each.supported and each.names[0] not in names]
    if whole and sections and (silent := [n for n in missing if n not in reasons]):
        raise sections[-1].error(f"nothing is said of clients {', '.join(silent)}")
    return names, reasons


@dataclass(frozen=True, slots=True)
class Client:
    """How the construction of a client maps, and what the client itself offers."""

    parameters: dict[str, Treatment]
    defaults: dict[str, str]
    members: dict[str, Treatment]
    lacking: dict[str, str]
    entered: Treatment = KEEP

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
        client = cls({}, {}, {}, {})
        for section in sections:
            parts = section.fields((), ("parameters", "defaults", "lacking", "members", "with"))
            if "parameters" in parts:
                client.parameters.update(
                    settings.treatments(parts["parameters"], "client parameter", known)
                )
            if "defaults" in parts:
                client.defaults.update(settings.expressions(parts["defaults"]))
            for name, entry in parts["lacking"].items().items() if "lacking" in parts else ():
                known_key(entry, "client parameter", known)
                client.lacking[name] = sentence(entry)
            if "with" in parts:
                client = replace(client, entered=settings.treatment(parts["with"]))
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
        parts = entry.fields((), ("is", "async", "within", "members", "as_input"))
        own = surface.types[name]
        target = dotted_name(parts["is"]) if "is" in parts else ""
        other = dotted_name(parts["async"]) if "async" in parts else ""
        group = {**common, **of_dicts} if target == "builtins.dict" else common
        found = {member: how for member, how in group.items() if member in own}
        if "members" in parts:
            found.update(settings.treatments(parts["members"], f"member of {name}", own))
        if "within" in parts:  # every member of which nothing is said
            inner = "{self}." + parts["within"].text() + "."
            within = {member: Treatment(Verb.TEMPLATE, inner + member) for member in own}
            found = {**within, **found}
        if found:
            members[name] = found
        if target:
            for dotted, known_name in surface.type_names.items():
                if known_name == name:
                    asynchronous = dotted.rpartition(".")[2].startswith("Async")
                    if not asynchronous or other:
                        names[dotted] = other if asynchronous else target
        if "as_input" in parts:
            as_input[name] = template(parts["as_input"])
    return names, members, as_input
