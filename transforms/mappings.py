"""Keywords of a construction that come in a mapping: what must be given is laid over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codemod.planning.rules import Change, Result
from codemod.vocabulary.edits import Rewrite, Why, braced
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import ClientSite, Given
from codemod.vocabulary.spans import Span
from transforms.addresses import (
    by_variables,
    kept_message,
    literally,
    said,
)
from transforms.arguments import Arguments
from transforms.keys import literal_key, real_key, tell_key
from transforms.templates import modules_in


def settled(given: Given) -> bool:
    """Say whether a keyword surely reaches the call, and can be edited where it stands."""
    own = given.certain and given.kind != "assignment" and not given.shared and not given.others
    return given.direct or own


def unsettled(site: ClientSite, names: Mapping[str, str]) -> list[Given]:
    """Return what a mapping gives, or not, of the keywords that must be given."""
    return [given for given in site.given if given.name in names and not settled(given)]


def laid_over(
    site: ClientSite,
    mapping: Span,
    always: Mapping[str, str],
    arguments: Arguments,
    migration: Migration,
) -> Iterator[Result]:
    """Give a construction ``{**mapping, ...}``, in which nothing is missing and nothing is None.

    ``always`` are the keywords that must be given, with their code. What the mapping holds of them
    stands, where it is not the source's own; the mapping itself is not changed.
    """
    loose = unsettled(site, always)
    items: list[str] = []
    for name, code in always.items():
        held = [given for given in loose if given.name == name]
        if not held and arguments.named(name):
            continue
        unseen = site.opaque and name in ("api_key", "base_url")
        items.append(f'"{name}": {over(name, code, held, unseen, migration)}')
        for given in held:
            yield from told(given, arguments, migration)
    template = "{{**{mapping}, " + ", ".join(items) + "}}"
    title = migration.provider.title
    why = Why("PARAMETER-ADDED", f"what {title} needs is laid over the mapping")
    edit = Rewrite(mapping, why, template, (("mapping", mapping),))
    yield Change(site.path, edit, arguments.origins, modules_in("".join(always.values())))


def over(name: str, code: str, held: list[Given], unseen: bool, migration: Migration) -> str:
    """Return the template of one keyword: what the mapping gives, else ``code``."""
    stands = name == "api_key" or (
        name == "base_url" and not any(literally(given) for given in held)
    )
    variables = [by_variables(given, migration) for given in held if name == "base_url"]
    if variables and all(variables) and not unseen:
        return braced(variables[0])
    if stands and (held or unseen):
        return '{mapping}.get("' + name + '") or ' + braced(code)
    return braced(code)


def told(given: Given, arguments: Arguments, migration: Migration) -> Iterator[Result]:
    """Say what becomes of a keyword that the mapping gives."""
    if given.name == "api_key":
        if real_key(given, migration):
            yield from literal_key(given, arguments, f'os.environ["{migration.key_variable}"]')
        else:
            yield from tell_key(given, arguments, migration)
    elif given.name == "base_url":
        variables = by_variables(given, migration)
        kept = not variables and not literally(given)
        message = kept_message(given, migration) if kept else said(given, variables, migration)
        if message:
            yield arguments.review(given, "CLIENT-ADDRESS", message)
    else:
        treatment = migration.route.client_parameters.get(given.name)
        if treatment is not None and given.source not in treatment.silent_values:
            message = f"{given.name}: {treatment.reason} The call no longer takes it from here."
            yield arguments.review(given, "PARAMETER-DROPPED", message)
