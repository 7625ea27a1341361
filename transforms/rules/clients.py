"""Move the construction of clients: whose client it is, its keywords, its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from codemod.planning.rules import Blocker, Change, Finding, Result, Todo, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import Rewrite, Why, braced
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.shapes import Placed
from codemod.vocabulary.sites import ClientSite, Given, HoldSite, OptionSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.treatment import Treatment, Verb
from codemod.vocabulary.values import Text, Variable
from transforms.addresses import address, in_settings, passed_on, readdress, replaced, restored
from transforms.arguments import Arguments
from transforms.headers import headers, transport
from transforms.keys import key_results
from transforms.mappings import laid_over, unsettled
from transforms.stores import overrides, stored
from transforms.templates import modules_in
from transforms.vanishing import held, vanished

UNLISTED = Treatment(Verb.UNSUPPORTED, reason="nothing is known of this keyword")


@rule(ClientSite)
def clients(site: ClientSite, migration: Migration) -> Iterator[Result]:
    """Rewrite the keywords of a construction, or say why the client is left."""
    reason = whose(site, migration)
    if reason is not None:
        yield reason
        yield from older_way(site, migration)
        return
    route = migration.route
    if route.functions:
        yield from vanished(site, migration)
        return
    if site.factory is not None and not site.direct:
        yield from made_later(site, site.factory, migration)
        return
    arguments = Arguments(
        site.path, site.span, site.given, (site.origin,), site.klass, dict(route.shapes)
    )
    addressed = address(migration)
    always = defaults(site, migration)
    loose = [] if migration.native else unsettled(site, always)
    unseen = site.opaque and not migration.native
    mapping = site.mapping if (loose or unseen) and site.direct else None
    renamed = {
        treatment.to
        for given in site.given
        if (treatment := route.client_parameters.get(given.name, UNLISTED)).verb is Verb.RENAME
        and given.source not in treatment.silent_values
    }
    for given in site.given:
        if given.name in renamed:
            message = f"{given.name} is given, and what else becomes it is too"
            yield arguments.blocker(given, "PARAMETER-CONFLICT", message)
            continue
        if migration.native and overrides(site, given.name):
            continue
        if given in loose and mapping is not None:
            continue
        if given not in loose and given.name in always:
            given = replace(given, direct=True)
        keyless = route.client_parameters.get("api_key", UNLISTED).verb is Verb.DROP
        if given.name == "api_key" and keyless and own_key(given, migration):
            yield from arguments.treat(given, Treatment(Verb.DROP), site.asynchronous)
        elif given.name == "api_key" and not keyless:
            yield from key_results(site, given, arguments, migration)
        elif given.name in addressed and site.written is not None and not migration.native:
            yield from in_settings(site.written, given, arguments, migration)
        elif given.name in addressed:
            yield from readdress(given, addressed[given.name], arguments, migration)
        elif given.name in always and given.direct:
            yield from cleared(given, always[given.name], arguments, migration)
        else:
            treatment = route.client_parameters.get(given.name, UNLISTED)
            if passed_on(given):  # None here, and an address where callers say so
                given = replace(given, source="")
            yield from arguments.treat(given, treatment, site.asynchronous)
            yield from headers(given, arguments, migration)
            yield from transport(given, arguments, migration)
    for store in site.stores:
        name = store.given.name
        if name in addressed and not migration.native:
            yield from restored(store, addressed[name], arguments, migration)
        else:
            treatment = route.client_parameters.get(name, UNLISTED)
            yield from stored(site, store, treatment, arguments, migration)
    if mapping is not None:
        yield from laid_over(site, mapping, always, arguments, migration)
    else:
        for keyword, code in always.items():
            if not arguments.named(keyword) and keyword not in renamed:
                placed = Placed.at(keyword, braced(code))
                arguments.add(placed, f"{keyword}= of {migration.provider.title}")
    yield from arguments.finish()
    for name, lack in route.client_lacking.items():
        if not any(given.name == name for given in site.every()):
            origins = (site.origin,)
            yield Finding(site.path, site.span, "CLIENT-DIFFERS", lack, Severity.REVIEW, origins)
    if site.opaque:
        message = f"keywords that cannot be seen here may reach {site.klass}(); "
        if unseen and mapping is None:
            message += f"these, which are given here, must not be among them: {', '.join(always)}"
        elif unseen:
            message += "an api_key and a base_url among them must be the target's"
        else:
            message += f"{migration.route.distribution} may refuse them"
        place = site.path, site.span
        yield Finding(*place, "CLIENT-MAPPING", message, Severity.REVIEW, (site.origin,))
    if "api_key" not in renamed:
        message = f"set {migration.key_variable} to your key of {migration.provider.title}"
        yield Todo(message, (site.origin,))


def own_key(given: Given, migration: Migration) -> bool:
    """Say whether a key is nothing but what one of the source's own variables holds."""
    names = {v.name for v in given.values if isinstance(v, Variable)}
    own = migration.surface.environment.get("api_key", ())
    return bool(given.values) and len(names) == len(given.values) and names <= set(own)


def made_later(site: ClientSite, factory: Span, migration: Migration) -> Iterator[Result]:
    """``default_factory=Class`` becomes a lambda that gives the keywords."""
    always = defaults(site, migration)
    if always:
        keywords = ", ".join(f"{name}={code}" for name, code in always.items())
        template = "lambda: {made}(" + braced(keywords) + ")"
        why = Why("PARAMETER-ADDED", f"keywords of {migration.provider.title}")
        edit = Rewrite(factory, why, template, (("made", factory),))
        yield Change(site.path, edit, (site.origin,), modules_in(template))
    yield Todo(
        f"set {migration.key_variable} to your key of {migration.provider.title}", (site.origin,)
    )


@rule(HoldSite)
def holds(site: HoldSite, migration: Migration) -> Iterator[Result]:
    """Leave a client that is passed on, where the target has none."""
    if migration.route.functions:
        yield held(site.path, site, migration)


@rule(OptionSite)
def options(site: OptionSite, migration: Migration) -> Iterator[Result]:
    """Rewrite the keywords of ``with_options``."""
    route = migration.route
    arguments = Arguments(
        site.path, site.span, site.given, site.origins, "with_options", dict(route.shapes)
    )
    for given in site.given:
        if given.name in ("base_url", "api_key"):
            yield arguments.blocker(
                given, "CLIENT-READDRESSED", f"{given.name} is changed for a copy of the client"
            )
        else:
            treatment = route.client_parameters.get(given.name, UNLISTED)
            yield from arguments.treat(given, treatment, site.asynchronous)
            yield from headers(given, arguments, migration)
            yield from transport(given, arguments, migration)
    yield from arguments.finish()


def older_way(site: ClientSite, migration: Migration) -> Iterator[Result]:
    """Tell of a client that speaks to the target already, and not by the address that is written."""
    own = set(migration.provider.hosts) & set(migration.surface.deploying_hosts)
    if site.host == "foreign" and own and migration.surface.clients[site.klass].deployed:
        message = (
            f"{site.klass} speaks to {site.address} by its base_url and stays: name the resource by "
            "azure_endpoint there, and the deployment at each call, and it moves"
        )
        yield Finding(site.path, site.span, "CLIENT-KIND", message, Severity.LEFT)


def whose(site: ClientSite, migration: Migration) -> Blocker | None:
    """Return why a client is not ours to move, or None."""

    def left(code: str, message: str, quiet: bool = False) -> Blocker:
        return Blocker(site.path, site.span, code, message, (site.origin,), quiet)

    if site.host == "foreign":
        return left("CLIENT-FOREIGN", f"{site.address} is another vendor's", quiet=True)
    if site.host == "mixed":
        return left(
            "CLIENT-MIXED",
            f"the client speaks to the source, and to {site.address} by the same construction: make "
            "one for each",
        )
    if site.host == "unknown":
        return left(
            "CLIENT-HOST",
            f"the client speaks to {site.address}, which is not known; if it relays to the source, "
            "name it with --source-host",
        )
    named = another_key(site, migration) if site.host == "configured" else ""
    if named:
        return left(
            "CLIENT-HOST",
            f"the address comes from configuration and the key from {named}: another vendor's? if it "
            "relays to the source, name its host with --source-host",
        )
    vendor = another_address(site, migration) if site.host == "configured" else ""
    if vendor:
        return left(
            "CLIENT-HOST",
            f"the address comes from {vendor}: another vendor's? if it relays to the source, name its "
            "host with --source-host",
        )
    if site.host == "configured" and placeholder(site, migration):
        return left(
            "CLIENT-HOST",
            "the address comes from configuration and the key is a placeholder: a server of one's "
            "own? if it relays to the source, name its host with --source-host",
        )
    if not site.direct and site.factory is None:
        return left(
            "CLIENT-INDIRECT", f"{site.klass} is handed on here, and called out of sight with it"
        )
    if not site.supported:
        return left("CLIENT-KIND", f"{site.klass} clients are not migrated yet")
    if site.klass in migration.route.client_reasons:
        return left("CLIENT-KIND", f"{site.klass}: {migration.route.client_reasons[site.klass]}")
    return None


def another_key(site: ClientSite, migration: Migration) -> str:
    """Return the variable of the key where all are named after something else than the source."""
    keys = [v for given in site.every() if given.name == "api_key" for v in given.values]
    names = [v.name for v in keys if isinstance(v, Variable)]
    words = [word.upper() for word in migration.surface.modules]
    if not names or len(names) < len(keys) or any(w in n.upper() for n in names for w in words):
        return ""
    return names[0]


def another_address(site: ClientSite, migration: Migration) -> str:
    """Return a variable of the address that is named after another vendor's host."""
    hosts = [host.strip(".").split(".") for host in migration.foreign_hosts if "." in host]
    own = {host.strip(".").split(".")[-2] for host in migration.surface.hosts}
    vendors = {labels[-2].upper() for labels in hosts if len(labels[-2]) > 3} - {
        label.upper() for label in own
    }
    addresses = [v for given in site.every() if given.name == "base_url" for v in given.values]
    names = [v.name for v in addresses if isinstance(v, Variable)]
    return next((n for n in names if vendors & set(n.upper().split("_"))), "")


def placeholder(site: ClientSite, migration: Migration) -> bool:
    """Say whether the key of a client is nothing but a made-up text."""
    keys = [v for given in site.every() if given.name == "api_key" for v in given.values]
    return bool(keys) and all(
        isinstance(v, Text) and not re.fullmatch(migration.surface.key_pattern, v.text)
        for v in keys
    )


def defaults(site: ClientSite, migration: Migration) -> dict[str, str]:
    """Return the keywords that every construction gets."""
    found = dict(migration.route.client_defaults)
    if "api_key" in found:
        found["api_key"] = f'os.environ["{migration.key_variable}"]'
    found.update(address(migration))
    return found


def cleared(
    given: Given, code: str, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """A keyword that must be given, and not with the source's value."""
    treatment = migration.route.client_parameters.get(given.name)
    silent = treatment is None or given.source in treatment.silent_values
    reason = "" if silent or treatment is None else treatment.reason
    yield from replaced(given, code, reason, arguments)
