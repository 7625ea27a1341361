"""From what the user asked for to a ``Migration``: names looked up, and faults told with a hint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, overload
from urllib.parse import urlsplit

from codemod.configuration import Settings, suggestion
from codemod.manifests import RULE as REQUIREMENTS
from codemod.vocabulary.migration import LIFTING, TURNING, Migration
from codemod.vocabulary.provider import Provider, Route
from codemod.vocabulary.surface import Surface

if TYPE_CHECKING:
    from codemod.vocabulary.results import Rule

NATIVE = "native"


def migration(settings: Settings, surface: Surface) -> Migration:
    """Return the migration that ``settings`` ask for.

    Raises ``ConfigurationError`` if a name is unknown or a value cannot be.
    """
    from transforms import catalog
    from transforms.counterparts import older, turned

    provider = _provider(settings)
    route = _route(settings, provider, surface)
    _check_values(settings, provider)
    _check_address(settings, provider, route)
    provider = _of_family(settings, provider)
    if settings.black and find_spec("black") is None:
        raise settings.error("black", "black is not installed beside migrate; install it there")
    return Migration(
        surface=surface.of_newest() if provider.own else surface,
        provider=provider,
        route=route,
        models=settings.models,
        base_url=settings.base_url,
        api_key_env=settings.api_key_env,
        region=settings.region,
        workspace=settings.workspace,
        source_hosts=tuple(_host(settings, host) for host in settings.source_hosts),
        foreign_hosts=(*catalog.known_hosts(), *_own_hosts(settings, provider)),
        only=_rules(settings, "only", settings.only),
        skip=_rules(settings, "skip", settings.skip),
        black=settings.black,
        rules=RenewingRules() if provider.own else Rules(),
        lifting=LiftingRules(),
        turned=turned(route, own=provider.own),
        older=older(route),
        turning=TurningRules(),
        helpers=bool(settings.helpers),
        docs=bool(settings.docs),
    )


class Rules(Sequence["Rule"]):
    """All rules, imported when they are first asked for: most runs find nothing to apply them to."""

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, place: int) -> Rule: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Rule]: ...

    def __getitem__(self, place: int | slice) -> Rule | Sequence[Rule]:
        return self._all[place]

    @property
    def _all(self) -> tuple[Rule, ...]:
        from transforms.rules import all_rules

        return all_rules()


class LiftingRules(Rules):
    """The rules of the step before, which are imported when there is something to lift."""

    @property
    def _all(self) -> tuple[Rule, ...]:
        from transforms.lifting import lifting_rules

        return lifting_rules()


class TurningRules(Rules):
    """The rules of the step that writes what the target lacks as what it has."""

    @property
    def _all(self) -> tuple[Rule, ...]:
        from transforms.turning import turning_rules

        return turning_rules()


class RenewingRules(Rules):
    """The rules of a target that is the source's own service."""

    @property
    def _all(self) -> tuple[Rule, ...]:
        from transforms.renewing import renewing_rules

        return renewing_rules()


def _provider(settings: Settings) -> Provider:
    from transforms import catalog

    try:
        return catalog.load_provider(settings.to, tuple(map(Path, settings.providers)))
    except catalog.UnknownProvider as error:
        hint = f" (did you mean {error.suggestions[0]}?)" if error.suggestions else ""
        raise settings.error(
            "to", f"unknown provider {settings.to}{hint}; --list-providers shows them"
        ) from None


def _route(settings: Settings, provider: Provider, surface: Surface) -> Route:
    known = (NATIVE, surface.name)
    kind = settings.sdk or provider.default_sdk
    if kind not in known:
        hint = suggestion(kind, known)
        raise settings.error("sdk", f"unknown SDK {kind}{hint}; choose {' or '.join(known)}")
    if kind not in provider.routes:
        others = " or ".join(provider.routes)
        why = f"{provider.name} has no SDK of its own" if kind == NATIVE else f"no {kind} route"
        raise settings.error("sdk", f"{why} that we know; choose --sdk {others}")
    return provider.routes[kind]


def caution(provider: Provider, route: Route) -> str:
    """Return what to know of a provider and the way to it before all else, or ""."""
    if not provider.experimental:
        return route.caution
    said = f"{provider.title} is an experimental target: {provider.experimental}"
    return f"{said} {route.caution}".rstrip()


def _of_family(settings: Settings, provider: Provider) -> Provider:
    """Return the provider with the roles of the family of models that was asked for."""
    if not settings.family:
        return provider
    if settings.family not in provider.families:
        known = tuple(provider.families)
        hint = suggestion(settings.family, known)
        choice = f"choose {', '.join(known)}" if known else "it has none"
        raise settings.error(
            "family", f"unknown family {settings.family} of {provider.name}{hint}; {choice}"
        )
    return replace(provider, roles=provider.families[settings.family])


def _check_address(settings: Settings, provider: Provider, route: Route) -> None:
    """The address that only the user knows must be said, where the route writes one."""
    needed = "base_url" in route.client_defaults and not provider.regions
    named = settings.base_url or (settings.workspace and provider.workspace_url)
    if needed and not named:
        options = "--base-url URL"
        if provider.workspace_url:
            options += f", or with --workspace NAME for {provider.workspace_url}"
        raise settings.error(
            "to",
            f"name the address of {provider.title} with {options}: {provider.address_asked}",
        )


def _own_hosts(settings: Settings, provider: Provider) -> tuple[str, ...]:
    """Return the hosts of the target, with their ports: a client that speaks there is migrated."""
    urls = [*provider.regions.values(), settings.base_url]
    if settings.workspace and provider.workspace_url:
        region = settings.region or next(iter(provider.regions), "")
        urls.append(provider.workspace_url.format(workspace=settings.workspace, region=region))
    return (*provider.hosts, *(urlsplit(url).netloc.lower() for url in urls if url))


def _check_values(settings: Settings, provider: Provider) -> None:
    if settings.region and settings.region not in provider.regions:
        known = tuple(provider.regions)
        hint = suggestion(settings.region, known)
        choice = f"choose {', '.join(known)}" if known else "it has none"
        raise settings.error(
            "region", f"unknown region {settings.region} of {provider.name}{hint}; {choice}"
        )
    if settings.base_url and not re.fullmatch(r"https?://[^\s\"'\\{}]+", settings.base_url):
        raise settings.error("base_url", "the base URL must start with http:// or https://")
    # The value may be a key given by mistake: never repeat it.
    if settings.api_key_env and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", settings.api_key_env):
        raise settings.error(
            "api_key_env", "the key's variable must be the name of an environment variable"
        )
    for old, new in settings.models.items():
        if not old or not re.fullmatch(r"[^\s\"'\\{}]+", new):
            raise settings.error("models", f"{old}={new} does not map one model name to another")


def _host(settings: Settings, host: str) -> str:
    """Return the bare host name of ``host``, which may be a URL."""
    parts = urlsplit(host if "//" in host else f"//{host}")
    if not parts.hostname or " " in host:
        raise settings.error("source_hosts", f"{host} is not the name of a host")
    return parts.hostname


def _rules(settings: Settings, key: str, names: Iterable[str]) -> tuple[str, ...]:
    chosen = tuple(names)
    if chosen:
        known = rule_names()
        for name in chosen:
            if name not in known:
                hint = suggestion(name, known)
                raise settings.error(
                    key, f"unknown rule {name}{hint}; the rules are {', '.join(known)}"
                )
    return chosen


def rule_names() -> tuple[str, ...]:
    """Return the names of all rules, sorted."""
    from transforms.rules import all_rules

    return tuple(sorted({REQUIREMENTS, LIFTING, TURNING, *(rule.name for rule in all_rules())}))
