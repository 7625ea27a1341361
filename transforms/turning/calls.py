"""Write a plain call of the Responses API as a chat: a text or messages, instructions, a few settings."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import AddArgument, Holes, RenameArgument, Rewrite, Why
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import CallSite, Given
from codemod.vocabulary.spans import Span
from codemod.vocabulary.turned import TurnedSite
from transforms.holders import removal
from transforms.turning import completions
from transforms.turning.texts import textual

# openai 3.54.0: types/responses/response_create_params.py, types/chat/completion_create_params.py
SAME = frozenset(
    "model temperature top_p timeout extra_headers user safety_identifier service_tier metadata store".split()
)
RENAMED = {"max_output_tokens": "max_completion_tokens"}
SILENT = {
    "stream": ("False", "None"),
    "tools": ("[]", "None"),
    "text": ("None", "{'format': {'type': 'text'}}"),
    "previous_response_id": ("None",),
    "truncation": ("None", "'disabled'"),
    "background": ("False", "None"),
    "include": ("[]", "None"),
    "reasoning": ("None",),
}
INNER = {("reasoning", "effort"): "reasoning_effort", ("text", "verbosity"): "verbosity"}
ROLES = ("user", "assistant", "system", "developer")
WAY = "{self}.chat.completions.create"


def calls(site: TurnedSite, migration: Migration) -> Iterator[Result]:
    """Write one call as a chat, or say why it stays."""
    call = site.call
    if call.operation == "completions.create":
        yield from completions.calls(site, migration)
        return
    reason = hindrance(site)
    if reason is not None:
        span, said = reason
        yield Blocker(call.path, span, "RESPONSES-KEPT", said, (call.origin,))
        return
    assert call.receiver_span is not None
    why = Why("RESPONSES-CHAT", "the target has no Responses API, and this is a plain chat")
    way = Rewrite(call.func_span, why, WAY, (("self", call.receiver_span),))
    yield changed(call, way)
    given = {each.name: each for each in call.given}
    for name, each in given.items():
        if name in ("input", "instructions") or name in SILENT:
            yield changed(call, removal(each, why))
            if found := inner(each):
                yield changed(call, AddArgument(call.span, why, *found))
        elif name in RENAMED:
            yield changed(call, RenameArgument(call.span, why, each.span, RENAMED[name]))
    template, holes = messages(site, given)
    yield changed(call, AddArgument(call.span, why, "messages", template, holes))
    message = "a plain call of the Responses API becomes a chat, which the target has"
    yield Finding(call.path, call.span, "RESPONSES-CHAT", message, Severity.REVIEW, (call.origin,))


def changed(call: CallSite, edit: Rewrite | AddArgument | RenameArgument | object) -> Change:
    return Change(call.path, edit, (call.origin,))  # type: ignore[arg-type]


def hindrance(site: TurnedSite) -> tuple[Span, str] | None:
    """Return where a call is no plain one, and why (a sentence), or None."""
    call = site.call
    if call.receiver_span is None or call.apart:
        return call.func_span, "the way to responses.create is held in parts here"
    if call.mixed or call.doubles:
        return call.func_span, "what stands here may also be something else"
    if call.opaque or call.sometimes:
        return call.span, "arguments that cannot be seen may reach it"
    names = {each.name for each in call.given}
    if not {"model", "input"} <= names:
        return call.span, "a chat needs model= and input="
    for each in call.given:
        if not each.direct or each.kind != "argument":
            return each.span, f"{each.name} comes in a mapping"
        if each.name in SILENT:
            if each.source not in SILENT[each.name] and not inner(each):
                return each.span, f"{each.name} has no counterpart in a plain chat"
        elif each.name not in (*SAME, *RENAMED, "input", "instructions"):
            return each.span, f"{each.name} has no counterpart in a plain chat"
        elif each.name in ("input", "instructions") and not fits(site, each):
            return each.span, f"{each.name} is no text, and no list of messages, that is seen here"
    return None


def inner(given: Given) -> tuple[str, str] | None:
    """Return the keyword, and its code, that a chat has for the one thing that a dict says."""
    try:
        value = ast.literal_eval(given.source)
    except (SyntaxError, ValueError):
        return None
    if not isinstance(value, dict) or len(value) != 1:
        return None
    ((key, said),) = value.items()
    keyword = INNER.get((given.name, key))
    return (keyword, f'"{said}"') if keyword and isinstance(said, str) and said.isalpha() else None


def fits(site: TurnedSite, given: Given) -> bool:
    tree = site.trees.get(given.name)
    if tree is None:
        return False
    if textual(tree, site.texts):
        return True
    return (
        given.name == "input"
        and isinstance(tree, ast.List)
        and bool(tree.elts)
        and all(message(each, site.texts) for each in tree.elts)
    )


def message(tree: ast.expr, texts: Collection[str]) -> bool:
    """Say whether an expression is a message whose role is written and whose content is a text."""
    if not isinstance(tree, ast.Dict):
        return False
    items = {
        key.value: value
        for key, value in zip(tree.keys, tree.values, strict=True)
        if isinstance(key, ast.Constant)
    }
    role = items.get("role")
    return (
        len(items) == len(tree.keys)
        and items.keys() == {"role", "content"}
        and isinstance(role, ast.Constant)
        and role.value in ROLES
        and textual(items["content"], texts)
    )


def messages(site: TurnedSite, given: dict[str, Given]) -> tuple[str, Holes]:
    """Return the list of messages as a template over the texts that stand in the call."""
    asked, tree = given["input"], site.trees["input"]
    rows: list[str] = []
    holes: list[tuple[str, Span]] = []
    if "instructions" in given:
        rows.append('{{"role": "system", "content": {instructions}}}')
        holes.append(("instructions", given["instructions"].value_span))
    if isinstance(tree, ast.List):
        for number, element in enumerate(tree.elts):
            rows.append(f"{{message{number}}}")
            holes.append((f"message{number}", Span.of(element)))
    else:
        rows.append('{{"role": "user", "content": {input}}}')
        holes.append(("input", asked.value_span))
    return f"[{', '.join(rows)}]", tuple(holes)
