"""Whose client a call is made by: one that may be something else, or that nothing holds."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import CallSite


def reachable(call: CallSite, migration: Migration) -> Iterator[Result]:
    """Refuse calls whose client may be something else, or comes from elsewhere."""
    origins = (call.origin, *call.clients)
    if call.mixed:
        yield Blocker(
            call.path,
            call.func_span,
            "CLIENT-MIXED",
            "what stands here may also be something that is not a client of the source",
            origins,
        )
    elif call.declared:
        yield Blocker(
            call.path,
            call.func_span,
            "CLIENT-PUBLIC",
            "the client enters by a parameter, and nothing in the repository passes one",
            origins,
        )
    elif migration.route.fleeting and call.fleeting and not call.asynchronous:
        yield from held_by_name(call, migration)
    elif call.public:
        one = f"one of {migration.route.distribution}"
        one = one if migration.native else f"one that is made for {migration.provider.title}"
        yield Finding(
            call.path,
            call.func_span,
            "CLIENT-PUBLIC",
            f"callers outside the repository may pass a client of the source: they must pass {one} now",
            Severity.REVIEW,
            origins,
        )


def held_by_name(call: CallSite, migration: Migration) -> Iterator[Result]:
    """Bind a client to a name where nothing else holds it, if nothing but the call needs it."""
    origins = (call.origin, *call.clients)
    if not call.spare or call.receiver_span is None:
        message = f"{migration.route.fleeting}: keep it by a name for as long as it is used"
        yield Blocker(call.path, call.func_span, "CLIENT-FLEETING", message, origins)
        return
    why = Why("CLIENT-NAMED", f"{migration.route.fleeting}, so a name holds it")
    template = f"({call.spare} := {{client}})"
    edit = Rewrite(call.receiver_span, why, template, (("client", call.receiver_span),))
    yield Change(call.path, edit, origins)
