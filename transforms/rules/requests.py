"""Requests that the program sends by HTTP itself: rewritten where all of one is in sight."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemod.planning.rules import Alike, Blocker, Change, Finding, Result, Todo, rule
from codemod.vocabulary.around import AddressSite, RequestSite
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import AddItem, ReplaceString, Why, braced
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.provider import OperationMap
from codemod.vocabulary.shapes import Refused
from codemod.vocabulary.sites import Given
from codemod.vocabulary.treatment import Treatment, Verb
from transforms.addresses import url
from transforms.arguments import Arguments
from transforms.roles import Choice, choose, unserved
from transforms.rules.models import replacement
from transforms.vectors import APART, EMBEDDINGS, PARTED
from transforms.wrappers import refused

SPOKEN = "OpenAI is asked by HTTP here, without its SDK"


@rule(AddressSite)
def addresses(site: AddressSite, migration: Migration) -> Iterator[Result]:
    """Report an address of the source's that is spoken to without its SDK."""
    if site.test and site.reason:
        message = f"{site.address} is answered here in place of the source: {advice(migration)}"
    else:
        reason = f" ({site.reason})" if site.reason else ""
        message = f"{site.address}: {SPOKEN}{reason}: {advice(migration)}"
    if site.lent:
        said = f"{message}; a client's key is read beside it, and must not be sent there"
        yield Blocker(site.path, site.span, "RAW-HTTP", said, site.lent)
    origins = tuple(client.origin for client in site.clients)
    if origins:
        yield Blocker(site.path, site.span, "RAW-HTTP", message, origins)
    elif not site.lent:
        yield Finding(site.path, site.span, "RAW-HTTP", message, Severity.LEFT)
    way = site.address.partition("/v1")[2].strip("/")
    if way == "embeddings":
        yield Alike(site.path, site.span, APART, "", ())
    elif not way or "…" in way:
        yield Alike(site.path, site.span, "RAW-HTTP", "", ())


def advice(migration: Migration) -> str:
    """Return what to do by hand (a clause)."""
    provider = migration.provider
    address = url(migration) or "that of your endpoint"
    key = migration.key_variable or provider.api_key_env
    if migration.native:
        return (
            f"the program's requests go to {provider.title} by {migration.route.distribution} now; its "
            f"compatible endpoint is {address}, with the key of {key}"
        )
    return f"the compatible endpoint of {provider.title} is {address}, with the key of {key}"


@rule(RequestSite)
def requests(site: RequestSite, migration: Migration) -> Iterator[Result]:
    """Write address, key and model of one request, or say why it is left."""
    client = site.client
    origins = (client.origin, site.url.origin)
    if site.operation.startswith(EMBEDDINGS):
        yield Alike(client.path, client.span, APART, PARTED, (client.origin,))
    reason = "--sdk openai carries it" if migration.native else hindrance(site, migration)
    if not migration.native:
        yield from renamed(site, migration)
    if reason:
        message = f"{site.url.text}: {SPOKEN} ({reason}): {advice(migration)}"
        yield Blocker(client.path, client.span, "RAW-HTTP", message, origins)
        return
    operation = migration.route.operations[site.operation]
    why = Why("CLIENT-ADDRESS", f"the address is that of {migration.provider.title}")
    way = site.url.text.partition("/v1/")[2]
    edit = ReplaceString(site.url.span, why, f"{url(migration).rstrip('/')}/{way}")
    yield Change(site.url.path, edit, origins)
    arguments = Arguments(
        client.path, client.span, site.body, origins, site.operation, dict(migration.route.shapes)
    )
    for given in site.body:
        if given.name != "model":
            yield from arguments.treat(given, operation.parameters[given.name], asynchronous=False)
    for name, code in added(site, migration).items():
        said = Why("PARAMETER-ADDED", f"{name} of {migration.provider.title}")
        item = AddItem(site.display, said, name, braced(code))
        yield Change(client.path, item, origins)
    yield from vectors(site, migration)
    yield review(
        site, "RAW-HTTP", "the answer, and its errors, are read as they come from there now"
    )
    yield Todo(f"set {migration.key_variable} to your key of {migration.provider.title}", origins)


def renamed(site: RequestSite, migration: Migration) -> Iterator[Result]:
    origins = (site.client.origin, site.url.origin)
    for literal in names(site):
        choice = choose(literal.text, migration)
        if choice.target is not None:
            yield replacement(literal, choice.target.name, origins, (), choice.changes)


def names(site: RequestSite) -> list[Literal]:
    return [x for given in site.body if given.name == "model" for x in given.literals]


def chosen(site: RequestSite, migration: Migration) -> list[Choice]:
    return [choose(literal.text, migration) for literal in names(site)]


def hindrance(site: RequestSite, migration: Migration) -> str:
    """Return why a request cannot be written (a clause), or ""."""
    operation = migration.route.operations.get(site.operation)
    if operation is None or operation.unsupported:
        reason = operation.unsupported if operation else "the endpoint serves nothing of it"
        return reason.rstrip(".")
    if not url(migration):
        return "its address is not known: name it with --base-url"
    return of_body(site, operation, migration) or of_model(site, operation, migration)


def unfit(given: Given, treatment: Treatment | None, migration: Migration) -> str:
    """Return why one item of the body cannot be carried over (a sentence), or ""."""
    if treatment is not None and treatment.verb in (Verb.DROP, Verb.RENAME):
        return ""
    if treatment is not None and treatment.verb is Verb.SHAPE and given.tree is not None:
        result = migration.route.shapes[treatment.to](given.tree)
        if isinstance(result, Refused):
            return result.reason
        return "" if result.kept else "the target has it otherwise"
    return refused(given, treatment)


def of_body(site: RequestSite, operation: OperationMap, migration: Migration) -> str:
    for given in site.body:
        if given.name == "model":
            texts = {literal.text for literal in given.literals}
            if len(given.literals) < max(len(given.values), 1) or not texts:
                return "the name of its model is not in sight"
            continue
        reason = unfit(given, operation.parameters.get(given.name), migration)
        if reason:
            return f"{given.name}: {reason.rstrip('.')}"
    if not names(site):
        return "it names no model"
    missing = {*operation.defaults} - {"encoding_format"} - {each.name for each in site.body}
    return f"the endpoint must be given {', '.join(sorted(missing))}" if missing else ""


def of_model(site: RequestSite, operation: OperationMap, migration: Migration) -> str:
    choices = chosen(site, migration)
    if reason := unserved(choices):
        return reason
    if "dimensions" in {g.name for g in site.body} and any(
        c.target is not None and c.target.dimensions for c in choices
    ):
        return "dimensions: the sizes that it offers are others"
    return ""


def added(site: RequestSite, migration: Migration) -> dict[str, str]:
    """Return the items that the body must hold beside those that it has, as Python expressions."""
    found: dict[str, str] = {}
    choices = chosen(site, migration)
    if any(c.thinks_anew and not c.asked for c in choices):
        for keyword, code in migration.route.thinking_off.items():
            tree = ast.parse(code, mode="eval").body
            if keyword == "extra_body" and isinstance(tree, ast.Dict):
                for key, value in zip(tree.keys, tree.values, strict=True):
                    assert isinstance(key, ast.Constant)
                    found[str(key.value)] = ast.unparse(value)
            else:
                found[keyword] = code
    given = {each.name for each in site.body}
    sizes = {c.source.dimensions for c in choices if c.source is not None and c.source.dimensions}
    offered = [d for c in choices if c.target is not None for d in c.target.dimensions]
    if len(sizes) == 1 and offered and offered[0] not in sizes and sizes <= set(offered):
        found[migration.route.dimension_keyword] = str(*sizes)
    return {name: code for name, code in found.items() if name not in given}


def vectors(site: RequestSite, migration: Migration) -> Iterator[Result]:
    """Say that vectors of two models cannot be compared."""
    choices = chosen(site, migration)
    if not any(c.source is not None and c.source.dimensions for c in choices):
        return
    client = site.client
    message = "vectors of two models cannot be compared: a stored index must be built anew"
    origins = (client.origin,)
    yield Finding(client.path, client.span, "EMBEDDING-INDEX", message, Severity.NOTE, origins)
    if migration.route.dimension_keyword not in added(site, migration):
        sizes = {c.source.dimensions for c in choices if c.source is not None}
        new = {c.target.dimensions[:1] for c in choices if c.target is not None}
        said = "its vectors may have another size now"
        if len(sizes) == len(new) == 1 and all(sizes) and all(new):
            (had,), ((has,),) = sizes, new
            said = f"vectors had {had} numbers and now have {has}"
        yield review(site, "EMBEDDING-SIZE", said)
    yield Todo("build every stored index of embeddings anew", origins)


def review(site: RequestSite, code: str, message: str) -> Finding:
    client = site.client
    return Finding(client.path, client.span, code, message, Severity.REVIEW, (client.origin,))
