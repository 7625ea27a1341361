"""The size of vectors: what an embedding call must ask for, and what a stored index means."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemod.planning.rules import Alike, Blocker, Finding, Result, Todo
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.shapes import Placed
from codemod.vocabulary.sites import Given, ModelSite
from codemod.vocabulary.values import Atom
from transforms.arguments import Arguments
from transforms.roles import Choice, choose

EMBEDDINGS = "embeddings."
APART = "EMBEDDING-APART"
PARTED = (
    "the vectors of {} are still made by the source's model: they cannot be compared with those "
    "of this call, also where an index is built anew"
)


def vectors(site: ModelSite, arguments: Arguments, migration: Migration) -> Iterator[Result]:
    """Keep the vectors' size where the target offers it; tell where it does not."""
    keyword = migration.route.dimension_keyword
    if not site.call.operation.startswith(EMBEDDINGS) or not keyword:
        return
    call, origins = site.call, arguments.origins
    if call.tokens or any(counted(given) for given in arguments.named("input")):
        message = (
            "input may hold numbers of tokens, which are those of the source's tokenizer: the target "
            "takes texts"
        )
        yield Finding(call.path, call.span, "EMBEDDING-TOKENS", message, Severity.REVIEW, origins)
    choices = [choose(literal.text, migration) for literal in site.literals]
    moving = [c for c in choices if c.source is not None and c.source.dimensions and c.target]
    sizes = {c.source.dimensions for c in moving if c.source is not None}
    offered = {d for c in choices if c.target is not None for d in c.target.dimensions}
    offered |= {*migration.route.sizes} if offered else set()
    first = {
        c.target.dimensions[0] for c in choices if c.target is not None and c.target.dimensions
    }
    given = arguments.named("dimensions")
    wanted = sizes & offered
    if given:
        asked = {v.value for g in given for v in g.values if isinstance(v, Atom) and v.value}
        if asked and offered and not asked <= offered:
            numbers = ", ".join(str(n) for n in sorted(offered, key=int))
            yield Blocker(
                call.path,
                call.span,
                "EMBEDDING-SIZE",
                f"dimensions={min(asked, key=str)} is not offered; there are {numbers}",
                origins,
            )
        elif sizes and first and sizes != first and not any(map(certain, given)):
            had = " or ".join(str(size) for size in sorted(sizes))
            message = (
                f"where dimensions is not given vectors had {had} numbers and now have {min(first)}"
            )
            yield Finding(call.path, call.span, "EMBEDDING-SIZE", message, Severity.REVIEW, origins)
    elif len(sizes) == 1 and offered:
        size = next(iter(sizes))
        if size in offered and first != {size}:
            arguments.add(Placed.at(keyword, str(size)), "the vectors keep their size")
        elif size not in offered:
            message = f"vectors had {size} numbers and now have {min(first)}"
            yield Finding(call.path, call.span, "EMBEDDING-SIZE", message, Severity.REVIEW, origins)
    elif len(sizes) > 1 and first and first != sizes:
        named = " and ".join(
            sorted({f"{c.name} {c.source.dimensions}" for c in moving if c.source})
        )
        message = f"vectors had several sizes ({named} numbers) and now have {min(first)}"
        yield Finding(call.path, call.span, "EMBEDDING-SIZE", message, Severity.REVIEW, origins)
    if migration.route.size_review and first and (given or not wanted <= first):
        message = migration.route.size_review
        yield Finding(call.path, call.span, "EMBEDDING-SIZE", message, Severity.REVIEW, origins)
    if site.outside or not all(same(choice) for choice in choices):
        yield Alike(call.path, call.span, APART, PARTED, (call.origin,))
        yield Finding(
            call.path,
            call.span,
            "EMBEDDING-INDEX",
            "vectors of two models cannot be compared: a stored index must be built anew",
            Severity.NOTE,
            origins,
        )
        yield Todo("build every stored index of embeddings anew", origins)


def certain(given: Given) -> bool:
    """Say whether an argument is always given, and never None."""
    return given.certain and not given.filtered and Atom(None) not in given.values


def counted(given: Given) -> bool:
    """Say whether an argument is a list of numbers, or of lists of them."""
    try:
        found = ast.literal_eval(given.source)
    except (SyntaxError, ValueError):
        return False
    while isinstance(found, list) and found:
        found = found[0]
    return isinstance(found, int)


def same(choice: Choice) -> bool:
    """Say whether the target is the same model, under a longer name at most."""
    return choice.target is not None and choice.target.name.split("/")[-1] == choice.name
