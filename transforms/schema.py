"""The schema of a profile: from checked YAML, held against the surface, to a provider as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from codemod.vocabulary.provider import ModelTarget, Provider, Route
from codemod.vocabulary.shapes import Shape
from codemod.vocabulary.surface import Surface
from transforms.entries import Entry
from transforms.routes import Settings, known_key, read_route
from transforms.surface_schema import ROLES

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


@dataclass(frozen=True, slots=True)
class Environment:
    """What a profile is read against: the surface, its own functions, what openai routes share."""

    surface: Surface
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    shared: Entry | None = None


def read_summary(head: Entry) -> ProviderSummary:
    """Return what the first document of a profile says. Raises ``CatalogError``."""
    fields = head.fields(_HEAD, ("aliases",))
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
    )


def read_provider(head: Entry, body: Entry, environment: Environment) -> Provider:
    """Return the provider that the two documents of a profile describe.

    Raises ``CatalogError`` for whatever the schema or the surface does not know.
    """
    summary = read_summary(head)
    sections = body.fields(("hosts", "endpoint", "models", *summary.routes), _BODY)
    for kind in KINDS:
        if kind in sections and kind not in summary.routes:
            raise sections[kind].error(f"{kind} does not stand among the routes")
    endpoint = sections["endpoint"].fields(
        ("api_key_env", "regions"), ("base_url_env", "workspace_url")
    )
    regions = {name: entry.text() for name, entry in endpoint["regions"].items().items()}
    if not regions:
        raise endpoint["regions"].error("regions must name the base URL of one region")
    models = sections["models"].fields(("roles",), ("names",))
    settings = Settings(
        surface=environment.surface,
        shapes=environment.shapes,
        holes={
            "api_key_env": endpoint["api_key_env"].text(),
            "base_url": next(iter(regions.values())),
        },
    )
    return Provider(
        name=summary.name,
        aliases=summary.aliases,
        title=summary.title,
        facts=summary.facts,
        default_sdk=summary.default_sdk,
        hosts=sections["hosts"].texts(),
        api_key_env=endpoint["api_key_env"].text(),
        base_url_env=_optional(endpoint, "base_url_env"),
        regions=regions,
        roles=_with_stand_ins(_targets(models["roles"], "role", ROLES)),
        models=(
            _targets(models["names"], "model", environment.surface.models)
            if "names" in models
            else {}
        ),
        routes={
            kind: _route(kind, sections[kind], environment, settings) for kind in summary.routes
        },
        workspace_url=_optional(endpoint, "workspace_url"),
    )


def _route(kind: str, section: Entry, environment: Environment, settings: Settings) -> Route:
    shared = environment.shared if kind == "openai" else None
    return read_route(kind, section, settings, shared)


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
        fields = entry.fields(("name",), ("thinks", "dimensions", "note"))
        targets[name] = ModelTarget(
            name=fields["name"].text(),
            thinks="thinks" in fields and fields["thinks"].flag(),
            dimensions=(
                tuple(each.number() for each in fields["dimensions"].elements())
                if "dimensions" in fields
                else ()
            ),
            note=_optional(fields, "note"),
        )
    return targets


def _with_stand_ins(roles: Mapping[str, ModelTarget]) -> dict[str, ModelTarget]:
    """Give a role without a model that of its stand-in."""
    complete = dict(roles)
    for role in ROLES:
        other = role
        while other and other not in roles:
            other = ROLES[other]
        if other:
            complete[role] = roles[other]
    return complete
