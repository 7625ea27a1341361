"""What stands around the SDK: name it with what to do, and write it where another address is all it takes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemod.planning.rules import Alike, Blocker, Finding, Result, rule
from codemod.vocabulary.around import AroundSite, Wrapper
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from transforms.addresses import url
from transforms.roles import choose
from transforms.vectors import APART, PARTED
from transforms.wrappers import hindrance, renamed, written

EMBEDDINGS = "embeddings.create"


@rule(AroundSite)
def around(site: AroundSite, migration: Migration) -> Iterator[Result]:
    """Write the construction for the target's address, or say what is to be done by hand."""
    client, wrapper = site.client, site.wrapper
    provider = migration.provider
    if site.whose == "foreign" or provider.name in (*wrapper.own, *migration.surface.modules):
        return
    origins = (client.origin, *site.held)
    if wrapper.passes:
        yield from passed(site, migration)
        return
    if client.host in ("unknown", "mixed"):
        message = (
            f"{client.klass} speaks to {client.address}, which is not known; if it relays to the source, "
            "name it with --source-host"
        )
        yield Blocker(client.path, client.span, "CLIENT-HOST", message, origins)
        return
    if site.whose == "unseen":
        message = (
            f"the model that {client.klass} asks is not in sight; where it is OpenAI's: "
            f"{advice(site, migration)}"
        )
        yield Finding(client.path, client.span, "AROUND-SDK", message, Severity.NOTE, origins)
        return
    if wrapper.writing is not None and not migration.native:
        yield from renamed(site, migration)
        reason = hindrance(site, migration)
        if not reason:
            yield from written(site, wrapper.writing, migration)
            return
    else:
        reason = "--sdk openai carries it" if wrapper.writing and carried(migration) else ""
    reason = f" ({reason})" if reason and not without_vectors(wrapper, migration) else ""
    message = f"{client.klass} asks OpenAI's models by itself{reason}: {advice(site, migration)}"
    yield Blocker(client.path, client.span, "AROUND-SDK", message, origins)


@rule(AroundSite)
def vectors(site: AroundSite, migration: Migration) -> Iterator[Result]:
    """Note a wrapper whose vectors those of a call that moves are compared with."""
    client = site.client
    if site.whose == "foreign" or "embed" not in client.klass.casefold():
        return
    if site.whose == "source" and client.host not in ("unknown", "mixed"):
        yield Alike(client.path, client.span, APART, PARTED, (client.origin,))
    else:
        yield Alike(client.path, client.span, "AROUND-SDK", "", ())


def passed(site: AroundSite, migration: Migration) -> Iterator[Result]:
    """A client that is given back with more to it moves where it stays the source's own class."""
    client = site.client
    given = [each.tree for each in client.given if each.name == "mode" and each.tree is not None]
    responses = any("RESPONSES" in ast.unparse(tree) for tree in given)
    if not site.held:
        return
    message = f"{client.klass} is given a client of OpenAI's"
    if migration.native or responses:
        how = "asks through the Responses API" if responses else "takes no other SDK's"
        carried_so = " --sdk openai carries it." if migration.native and not responses else ""
        message = f"{message}, and {how}.{carried_so} {advice(site, migration)}"
        yield Blocker(client.path, client.span, "AROUND-SDK", message, site.held)
        return
    message = f"{message}: {advice(site, migration)}"
    yield Finding(client.path, client.span, "AROUND-SDK", message, Severity.REVIEW, site.held)


def carried(migration: Migration) -> bool:
    """Say whether the provider has a compatible endpoint."""
    return any(kind != "native" for kind in migration.provider.routes)


def advice(site: AroundSite, migration: Migration) -> str:
    """Return what to do about a wrapper at this target (a clause)."""
    wrapper, provider = site.wrapper, migration.provider
    if lacking := without_vectors(wrapper, migration):
        return lacking
    kin = wrapper.kin.get(provider.name, "")
    name = model(site, wrapper, migration)
    return wrapper.advice.format(
        title=provider.title,
        url=url(migration) or "the address of your endpoint",
        key=migration.key_variable or provider.api_key_env,
        model=name or f"one of {provider.title}",
        name=name or "...",
        kin=f", {kin}" if kin else "",
    )


def without_vectors(wrapper: Wrapper, migration: Migration) -> str:
    """Return why a provider has nothing for a wrapper that makes embeddings, "" where it has."""
    if "Embed" not in wrapper.names[0].rpartition(".")[2]:
        return ""
    found = [each.operations.get(EMBEDDINGS) for each in migration.provider.routes.values()]
    reasons = [each.unsupported for each in found if each is not None]
    return min(reasons) if reasons and len(reasons) == len(found) and all(reasons) else ""


def model(site: AroundSite, wrapper: Wrapper, migration: Migration) -> str:
    """Return the name of the target's model for what the wrapper asks now, "" for none or several."""
    names = [each.text for each in site.models] or ([wrapper.default] if wrapper.default else [])
    bare = {name.removeprefix(mark) for name in names for mark in (*wrapper.marks, "")}
    found = {c.target.name for c in (choose(n, migration) for n in bare) if c.target is not None}
    return found.pop() if len(found) == 1 else ""
