"""Tell of tests that expect, or give, what the program asks or reads otherwise now."""

from __future__ import annotations

from collections.abc import Iterator

from codemod.planning.rules import Finding, Result, rule
from codemod.vocabulary.diagnostics import Severity
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.references import DoubleSite
from codemod.vocabulary.treatment import Treatment, Verb
from transforms.roles import choose
from transforms.rules.responses import bare


@rule(DoubleSite)
def doubles(site: DoubleSite, migration: Migration) -> Iterator[Result]:
    """Say what a test must give, or expect, instead."""
    message = ""
    if site.how == "given":
        message = given(site, migration)
    elif site.how == "asked":
        message = "a test says with which arguments a call is made, and some of them are others now"
    elif site.how == "answers":
        message = f"{site.name}() answers here for the SDK, and may be given other arguments now"
    elif site.how == "named":
        target = choose(site.name, migration).target
        if target is not None and target.name != site.name:
            message = f"{site.name} is expected here, and the program asks {target.name} now"
    elif site.how == "made":
        message = f"what stands in the place of {site.name} is made with other arguments now"
        if not migration.native and migration.key_variable:
            message += f", and {migration.key_variable} must be set in the environment"
    elif site.how == "specified" and migration.native:
        message = f"a mock by the class that takes the place of {site.name} may lack what its clients have"
    if message:
        yield Finding(site.path, site.span, "TEST-DOUBLE", message, Severity.REVIEW, site.origins)


def given(site: DoubleSite, migration: Migration) -> str:
    """Return what the program reads in the place of a member that a test gives, or ""."""
    for kind, member in site.members:
        treatment = treated(kind, member, migration)
        if treatment.verb is Verb.KEEP:
            continue
        to = treatment.to.replace("{self}", "…") or "something else"
        return f"{member} is given here as the source has it, and the program reads {to} now"
    return ""


def treated(kind: str, member: str, migration: Migration) -> Treatment:
    keep = Treatment(Verb.KEEP)
    return migration.route.members.get(bare(kind) or kind, {}).get(member, keep)
