"""Renewing: the target is the source's own service, where only what has ended must change.

Clients, keys and addresses are right as they are. Models that are shut down give way to the successors
that the service names, with what these take otherwise.
"""

from __future__ import annotations

from codemod.planning.rules import Rule
from codemod.vocabulary.around import AroundSite
from codemod.vocabulary.references import UnresolvedSite
from codemod.vocabulary.sites import ModelSite, NameUse
from transforms.renewing import calls, models, unresolved


def renewing_rules() -> tuple[Rule, ...]:
    """Return the rules of such a target, which never stand beside those of another."""
    return (
        Rule("calls", ModelSite, calls.calls),
        Rule("models", ModelSite, models.models),
        Rule("models", NameUse, models.uses),
        Rule("around", AroundSite, models.around),
        Rule("unresolved", UnresolvedSite, unresolved.unresolved),
    )
