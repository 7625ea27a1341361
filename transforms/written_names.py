"""A call writes the target's names itself, where names of the source must stay elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from codemod.vocabulary.edits import Certainty, Rewrite, Why, braced
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.results import Change
from codemod.vocabulary.sites import ModelSite
from transforms.roles import choose, reasons_apart


def written_here(site: ModelSite, migration: Migration) -> Iterator[Change]:
    """Yield the change of the value of ``model=`` that is made where one of its names must stay.

    The value stands at the call, or in a dict display that nothing but the call is given.

    The value becomes the one name of the target that all are; where they become several, or callers
    and variables may give others, it becomes a look-up in a dict of them that gives back all else.
    At the source's own service there is no look-up: another run could not tell that it was made.
    """
    given = [each for each in site.call.given if each.name == "model"]
    if len(given) != 1 or not site.literals:
        return
    own = given[0]
    choices = {literal.text: choose(literal.text, migration) for literal in site.literals}
    here = any(literal.span == own.value_span for literal in site.literals)
    alone = own.direct or (own.kind == "item" and not own.shared and not own.others)
    if reasons_apart(choices.values()) or here or not alone or not own.simple:
        return
    new = {text: c.target.name if c.target is not None else "" for text, c in choices.items()}
    names = dict.fromkeys(new[text] for text in sorted(new))
    others = site.outside or site.variables or own.parameter
    olds = [text for text in sorted(new) if new[text]]
    looked = len(names) != 1 or bool(others)
    if not olds or (looked and migration.own):
        return
    if looked:
        template = looked_up({text: new[text] for text in olds})
    else:
        template = braced(json.dumps(new[olds[0]], ensure_ascii=False))
    verb = "becomes" if len(olds) == 1 else "become"
    becoming = listed(dict.fromkeys(new[text] for text in olds))
    message = f"{listed(olds)} {verb} {becoming} in this call alone"
    changes = " ".join(dict.fromkeys(c.changes for c in choices.values() if c.changes))
    message += f": {changes}" if changes else ""
    why = Why("MODEL-RENAMED", message, Certainty.REVIEW)
    origins = (site.call.origin, *site.call.clients)
    withheld = tuple(literal.origin for literal in site.literals)
    holes = (("self", own.value_span),) if looked else ()
    edit = Rewrite(own.value_span, why, template, holes)
    yield Change(own.path, edit, origins, otherwise=withheld)


def looked_up(new: dict[str, str]) -> str:
    """Return the template of a look-up of an expression, which gives itself where it is no key."""
    rows = ", ".join(
        f"{json.dumps(old, ensure_ascii=False)}: {json.dumps(name, ensure_ascii=False)}"
        for old, name in new.items()
    )
    return braced("{" + rows + "}") + ".get({self}, {self})"


def listed(texts: Iterable[str]) -> str:
    return " and ".join(texts)
