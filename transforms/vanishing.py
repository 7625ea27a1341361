"""A client that the target has no counterpart of: it goes, and each call is given what it was given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result, Todo
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import AddArgument, RemoveStatement, Why, braced
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.sites import CallSite, ClientSite, Given, HoldSite
from codemod.vocabulary.treatment import Treatment, Verb
from codemod.vocabulary.values import Atom, Text, Variable
from transforms.addresses import address

UNLISTED = Treatment(Verb.UNSUPPORTED, reason="nothing is known of this keyword")
READING = frozenset({"os", "environ", "getenv", "get"})


@dataclass(frozen=True, slots=True)
class Carried:
    """A keyword that calls are given in the client's place: its code, what it needs, and from where."""

    keyword: str
    code: str
    needs: tuple[str, ...] = ()
    given: Given | None = None


def vanished(site: ClientSite, migration: Migration) -> Iterator[Result]:
    """Take the construction of a client away and hand what it says to its calls."""
    origins = (site.origin,)
    inline = any((c.path, c.receiver_span) == (site.path, site.span) for c in site.serves)
    if site.bound:
        why = Why("CLIENT-GONE", f"{migration.provider.title} has functions and no client")
        yield Change(site.path, RemoveStatement(site.statement, why), origins)
    elif not inline:
        yield held(site.path, site, migration)
    if site.opaque or site.mapping is not None:
        message = "keywords that cannot be seen reach the client, and each call must be given them"
        yield Blocker(site.path, site.span, "CLIENT-MAPPING", message, origins)
    carried = []
    for given in site.every():
        for result in keyword(site, given, migration):
            if isinstance(result, Carried):
                carried.append(result)
            else:
                yield result
    names = {each.keyword for each in carried}
    always = address(migration)
    if migration.api_key_env:
        always["api_key"] = f'os.environ["{migration.api_key_env}"]'
    needs = {"api_key": ("os",)}
    carried += [Carried(n, c, needs.get(n, ())) for n, c in always.items() if n not in names]
    for call in site.serves:
        yield from handed(call, carried, site)
    for said in migration.route.todo:
        yield Todo(said, origins)
    yield Todo(
        (
            f"set {migration.key_variable} to your key of {migration.provider.title}"
            if migration.key_variable
            else "set the variable of the key that each of your models' providers reads"
        ),
        origins,
    )


def held(path: str, site: ClientSite | HoldSite, migration: Migration) -> Blocker:
    """Say that a client is used in a way that its calls alone cannot stand for."""
    origins = (site.origin,) if isinstance(site, ClientSite) else site.origins
    title = migration.provider.title
    message = f"{title} has functions and no client, and this one is passed on, kept or tested here"
    return Blocker(path, site.span, "CLIENT-HELD", message, origins)


def keyword(
    site: ClientSite, given: Given, migration: Migration
) -> Iterator[Carried | Blocker | Finding]:
    """Say what becomes of one keyword of the construction."""
    route = migration.route
    treatment = route.client_parameters.get(given.name, UNLISTED)
    origins = (site.origin,)
    silent = bool(given.source) and given.source in treatment.silent_values
    if silent:
        return
    if given.name == "api_key":
        yield from key(site, given, migration)
        return
    if given.name in address(migration):
        return
    if treatment.verb is Verb.DROP:
        message = f"{given.name}: {treatment.reason}"
        yield Finding(
            given.path, given.span, "PARAMETER-DROPPED", message, Severity.REVIEW, origins
        )
        return
    if treatment.verb not in (Verb.KEEP, Verb.RENAME):
        message = f"{given.name}: {treatment.reason or 'it has another form there.'}"
        yield Blocker(given.path, given.span, "PARAMETER-UNSUPPORTED", message, origins)
        return
    name = treatment.to if treatment.verb is Verb.RENAME else given.name
    yield from travelling(site, given, name)
    if treatment.reason:
        message = f"{given.name}: {treatment.reason}"
        yield Finding(given.path, given.span, "PARAMETER-KEPT", message, Severity.REVIEW, origins)


def key(
    site: ClientSite, given: Given, migration: Migration
) -> Iterator[Carried | Blocker | Finding]:
    """The source's own key stays behind; what may be another one is handed on."""
    origins = (site.origin,)
    own = migration.surface.environment.get("api_key", ())
    texts = [v.text for v in given.values if isinstance(v, Text)]
    if any(re.fullmatch(migration.surface.key_pattern, text) for text in texts):
        message = "a real key was written into the code: revoke it at its provider"
        yield Finding(given.path, given.span, "KEY-LITERAL", message, Severity.REVIEW, origins)
        return
    variables = {v.name for v in given.values if isinstance(v, Variable)}
    known = all(isinstance(v, (Variable, Text, Atom)) for v in given.values)
    if variables & set(own) and not (known and variables <= set(own)) and not migration.api_key_env:
        message = "the key may be the source's own, which must not go to another provider"
        yield Blocker(given.path, given.span, "CLIENT-KEYWORD", message, origins)
        return
    if migration.api_key_env or variables & set(own):
        if reading(given.tree) is None:
            message = (
                "the key that is read for the client is not used any more: the SDK reads that of each "
                "model's provider by itself"
            )
            yield Finding(given.path, given.span, "KEY-SETTING", message, Severity.REVIEW, origins)
        return
    yield from travelling(site, given, "api_key")
    message = "api_key is handed to each call: put the key of your models' provider there"
    yield Finding(given.path, given.span, "KEY-SETTING", message, Severity.NOTE, origins)


def travelling(site: ClientSite, given: Given, name: str) -> Iterator[Carried | Blocker]:
    """Carry an expression that means the same at every call: a literal, or a read of the environment."""
    code = reading(given.tree)
    if given.direct and literal(given.tree):
        assert given.tree is not None
        yield Carried(name, ast.unparse(given.tree).replace("'", '"'), (), given)
    elif given.direct and code is not None:
        yield Carried(name, code, ("os",), given)
    elif given.direct and given.constant and isinstance(given.tree, (ast.Name, ast.Attribute)):
        yield Carried(name, ast.unparse(given.tree), (), given)
    else:
        message = (
            f"each call must be given {given.name}, and what stands here is not the same everywhere"
        )
        yield Blocker(given.path, given.span, "CLIENT-KEYWORD", message, (site.origin,))


def literal(tree: ast.expr | None) -> bool:
    """Say whether an expression is written out to its last part, without quotes in its texts."""
    if tree is None:
        return False
    try:
        ast.literal_eval(tree)
    except ValueError:
        return False
    return not any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and set("\"'\\") & {*node.value}
        for node in ast.walk(tree)
    )


def reading(tree: ast.expr | None) -> str | None:
    """Return the code of an expression that does nothing but read the environment, else None."""
    if tree is None or isinstance(tree, (ast.Constant, ast.Name)):
        return None
    for node in ast.walk(tree):
        if isinstance(node, (ast.Constant, ast.Load)):
            continue
        if isinstance(node, ast.Name) and node.id == "os":
            continue
        if isinstance(node, ast.Attribute) and node.attr in READING:
            continue
        if isinstance(node, (ast.Call, ast.Subscript)) and not getattr(node, "keywords", ()):
            continue
        return None
    return ast.unparse(tree).replace("'", '"')


def handed(call: CallSite, carried: list[Carried], site: ClientSite) -> Iterator[Result]:
    """Give a call the keywords that its client was given."""
    origins = (call.origin, *call.clients)
    own = {given.name for given in call.given}
    rows = [each for each in carried if each.keyword not in own]
    merged = [r for r in carried if r.keyword in own and r.given and r.given.name != r.keyword]
    if merged:
        name = merged[0].keyword
        message = f"the client and this call both say {name}, which the target takes once"
        yield Blocker(call.path, call.span, "CLIENT-KEYWORD", message, origins)
        return
    if not rows:
        return
    far = [
        r for r in rows if r.given is not None and r.given.constant and r.given.path != call.path
    ]
    if call.opaque or len(call.clients) > 1 or call.receiver_span is None or far:
        names = ", ".join(each.keyword for each in rows)
        message = f"what the client is given ({names}) cannot be handed to this call"
        yield Blocker(call.path, call.span, "CLIENT-KEYWORD", message, origins)
        return
    for each in rows:
        why = Why("PARAMETER-ADDED", f"{each.keyword}= was the client's")
        edit = AddArgument(call.span, why, each.keyword, braced(each.code))
        yield Change(call.path, edit, origins, each.needs)
