"""Move the calls of operations: their parameters, what the route always adds, reasoning off."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result, Withheld, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import ReplaceString, Why
from codemod.vocabulary.lists import PartSite, RoleSite
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.provider import OperationMap
from codemod.vocabulary.shapes import Placed
from codemod.vocabulary.sites import CallSite, Given, HandleSite, ModelSite
from codemod.vocabulary.treatment import Verb
from codemod.vocabulary.values import Atom
from transforms.arguments import Arguments
from transforms.counterparts import FUNCTIONS, without_functions
from transforms.demanded import first_given, told_default
from transforms.headers import headers
from transforms.paths import handled, led, operation_of
from transforms.receiving import reachable
from transforms.roles import choose
from transforms.seen import keeps_names
from transforms.vectors import vectors
from transforms.whereabouts import carried


@rule(ModelSite)
def calls(site: ModelSite, migration: Migration) -> Iterator[Result]:
    """Rewrite one call, or say why its group is left."""
    call = site.call
    origins = (call.origin, *call.clients)
    name, raw = bare(call.operation)
    wrapper = migration.route.client_members.get(raw)
    if wrapper is not None and wrapper.verb is Verb.UNSUPPORTED:
        message = f"{raw}: {wrapper.reason}"
        yield Blocker(call.path, call.span, "OPERATION-UNSUPPORTED", message, origins)
        return
    operation = migration.route.operations.get(name)
    if operation is None or operation.unsupported:
        reason = operation.unsupported if operation else "nothing is known of this operation."
        other = carried(migration.provider, "native" if migration.native else "openai", name)
        if other and "--sdk" not in reason:
            reason = f"{reason.rstrip('.')}. --sdk {other} carries it."
        yield Blocker(
            call.path, call.span, "OPERATION-UNSUPPORTED", f"{call.operation}: {reason}", origins
        )
        return
    if raw:
        message = "the headers of a raw response, and what else it holds, are the target's own"
        yield Finding(call.path, call.func_span, "RAW-RESPONSE", message, Severity.REVIEW, origins)
    yield from reachable(call, migration)
    yield from led(call, name, operation, functions=migration.route.functions)
    yield from unsure(site, operation, migration)
    for path, span in call.doubles:
        severity = Severity.LEFT if migration.native else Severity.REVIEW
        message = "a double of a client is made here: what it is asked, and answers, must follow"
        yield Finding(path, span, "TEST-DOUBLE", message, severity, origins)
    yield from seen(site, migration)
    yield from answering(call, migration)
    arguments = Arguments(
        call.path, call.span, call.given, origins, call.operation, dict(migration.route.shapes)
    )
    arguments.mapping = call.mapping
    for given in call.given:
        treatment = operation.parameters.get(given.name)
        if treatment is None:
            if operation.parameters:  # else the surface names the operation alone
                yield arguments.review(
                    given, "PARAMETER-UNKNOWN", f"{given.name} is no parameter of {call.operation}"
                )
            continue
        if given.name == "extra_body" and treatment.verb in (Verb.KEEP, Verb.MOVE):
            yield from passed_on(given, operation, arguments)
        yield from headers(given, arguments, migration)
        if treatment.unseen and not given.listed:
            yield arguments.blocker(given, "LIST-UNSEEN", f"{given.name}: {treatment.unseen}")
        if treatment.nothing and (given.filtered or any(v == Atom(None) for v in given.values)):
            yield from arguments.filled(given, treatment, operation)
        else:
            yield from arguments.treat(given, treatment, call.asynchronous)
    yield from additions(site, operation, arguments, migration)
    yield from vectors(site, arguments, migration)
    parted_into(call, arguments, migration)
    yield from arguments.finish()
    if call.opaque:
        yield from unseen(call, operation, arguments, migration)


def parted_into(call: CallSite, arguments: Arguments, migration: Migration) -> None:
    """Note the keyword into whose dict messages of the call move, with what gives these."""
    apart = migration.route.apart
    aid = migration.route.aid
    parting = {*apart.words, "*"} & {*call.roles} if apart is not None else set()
    if aid is not None and migration.helpers:
        parting = {*parting, *aid.put}
    if apart is not None and "." in apart.keyword and parting:
        keyword = apart.keyword.partition(".")[0]
        arguments.layers.elsewhere(keyword, arguments.named(apart.parameter))


@rule(HandleSite)
def handles(site: HandleSite, migration: Migration) -> Iterator[Result]:
    """Lead an operation that is taken from its client without being called there."""
    operation = operation_of(site.operation, migration)
    if operation is not None:
        yield from handled(site, operation, functions=migration.route.functions)


def passed_on(given: Given, operation: OperationMap, arguments: Arguments) -> Iterator[Result]:
    """Refuse what the target does not take, where it is put into the body by hand."""
    keys = given.tree.keys if isinstance(given.tree, ast.Dict) else []
    names = [
        key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        for key in keys
    ]
    for name in names:
        treatment = operation.parameters.get(name)
        if treatment is not None and treatment.verb not in (Verb.KEEP, Verb.CLAMP):
            reason = treatment.reason or "it has another name there."
            message = f"extra_body holds {name}: {reason}"
            yield arguments.blocker(given, "PARAMETER-UNSUPPORTED", message)
    if not names or any(name not in operation.parameters for name in names):
        message = "extra_body goes to the target as it is: see that it knows each key"
        yield arguments.review(given, "PARAMETER-KEPT", message)


@rule(RoleSite)
def roles(site: RoleSite, migration: Migration) -> Iterator[Result]:
    """Give a message the role that the target knows, or refuse one that it does not take."""
    reason = migration.route.refused_roles.get(site.literal.text)
    if reason is not None:
        text, place = site.literal.text, site.literal
        message = f"a message of the role {text}: {reason}"
        yield Blocker(place.path, place.span, "PARAMETER-UNSUPPORTED", message, site.origins)
    to = migration.route.message_roles.get(site.literal.text)
    if to is not None:
        why = Why("MESSAGE-ROLE", f"the role {site.literal.text} is called {to}")
        edit = ReplaceString(site.literal.span, why, to)
        yield Change(site.literal.path, edit, site.origins)


@rule(PartSite)
def parts(site: PartSite, migration: Migration) -> Iterator[Result]:
    """Refuse a content part that the target does not take."""
    reason = migration.route.message_parts.get(site.literal.text)
    if reason is not None:
        text, place = site.literal.text, site.literal
        message = f"a content part of type {text}: {reason}"
        yield Blocker(place.path, place.span, "PARAMETER-UNSUPPORTED", message, site.origins)


def answering(call: CallSite, migration: Migration) -> Iterator[Result]:
    """Refuse what came of functions for a target that has none; tell of it where much is unseen."""
    if FUNCTIONS.role not in call.roles or not without_functions(migration.route):
        return
    if any(g.name == FUNCTIONS.listed and g.source != "None" for g in call.given):
        return  # which is refused by itself
    message = (
        f"a message of the role {FUNCTIONS.role} may be sent: the target knows its successor at most, "
        "the role tool"
    )
    origins = (call.origin, *call.clients)
    if call.opaque:  # functions are among what must not come with it, as is told
        yield Finding(call.path, call.span, "MAPPING-UNSEEN", message, Severity.REVIEW, origins)
    else:
        yield Blocker(call.path, call.span, "PARAMETER-UNSUPPORTED", message, origins)


def seen(site: ModelSite, migration: Migration) -> Iterator[Result]:
    """Refuse images for a model that cannot be sent them, where the source's model reads them."""
    if "image_url" not in site.call.parts:
        return
    for literal in site.literals:
        choice = choose(literal.text, migration)
        source, target = choice.source, choice.target
        if source is None or not source.vision or target is None or choice.asked:
            continue
        if target.images:
            yield Blocker(
                site.call.path,
                site.call.span,
                "MODEL-BLIND",
                f"the messages hold images, and {literal.text} would become {target.name}: "
                f"{target.images} Name another with --model {literal.text}=NEW",
                (site.call.origin, *site.call.clients),
            )


def bare(operation: str) -> tuple[str, str]:
    """Split a raw call into the operation that it makes and the wrapper that it goes through."""
    for wrapper in ("with_raw_response", "with_streaming_response"):
        if f".{wrapper}." in f".{operation}":
            return f".{operation}".replace(f".{wrapper}.", ".").lstrip("."), wrapper
    return operation, ""


def unsure(site: ModelSite, operation: OperationMap, migration: Migration) -> Iterator[Result]:
    """Refuse to add what one of the partials that may stand there gives, and another does not."""
    call, route = site.call, migration.route
    added = {*operation.defaults, *operation.unless.values(), *route.thinking_off}
    if call.streams is not False:
        added.update(operation.stream_defaults)
    if call.operation.startswith("embeddings."):
        added.add("dimensions")
    names = ", ".join(name for name in call.sometimes if name in added)
    if names:
        yield Blocker(
            call.path,
            call.span,
            "PARAMETER-UNSURE",
            f"one partial that may be called here gives {names}, and another does not",
            (call.origin, *call.clients),
        )


def additions(
    site: ModelSite, operation: OperationMap, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """Note the keywords that the route adds to a call."""
    call = site.call
    for keyword, code in operation.defaults.items():
        held = [g for n in operation.unless.get(keyword, (keyword,)) for g in arguments.named(n)]
        if not held and call.opaque and keyword in operation.parameters:
            yield from first_given(call, held, arguments, operation, keyword)
        elif not held:
            note(arguments, keyword, code, f"{keyword}= is what the endpoint takes")
            yield from told_default(call, operation, keyword)
        elif keyword in operation.reviews and not any(
            g.direct or g.certain or g.filtered for g in held
        ):
            yield from first_given(call, held, arguments, operation, keyword)
    if call.streams is not False:
        yield from stream_defaults(call, operation, arguments)
    yield from thinking(site, arguments, migration)


def note(arguments: Arguments, keyword: str, code: str, message: str) -> None:
    arguments.add(Placed(keyword, code.replace("{", "{{").replace("}", "}}")), message)


def stream_defaults(
    call: CallSite, operation: OperationMap, arguments: Arguments
) -> Iterator[Result]:
    for keyword, code in operation.stream_defaults.items():
        if any(arguments.named(n) for n in operation.unless.get(keyword, (keyword,))):
            continue
        message = "the usage of a stream was not asked for"
        if call.streams:
            note(arguments, keyword, code, message)
            continue
        flags = arguments.named("stream")
        if len(flags) == 1 and flags[0].direct and flags[0].simple and not arguments.added:
            escaped = code.replace("{", "{{").replace("}", "}}")
            template = escaped + " if {stream} else None"
            placed = Placed(keyword, template, (("stream", flags[0].value_span),))
            arguments.add(placed, message)
        else:
            yield Blocker(
                call.path,
                call.span,
                "STREAM-RUNTIME",
                "whether this call streams is decided at run time, out of sight: the stream would "
                "end with a chunk that has no choices",
                arguments.origins,
            )


def thinking(site: ModelSite, arguments: Arguments, migration: Migration) -> Iterator[Result]:
    """Switch reasoning off where the source's model did not reason and the target's does."""
    off = migration.route.thinking_off
    name, _ = bare(site.call.operation)
    if not off or not name.endswith(("completions.create", ".parse", ".stream")):
        return
    choices = [choose(literal.text, migration) for literal in site.literals]
    anew = [c for c in choices if c.thinks_anew and not c.asked]
    if not anew or arguments.named("reasoning_effort"):
        return
    reasoning = [c for c in choices if c.reasons]
    if reasoning:
        yield Withheld(
            site.call.path,
            site.call.span,
            "MODEL-THINKING",
            f"{anew[0].name} does not reason and {reasoning[0].name} does, and one call serves both: "
            "name models that fit with --model",
            tuple(literal.origin for literal in site.literals),
        )
        return
    target = anew[0].target
    assert target is not None
    for keyword, code in off.items():
        inner = code.strip("{}").partition(":")[0].strip().strip('"')
        if keyword in arguments.added and not code.startswith("{"):
            continue
        held = arguments.named(keyword)
        if held and (not code.startswith("{") or any(inner in given.source for given in held)):
            continue
        note(arguments, keyword, code, f"{target.name} thinks unless told not to")


USUAL = ("max_tokens", "temperature")
"""Keywords that a mapping out of sight holds next to always."""
OFTEN = (
    *USUAL,
    "max_completion_tokens",
    "user",
    "frequency_penalty",
    "functions",
    "stream_options",
    "reasoning_effort",
    "dimensions",
    "encoding_format",
)


def unseen(
    call: CallSite, operation: OperationMap, arguments: Arguments, migration: Migration
) -> Iterator[Result]:
    """Say which keywords of a mapping that cannot be seen would do harm: also those given twice."""
    shapes = migration.route.shapes
    kept = [name for name, how in operation.parameters.items() if keeps_names(how, shapes)]
    refused = {
        name
        for name in operation.parameters
        if (name not in kept or name in migration.route.elements)
        and name not in {g.name for g in call.given}
    }
    first = (*arguments.added, *OFTEN)
    names = sorted(refused | set(arguments.added), key=lambda n: (n not in first, n))
    usual = [name for name in USUAL if name in operation.parameters]
    if names and (len(kept) < 2 or (usual and not {*kept} & {*usual})):
        message = (
            "keywords that cannot be seen here may reach the call, and the usual ones have another "
            "place there"
        )
        yield Blocker(call.path, call.span, "MAPPING-UNSEEN", message, arguments.origins)
    elif names:
        yield Finding(
            call.path,
            call.span,
            "MAPPING-UNSEEN",
            "keywords that cannot be seen here may reach the call; these must not: "
            + ", ".join(names[:12])
            + (", …" if len(names) > 12 else ""),
            Severity.REVIEW,
            (call.origin, *call.clients),
        )
