"""Lifting: code that uses the SDK's module as its client becomes code with clients of today's SDK.

It runs before the migration itself, which then sees clients only.
"""

from __future__ import annotations

from codemod.planning.rules import Rule
from codemod.vocabulary.migration import LIFTING
from codemod.vocabulary.module_sites import (
    HeldSite,
    LegacyMemberSite,
    LegacyNameSite,
    ModuleCallSite,
    ModuleClientSite,
    PositionalSite,
    UnreadSite,
    UnusedImportSite,
)
from codemod.vocabulary.references import ErrorSite, HandlerSite, PatchSite, ReferenceSite
from codemod.vocabulary.sites import EscapeSite, ModelSite
from transforms.lifting import arguments, clients, errors, members, names


def lifting_rules() -> tuple[Rule, ...]:
    """Return the rules of this step, which never stand beside those of a migration."""
    return (
        Rule(LIFTING, ModuleClientSite, clients.module_clients),
        Rule(LIFTING, ModelSite, arguments.arguments),
        Rule(LIFTING, PositionalSite, arguments.positional),
        Rule(LIFTING, LegacyMemberSite, members.members),
        Rule(LIFTING, EscapeSite, members.escapes),
        Rule(LIFTING, LegacyNameSite, names.names),
        Rule(LIFTING, UnusedImportSite, names.imports),
        Rule(LIFTING, UnreadSite, errors.unread),
        Rule(LIFTING, ModuleCallSite, names.calls),
        Rule(LIFTING, HeldSite, names.held),
        Rule(LIFTING, PatchSite, names.patches),
        Rule(LIFTING, ReferenceSite, errors.references),
        Rule(LIFTING, ErrorSite, errors.errors),
        Rule(LIFTING, HandlerSite, errors.handlers),
    )
