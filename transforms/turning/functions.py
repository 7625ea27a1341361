"""Write functions, as chats offered them first, as tools: what is offered, called, and answered."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemod.planning.rules import Blocker, Change, Finding, Result
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import (
    AddArgument,
    AddItem,
    Edit,
    InsertStatement,
    ReplaceString,
    Rewrite,
    Why,
    braced,
)
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import Given, MemberSite
from codemod.vocabulary.spans import Span
from codemod.vocabulary.treatment import Verb
from codemod.vocabulary.turned import OfferedSite, OlderSite, ReturnedSite, WordSite
from codemod.vocabulary.values import Atom, Dictionary, Text, Value
from transforms.counterparts import CHAT, FUNCTIONS
from transforms.holders import removal, renaming
from transforms.renewing.models import chosen

# openai 3.57.0: types/chat/chat_completion_function_tool_param.py, chat_completion_named_tool_choice_param.py,
# chat_completion_tool_message_param.py, completion_create_params.py (parallel_tool_calls)
CODE = "FUNCTIONS-KEPT"
WHY = Why("FUNCTIONS-TOOLS", "functions are offered as tools, which took their place")
WRAPPED = '{{"type": "function", "function": {value}}}'
EACH = '[{{"type": "function", "function": function}} for function in {value}]'
CALLS = "{self}.tool_calls"
CALLS_OR_NONE = "{self}.tool_calls or None"
"""A list that is empty is not None: some services answer with one where nothing is called."""
CALLED = "{self}.tool_calls[0].function"
PERHAPS = "{self}.tool_calls[0].function if {self}.tool_calls else None"
HOLDERS = tuple(dict.fromkeys((*FUNCTIONS.types, *(kind for kind, _ in FUNCTIONS.ended))))
ANSWERED = (
    *("ChatCompletion", "ChatCompletionChunk", "Choice", "ChunkChoice"),
    *("ChatCompletionMessage", "ChoiceDelta", "Function", "ChoiceDeltaToolCallFunction"),
)
"""What of an answer may say, or be, what is called."""
TYPE = ".FunctionCall"
WORDS = ("auto", "none")
ONE = "parallel_tool_calls"
"""Functions were called one at a time."""


def calls(site: OlderSite, migration: Migration) -> Iterator[Result]:
    """Give a call tools in the place of functions, or say why it stays."""
    call = site.call
    origins = (call.origin,)
    if migration.own and not renewed(site, migration):
        yield Blocker(call.path, call.span, CODE, "", origins, quiet=True)
        return
    if site.lost:
        yield Blocker(call.path, call.span, CODE, site.lost, origins)
        return
    given_anew = [each for each in call.given if each.name in ("tools", "tool_choice", ONE)]
    if given_anew:
        message = f"{given_anew[0].name} is given beside functions"
        yield Blocker(given_anew[0].path, given_anew[0].span, CODE, message, origins)
        return
    for given, tree, sure in zip(site.given, site.trees, site.sure, strict=True):
        own = given.name == FUNCTIONS.listed
        edits = listed(site, given, sure) if own else choice(given, tree)
        if given.kind == "field" or given.shared:
            edits = "the object or mapping that holds it is also used otherwise"
        if isinstance(edits, str):
            yield Blocker(given.path, given.span, CODE, f"{given.name}: {edits}", origins)
            continue
        for edit in edits:
            yield Change(given.path, edit, (*origins, *given.others))
    single = migration.route.operations[CHAT].parameters.get(ONE)
    lacking = single is not None and single.verb is Verb.UNSUPPORTED
    if site.offers and lacking and not site.answered and call.streams is False:
        assert single is not None
        message = (
            f"several tools may be called at once there, without {ONE}, and the first is read: "
            f"{single.reason}"
        )
        yield Finding(call.path, call.span, "FUNCTIONS-TOOLS", message, Severity.REVIEW, origins)
    elif site.offers and "False" not in (single.silent_values if single is not None else ()):
        yield from single_calls(site)


def single_calls(site: OlderSite) -> Iterator[Result]:
    """Say that one function is called at a time: at the call, or wherever functions come in a mapping."""
    call, origins = site.call, (site.call.origin,)
    if site.certain:
        yield Change(call.path, AddArgument(call.span, WHY, ONE, "False"), origins)
        return
    for given, sure, owner in zip(site.given, site.sure, site.owners, strict=True):
        if given.name != FUNCTIONS.listed or given.source == "None":
            continue
        edit: Edit | None = None
        if sure and not given.filtered and given.kind == "item":
            edit = AddItem(given.holder, WHY, ONE, "False")
        elif sure and not given.filtered and given.kind == "assignment" and owner:
            edit = InsertStatement(given.holder, WHY, f'{owner}["{ONE}"] = False')
        if edit is None:
            message = (
                f"whether it gets functions is decided when the program runs, and {ONE} with it"
            )
            yield Blocker(call.path, call.span, CODE, message, origins)
            return
        yield Change(given.path, edit, (*origins, *given.others))


def renewed(site: OlderSite, migration: Migration) -> bool:
    """Say whether a model of a call gives way to one that knows tools only."""
    call = site.call
    names = [
        v.text for g in call.given if g.name == "model" for v in g.values if isinstance(v, Text)
    ]
    targets = [chosen(name, call, migration).target for name in names]
    return any(target is not None and target.thinks for target in targets)


def listed(site: OlderSite, given: Given, sure: bool) -> list[Edit] | str:
    """Return the edits of a list of functions, or why there are none."""
    if given.source == "None":
        return [removal(given, WHY)]
    edits = [renaming(given, "tools", WHY)]
    if not site.wrapped:
        if not sure:
            return "whether it is a list cannot be seen"
        edits.append(Rewrite(given.value_span, WHY, EACH, (("value", given.value_span),)))
    return edits


def choice(given: Given, tree: ast.expr | None) -> list[Edit] | str:
    """Return the edits of what says which function is to be called, or why there are none."""
    if given.source == "None":
        return [removal(given, WHY)]
    renamed = renaming(given, "tool_choice", WHY)
    if given.values and all(word(value) for value in given.values):
        return [renamed]
    span = given.value_span
    if isinstance(tree, ast.Dict):
        keys = [key.value for key in tree.keys if isinstance(key, ast.Constant)]
        if keys == ["name"]:
            return [renamed, Rewrite(span, WHY, WRAPPED, (("value", span),))]
    elif isinstance(tree, (ast.Name, ast.Attribute)) and given.values:
        named = [isinstance(value, Dictionary) for value in given.values]
        if all(named):
            return [renamed, Rewrite(span, WHY, WRAPPED, (("value", span),))]
        if all(is_dict or word(v) for is_dict, v in zip(named, given.values, strict=True)):
            template = f"{WRAPPED} if isinstance({{value}}, dict) else {{value}}"
            return [renamed, Rewrite(span, WHY, template, (("value", span),))]
    return 'it is neither "auto", "none" nor the name of one function, as far as can be seen'


def word(value: Value) -> bool:
    """Say whether a value says the same to a chat with tools."""
    return (isinstance(value, Text) and value.text in WORDS) or value == Atom(None)


def offered(site: OfferedSite, migration: Migration) -> Iterator[Result]:
    """Write a function as a tool where it is built."""
    edit = Rewrite(site.span, WHY, WRAPPED, (("value", site.span),))
    yield Change(site.path, edit, site.origins)


def returned(site: ReturnedSite, migration: Migration) -> Iterator[Result]:
    """Write a message that says what was called, or what came of it, or say why calls stay."""
    if site.lost or site.tree is None:
        what = "the result of a function" if site.result else "a call of a function"
        message = f"{what} is sent back here: {site.lost}"
        yield Blocker(site.path, site.span, CODE, message, site.origins)
        return
    for edit in result(site, site.tree) if site.result else told(site, site.tree):
        yield Change(site.path, edit, site.origins)


def result(site: ReturnedSite, tree: ast.Dict) -> Iterator[Edit]:
    """Yield the edits that name the call which a result answers, and no function any more."""
    answered = braced(f"{site.message}.tool_calls[0].id")
    named = False
    for key, value in rows(tree):
        if key.value == "role":
            yield ReplaceString(Span.of(value), WHY, "tool")
        elif key.value == "name":
            named = True
            yield ReplaceString(Span.of(key), WHY, "tool_call_id")
            yield Rewrite(Span.of(value), WHY, answered)
    if not named:
        yield AddItem(site.span, WHY, "tool_call_id", answered)


def told(site: ReturnedSite, tree: ast.Dict) -> Iterator[Edit]:
    """Yield the edits that write the call of a function as that of a tool."""
    message = braced(site.message)
    for key, value in rows(tree):
        if key.value != FUNCTIONS.member:
            continue
        yield ReplaceString(Span.of(key), WHY, "tool_calls")
        span = Span.of(value)
        if isinstance(value, ast.Dict):
            template = f'[{{{{"id": {message}.tool_calls[0].id, "type": "function", '
            template += '"function": {value}}}]'
            yield Rewrite(span, WHY, template, (("value", span),))
        else:
            yield Rewrite(span, WHY, f"{message}.tool_calls")


def rows(tree: ast.Dict) -> Iterator[tuple[ast.Constant, ast.expr]]:
    for key, value in zip(tree.keys, tree.values, strict=True):
        if isinstance(key, ast.Constant):
            yield key, value


def members(site: MemberSite, migration: Migration) -> Iterator[Result]:
    """Write one read of what is called, or of why an answer ended, or say why calls stay."""
    name = f"{site.type}.{site.member}"
    if (site.type, site.member) in FUNCTIONS.ended:
        yield from ended(site)
        return
    edit = read(site)
    if site.mixed or site.type not in FUNCTIONS.types or site.context != "load" or edit is None:
        message = f"{name} is read, or written, here in a way that has no counterpart with tools"
        yield Blocker(site.path, site.span, CODE, message, site.origins)
        return
    yield Change(site.path, edit, site.origins)


def read(site: MemberSite) -> Edit | None:
    """Return the edit of one read, or None."""
    place = site.place
    if site.kind not in ("attribute", "default", "name") or (
        site.kind != "attribute" and not place.got
    ):
        return None
    hole = (("self", site.obj_span),)
    if place.presence is not None:
        truth = CALLS if place.presence.there else f"not {CALLS}"
        return Rewrite(place.presence.holder, WHY, truth, hole)
    if place.nothing or (place.operand and not place.tested):
        return Rewrite(site.span, WHY, CALLS_OR_NONE, hole)
    if place.tested:
        return Rewrite(site.span, WHY, CALLS, hole)
    if place.followed or place.sheltered:
        return Rewrite(site.span, WHY, CALLED, hole)
    return Rewrite(site.span, WHY, PERHAPS, hole) if place.repeatable else None


def ended(site: MemberSite) -> Iterator[Result]:
    """Give the word by which an answer ends for a call its name of today."""
    comparison = site.place.comparison
    if comparison is None:
        message = f"where a function was called, {site.member} is tool_calls now"
        yield Finding(
            site.path, site.span, "FUNCTIONS-TOOLS", message, Severity.REVIEW, site.origins
        )
    elif FUNCTIONS.member in comparison.words:
        if len(comparison.words) > 1:
            message = f"{site.member} is held against several words here"
            yield Blocker(site.path, site.span, CODE, message, site.origins)
            return
        yield Change(site.path, ReplaceString(comparison.other, WHY, "tool_calls"), site.origins)


def words(site: WordSite, migration: Migration) -> Iterator[Result]:
    """Keep calls where a word of theirs stands that nothing explains."""
    message = f"{site.word} stands here, and what it is for cannot be told"
    yield Blocker(site.path, site.span, CODE, message, site.origins)
