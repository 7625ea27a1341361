"""What is read of the answer of a Responses call, as of that of a chat."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import RenameMember, Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.references import DoubleSite, ReferenceSite
from codemod.vocabulary.sites import EscapeSite, MemberSite
from codemod.vocabulary.streams import StreamSite
from transforms.counterparts import FUNCTIONS
from transforms.turning import completions, functions
from transforms.turning.texts import content

ANSWER, USAGE = "Response", "ResponseUsage"
# openai 3.54.0: types/responses/response.py:output_text joins the texts of the answer, which is the content
# of a chat's message; types/completion_usage.py
TEXT = "choices[0].message.content"
RENAMED = {"input_tokens": "prompt_tokens", "output_tokens": "completion_tokens"}
SAME = {ANSWER: ("usage", "model"), USAGE: ("total_tokens",)}


def members(site: MemberSite, migration: Migration) -> Iterator[Result]:
    """Write one read of an answer, or say why its call is left."""
    if site.type in functions.HOLDERS or site.member == FUNCTIONS.member:
        yield from functions.members(site, migration)
        return
    if site.type in completions.TYPES:
        yield from completions.members(site, migration)
        return
    name = f"{site.type}.{site.member}"
    read = site.kind == "attribute" and site.context == "load"
    if site.mixed and site.type in (ANSWER, USAGE):
        yield blocked(site, f"{name} is read of what may also be something else")
    elif site.type == ANSWER and site.member == "output_text" and read:
        why = Why("RESPONSES-CHAT", "the text of an answer is that of its first choice")
        template = content(site.place, TEXT)
        edit = Rewrite(site.span, why, template, (("self", site.obj_span),))
        yield Change(site.path, edit, site.origins)
    elif site.type == USAGE and site.member in RENAMED and read:
        why = Why("RESPONSES-CHAT", f"{site.member} is called {RENAMED[site.member]} in a chat")
        renamed = RenameMember(site.span, why, RENAMED[site.member])
        yield Change(site.path, renamed, site.origins)
    elif not (read and site.member in SAME.get(site.type, ())):
        yield blocked(site, f"{name} has no counterpart in a chat")


def streams(site: StreamSite, migration: Migration) -> Iterator[Result]:
    """The events of a stream are others than a chat's parts."""
    message = "the events of a stream have no counterpart in a chat"
    yield Blocker(site.path, site.span, "RESPONSES-KEPT", message, site.origins)


def escapes(site: EscapeSite, migration: Migration) -> Iterator[Result]:
    """An answer that reaches code which cannot be read keeps its call."""
    if site.what != "client":
        message = f"a {site.what} {site.how} and cannot be followed"
        code, innermost = "RESPONSES-KEPT", site.what.rpartition("[")[2].rstrip("]")
        if innermost in completions.TYPES:
            code = "COMPLETION-KEPT"
        if innermost in functions.ANSWERED:
            code = functions.CODE
        yield Blocker(site.path, site.span, code, message, site.origins)


def references(site: ReferenceSite, migration: Migration) -> Iterator[Result]:
    """A name of the Responses API's types keeps the calls of its module."""
    message = f"{site.dotted} is named here, and a chat answers another type"
    if ".responses." in site.dotted:
        yield Blocker(site.path, site.span, "RESPONSES-KEPT", message, site.origins)
    elif site.dotted.endswith(functions.TYPE):
        yield Blocker(site.path, site.span, functions.CODE, message, site.origins)
    elif migration.surface.type_names.get(site.dotted) in ("Completion", "CompletionChoice"):
        yield Blocker(site.path, site.span, "COMPLETION-KEPT", message, site.origins)


def doubles(site: DoubleSite, migration: Migration) -> Iterator[Result]:
    """Tell of a test that gives what a chat does not answer with."""
    if site.name == FUNCTIONS.member:
        message = f"{site.name} is given here, and the program asks for tools now"
        yield Finding(site.path, site.span, "TEST-DOUBLE", message, Severity.REVIEW, site.origins)
    elif site.name == "output_text" or site.name in RENAMED:
        message = f"{site.name} is given here, and the program asks for a chat now, which has none"
        yield Finding(site.path, site.span, "TEST-DOUBLE", message, Severity.REVIEW, site.origins)


def blocked(site: MemberSite, message: str) -> Blocker:
    return Blocker(site.path, site.span, "RESPONSES-KEPT", message, site.origins)
