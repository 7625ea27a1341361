"""Write a plain completion of a text as a chat: the prompt is a text, and texts are read of the answer."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import AddArgument, RenameArgument, Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import CallSite, MemberSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.turned import TurnedSite
from codemod.vocabulary.values import Text
from transforms.holders import removal
from transforms.turning.texts import content, textual

# openai 3.54.0: types/completion_create_params.py, types/chat/completion_create_params.py
SAME = frozenset(
    "model max_tokens temperature top_p n stop presence_penalty frequency_penalty seed user timeout "
    "extra_headers".split()
)
SILENT = {
    "stream": ("False", "None"),
    "stream_options": ("None",),
    "echo": ("False", "None"),
    "best_of": ("1", "None"),
    "logprobs": ("None",),
    "logit_bias": ("{}", "None"),
    "suffix": ("None",),
}
LENGTH = "16"  # types/completion_create_params.py of openai 1.0.0: the default of max_tokens
WAY = "{self}.chat.completions.create"
TYPES = ("Completion", "CompletionChoice", "CompletionUsage", "CompletionLogprobs")
READ = {
    "Completion": ("id", "choices", "created", "model", "usage"),
    "CompletionChoice": ("finish_reason", "index"),
    "CompletionUsage": ("prompt_tokens", "completion_tokens", "total_tokens"),
}


def calls(site: TurnedSite, migration: Migration) -> Iterator[Result]:
    """Write one call as a chat, or say why it stays."""
    call = site.call
    if migration.own and not ended(call, migration):
        yield Blocker(call.path, call.span, "COMPLETION-KEPT", "", (call.origin,), quiet=True)
        return
    reason = hindrance(site)
    if reason is not None:
        yield Blocker(call.path, reason[0], "COMPLETION-KEPT", reason[1], (call.origin,))
        return
    assert call.receiver_span is not None
    origins = (call.origin,)
    why = Why("COMPLETION-CHAT", "the target completes no text, and this is a plain prompt")
    way = Rewrite(call.func_span, why, WAY, (("self", call.receiver_span),))
    yield Change(call.path, way, origins)
    for each in call.given:
        if each.name in SILENT:
            yield Change(call.path, removal(each, why), origins)
        elif each.name == "prompt":
            renamed = RenameArgument(call.span, why, each.span, "messages")
            template = '[{{"role": "user", "content": {prompt}}}]'
            listed = Rewrite(each.value_span, why, template, (("prompt", each.value_span),))
            yield Change(call.path, renamed, origins)
            yield Change(call.path, listed, origins)
    if not any(each.name == "max_tokens" for each in call.given):
        yield Change(call.path, AddArgument(call.span, why, "max_tokens", LENGTH), origins)
    message = "a chat model is asked now, which answers the prompt and does not go on with it"
    yield Finding(call.path, call.span, "COMPLETION-CHAT", message, Severity.REVIEW, origins)


def ended(call: CallSite, migration: Migration) -> bool:
    """Say whether the models of a call are completing ones that have given way to chatting ones."""
    values = [v for each in call.given if each.name == "model" for v in each.values]
    names = [v.text for v in values if isinstance(v, Text)]
    known = migration.surface.models
    return (
        bool(names)
        and len(names) == len(values)
        and all(
            name in known and known[name].role == "completion" and name in migration.provider.models
            for name in names
        )
    )


def hindrance(site: TurnedSite) -> tuple[Span, str] | None:
    """Return where a call is no plain completion, and why (a sentence), or None."""
    call = site.call
    if call.receiver_span is None or call.apart:
        return call.func_span, "the way to completions.create is held in parts here"
    if call.mixed or call.doubles:
        return call.func_span, "what stands here may also be something else"
    if call.opaque or call.sometimes:
        return call.span, "arguments that cannot be seen may reach it"
    if not {"model", "prompt"} <= {each.name for each in call.given}:
        return call.span, "a chat needs model= and a prompt"
    for each in call.given:
        if not each.direct or each.kind != "argument":
            return each.span, f"{each.name} comes in a mapping"
        if each.name in SILENT:
            if each.source not in SILENT[each.name]:
                return each.span, f"{each.name} has no counterpart in a chat"
        elif each.name == "prompt":
            tree = site.trees.get("prompt")
            if tree is None or not textual(tree, site.texts):
                return each.span, "prompt is no text that is seen here"
        elif each.name not in SAME:
            return each.span, f"{each.name} has no counterpart in a chat"
    return None


def members(site: MemberSite, migration: Migration) -> Iterator[Result]:
    """Write one read of an answer, or say why its call is left."""
    name = f"{site.type}.{site.member}"
    read = site.kind == "attribute" and site.context == "load" and not site.mixed
    if read and (site.type, site.member) == ("CompletionChoice", "text"):
        why = Why("COMPLETION-CHAT", "the text of a choice is the content of its message")
        template = content(site.place, "message.content")
        edit = Rewrite(site.span, why, template, (("self", site.obj_span),))
        yield Change(site.path, edit, site.origins)
    elif not (read and site.member in READ.get(site.type, ())):
        message = f"{name} has no counterpart in a chat, or is read of what may be something else"
        yield Blocker(site.path, site.span, "COMPLETION-KEPT", message, site.origins)
