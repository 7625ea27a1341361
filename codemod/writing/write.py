"""Write the rewritten files, all or nothing, and keep what is needed to take it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from codemod.vocabulary.outcomes import Rewritten
from codemod.vocabulary.records import dataclass
from codemod.writing import journal
from codemod.writing.git import GitError, dirty_paths
from codemod.writing.replace import ABSENT, Replacement, WriteError, digest, replace_all

__all__ = ["GitError", "WriteError", "Written", "dirty_paths", "write"]


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written. ``not_undoable`` says why `undo` cannot take it back, or ""."""

    paths: tuple[str, ...] = ()
    not_undoable: str = ""


def write(root: Path, outcomes: Sequence[Rewritten], *, force: bool) -> Written:
    """Write every file, or none and raise `WriteError`.

    A file is only written while it still holds the bytes that its plan was made from, and, without
    ``force``, while git has those bytes staged or does not track it; `GitError` when git
    cannot be asked. The journal for `journal.undo` is kept before the first file is replaced.
    """
    changing = [outcome for outcome in outcomes if outcome.before != outcome.after]
    if not changing:
        return Written()
    if not force:
        dirty = dirty_paths(root, [outcome.path for outcome in changing])
        if dirty:
            raise WriteError(min(dirty), "differs from what git has staged; stage it, or --force")
    problem = ""

    def keep_journal() -> Callable[[], None]:
        nonlocal problem
        try:
            return journal.record(root, changing)
        except OSError as error:
            problem = f"the journal cannot be written: {error}"
            return lambda: None

    replace_all(
        root,
        [Replacement(o.path, ABSENT if o.created else digest(o.before), o.after) for o in changing],
        ready=keep_journal,
    )
    return Written(tuple(outcome.path for outcome in changing), problem)
