"""The schema of a profile: from checked YAML, held against the surface, to a provider as data.

A profile is two YAML documents. The **head** says what a list of providers tells::

    name: acme                      # the file's name too
    aliases: [acme-ai]
    title: Acme AI                  # as the report's sentences call it
    facts: 2026-11-23               # the day on which its facts were gathered
    default_sdk: openai             # native where the issue of the targets says so
    routes: [openai]                # of native, openai
    experimental: No parameter...   # only if nobody verified it: the report's first line

The **body** of a profile with a compatible endpoint only::

    hosts: [api.acme.example]       # each also stands in hosts.yaml
    endpoint:
      api_key_env: ACME_API_KEY
      regions:                      # the first is the default; --region NAME chooses
        mainland: https://api.acme.example/v1
        international: https://api.acme.example.org/v1
      # or, for the source's own service, where nothing of clients changes (models need no roles):
      # own: true
      # or, where only the user knows the address (--base-url, or --workspace):
      # asked: the endpoint is that of your own resource.
      # workspace_url: https://{workspace}.acme.example/v1
    models:
      roles:                        # see ROLES in surface_schema.py; a missing one has a stand-in
        chat: {name: acme-2, thinks: true}       # thinks unless told not to
        reasoning: {name: acme-3, thinks: always}  # whatever it is told: a reasoning role only
        embedding: {name: acme-embed, dimensions: [1024, 512]}  # the default first
        small: {name: acme-mini, images: It reads no images., note: A window of 8k tokens.}
        coding: {none: Why no model takes this role, and no stand-in either.}
      # or, where the user names the models: asked: a server serves what it was started with.
      # and for open models, roles by family (--family NAME): families: {llama: {chat: ...}}
    openai:
      roles: {developer: system}    # roles of messages that it does not know
      thinking_off: {extra_body: '{"thinking": {"type": "disabled"}}'}
      operations:
        chat.completions.create:
          parameters:               # over those of compatible.yaml; see treatments.py for the verbs
            temperature: {clamp: [0.01, 1]}
            max_completion_tokens: {rename: max_tokens}
            tool_choice: {unsupported: Only auto., keeps: ['"auto"', '"none"'], silent: ['None']}
            frequency_penalty: {drop: There is none., silent: ['None', '0', '0.0']}
        chat.completions.parse: {unsupported: It follows no JSON schema.}   # or {like: ...create}
        embeddings.create: {unsupported: It has no embeddings.}
      unchanged: [models.list]
      unsupported:
        '*': Acme's endpoint documents no such operation.

A parameter that a profile does not list is dropped with a finding, or blocks where an answer would
have another shape without it (compatible.yaml). Every fact names its source in a comment. A name
that does not reason never becomes a model that thinks: a profile that could do so does not load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field

from codemod.vocabulary.provider import ModelTarget, Provider, Route
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.shapes import Shape
from codemod.vocabulary.surface import Surface
from transforms.entries import Entry
from transforms.routes import read_route
from transforms.settings import Settings, known_key
from transforms.surface_schema import PLAIN_ROLES, ROLES
from transforms.treatments import sentence

KINDS = ("native", "openai")
_HEAD = ("name", "title", "facts", "default_sdk", "routes")
_BODY = ("hosts", "endpoint", "models", *KINDS)


@dataclass(frozen=True, slots=True)
class ProviderSummary:
    """What a list of providers tells of one."""

    name: str
    aliases: tuple[str, ...]
    title: str
    facts: str
    default_sdk: str
    routes: tuple[str, ...]
    experimental: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """What a profile is read against: the surface, its own functions, what openai routes share."""

    surface: Surface
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    shared: Entry | None = None


def read_summary(head: Entry) -> ProviderSummary:
    """Return what the first document of a profile says. Raises ``CatalogError``."""
    fields = head.fields(_HEAD, ("aliases", "experimental"))
    routes = fields["routes"].texts()
    for route in fields["routes"].elements():
        route.known("route", KINDS)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", fields["facts"].text()):
        raise fields["facts"].error("facts must be a date such as 2026-01-31")
    return ProviderSummary(
        name=fields["name"].text(),
        aliases=fields["aliases"].texts() if "aliases" in fields else (),
        title=fields["title"].text(),
        facts=fields["facts"].text(),
        default_sdk=fields["default_sdk"].known("route", routes),
        routes=routes,
        experimental=sentence(fields["experimental"]) if "experimental" in fields else "",
    )


def read_provider(head: Entry, body: Entry, environment: Environment) -> Provider:
    """Return the provider that the two documents of a profile describe.

    Raises ``CatalogError`` for whatever the schema or the surface does not know.
    """
    summary = read_summary(head)
    sections = body.fields(("endpoint", "models", *summary.routes), _BODY)
    for kind in KINDS:
        if kind in sections and kind not in summary.routes:
            raise sections[kind].error(f"{kind} does not stand among the routes")
    endpoint = sections["endpoint"].fields(
        ("api_key_env",), ("regions", "asked", "own", "base_url_env", "workspace_url")
    )
    own = "own" in endpoint and endpoint["own"].flag()
    regions: dict[str, str] = {}
    if "regions" in endpoint:
        regions = {name: entry.text() for name, entry in endpoint["regions"].items().items()}
    if not regions and "asked" not in endpoint and not own:
        place = endpoint.get("regions", sections["endpoint"])
        raise place.error("regions must name the base URL of one region")
    models = sections["models"].fields((), ("roles", "names", "asked", "families", "leaving"))
    if "roles" not in models and "asked" not in models and not own:
        raise sections["models"].error("models has no roles")
    settings = Settings(
        surface=environment.surface,
        shapes=environment.shapes,
        holes={
            "api_key_env": endpoint["api_key_env"].text(),
            "base_url": next(iter(regions.values()), ""),
        },
    )
    shared = None if own else environment.shared
    routes = {kind: _route(kind, sections[kind], shared, settings) for kind in summary.routes}
    roles = _roles(models["roles"], routes) if "roles" in models else {}
    names = (
        _targets(models["names"], "model", environment.surface.models) if "names" in models else {}
    )
    for name, target in names.items():
        _check_thinking(
            models["names"], name, environment.surface.models[name].role, target, routes
        )
    return Provider(
        name=summary.name,
        aliases=summary.aliases,
        title=summary.title,
        facts=summary.facts,
        default_sdk=summary.default_sdk,
        hosts=sections["hosts"].texts() if "hosts" in sections else (),
        api_key_env=endpoint["api_key_env"].text(),
        base_url_env=_optional(endpoint, "base_url_env"),
        regions=regions,
        roles=roles,
        models=names,
        routes=routes,
        workspace_url=_optional(endpoint, "workspace_url"),
        experimental=summary.experimental,
        address_asked=sentence(endpoint["asked"]) if "asked" in endpoint else "",
        models_asked=sentence(models["asked"]) if "asked" in models else "",
        own=own,
        gone=_unserved(models["names"]) if "names" in models else {},
        leaving=_leaving(models["leaving"], environment.surface) if "leaving" in models else {},
        unserved=_unserved(models["roles"]) if "roles" in models else {},
        families=(
            {name: _roles(each, routes) for name, each in models["families"].items().items()}
            if "families" in models
            else {}
        ),
    )


def _route(kind: str, section: Entry, shared: Entry | None, settings: Settings) -> Route:
    return read_route(kind, section, settings, shared if kind == "openai" else None)


def _leaving(section: Entry, surface: Surface) -> dict[str, str]:
    rows = section.items()
    for entry in rows.values():
        known_key(entry, "model", surface.models)
    return {name: sentence(entry) for name, entry in rows.items()}


def _optional(fields: Mapping[str, Entry], name: str) -> str:
    return fields[name].text() if name in fields else ""


def _targets(section: Entry, what: str, known: Iterable[str]) -> dict[str, ModelTarget]:
    targets = {}
    words = tuple(known)
    for name, entry in section.items().items():
        known_key(entry, what, words)
        if entry.is_text:
            targets[name] = ModelTarget(entry.text())
            continue
        if "none" in entry.items():
            entry.fields(("none",))
            continue
        fields = entry.fields(("name",), ("thinks", "dimensions", "note", "images"))
        targets[name] = ModelTarget(
            name=fields["name"].text(),
            thinks=_thinks(fields) != "false",
            always=_thinks(fields) == "always",
            dimensions=(
                tuple(each.number() for each in fields["dimensions"].elements())
                if "dimensions" in fields
                else ()
            ),
            note=_optional(fields, "note"),
            images=sentence(fields["images"]) if "images" in fields else "",
        )
    return targets


def _thinks(fields: Mapping[str, Entry]) -> str:
    if "thinks" not in fields:
        return "false"
    if fields["thinks"].text() not in ("true", "false", "always"):
        raise fields["thinks"].error("thinks must be true or false, or always")
    return fields["thinks"].text()


def _roles(section: Entry, routes: Mapping[str, Route]) -> dict[str, ModelTarget]:
    roles = _with_stand_ins(_targets(section, "role", ROLES), _unserved(section))
    for role, target in roles.items():
        _check_thinking(section, role, role, target, routes)
    return roles


def _check_thinking(
    section: Entry, key: str, role: str, target: ModelTarget, routes: Mapping[str, Route]
) -> None:
    """Refuse a model that would think in the place of one that does not."""
    if role not in PLAIN_ROLES or not target.thinks:
        return
    place = section.items().get(key, section)
    said = f"{key} is no role of reasoning, and {target.name} thinks"
    if target.always:
        raise place.error(f"{said} whatever it is told")
    for kind, route in routes.items():
        if not route.thinking_off:
            raise place.error(f"{said}: the {kind} route needs thinking_off")


def _unserved(section: Entry) -> dict[str, str]:
    rows = section.items().items()
    return {
        name: sentence(entry.items()["none"])
        for name, entry in rows
        if not entry.is_text and "none" in entry.items()
    }


def _with_stand_ins(
    roles: Mapping[str, ModelTarget], unserved: Mapping[str, str]
) -> dict[str, ModelTarget]:
    """Give a role without a model that of its stand-in, but for those that nothing serves."""
    complete = dict(roles)
    for role in ROLES:
        if role in unserved:
            continue
        other = role
        while other and other not in roles:
            other = ROLES[other]
        if other:
            complete[role] = roles[other]
    return complete
