"""Files on their way from edits to proven bytes: edit, format, verify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codemod.pool import Pool
from codemod.reading.style import Styles
from codemod.vocabulary.edits import Edit
from codemod.vocabulary.outcomes import Region, Rewritten
from codemod.vocabulary.records import dataclass
from codemod.vocabulary.spans import Span
from codemod.vocabulary.style import Style

LOWEST_PYTHON = (3, 8)
LINE_LENGTH = 88
EDIT, BYTE, FORMATTED = 6e-4, 5e-7, 3
"""About how many seconds an edit takes, and a byte of the file; how many times so long with black."""


@dataclass(frozen=True, slots=True)
class Task:
    """All that a file's rewriting depends on; it crosses a process boundary, as the result does."""

    before: bytes
    edits: tuple[Edit, ...]
    length: int
    """Of a line, for the editor's own line breaks, whether black runs or not."""
    attempts: tuple[Style | None, ...]
    """The styles to format in, None for not at all, until one gives a valid file."""

    @property
    def seconds(self) -> float:
        """About how long it takes."""
        once = EDIT * len(self.edits) + BYTE * len(self.before)
        return once * (FORMATTED if self.attempts[0] is not None else 1)


@dataclass(frozen=True, slots=True)
class Made:
    """The new bytes of a file, and the regions that changed."""

    after: bytes
    changed: tuple[Region, ...]


class Rewriter:
    """Rewrites the files of one project, some in other processes if there is a ``pool``.

    ``black`` is as in `Migration`. ``hindrances`` are the reasons, one clause each, why edited
    statements were not formatted although they should have been.
    """

    def __init__(self, styles: Styles, black: bool | None, pool: Pool | None = None) -> None:
        self.styles = styles
        self.pool = pool
        self._black = black
        self.hindrances: set[str] = set()

    def rewrite(
        self, files: Mapping[str, tuple[bytes, Sequence[Edit]]]
    ) -> dict[str, Rewritten | tuple[Span, str]]:
        """Apply edits to files and verify each result; return what failed, and where, if it did.

        A result that fails only because of black is made anew without.
        """
        tasks = {path: self.task(path, *file) for path, file in files.items()}
        if self.pool is None or len(tasks) < 2:
            made = list(map(rewritten, tasks.values()))
        else:
            made = self.pool.each(
                rewritten, list(tasks.values()), [task.seconds for task in tasks.values()]
            )
        return {
            path: (
                Rewritten(path, task.before, each.after, task.edits, each.changed)
                if isinstance(each, Made)
                else each
            )
            for (path, task), each in zip(tasks.items(), made, strict=True)
        }

    def task(self, path: str, before: bytes, edits: Sequence[Edit]) -> Task:
        style = self.styles.of(path, forced=self._black is True)
        length = style.line_length if style else LINE_LENGTH
        return Task(before, tuple(edits), length, self.attempts(style))

    def attempts(self, style: Style | None) -> tuple[Style | None, ...]:
        if style is None or self._black is False:
            return (None,)
        from codemod.editing.formatting import hindrance

        why = hindrance(style)
        if why:
            self.hindrances.add(why)
            return (None,)
        return (style, None)


def rewritten(task: Task) -> Made | tuple[Span, str]:
    """Return what becomes of a file, or what failed, and where."""
    from codemod.editing.editor import EditError, apply_edits
    from codemod.writing.verify import grammar, verify

    reasons: list[str] = []
    for style in task.attempts:
        lowest = _lowest(style) if style else LOWEST_PYTHON
        try:
            result = apply_edits(
                task.before,
                task.edits,
                line_length=task.length,
                style=style,
                grammar=grammar(lowest),
            )
        except EditError as error:
            return error.span, f"the edit cannot be made here: {error.message}"
        reasons = verify(task.before, result.after, result.regions, lowest_python=lowest)
        if not reasons:
            return Made(result.after, result.changed)
    return whole(task.before, f"the edited file fails its check: {reasons[0]}")


def _lowest(style: Style) -> tuple[int, int]:
    """Return the lowest Python that the project has black write for."""
    names = [name[3:] for name in style.target_versions if name.startswith("py3")]
    return max(LOWEST_PYTHON, (3, min((int(n) for n in names if n.isdigit()), default=0)))


def whole(source: bytes, reason: str) -> tuple[Span, str]:
    """Return that nothing of a file can be edited, and why."""
    return Span(1, 0, source.count(b"\n") + 2, 0), reason
