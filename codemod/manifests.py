"""The manifests of a run: they move with the code that they serve, or hold it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from codemod.vocabulary.diagnostics import Diagnostic
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Outcome, Rewritten, Skipped

RULE = "requirements"
"""The name by which --only and --skip know what happens here."""


@dataclass(frozen=True, slots=True)
class Project:
    """What the manifests need to know of the files of a run.

    ``paths`` are those of all files that are read, ``code`` of the Python that may name the source;
    ``get`` gives the bytes of any. ``present`` says whether a file exists, ``editable`` whether it
    may be edited, ``own`` whether a module (path, dotted name, level) is the repository's.
    """

    paths: tuple[str, ...]
    code: tuple[str, ...]
    get: Callable[[str], bytes | Skipped]
    present: Callable[[str], bool]
    editable: Callable[[str], bool]
    own: Callable[[str, str, int], bool]


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcomes of a run with its manifests; or, in ``held``, the files that must stay and why."""

    outcomes: Sequence[Outcome] = ()
    diagnostics: Sequence[Diagnostic] = ()
    todo: Sequence[str] = ()
    held: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def settle_manifests(
    project: Callable[[], Project],
    outcomes: Sequence[Outcome],
    migration: Migration,
    guard: Callable[[Sequence[str]], set[str]] | None,
) -> Settled:
    """Return ``outcomes`` with the manifests that they need changed.

    A manifest that git does not have as it is, or that cannot be edited after all, holds the files
    that it would have to change for.
    """
    moved = {outcome.path: outcome for outcome in outcomes if isinstance(outcome, Rewritten)}
    if not moved or not migration.allows(RULE):
        return Settled(outcomes)
    from codemod.documents.decide import decide

    decision = decide(project(), moved, migration)
    held: dict[str, tuple[str, str]] = {}
    changing = sorted(decision.rewritten.keys() - moved.keys())
    for path in sorted(guard(changing)) if guard is not None and changing else ():
        reason = f"{path} must move along, and git does not have its present state; see --force"
        held |= dict.fromkeys(decision.served[path], ("FILE-DIRTY", reason))
    for path, fault in decision.failed.items():
        reason = f"{path} must move along, and {fault}"
        held |= dict.fromkeys(decision.served[path], ("EDIT-REFUSED", reason))
    if held:
        return Settled(outcomes, held=held)
    merged: dict[str, Outcome] = {outcome.path: outcome for outcome in outcomes}
    merged |= decision.rewritten
    return Settled(tuple(merged.values()), decision.diagnostics, decision.todo)
