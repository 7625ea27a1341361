"""Move what is read of responses: members, items of their dumps, messages put back, streams."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import (
    Certainty,
    Edit,
    InsertStatement,
    RenameMember,
    ReplaceString,
    Rewrite,
    Why,
)
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.places import is_test
from codemod.vocabulary.sites import EscapeSite, MemberSite, MessageSite
from codemod.vocabulary.streams import SteppedSite, StreamSite
from codemod.vocabulary.treatment import Treatment, Verb
from codemod.vocabulary.uses import Comparison
from transforms.templates import modules_in

KEEP = Treatment(Verb.KEEP)
ADDRESS = ("base_url", "api_key")


@rule(MemberSite)
def members(site: MemberSite, migration: Migration) -> Iterator[Result]:
    """Rewrite a member whose name or place differs."""
    if site.type == "client" and site.context == "store" and site.member in ADDRESS:
        message = f"the client's {site.member} is changed after it was made"
        yield blocker(site, "CLIENT-READDRESSED", message)
        return
    treatment = treatment_of(site, migration)
    dumped = site.type.startswith("dump[")
    if site.kind in ("item", "get") and not dumped and treatment.verb is not Verb.KEEP:
        message = (
            f"{site.type}.{site.member} is read as an item, and what the SDK answers is no dict"
        )
        yield blocker(site, "MEMBER-UNSUPPORTED", message)
        return
    if site.kind in ("item", "get") and treatment.verb in (Verb.TEMPLATE, Verb.SINGLE):
        same = f'"{site.member}"' in treatment.to or treatment.to.endswith(f".{site.member}")
        if not (same and treatment.verb is Verb.TEMPLATE):
            message = f"{bare(site.type)}.{site.member}: the dump has it in another place"
            yield blocker(site, "MEMBER-UNSUPPORTED", message)
        return  # what is read by its own name behind a template is a plain key of a dump
    if site.asynchronous and treatment.asynchronous is not None:
        treatment = treatment.asynchronous
    verb = treatment.verb
    if verb is Verb.KEEP and not treatment.words:
        if treatment.reason:
            yield finding(site, treatment.reason)
        return
    name = f"{bare(site.type)}.{site.member}"
    refused = [why for n, why in treatment.refused.items() if {n, "*"} & site.given]
    if refused:
        yield blocker(site, "MEMBER-UNSUPPORTED", f"{name}: {refused[0]}")
    elif site.kind == "default" and verb is Verb.UNSUPPORTED:
        yield finding(site, f"{treatment.reason} The default is taken here.")
    elif verb is Verb.UNSUPPORTED or verb is Verb.DROP:
        yield blocker(site, "MEMBER-UNSUPPORTED", f"{name}: {treatment.reason}")
    elif site.mixed:
        yield blocker(
            site,
            "MEMBER-MIXED",
            f"{name} changes, and what stands here may also be something that is not the source's",
        )
    elif site.place.got and (verb in (Verb.TEMPLATE, Verb.SINGLE) or treatment.words):
        yield from moved(site, treatment, name)
    elif site.kind in ("item", "get", "name", "default"):
        if verb is Verb.RENAME:
            why = Why("MEMBER-RENAMED", f"{name} is called {treatment.to}")
            yield Change(site.path, ReplaceString(site.key_span, why, treatment.to), site.origins)
        else:
            yield blocker(site, "MEMBER-UNSUPPORTED", f"the key {site.member!r} has another place")
    elif treatment.words and site.context == "load":
        yield from moved(site, treatment, name)
    elif verb is Verb.RENAME and site.context != "pattern":
        why = Why("MEMBER-RENAMED", f"{name} is called {treatment.to}", certainty(treatment))
        yield Change(site.path, RenameMember(site.span, why, treatment.to), site.origins)
    elif verb in (Verb.TEMPLATE, Verb.SINGLE) and site.context == "load":
        yield from moved(site, treatment, name)
    else:
        yield blocker(site, "MEMBER-ASSIGNED", f"{name} moves, and is not only read here")
    if treatment.reason and verb in (Verb.RENAME, Verb.TEMPLATE, Verb.SINGLE):
        yield finding(site, treatment.reason)


def moved(site: MemberSite, treatment: Treatment, name: str) -> Iterator[Result]:
    """Write the expression that a member is found by, as its place allows."""
    place, span = site.place, site.span
    template = where(site, treatment)
    if place.presence is not None and template == f"{treatment.loosely} or None":
        span = place.presence.holder
        template = treatment.loosely if place.presence.there else f"not {treatment.loosely}"
    elif place.call is not None and place.function in treatment.within:
        template, span = treatment.within[place.function], place.call
    elif treatment.verb is Verb.SINGLE and site.first is not None:
        span = site.first
    elif treatment.verb is Verb.SINGLE and template == treatment.to:
        template = f"[{template}]"
    if template.count("{self}") > 1 and not place.repeatable:
        message = f"{name} takes several reads of what stands before it: give that a name first"
        yield blocker(site, "MEMBER-REPEATED", message)
        return
    if treatment.sparse and place.instead:
        message = f"{name}: {treatment.sparse} Something else stands where it is empty."
        yield blocker(site, "MEMBER-SPARSE", message)
        return
    if treatment.absent and not place.guarded:
        message = f"{name}: {treatment.absent} Ask for it before it is read."
        yield blocker(site, "MEMBER-ABSENT", message)
        return
    if treatment.last and not place.last:
        message = f"{name}: {treatment.last} Read that first, and this last."
        yield blocker(site, "MEMBER-LAST", message)
        return
    if treatment.elsewhere and place.picked:
        message = f"{name}: {treatment.elsewhere} Take it from each part in a loop."
        yield blocker(site, "MEMBER-ABSENT", message)
        return
    whole = template in treatment.given.values()  # it gives the source's words
    if treatment.words and not (place.tested or place.nothing or whole):
        if place.comparison is not None:
            yield from compared(site, treatment, name, place.comparison)
        else:
            template = worded(template, treatment)
    why = Why("MEMBER-MOVED", f"{name} is found elsewhere", certainty(treatment))
    holes = (("self", site.obj_span),) if "{self}" in template else ()
    yield Change(site.path, Rewrite(span, why, template, holes), site.origins, modules_in(template))


def where(site: MemberSite, treatment: Treatment) -> str:
    """Return the template of the treatment that holds where the member is read."""
    place = site.place
    single = treatment.verb is Verb.SINGLE
    if treatment.loosely and (place.tested if single else place.loose):
        return treatment.loosely
    for name, template in treatment.given.items():
        if name in site.given or "*" in site.given:
            return template
    if treatment.verb in (Verb.RENAME, Verb.KEEP):
        return f"{{self}}.{treatment.to or site.member}"
    return treatment.to


def worded(template: str, treatment: Treatment) -> str:
    """Return a template that gives the source's words for the target's."""
    rows = [f'"{to}": "{word}"' for word, targets in treatment.words.items() for to in targets]
    return "{{" + ", ".join(rows) + "}}.get(" + template + ")"


def compared(
    site: MemberSite, treatment: Treatment, name: str, comparison: Comparison
) -> Iterator[Result]:
    """Write the target's words where a member is held against the source's."""
    words = [to for word in comparison.words for to in treatment.words.get(word, (word,))]
    why = Why("MEMBER-WORDS", f"{name} has other words: {', '.join(words)}")
    if comparison.op in ("in", "not in"):
        texts = ", ".join(f'"{word}"' for word in words)
        template = f"({texts},)" if len(words) == 1 else f"({texts})"
        yield Change(site.path, Rewrite(comparison.other, why, template), site.origins)
    elif len(words) == 1:
        yield Change(site.path, ReplaceString(comparison.other, why, words[0]), site.origins)
    else:
        op = "in" if comparison.op == "==" else "not in"
        template = "{member} " + op + " (" + ", ".join(f'"{word}"' for word in words) + ")"
        edit = Rewrite(comparison.holder, why, template, (("member", site.span),))
        yield Change(site.path, edit, site.origins)


def certainty(treatment: Treatment) -> Certainty:
    return Certainty.REVIEW if treatment.reason else Certainty.SAFE


def bare(expression: str) -> str:
    """Return the innermost type of a type expression."""
    return expression.rpartition("[")[2].rstrip("]")


def treatment_of(site: MemberSite, migration: Migration) -> Treatment:
    route = migration.route
    if site.type == "client":
        return route.client_members.get(site.member, KEEP)
    if site.type.startswith("stream["):
        return route.stream.get(site.member, KEEP)
    if site.type.startswith(("list[", "dict[")):
        return KEEP
    outer = site.type.partition("[")[0]
    inner = bare(site.type)
    if outer in ("dump", site.type):
        return route.members.get(inner, {}).get(site.member, KEEP)
    return route.members.get(outer, {}).get(site.member, KEEP)


def blocker(
    site: MemberSite | StreamSite | SteppedSite | MessageSite | EscapeSite, code: str, message: str
) -> Blocker:
    return Blocker(site.path, site.span, code, message, site.origins)


def finding(site: MemberSite, reason: str) -> Finding:
    message = f"{bare(site.type)}.{site.member}: {reason}"
    return Finding(site.path, site.span, "MEMBER-DIFFERS", message, Severity.REVIEW, site.origins)


@rule(StreamSite)
def streams(site: StreamSite, migration: Migration) -> Iterator[Result]:
    """Rewrite ``with stream`` where the target's stream differs; leave ``with client`` where it must."""
    treatment = migration.route.stream.get(site.use, KEEP)
    if site.use == "client":
        treatment = migration.route.entered
    if site.asynchronous and treatment.asynchronous is not None:
        treatment = treatment.asynchronous
    if treatment.verb is Verb.KEEP:
        return
    if treatment.verb is not Verb.TEMPLATE or site.mixed:
        reason = treatment.reason or "what stands here may also be something else"
        yield blocker(site, "STREAM-UNSUPPORTED", f"{site.use}: {reason}")
        return
    why = Why("STREAM-WRAPPED", f"the stream has no {site.use!r} of its own")
    edit: Edit = Rewrite(site.span, why, treatment.to, (("self", site.span),))
    yield Change(site.path, edit, site.origins, modules_in(treatment.to))


@rule(SteppedSite)
def steps(site: SteppedSite, migration: Migration) -> Iterator[Result]:
    """Make the stream an iterator where its call gives it, if the target's is none itself.

    An iterator that is made once goes on where it was left, which is what the source's stream does.
    """
    first = migration.route.stream.get("first", KEEP)
    if first.verb is Verb.UNSUPPORTED and not site.again:
        yield blocker(site, "STREAM-UNSUPPORTED", f"a chunk is taken by itself: {first.reason}")
        return
    treatment, made = migration.route.stream.get("next", KEEP), site.made
    if made is not None and made.asynchronous and treatment.asynchronous is not None:
        treatment = treatment.asynchronous
    if treatment.verb is Verb.KEEP:
        return
    if treatment.verb is not Verb.TEMPLATE or made is None:
        reason = treatment.reason or "where an iterator could take its place cannot be seen"
        if site.again:
            message = (
                f"a second loop through one stream does not go on where the first ended: {reason}"
            )
            yield Finding(
                site.path, site.span, "STREAM-AGAIN", message, Severity.REVIEW, site.origins
            )
            return
        yield blocker(site, "STREAM-UNSUPPORTED", f"the stream is no iterator: {reason}")
        return
    why = Why("STREAM-ITERATOR", "the stream is read step by step, and is no iterator of its own")
    if made.condition:
        step = treatment.to.format(self=made.bound)
        text = f"{made.bound} = {step} if {made.condition} else {made.bound}"
        edit: Edit = InsertStatement(made.statement, why, text)
    else:
        edit = Rewrite(made.span, why, treatment.to, (("self", made.span),))
    yield Change(made.path, edit, site.origins, modules_in(treatment.to))


@rule(MessageSite)
def messages(site: MessageSite, migration: Migration) -> Iterator[Result]:
    """A response's message that goes back into ``messages`` becomes a dict where it must."""
    template = migration.route.as_input.get(bare(site.type))
    if template is None:
        return
    if site.type.startswith("list["):
        template = "{self} and [" + template.replace("{self}", "each") + " for each in {self}]"
    if site.mixed:
        yield blocker(
            site, "MESSAGE-MIXED", "a response's message or something else goes back here"
        )
    elif not site.simple and template.count("{self}") > 1:
        yield blocker(
            site,
            "MESSAGE-MIXED",
            "what goes back here must be bound to a name, to be made dicts of",
        )
    elif site.read_back:
        yield blocker(
            site, "MESSAGE-READ", "the message goes back as a dict, and is read as an object later"
        )
    else:
        why = Why("MESSAGE-DUMPED", "the target takes its messages back as dicts")
        edit = Rewrite(site.span, why, template, (("self", site.span),))
        yield Change(site.path, edit, site.origins)


@rule(EscapeSite)
def escapes(site: EscapeSite, migration: Migration) -> Iterator[Result]:
    """A client or a response that reaches code which cannot be read keeps its group as it is."""
    if site.what == "client" and is_test(site.path):
        message = f"the client {site.how} in a test, which must follow by hand"
        yield Finding(site.path, site.span, "TEST-DOUBLE", message, Severity.LEFT, site.origins)
    elif site.what == "client":
        if migration.native or "returned" not in site.how:
            yield blocker(site, "CLIENT-ESCAPES", f"the client {site.how} and cannot be followed")
    elif migration.native and migration.route.members:
        what = bare(site.what)
        yield blocker(site, "RESPONSE-ESCAPES", f"a {what} {site.how} and cannot be followed")
