"""The documents of a run, manifests and settings: they move with the code that they serve, or hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Protocol

from codemod.vocabulary.diagnostics import Diagnostic
from codemod.vocabulary.migration import Migration
from codemod.vocabulary.outcomes import Outcome, Rewritten, Skipped
from codemod.vocabulary.records import dataclass

RULE = "requirements"
"""The name by which --only and --skip know what happens here to manifests."""
VARIABLES = "variables"
"""The same for variables: they have other names in code and documents, or in neither."""


@dataclass(frozen=True, slots=True)
class Project:
    """What the documents need to know of the files of a run.

    ``paths`` are those of all files that are read, ``code`` of the Python that may name the source;
    ``get`` gives the bytes of any. ``present`` says whether a file exists, ``editable`` whether it
    may be edited, ``own`` whether a module (path, dotted name, level) is the repository's, ``search`` gives what
    searches bytes for any of some words. ``staying``
    are the files in which something of the source is left.
    """

    paths: tuple[str, ...]
    code: tuple[str, ...]
    get: Callable[[str], bytes | Skipped]
    present: Callable[[str], bool]
    editable: Callable[[str], bool]
    own: Callable[[str, str, int], bool]
    search: Callable[[Iterable[str]], Callable[[bytes], bool]]
    staying: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcomes of a run with its documents; or, in ``held``, the files that must stay and why."""

    outcomes: Sequence[Outcome] = ()
    diagnostics: Sequence[Diagnostic] = ()
    todo: Sequence[str] = ()
    held: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    quiet: frozenset[tuple[str, int]] = frozenset()
    """Lines of documents of which nothing is to be told."""


class Decision(Protocol):
    """What becomes of documents: those that change or cannot, with the code that each belongs to."""

    rewritten: dict[str, Rewritten]
    diagnostics: list[Diagnostic]
    todo: list[str]
    served: dict[str, frozenset[str]]
    failed: dict[str, str]
    quiet: set[tuple[str, int]]


def settle_documents(
    project: Callable[[], Project],
    outcomes: Sequence[Outcome],
    migration: Migration,
    guard: Callable[[Sequence[str]], set[str]] | None,
) -> Settled:
    """Return ``outcomes`` with the documents that they need changed.

    A document that git does not have as it is, or that cannot be edited after all, holds the files
    that it would have to change for.
    """
    moved = {outcome.path: outcome for outcome in outcomes if isinstance(outcome, Rewritten)}
    if not moved:
        return Settled(outcomes)
    files = project()
    changed = dict(moved)
    decisions: list[Decision] = []
    if migration.allows(RULE):
        from codemod.documents.decide import decide

        decisions.append(decide(files, moved, migration))
        changed |= decisions[-1].rewritten
    if migration.allows(VARIABLES) and not migration.own:
        from codemod.documents.environment import decide as decide_variables

        decisions.append(decide_variables(files, changed, migration))
        changed |= decisions[-1].rewritten
    held: dict[str, tuple[str, str]] = {}
    for decision in decisions:
        held |= _held(decision, moved, guard)
    if held:
        return Settled(outcomes, held=held)
    merged: dict[str, Outcome] = {outcome.path: outcome for outcome in outcomes}
    merged |= changed
    return Settled(
        tuple(merged.values()),
        [each for decision in decisions for each in decision.diagnostics],
        [each for decision in decisions for each in decision.todo],
        quiet=frozenset(line for decision in decisions for line in decision.quiet),
    )


def _held(
    decision: Decision,
    moved: Mapping[str, Rewritten],
    guard: Callable[[Sequence[str]], set[str]] | None,
) -> dict[str, tuple[str, str]]:
    """Return the files of code that must stay because a document may not or cannot change."""
    held: dict[str, tuple[str, str]] = {}
    changing = sorted(decision.rewritten.keys() - moved.keys())
    for path in sorted(guard(changing)) if guard is not None and changing else ():
        reason = f"{path} must move along, and git does not have its present state; see --force"
        held |= dict.fromkeys(decision.served[path], ("FILE-DIRTY", reason))
    for path, fault in decision.failed.items():
        reason = f"{path} must move along, and {fault}"
        held |= dict.fromkeys(decision.served[path], ("EDIT-REFUSED", reason))
    return held
