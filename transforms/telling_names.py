"""Names of models about which there is only something to tell: in responses, and out of sight."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Finding
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.sites import NameUse
from transforms.roles import choose


def answered(site: NameUse, migration: Migration) -> Iterator[Finding]:
    """A response names the target's model now: say where the source's is expected."""
    old = [x.text for x in site.against if named_by_source(x.text, migration)]
    if not old:
        return
    name = migration.provider.title
    if site.container:
        message = (
            f"a response names a model of {name} now, and the keys here are {', '.join(old[:3])}"
        )
        yield Finding(site.path, site.span, "MODEL-TABLE", message, Severity.REVIEW)
    else:
        message = f"a response names a model of {name} now, and {old[0]!r} is looked for in it"
        yield Finding(site.path, site.span, "MODEL-ROUTING", message, Severity.REVIEW)


def lost(site: NameUse, migration: Migration) -> Iterator[Finding]:
    """Tell of a name of the source's that is handed on to what cannot be seen."""
    for literal in site.against:
        target = choose(literal.text, migration).target
        if target is not None:
            message = (
                f"{literal.text} goes to {site.detail}(), which cannot be followed: if it reaches a "
                "call that moved, name a model of the target"
            )
            if migration.own:  # what is still served has no target
                message = (
                    f"{literal.text} is shut down, and goes to {site.detail}(), which cannot be "
                    f"followed: if a model is asked by it there, name {target.name}"
                )
            yield Finding(literal.path, literal.span, "MODEL-LOST", message, Severity.REVIEW)


def named_by_source(text: str, migration: Migration) -> bool:
    """Say whether a text is the name of a model of the source, or the head of one."""
    surface = migration.surface
    heads = len(text) > 1 and any(name.startswith(text) for name in surface.models)
    return heads or surface.is_model_name(text)
