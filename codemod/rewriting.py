"""One file on its way from edits to proven bytes: edit, format, verify."""

from __future__ import annotations

from collections.abc import Sequence

from codemod.reading.style import Styles
from codemod.vocabulary.edits import Edit
from codemod.vocabulary.outcomes import Rewritten
from codemod.vocabulary.spans import Span
from codemod.vocabulary.style import Style

LOWEST_PYTHON = (3, 8)
LINE_LENGTH = 88


class Rewriter:
    """Rewrites the files of one project; ``black`` as in `Migration`.

    ``hindrances`` are the reasons, one clause each, why edited statements were not formatted
    although they should have been.
    """

    def __init__(self, styles: Styles, black: bool | None) -> None:
        self.styles = styles
        self._black = black
        self.hindrances: set[str] = set()

    def rewrite(
        self, path: str, before: bytes, edits: Sequence[Edit]
    ) -> Rewritten | tuple[Span, str]:
        """Apply ``edits`` to a file and verify the result; return what failed, and where, if it did.

        The line length of the file's style guides the editor's own line breaks, whether black runs
        or not. A result that fails only because of black is made anew without.
        """
        from codemod.editing.editor import EditError, apply_edits
        from codemod.writing.verify import grammar, verify

        style = self.styles.of(path, forced=self._black is True)
        length = style.line_length if style else LINE_LENGTH
        reasons: list[str] = []
        for used in self._attempts(style):
            lowest = _lowest(used) if used else LOWEST_PYTHON
            asked = grammar(lowest)
            try:
                result = apply_edits(before, edits, line_length=length, style=used, grammar=asked)
            except EditError as error:
                return error.span, f"the edit cannot be made here: {error.message}"
            reasons = verify(before, result.after, result.regions, lowest_python=lowest)
            if not reasons:
                return Rewritten(path, before, result.after, tuple(edits), result.changed)
        return whole(before, f"the edited file fails its check: {reasons[0]}")

    def _attempts(self, style: Style | None) -> list[Style | None]:
        """Return the styles to format in, None for not at all, until one gives a valid file."""
        if style is None or self._black is False:
            return [None]
        from codemod.editing.formatting import hindrance

        why = hindrance(style)
        if why:
            self.hindrances.add(why)
            return [None]
        return [style, None]


def _lowest(style: Style) -> tuple[int, int]:
    """Return the lowest Python that the project has black write for."""
    names = [name[3:] for name in style.target_versions if name.startswith("py3")]
    return max(LOWEST_PYTHON, (3, min((int(n) for n in names if n.isdigit()), default=0)))


def whole(source: bytes, reason: str) -> tuple[Span, str]:
    """Return that nothing of a file can be edited, and why."""
    return Span(1, 0, source.count(b"\n") + 2, 0), reason
