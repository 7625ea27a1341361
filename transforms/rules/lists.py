"""Move the lists of dicts that calls are given: each dict's form, and those that stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codemod.planning.rules import Blocker, Change, Finding, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import (
    AddArgument,
    AddItem,
    Certainty,
    Edit,
    Holes,
    InsertStatement,
    RemoveElement,
    RemoveItem,
    ReplaceString,
    Rewrite,
    Why,
    braced,
)
from codemod.vocabulary.lists import ElementSite, ListPart, ListSite
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.provider import Apart, Lent
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.shapes import Refused, Reshaped
from codemod.vocabulary.values import Dictionary, Instance, Sequence, Text
from transforms.aiding import called, refused, unaided, unwritten


@rule(ElementSite)
def elements(site: ElementSite, migration: Migration) -> Iterator[Result]:
    """Give a dict the form that the target wants, where it is built."""
    route = migration.route
    shape = route.shapes[route.elements[site.parameter]]
    what = f"what stands in {site.parameter}"
    if word := refused(site, migration):
        message = f"{what}: {migration.provider.title} takes no {word}"
        yield blocker(site, "ELEMENT-REFUSED", message)
        return
    if site.tree is None or not site.whole:
        if site.unseen(route.plain.get(site.parameter, ())) and not site.aided:
            message = f"{what} is not written in one piece here, and the target wants it otherwise"
            message += unwritten(site, migration)
            yield blocker(site, "ELEMENT-UNSEEN", message)
        return
    result = shape(site.tree)
    if isinstance(result, Refused):
        yield blocker(site, "ELEMENT-REFUSED", f"{what}: {result.reason}")
        return
    if site.aided:
        return
    result = result.listed if result.listed is not None and listed(site, result) else result
    if reason := unfit(site, result):
        yield blocker(site, "ELEMENT-REFUSED", f"{what} {reason}")
        return
    if result.piece is not None and (site.turn is None or site.turn.loop is not None):
        yield from joined(site, result, migration)
    elif not result.kept:
        yield from reshaped(site, result, what)
    for key in sorted(site.asked & {*result.said}):
        message = f"{what}: {key} comes from callers out of sight, and must be a text"
        place = site.path, site.span
        yield Finding(*place, "ELEMENT-CHANGED", message, Severity.REVIEW, site.origins)
    if result.review:
        yield Finding(
            site.path,
            site.span,
            "ELEMENT-CHANGED",
            f"{what}: {result.review}",
            Severity.REVIEW,
            site.origins,
        )


def listed(site: ElementSite, result: Reshaped) -> bool:
    """Say whether nothing but lists stand where a text is looked for."""
    held = [value for key in result.said for value in site.values.get(key, ())]
    return bool(held) and all(isinstance(value, Sequence) for value in held)


def unfit(site: ElementSite, result: Reshaped) -> str:
    """Say why what stands in a dict is not what its new form asks for, or ""."""
    if result.answered and not site.answered:
        return "is not made of a response here, and cannot be moved"
    for key, member in result.read:
        if site.members.get(key) != member:
            return f"needs a {key} that is read of an answer right there ({member})"
    for key in result.said:
        if any(isinstance(v, (Sequence, Dictionary, Instance)) for v in site.values.get(key, ())):
            return f"may hold more than a text under {key}"
    for key, words in result.words:
        held = site.values.get(key, ())
        if not held or any(not isinstance(v, Text) or v.text not in words for v in held):
            return f"may have another {key} than {' or '.join(words)}"
    return ""


def reshaped(site: ElementSite, result: Reshaped, what: str) -> Iterator[Result]:
    """Write a dict anew, unless somebody else reads what it was."""
    if site.shared:
        message = f"{what} also reaches something else, which knows it as it is"
        yield blocker(site, "ELEMENT-SHARED", message)
        return
    if read := sorted(site.read - ({"role"} - set(result.moved))):
        message = f"{what} has another form at the target, and its {', '.join(read)} is read again"
        yield blocker(site, "ELEMENT-READ", message)
        return
    certainty = Certainty.REVIEW if result.review else Certainty.SAFE
    why = Why("ELEMENT-CHANGED", f"{what} has another form", certainty)
    edits: list[Edit] = [ReplaceString(span, why, text) for span, text in result.texts]
    edits += [AddItem(holder, why, key, template) for holder, key, template in result.added]
    edits += [RemoveItem(holder, why, key) for holder, key in result.dropped]
    edits += [Rewrite(span, why, text, (("value", span),)) for span, text in result.wrapped]
    for placed in result.placed or ():
        edits.append(Rewrite(site.span, why, placed.template, placed.holes))
    for edit in edits:
        yield Change(site.path, edit, site.origins)


def joined(site: ElementSite, result: Reshaped, migration: Migration) -> Iterator[Result]:
    """Put a dict into one with the others of its turn, which stands in the list before their loop."""
    turn, turns = site.turn, migration.route.turns
    assert result.piece is not None and turns is not None
    if turn is None or turn.loop is None:
        message = (
            f"all with one {turns.owner} of a turn stand in one there, and must be put together"
        )
        yield blocker(site, "ELEMENT-TURN", message)
        return
    message = f"all that belong to one turn stand in {turns.under} of one"
    why = Why("ELEMENT-TURN", message)
    yield from reshaped(site, replace(result, placed=(result.piece,)), "what belongs to a turn")
    inside = f'{{list}}[-1]["{turns.under}"]'
    edits: list[Edit] = [
        Rewrite(turn.span, why, inside, (("list", turn.span),)),
        InsertStatement(turn.loop, why, f"{turn.code}.append({turns.opening})", after=False),
    ]
    if not turn.certain:
        text = f'if not {turn.code}[-1]["{turns.under}"]: {turn.code}.pop()'
        edits.append(InsertStatement(turn.loop, why, text))
    for edit in edits:
        yield Change(site.path, edit, site.origins)


def blocker(site: ElementSite | ListSite, code: str, message: str) -> Blocker:
    return Blocker(site.path, site.span, code, message, site.origins)


# -- elements that stand elsewhere ----------------------------------------------------------------


@rule(ListSite)
def lists(site: ListSite, migration: Migration) -> Iterator[Result]:
    """Refuse a list that cannot be seen, and take out of one what the target has elsewhere."""
    if site.lost and site.aid and migration.helpers:
        yield from called(site, migration)
        return
    if site.lost:
        message = f"{site.parameter} is built otherwise at the target, and {site.lost}"
        message += unaided(site, migration)
        for kind in migration.provider.routes.keys() - {migration.route.kind}:
            message += f"; --sdk {kind} carries it"
        yield blocker(site, "LIST-UNSEEN", message)
        return
    apart = migration.route.apart
    if apart is not None and site.parameter == apart.parameter:
        yield from parted(site, apart)
    lent = migration.route.lent
    if lent is not None and site.parameter == lent.parameter:
        yield from borrowed(site, lent)


def borrowed(site: ListSite, lent: Lent) -> Iterator[Result]:
    """Give a call what the target demands because of what stands in its list."""
    held = any(lent.word in part.words for part in site.parts)
    if not held or site.given & {lent.keyword, "*"}:
        return
    if not site.lent or site.kind == "assignment" or site.shared:
        message = f"{lent.keyword}= is missing: {lent.reason}"
        yield blocker(site, "PARAMETER-REQUIRED", message)
        return
    added = {lent.keyword: site.lent, **lent.beside}
    said = ", ".join(f"{keyword}={code}" for keyword, code in added.items())
    message = f"{said} is added: {lent.reason}"
    why = Why("PARAMETER-REQUIRED", message, Certainty.REVIEW)
    for keyword, code in added.items():
        if keyword in site.given:
            continue
        make = AddItem if site.kind == "item" else AddArgument
        yield Change(site.path, make(site.holder, why, keyword, braced(code)), site.origins)
    yield Finding(
        site.path, site.call_span, "PARAMETER-REQUIRED", message, Severity.REVIEW, site.origins
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What one part of a list gives to the other keyword: one text, or several blocks."""

    template: str
    several: bool
    holes: Holes = ()


def parted(site: ListSite, apart: Apart) -> Iterator[Result]:
    """Move the elements that the target has elsewhere."""
    words = set(apart.words)
    held = [part for part in site.parts if part.unsure or part.words & words]
    if not held:
        return
    reason = obstacle(site, held, words)
    if reason:
        yield blocker(site, "LIST-PARTED", f"{apart.keyword}: {reason}")
        return
    gone = [part for part in held if part.kind == "element"]
    if len(gone) == len(site.parts):
        yield from instead(site, gone, apart)
        return
    why = Why(
        "LIST-PARTED", f"what {apart.key} {' and '.join(apart.words)} says is {apart.keyword}"
    )
    taken: list[Taken] = []
    for number, part in enumerate(held):
        if part.kind == "element":
            if part.content is not None:
                holes: Holes = ((f"text{number}", part.content),)
                taken.append(Taken(f"{{text{number}}}", False, holes))
            else:
                taken.append(Taken(braced(f'{part.code}["{apart.content}"]'), False))
            assert part.holder is not None
            if not emptied(site, part, gone):
                yield Change(site.path, RemoveElement(part.holder, why, part.span), site.origins)
        else:
            test, rest = conditions(part, apart)
            template = f"[m for m in {{list}} if {rest}]"
            edit = Rewrite(part.span, why, template, (("list", part.span),))
            yield Change(site.path, edit, site.origins)
            text = block(f'm["{apart.content}"]', apart)
            taken.append(Taken(f"{text} for m in {braced(part.code)} if {test}", True))
    for whole, left, right in site.sums:
        if any(emptied(site, part, gone) and part.holder == left for part in gone):
            yield Change(site.path, Rewrite(whole, why, "{rest}", (("rest", right),)), site.origins)
        elif any(emptied(site, part, gone) and part.holder == right for part in gone):
            yield Change(site.path, Rewrite(whole, why, "{rest}", (("rest", left),)), site.origins)
    ahead = [part for part in site.parts if not (part.words & words) and not part.unsure]
    if any(part.kind == "element" and before(ahead, part) for part in held):
        message = (
            f"{apart.keyword} comes before all else: what was said in between moves to the front"
        )
        yield Finding(site.path, site.span, "LIST-PARTED", message, Severity.REVIEW, site.origins)
    template, places = written(taken, apart)
    keyword, _, inner = apart.keyword.partition(".")
    make = AddItem if site.kind == "item" else AddArgument
    edit_in = make(site.holder, why, keyword, template, places, inner)
    module = apart.empty.rpartition(".")[0]
    needs = (module,) if module and template.endswith(apart.empty) else ()
    yield Change(site.path, edit_in, site.origins, needs)


def obstacle(site: ListSite, held: list[ListPart], words: set[str]) -> str:
    """Say why elements cannot be taken out of a list, or ""."""
    if site.kind == "assignment":
        return "the list is put into a mapping by assignment"
    if site.shared:
        return "the mapping that holds the list is also used otherwise"
    for part in held:
        mixed = part.unsure or not part.words <= words
        if part.kind == "element" and mixed:
            return "whether an element is to stand there is decided when the program runs"
        if part.kind == "element" and part.content is None and not part.code:
            return "what an element says cannot be taken out of it here"
        if part.kind != "element" and not part.code:
            return "the list is made right here: give it a name in a statement before the call"
        if not part.texts and (part.kind != "element" or len(held) > 1):
            return "what an element says is no single text"
    return ""


def before(others: list[ListPart], part: ListPart) -> bool:
    """Say whether any of the other parts stands before one."""
    return any(other.span.start < part.span.start for other in others)


def emptied(site: ListSite, part: ListPart, gone: list[ListPart]) -> bool:
    """Say whether nothing stays in the display of an element, which is one side of a sum."""
    sides = {side for _, *both in site.sums for side in both}
    inside = [each for each in site.parts if each.holder == part.holder]
    return part.holder in sides and all(each in gone for each in inside)


def instead(site: ListSite, gone: list[ListPart], apart: Apart) -> Iterator[Result]:
    """Give all elements another word where the list would be empty without them."""
    message = f"nothing but {' and '.join(apart.words)} stands here: it is said as {apart.instead}"
    if not apart.instead:
        message = f"nothing but {' and '.join(apart.words)} stands here, and something must be left"
        yield blocker(site, "LIST-PARTED", message)
        return
    if any(part.word is None for part in gone):
        yield blocker(site, "LIST-PARTED", f"{message}, which cannot be written here")
        return
    why = Why("LIST-PARTED", message, Certainty.REVIEW)
    for part in gone:
        assert part.word is not None
        yield Change(site.path, ReplaceString(part.word, why, apart.instead), site.origins)
    yield Finding(site.path, site.span, "LIST-PARTED", message, Severity.REVIEW, site.origins)


def conditions(part: ListPart, apart: Apart) -> tuple[str, str]:
    """Return the conditions for elements that go elsewhere, and for those that stay."""
    words = [w for w in apart.words if w in part.words or part.unsure]
    member = f'm["{apart.key}"]'
    if len(words) == 1:
        return f'{member} == "{words[0]}"', f'{member} != "{words[0]}"'
    texts = ", ".join(f'"{word}"' for word in words)
    return f"{member} in ({texts})", f"{member} not in ({texts})"


def block(text: str, apart: Apart) -> str:
    return apart.block.replace("{text}", text)


def written(taken: list[Taken], apart: Apart) -> tuple[str, Holes]:
    """Return the template of the keyword, and its holes."""
    holes = tuple(hole for each in taken for hole in each.holes)
    sure = not apart.empty or any(not each.several for each in taken)
    rest = "" if sure else f" or {apart.empty}"
    if len(taken) == 1:
        only = taken[0]
        return (f"[{only.template}]{rest}" if only.several else only.template), holes
    rows = [
        f"*({each.template})" if each.several else block(each.template, apart) for each in taken
    ]
    return f"[{', '.join(rows)}]{rest}", holes
