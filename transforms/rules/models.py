"""Map model names where they flow into a migrated call, if the program stays consistent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from codemod.planning.rules import Blocker, Change, Finding, Result, Todo, Withheld, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.edits import Certainty, ReplaceString, Why
from codemod.vocabulary.literals import Literal
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.places import sets_variables
from codemod.vocabulary.sites import ModelSite, NameUse
from codemod.vocabulary.values import Origin
from transforms.roles import choose, deploys, targets
from transforms.telling_names import answered, lost, named_by_source
from transforms.written_names import written_here


@rule(ModelSite)
def models(site: ModelSite, migration: Migration) -> Iterator[Result]:
    """Replace the names that reach a call's ``model``."""
    call = site.call
    origins = (call.origin, *call.clients)
    deployed = any(host == "deployed" for host, _ in call.served)
    same = deployed and deploys(migration) and all(host == "deployed" for host, _ in call.served)
    for literal in site.literals:
        choice = choose(literal.text, migration)
        if same and not choice.asked:
            continue  # one of the same service, whose deployments have the names that they had
        if deployed and choice.target is None and unlike_a_model(literal.text, migration):
            name = literal.text
            sure = all(host == "deployed" for host, _ in call.served)
            is_one = "is the name of a deployment" if sure else "may be the name of a deployment"
            message = f"{name} {is_one}: name its successor with --model {name}=NEW"
            yield Blocker(literal.path, literal.span, "MODEL-UNMAPPED", message, origins)
        elif choice.target is not None:
            yield replacement(literal, choice.target.name, origins, (), choice.changes)
        elif choice.reason == "kept":
            continue
        elif sets_variables(literal.path):
            message = (
                f"{literal.text} {choice.reason}; set a model of {migration.provider.title} here"
            )
            yield Finding(
                literal.path, literal.span, "MODEL-UNMAPPED", message, Severity.REVIEW, origins
            )
        elif choice.source is not None or migration.surface.is_model_name(literal.text):
            yield Blocker(
                literal.path,
                literal.span,
                "MODEL-UNMAPPED",
                f"{literal.text} {choice.reason}",
                origins,
            )
        else:
            yield Finding(
                literal.path,
                literal.span,
                "MODEL-UNKNOWN",
                f"{literal.text!r} reaches model= and {choice.reason}",
                Severity.REVIEW,
                origins,
            )
    if same:
        return
    yield from put_together(site, migration)
    yield from written_here(site, migration)
    if site.variables:
        names = which(site.variables)
        message = (
            f"the model's name comes from {names}: set it to a model of {migration.provider.title}"
        )
        yield Finding(call.path, call.span, "MODEL-OUTSIDE", message, Severity.NOTE, origins)
        yield Todo(f"set {names} to a model of {migration.provider.title}", origins)
    elif site.outside and not site.literals:
        yield Finding(
            call.path,
            call.span,
            "MODEL-OUTSIDE",
            "the model's name comes from outside the code, or is computed: it must be one of "
            f"{migration.provider.title}",
            Severity.REVIEW,
            origins,
        )


def which(variables: Sequence[str]) -> str:
    """Return how to say which variables name a model: of several not each may."""
    several = f"whichever of {', '.join(variables)} names it"
    return several if len(variables) > 1 else variables[0]


def put_together(site: ModelSite, migration: Migration) -> Iterator[Blocker]:
    """A name that the code puts together from one of the source's: none of the target's comes out."""
    stripped = [piece.strip("-_/:. ") for piece in site.pieces]
    parts = [p for p in stripped if len(p) > 2 and named_by_source(p, migration)]
    for given in site.call.given:
        if given.name == "model" and parts and not migration.own:
            message = (
                f"the model's name is put together from {parts[0]!r}: name the models of "
                f"{migration.provider.title} there"
            )
            origins = (site.call.origin, *site.call.clients)
            yield Blocker(given.path, given.span, "MODEL-COMPUTED", message, origins)


def unlike_a_model(text: str, migration: Migration) -> bool:
    """Say whether a text is no model's name that the source or the target knows."""
    return not migration.surface.is_model_name(text) and text not in targets(migration)


def replacement(
    literal: Literal,
    name: str,
    origins: tuple[Origin, ...],
    along: tuple[Origin, ...],
    changes: str = "",
) -> Change:
    """Return the change of one name; those of ``along`` change with it or not at all."""
    message = f"{literal.text} becomes {name}" + (f": {changes}" if changes else "")
    why = Why("MODEL-RENAMED", message, Certainty.REVIEW)
    edit = ReplaceString(literal.span, why, name)
    return Change(literal.path, edit, origins, names=(literal.origin, *along))


class Names(dict[str, str]):
    """Old names → new ones, or themselves; ``changes`` says of each what else changes with it."""

    def __init__(self, names: Mapping[str, str], changes: Mapping[str, str]) -> None:
        super().__init__(names)
        self.changes = changes

    @classmethod
    def of(cls, literals: Iterable[Literal], migration: Migration) -> Names:
        """Return the names of ``literals``."""
        found = {x.text: choose(x.text, migration) for x in literals}
        return cls(
            {text: c.target.name if c.target is not None else text for text, c in found.items()},
            {text: choice.changes for text, choice in found.items()},
        )


@rule(NameUse)
def uses(site: NameUse, migration: Migration) -> Iterator[Result]:
    """Keep whatever else is done with a name true, or leave the name as it is."""
    if site.how == "answered":
        yield from answered(site, migration)
        return
    if site.how == "lost":
        yield from lost(site, migration)
        return
    origins = tuple(literal.origin for literal in site.literals)
    new = Names.of((*site.literals, *site.against), migration)
    if site.how in ("compare", "member"):
        yield from compared(site, new, origins)
    elif site.how == "table":
        yield from table(site, new, origins)
    elif site.how in ("prefix", "substring"):
        yield from pieces(site, new, origins)
    elif site.how == "tokens":
        message = f"{site.detail}() knows the source's models only and raises for other names"
        yield withheld(site, "MODEL-TOKENS", message, origins)
    elif site.how == "looked up":
        message = "a member is looked up by its value here, which is decided when the program runs"
        yield withheld(site, "MODEL-ROUTING", message, origins)
    elif site.how == "passed":
        names = ", ".join(sorted({x.text for x in site.literals}))
        message = f"{names} also reaches {site.detail}(), which is not migrated"
        yield withheld(site, "MODEL-SHARED", message, origins)
    elif site.how == "computed":
        message = f"the name is taken apart here ({site.detail}): see that it still fits"
        yield Finding(site.path, site.span, "MODEL-ROUTING", message, Severity.REVIEW, origins)
    else:
        yield from displayed(site, new, origins)


def withheld(site: NameUse, code: str, message: str, origins: tuple[Origin, ...]) -> Withheld:
    return Withheld(site.path, site.span, code, message, origins)


def compared(site: NameUse, new: Names, origins: tuple[Origin, ...]) -> Iterator[Result]:
    """``model == "…"`` and ``model in […]``: every name moves, and tells the same apart."""
    old_texts = [x.text for x in site.against]
    new_texts = [new[text] for text in old_texts]
    for literal in site.literals:
        before = literal.text in old_texts
        after = new[literal.text] in new_texts
        if before != after:
            yield withheld(
                site,
                "MODEL-ROUTING",
                f"{literal.text} would become {new[literal.text]}, and this comparison would then "
                "decide otherwise; name another target with --model",
                origins,
            )
            return
    if site.container == "set" and len(set(new_texts)) < len(set(old_texts)):
        yield withheld(site, "MODEL-MERGED", merged_message(site.against, new), origins)
        return
    yield from rewrite(site.against, new, origins)
    yield from duplicates(site, new, origins)


def rewrite(
    literals: Iterable[Literal], new: Names, origins: tuple[Origin, ...]
) -> Iterator[Result]:
    for literal in literals:
        if new[literal.text] != literal.text:
            yield replacement(literal, new[literal.text], (), origins, new.changes[literal.text])


def table(site: NameUse, new: Names, origins: tuple[Origin, ...]) -> Iterator[Result]:
    """A lookup by a name: the keys that the program uses move with it."""
    keys = {x.text: x for x in site.against}
    moving = {x.text for x in site.literals if x.text in keys and new[x.text] != x.text}
    landed = [new[text] for text in sorted(moving)]
    staying = set(keys) - moving
    if len(set(landed)) < len(landed) or set(landed) & staying:
        used = [x for x in site.against if x.text in moving]
        yield withheld(site, "MODEL-MERGED", merged_message(used, new), origins)
        return
    missing = [x for x in site.literals if x.text not in keys and new[x.text] in staying]
    if missing:
        yield withheld(
            site,
            "MODEL-ROUTING",
            f"{missing[0].text} is no key of this table, and {new[missing[0].text]} is",
            origins,
        )
        return
    for text in sorted(moving):
        literal = keys[text]
        yield replacement(literal, new[text], (), origins, new.changes[text])
        yield numbers(literal, new[text], origins)


def numbers(literal: Literal, name: str, origins: tuple[Origin, ...]) -> Finding:
    return Finding(
        literal.path,
        literal.span,
        "MODEL-TABLE",
        f"the key is {name} now; what stands behind it (a price, a limit) is still of {literal.text}",
        Severity.REVIEW,
        origins,
    )


def pieces(site: NameUse, new: Names, origins: tuple[Origin, ...]) -> Iterator[Result]:
    """``model.startswith("gpt")``, ``"gpt" in model``: only when both names answer the same."""
    for literal in site.literals:
        for part in site.against:
            if has(site, literal.text, part.text) != has(site, new[literal.text], part.text):
                yield withheld(
                    site,
                    "MODEL-ROUTING",
                    f"the program decides by {part.text!r} in the name, and {literal.text} would "
                    f"become {new[literal.text]}",
                    origins,
                )
                return


def has(site: NameUse, name: str, part: str) -> bool:
    if site.how == "substring":
        return part in name or name in part
    return name.startswith(part) if site.detail == "startswith" else name.endswith(part)


def displayed(site: NameUse, new: Names, origins: tuple[Origin, ...]) -> Iterator[Result]:
    """Lists of choices, sets, enums, ``Literal`` types and dict keys that hold flowing names."""
    if site.container in ("list", "tuple", "literal"):
        yield from rewrite(site.against, new, origins)
        yield from duplicates(site, new, origins)
        return
    if site.container == "dict":
        flowing = {x.text for x in site.literals}
        new = Names({t: new[t] if t in flowing else t for t in new}, new.changes)
    texts = list(dict.fromkeys(x.text for x in site.against))
    if len({new[text] for text in texts}) < len(texts):
        yield withheld(site, "MODEL-MERGED", merged_message(site.against, new), origins)
        return
    if site.container == "dict":
        for literal in site.literals:
            if new[literal.text] != literal.text:
                yield numbers(literal, new[literal.text], origins)
    else:
        yield from rewrite(site.against, new, origins)


def duplicates(site: NameUse, new: Names, origins: tuple[Origin, ...]) -> Iterator[Result]:
    """Say where names of a list become one."""
    texts = list(dict.fromkeys(x.text for x in site.against))
    if len({new[text] for text in texts}) < len(texts):
        message = merged_message(site.against, new)
        yield Finding(site.path, site.span, "MODEL-MERGED", message, Severity.REVIEW, origins)


def merged_message(literals: Iterable[Literal], new: Names) -> str:
    by_new: dict[str, list[str]] = {}
    for literal in literals:
        names = by_new.setdefault(new[literal.text], [])
        if literal.text not in names:
            names.append(literal.text)
    name, olds = (
        next((n, o) for n, o in by_new.items() if len(o) > 1)
        if any(len(o) > 1 for o in by_new.values())
        else ("one name", ["several names"])
    )
    return f"{' and '.join(olds[:4])} become {name}; name different targets with --model"
