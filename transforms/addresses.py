"""Where the clients of a compatible endpoint connect: the target's address, or what may override it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemod.planning.rules import Change, Result
from codemod.vocabulary.edits import Certainty, ReplaceString, Rewrite, Why, braced
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import Given, Store
from codemod.vocabulary.values import Atom, Composed, Text, Variable
from transforms.arguments import Arguments
from transforms.templates import modules_in


def address(migration: Migration) -> dict[str, str]:
    """Return the keywords that say where the target's client connects, as Python expressions."""
    route = migration.route
    values = {
        "region": migration.region,
        "workspace": migration.workspace,
        "base_url": migration.base_url,
    }
    found: dict[str, str] = dict(route.regions.get(migration.region, {}))
    if "base_url" in route.client_defaults:
        found["base_url"] = repr_text(url(migration))
    for option, keyword in route.options.items():
        if values.get(option):
            found[keyword] = repr_text(values[option])
    return found


def url(migration: Migration) -> str:
    """Return the base URL of the compatible endpoint that was asked for."""
    provider = migration.provider
    if migration.base_url:
        return migration.base_url
    region = migration.region or next(iter(provider.regions), "")
    if migration.workspace and provider.workspace_url:
        return provider.workspace_url.format(workspace=migration.workspace, region=region)
    return provider.regions.get(region, "")


def readdress(
    given: Given, code: str, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """Point a client that names its address to the target's; ``code`` is that address."""
    if not given.direct:
        yield arguments.blocker(
            given, "MAPPING-ADDRESS", f"{given.name} is set in a mapping; set it at the call"
        )
        return
    variables = by_variables(given, migration)
    inner = literal_within(given)
    if passed_on(given) and not migration.native:
        why = Why("CLIENT-ADDRESS", "the address that callers give, else the target's")
        template = "{address} or " + braced(code)
        edit = Rewrite(given.value_span, why, template, (("address", given.value_span),))
        yield Change(given.path, edit, arguments.origins, modules_in(template))
    elif variables or not configured(given) or migration.native:
        yield from replaced(given, variables or code, said(given, variables, migration), arguments)
    elif inner is not None:
        yield from defaulted(given, inner, code, arguments, migration)
    elif literally(given):
        message = "it came from configuration, which is no longer read here"
        yield from replaced(given, code, message, arguments)
    else:
        why = Why("CLIENT-ADDRESS", "an address from configuration, else the target's", REVIEW)
        template = "{address} or " + braced(code)
        edit = Rewrite(given.value_span, why, template, (("address", given.value_span),))
        yield Change(given.path, edit, arguments.origins, modules_in(template))
        yield arguments.review(given, "CLIENT-ADDRESS", kept_message(given, migration))


def in_settings(
    written: Literal, given: Given, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """The address that a file of settings gives becomes the target's, and the code stays."""
    why = Why("CLIENT-ADDRESS", f"{given.name} is the target's")
    edit = ReplaceString(written.span, why, url(migration))
    yield Change(written.path, edit, arguments.origins + given.others)


def restored(
    store: Store, code: str, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """An address that is assigned to a client which stays its SDK's own."""
    given = store.given
    variables = by_variables(given, migration)
    inner = literal_within(given)
    texts = literally(given)
    if not store.plain or (store.mixed and (variables or texts)):
        message = f"the client's {given.name} is changed in a way that cannot be followed"
        yield arguments.blocker(given, "CLIENT-READDRESSED", message)
    elif variables or (texts and not configured(given)):
        yield from replaced(given, variables or code, said(given, variables, migration), arguments)
    elif inner is not None:
        yield from defaulted(given, inner, code, arguments, migration)
    elif texts:
        message = "it came from configuration, which is no longer read here"
        yield from replaced(given, code, message, arguments)
    else:
        yield arguments.review(given, "CLIENT-ADDRESS", kept_message(given, migration))


REVIEW = Certainty.REVIEW


def passed_on(given: Given) -> bool:
    """Say whether an address is an expression that is None as far as the code goes."""
    none = bool(given.values) and all(v == Atom(None) for v in given.values)
    return (
        given.name == "base_url"
        and none
        and given.tree is not None
        and not isinstance(given.tree, ast.Constant)
    )


def literally(given: Given) -> bool:
    """Say whether the program's own text may be, or be part of, the address."""
    return any(isinstance(v, (Text, Composed)) for v in given.values)


def configured(given: Given) -> bool:
    """Say whether an address may come from elsewhere than the program's own literals."""
    return any(not isinstance(v, (Text, Atom)) for v in given.values)


def by_variables(given: Given, migration: Migration) -> str:
    """Return how the target's variable gives the address, where only the source's gave it; or ""."""
    found = [v for v in given.values if isinstance(v, Variable)]
    others = [v for v in given.values if not isinstance(v, (Variable, Text, Atom))]
    known = migration.surface.environment.get("base_url", ())
    name = migration.provider.base_url_env
    if not found or others or not name or any(v.name not in known for v in found):
        return ""
    return f'os.environ.get("{name}", {repr_text(url(migration))})'


def said(given: Given, variables: str, migration: Migration) -> str:
    names = [v.name for v in given.values if isinstance(v, Variable)]
    if variables:
        return f"it came from {names[0]}; {migration.provider.base_url_env} may now override it"
    return "it came from configuration, which is no longer read here" if configured(given) else ""


def kept_message(given: Given, migration: Migration) -> str:
    known = migration.surface.environment.get("base_url", ())
    own = migration.provider.base_url_env
    held = [v.name for v in given.values if isinstance(v, Variable)]
    names = sorted({own if own and name in known else name for name in held})
    where = " and ".join(names) or given.setting or "configuration"
    return f"the address may still come from {where}: what stands there must be the target's now"


def literal_within(given: Given) -> Literal | None:
    """Return the one literal address that stands inside the expression, as its default."""
    held = [x for x in given.literals if x.path == given.path and given.value_span.encloses(x.span)]
    return held[0] if len(held) == len(given.literals) == 1 else None


def defaulted(
    given: Given, inner: Literal, code: str, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """The default of an address from configuration becomes the target's."""
    why = Why("CLIENT-ADDRESS", "the default is the target's address", REVIEW)
    edit = Rewrite(inner.span, why, braced(code))
    yield Change(inner.path, edit, arguments.origins + given.others)
    yield arguments.review(given, "CLIENT-ADDRESS", kept_message(given, migration))


def replaced(given: Given, code: str, message: str, arguments: Arguments) -> Iterator[Result]:
    """The address becomes another expression; ``message`` is a finding's, or ""."""
    certainty = REVIEW if message else Certainty.SAFE
    why = Why("CLIENT-ADDRESS", f"{given.name} is the target's", certainty)
    edit = Rewrite(given.value_span, why, braced(code))
    yield Change(given.path, edit, arguments.origins + given.others, modules_in(braced(code)))
    if message:
        yield arguments.review(given, "CLIENT-ADDRESS", message)


def repr_text(text: str) -> str:
    """Return a Python string literal in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
