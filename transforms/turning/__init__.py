"""Turning: Responses and completions of texts become chats, and functions tools, where a target has no such.

It runs before the migration itself, which then sees chats only.
"""

from __future__ import annotations

from codemod.planning.rules import Rule
from codemod.vocabulary.migration import TURNING
from codemod.vocabulary.module_sites import HeldSite
from codemod.vocabulary.references import DoubleSite, ReferenceSite
from codemod.vocabulary.sites import EscapeSite, MemberSite
from codemod.vocabulary.streams import StreamSite
from codemod.vocabulary.turned import OfferedSite, OlderSite, ReturnedSite, TurnedSite, WordSite
from transforms.lifting import names
from transforms.turning import answers, calls, functions


def turning_rules() -> tuple[Rule, ...]:
    """Return the rules of this step, which never stand beside those of a migration."""
    return (
        Rule(TURNING, TurnedSite, calls.calls),
        Rule(TURNING, OlderSite, functions.calls),
        Rule(TURNING, OfferedSite, functions.offered),
        Rule(TURNING, ReturnedSite, functions.returned),
        Rule(TURNING, WordSite, functions.words),
        Rule(TURNING, MemberSite, answers.members),
        Rule(TURNING, StreamSite, answers.streams),
        Rule(TURNING, EscapeSite, answers.escapes),
        Rule(TURNING, ReferenceSite, answers.references),
        Rule(TURNING, DoubleSite, answers.doubles),
        Rule(TURNING, HeldSite, names.held),
    )
