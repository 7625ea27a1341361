"""How a wrapper's construction is written for the compatible endpoint, if all that it says is in sight."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Change, Finding, Result, Todo
from codemod.vocabulary.around import AroundSite, Writing
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import Why, braced
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.shapes import Placed
from codemod.vocabulary.sites import Given
from codemod.vocabulary.treatment import Treatment, Verb
from codemod.vocabulary.values import Atom, Text, Variable
from transforms.addresses import address, readdress
from transforms.arguments import Arguments
from transforms.holders import removal
from transforms.keys import key_results
from transforms.limits import limited
from transforms.roles import Choice, choose, unserved
from transforms.rules.models import replacement

KEY, ADDRESS = "api_key", "base_url"


def hindrance(site: AroundSite, migration: Migration) -> str:
    """Return why the construction cannot be written (a clause), or ""."""
    writing = site.wrapper.writing
    assert writing is not None
    operation = migration.route.operations.get(writing.operation)
    if operation is None or operation.unsupported:
        return (operation.unsupported if operation else "the endpoint serves nothing of it").rstrip(
            "."
        )
    if not site.called:
        return "it is handed on, or a class derives from it"
    if not site.seen:
        return "its arguments, or what stands here, are not all in sight"
    added = {*operation.defaults} - {"encoding_format"}
    if added:
        return f"the endpoint must be given {', '.join(sorted(added))}"
    for name in writing.sends:
        treatment = operation.parameters.get(name)
        if treatment is None or treatment.verb is not Verb.KEEP:
            return f"it sends {name} by itself, which the endpoint may refuse"
    for given in site.client.given:
        reason = unfit(given, site, writing, migration)
        if reason:
            return f"{given.name}: {reason}"
    return of_models(site, writing, migration)


def unfit(given: Given, site: AroundSite, writing: Writing, migration: Migration) -> str:
    """Return why one argument cannot be carried over (a clause), or ""."""
    if not given.direct or given.kind != "argument":
        return "it comes in a mapping"
    if given.name in (KEY, ADDRESS):
        if not all(isinstance(v, (Text, Variable, Atom)) for v in given.values) or not given.values:
            return "what it holds is not in sight"
        known = migration.surface.environment.get(ADDRESS, ())
        names = {v.name for v in given.values if isinstance(v, Variable)}
        if given.name == ADDRESS and not names <= set(known):
            return "it comes from configuration of another name"
        return ""
    if given.name in site.wrapper.models:
        return ""
    if given.name in writing.always:
        return "" if given.source == writing.always[given.name] else "another address needs its own"
    if given.name == writing.batch:
        most = writing.batches.get(migration.provider.name)
        number = given.source
        fits = most is None or (number.isdecimal() and int(number) <= most)
        return "" if fits else f"a request takes at most {most} texts"
    if given.name not in writing.parameters:
        return "nothing is known of it"
    for name in writing.parameters[given.name]:
        treatment = migration.route.operations[writing.operation].parameters.get(name)
        reason = refused(given, treatment)
        if reason:
            return reason.rstrip(".")
    return ""


def refused(given: Given, treatment: Treatment | None) -> str:
    """Return why the target does not take what a parameter would hold, or ""."""
    if treatment is None:
        return "nothing is known of it"
    if treatment.verb is Verb.KEEP or (given.source and given.source in treatment.silent_values):
        return ""
    if treatment.verb is Verb.CLAMP and treatment.limits is not None:
        return "" if limited(given, *treatment.limits) is None else "the target has other limits"
    return treatment.reason or "the target has it otherwise"


def of_models(site: AroundSite, writing: Writing, migration: Migration) -> str:
    """Return why no model, or none of the same kind, can take the place (a clause), or ""."""
    choices = chosen(site, migration)
    if reason := unserved(choices):
        return reason
    sizes = {c.source.dimensions for c in choices if c.source is not None and c.source.dimensions}
    asked = [g for g in site.client.given if g.name == "dimensions"]
    offered = {d for c in choices if c.target is not None for d in c.target.dimensions}
    for given in asked:
        numbers = {v.value for v in given.values if isinstance(v, Atom)}
        if offered and not numbers <= offered:
            return f"dimensions: there are {', '.join(str(d) for d in sorted(offered))}"
    if len(sizes) > 1:
        return "its models have vectors of several sizes"
    anew = any(c.thinks_anew and not c.asked for c in choices)
    given_names = {g.name for g in site.client.given}
    for keyword in migration.route.thinking_off if anew else ():
        fits = writing.body[0] if keyword == "extra_body" else keyword
        if not fits or (keyword != "extra_body" and keyword not in writing.parameters):
            return "a model that reasons cannot be told not to here"
        if fits in given_names:
            return f"{fits} must say that the model does not reason"
    return ""


def chosen(site: AroundSite, migration: Migration) -> list[Choice]:
    names = [literal.text for literal in site.models]
    default = site.wrapper.default
    return [choose(name, migration) for name in names or ([default] if default else [])]


def renamed(site: AroundSite, migration: Migration) -> Iterator[Result]:
    """Replace the names of its models, if the construction moves."""
    for literal in site.models:
        choice = choose(literal.text, migration)
        if choice.target is not None:
            yield replacement(
                literal, choice.target.name, (site.client.origin,), (), choice.changes
            )


def written(site: AroundSite, writing: Writing, migration: Migration) -> Iterator[Result]:
    """Write the key, the address and the model, and what another address needs beside them."""
    client, origins = site.client, (site.client.origin,)
    arguments = Arguments(client.path, client.span, client.given, origins, client.klass)
    code = address(migration)[ADDRESS]
    keyed = addressed = modelled = False
    for given in client.given:
        if given.name == KEY:
            keyed = True
            yield from key_results(client, given, arguments, migration)
        elif given.name == ADDRESS:
            addressed = True
            yield from readdress(given, code, arguments, migration)
        elif given.name in site.wrapper.models:
            modelled = True
        else:
            yield from silent(given, writing, arguments, migration)
    if not keyed:
        read = f'os.environ["{migration.key_variable}"]'
        arguments.add(Placed(writing.key, read), f"the key of {migration.provider.title}")
    if not addressed:
        arguments.add(Placed(writing.address, braced(code)), "the target's address")
    choices = chosen(site, migration)
    if not modelled and choices and choices[0].target is not None:
        name = choices[0].target.name
        why = f"{choices[0].name}, which it asks without a name, becomes {name}"
        arguments.add(Placed(writing.model, f'"{name}"'), why)
        yield review(site, "MODEL-RENAMED", why)
    given_names = {g.name for g in client.given}
    for keyword, value in writing.always.items():
        if keyword not in given_names:
            arguments.add(Placed(keyword, braced(value)), "another address needs it")
    most = writing.batches.get(migration.provider.name)
    if most is not None and writing.batch not in given_names:
        arguments.add(Placed(writing.batch, str(most)), f"a request takes at most {most} texts")
    thinking(choices, writing, arguments, migration)
    yield from sizes(site, choices, writing, arguments, migration)
    yield from arguments.finish()
    if writing.review:
        yield review(site, "AROUND-WRITTEN", f"{client.klass}: {writing.review}")
    message = "it still reads OPENAI_ORG_ID by itself and sends it along: leave that unset"
    yield Finding(client.path, client.span, "AROUND-WRITTEN", message, Severity.NOTE, origins)
    yield Todo(f"set {migration.key_variable} to your key of {migration.provider.title}", origins)


def silent(
    given: Given, writing: Writing, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """Take away what says nothing and the target does not know; tell of what differs."""
    table = migration.route.operations[writing.operation].parameters
    for name in writing.parameters.get(given.name, ()):
        treatment = table[name]
        if treatment.verb is Verb.KEEP:
            if treatment.reason and given.source not in treatment.silent_values:
                yield arguments.review(given, "PARAMETER-KEPT", treatment.reason)
        elif treatment.verb is not Verb.CLAMP:
            why = Why("PARAMETER-DROPPED", f"{given.name} is dropped: it says nothing")
            yield Change(given.path, removal(given, why), arguments.origins)
            return


def thinking(
    choices: list[Choice], writing: Writing, arguments: Arguments, migration: Migration
) -> None:
    """Switch reasoning off where the source's model did not reason and the target's does."""
    anew = [c for c in choices if c.thinks_anew and not c.asked and c.target is not None]
    for keyword, code in migration.route.thinking_off.items() if anew else ():
        target = anew[0].target
        assert target is not None
        message = f"{target.name} thinks unless told not to"
        if keyword == "extra_body":
            name, template = writing.body
            arguments.add(Placed(name, braced(template.format(body=code))), message)
        else:
            arguments.add(Placed(keyword, braced(code)), message)


def sizes(
    site: AroundSite,
    choices: list[Choice],
    writing: Writing,
    arguments: Arguments,
    migration: Migration,
) -> Iterator[Result]:
    """Keep the size of vectors where the target offers it, and say that an index must be built anew."""
    sources = {c.source.dimensions for c in choices if c.source is not None and c.source.dimensions}
    if not sources:
        return
    (size,) = sources
    offered = [d for c in choices if c.target is not None for d in c.target.dimensions]
    if not any(given.name == "dimensions" for given in site.client.given) and offered:
        if size in offered and offered[0] != size:
            arguments.add(Placed("dimensions", str(size)), "the vectors keep their size")
        elif size not in offered:
            message = f"vectors had {size} numbers and now have {offered[0]}"
            yield review(site, "EMBEDDING-SIZE", message)
    message = "vectors of two models cannot be compared: a stored index must be built anew"
    client = site.client
    origins = (client.origin,)
    yield Finding(client.path, client.span, "EMBEDDING-INDEX", message, Severity.NOTE, origins)
    yield Todo("build every stored index of embeddings anew", origins)


def review(site: AroundSite, code: str, message: str) -> Finding:
    client = site.client
    return Finding(client.path, client.span, code, message, Severity.REVIEW, (client.origin,))
